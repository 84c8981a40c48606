/* What the files of sync.h share. */
#ifndef SYNC_PRIVATE_H
#define SYNC_PRIVATE_H

#include "sync.h"

#define ROUND_MANY 200 /* records written from which a pack is quicker than a file each */

enum round_tree { ROUND_BASE /* where they parted */, ROUND_OURS, ROUND_THEIRS, ROUND_TARGET };

/* One look at both sides. */
struct round {
	struct sync *sync;
	struct head head;
	struct oid ours;	    /* HEAD, or a commit on it in which ids that were drawn twice are others */
	struct oid theirs;	    /* commit; zero: they have none */
	gboolean in, out;	    /* have they, have we, what the other has not? */
	struct oid target;	    /* the commit that HEAD is to become */
	struct oid numbered;	    /* the same with register numbers, if the other side takes it */
	struct oid trees[4];	    /* by enum round_tree */
	struct snapshot *after;	    /* over the target's tree */
	struct index *index;	    /* of after; from round_check() on */
	struct judging *ahead;	    /* what goes out, begun before the fetch; NULL for none. Borrowed */
	struct judging *judging[2]; /* what comes in, what goes out; NULL: nothing to judge */
};

/*
 * The commits that only one side has, judged as sx-verify(1) does. It takes as long as all else, so that threads do it: for
 * what goes out from before the fetch on, for what came in once it is known. round_replay() is told what they found:
 * ERR_INTEGRITY for what is not to be taken over, nor shared.
 */
struct judging *judging_ahead(struct sync *s); /* NULL: nothing goes out, as far as is known yet */
void judging_free(struct judging *judging);    /* waits for the thread; takes NULL */
gboolean round_replay_begin(struct round *r, GError **err);
gboolean round_replay(struct round *r, GError **err);
/* What comes in cannot be read: *err becomes the violation of the commit that made it so, if it is one. Always FALSE. */
gboolean round_blame(struct round *r, GError **err);
void round_replay_end(struct round *r);
/* Looks at both sides and makes the commit that brings them together. */
gboolean round_begin(struct round *r, GError **err);
void round_clear(struct round *r);
/*
 * Everything that changed on either side is read and checked on what comes of it. ERR_INVALID: what we would be
 * the first to publish is wrong by itself. Else problems are appended.
 */
gboolean round_check(struct round *r, GError **err);
/* Where ids were drawn twice, ours becomes a commit in which they are others; they are in sync->moved. */
gboolean round_move_ids(struct round *r, GError **err);
/* numbered becomes a commit on the target in which records have their register numbers, when something goes out; they are in sync->numbers. */
gboolean round_number(struct round *r, GError **err);
GPtrArray *sync_names_new(void);
/* Fills came, out, and the numbers of commits. */
gboolean round_tell(struct round *r, GError **err);
struct sync_item *sync_item_new(const struct kind *kind, const char *path, const struct oid *old, const struct oid *new);

#endif
