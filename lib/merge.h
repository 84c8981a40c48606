/*
 * Merging a record that two lines of work have both changed: sx-merge(7).
 *
 * Field by field, by each field's merge rule in the schema. What only one side
 * changed is taken from it. What both changed is brought together where the
 * rule can; else it becomes a conflict (conflict.h): both values are kept in
 * the record as data, with who wrote them, and one of them is shown. The
 * result is a record like any other, and never holds conflict marks.
 *
 *	merge(b, x, b) = x    merge(b, b, x) = x    merge(b, x, x) = x
 *	merge(b, x, y) = merge(b, y, x)    byte for byte, as the choice of what is shown is by content alone
 *	merge(b, merge(b, x, y), z) = merge(b, x, merge(b, y, z))    when they change different fields
 */
#ifndef MERGE_H
#define MERGE_H

#include "origin.h"
#include "workflow.h"

enum merge_side { MERGE_BASE, MERGE_OURS, MERGE_THEIRS };

struct merge {
	const struct record *sides[3]; /* by enum merge_side, of one path; base NULL: both made it */
	/* Fills who wrote a side's present value of a matter; NULL: unknown. It may leave out empty. */
	void (*origin)(enum merge_side side, const struct matter *matter, void *data, struct origin *out);
	void *data;
};

/*
 * The merged text. The matters that this merge has brought into conflict are
 * appended to arisen (may be NULL) as matter_says() has them, char *. A state
 * whose steps do not lead to it any more on what the other side has made of the record is one of
 * them. ERR_INVALID when the result would be too large. Caller frees.
 */
char *merge_record(const struct merge *merge, GPtrArray *arisen, GError **err);

#endif
