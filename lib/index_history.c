/*
 * The history: kept in a file of its own beside the index, as it depends on
 * commits only, neither on a tree nor on the schema. The file holds exactly
 * the commits that one tip reaches; where the snapshot's commit is another,
 * TEMP tables hold what it has more, and leave out what it has not.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "index_private.h"

#define HISTORY_FORMAT 1
#define HISTORY_FORMAT_TEXT G_STRINGIFY(HISTORY_FORMAT)
#define UPDATE_WAIT 2000

static gboolean
read_tip(struct db *db, const char *schema, struct oid *tip, GError **err)
{
	g_autofree char *sql = g_strdup_printf("select oid from %s.h_tip", schema);
	AUTO(db_query) q = db_prepare(db, sql, err);
	gboolean row;
	gsize length;
	const void *raw;

	if (!q || !db_step(q, &row, err))
		return FALSE;
	raw = row ? db_bytes(q, 0, &length) : NULL;
	if (!raw || length != sizeof(tip->raw))
		return error_set(err, ERR_IO, "the history's index has no tip");
	memcpy(tip->raw, raw, length);
	return TRUE;
}

static gboolean
put_tip(struct db *db, const struct oid *tip, GError **err)
{
	AUTO(db_query) q = db_prepare(db, "insert into main.h_tip(oid) values(?1)", err);

	if (!q || !db_exec(db, "delete from main.h_tip", err))
		return FALSE;
	db_bind_bytes(q, 1, tip->raw, sizeof(tip->raw));
	return db_run(q, err);
}

struct leaving {
	struct db_query *q;
};

static gboolean
leave_out(const struct commit_info *commit, void *data, GError **err)
{
	struct leaving *l = data;

	db_bind_bytes(l->q, 1, commit->oid.raw, sizeof(commit->oid.raw));
	return db_run(l->q, err);
}

/* Run a statement for each commit that from has and tip has not. */
static gboolean
each_left(struct db *db, struct store *store, const struct oid *from, const struct oid *tip, const char *sql, GError **err)
{
	AUTO(db_query) q = db_prepare(db, sql, err);
	struct leaving l = {q};
	gboolean grown = FALSE;

	/* Asked first, as this does not rest on the times of commits, which anybody may set back. */
	if (!q || (!oid_is_zero(from) && !oid_is_zero(tip) && !store_is_ancestor(store, from, tip, &grown, err)))
		return FALSE;
	return grown || oid_is_zero(from) || store_walk(store, from, oid_is_zero(tip) ? NULL : tip, FALSE, leave_out, &l, err);
}

static gboolean
bring_up(struct chronicle *c, const struct oid *tip, GError **err)
{
	gint64 format;
	struct oid old = {0};

	if (!db_exec(c->db, "begin immediate", err) || !db_ask_int(c->db, "pragma user_version", 0, &format, err))
		return FALSE;
	if (format && format != HISTORY_FORMAT)
		return error_set(err, ERR_IO, "the history's index is of another version");
	if (!format &&
		(!chronicle_tables(c, err) ||
			!db_exec(c->db, "create table main.h_tip(oid blob); pragma user_version = " HISTORY_FORMAT_TEXT, err)))
		return FALSE;
	if (format && !read_tip(c->db, "main", &old, err))
		return FALSE;
	if (oid_equal(&old, tip)) /* a new file may be that of a repository without commits */
		return (format || put_tip(c->db, tip, err)) && db_exec(c->db, "commit", err);
	if (!each_left(c->db, c->repo->store, &old, tip,
		    "delete from h_touches where seq in (select seq from h_commits where oid = ?1)", err) ||
		!each_left(c->db, c->repo->store, &old, tip, "delete from h_commits where oid = ?1", err))
		return FALSE;
	return (oid_is_zero(tip) || chronicle_add(c, tip, &old, 1, err)) && put_tip(c->db, tip, err) &&
	       db_exec(c->db, "commit", err);
}

/* Does the file hold this tip already? Errors are for bring_up() to meet again. */
static gboolean
is_current(struct db *db, const struct oid *tip)
{
	struct oid old;
	gint64 format;

	return db_ask_int(db, "pragma user_version", 0, &format, NULL) && format == HISTORY_FORMAT &&
	       read_tip(db, "main", &old, NULL) && oid_equal(&old, tip);
}

/*
 * The file up to date, or as it is when another process keeps it locked or it
 * cannot be written; one that is damaged or foreign is made anew. FALSE: do without.
 */
static gboolean
update_file(struct index *ix, const char *path, const struct oid *head)
{
	for (int attempt = 0; attempt < 2; attempt++) {
		g_autoptr(GError) error = NULL;
		AUTO(db) db = db_open(path, DB_WRITE, &error);
		struct chronicle c = {db, "main", ix->snapshot->repo};
		struct oid tip;

		if (db && (is_current(db, head) || (db_writable(db) && bring_up(&c, head, &error))))
			return TRUE;
		if (db && (!db_writable(db) || (error && error_status(error) == ERR_CONFLICT)))
			return read_tip(db, "main", &tip, NULL);
		g_unlink(path);
	}
	return FALSE;
}

static gboolean
attach(struct index *ix, const char *path, GError **err)
{
	AUTO(db_query) q = db_prepare(ix->db, "attach ?1 as history", err);
	struct chronicle c = {.db = ix->db, .schema = "history"};

	if (!q)
		return FALSE;
	db_bind_text(q, 1, path ? path : ":memory:");
	return db_run(q, err) && (path || chronicle_tables(&c, err));
}

/* Where the file ends elsewhere: leave out the commits that the snapshot has not, add those it has more. */
static gboolean
overlay(struct index *ix, const struct oid *tip, GError **err)
{
	struct chronicle c = {ix->db, "temp", ix->snapshot->repo};
	const struct oid *target = &ix->snapshot->commit;
	gint64 least;

	return chronicle_tables(&c, err) && db_exec(ix->db, "create table temp.h_gone(seq integer primary key)", err) &&
	       each_left(ix->db, c.repo->store, tip, target,
		       "insert into temp.h_gone select seq from history.h_commits where oid = ?1", err) &&
	       db_ask_int(ix->db, "select coalesce(max(seq), 0) + 1 from history.h_commits", 1, &least, err) &&
	       (oid_is_zero(target) || chronicle_add(&c, target, tip, least, err));
}

static const char plain_views[] = "create temp view change_log as select * from history.h_commits;\n"
				  "create temp view touch as select t.seq as seq, f.path as path, t.old as old, t.new as new "
				  "from history.h_touches t join history.h_files f on f.fid = t.fid;\n";
static const char overlay_views[] =
	"create temp view change_log as select * from history.h_commits where seq not in (select seq from temp.h_gone) "
	"union all select * from temp.h_commits;\n"
	"create temp view touch as select t.seq as seq, f.path as path, t.old as old, t.new as new "
	"from history.h_touches t join history.h_files f on f.fid = t.fid where t.seq not in (select seq from temp.h_gone) "
	"union all select t.seq, f.path, t.old, t.new from temp.h_touches t join temp.h_files f on f.fid = t.fid;\n";

gboolean
index_history(struct index *ix, GError **err)
{
	struct store *store = ix->snapshot->repo->store;
	g_autofree char *path = g_build_filename(store_git_dir(store), "sx", "history.db", NULL);
	struct oid tip = {0};
	struct head head;
	gboolean file;

	if (ix->history)
		return TRUE;
	if (!store_head(store, &head, err))
		return FALSE;
	file = !ix->alone && update_file(ix, path, &head.commit);
	head_clear(&head);
	if (!attach(ix, file ? path : NULL, err) || (file && !read_tip(ix->db, "history", &tip, err)))
		return FALSE;
	ix->history = TRUE;
	if (file && oid_equal(&tip, &ix->snapshot->commit))
		return db_exec(ix->db, plain_views, err);
	return overlay(ix, &tip, err) && db_exec(ix->db, overlay_views, err);
}
