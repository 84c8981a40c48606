/* What the files of merge.h share. */
#ifndef MERGE_PRIVATE_H
#define MERGE_PRIVATE_H

#include "merge.h"
#include "trial.h"

/* A record being merged. */
struct merging {
	const struct merge *merge;
	const struct kind *kind;
	struct builder *b;
	const struct node *roots[3];
	struct node *wanted; /* the result, field by field; NULL values are absent */
	GPtrArray *waiting;  /* struct node *: entries of the result's conflicts */
	GHashTable *seen;    /* names of matters and of fields already merged */
	GPtrArray *arisen;   /* char *, or NULL */
};

/* The entries of the three sides that are about one matter. */
struct pending {
	GPtrArray *on[3];
};

/* Of all entries of the matter's field when exact is FALSE. */
struct pending merge_pending(const struct merging *m, const struct matter *matter, gboolean exact);
void merge_pending_clear(struct pending *p);
/* Has a side other entries than the base? */
gboolean merge_pending_changed(const struct pending *p, enum merge_side side);
/* Do the same values wait on both sides? */
gboolean merge_pending_same(const struct pending *p);
/* What waits still, deletions of either side counted, is among the result's. */
void merge_keep_waiting(struct merging *m, const struct pending *p);

/* A value on the three sides, by enum merge_side; NULL where it is absent. */
struct versions {
	struct node *v[3];
};

/* Both values wait, beside what waits about all of its field; exact: about itself. Which is shown. */
struct node *merge_dispute(struct merging *m, const struct matter *matter, const struct versions *is, const struct pending *all,
	const struct pending *exact);

/* Rules for values that both sides changed. FALSE: they cannot be brought together. *out may become NULL, for nothing. */
gboolean merge_set(struct builder *b, const struct versions *is, struct node **out);
gboolean merge_log(struct builder *b, const struct field *field, const struct versions *is, struct node **out);
gboolean merge_parts(struct builder *b, const struct versions *is, struct node **out);
gboolean merge_lines(struct builder *b, const struct versions *is, struct node **out);
/*
 * An entry of a person's keys, made such that merge_parts() finds nothing to decide: of two moments from which, until which or
 * since when not the earlier stands, and a revocation of either side whatever the other has done.
 */
void merge_key(struct builder *b, struct versions *is);

/* The entries of a keyed list on the three sides. */
struct keyed {
	GPtrArray *keys;	/* const char *, in the order the entries are to have */
	GHashTable *entries[3]; /* key -> struct node * */
};
/* FALSE when an entry lacks its key or two have the same; then there is nothing to clear. Borrows from is. */
gboolean merge_keyed(const struct field *field, const struct versions *is, struct keyed *out);
void merge_keyed_clear(struct keyed *keyed);

/*
 * The text of a record that reads as wanted: lines that stand as wanted on a side are taken from there, with the comments
 * above them; the rest is written anew.
 */
char *merge_text(const struct merge *merge, const struct node *wanted, GError **err);

/* Names of two maps' and the schema's fields: schema order first, then by name. For sorting. */
int merge_order(const struct kind *kind, const char *a, const char *b);

#endif
