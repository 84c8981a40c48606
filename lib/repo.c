/* A repository opened for one command, and snapshots of it. */
#include "repo.h"
#include "data.h"
#include "date.h"
#include <string.h>

#define SCHEMA_FOLDER ".sx/schema"
#define EVIDENCE_FOLDER "evidence"
#define KINDS_FOLDER "kinds/"
#define FILE_BYTES (1024 * 1024 * 1024) /* of a file that is no record */

static int
by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The top folders that records live in, and the tool's own, in order. NULL-ended. Takes the names; one may be there twice. */
static char **
folders_of(GPtrArray *names)
{
	g_ptr_array_add(names, g_strdup(".sx"));
	g_ptr_array_add(names, g_strdup(EVIDENCE_FOLDER));
	g_ptr_array_sort(names, by_name);
	for (guint i = names->len - 1; i; i--)
		if (g_str_equal(names->pdata[i], names->pdata[i - 1]))
			g_free(g_ptr_array_remove_index(names, i));
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(names, FALSE);
}

static char **
record_folders(const struct kinds *all)
{
	const GPtrArray *kinds = kinds_all(all);
	GPtrArray *names = g_ptr_array_new();

	for (guint i = 0; i < kinds->len; i++) {
		const struct kind *kind = kinds->pdata[i];

		g_ptr_array_add(names, g_strndup(kind->path, strcspn(kind->path, "/")));
	}
	return folders_of(names);
}

/* Of the built-in kinds before they are read: each has its name from its file, and its folder. */
static char **
built_in_folders(void)
{
	GPtrArray *names = g_ptr_array_new();

	for (const struct data_file *file = data_files; file->path; file++)
		if (g_str_has_prefix(file->path, KINDS_FOLDER))
			g_ptr_array_add(names,
				g_strndup(file->path + strlen(KINDS_FOLDER), strcspn(file->path + strlen(KINDS_FOLDER), ".")));
	return folders_of(names);
}

/* With the built-in kinds' folders: where a repository has others, the look begins anew when they are known. */
static gboolean
look_early(struct repo *repo, const struct repo_where *where, GError **err)
{
	g_auto(GStrv) roots = NULL;

	if (where->git_dir || store_is_told())
		return TRUE;
	roots = built_in_folders();
	repo->scan = worktree_expect(where->dir ? where->dir : ".", (const char *const *)roots);
	repo->built_in = kinds_new();
	return kinds_add_builtin(repo->built_in, err);
}

struct repo *
repo_open(const struct repo_where *where, GError **err)
{
	AUTO(repo) repo = g_new0(struct repo, 1);

	repo->asked_today = where->today;
	repo->words = where->words;
	repo->progress = where->progress;
	repo->progress_data = where->progress_data;
	repo->shelf = where->shelf ? shelf_share(where->shelf) : shelf_new();
	if (where->look && !look_early(repo, where, err))
		return NULL;
	repo->store = store_open(where->dir, where->git_dir, err);
	return repo->store ? g_steal_pointer(&repo) : NULL;
}

void
repo_tell(const struct repo *repo, const char *what, guint done, guint total)
{
	if (repo->progress)
		repo->progress(what, done, total, repo->progress_data);
}

void
repo_look_away(struct repo *repo)
{
	g_clear_pointer(&repo->scan, worktree_cancel);
}

void
repo_free(struct repo *repo)
{
	if (!repo)
		return;
	repo_look_away(repo);
	kinds_free(repo->built_in);
	shelf_free(repo->shelf);
	store_free(repo->store);
	g_free(repo);
}

void
snapshot_free(struct snapshot *snapshot)
{
	if (!snapshot)
		return;
	g_clear_pointer(&snapshot->scan, worktree_cancel);
	g_clear_pointer(&snapshot->edits, g_ptr_array_unref);
	g_clear_pointer(&snapshot->edited, g_hash_table_unref);
	kinds_free(snapshot->kinds);
	config_free(snapshot->config);
	g_free(snapshot->own_site);
	g_free(snapshot);
}

/* A record is refused when it is larger than the reader takes, before it is in memory. */
static gsize
size_limit(const char *path)
{
	return g_str_has_suffix(path, ".yaml") ? DOC_BYTES : FILE_BYTES;
}

static GBytes *
read_tree(struct snapshot *s, const char *path, GError **err)
{
	gboolean found;
	struct oid oid;
	unsigned mode;
	gsize size;

	if (!store_lookup(s->repo->store, &s->tree, path, &found, &oid, &mode, err) || !found)
		return NULL;
	if ((mode & 0170000) != 0100000) {
		error_set(err, ERR_INVALID, "'%s' is not a plain file", path);
		error_at(err, path, 0, 0);
		error_rule(err, "plain-file");
		return NULL;
	}
	if (!store_blob_size(s->repo->store, &oid, &size, err))
		return NULL;
	if (size > size_limit(path)) {
		error_set(err, ERR_INVALID, "'%s' is larger than %" G_GSIZE_FORMAT " bytes", path, size_limit(path));
		error_at(err, path, 0, 0);
		error_rule(err, "size");
		return NULL;
	}
	return store_blob(s->repo->store, &oid, err);
}

void
snapshot_look(struct snapshot *s)
{
	g_auto(GStrv) roots = s->live && !s->scan && !s->edits ? record_folders(s->kinds) : NULL;
	struct scan *expected = roots ? g_steal_pointer(&s->repo->scan) : NULL;

	if (expected)
		s->scan = worktree_meet(expected, s->repo->store, (const char *const *)roots);
	else if (roots)
		s->scan = worktree_begin(s->repo->store, (const char *const *)roots);
}

const GPtrArray *
snapshot_edits(struct snapshot *s, GError **err)
{
	if (s->edits)
		return s->edits;
	if (s->live) {
		snapshot_look(s);
		s->edits = worktree_finish(g_steal_pointer(&s->scan), &s->tree, err);
	} else {
		s->edits = g_ptr_array_new();
	}
	if (!s->edits)
		return NULL;
	s->edited = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < s->edits->len; i++) {
		struct worktree_edit *edit = s->edits->pdata[i];

		g_hash_table_insert(s->edited, edit->path, edit);
	}
	return s->edits;
}

GBytes *
snapshot_read(struct snapshot *s, const char *path, GError **err)
{
	const struct worktree_edit *edit;

	if (!s->live)
		return read_tree(s, path, err);
	if (!snapshot_edits(s, err))
		return NULL;
	edit = g_hash_table_lookup(s->edited, path);
	if (!edit)
		return read_tree(s, path, err);
	if (edit->type == EDIT_REMOVED)
		return NULL;
	return worktree_read(s->repo->store, path, size_limit(path), err);
}

struct record *
snapshot_record(struct snapshot *s, const struct kind *kind, const char *id, GError **err)
{
	g_autofree char *path = record_path(kind, id, err);
	g_autoptr(GBytes) bytes = path ? snapshot_read(s, path, err) : NULL;

	if (!bytes)
		return NULL;
	return record_parse(s->kinds, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), err);
}

/*
 * The tool's own files are read before it is known which files are edited, as
 * that takes a look at all of them: what is on disk is what an edit would give.
 * Only a file that is not there asks whether it was removed or never checked out.
 */
static GBytes *
read_own(struct snapshot *s, const char *path, GError **err)
{
	if (s->live) {
		g_autofree char *full = g_build_filename(store_work_dir(s->repo->store), path, NULL);

		if (g_file_test(full, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
			return worktree_read(s->repo->store, path, size_limit(path), err);
	}
	return read_tree(s, path, err);
}

static gboolean
collect_path(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	if (!strchr(path, '/') && g_str_has_suffix(path, ".yaml"))
		g_ptr_array_add(data, g_strdup(path));
	return TRUE;
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of the files in .sx/schema, sorted; NULL on error. */
static GPtrArray *
schema_files(struct snapshot *s, GError **err)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *name;
	gboolean found;
	struct oid folder;
	unsigned mode;

	if (s->live) {
		g_autofree char *full = g_build_filename(store_work_dir(s->repo->store), SCHEMA_FOLDER, NULL);
		g_autoptr(GDir) dir = g_dir_open(full, 0, NULL);

		while (dir && (name = g_dir_read_name(dir)))
			if (g_str_has_suffix(name, ".yaml"))
				g_ptr_array_add(names, g_strdup(name));
		g_ptr_array_sort(names, compare_names);
		return g_steal_pointer(&names);
	}
	if (!store_lookup(s->repo->store, &s->tree, SCHEMA_FOLDER, &found, &folder, &mode, err))
		return NULL;
	if (found && mode == 0040000 && !store_diff(s->repo->store, NULL, &folder, collect_path, names, err))
		return NULL;
	return g_steal_pointer(&names);
}

static gboolean
load_kinds(struct snapshot *s, GError **err)
{
	g_autoptr(GPtrArray) names = schema_files(s, err);
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify)schema_file_free);

	for (guint i = 0; names && i < names->len; i++) {
		g_autofree char *path = g_strconcat(SCHEMA_FOLDER "/", names->pdata[i], NULL);
		GError *failure = NULL;
		GBytes *bytes = read_own(s, path, &failure);
		struct schema_file *file;

		if (failure) {
			g_propagate_error(err, failure);
			return FALSE;
		}
		if (!bytes)
			continue;
		file = g_new0(struct schema_file, 1);
		*file = (struct schema_file){g_steal_pointer(&path), bytes};
		g_ptr_array_add(files, file);
	}
	s->kinds = names ? shelf_kinds(s->repo->shelf, g_steal_pointer(&s->repo->built_in), files, err) : NULL;
	return s->kinds != NULL;
}

static gboolean
load_config(struct snapshot *s, GError **err)
{
	GError *failure = NULL;
	g_autoptr(GBytes) bytes = read_own(s, CONFIG_PATH, &failure);

	if (failure) {
		g_propagate_error(err, failure);
		return FALSE;
	}
	s->config = config_parse(bytes ? g_bytes_get_data(bytes, NULL) : NULL, bytes ? g_bytes_get_size(bytes) : 0, err);
	if (!s->config)
		return FALSE;
	s->own_site = store_config(s->repo->store, "sx.site");
	s->site = s->own_site ? s->own_site : s->config->site;
	s->calendar = config_calendar(s->config, s->site);
	return TRUE;
}

static gboolean
note_time(const struct commit_info *commit, void *data, GError **err)
{
	struct snapshot *s = data;

	s->tree = commit->tree;
	s->commit_time = commit->time;
	return TRUE;
}

static gboolean
snapshot_load(struct snapshot *s, GError **err)
{
	if (!load_kinds(s, err) || !load_config(s, err))
		return FALSE;
	s->moment = s->repo->asked_today != DAY_NONE ? 0 : calendar_now();
	s->today = s->moment ? calendar_day(s->calendar, s->moment) : s->repo->asked_today;
	return TRUE;
}

/* commit zero: nothing committed yet. */
static struct snapshot *
snapshot_of(struct repo *repo, const struct oid *commit, gboolean live, GError **err)
{
	AUTO(snapshot) s = g_new0(struct snapshot, 1);

	s->repo = repo;
	s->asked = DAY_NONE;
	s->commit = *commit;
	s->live = live && store_work_dir(repo->store);
	if (!oid_is_zero(commit) && !store_commit_read(repo->store, commit, note_time, s, err))
		return NULL;
	return snapshot_load(s, err) ? g_steal_pointer(&s) : NULL;
}

struct snapshot *
snapshot_tree(struct repo *repo, const struct oid *tree, GError **err)
{
	AUTO(snapshot) s = g_new0(struct snapshot, 1);

	s->repo = repo;
	s->asked = DAY_NONE;
	s->tree = *tree;
	return snapshot_load(s, err) ? g_steal_pointer(&s) : NULL;
}

static struct snapshot *
snapshot_of_head(struct repo *repo, gboolean live, GError **err)
{
	struct head head = {0};
	struct snapshot *s;

	if (!store_head(repo->store, &head, err))
		return NULL;
	s = snapshot_of(repo, &head.commit, live, err);
	head_clear(&head);
	return s;
}

struct snapshot *
snapshot_head(struct repo *repo, GError **err)
{
	return snapshot_of_head(repo, FALSE, err);
}

struct snapshot *
snapshot_edited_head(struct repo *repo, GError **err)
{
	struct snapshot *s = snapshot_head(repo, err);

	if (s)
		s->live = store_work_dir(repo->store) != NULL;
	return s;
}

gboolean
repo_commit_at(struct repo *repo, const char *at, struct oid *commit, day *asked, GError **err)
{
	day d;
	AUTO(snapshot) now = NULL;
	AUTO(calendar) plain = calendar_new();
	g_autoptr(GError) none = NULL;

	*asked = DAY_NONE;
	if (date_read_past(at, 0, plain, &d, &none)) { /* a day of the calendar that holds now */
		now = snapshot_head(repo, err);
		return now && date_read_past(at, now->today, now->calendar, asked, err) &&
		       store_resolve_before(repo->store, calendar_moment(now->calendar, *asked + 1, 0) - 1, commit, err);
	}
	if (error_status(none) != ERR_USAGE) { /* 2026-02-30 */
		g_propagate_error(err, g_steal_pointer(&none));
		return FALSE;
	}
	if (store_resolve(repo->store, at, commit, err))
		return TRUE;
	error_hint(err, "give a day (2026-11-30, yesterday), a branch, a tag or a commit");
	return FALSE;
}

struct snapshot *
snapshot_open(struct repo *repo, const char *at, GError **err)
{
	struct snapshot *s;
	struct oid commit;
	day asked;

	if (!at)
		return snapshot_of_head(repo, TRUE, err);
	if (!repo_commit_at(repo, at, &commit, &asked, err))
		return NULL;
	s = snapshot_of(repo, &commit, FALSE, err);
	if (s)
		s->asked = asked;
	if (s && repo->asked_today == DAY_NONE) {
		s->moment = asked != DAY_NONE ? 0 : s->commit_time;
		s->today = asked != DAY_NONE ? asked : calendar_day(s->calendar, s->moment);
	}
	return s;
}

const struct calendar *
snapshot_calendar(const struct snapshot *s, const char *site)
{
	const struct site *known = site ? config_site(s->config, site) : NULL;

	return known ? known->calendar : s->calendar;
}
