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
#include "query.h"

struct attention; /* the weights */
/* From the snapshot's own file or the built-in one. */
struct attention *attention_read(struct snapshot *snapshot, GError **err);
void attention_free(struct attention *a);
AUTO_FREE(attention)

/* Is this a state in which the owner cannot go on? */
gboolean attention_blocked(const struct attention *a, const char *state);

struct attention_item {
	char *kind, *id, *title, *owner, *due, *state; /* due, owner may be NULL */
	int days_left;				       /* negative: overdue; G_MAXINT without due */
	double score;
	char *explain; /* "+12.0 due  +3.9 priority high  -5.0 blocked" */
};
void attention_item_free(struct attention_item *item);

/*
 * Open records with a due day, of one owner (NULL: of all), most urgent first;
 * ties by due day, then id. limit 0: all. struct attention_item *; caller unrefs.
 */
GPtrArray *attention_list(struct index *index, const struct attention *a, const char *owner, guint limit, GError **err);

#endif
