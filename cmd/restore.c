/* sx restore: a repository of a backup, or the test that one can be made. */
#include "backup.h"
#include "command.h"
#include "folder.h"
#include "receipt.h"
#include "restore_check.h"
#include "restore_make.h"
#include "setup.h"
#include <errno.h>
#include <glib/gstdio.h>

static struct {
	char *site, *reason;
	gboolean bare, check;
} opt;
static const struct option options[] = {{"bare", 0, OPTION_FLAG, &opt.bare, NULL, "no work tree: a hub to push to"},
	{"check", 0, OPTION_FLAG, &opt.check, NULL, "restore into a folder that goes again, and record what came of it"},
	{"message", 'm', OPTION_TEXT, &opt.reason, "REASON", "with --check: why it is tested"},
	{"site", 's', OPTION_TEXT, &opt.site, "CODE", "the plant that what is restored belongs to"}, {0}};

static gboolean
make(const char *folder, const struct backup *says, const char *dir, GError **err)
{
	g_autofree char *partial = folder_begin(dir, err);
	gboolean ok = partial && restore_make(folder, says, partial, opt.bare, err) && folder_end(partial, dir, err);

	if (!ok)
		folder_remove(partial);
	return ok;
}

static gboolean
had_receipts(const struct backup *says)
{
	for (guint i = 0; i < says->refs->len; i++)
		if (g_str_equal(((const struct backup_ref *)says->refs->pdata[i])->name, RECEIPTS_REF))
			return TRUE;
	return FALSE;
}

/* As a clone is. */
static gboolean
prepare(struct session *s, GError **err)
{
	struct snapshot *snapshot = setup_merge(s, err) ? session_snapshot(s, err) : NULL;

	if (!snapshot || (opt.site && !setup_site(s, opt.site, err)))
		return FALSE;
	if (!opt.site && snapshot->config->sites->len > 1 && !snapshot->site)
		session_warn(s, "it belongs to no plant yet: git config sx.site CODE says which");
	return TRUE;
}

static int
restore(struct session *s, const char *folder, const char *dir, GError **err)
{
	g_autofree char *whole = g_canonicalize_filename(dir, NULL),
			*counts = NULL; /* this folder, were it ".", is another one then */
	AUTO(backup) says = backup_read(folder, err);
	gboolean refused;

	if (!says || !make(folder, says, dir, err)) {
		g_prefix_error(err, "'%s' is not restored: ", folder);
		return -1;
	}
	if (g_chdir(whole) < 0)
		return error_set(err, ERR_IO, "cannot enter '%s': %s", dir, g_strerror(errno));
	if (!prepare(s, err)) {
		session_warn(s, "what was in the backup is there, in '%s'", dir);
		return -1;
	}
	counts = backup_counts(says);
	session_say(s, "%s: restored as it was at %s: %s", dir, says->made, counts);
	if (had_receipts(says))
		session_warn(s, "it was a hub: put hub/key and hub/key.pub into it again, and run there: sx init --bare --hub");
	setup_greet(s);
	setup_json(s, NULL);
	s->told = TRUE;
	return setup_judge(s, dir, &refused, err) ? 0 : -1;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	if (argc != (opt.check ? 1 : 2))
		return error_set(err, ERR_USAGE,
			opt.check ? "with --check restore takes the folder of a backup"
				  : "restore takes the folder of a backup, and a new folder");
	if (opt.check ? opt.bare || opt.site : opt.reason != NULL)
		return error_set(err, ERR_USAGE, opt.check ? "--bare and --site are for what stays" : "-m goes with --check");
	if (opt.check)
		return restore_check(s, argv[0], opt.reason, err) ? 0 : -1;
	if (s->at || s->asked_today != DAY_NONE)
		return error_set(err, ERR_USAGE, "a backup is restored as it is");
	g_unsetenv("GIT_DIR"); /* of another repository */
	return restore(s, argv[0], argv[1], err);
}

const struct command cmd_restore = {"BACKUP DIR | --check BACKUP", options, run, "file"};
