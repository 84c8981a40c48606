/* Keeping the copies of repositories that are known by their address only. */
#include "rollup_fetch.h"
#include "fleet.h"
#include "with.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

static gboolean
run_git(const char *const *argv, gboolean *done, GError **err)
{
	g_autoptr(GError) failure = NULL;
	int status;

	if (!g_spawn_sync(NULL, (char **)argv, NULL,
		    G_SPAWN_SEARCH_PATH | G_SPAWN_CHILD_INHERITS_STDIN | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL,
		    &status, &failure)) {
		error_set(err, ERR_REMOTE, "cannot run git: %s", failure->message);
		error_hint(err, "install git: sx leaves the network to it");
		return FALSE;
	}
	*done = g_spawn_check_wait_status(status, NULL);
	return TRUE;
}

/* git's own note of what it fetched is of the last try, whether it succeeded or not. */
static gboolean
note_time(const char *copy, GError **err)
{
	g_autofree char *path = g_build_filename(copy, FLEET_FETCHED, NULL), *folder = g_path_get_dirname(path);
	g_autoptr(GError) failure = NULL;

	g_mkdir(folder, 0777);
	return g_file_set_contents(path, "fetched\n", -1, &failure) || error_set(err, ERR_IO, "%s", failure->message);
}

/* A copy is made beside its place and put there when it is whole, so that half a copy is never read. */
static gboolean
copy(const struct with_place *place, gboolean *done, GError **err)
{
	g_autofree char *folder = g_path_get_dirname(place->path), *part = g_strconcat(place->path, ".XXXXXX", NULL);
	const char *const argv[] = {"git", "clone", "--quiet", "--bare", "--", place->url, part, NULL};
	const char *const tidy[] = {"rm", "-rf", "--", part, NULL};
	gboolean tidied;

	if (g_mkdir_with_parents(folder, 0700) < 0 || !g_mkdtemp(part))
		return error_set(err, ERR_IO, "cannot make a folder in '%s': %s", folder, g_strerror(errno));
	if (!run_git(argv, done, err))
		return FALSE;
	if (*done && !note_time(part, err))
		*done = FALSE;
	if (*done && g_rename(part, place->path) < 0 && !g_file_test(place->path, G_FILE_TEST_EXISTS))
		error_set(err, ERR_IO, "cannot make '%s': %s", place->path, g_strerror(errno));
	return (g_file_test(part, G_FILE_TEST_EXISTS) ? run_git(tidy, &tidied, err) : TRUE) && !*err;
}

/* What the hub has counts, also where its branches were moved. */
static gboolean
update(const struct with_place *place, gboolean *done, GError **err)
{
	const char *const argv[] = {"git", "--git-dir", place->path, "fetch", "--quiet", "--prune", "--no-write-fetch-head", "--",
		place->url, "+refs/heads/*:refs/heads/*", NULL};

	return run_git(argv, done, err) && (!*done || note_time(place->path, err));
}

static gboolean
is_asked(const struct session *s, const char *name)
{
	gboolean asked = !s->with;

	for (guint i = 0; s->with && i < s->with->len; i++)
		asked = asked || g_str_equal(s->with->pdata[i], "all") || g_str_equal(s->with->pdata[i], name);
	return asked;
}

int
rollup_fetch(struct session *s, const GPtrArray *places, GError **err)
{
	int failed = 0;

	g_unsetenv("GIT_DIR"); /* of another repository */
	g_unsetenv("GIT_WORK_TREE");
	for (guint i = 0; i < places->len; i++) {
		const struct with_place *place = places->pdata[i];
		gboolean done = FALSE;

		if (!place->url || !is_asked(s, place->name))
			continue;
		session_progress(s, "fetching", i + 1, places->len);
		if (!(place->real ? update(place, &done, err) : copy(place, &done, err)))
			return -1;
		if (done)
			continue;
		session_warn(s, "%s: git could not fetch '%s'; what it said above tells why", place->name, place->url);
		failed++;
	}
	return failed;
}
