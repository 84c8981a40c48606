/* What the files of collision.h share. */
#ifndef COLLISION_PRIVATE_H
#define COLLISION_PRIVATE_H

#include "collision.h"

#define COLLISION_DID "rename" /* what the note of a new id says was done, from the old one to it */

/*
 * The text of a record of ours with new ids for old ones (moves: char * -> char *), wherever base (NULL: we added it) does
 * not say the same. NULL without *err when nothing changes. Caller frees.
 */
char *collision_text(const struct record *ours, const struct record *base, GHashTable *moves, GError **err);

/* Do both say that it was made at one moment by one person? Two plants cannot. */
gboolean collision_made_once(const struct record *a, const struct record *b);
/* What a tree (NULL or zero: the empty one) has at a path, where it is of the making of like; else NULL, *err only for what was not read. */
struct record *collision_made_at(struct store *store, const struct kinds *kinds, const struct oid *tree, const char *path,
	const struct record *like, GError **err);
/*
 * Another id of the same month, by the old one and the making alone, so that every clone gives it the same. try: 0, then more
 * where that one is taken. Caller frees.
 */
char *collision_id(const struct record *record, guint try);

#endif
