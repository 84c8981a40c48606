/*
 * Figures M1 to M20 of corrective and preventive action, as sx-report(1) defines them, from capa_facts.h.
 *
 *	GPtrArray *figures = capa_metrics(facts, &ask, &err);      struct capa_figure *, in the order they are printed
 *
 * Nothing is made up: what has no data has no value and n 0, and what needs data that nobody records says so.
 */
#ifndef CAPA_METRICS_H
#define CAPA_METRICS_H

#include "capa_facts.h"

struct capa_ask {
	day from, to;		/* the period; what is after the facts' day is not in it */
	const char *by;		/* a field of the kind, or "repository"; NULL: all as one */
	int tolerance, horizon; /* hours until a change must have come; days in which a problem comes back */
};

/* What a figure is. */
struct capa_meaning {
	const char *metric; /* "M3" */
	const char *name;   /* "on_time_due" */
	const char *unit;   /* "share" "points" "hours" "days" "weeks" "count" */
	const char *label;  /* for people */
	const char *how;    /* how it is worked out */
};
extern const struct capa_meaning capa_meanings[]; /* as printed, ended by a NULL name */

struct capa_figure {
	const struct capa_meaning *meaning;
	char *group;	  /* "all" over all */
	char *part;	  /* what of it: "class critical"; or NULL */
	double value;	  /* a share is 0 to 1; NAN: no data */
	gint64 k, n;	  /* k of n for a share, n values for a median; -1: does not apply */
	const char *note; /* or NULL */
};
/* Caller unrefs. ERR_USAGE when there is no such field to group by. */
GPtrArray *capa_metrics(const struct capa_facts *facts, const struct capa_ask *ask, GError **err);

#endif
