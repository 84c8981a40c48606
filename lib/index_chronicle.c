/* Commits into tables: one row each, and one for every file it touched. */
#include <string.h>

#include "index_private.h"
#include "message.h"

#define CHUNK 256 /* commits a thread takes at a time */
#define PARENTS G_N_ELEMENTS(((struct commit_info *)0)->parents)

/* Commits to add, newest first: git keeps older trees as differences to newer ones, so that way round they are cheap to read. */
struct adding {
	struct chronicle *c;
	GArray *oids;  /* struct oid */
	gint64 oldest; /* number of the last of oids */
	struct db_query *put_commit, *put_file, *find_file, *put_touch;
	GHashTable *files; /* path -> number, as far as met */
};

/* What one thread has read of some commits. */
struct told {
	GStringChunk *strings;
	GArray *commits; /* struct told_commit */
	GArray *touches; /* struct told_touch */
};
struct told_commit {
	struct oid oid, parent;
	gboolean has_parent;
	gint64 time;
	int offset;
	const char *name, *email, *subject, *verb;
	guint touches; /* how many are its */
};
struct told_touch {
	const char *path;
	guint nth; /* parent */
	gboolean was, is;
	struct oid old, new;
};

gboolean
chronicle_tables(struct chronicle *c, GError **err)
{
	g_autofree char *sql = g_strdup_printf(
		"create table %1$s.h_commits(seq integer primary key, oid blob not null, parent blob, time integer not null, "
		"offset integer not null, name text, email text, subject text, verb text);\n"
		"create index %1$s.h_commits_oid on h_commits(oid);\n"
		"create table %1$s.h_files(fid integer primary key, path text not null unique);\n"
		"create table %1$s.h_touches(fid integer not null, seq integer not null, nth integer not null, old blob, new "
		"blob, "
		"primary key(fid, seq, nth)) without rowid;\n"
		"create index %1$s.h_touches_seq on h_touches(seq);\n",
		c->schema);

	return db_exec(c->db, sql, err);
}

/* --- reading, on any thread --- */

struct reader {
	struct store *store;
	struct told *told;
	const struct commit_info *commit;
	struct oid parent_trees[PARENTS];
};

static void
told_free(gpointer data)
{
	struct told *told = data;

	g_string_chunk_free(told->strings);
	g_array_unref(told->commits);
	g_array_unref(told->touches);
	g_free(told);
}

static void
tell_touch(struct reader *r, const char *path, guint nth, const struct oid *old, const struct oid *new)
{
	struct told_touch touch = {.path = path, .nth = nth, .was = old != NULL, .is = new != NULL};

	if (old)
		touch.old = *old;
	if (new)
		touch.new = *new;
	g_array_append_val(r->told->touches, touch);
}

static gboolean
touched(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct reader *r = data;
	guint n = MAX(r->commit->n_parents, 1);
	struct oid others[PARENTS];
	gboolean found[PARENTS];

	/* Like git's combined diff: what a merge took whole from one of its parents is no change of the merge. */
	for (guint i = 1; i < n; i++) {
		if (!store_lookup(r->store, &r->parent_trees[i], path, &found[i], &others[i], NULL, err))
			return FALSE;
		if (found[i] ? new &&oid_equal(new, &others[i]) : !new)
			return TRUE;
	}
	path = g_string_chunk_insert(r->told->strings, path);
	tell_touch(r, path, 0, old, new);
	for (guint i = 1; i < n; i++)
		tell_touch(r, path, i, found[i] ? &others[i] : NULL, new);
	return TRUE;
}

static const char *
keep(struct told *told, const char *text)
{
	return text ? g_string_chunk_insert(told->strings, text) : NULL;
}

static const char *
keep_subject(struct told *told, const char *message)
{
	g_autofree char *line = NULL;

	message += strspn(message, " \t\r\n");
	line = g_strchomp(g_strndup(message, strcspn(message, "\n")));
	return keep(told, line);
}

static gboolean
read_commit(const struct commit_info *commit, void *data, GError **err)
{
	struct reader *r = data;
	g_autofree char *verb = message_trailer(commit->message, "Sx-Verb");
	struct told_commit told = {.oid = commit->oid, .time = commit->time, .offset = commit->offset};
	guint before = r->told->touches->len;

	r->commit = commit;
	for (guint i = 0; i < commit->n_parents; i++)
		if (!store_commit_tree(r->store, &commit->parents[i], &r->parent_trees[i], err))
			return FALSE;
	if (!store_diff(r->store, commit->n_parents ? &r->parent_trees[0] : NULL, &commit->tree, touched, r, err))
		return FALSE;
	told.has_parent = commit->n_parents > 0;
	if (told.has_parent)
		told.parent = commit->parents[0];
	told.name = keep(r->told, commit->author_name);
	told.email = keep(r->told, commit->author_email);
	told.subject = keep_subject(r->told, commit->message);
	told.verb = keep(r->told, verb);
	told.touches = r->told->touches->len - before;
	g_array_append_val(r->told->commits, told);
	return TRUE;
}

static gpointer
read_chunk(guint chunk, struct store *store, gpointer data, GError **err)
{
	const struct adding *a = data;
	struct told *told = g_new(struct told, 1);
	struct reader r = {.store = store, .told = told};
	guint end = MIN((chunk + 1) * CHUNK, a->oids->len);

	told->strings = g_string_chunk_new(64 * 1024);
	told->commits = g_array_new(FALSE, FALSE, sizeof(struct told_commit));
	told->touches = g_array_new(FALSE, FALSE, sizeof(struct told_touch));
	for (guint i = chunk * CHUNK; i < end; i++)
		if (!store_commit_read(store, &g_array_index(a->oids, struct oid, i), read_commit, &r, err)) {
			told_free(told);
			return NULL;
		}
	return told;
}

/* --- storing --- */

static void
bind_oid(struct db_query *q, int at, const struct oid *oid)
{
	db_bind_bytes(q, at, oid->raw, sizeof(oid->raw));
}

/* The number of a path; 0 on error. */
static gint64
file_id(struct adding *a, const char *path, GError **err)
{
	gint64 *known = g_hash_table_lookup(a->files, path);
	gboolean row;

	if (known)
		return *known;
	db_bind_text(a->put_file, 1, path);
	db_bind_text(a->find_file, 1, path);
	if (!db_run(a->put_file, err) || !db_step(a->find_file, &row, err))
		return 0;
	known = g_new(gint64, 1);
	*known = row ? db_int(a->find_file, 0) : 0;
	g_hash_table_insert(a->files, g_strdup(path), known);
	return db_run(a->find_file, err) ? *known : 0;
}

static gboolean
put_touch(struct adding *a, gint64 seq, const struct told_touch *touch, GError **err)
{
	struct db_query *q = a->put_touch;
	gint64 fid = file_id(a, touch->path, err);

	db_bind_int(q, 1, fid);
	db_bind_int(q, 2, seq);
	db_bind_int(q, 3, touch->nth);
	if (touch->was)
		bind_oid(q, 4, &touch->old);
	if (touch->is)
		bind_oid(q, 5, &touch->new);
	return fid && db_run(q, err);
}

static gboolean
put_commit(struct adding *a, gint64 seq, const struct told_commit *commit, GError **err)
{
	struct db_query *q = a->put_commit;

	db_bind_int(q, 1, seq);
	bind_oid(q, 2, &commit->oid);
	if (commit->has_parent)
		bind_oid(q, 3, &commit->parent);
	db_bind_int(q, 4, commit->time);
	db_bind_int(q, 5, commit->offset);
	db_bind_text(q, 6, commit->name);
	db_bind_text(q, 7, commit->email);
	db_bind_text(q, 8, commit->subject);
	db_bind_text(q, 9, commit->verb);
	return db_run(q, err);
}

static gboolean
store_chunk(guint chunk, gpointer made, gpointer data, GError **err)
{
	struct adding *a = data;
	const struct told *told = made;
	gint64 seq = a->oldest + a->oids->len - 1 - (gint64)chunk * CHUNK;
	guint at = 0;

	for (guint i = 0; i < told->commits->len; i++, seq--) {
		const struct told_commit *commit = &g_array_index(told->commits, struct told_commit, i);

		if (!put_commit(a, seq, commit, err))
			return FALSE;
		for (guint end = at + commit->touches; at < end; at++)
			if (!put_touch(a, seq, &g_array_index(told->touches, struct told_touch, at), err))
				return FALSE;
	}
	repo_tell(a->c->repo, "reading the history: commit", MIN((chunk + 1) * CHUNK, a->oids->len), a->oids->len);
	return TRUE;
}

static gboolean
note_commit(const struct commit_info *commit, void *data, GError **err)
{
	g_array_append_val((GArray *)data, commit->oid);
	return TRUE;
}

static struct db_query *
prepare(struct chronicle *c, const char *format, GError **err)
{
	g_auto(GStrv) parts = g_strsplit(format, "@", -1);
	g_autofree char *sql = g_strjoinv(c->schema, parts);

	return db_prepare(c->db, sql, err);
}

gboolean
chronicle_add(struct chronicle *c, const struct oid *tip, const struct oid *base, gint64 least, GError **err)
{
	AUTO(db_query) commit = prepare(c, "insert into @.h_commits values(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", err);
	AUTO(db_query) file = prepare(c, "insert or ignore into @.h_files(path) values(?1)", err);
	AUTO(db_query) find = prepare(c, "select fid from @.h_files where path = ?1", err);
	AUTO(db_query) touch = prepare(c, "insert or replace into @.h_touches values(?1, ?2, ?3, ?4, ?5)", err);
	AUTO(db_query) last = prepare(c, "select coalesce(max(seq) + 1, 1) from @.h_commits", err);
	g_autoptr(GHashTable) files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GArray) oids = g_array_new(FALSE, FALSE, sizeof(struct oid));
	struct adding a = {.c = c,
		.oids = oids,
		.put_commit = commit,
		.put_file = file,
		.find_file = find,
		.put_touch = touch,
		.files = files};
	struct relay relay = {c->repo->store, 0, read_chunk, store_chunk, told_free, &a};
	gboolean row;

	if (!commit || !file || !find || !touch || !last || !db_step(last, &row, err))
		return FALSE;
	a.oldest = MAX(db_int(last, 0), least);
	if (!db_run(last, err) ||
		!store_walk(c->repo->store, tip, oid_is_zero(base) ? NULL : base, FALSE, note_commit, oids, err))
		return FALSE;
	relay.n = (oids->len + CHUNK - 1) / CHUNK;
	return relay_run(&relay, err);
}
