/* sx clone: a copy of a repository, by the git program, set up for use. */
#include "command.h"
#include "remote.h"
#include "setup.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

static struct {
	char *site;
	gboolean bare;
} opt;

static const struct option options[] = {{"bare", 0, OPTION_FLAG, &opt.bare, NULL, "no work tree: a hub to push to"},
	{"site", 's', OPTION_TEXT, &opt.site, "CODE", "the plant this clone belongs to"}, {0}};

/* As git names it: the last part of the address, without ".git". */
static char *
folder_of(const char *url)
{
	g_autofree char *path = g_strdup(url);
	char *name;

	for (gsize n = strlen(path); n && path[n - 1] == '/';)
		path[--n] = '\0';
	if (g_str_has_suffix(path, "/.git"))
		path[strlen(path) - 5] = '\0';
	name = strrchr(path, '/');
	name = name ? name + 1 : path;
	if (strchr(name, ':'))
		name = strrchr(name, ':') + 1;
	if (g_str_has_suffix(name, ".git") && !opt.bare)
		name[strlen(name) - 4] = '\0';
	return g_strconcat(name, opt.bare && !g_str_has_suffix(name, ".git") ? ".git" : "", NULL);
}

static gboolean
run_git(struct session *s, const char *url, const char *dir, GError **err)
{
	g_autofree char *setting = remote_setting();
	const char *argv[] = {"git", "clone", s->terminal ? "--progress" : "--quiet", opt.bare ? "--bare" : "--no-bare", "--",
		url, dir, NULL, NULL, NULL};
	g_autoptr(GError) failure = NULL;
	int status;

	if (!opt.bare)
		memcpy(argv + 4, (const char *[]){"-c", setting, "--", url, dir}, 5 * sizeof(*argv));
	if (!g_spawn_sync(NULL, (char **)argv, NULL,
		    G_SPAWN_SEARCH_PATH | G_SPAWN_CHILD_INHERITS_STDIN | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL,
		    &status, &failure)) {
		error_set(err, ERR_REMOTE, "cannot run git: %s", failure->message);
		error_hint(err, "install git: sx leaves the network to it");
		return FALSE;
	}
	if (g_spawn_check_wait_status(status, NULL))
		return TRUE;
	error_set(err, ERR_REMOTE, "git could not copy '%s'", url);
	error_hint(err, "what git said above tells why");
	return FALSE;
}

/*
 * The receipts of a hub, if it is one, are remembered from the first day on. refused: its branch is not to be, as it is
 * nothing to go on from.
 */
static gboolean
watch(struct store *store, gboolean refused, GError **err)
{
	struct head head = {0};
	struct remote remote = {0};
	gboolean ok = store_head(store, &head, err);

	if (ok && head.branch && remote_open(store, head.branch, NULL, FALSE, &remote, NULL)) {
		if (refused)
			remote_refused(&remote);
		else
			ok = remote_watch(&remote, err);
	}
	remote_clear(&remote);
	head_clear(&head);
	return ok;
}

static gboolean
prepare(struct session *s, GError **err)
{
	struct snapshot *snapshot = session_snapshot(s, err);

	if (!snapshot || !setup_merge(s, err) || (!opt.bare && !watch(snapshot->repo->store, FALSE, err)))
		return FALSE;
	if (opt.site && !setup_site(s, opt.site, err)) {
		session_warn(s, "the copy is there, and belongs to no plant yet: 'git config sx.site CODE' in it says which");
		return FALSE;
	}
	if (opt.site)
		return TRUE;
	if (snapshot->config->sites->len > 1 && !snapshot->site)
		session_warn(s, "this clone belongs to no plant yet: git config sx.site CODE says which");
	return TRUE;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	g_autofree char *dir = NULL;
	gboolean refused;

	if (argc < 1 || argc > 2)
		return error_set(err, ERR_USAGE, "clone takes the address of a repository, and a folder if you like");
	dir = argc == 2 ? g_strdup(argv[1]) : folder_of(argv[0]);
	if (!*dir || g_file_test(dir, G_FILE_TEST_IS_REGULAR))
		return error_set(err, ERR_USAGE, "'%s' cannot be the folder of a clone", dir);
	g_unsetenv("GIT_DIR"); /* of another repository */
	if (!run_git(s, argv[0], dir, err))
		return -1;
	if (g_chdir(dir) < 0)
		return error_set(err, ERR_IO, "cannot enter '%s': %s", dir, g_strerror(errno));
	if (!prepare(s, err))
		return -1;
	session_say(s, "%s: a copy of %s", dir, argv[0]);
	setup_greet(s);
	setup_json(s, NULL);
	s->told = TRUE;
	if (setup_judge(s, dir, &refused, err))
		return 0;
	if (refused)
		watch(session_repo(s, NULL)->store, TRUE, NULL);
	return -1;
}

const struct command cmd_clone = {"URL [DIR]", options, run, "file"};
