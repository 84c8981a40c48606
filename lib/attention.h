/*
 * Attention order: how much a record asks for its owner today, as a sum whose
 * terms can be shown. The weights are data, schema/attention.yaml, and a
 * repository's .sx/attention.yaml replaces them.
 *
 *	score = due * (0 a week before, 1 on the day and after) + blocking (others need it)
 *	      + blocked + priority + class + age
 *
 * Fields are found by what kinds say (due, workflow) and by the names the weights file gives.
 */
#ifndef ATTENTION_H
#define ATTENTION_H

#include "ageing.h"
#include "clock.h"
#include "query.h"

struct attention; /* the weights */
/* From the snapshot's own file or the built-in one. */
struct attention *attention_read(struct snapshot *snapshot, GError **err);
void attention_free(struct attention *a);
AUTO_FREE(attention)

/* Is this a state in which the owner cannot go on? */
gboolean attention_blocked(const struct attention *a, const char *state);

struct attention_item {
	char *kind, *id, *title, *owner, *due, *state, *site; /* due, owner, site may be NULL */
	int days_left;					      /* to the due day, or to the end of the clock; negative: overdue */
	char *clock; /* "Investigation begun: runs, 5 h left": the clock (clock.h) that ends no later than the due day; or NULL */
	double score;
	char *group;   /* value of the field asked for; NULL without one */
	char *explain; /* "+12.0 due  +3.9 priority high  -5.0 blocked" */
};
void attention_item_free(struct attention_item *item);

/* Most urgent first; ties by due day, then id. */
int attention_compare(const struct attention_item *a, const struct attention_item *b);

struct attention_scope {
	const char *owner; /* NULL: of all */
	const char *group; /* a field whose value each item shall have, of any kind; or NULL */
	guint limit;	   /* 0: all */
};
/*
 * Open records with a due day or a clock that runs, in the order of attention_compare().
 * struct attention_item *; caller unrefs. ERR_USAGE when no kind has the field.
 */
GPtrArray *attention_list(struct index *index, const struct attention *a, const struct attention_scope *scope, GError **err);

#endif
