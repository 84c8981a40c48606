/* What the files of sync.h share. */
#ifndef SYNC_PRIVATE_H
#define SYNC_PRIVATE_H

#include "sync.h"

/* One look at both sides. */
struct round {
	struct sync *sync;
	struct head head;
	struct oid theirs;	/* commit; zero: they have none */
	gboolean in, out;	/* have they, have we, what the other has not? */
	struct oid target;	/* the commit that HEAD is to become */
	struct oid trees[3];	/* where they parted, theirs, target's */
	struct snapshot *after; /* over the target's tree */
};

/* Looks at both sides and makes the commit that brings them together. */
gboolean round_begin(struct round *r, GError **err);
void round_clear(struct round *r);
/*
 * Everything that changed on either side is read and checked on what comes of it. ERR_INVALID: what we would be
 * the first to publish is wrong by itself. Else problems are appended.
 */
gboolean round_check(struct round *r, GError **err);
/* Fills came, out, and the numbers of commits. */
gboolean round_tell(struct round *r, GError **err);
struct sync_item *sync_item_new(const struct kind *kind, const char *path, const struct oid *old, const struct oid *new);

#endif
