/* Between the files of the kind module: the set itself, and reading one file into it. */
#ifndef KIND_READ_H
#define KIND_READ_H

#include "kind.h"

struct kinds {
	int owners;
	gpointer derived; /* kinds_derive() */
	GDestroyNotify unmake;
	struct pool *pool;
	GPtrArray *docs;   /* struct doc *: strings of kinds are theirs */
	GPtrArray *tables; /* GHashTable *: the by_name of each kind */
	GPtrArray *all;	   /* struct kind *, in the pool */
	GPtrArray *common; /* struct field * that every kind has */
	GPtrArray *meta;   /* struct field * of a kind file, or NULL as long as not needed */
	GHashTable *by_name, *by_folder;
	const char *const *names;
	GChecksum *sum;
};

/* A new kind from a file's root; NULL with a place. file is as long-lived as the set. */
struct kind *kind_read(struct kinds *kinds, const char *file, const struct node *root, GError **err);
/* More fields, values, columns, states and verbs for a kind that is there. */
gboolean kind_extend(struct kinds *kinds, struct kind *kind, const char *file, const struct node *root, GError **err);

#endif
