/*
 * Meetings: agenda templates, what a new meeting of a series brings with it,
 * and what is shown in one.
 *
 * A template is a file of schema/templates/ or .sx/templates/ of the repository:
 *
 *	template: NAME   help: SENTENCE   title: TEXT   minutes: N   kpis: FILTER
 *	sections: [{item: TEXT, type: actions|kpis|decisions|..., share: PERCENT}, ...]
 */
#ifndef MEETING_H
#define MEETING_H

#include "query.h"
#include "reading.h"

struct meeting_section {
	const char *item, *type; /* type may be NULL */
	guint share, minutes;	 /* minutes: its share of the template's */
};
struct meeting_template {
	const char *name, *help, *title, *kpis; /* kpis: filter, or NULL */
	guint minutes;
	GArray *sections; /* struct meeting_section */
	struct doc *doc;
};
/* Names of all templates: char *, sorted; caller unrefs. */
GPtrArray *meeting_templates(struct snapshot *snapshot, GError **err);
/* ERR_NOT_FOUND naming the nearest; ERR_INVALID with a place. */
struct meeting_template *meeting_template_read(struct snapshot *snapshot, const char *name, GError **err);
void meeting_template_free(struct meeting_template *t);
AUTO_FREE(meeting_template)
/* Share out minutes so that they add up: 60 by 25 20 25 30 is 15 12 15 18. */
void meeting_share(GArray *sections, guint minutes);

/* What a new meeting of a series would bring with it. */
struct meeting_plan {
	char *previous;	    /* id of the series' last meeting before it, or NULL */
	char *template;	    /* of that meeting, or NULL */
	char *chair;	    /* of that meeting, or NULL */
	GPtrArray *carried; /* char *: open actions of the series' earlier meetings, overdue first */
	GPtrArray *kpis;    /* char *: the KPIs the template's filter finds */
};
/* template NULL: no KPIs. Clear with meeting_plan_clear(). */
gboolean meeting_plan_make(struct index *index, const char *series, day date, const struct meeting_template *template,
	struct meeting_plan *plan, GError **err);
void meeting_plan_clear(struct meeting_plan *plan);
/* The values of the new record, in b. */
struct node *meeting_values(
	struct builder *b, const char *series, day date, const struct meeting_template *t, const struct meeting_plan *plan);

/* One line of what a meeting looks at. */
struct meeting_action {
	char *kind, *id, *title, *owner, *due, *state;
	gboolean open;
	int days_late; /* 0 when not overdue */
	guint carried; /* into how many meetings */
};
struct meeting_brief {
	GPtrArray *carried;	     /* struct meeting_action *: overdue first */
	GPtrArray *agreed;	     /* struct meeting_action *: records of any kind that point to the meeting */
	GPtrArray *kpis;	     /* struct measure *, red first */
	guint closed, open, overdue; /* of all actions agreed in earlier meetings of the series */
	guint stale;		     /* KPIs without a fresh reading */
};
/* For a meeting's id, series and date, with ids (node lists; may be NULL) of what it carries and reviews. */
gboolean meeting_brief_make(struct index *index, const char *id, const char *series, const char *date, const struct node *carried,
	const struct node *kpis, struct meeting_brief *out, GError **err);
void meeting_brief_clear(struct meeting_brief *brief);

#endif
