/* sx backup: all that a repository has, in a folder that git alone can restore. */
#include "backup.h"
#include "calendar.h"
#include "command.h"
#include "folder.h"
#include "restore_make.h"
#include <string.h>

static const struct option options[] = {{0}};

static char *
readme(const struct backup *b)
{
	g_autofree char *branch = b->branch ? g_shell_quote(b->branch) : NULL;
	char hex[OID_HEX];

	oid_hex(&b->head, hex);
	return g_strdup_printf("A backup of a repository of sx: all its records with their whole history, as it was at %s.\n"
			       "\n"
			       "repository.bundle  every ref and every object of it, as git-bundle(1) writes them\n"
			       "manifest.yaml      what it must have when it is restored\n"
			       "\n"
			       "Not in it: edits that were not recorded, git's own settings and hooks, and the key of a hub.\n"
			       "\n"
			       "With sx, into a folder that is new or empty:\n"
			       "\n"
			       "	sx restore . ../restored\n"
			       "\n"
			       "With git alone:\n"
			       "\n"
			       "	echo '%s  repository.bundle' | sha256sum -c\n"
			       "	git init -q ../restored\n"
			       "	git -C ../restored fetch --update-head-ok \"$PWD/repository.bundle\" '+refs/*:refs/*'\n"
			       "	git -C ../restored %s %s\n"
			       "	git -C ../restored reset --hard\n"
			       "	git -C ../restored fsck --full\n",
		b->made, b->bundle, branch ? "symbolic-ref HEAD" : "update-ref --no-deref HEAD", branch ? branch : hex);
}

/* HEAD's branch may be moved by somebody while the bundle is written: what it was is what the bundle has. */
static gboolean
find_branch(struct store *store, struct backup *b, GError **err)
{
	struct head head = {0};
	gboolean ok = store_head(store, &head, err);

	b->branch = ok ? g_strdup(head.branch) : NULL;
	head_clear(&head);
	for (guint i = 0; b->branch && i < b->refs->len; i++) {
		const struct backup_ref *ref = b->refs->pdata[i];

		if (g_str_equal(ref->name, b->branch) && oid_equal(&ref->oid, &b->head))
			return TRUE;
	}
	if (!ok || (!b->branch && !oid_is_zero(&b->head)))
		return ok;
	error_set(err, ERR_CONFLICT, "somebody changed to another branch while the backup was made");
	error_hint(err, "make it again");
	return FALSE;
}

static void
find_targets(struct store *store, struct backup *b)
{
	for (guint i = 0; i < b->refs->len; i++) {
		struct backup_ref *ref = b->refs->pdata[i];

		ref->to = store_ref_target(store, ref->name);
		if (ref->to && !backup_has_target(b, ref))
			g_clear_pointer(&ref->to, g_free);
	}
}

static gboolean
begin(struct repo *repo, GError **err)
{
	struct head head = {0};
	gboolean ok = store_head(repo->store, &head, err), some = ok && !oid_is_zero(&head.commit);

	head_clear(&head);
	if (ok && !some)
		return error_set(err, ERR_NOT_FOUND, "there is nothing here yet that could be kept");
	if (!ok || !store_is_shallow(repo->store))
		return ok;
	error_set(err, ERR_INTEGRITY, "this is a shallow clone, and a backup has the whole history");
	error_hint(err, "run: git fetch --unshallow");
	return FALSE;
}

/* Everything into a folder that has another name until it is whole. */
static gboolean
fill(struct repo *repo, const char *folder, struct backup *b, GError **err)
{
	g_autofree char *bundle = g_build_filename(folder, BACKUP_BUNDLE, NULL), *git_dir = g_strdup(store_git_dir(repo->store));
	const char *const create[] = {"bundle", "create", "--quiet", bundle, "--single-worktree", "--all", NULL};
	const struct git_run write = {git_dir, "write the bundle", ERR_IO}, count = {git_dir, "count the commits", ERR_IO};
	AUTO(calendar) calendar = calendar_new();
	g_autofree char *manifest = NULL, *text = NULL;

	b->made = calendar_event(calendar, calendar_now());
	b->version = g_strdup(SX_VERSION);
	if (!git_run(&write, create, NULL, NULL, err) || !folder_sync(bundle, err) || !backup_scan(bundle, b, err) ||
		!find_branch(repo->store, b, err) || !git_count(&count, b, &b->commits, err) ||
		!backup_tally(repo, &b->head, b, err))
		return FALSE;
	find_targets(repo->store, b);
	text = readme(b);
	manifest = backup_write(b);
	if (strlen(manifest) > DOC_BYTES)
		return error_set(err, ERR_INVALID, "there are more refs here than a manifest can say, %u", b->refs->len);
	return folder_put(folder, "README", text, err) && folder_put(folder, BACKUP_MANIFEST, manifest, err);
}

static void
tell(struct session *s, const char *path, const struct backup *b)
{
	g_autofree char *counts = backup_counts(b);
	struct json *j;
	char hex[OID_HEX];

	oid_hex(&b->head, hex);
	session_say(s, "%s: a backup of %s", path, counts);
	session_say(s, "head %s", hex);
	session_say(s, "SHA-256 of the bundle %s", b->bundle);
	if (s->format != FORMAT_JSON)
		return;
	j = session_json(s, &b->head);
	json_open(j, '{');
	json_key(j, "path");
	json_text(j, path);
	json_key(j, "made");
	json_text(j, b->made);
	json_key(j, "head");
	json_text(j, hex);
	json_key(j, "bundle");
	json_text(j, b->bundle);
	json_key(j, "bytes");
	json_int(j, (gint64)b->bytes);
	json_key(j, "refs");
	json_int(j, b->refs->len);
	json_key(j, "commits");
	json_int(j, (gint64)b->commits);
	json_key(j, "objects");
	json_int(j, (gint64)b->objects);
	json_key(j, "records");
	json_int(j, backup_records(b));
	json_key(j, "files");
	json_int(j, b->files);
	json_key(j, "evidence");
	json_text(j, b->evidence);
	json_close(j, '}');
	session_json_done(s);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct repo *repo = session_repo(s, err);
	AUTO(backup) b = backup_new();
	g_autofree char *partial = NULL;
	gboolean ok;

	if (argc != 1)
		return error_set(err, ERR_USAGE, "backup takes a new folder, as in: sx backup /srv/backup/plant-2026-11-20");
	if (s->at || s->asked_today != DAY_NONE)
		return error_set(err, ERR_USAGE, "a backup is of all that is there now");
	if (!repo || !begin(repo, err) || !(partial = folder_begin(argv[0], err)))
		return -1;
	ok = fill(repo, partial, b, err) && folder_end(partial, argv[0], err);
	if (ok)
		tell(s, argv[0], b);
	else
		folder_remove(partial);
	return ok ? 0 : -1;
}

const struct command cmd_backup = {"DIR", options, run, "file"};
