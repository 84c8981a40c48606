/*
 * What has changed since something was signed. A signature says by a digest that its content is another now; what it was is in
 * the history: in the first commit that has the signature.
 *
 *	GPtrArray *all = lapse_signatures(index, record, world, &err);		in place of signatures_of()
 */
#ifndef LAPSE_H
#define LAPSE_H

#include "entry.h"
#include "signature.h"

/*
 * "problem, extent, title of ACT-2611-7K3M9Q2": what a signature of the record covers and is not as it was signed, in words for a
 * message. NULL without *err when the history does not tell. index_history() must have been called. Caller frees.
 */
char *lapse_says(struct index *index, const struct record *record, const struct node *entry, struct world *world, GError **err);
/*
 * All signatures of a record, each verified, as signatures_of() has them; `why` of one that is stale says what has changed.
 * NULL with *err. Caller unrefs.
 */
GPtrArray *lapse_signatures(struct index *index, const struct record *record, struct world *world, GError **err);

#endif
