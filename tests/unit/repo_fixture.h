/* A repository in a temporary folder for a unit test, and the git program to look at it. Include once in a test. */
#ifndef REPO_FIXTURE_H
#define REPO_FIXTURE_H

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "store.h"

/* A new folder that is HOME and the current one, with git's identity set. Call once, first. */
static inline char *
fixture_new(void)
{
	char *dir = g_dir_make_tmp("sx-test-XXXXXX", NULL);

	g_assert_nonnull(dir);
	g_setenv("HOME", dir, TRUE);
	g_setenv("GIT_CONFIG_NOSYSTEM", "1", TRUE);
	g_unsetenv("XDG_CONFIG_HOME");
	g_unsetenv("GIT_DIR");
	g_unsetenv("GIT_INDEX_FILE");
	g_unsetenv("GIT_WORK_TREE");
	g_assert_cmpint(g_chdir(dir), ==, 0);
	g_assert_true(g_file_set_contents(".gitconfig",
		"[user]\n\tname = Asha Rao\n\temail = asha@plant.example\n[init]\n\tdefaultBranch = main\n", -1, NULL));
	return dir;
}

/* Runs a shell command of the test's own words and gives its trimmed output; it must succeed. Caller frees. */
static inline G_GNUC_PRINTF(1, 2) char *sh(const char *format, ...)
{
	g_autofree char *command = NULL;
	const char *argv[] = {"sh", "-ec", NULL, NULL};
	char *out = NULL;
	int status = 0;
	va_list args;

	va_start(args, format);
	command = g_strdup_vprintf(format, args);
	va_end(args);
	argv[2] = command;
	g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, &status, NULL));
	if (status)
		g_error("failed: %s\n%s", command, out);
	return g_strchomp(out);
}

/* The same for what it does, not what it says. */
#define do_sh(...) g_free(sh(__VA_ARGS__))

static inline void
assert_sh(const char *command, const char *expected)
{
	g_autofree char *out = sh("%s", command);

	g_assert_cmpstr(out, ==, expected);
}

static inline void
fixture_done(char *dir)
{
	g_autofree char *gone = NULL;

	g_assert_cmpint(g_chdir("/"), ==, 0);
	gone = sh("rm -rf '%s'", dir);
	g_free(dir);
}

/* The store of a repository that is there. Caller frees. */
static inline struct store *
fixture_store(const char *dir)
{
	g_autoptr(GError) error = NULL;
	struct store *store = store_open(dir, NULL, &error);

	g_assert_no_error(error);
	return store;
}

#endif
