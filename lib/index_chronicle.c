/* Commits into tables: one row each, and one for every file it touched. */
#include <string.h>

#include "index_private.h"

#define PROGRESS_EVERY 64

struct touching {
	struct chronicle *c;
	struct db_query *put_commit, *put_file, *find_file, *put_touch;
	GHashTable *files; /* path -> id, as far as met */
	gint64 seq;
	guint done, total;
	const struct commit_info *commit;
	struct oid parent_trees[G_N_ELEMENTS(((struct commit_info *)0)->parents)];
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

static char *
subject_of(const char *message)
{
	message += strspn(message, " \t\r\n");
	return g_strchomp(g_strndup(message, strcspn(message, "\n")));
}

/* The value of a trailer in the last paragraph of a message. Caller frees; NULL for none. */
static char *
trailer(const char *message, const char *name)
{
	gsize length = strlen(name);
	char *value = NULL;

	for (const char *line = message; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		if (*line == '\n')
			g_clear_pointer(&value, g_free);
		if (!value && !g_ascii_strncasecmp(line, name, length) && line[length] == ':')
			value = g_strstrip(g_strndup(line + length + 1, strcspn(line + length + 1, "\n")));
	}
	return value;
}

static void
bind_oid(struct db_query *q, int at, const struct oid *oid)
{
	if (oid)
		db_bind_bytes(q, at, oid->raw, sizeof(oid->raw));
}

/* The number of a path; 0 on error. */
static gint64
file_id(struct touching *t, const char *path, GError **err)
{
	gint64 *known = g_hash_table_lookup(t->files, path);
	gboolean row;

	if (known)
		return *known;
	db_bind_text(t->put_file, 1, path);
	db_bind_text(t->find_file, 1, path);
	if (!db_run(t->put_file, err) || !db_step(t->find_file, &row, err))
		return 0;
	known = g_new(gint64, 1);
	*known = row ? db_int(t->find_file, 0) : 0;
	g_hash_table_insert(t->files, g_strdup(path), known);
	return db_run(t->find_file, err) ? *known : 0;
}

static gboolean
put_touch(struct touching *t, gint64 fid, guint nth, const struct oid *old, const struct oid *new, GError **err)
{
	struct db_query *q = t->put_touch;

	db_bind_int(q, 1, fid);
	db_bind_int(q, 2, t->seq);
	db_bind_int(q, 3, nth);
	bind_oid(q, 4, old);
	bind_oid(q, 5, new);
	return db_run(q, err);
}

static gboolean
touched(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct touching *t = data;
	guint n = MAX(t->commit->n_parents, 1);
	struct oid others[G_N_ELEMENTS(t->parent_trees)];
	gboolean found[G_N_ELEMENTS(t->parent_trees)];
	gint64 fid;

	/* Like git's combined diff: what a merge took whole from one of its parents is no change of the merge. */
	for (guint i = 1; i < n; i++) {
		if (!store_lookup(t->c->store, &t->parent_trees[i], path, &found[i], &others[i], NULL, err))
			return FALSE;
		if (found[i] ? new &&oid_equal(new, &others[i]) : !new)
			return TRUE;
	}
	fid = file_id(t, path, err);
	if (!fid || !put_touch(t, fid, 0, old, new, err))
		return FALSE;
	for (guint i = 1; i < n; i++)
		if (!put_touch(t, fid, i, found[i] ? &others[i] : NULL, new, err))
			return FALSE;
	return TRUE;
}

static gboolean
put_commit(struct touching *t, GError **err)
{
	const struct commit_info *commit = t->commit;
	g_autofree char *subject = subject_of(commit->message), *verb = trailer(commit->message, "Sx-Verb");
	struct db_query *q = t->put_commit;

	db_bind_int(q, 1, t->seq);
	bind_oid(q, 2, &commit->oid);
	bind_oid(q, 3, commit->n_parents ? &commit->parents[0] : NULL);
	db_bind_int(q, 4, commit->time);
	db_bind_int(q, 5, commit->offset);
	db_bind_text(q, 6, commit->author_name);
	db_bind_text(q, 7, commit->author_email);
	db_bind_text(q, 8, subject);
	db_bind_text(q, 9, verb);
	return db_run(q, err);
}

static gboolean
add_commit(const struct commit_info *commit, void *data, GError **err)
{
	struct touching *t = data;

	t->commit = commit;
	for (guint i = 0; i < commit->n_parents; i++)
		if (!store_commit_tree(t->c->store, &commit->parents[i], &t->parent_trees[i], err))
			return FALSE;
	if (!put_commit(t, err) ||
		!store_diff(t->c->store, commit->n_parents ? &t->parent_trees[0] : NULL, &commit->tree, touched, t, err))
		return FALSE;
	t->seq++;
	if (t->c->progress && ++t->done % PROGRESS_EVERY == 0)
		t->c->progress(t->done, t->total, t->c->data);
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
	struct touching t = {
		.c = c, .put_commit = commit, .put_file = file, .find_file = find, .put_touch = touch, .files = files};
	gboolean row;

	if (!commit || !file || !find || !touch || !last || !db_step(last, &row, err))
		return FALSE;
	t.seq = MAX(db_int(last, 0), least);
	return db_run(last, err) && store_walk(c->store, tip, oid_is_zero(base) ? NULL : base, TRUE, add_commit, &t, err);
}
