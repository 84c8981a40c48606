/* Edits in the work tree: what a look at the disk, git's index and a tree together say. */
#include "worktree_private.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH 64

static void
edit_clear(gpointer data)
{
	struct worktree_edit *edit = data;

	g_free(edit->path);
	g_free(edit);
}

static void
edit_add(GPtrArray *edits, const char *path, enum edit_type type)
{
	struct worktree_edit *edit = g_new0(struct worktree_edit, 1);

	edit->path = g_strdup(path);
	edit->type = type;
	g_ptr_array_add(edits, edit);
}

static int
edit_order(gconstpointer a, gconstpointer b)
{
	return strcmp((*(struct worktree_edit *const *)a)->path, (*(struct worktree_edit *const *)b)->path);
}

/* --- names that are not staged --- */

static gboolean add_folder(
	struct scan *scan, int above, const char *name, const char *path, int depth, GPtrArray *edits, GError **err);

static gboolean
is_staged_file(const struct scan *scan, const char *path)
{
	guint from = 0, to = scan->stage ? stage_count(scan->stage) : 0;

	while (from < to) {
		guint middle = from + (to - from) / 2;
		int order = strcmp(stage_path(scan->stage, middle), path);

		if (order == 0)
			return scan->seen[middle] != SEEN_MISSING;
		if (order < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return FALSE;
}

/* One name of a folder that may be new. */
static gboolean
add_name(struct scan *scan, int folder, const char *name, const char *path, int depth, GPtrArray *edits, GError **err)
{
	struct folder *known = g_hash_table_lookup(scan->folders, path);
	struct stat st;

	if ((known && known->listed >= 0) || is_staged_file(scan, path) || fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return TRUE;
	if (S_ISDIR(st.st_mode))
		return add_folder(scan, folder, name, path, depth + 1, edits, err);
	if (!store_ignores(scan->store, path))
		edit_add(edits, path, S_ISREG(st.st_mode) ? EDIT_ADDED : EDIT_LINK);
	return TRUE;
}

static gboolean
add_names(struct scan *scan, int fd, const char *path, int depth, GPtrArray *edits, GError **err)
{
	DIR *dir = fdopendir(fd);
	const struct dirent *d;
	gboolean ok = TRUE;

	if (!dir) {
		close(fd);
		return error_set(err, ERR_IO, "cannot read the folder '%s': %s", path, g_strerror(errno));
	}
	while (ok && (d = readdir(dir))) {
		g_autofree char *full = g_strdup_printf("%s%s%s", path, *path ? "/" : "", d->d_name);

		if (strcmp(d->d_name, ".") && strcmp(d->d_name, "..") && g_ascii_strcasecmp(d->d_name, ".git"))
			ok = add_name(scan, dirfd(dir), d->d_name, full, depth, edits, err);
	}
	closedir(dir);
	return ok;
}

/* A whole new folder; another repository in it is left alone, as git does. */
static gboolean
add_folder(struct scan *scan, int above, const char *name, const char *path, int depth, GPtrArray *edits, GError **err)
{
	g_autofree char *as_folder = g_strconcat(path, "/", NULL);
	int fd;

	if (store_ignores(scan->store, as_folder))
		return TRUE;
	if (depth >= DEPTH)
		return error_set(err, ERR_INVALID, "the folder '%s' is nested more than %d levels deep", path, DEPTH);
	fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return error_set(err, ERR_IO, "cannot read the folder '%s': %s", path, g_strerror(errno));
	if (faccessat(fd, ".git", F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
		close(fd);
		return TRUE;
	}
	return add_names(scan, fd, path, depth, edits, err);
}

/* A top folder that is something else. */
static void
find_odd_root(struct scan *scan, const struct folder *folder, GPtrArray *edits)
{
	struct stat st;

	if (!folder->parent && *folder->path && fstatat(scan->top, folder->path, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		!S_ISDIR(st.st_mode))
		edit_add(edits, folder->path, EDIT_LINK);
}

/* Folders that hold another number of names than are staged and there. */
static gboolean
find_new(struct scan *scan, GPtrArray *edits, GError **err)
{
	GHashTableIter each;
	gpointer value;

	for (g_hash_table_iter_init(&each, scan->folders); g_hash_table_iter_next(&each, NULL, &value);) {
		struct folder *folder = value;
		int fd;

		if (folder->listed < 0)
			find_odd_root(scan, folder, edits);
		if (folder->listed < 0 || folder->listed == folder->present)
			continue;
		fd = worktree_open_folder(scan->top, folder->path);
		if (fd >= 0 && !add_names(scan, fd, folder->path, 0, edits, err))
			return FALSE;
	}
	return TRUE;
}

/* --- what is staged, against the tree --- */

/* The index is not the tree: the tree's files beside it, in the same order. */
struct against {
	struct scan *scan;
	GPtrArray *edits;
	GHashTable *new; /* set of paths found on disk that are not staged: edits, by path */
	const char *const *roots;
	guint at; /* next staged entry */
};

static void
judge_staged(struct scan *scan, guint i, const struct stage_entry *e, GPtrArray *edits)
{
	static const enum edit_type type[] = {
		[SEEN_CHANGED] = EDIT_CHANGED, [SEEN_MISSING] = EDIT_REMOVED, [SEEN_LINK] = EDIT_LINK};

	if (scan->seen[i] != SEEN_CLEAN)
		edit_add(edits, e->path, type[scan->seen[i]]);
}

gboolean
worktree_below(const char *path, const char *const *roots)
{
	for (; roots && *roots; roots++) {
		gsize length = strlen(*roots);

		if (!strncmp(path, *roots, length) && path[length] == '/')
			return TRUE;
	}
	return !roots;
}

static gboolean
disk_holds(struct scan *scan, const char *path, const struct oid *oid)
{
	const char *slash = strrchr(path, '/');
	g_autofree char *folder = g_strndup(path, slash ? slash - path : 0);
	int fd = worktree_open_folder(scan->top, folder);
	gboolean holds = fd >= 0 && worktree_holds(fd, slash ? slash + 1 : path, oid);

	if (fd >= 0)
		close(fd);
	return holds;
}

/* A staged file that the tree does not have: new, if it is there. */
static void
judge_not_in_tree(struct against *a, const struct stage_entry *e, guint i)
{
	if (worktree_below(e->path, a->roots) && a->scan->seen[i] != SEEN_MISSING)
		edit_add(a->edits, e->path, a->scan->seen[i] == SEEN_LINK ? EDIT_LINK : EDIT_ADDED);
}

/* A file of the tree that is not staged: gone, unless it was found as new. */
static void
judge_not_staged(struct against *a, const char *path, const struct oid *oid)
{
	struct worktree_edit *found = g_hash_table_lookup(a->new, path);

	if (!found)
		edit_add(a->edits, path, EDIT_REMOVED);
	else if (found->type == EDIT_ADDED && !disk_holds(a->scan, path, oid))
		found->type = EDIT_CHANGED;
	else if (found->type == EDIT_ADDED && g_hash_table_remove(a->new, path))
		g_ptr_array_remove_fast(a->edits, found);
}

static void
judge_both(struct against *a, const struct stage_entry *e, guint i, const struct oid *oid)
{
	enum seen seen = a->scan->seen[i];

	if (seen == SEEN_CLEAN && !oid_equal(&e->oid, oid))
		edit_add(a->edits, e->path, EDIT_CHANGED);
	else if (seen != SEEN_CHANGED)
		judge_staged(a->scan, i, e, a->edits);
	else if (!disk_holds(a->scan, e->path, oid))
		edit_add(a->edits, e->path, EDIT_CHANGED);
}

static gboolean
judge_tree(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct against *a = data;
	struct stage_entry e;
	guint i = 0;
	gboolean both = FALSE;

	if (!worktree_below(path, a->roots))
		return TRUE;
	for (; a->scan->stage && stage_get(a->scan->stage, a->at, &e) && strcmp(e.path, path) <= 0; a->at++) {
		gboolean same = !strcmp(e.path, path);

		if (!same)
			judge_not_in_tree(a, &e, a->at);
		else if (!both) /* of an unfinished merge's several entries the first */
			i = a->at;
		both |= same;
	}
	if (!both)
		judge_not_staged(a, path, new);
	else if (stage_get(a->scan->stage, i, &e))
		judge_both(a, &e, i, new);
	return TRUE;
}

static gboolean
judge_against(struct scan *scan, const struct oid *tree, const char *const *roots, GPtrArray *edits, GError **err)
{
	g_autoptr(GHashTable) new = g_hash_table_new(g_str_hash, g_str_equal);
	struct against a = {scan, edits, new, roots, 0};
	struct stage_entry e;

	for (guint i = 0; i < edits->len; i++)
		g_hash_table_insert(new, ((struct worktree_edit *)edits->pdata[i])->path, edits->pdata[i]);
	if (!store_diff(scan->store, NULL, tree, judge_tree, &a, err))
		return FALSE;
	for (; scan->stage && stage_get(scan->stage, a.at, &e); a.at++)
		judge_not_in_tree(&a, &e, a.at);
	return TRUE;
}

static void
judge_same(struct scan *scan, GPtrArray *edits)
{
	struct stage_entry e;

	for (guint i = 0; i < stage_count(scan->stage); i++)
		if (scan->seen[i] != SEEN_CLEAN && stage_get(scan->stage, i, &e))
			judge_staged(scan, i, &e, edits);
}

GPtrArray *
worktree_finish(struct scan *scan, const struct oid *tree, GError **err)
{
	g_autoptr(GPtrArray) edits = g_ptr_array_new_with_free_func(edit_clear);
	gboolean ok = worktree_scan_join(scan, err) && find_new(scan, edits, err);
	struct oid staged;

	if (ok && tree && scan->stage && stage_tree(scan->stage, &staged) && oid_equal(&staged, tree))
		judge_same(scan, edits);
	else if (ok)
		ok = judge_against(scan, tree, (const char *const *)scan->roots, edits, err);
	worktree_cancel(scan);
	g_ptr_array_sort(edits, edit_order);
	return ok ? g_steal_pointer(&edits) : NULL;
}

GPtrArray *
worktree_edits(struct store *store, const struct oid *tree, const char *const *roots, GError **err)
{
	return worktree_finish(worktree_begin(store, roots), tree, err);
}
