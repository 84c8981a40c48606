/*
 * What differs between two states of a record, field by field: scalars as from
 * and to, lists as the items that went and came.
 */
#ifndef DELTA_H
#define DELTA_H

#include "record.h"

struct delta {
	const char *name;	      /* of the field, as written in the record */
	const struct field *field;    /* NULL: the kind has no such field */
	const struct node *from, *to; /* NULL: absent; of the two maps given */
};
/*
 * All differences of the new map from the old one (each may be NULL: no record), in the order of the new one, what it lost
 * last. One entry a scalar or map field, one an item of a list. Borrows from both; caller unrefs the array.
 */
GPtrArray *delta_maps(const struct kind *kind, const struct node *old, const struct node *new);
/* A value on one line, all of it: maps as "key: value; ...", lists by commas. NULL for NULL. Caller frees. */
char *delta_text(const struct node *value);
/*
 * One side of a difference (from or to) on one line, for people: a map by the `line` of its field, where that has one: of a
 * signature who, as what and when, and not its armour. NULL for NULL. Caller frees.
 */
char *delta_says(const struct delta *delta, const struct node *value);
/* The same of a value of a field, or of an entry of its list. */
char *delta_line(const struct field *field, const struct node *value);

#endif
