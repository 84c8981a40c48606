/*
 * Two histories brought together: what the files of one become by the other.
 * Nothing is decided by who asks: joining the same two commits at two plants makes the same files.
 *
 *	struct join *join = join_commits(repo, &ours, &theirs, &err);
 *	for each of join->paths: take path->blob, or write path->bytes, or let it go
 *
 * Only what differs from where the histories parted is looked at. What one side alone changed is as on that side.
 * A record that both have changed is merged field by field (merge.h), by the kinds as they are after the join; of
 * a record that one side removed and the other changed, the change stays, and is told. Evidence is what its name says.
 * Other files are merged by lines, and refused where that leaves anything to decide.
 *
 * Histories that have crossed have several places where they parted; these are joined first, and what comes of that is the base.
 * Where these have another record each under one id, the one that the two commits hold by now is in the base.
 * Of a record that has got another id since, what was before is what it was under its old one (collision_before()).
 */
#ifndef JOIN_H
#define JOIN_H

#include "merge.h"
#include "repo.h"

enum join_how {
	JOIN_CAME,   /* only they changed it */
	JOIN_MERGED, /* both did */
	JOIN_KEPT,   /* one side removed it, the other changed it, and it stays */
	JOIN_OPEN,   /* of join_again() only: it does not merge, and whoever joined had to settle it by hand */
	JOIN_APART,  /* the same: the two sides have another record each there, which never become one (collision.h) */
};
struct join_path {
	char *path;
	enum join_how how;
	struct oid base, ours, theirs; /* blobs; zero: absent there */
	GBytes *bytes;		       /* what was written anew; NULL: blob is there already */
	struct oid blob;	       /* what it becomes; zero: it goes */
	gboolean executable;
	const struct kind *kind; /* of a record, else NULL; borrowed from after */
	GPtrArray *conflicts;	 /* char *: what waits for a decision since, as matter_says() has it; NULL for none */
};

struct join {
	struct oid base;	/* the tree of where they parted */
	GPtrArray *paths;	/* struct join_path *, path order: all that they changed. blob may be as ours */
	struct snapshot *after; /* with the kinds and the configuration as they become, over the tree of ours */
};

/*
 * ERR_CONFLICT, rule "unrelated", when they share nothing; rule "file" when a file that is no record cannot be brought together;
 * ERR_INVALID when a record that both have changed does not read, or nothing could be read by what the kinds or the
 * configuration become. Nothing has changed then.
 */
struct join *join_commits(struct repo *repo, const struct oid *ours, const struct oid *theirs, GError **err);
/* The same of two commits that somebody has joined already: where files do not merge, and where records did not read, nothing is refused. */
struct join *join_again(struct repo *repo, const struct oid *ours, const struct oid *theirs, GError **err);
/* What is said, and advised, when the kinds or the configuration that come of it do not read: *err is why. */
void join_unreadable(GError **err);
void join_free(struct join *join);
AUTO_FREE(join)

#endif
