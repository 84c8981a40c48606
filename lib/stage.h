/*
 * git's index file (the staging area), read in place and spliced in place.
 *
 * libgit2 reads and writes the whole index for one entry: 100 ms and more on
 * 100,000 files. Here the file is mapped and walked (stage_open), and a change
 * of a few entries copies the untouched runs (stage_update). Version 4 is
 * expanded first and written as version 3, which git takes as well. A split or
 * sparse index is refused (ERR_NO) with a hint how to make it whole: libgit2
 * 1.5 reads neither.
 * Format: gitformat-index(5). SHA-256 repositories are not supported.
 */
#ifndef STAGE_H
#define STAGE_H

#include "store.h"
#include <sys/stat.h>

struct stage_entry {
	const char *path; /* borrowed from the map, NUL-terminated */
	struct oid oid;
	guint32 mode;
	guint32 mtime, mtime_ns, ctime, ctime_ns, dev, ino, uid, gid, size;
	int level; /* 0, or 1-3 in an unfinished merge */
	gboolean skip_worktree, assume_valid, intent_to_add;
};

struct stage;
/* NULL with *err unset when there is no index file (an empty one). */
struct stage *stage_open(const char *git_dir, GError **err);
/*
 * The same in steps, for who looks at the first entries while others are still read: stage_begin(), as stage_open() but with
 * no entry read; then stage_read(), which reads some more, up to stage_count() of them, and says what is wrong in all with the
 * last; stage_known() of them may be asked for.
 */
struct stage *stage_begin(const char *git_dir, GError **err);
gboolean stage_read(struct stage *stage, guint more, GError **err);
guint stage_known(const struct stage *stage);
void stage_close(struct stage *stage); /* takes NULL */
static inline void
stage_free(struct stage *stage)
{
	stage_close(stage);
}
AUTO_FREE(stage)
guint stage_count(const struct stage *stage);
/* Entries in path order; FALSE when i is past the end. Sequential access is O(1). */
gboolean stage_get(const struct stage *stage, guint i, struct stage_entry *out);
/* Its path alone, which is quicker; i must not be past the end. */
const char *stage_path(const struct stage *stage, guint i);
/* The first entry from i on whose path is not before path; stage_count() when there is none. */
guint stage_find(const struct stage *stage, guint i, const char *path);
/* The tree the whole index equals, from the cache-tree extension; FALSE when it is not known. */
gboolean stage_tree(const struct stage *stage, struct oid *out);
/* Does a file's stat say it is unchanged since it was staged? racy: it may have changed in the same tick as the index was written; compare content. */
gboolean stage_same(const struct stage *stage, const struct stage_entry *entry, const struct stat *st, gboolean *racy);

struct stage_change {
	const char *path;
	gboolean remove;
	struct oid oid;
	const char *work_path; /* absolute: its stat goes into the entry; NULL leaves the stat zero */
	gboolean executable;
};
/*
 * index.lock, by which git programs keep out of each other's way. Waits up to
 * two seconds, then ERR_CONFLICT. One that a killed sx left is taken away by
 * stage_lock_clear(); only who holds the repository's own lock may call it.
 */
struct stage_lock;
struct stage_lock *stage_lock_take(struct store *store, GError **err);
void stage_lock_free(struct stage_lock *lock);
AUTO_FREE(stage_lock)
void stage_lock_clear(struct store *store);
/* Is there one, whosever it is? */
gboolean stage_locked(struct store *store);

/*
 * Change entries, write, fsync, rename; the caller holds the lock. new_tree is
 * what the cache tree becomes when the index equalled old_tree before (NULL or zero: nothing): git
 * status stays fast.
 */
gboolean stage_update(struct store *store, const struct stage_change *changes, guint n, const struct oid *old_tree,
	const struct oid *new_tree, GError **err);

#endif
