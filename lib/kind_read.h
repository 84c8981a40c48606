/* Between the files of the kind module: the set itself, and reading one file into it. */
#ifndef KIND_READ_H
#define KIND_READ_H

#include "kind.h"

struct kinds {
	int owners;
	gpointer derived; /* kinds_derive() */
	GDestroyNotify unmake;
	struct pool *pool;
	GPtrArray *docs;	  /* struct doc *: strings of kinds are theirs */
	GPtrArray *tables;	  /* GHashTable *: the by_name of each kind */
	GPtrArray *all;		  /* struct kind *, in the pool */
	GPtrArray *common;	  /* struct field * that every kind has */
	GPtrArray *signed_fields; /* those that kinds with signed steps have */
	GPtrArray *meta;	  /* struct field * of a kind file, or NULL as long as not needed */
	GHashTable *by_name, *by_folder;
	const char *const *names;
	GChecksum *sum, *own; /* of all files, and of the repository's own */
};

/* A new kind from a file's root; NULL with a place. file is as long-lived as the set. */
struct kind *kind_read(struct kinds *kinds, const char *file, const struct node *root, GError **err);
/* From schema to struct: a condition, "field" "value" pairs; NULL for no node. */
struct condition *kind_condition(struct pool *pool, const struct node *when);
const char *const *kind_pairs(struct pool *pool, const struct node *map);
/* One name after another, each once; either may be NULL. */
const char *const *kind_names_joined(struct pool *pool, const char *const *old, const char *const *more);
gboolean kind_fail(GError **err, const char *file, const struct node *at, const char *format, ...) G_GNUC_PRINTF(4, 5);

/* What a verb's `guards` and `also` say, added to it. */
gboolean kind_read_guards(struct kinds *kinds, struct verb *verb, const char *file, const struct node *def, GError **err);
/* The workflow's `locks`, added to it. */
void kind_read_locks(struct kinds *kinds, struct workflow *workflow, const char *file, const struct node *locks);
/* A verb's `sign`, and the workflow's `signed`, added to it; NULL nodes add nothing. */
void kind_read_sign(struct kinds *kinds, struct verb *verb, const struct node *sign);
void kind_read_covers(struct kinds *kinds, struct workflow *workflow, const struct node *covers);
/* The workflow's `clocks`, added to it, and its `ladder`, which takes the place of the one before; NULL nodes change nothing. */
gboolean kind_read_clocks(struct kinds *kinds, struct workflow *workflow, const char *file, const struct node *clocks,
	const struct node *ladder, GError **err);
/* Do they speak of what there is? */
gboolean kind_seal_clocks(const struct kinds *kinds, const struct kind *kind, GError **err);
/* Does what is said of signatures speak of what there is? */
gboolean kind_seal_signs(const struct kinds *kinds, const struct kind *kind, GError **err);
/* Do guards and locks speak of what there is? Once all kinds are read; the verbs learn what they open. */
gboolean kind_seal_guards(struct kinds *kinds, struct kind *kind, GError **err);

/* More fields, values, columns, states and verbs for a kind that is there. */
gboolean kind_extend(struct kinds *kinds, struct kind *kind, const char *file, const struct node *root, GError **err);

#endif
