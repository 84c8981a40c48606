/* What the files of collision.h share. */
#ifndef COLLISION_PRIVATE_H
#define COLLISION_PRIVATE_H

#include "collision.h"

/*
 * The text of a record of ours with new ids for old ones (moves: char * -> char *), wherever base (NULL: we added it) does
 * not say the same. NULL without *err when nothing changes. Caller frees.
 */
char *collision_text(const struct record *ours, const struct record *base, GHashTable *moves, GError **err);

#endif
