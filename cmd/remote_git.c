/* The other side of a sync, reached by the git program: fetching, pushing, bundles. */
#include "remote_own.h"
#include "text.h"
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINES 4 /* of what git says, at most */
#define LEFT 4	/* seconds after which a lock was left by somebody */

struct run {
	int status; /* as g_spawn_check_wait_status() takes it */
	char *out, *said;
};

static void
run_clear(struct run *run)
{
	g_free(run->out);
	g_free(run->said);
}

/* In this repository, whatever the environment says of others, and in the language that is parsed here. */
static char **
environment(const struct store *store)
{
	char **env = g_get_environ();

	env = g_environ_setenv(env, "LC_ALL", "C", TRUE);
	env = g_environ_setenv(env, "GIT_DIR", store_git_dir(store), TRUE);
	if (store_work_dir(store))
		env = g_environ_setenv(env, "GIT_WORK_TREE", store_work_dir(store), TRUE);
	env = g_environ_unsetenv(env, "GIT_INDEX_FILE");
	env = g_environ_unsetenv(env, "GIT_OBJECT_DIRECTORY");
	return g_environ_unsetenv(env, "GIT_NAMESPACE");
}

/* FALSE: it could not be run. */
static gboolean
run_git(const struct store *store, const char *const *args, struct run *run, GError **err)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_auto(GStrv) env = environment(store);
	g_autoptr(GError) failure = NULL;
	static const char *const before[] = {
		"git", "-c", "transfer.fsckObjects=true", "-c", "advice.pushUpdateRejected=false", NULL};

	for (const char *const *arg = before; *arg; arg++)
		g_ptr_array_add(argv, (gpointer)*arg);
	for (; *args; args++)
		g_ptr_array_add(argv, (gpointer)*args);
	g_ptr_array_add(argv, NULL);
	*run = (struct run){0};
	if (g_spawn_sync(store_work_dir(store), (char **)argv->pdata, env, G_SPAWN_SEARCH_PATH, NULL, NULL, &run->out, &run->said,
		    &run->status, &failure))
		return TRUE;
	error_set(err, ERR_REMOTE, "cannot run git: %s", failure->message);
	error_hint(err, "install git: sx leaves the network to it");
	return FALSE;
}

static gboolean
went_well(const struct run *run)
{
	return g_spawn_check_wait_status(run->status, NULL);
}

/* The last lines that tell something, as one. */
static char *
what_git_said(const char *said)
{
	g_auto(GStrv) lines = g_strsplit(said ? said : "", "\n", -1);
	g_autoptr(GPtrArray) kept = g_ptr_array_new();
	g_autofree char *all = NULL, *safe = NULL;

	for (char **line = lines; *line; line++) {
		char *text = g_strstrip(*line);

		if (g_str_has_prefix(text, "fatal: ") || g_str_has_prefix(text, "error: "))
			text += 7;
		if (*text && !g_str_has_prefix(text, "hint:") && !g_str_has_prefix(text, "To ") &&
			!g_str_has_prefix(text, "From "))
			g_ptr_array_add(kept, text);
	}
	while (kept->len > LINES)
		g_ptr_array_remove_index(kept, 0);
	g_ptr_array_add(kept, NULL);
	all = g_strjoinv("; ", (char **)kept->pdata);
	safe = text_safe(all, FALSE);
	return *safe ? text_fit(safe, 400) : g_strdup("it gives no reason");
}

static enum exchange_answer
failed(const struct remote *r, const char *what, const struct run *run, const char *hint, GError **err)
{
	g_autofree char *said = what_git_said(run->said);

	error_set(err, ERR_REMOTE, "%s '%s': %s", what, r->bundle ? r->bundle : r->name, said);
	if (hint)
		error_hint(err, "%s", hint);
	return EXCHANGE_FAILED;
}

/* --- fetching --- */

static gboolean
says(const struct run *run, const char *what)
{
	return strstr(run->said, what) != NULL;
}

static enum exchange_answer
answer_of_fetch(const struct remote *r, const struct run *run, GError **err)
{
	if (went_well(run))
		return EXCHANGE_DONE;
	if (says(run, "couldn't find remote ref"))
		return EXCHANGE_ABSENT;
	if (says(run, "[rejected]") || says(run, "(non-fast-forward)"))
		return EXCHANGE_REWRITTEN;
	if (says(run, "prerequisite commits"))
		return failed(r, "cannot take in", run,
			"it goes on from commits that are not here: take in the one before it, or ask for a whole one", err);
	failed(r, r->bundle ? "cannot read" : "cannot fetch from", run,
		r->bundle ? "make it with: sx sync --to FILE"
			  : "nothing was changed; what is recorded here is kept, and the next sync brings it over",
		err);
	return says(run, "cannot lock ref") || says(run, "unable to update local ref") ? EXCHANGE_BUSY : EXCHANGE_FAILED;
}

/* Does it hold nothing that is not here? An older bundle is no rewritten history. */
static gboolean
is_known(const struct remote *r)
{
	const char *args[] = {"bundle", "list-heads", r->bundle, r->branch, NULL};
	struct run run;
	struct oid tip, have;
	gboolean found = FALSE, known = FALSE;

	if (!run_git(r->store, args, &run, NULL))
		return FALSE;
	if (went_well(&run) && strlen(run.out) > 40 && run.out[40] == ' ') {
		run.out[40] = '\0';
		known = oid_parse(run.out, &tip) && store_ref(r->store, r->tracking, &found, &have, NULL) && found &&
			store_is_ancestor(r->store, &tip, &have, &known, NULL) && known;
	}
	run_clear(&run);
	return known;
}

/*
 * git holds the lock of a ref for milliseconds. One that is the same for seconds was left by a process that was killed, and
 * would keep everybody from fetching for good.
 */
static void
clear_left_lock(struct remote *r)
{
	g_autofree char *receipts = remote_fetched(r), *path = NULL;
	gint64 now = g_get_monotonic_time();
	struct stat st;

	for (int i = 0; i < 2; i++) {
		g_free(path);
		path = g_strconcat(store_common_dir(r->store), i ? receipts : r->tracking, ".lock", NULL);
		if (lstat(path, &st) == 0)
			break;
		if (i)
			return;
	}
	if (r->lock[0] != (gint64)st.st_ino || r->lock[1] != st.st_mtim.tv_nsec) {
		r->lock[0] = (gint64)st.st_ino;
		r->lock[1] = st.st_mtim.tv_nsec;
		r->lock[2] = now;
	} else if (now - r->lock[2] > LEFT * G_USEC_PER_SEC) {
		unlink(path);
	}
}

enum exchange_answer
remote_fetch(void *data, GError **err)
{
	struct remote *r = data;
	g_autofree char *spec = g_strconcat(r->branch, ":", r->tracking, NULL), *receipts = remote_receipts(r);
	const char *args[] = {"fetch", "--no-tags", "--refmap=", "--no-write-fetch-head", "--no-recurse-submodules",
		"--no-progress", "--", r->bundle ? r->bundle : r->name, spec, r->bundle ? NULL : receipts, NULL};
	enum exchange_answer answer;
	struct run run;

	if (r->bundle && is_known(r))
		return EXCHANGE_DONE;
	if (!run_git(r->store, args, &run, err))
		return EXCHANGE_FAILED;
	answer = remote_judge(r, answer_of_fetch(r, &run, err), run.said, err);
	if (answer == EXCHANGE_ABSENT && r->bundle)
		answer = failed(r, "there is nothing for this branch in", &run, "make it with: sx sync --to FILE", err);
	if (answer == EXCHANGE_BUSY)
		clear_left_lock(r);
	run_clear(&run);
	return answer;
}

/* --- pushing --- */

/* The line of --porcelain about our branch: "!", TAB, from:to, TAB, reason. NULL when it was not got to. */
static char *
reason_of(const struct run *run)
{
	g_auto(GStrv) lines = g_strsplit(run->out, "\n", -1);

	for (char **line = lines; *line; line++)
		if (g_str_has_prefix(*line, "!\t") && strchr(*line + 2, '\t'))
			return g_strdup(strchr(*line + 2, '\t') + 1);
	return NULL;
}

static gboolean
has_any(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strstr(text, *words))
			return TRUE;
	return FALSE;
}

static enum exchange_answer
answer_of_push(const struct remote *r, const struct run *run, GError **err)
{
	static const char *const stale[] = {"(fetch first)", "(non-fast-forward)", "(stale info)", NULL};
	static const char *const maybe[] = {
		"failed to update ref", "cannot lock ref", "failed to lock", "incorrect old value", NULL};
	g_autofree char *reason = went_well(run) ? NULL : reason_of(run);
	g_autofree char *said = NULL, *safe = NULL;

	if (went_well(run))
		return EXCHANGE_DONE;
	if (!reason)
		return failed(r, "cannot push to", run, "what is recorded here is kept, and the next sync brings it over", err);
	if (has_any(reason, stale))
		return EXCHANGE_STALE;
	if (strstr(reason, "(branch is currently checked out)")) {
		error_set(err, ERR_REMOTE, "'%s' is a repository that somebody works in, and git pushes into none such", r->name);
		error_rule(err, "refused");
		error_hint(
			err, "share through a bare one: 'git clone --bare' makes it of any of yours, and git-remote(1) names it");
		return EXCHANGE_FAILED;
	}
	said = what_git_said(run->said);
	safe = text_safe(reason, FALSE);
	error_set(err, ERR_REMOTE, "'%s' refuses what was pushed: %s: %s", r->name, safe, said);
	error_rule(err, "refused");
	error_hint(err, "what is recorded here is kept; whoever looks after '%s' can tell why", r->name);
	return has_any(reason, maybe) ? EXCHANGE_BUSY : EXCHANGE_FAILED;
}

enum exchange_answer
remote_push(const struct oid *commit, void *data, GError **err)
{
	const struct remote *r = data;
	char hex[OID_HEX];
	g_autofree char *spec = NULL;
	const char *args[] = {
		"push", "--porcelain", "--no-progress", "--no-follow-tags", "--recurse-submodules=no", "--", r->name, NULL, NULL};
	enum exchange_answer answer;
	struct run run;

	oid_hex(commit, hex);
	args[7] = spec = g_strconcat(hex, ":", r->branch, NULL);
	if (!run_git(r->store, args, &run, err))
		return EXCHANGE_FAILED;
	answer = answer_of_push(r, &run, err);
	if (answer == EXCHANGE_DONE)
		remote_took(r, commit);
	run_clear(&run);
	return answer;
}

gboolean
remote_write_bundle(struct remote *r, const char *file, const struct oid *basis, GError **err)
{
	g_autofree char *not = NULL, *path = g_canonicalize_filename(file, NULL);
	const char *args[] = {"bundle", "create", "--quiet", path, "HEAD", r->own, NULL, NULL};
	char hex[OID_HEX];
	struct run run;
	gboolean ok;

	if (!oid_is_zero(basis)) {
		oid_hex(basis, hex);
		args[6] = not = g_strconcat("^", hex, NULL);
	}
	if (!run_git(r->store, args, &run, err))
		return FALSE;
	ok = went_well(&run);
	if (!ok) {
		g_autofree char *said = what_git_said(run.said);

		error_set(err, ERR_IO, "cannot write '%s': %s", file, said);
	}
	run_clear(&run);
	return ok;
}
