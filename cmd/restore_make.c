/* Making a repository of a backup. */
#include "restore_make.h"
#include "program.h"
#include "text.h"
#include <string.h>
#include <sys/statvfs.h>

/* What would have git look elsewhere. */
static const char *const others[] = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE",
	"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE"};

/* Malformed trees that git itself only warns of. */
#define STRICT                                                                                                                   \
	"-c", "fsck.hasDotgit=error", "-c", "fsck.hasDotdot=error", "-c", "fsck.hasDot=error", "-c", "fsck.fullPathname=error"

gboolean
git_run(const struct git_run *run, const char *const *args, const char *input, char **out, GError **err)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_autofree char *git = g_find_program_in_path("git"), *dir = g_strconcat("--git-dir=", run->git_dir, NULL);
	g_autofree char *printed = NULL, *said = NULL, *safe = NULL;
	const char *const before[] = {"git", "--no-replace-objects", "-c", "core.hooksPath=/dev/null", "-c",
		"core.fsync=committed", "-c", "core.quotePath=false", STRICT, dir, NULL};

	if (!git)
		return error_set(err, ERR_REMOTE, "cannot run git");
	for (guint i = 0; i < G_N_ELEMENTS(others); i++)
		g_unsetenv(others[i]);
	for (const char *const *arg = before; *arg; arg++)
		g_ptr_array_add(argv, (gpointer)*arg);
	for (; *args; args++)
		g_ptr_array_add(argv, (gpointer)*args);
	g_ptr_array_add(argv, NULL);
	if (program_ask((const char *const *)argv->pdata, input ? input : "", input ? strlen(input) : 0, &printed, &said)) {
		if (out)
			*out = g_steal_pointer(&printed);
		return TRUE;
	}
	safe = text_safe(said, FALSE);
	g_strdelimit(safe, "\n", ' ');
	error_set(err, run->code, "git could not %s: %.400s", run->what, *safe ? safe : "it does not say why");
	error_rule(err, "backup");
	return FALSE;
}

gboolean
git_count(const struct git_run *run, const struct backup *backup, guint64 *out, GError **err)
{
	static const char *const args[] = {"rev-list", "--count", "--stdin", NULL};
	g_autoptr(GString) tips = g_string_new(NULL);
	g_autofree char *printed = NULL;
	char hex[OID_HEX];

	oid_hex(&backup->head, hex);
	g_string_append_printf(tips, "%s\n", hex);
	for (guint i = 0; i < backup->refs->len; i++) {
		oid_hex(&((const struct backup_ref *)backup->refs->pdata[i])->oid, hex);
		g_string_append_printf(tips, "%s\n", hex);
	}
	if (!git_run(run, args, tips->str, &printed, err))
		return FALSE;
	return g_ascii_string_to_unsigned(g_strstrip(printed), 10, 0, G_MAXUINT32, out, NULL) ||
	       error_set(err, ERR_REMOTE, "git does not say how many commits there are");
}

/* A disk that is too small says nothing of the backup. What a disk does not tell is tried. */
static gboolean
has_room(const char *dir, const struct backup *says, GError **err)
{
	struct statvfs disk;

	if (statvfs(dir, &disk) < 0 || !disk.f_blocks || (guint64)disk.f_bavail * disk.f_frsize >= says->bytes)
		return TRUE;
	error_set(err, ERR_IO, "there is not enough room for it in '%s'", dir);
	error_hint(err, "TMPDIR names another place for what goes again");
	return FALSE;
}

static gboolean
put_objects(const char *git_dir, const char *backup, GError **err)
{
	g_autofree char *bundle = g_build_filename(backup, BACKUP_BUNDLE, NULL), *path = g_canonicalize_filename(bundle, NULL);
	const struct git_run run = {git_dir, "read the bundle", ERR_INTEGRITY};

	return git_run(&run, (const char *const[]){"bundle", "unbundle", path, NULL}, NULL, NULL, err);
}

static gboolean
put_symbolic(const struct git_run *run, const struct backup *says, GError **err)
{
	for (guint i = 0; i < says->refs->len; i++) {
		const struct backup_ref *ref = says->refs->pdata[i];

		if (ref->to && !git_run(run, (const char *const[]){"symbolic-ref", ref->name, ref->to, NULL}, NULL, NULL, err))
			return FALSE;
	}
	return TRUE;
}

static gboolean
put_refs(const char *git_dir, const struct backup *says, GError **err)
{
	const struct git_run run = {git_dir, "set the refs", ERR_INTEGRITY};
	g_autoptr(GString) all = g_string_new(NULL);
	char hex[OID_HEX];

	for (guint i = 0; i < says->refs->len; i++) {
		const struct backup_ref *ref = says->refs->pdata[i];

		oid_hex(&ref->oid, hex);
		if (!ref->to)
			g_string_append_printf(all, "create %s %s\n", ref->name, hex);
	}
	oid_hex(&says->head, hex);
	return git_run(&run, (const char *const[]){"update-ref", "--stdin", NULL}, all->str, NULL, err) &&
	       put_symbolic(&run, says, err) &&
	       (says->branch ? git_run(&run, (const char *const[]){"symbolic-ref", "HEAD", says->branch, NULL}, NULL, NULL, err)
			     : git_run(&run, (const char *const[]){"update-ref", "--no-deref", "HEAD", hex, NULL}, NULL, NULL,
				       err));
}

static gboolean
count_again(const char *git_dir, const struct backup *says, GError **err)
{
	const struct git_run run = {git_dir, "count the commits", ERR_INTEGRITY};
	const struct repo_where where = {.git_dir = git_dir, .today = DAY_NONE};
	AUTO(repo) repo = repo_open(&where, err);
	AUTO(backup) is = backup_new();
	g_autofree char *why = NULL;
	struct head head = {0};
	gboolean ok = repo && store_head(repo->store, &head, err);

	is->head = head.commit;
	head_clear(&head);
	if (!ok || !git_count(&run, says, &is->commits, err) || !backup_tally(repo, &says->head, is, err))
		return FALSE;
	why = backup_differs(says, is);
	if (!why)
		return TRUE;
	error_set(err, ERR_INTEGRITY, "%s", why);
	error_rule(err, "backup");
	return FALSE;
}

static gboolean
put_files(const char *git_dir, const char *dir, GError **err)
{
	const struct git_run run = {git_dir, "write the files", ERR_IO};
	g_autofree char *work = g_strconcat("--work-tree=", dir, NULL);

	return git_run(&run, (const char *const[]){work, "reset", "--hard", "--quiet", NULL}, NULL, NULL, err);
}

gboolean
restore_make(const char *backup, const struct backup *says, const char *dir, gboolean bare, GError **err)
{
	struct store *store = has_room(dir, says, err) ? store_init(dir, bare, err) : NULL;
	g_autofree char *git_dir = store ? g_strdup(store_git_dir(store)) : NULL;
	const struct git_run look = {git_dir, "find everything right", ERR_INTEGRITY};

	store_free(store);
	return git_dir && put_objects(git_dir, backup, err) && put_refs(git_dir, says, err) &&
	       git_run(&look, (const char *const[]){"fsck", "--full", "--no-dangling", "--no-progress", NULL}, NULL, NULL, err) &&
	       count_again(git_dir, says, err) && (bare || put_files(git_dir, dir, err));
}
