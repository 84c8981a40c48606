/*
 * The git repository: the only module that includes git2.h (store*.c).
 * Objects are named by struct oid; trees are addressed by path. Works in bare
 * repositories and work trees alike; never writes outside the git directory.
 * Replace refs, grafts and alternates in the environment are not followed.
 *
 * A store is used by one thread; store_dup() gives another thread its own.
 */
#ifndef STORE_H
#define STORE_H

#include "error.h"

struct oid {
	unsigned char raw[20];
};
#define OID_HEX 41
void oid_hex(const struct oid *oid, char out[OID_HEX]);
gboolean oid_parse(const char *hex, struct oid *out);
gboolean oid_is_zero(const struct oid *oid);
gboolean oid_equal(const struct oid *a, const struct oid *b);
/* For tables whose keys are struct oid *. */
guint store_oid_hash(gconstpointer oid);
gboolean store_oid_same(gconstpointer a, gconstpointer b);
/* The blob id of bytes, without writing it. */
void oid_of_blob(const void *bytes, gsize length, struct oid *out);
/* All of it into a file that is open, though a call is interrupted or takes less; FALSE with errno. */
gboolean store_write_bytes(int fd, const guint8 *bytes, gsize length);

struct store;

/*
 * Open the repository at or above dir (like git; GIT_DIR with GIT_WORK_TREE, and GIT_CEILING_DIRECTORIES, are honoured), or exactly
 * git_dir when given. ERR_NOT_FOUND when there is none; ERR_REFUSED when git would call its ownership unsafe.
 */
struct store *store_open(const char *dir, const char *git_dir, GError **err);
/* Does the environment have a say in where store_open() looks? */
gboolean store_is_told(void);
struct store *store_dup(const struct store *store, GError **err);
/* What this store writes from here on stays in memory, and can be read by it alone: for who only looks. */
gboolean store_scratch(struct store *store, GError **err);
/* Every object that any store reads from here on is held against its name; one that is not what it is called is ERR_IO. */
void store_hash_all(void);
/* Is there a commit of that name? */
gboolean store_has_commit(struct store *store, const struct oid *commit);
void store_free(struct store *store);
AUTO_FREE(store)
/*
 * Objects that are kept elsewhere are read as well, here and in what is dup'ed from it: git keeps what is pushed in a folder of
 * its own (its quarantine) until hooks have agreed. Nothing is written there.
 */
gboolean store_add_objects(struct store *store, const char *dir, GError **err);
/* A new repository with branch main; bare or with a work tree at dir. */
struct store *store_init(const char *dir, gboolean bare, GError **err);

const char *store_git_dir(
	const struct store *store); /* absolute, ends with '/' ; the common directory of a linked worktree is store_common_dir */
const char *store_common_dir(const struct store *store);
const char *store_work_dir(const struct store *store); /* absolute, ends with '/'; NULL when bare */
gboolean store_is_shallow(const struct store *store);  /* a clone whose history is cut off: walks end there */
/* git's configuration (system, global, repository); NULL when unset. Caller frees. */
char *store_config(const struct store *store, const char *name);
/* The same without a repository: what holds for a new one. */
char *store_user_config(const char *name);
/* Every value of the user's and the system's configuration whose name begins so, in their order; names as git lists them. */
typedef void (*store_value_fn)(const char *name, const char *value, void *data);
void store_user_values(const char *prefix, store_value_fn fn, void *data);
gboolean store_config_is(const struct store *store, const char *name); /* true, yes, on, 1; FALSE when unset or none */
gboolean store_config_set(struct store *store, const char *name, const char *value, GError **err); /* the repository's own */
/* Is there a ref whose full name matches a glob: "refs/replace/?*"? */
gboolean store_has_ref(struct store *store, const char *glob);
/* Would git leave an unstaged path of the work tree alone (.gitignore, info/exclude)? A folder's path ends in '/'. */
gboolean store_ignores(struct store *store, const char *path);
/* "merge", "rebase", "cherry-pick", ... when one is in progress, else NULL. Static. */
const char *store_busy(const struct store *store);

struct head {
	struct oid commit, tree; /* zero when there is no commit yet */
	char *branch;		 /* "refs/heads/main"; NULL when detached */
};
gboolean store_head(struct store *store, struct head *out, GError **err);
void head_clear(struct head *head);

/* A revision as git reads it. */
gboolean store_resolve(struct store *store, const char *rev, struct oid *commit, GError **err);
/* A commit by the beginning of its name, in hex digits, whatever branches and tags are called. */
gboolean store_resolve_digits(struct store *store, const char *digits, struct oid *commit, GError **err);
/* The last commit of HEAD's first-parent history made at or before a moment; ERR_NOT_FOUND when there is none. */
gboolean store_resolve_before(struct store *store, gint64 unix_seconds, struct oid *commit, GError **err);
gboolean store_commit_tree(struct store *store, const struct oid *commit, struct oid *tree, GError **err);

/* A blob's bytes. Caller unrefs. Not found is ERR_IO: the repository is damaged. */
GBytes *store_blob(struct store *store, const struct oid *oid, GError **err);
/* The size without inflating it whole. */
gboolean store_blob_size(struct store *store, const struct oid *oid, gsize *out, GError **err);
/* What stands at a path of a tree. Absence is not an error: *found says. mode is git's (0100644, 0120000 link, 0160000 submodule, 0040000 tree). */
gboolean store_lookup(struct store *store, const struct oid *tree, const char *path, gboolean *found, struct oid *oid,
	unsigned *mode, GError **err);

/* Called for every path that differs; old or new is NULL when absent there. FALSE stops, with *err set. */
typedef gboolean (*store_diff_fn)(
	const char *path, const struct oid *old, const struct oid *new, unsigned new_mode, void *data, GError **err);
/*
 * Differences of two trees in path order, whole equal subtrees skipped; old_tree may be NULL for the empty tree. Renames are a removal
 * and an addition. ERR_INVALID where folders are nested, or entries differ, beyond what any repository has.
 */
gboolean store_diff(
	struct store *store, const struct oid *old_tree, const struct oid *new_tree, store_diff_fn fn, void *data, GError **err);

struct commit_info {
	struct oid oid, tree;
	guint n_parents;
	struct oid parents[16];
	gint64 time; /* committer, unix seconds */
	int offset;  /* minutes east */
	gint64 author_time;
	int author_offset;
	const char *author_name, *author_email; /* borrowed during the callback */
	const char *committer_name, *committer_email;
	const char *message;
};
typedef gboolean (*store_walk_fn)(const struct commit_info *commit, void *data, GError **err);
/* Commits reachable from tip and not from hide (NULL: all), newest first in topological order, or oldest first. */
gboolean store_walk(struct store *store, const struct oid *tip, const struct oid *hide, gboolean oldest_first, store_walk_fn fn,
	void *data, GError **err);
/* The same for several at once: commits reachable from tip and from none of known, whatever the clocks of those who made them said. */
gboolean store_walk_new(struct store *store, const struct oid *tip, const struct oid *known, guint n_known, gboolean oldest_first,
	store_walk_fn fn, void *data, GError **err);
gboolean store_commit_read(struct store *store, const struct oid *commit, store_walk_fn fn, void *data, GError **err);
/*
 * The signature that git keeps in a commit, armoured, and the text that it is made over; *signature NULL: it is not signed; "": it
 * has several, or one of another form. Caller frees both.
 */
gboolean store_commit_signature(struct store *store, const struct oid *commit, GBytes **text, char **signature, GError **err);
gboolean store_is_ancestor(
	struct store *store, const struct oid *ancestor, const struct oid *descendant, gboolean *out, GError **err);
gboolean store_merge_base(
	struct store *store, const struct oid *a, const struct oid *b, gboolean *found, struct oid *out, GError **err);
/* All best ones: more than one when the histories have crossed. struct oid in a new array; empty when they share nothing. Caller unrefs. */
GArray *store_merge_bases(struct store *store, const struct oid *a, const struct oid *b, GError **err);
/* How many commits of a are not in b, which may be zero. */
gboolean store_count_ahead(struct store *store, const struct oid *a, const struct oid *b, guint *out, GError **err);

/* What a ref of that exact name points to; found FALSE when there is none. */
gboolean store_ref(struct store *store, const char *name, gboolean *found, struct oid *out, GError **err);
/* The full name of the ref that a symbolic one stands for, as refs/remotes/origin/HEAD; NULL when it is none. Caller frees. */
char *store_ref_target(struct store *store, const char *name);
/* Full names of the refs that match a glob, "refs/heads/?*", NULL-ended. Caller frees with g_strfreev(). */
char **store_refs(struct store *store, const char *glob, GError **err);
/* Makes it point there, whatever it was. */
gboolean store_ref_set(struct store *store, const char *name, const struct oid *to, GError **err);
/* TRUE also when there is none. */
gboolean store_ref_remove(struct store *store, const char *name, GError **err);
/* Names of the remotes in git's configuration, NULL-ended. Caller frees with g_strfreev(). */
char **store_remotes(struct store *store, GError **err);

/*
 * Three texts merged line by line; needs no repository. base NULL is empty. *clean FALSE: both changed
 * the same lines, and the text shows them between conflict marks. Caller frees; NULL on error.
 */
char *store_merge_text(const char *base, const char *ours, const char *theirs, gboolean *clean, GError **err);
/* What differs between two texts, as lines of a unified diff without a head; NULL is empty. Caller frees; NULL on error. */
char *store_diff_text(const char *old, const char *new, GError **err);

/* --- writing; durable (fsync) when they return --- */

struct person_mark { /* who signs a commit */
	const char *name, *email;
	gint64 time;
	int offset; /* minutes east */
};
gboolean store_write_blob(struct store *store, const void *bytes, gsize length, struct oid *out, GError **err);
struct blob_text {
	const void *bytes;
	gsize length;
	const struct oid *oid; /* as oid_of_blob() says */
};
/* Many, which goes faster into a pack. */
gboolean store_write_blobs(struct store *store, const struct blob_text *blobs, guint n, GError **err);
struct tree_change {
	const char *path;
	gboolean remove;
	struct oid oid; /* of the blob */
	gboolean executable;
};
/* A tree with some paths changed; base NULL or zero is the empty tree. */
gboolean store_write_tree(
	struct store *store, const struct oid *base, const struct tree_change *changes, guint n, struct oid *out, GError **err);
/* Signs the text of a commit: the signature, armoured, or NULL. Caller frees. */
typedef char *(*store_sign_fn)(const char *text, gsize length, void *data, GError **err);
/* A commit on top of parent (zero for the first). sign NULL: unsigned. */
gboolean store_write_commit(struct store *store, const struct oid *tree, const struct oid *parent, const struct person_mark *who,
	const char *message, store_sign_fn sign, void *sign_data, struct oid *out, GError **err);
/* The same on top of n parents, at most two. */
gboolean store_write_join(struct store *store, const struct oid *tree, const struct oid *parents, guint n,
	const struct person_mark *who, const char *message, store_sign_fn sign, void *sign_data, struct oid *out, GError **err);
/* Moves a branch (NULL: a detached HEAD) from one commit to another; ERR_CONFLICT when it has moved. subject is for git's reflog. */
gboolean store_move_branch(struct store *store, const char *branch, const struct oid *from, const struct oid *to,
	const struct person_mark *who, const char *subject, GError **err);

/*
 * Many blobs at once: one pack instead of loose objects. Between begin and
 * end, store_write_blob and store_write_tree go to the pack; end makes it
 * durable and visible. Abort (or a failed end) leaves nothing behind.
 */
gboolean store_pack_begin(struct store *store, GError **err);
gboolean store_pack_end(struct store *store, GError **err);
void store_pack_abort(struct store *store);

#endif
