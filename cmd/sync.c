/* sx sync: fetch, merge, check, push. */
#include "command.h"
#include "sign.h"
#include "sync_print.h"
#include "witness.h"
#include <string.h>
#include <unistd.h>

static struct {
	gboolean offline, dry_run;
	char *to, *from;
} opt;

static const struct option options[] = {
	{"dry-run", 'n', OPTION_FLAG, &opt.dry_run, NULL, "say what would come in, be merged and go out; change nothing"},
	{"from", 0, OPTION_TEXT, &opt.from, "FILE", "take in a bundle that another clone wrote; push nothing", "file"},
	{"offline", 0, OPTION_FLAG, &opt.offline, NULL, "bring together what was fetched before; push nothing"},
	{"to", 0, OPTION_TEXT, &opt.to, "FILE", "write a bundle of what the other side lacks", "file"}, {0}};

static void
progress(const char *what, void *data)
{
	if (isatty(STDERR_FILENO))
		session_warn(data, "%s ...", what);
}

static gboolean
check_options(struct session *s, int argc, GError **err)
{
	if (argc > 1)
		return error_set(err, ERR_USAGE, "sync takes the name of one remote");
	if (s->at || s->asked_today != DAY_NONE)
		return error_set(err, ERR_USAGE, "--%s is for reading, and 'sync' writes", s->at ? "at" : "today");
	if ((opt.to != NULL) + (opt.from != NULL) + opt.offline > 1)
		return error_set(err, ERR_USAGE, "--to, --from and --offline are one or the other");
	if (opt.to && opt.dry_run)
		return error_set(err, ERR_USAGE, "--to writes a file, and --dry-run writes nothing");
	return TRUE;
}

/* A file for the other side: all it lacks, as far as is known here. */
static int
write_bundle(struct session *s, struct remote *remote, const struct head *head, GError **err)
{
	struct store *store = session_repo(s, err)->store;
	struct oid basis;
	gboolean found;
	guint n = 0;
	struct json *j;

	if (oid_is_zero(&head->commit))
		return error_set(err, ERR_NOT_FOUND, "nothing is recorded yet");
	if (!store_ref(store, remote->tracking, &found, &basis, err) ||
		!store_count_ahead(store, &head->commit, &basis, &n, err) ||
		(n && !remote_write_bundle(remote, opt.to, &basis, err)))
		return -1;
	if (s->format == FORMAT_JSON) {
		j = session_json(s, &head->commit);
		json_open(j, '{');
		json_key(j, "file");
		json_text(j, n ? opt.to : NULL);
		json_key(j, "commits_out");
		json_int(j, n);
		json_key(j, "whole");
		json_bool(j, !found);
		json_close(j, '}');
		session_json_done(s);
	} else if (n) {
		session_say(s, "%s: %u commit%s%s", opt.to, n, n == 1 ? "" : "s", found ? "" : ", all there are");
	} else {
		session_say(s, "%s lacks nothing that is here; no file was written", remote->name);
	}
	return 0;
}

static void
tell_hub(const struct oid *oid, const char *message, gboolean grave, void *data)
{
	if (!grave)
		session_warn(data, "%s", message);
}

static int
exchange(struct session *s, struct remote *remote, GError **err)
{
	struct exchange with = {remote_fetch, remote_push, remote_refused, remote};
	struct sync sync = {.repo = session_repo(s, err),
		.tracking = remote->tracking,
		.whose = remote->name,
		.exchange = opt.offline ? NULL : &with,
		.push = !opt.offline && !remote->bundle,
		.aside = remote->bundle != NULL,
		.dry_run = opt.dry_run,
		.prepare = sign_change,
		.progress = progress,
		.data = s};
	int status = -1;

	if (sync_run(&sync, err)) {
		session_snapshot(s, NULL);
		sync_print(s, &sync, remote);
		if (sync.unplaced)
			session_warn(s, "of %u commit%s that came in it is not known who was active when the hub received %s",
				sync.unplaced, sync.unplaced == 1 ? "" : "s", sync.unplaced == 1 ? "it" : "them");
		witness_report(sync.repo->store, NULL, tell_hub, s, NULL);
		status = sync.failure						  ? error_status(sync.failure)
			 : sync.waiting || sync.problems->len || sync.let_in->len ? 1
										  : 0;
	}
	sync_clear(&sync);
	return status;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct repo *repo = session_repo(s, err);
	struct remote remote = {0};
	struct head head = {0};
	int status = -1;

	if (!repo || !check_options(s, argc, err))
		return -1;
	if (!store_work_dir(repo->store)) {
		error_set(err, ERR_REFUSED, "a bare repository has no work of its own to share");
		error_hint(err, "others sync with it; sync in a clone that has a work tree");
		return -1;
	}
	if (change_stand(repo, &head, err) &&
		remote_open(repo->store, head.branch, argc ? argv[0] : NULL, opt.to || opt.from, &remote, err)) {
		if (opt.from) {
			g_free(remote.bundle);
			remote.bundle = g_canonicalize_filename(opt.from, NULL);
		}
		status = opt.to ? write_bundle(s, &remote, &head, err) : exchange(s, &remote, err);
	}
	remote_clear(&remote);
	head_clear(&head);
	return status;
}

const struct command cmd_sync = {"[REMOTE]", options, run};
