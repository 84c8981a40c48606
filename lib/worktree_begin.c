/* How a look at the work tree begins, early or not, and how it ends. */
#include "worktree_private.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
folder_free(gpointer data)
{
	struct folder *folder = data;

	g_free(folder->path);
	g_free(folder);
}

/* Takes the names of the folders. */
static struct scan *
begin(char *git_dir, char *work_dir, const char *const *roots)
{
	struct scan *scan = g_new0(struct scan, 1);

	scan->git_dir = git_dir;
	scan->work_dir = work_dir;
	scan->top = -1;
	g_mutex_init(&scan->lock);
	g_cond_init(&scan->further);
	scan->roots = g_strdupv((char **)roots);
	scan->folders = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, folder_free);
	scan->thread = g_thread_try_new("look", worktree_scan_run, scan, NULL);
	return scan;
}

struct scan *
worktree_begin(struct store *store, const char *const *roots)
{
	struct scan *scan;

	g_return_val_if_fail(store_work_dir(store), NULL);
	scan = begin(g_strdup(store_git_dir(store)), g_strdup(store_work_dir(store)), roots);
	scan->store = store;
	return scan;
}

static gboolean
is_own(const char *folder)
{
	struct stat st;

	return lstat(folder, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid();
}

/*
 * The folder at or above dir that has a plain .git folder, as getcwd() would name it, with '/'. NULL: none, or another
 * user's: a look leaves a file behind, and whether they are trusted is for the store to say.
 */
static char *
find_work_dir(const char *dir)
{
	g_autofree char *real = realpath(dir, NULL), *text = g_strdup(real);

	while (text && strlen(text) > 1) {
		g_autofree char *git = g_build_filename(text, ".git", NULL), *head = g_build_filename(git, "HEAD", NULL);
		char *slash = strrchr(text, '/');

		if (access(head, F_OK) == 0)
			return is_own(text) && is_own(git) ? g_strconcat(text, "/", NULL) : NULL;
		*slash = '\0';
	}
	return NULL;
}

struct scan *
worktree_expect(const char *dir, const char *const *roots)
{
	char *work_dir = find_work_dir(dir);

	return work_dir ? begin(g_strconcat(work_dir, ".git/", NULL), work_dir, roots) : NULL;
}

struct scan *
worktree_meet(struct scan *expected, struct store *store, const char *const *roots)
{
	if (g_str_equal(expected->git_dir, store_git_dir(store)) && g_str_equal(expected->work_dir, store_work_dir(store)) &&
		expected->roots && roots && g_strv_equal((const char *const *)expected->roots, roots)) {
		expected->store = store;
		return expected;
	}
	worktree_cancel(expected);
	return worktree_begin(store, roots);
}

gboolean
worktree_scan_join(struct scan *scan, GError **err)
{
	if (scan->thread)
		g_thread_join(g_steal_pointer(&scan->thread));
	else
		worktree_scan_run(scan);
	if (!scan->error)
		return TRUE;
	g_propagate_error(err, g_steal_pointer(&scan->error));
	return FALSE;
}

void
worktree_cancel(struct scan *scan)
{
	if (scan->thread) {
		g_mutex_lock(&scan->lock);
		scan->cancelled = TRUE;
		g_cond_broadcast(&scan->further);
		g_mutex_unlock(&scan->lock);
		worktree_scan_join(scan, NULL);
	}
	if (scan->top >= 0)
		close(scan->top);
	stage_close(scan->stage);
	g_hash_table_unref(scan->folders);
	g_clear_pointer(&scan->listing, g_ptr_array_unref);
	g_free(scan->seen);
	g_strfreev(scan->roots);
	g_mutex_clear(&scan->lock);
	g_cond_clear(&scan->further);
	g_free(scan->git_dir);
	g_free(scan->work_dir);
	g_free(scan);
}
