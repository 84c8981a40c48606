/*
 * Conflicts: values of several plants that wait for a decision, kept as data in
 * the record's list `conflicts`, one entry a value; the record shows one of them meanwhile.
 *
 *	conflicts:
 *	  - field: due
 *	    value: 2026-12-01
 *	    by: asha
 *	    at: 2026-11-20T14:30:00+05:30
 *	    commit: 3f2a...
 *	  - field: due
 *	    value: 2026-12-14
 *	    by: ben ...
 *
 * What is decided as one is a matter: a field, fields that go together, or one entry of a keyed list. A value that is no scalar is written as its YAML lines; of one that
 * was removed the entry says no value. Entries are told apart by field, entry
 * and value: who wrote a value, and when, is told but decides nothing.
 */
#ifndef CONFLICT_H
#define CONFLICT_H

#include "record.h"

#define CONFLICTS "conflicts" /* the field, which every kind has */

struct matter {
	const char *field; /* as kind_matter() says */
	const char *entry; /* the key of a keyed list's entry; NULL: all of the field */
};

/* Are all its fields marks of a record's making: hidden, immutable, and set by themselves? */
gboolean matter_made(const struct kind *kind, const char *name);

/*
 * Its value in a record's map, in b, maps in the schema's order; NULL when it is absent. So two values are
 * the same exactly when their texts are. Of several fields (kind_matter_coupled()) it is a map of those that are there.
 */
struct node *matter_value(struct builder *b, const struct kind *kind, const struct matter *matter, const struct node *root);
/* A copy of a value with the keys of maps in the order of fields (may be NULL), others by name behind them. */
struct node *matter_ordered(struct builder *b, const GPtrArray *fields, const struct node *value);
/* The value as a conflict's entry has it; NULL for NULL. Caller frees. */
char *matter_text(const struct node *value);
/* Back again, in b; ERR_INVALID when text is no such value. text NULL gives *out NULL. */
gboolean matter_read(struct builder *b, const struct kind *kind, const struct matter *matter, const char *text, struct node **out,
	GError **err);
/* "due", "causes c1", "state": for people. Caller frees. */
char *matter_says(const struct matter *matter);

struct conflict {
	struct matter matter; /* borrowed from the record */
	GPtrArray *values;    /* const struct node *: the entries, borrowed */
};
/* All that waits in a record: struct conflict *, in the order of the list. Caller unrefs. */
GPtrArray *conflicts_of(const struct record *record);
/* Does anything wait? root may be NULL. */
gboolean conflicts_wait(const struct node *root);
/* The matter an entry of the list is about. */
struct matter conflict_matter(const struct node *entry);
gboolean matter_equal(const struct matter *a, const struct matter *b);

#endif
