/*
 * Edits in the work tree: what differs from a commit's tree on disk.
 *
 * Found as git finds them: each file's stat against git's index, content where
 * the stat is in doubt (a same-size edit in the same second). A folder that
 * has as many names on disk as are staged and there has no new ones; others
 * are read name by name. Several threads look; nothing is written.
 */
#ifndef WORKTREE_H
#define WORKTREE_H

#include "store.h"

enum edit_type { EDIT_CHANGED, EDIT_ADDED, EDIT_REMOVED, EDIT_LINK /* a symbolic link or other non-file */ };
struct worktree_edit {
	char *path; /* in the repository, '/' separated */
	enum edit_type type;
};

/*
 * Every difference of the work tree from tree (HEAD's; NULL for none yet), in
 * path order, as struct worktree_edit * in a new array; only paths under the
 * top folders named in roots (NULL-ended: "action", "person", ".sx"...; NULL: all).
 * Ignored files (.gitignore) below roots are not additions. Caller unrefs.
 */
GPtrArray *worktree_edits(struct store *store, const struct oid *tree, const char *const *roots, GError **err);

/*
 * The same in two steps, for who has other things to do meanwhile: threads look from the first on.
 * roots are copied. Only one of finish and cancel may follow; both free it. The store must stay.
 */
struct scan;
struct scan *worktree_begin(struct store *store, const char *const *roots);
GPtrArray *worktree_finish(struct scan *scan, const struct oid *tree, GError **err);
void worktree_cancel(struct scan *scan);
/*
 * Begin before the store is open, which takes longer than to find a work tree at or above dir. NULL when there is none of
 * the plain sort that is this user's own. worktree_meet() takes the look over when it is of the store's work tree and the
 * same roots, and begins anew otherwise.
 */
struct scan *worktree_expect(const char *dir, const char *const *roots);
struct scan *worktree_meet(struct scan *expected, struct store *store, const char *const *roots);

/* The bytes of a file under the work tree: a regular file, reached through no symbolic link, at most limit bytes. */
GBytes *worktree_read(struct store *store, const char *path, gsize limit, GError **err);
/*
 * A blob's bytes from the file that it was checked out to, where the kernel holds them in memory: less work than
 * inflating it. NULL, without an error, when they are not there or are others.
 */
GBytes *worktree_peek(struct store *store, const char *path, const struct oid *blob);
/* FALSE when a file could not be written because a symbolic link or a file stands where a folder must be. */
gboolean worktree_may_write(struct store *store, const char *path, GError **err);
/*
 * Write through a temporary file in the git directory, fsync, rename, fsync the folder; makes folders; refuses symbolic
 * links on the way. One writer at a time.
 */
gboolean worktree_write(struct store *store, const char *path, const void *bytes, gsize length, GError **err);
/* Makes a plain file executable by whoever may read it, or not. */
gboolean worktree_chmod(struct store *store, const char *path, gboolean executable, GError **err);
/*
 * Many files, one after the other in path order: the last folder stays open, and nothing is durable before
 * worktree_sync(). A file that is not there yet is written in place, so that a process killed may leave a part of
 * it. Threads may each have one, told apart by number.
 */
struct worktree_fill;
struct worktree_fill *worktree_fill_new(struct store *store, int number);
/* there: something is at the path already, and nothing was done. */
gboolean worktree_fill_add(
	struct worktree_fill *fill, const char *path, const void *bytes, gsize length, gboolean *there, GError **err);
/* Whatever is there is replaced. */
gboolean worktree_fill_put(struct worktree_fill *fill, const char *path, const void *bytes, gsize length, GError **err);
void worktree_fill_free(struct worktree_fill *fill);
AUTO_FREE(worktree_fill)
gboolean worktree_sync(struct store *store, GError **err);
/* Remove a file, and the folders it leaves empty. Absence is no error. */
gboolean worktree_remove(struct store *store, const char *path, GError **err);

#endif
