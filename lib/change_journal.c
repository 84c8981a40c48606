/*
 * The journal: what the work tree is to become, written before the branch
 * moves and removed when work tree and index have followed it. Text:
 *
 *	sx journal 1
 *	refs/heads/main FROM TO
 *	DISK NEW path		one a file: what it held, what it is to hold; zeros for nothing; instead of the second
 *				blank 'x' for a file that is to be executable, '-' for one that is not any more
 *	end
 */
#include "change_private.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_LINE "sx journal 1"
#define MANY 200 /* files from which one sync of the disk is quicker than one each */

static char *
journal_path(struct repo *repo)
{
	return g_build_filename(store_git_dir(repo->store), "sx", "journal", NULL);
}

gboolean
journal_exists(struct repo *repo)
{
	g_autofree char *path = journal_path(repo);

	return access(path, F_OK) == 0;
}

void
journal_clear(struct journal *journal)
{
	g_clear_pointer(&journal->branch, g_free);
	g_clear_pointer(&journal->files, g_ptr_array_unref);
}

static gboolean
sync_folder(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	gboolean ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

gboolean
journal_write(struct repo *repo, const struct journal *journal, GError **err)
{
	g_autofree char *path = journal_path(repo), *folder = g_path_get_dirname(path);
	g_autoptr(GString) text = g_string_new(HEAD_LINE "\n");
	g_autoptr(GError) failure = NULL;
	char a[OID_HEX], b[OID_HEX];

	oid_hex(&journal->from, a);
	oid_hex(&journal->to, b);
	g_string_append_printf(text, "%s %s %s\n", journal->branch, a, b);
	for (guint i = 0; i < journal->files->len; i++) {
		const struct change_file *file = journal->files->pdata[i];

		oid_hex(&file->disk, a);
		oid_hex(&file->oid, b);
		g_string_append_printf(text, "%s %s%c%s\n", a, b, file->mode ? file->mode : ' ', file->path);
	}
	g_string_append(text, "end\n");
	if (g_mkdir_with_parents(folder, 0777) == 0 &&
		g_file_set_contents_full(path, text->str, text->len, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
			0666, &failure) &&
		sync_folder(path))
		return TRUE;
	return error_set(err, ERR_IO, "cannot write the journal '%s': %s", path, failure ? failure->message : g_strerror(errno));
}

gboolean
journal_remove(struct repo *repo, GError **err)
{
	g_autofree char *path = journal_path(repo);

	return unlink(path) == 0 || errno == ENOENT ||
	       error_set(err, ERR_IO, "cannot remove the journal '%s': %s", path, g_strerror(errno));
}

static gboolean
read_line(struct journal *journal, const char *line)
{
	struct change_file *file;

	if (strlen(line) < 83 || line[40] != ' ' || !strchr(" x-", line[81]))
		return FALSE;
	file = change_file_new(line + 82);
	file->mode = line[81] == ' ' ? 0 : line[81];
	g_ptr_array_add(journal->files, file);
	((char *)line)[40] = ((char *)line)[81] = '\0';
	return oid_parse(line, &file->disk) && oid_parse(line + 41, &file->oid);
}

/* FALSE when it is none of ours or is cut off. */
static gboolean
journal_parse(char *text, struct journal *journal)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1), words = NULL;
	guint n = g_strv_length(lines);

	journal->files = g_ptr_array_new_with_free_func((GDestroyNotify)change_file_free);
	if (n < 4 || strcmp(lines[0], HEAD_LINE) || strcmp(lines[n - 2], "end"))
		return FALSE;
	words = g_strsplit(lines[1], " ", -1);
	if (g_strv_length(words) != 3 || !oid_parse(words[1], &journal->from) || !oid_parse(words[2], &journal->to))
		return FALSE;
	journal->branch = g_strdup(words[0]);
	for (guint i = 2; i < n - 2; i++)
		if (!read_line(journal, lines[i]))
			return FALSE;
	return TRUE;
}

void
journal_look(struct repo *repo, const char *path, struct oid *out)
{
	g_autofree char *full = g_build_filename(store_work_dir(repo->store), path, NULL);
	g_autoptr(GBytes) bytes = NULL;
	struct stat st;

	memset(out, 0, sizeof(*out));
	if (lstat(full, &st) < 0 && (errno == ENOENT || errno == ENOTDIR))
		return;
	bytes = worktree_read(repo->store, path, G_MAXINT32, NULL);
	if (bytes)
		oid_of_blob(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), out);
	else
		memset(out, 0xff, sizeof(*out));
}

/* Some of the files, by one thread. */
struct share {
	struct repo *repo;
	const struct journal *journal;
	guint from, to;
	struct worktree_fill *fill;   /* NULL: each file is made durable by itself */
	struct stage_change *changes; /* one a file */
	GError *error;
};

/* What a killed process left of a new file. */
static gboolean
is_part(struct repo *repo, const struct change_file *file, GBytes *whole)
{
	g_autoptr(GBytes) part = worktree_read(repo->store, file->path, g_bytes_get_size(whole), NULL);

	return oid_is_zero(&file->disk) && part &&
	       !memcmp(g_bytes_get_data(part, NULL), g_bytes_get_data(whole, NULL), g_bytes_get_size(part));
}

/*
 * A file that is neither what it was nor what it is to be was edited in
 * between: it stays as it is, an edit like any other. *done: it is what it is to be.
 */
static gboolean
apply_file(struct share *share, const struct change_file *file, gboolean *done, GError **err)
{
	struct repo *repo = share->repo;
	g_autoptr(GBytes) bytes = file->bytes ? g_bytes_ref(file->bytes) : NULL;
	const void *text;
	gsize length;
	struct oid now;
	gboolean there = TRUE;

	if (share->fill && bytes && oid_is_zero(&file->disk)) { /* as a rule it is not there yet */
		text = g_bytes_get_data(bytes, &length);
		if (!worktree_fill_add(share->fill, file->path, text, length, &there, err))
			return FALSE;
	}
	*done = !there;
	if (*done)
		return TRUE;
	journal_look(repo, file->path, &now);
	*done = oid_equal(&now, &file->oid);
	if (*done)
		return !file->mode || worktree_chmod(repo->store, file->path, file->mode == 'x', err);
	if (!bytes && !oid_is_zero(&file->oid) && !(bytes = store_blob(repo->store, &file->oid, err)))
		return FALSE;
	if (!oid_equal(&now, &file->disk) && !(bytes && is_part(repo, file, bytes)))
		return TRUE;
	*done = TRUE;
	if (!bytes)
		return worktree_remove(repo->store, file->path, err);
	text = g_bytes_get_data(bytes, &length);
	if (file->mode == 'x')
		return worktree_write(repo->store, file->path, text, length, err) &&
		       worktree_chmod(repo->store, file->path, TRUE, err);
	return share->fill ? worktree_fill_put(share->fill, file->path, text, length, err)
			   : worktree_write(repo->store, file->path, text, length, err);
}

static gpointer
apply_share(gpointer data)
{
	struct share *share = data;

	for (guint i = share->from; i < share->to && !share->error; i++) {
		const struct change_file *file = share->journal->files->pdata[i];
		struct stage_change *change = &share->changes[i];
		gboolean done = FALSE;

		*change = (struct stage_change){
			.path = file->path, .remove = oid_is_zero(&file->oid), .oid = file->oid, .executable = file->mode == 'x'};
		if (!apply_file(share, file, &done, &share->error))
			break;
		if (done && !change->remove) /* else its entry has no stat, so that git compares it */
			change->work_path = g_build_filename(store_work_dir(share->repo->store), file->path, NULL);
	}
	return NULL;
}

static gboolean
all_at_hand(const struct journal *journal)
{
	for (guint i = 0; i < journal->files->len; i++) {
		const struct change_file *file = journal->files->pdata[i];

		if (!file->bytes && !oid_is_zero(&file->oid))
			return FALSE;
	}
	return TRUE;
}

/* Two threads share many files, when they need not be read from the store, which is for one thread. */
static gboolean
apply_files(struct repo *repo, const struct journal *journal, struct stage_change *changes, GError **err)
{
	guint n = journal->files->len, half = n;
	gboolean many = n > MANY;
	struct share first = {repo, journal, 0, n, NULL, changes, NULL}, second = first;
	AUTO(worktree_fill) fill = many ? worktree_fill_new(repo->store, 1) : NULL;
	AUTO(worktree_fill) other = many ? worktree_fill_new(repo->store, 2) : NULL;
	GThread *thread = NULL;

	if (many && all_at_hand(journal))
		half = n / 2;
	first.to = second.from = half;
	first.fill = fill;
	second.fill = other;
	if (half < n)
		thread = g_thread_try_new("files", apply_share, &second, NULL);
	apply_share(&first);
	if (thread)
		g_thread_join(thread);
	else if (half < n)
		apply_share(&second);
	if (first.error)
		g_clear_error(&second.error);
	if (first.error || second.error) {
		g_propagate_error(err, first.error ? first.error : second.error);
		return FALSE;
	}
	return !many || worktree_sync(repo->store, err);
}

/* Does git's index stand at the new tree already? */
static gboolean
index_follows(struct repo *repo, const struct oid *tree)
{
	AUTO(stage) stage = stage_open(store_git_dir(repo->store), NULL);
	struct oid held;

	return stage && stage_tree(stage, &held) && oid_equal(&held, tree);
}

gboolean
journal_apply(struct repo *repo, const struct journal *journal, GError **err)
{
	guint n = journal->files->len;
	g_autofree struct stage_change *changes = g_new0(struct stage_change, n);
	struct oid old = {0}, new;
	gboolean ok = store_commit_tree(repo->store, &journal->to, &new, err);

	if (ok && !oid_is_zero(&journal->from))
		ok = store_commit_tree(repo->store, &journal->from, &old, err);
	ok = ok && apply_files(repo, journal, changes, err);
	if (ok && !index_follows(repo, &new))
		ok = stage_update(repo->store, changes, n, &old, &new, err);
	for (guint i = 0; i < n; i++)
		g_free((char *)changes[i].work_path);
	return ok && journal_remove(repo, err);
}

/*
 * A branch's lock that a killed sx left keeps git from moving it. It is ours when
 * it holds the commit we were moving to, or nothing yet; git holds one for
 * milliseconds, so one without content is given two seconds.
 */
static void
clear_branch_lock(struct repo *repo, const struct journal *journal)
{
	g_autofree char *path = g_strconcat(store_common_dir(repo->store), journal->branch, ".lock", NULL);
	char hex[OID_HEX];

	oid_hex(&journal->to, hex);
	for (int i = 0; i < 20; i++) {
		g_autofree char *text = NULL;

		if (!g_file_get_contents(path, &text, NULL, NULL))
			return;
		if (g_str_has_prefix(text, hex) || (i == 19 && !*text)) {
			unlink(path);
			return;
		}
		if (*text)
			return;
		g_usleep(100000);
	}
}

static gboolean
recover(struct repo *repo, const struct journal *journal, GError **err)
{
	struct oid now;
	AUTO(stage_lock) lock = NULL;

	clear_branch_lock(repo, journal);
	if (!store_resolve(repo->store, journal->branch, &now, NULL) || !oid_equal(&now, &journal->to))
		return journal_remove(repo, err); /* the branch never moved, or has gone on since */
	lock = stage_lock_take(repo->store, err);
	return lock && journal_apply(repo, journal, err);
}

gboolean
journal_recover(struct repo *repo, GError **err)
{
	g_autofree char *path = journal_path(repo), *text = NULL;
	struct journal journal = {0};
	gboolean ok;

	stage_lock_clear(repo->store);
	if (!store_work_dir(repo->store) || !g_file_get_contents(path, &text, NULL, NULL))
		return TRUE;
	if (journal_parse(text, &journal))
		ok = recover(repo, &journal, err);
	else
		ok = journal_remove(repo, err);
	journal_clear(&journal);
	if (!ok)
		error_hint(err, "the last change is recorded, but the work tree has not followed; this is tried again by the "
				"next command");
	return ok;
}
