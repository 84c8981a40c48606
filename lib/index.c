/* Opening the index: find what the file holds, bring it to the snapshot, or do without the file. */
#include "index.h"

#include <glib/gstdio.h>
#include <string.h>

#include "index_private.h"

/* How long an update waits for readers before it is laid over the file instead. */
#define UPDATE_WAIT 200

enum state { STATE_EMPTY, STATE_STALE /* of no use: to be made anew */, STATE_READY };

/* Not fsynced files are trusted only until the machine starts again. */
static char *
boot_id(void)
{
	g_autofree char *id = NULL;

	return g_file_get_contents("/proc/sys/kernel/random/boot_id", &id, NULL, NULL) ? g_strdup(g_strstrip(id)) : NULL;
}

/* Inside a transaction, which holds the file still. */
static gboolean
read_state_of(struct db *db, const struct kinds *kinds, enum state *state, struct oid *tree, GError **err)
{
	AUTO(db_query) q = NULL;
	g_autofree char *boot = NULL;
	gint64 tables, format;
	gboolean row;
	gsize length;
	const void *raw;

	if (!db_ask_int(db, "select count(*) from sqlite_schema", 0, &tables, err) ||
		!db_ask_int(db, "pragma user_version", 0, &format, err))
		return FALSE;
	*state = tables ? STATE_STALE : STATE_EMPTY;
	if (format != INDEX_FORMAT)
		return TRUE;
	q = db_prepare(db, "select digest, tree, boot from main.meta", err);
	if (!q || !db_step(q, &row, err))
		return FALSE;
	if (!row || g_strcmp0(db_text(q, 0), kinds_digest(kinds)))
		return TRUE;
	raw = db_bytes(q, 1, &length);
	boot = boot_id();
	if (length != sizeof(tree->raw) || (db_text(q, 2) && g_strcmp0(db_text(q, 2), boot)))
		return TRUE;
	memcpy(tree->raw, raw, length);
	*state = STATE_READY;
	return TRUE;
}

static gboolean
read_state(struct index *ix, enum state *state, struct oid *tree, GError **err)
{
	return read_state_of(ix->db, ix->shape->kinds, state, tree, err);
}

static gboolean
fill(struct index *ix, GError **err)
{
	g_autofree char *tables = shape_tables(ix->shape), *indexes = shape_indexes(ix->shape);
	g_autoptr(GPtrArray) changes = changes_new();
	struct snapshot *snapshot = ix->snapshot;
	AUTO(writer) writer = NULL;

	if (!db_exec(ix->db, tables, err))
		return FALSE;
	if (!oid_is_zero(&snapshot->tree) &&
		!changes_of_trees(changes, snapshot->repo->store, snapshot->kinds, NULL, &snapshot->tree, err))
		return FALSE;
	writer = writer_new(ix->db, ix->shape, WRITER_NEW, err);
	return writer && index_apply(snapshot, ix->shape, writer, changes, err) && writer_finish(writer, err) &&
	       db_exec(ix->db, indexes, err);
}

static gboolean
put_meta(struct index *ix, const char *boot, GError **err)
{
	AUTO(db_query) q = db_prepare(ix->db, "insert into main.meta(digest, tree, boot) values(?1, ?2, ?3)", err);

	if (!q || !db_exec(ix->db, "delete from main.meta", err))
		return FALSE;
	db_bind_text(q, 1, kinds_digest(ix->shape->kinds));
	db_bind_bytes(q, 2, ix->snapshot->tree.raw, sizeof(ix->snapshot->tree.raw));
	db_bind_text(q, 3, boot);
	return db_run(q, err);
}

/*
 * A new file is written without journal or fsync. The format, set last, says
 * that it is whole; the boot id says that it has not been fsynced since.
 */
static gboolean
create_file(struct index *ix, GError **err)
{
	g_autofree char *boot = boot_id();
	gint64 tables;

	if (!db_bulk(ix->db, TRUE, err) || !db_exec(ix->db, "begin exclusive", err) ||
		!db_ask_int(ix->db, "select count(*) from sqlite_schema", 0, &tables, err))
		return FALSE;
	if (tables) /* another process was faster */
		return db_exec(ix->db, "rollback", err) && db_bulk(ix->db, FALSE, err);
	if (!fill(ix, err) || !put_meta(ix, boot, err) || !db_exec(ix->db, "commit", err))
		return FALSE;
	if (!boot && !db_sync(ix->db, err))
		return FALSE;
	return db_exec(ix->db, "pragma user_version = " G_STRINGIFY(INDEX_FORMAT), err) && db_bulk(ix->db, FALSE, err);
}

/* Bring the file from the tree it holds to the snapshot's, unless another process has. */
static gboolean
update_rows(struct index *ix, GError **err)
{
	g_autoptr(GPtrArray) changes = changes_new();
	struct snapshot *snapshot = ix->snapshot;
	AUTO(writer) writer = NULL;
	enum state state;
	struct oid tree;
	gint64 unsynced;

	if (!db_exec(ix->db, "begin immediate", err) || !read_state(ix, &state, &tree, err))
		return FALSE;
	if (state != STATE_READY)
		return error_set(err, ERR_CONFLICT, "the index has changed meanwhile");
	if (oid_equal(&tree, &snapshot->tree))
		return TRUE;
	if (!changes_of_trees(changes, snapshot->repo->store, snapshot->kinds, &tree, &snapshot->tree, err))
		return FALSE;
	writer = writer_new(ix->db, ix->shape, WRITER_FILE, err);
	if (!writer || !index_apply(snapshot, ix->shape, writer, changes, err))
		return FALSE;
	if (!db_ask_int(ix->db, "select boot is not null from main.meta", 0, &unsynced, err))
		return FALSE;
	return (!unsynced || db_sync(ix->db, err)) && put_meta(ix, NULL, err);
}

/*
 * What hinders it, readers of the file or a disk without room, leaves the file as it is: the difference can be laid over it.
 * A statement that fits no table says that the file is none of ours.
 */
static gboolean
update_file(struct index *ix, GError **err)
{
	g_autoptr(GError) ignored = NULL;

	db_wait(ix->db, UPDATE_WAIT);
	if (!db_exec(ix->db, "commit", err))
		return FALSE;
	if (!update_rows(ix, &ignored) || !db_exec(ix->db, "commit", &ignored))
		db_exec(ix->db, "rollback", NULL);
	db_wait(ix->db, DB_WAIT);
	if (ignored && error_status(ignored) == ERR_USAGE) {
		g_propagate_error(err, g_steal_pointer(&ignored));
		return FALSE;
	}
	return db_exec(ix->db, "begin", err);
}

static gboolean
make_view(struct db *db, const char *table, void *data)
{
	const struct index *ix = data;
	g_autofree char *sql = shape_view(ix->shape, table, ix->overlaid);

	return sql && db_exec(db, sql, NULL);
}

struct db *
index_open_db(struct index *ix, enum db_mode mode, GError **err)
{
	AUTO(db) db = db_open(ix->path, mode, err);

	if (!db || !db_add_function(db, "field_json", 3, batch_field_json, ix->shape, err))
		return NULL;
	db_on_missing(db, make_view, ix);
	return g_steal_pointer(&db);
}

/* The file open, still, and of use; changes gets what differs from the snapshot's tree. */
static gboolean
use_file(struct index *ix, gboolean is_head, GPtrArray *changes, GError **err)
{
	struct snapshot *snapshot = ix->snapshot;
	enum state state;
	struct oid tree;
	gboolean can_write;

	ix->db = index_open_db(ix, DB_WRITE, err);
	if (!ix->db || !db_exec(ix->db, "begin", err) || !read_state(ix, &state, &tree, err))
		return FALSE;
	can_write = is_head && db_writable(ix->db);
	if (state == STATE_EMPTY && can_write) {
		if (!db_exec(ix->db, "commit", err) || !create_file(ix, err) || !db_exec(ix->db, "begin", err) ||
			!read_state(ix, &state, &tree, err))
			return FALSE;
	}
	if (state != STATE_READY)
		return error_set(err, ERR_IO, "the index is of another version, schema or repository");
	if (oid_equal(&tree, &snapshot->tree))
		return TRUE;
	if (can_write && (!update_file(ix, err) || !read_state(ix, &state, &tree, err)))
		return FALSE;
	if (state != STATE_READY)
		return error_set(err, ERR_IO, "the index has changed meanwhile");
	return oid_equal(&tree, &snapshot->tree) ||
	       changes_of_trees(changes, snapshot->repo->store, snapshot->kinds, oid_is_zero(&tree) ? NULL : &tree,
		       oid_is_zero(&snapshot->tree) ? NULL : &snapshot->tree, err);
}

static gboolean
use_memory(struct index *ix, GError **err)
{
	ix->db = index_open_db(ix, DB_MEMORY, err);
	return ix->db && fill(ix, err);
}

/* Is more of the file's tree in the snapshot's than is to be read to come from one to the other? */
static gboolean
is_near(struct index *ix, struct db *file, const struct oid *tree)
{
	struct snapshot *snapshot = ix->snapshot;
	g_autoptr(GPtrArray) changes = changes_new();
	gint64 records;

	return !oid_is_zero(tree) && !oid_is_zero(&snapshot->tree) &&
	       changes_of_trees(changes, snapshot->repo->store, snapshot->kinds, tree, &snapshot->tree, NULL) &&
	       db_ask_int(file, "select count(*) from main.record", 0, &records, NULL) && changes->len < records / 2;
}

/* What the file holds, in memory. FALSE: there is none, or of no use. */
static gboolean
use_copy(struct index *ix)
{
	g_autofree char *path = g_build_filename(store_git_dir(ix->snapshot->repo->store), "sx", "index.db", NULL);
	AUTO(db) file = g_file_test(path, G_FILE_TEST_IS_REGULAR) ? db_open(path, DB_READ, NULL) : NULL;
	enum state state;

	if (!file || !db_exec(file, "begin", NULL) || !read_state_of(file, ix->shape->kinds, &state, &ix->tree, NULL) ||
		state != STATE_READY || !is_near(ix, file, &ix->tree))
		return FALSE;
	ix->db = index_open_db(ix, DB_MEMORY, NULL);
	return ix->db && db_copy(file, ix->db, NULL);
}

static void
drop_db(struct index *ix, gboolean file_too)
{
	db_close(ix->db);
	ix->db = NULL;
	if (file_too && ix->path)
		g_unlink(ix->path);
}

static gboolean
snapshot_is_head(struct snapshot *snapshot, gboolean *is_head, GError **err)
{
	struct head head;

	*is_head = snapshot->live;
	if (snapshot->live)
		return TRUE;
	if (!store_head(snapshot->repo->store, &head, err))
		return FALSE;
	*is_head = oid_equal(&head.commit, &snapshot->commit);
	head_clear(&head);
	return TRUE;
}

/* The file, or memory, with the snapshot's tree or near it; changes gets what is to be laid over it. */
static gboolean
index_base(struct index *ix, GPtrArray *changes, GError **err)
{
	g_autofree char *dir = g_strconcat(store_git_dir(ix->snapshot->repo->store), "sx", NULL);
	gboolean is_head, ok = FALSE, again = TRUE;

	if (ix->alone)
		return use_memory(ix, err);
	if (!snapshot_is_head(ix->snapshot, &is_head, err))
		return FALSE;
	ix->path = g_build_filename(dir, "index.db", NULL);
	g_mkdir(dir, 0777);
	for (int attempt = 0; attempt < 2 && !ok && again; attempt++) {
		g_autoptr(GError) error = NULL;

		g_ptr_array_set_size(changes, 0);
		ok = use_file(ix, is_head, changes, &error);
		again = is_head && error && error_status(error) != ERR_CONFLICT;
		if (!ok)
			drop_db(ix, again);
	}
	if (ok)
		return TRUE;
	g_clear_pointer(&ix->path, g_free);
	g_ptr_array_set_size(changes, 0);
	ix->alone = ix->moving;
	return use_memory(ix, err);
}

/* Takes changes. *same, unless it is NULL: there were none. */
static gboolean
lay_over(struct index *ix, GPtrArray *changes, const struct index_reading *reading, gboolean *same, GError **err)
{
	g_autoptr(GPtrArray) over = changes;

	if (ix->snapshot->live && !changes_of_edits(over, ix->snapshot, err))
		return FALSE;
	ix->tree = ix->snapshot->tree;
	if (same)
		*same = !over->len;
	if (!over->len && (!ix->moving || ix->alone))
		return TRUE;
	return index_overlay(ix, over, err) && (!reading || texts_read_overlay(ix, reading, err));
}

static gboolean
index_prepare(struct index *ix, const struct index_reading *reading, gboolean ahead, GError **err)
{
	g_autoptr(GPtrArray) changes = changes_new();

	if (!index_base(ix, changes, err) || (reading && !texts_read(ix, reading, err)))
		return FALSE;
	/* Where much differs all would be asked twice. */
	ix->ahead = ahead && !changes->len && ix->snapshot->live;
	ix->reading = reading;
	return ix->ahead || lay_over(ix, g_steal_pointer(&changes), reading, NULL, err);
}

gboolean
index_settle(struct index *ix, gboolean *same, GError **err)
{
	gboolean ahead = ix->ahead;

	*same = TRUE;
	ix->ahead = FALSE;
	return !ahead || lay_over(ix, changes_new(), ix->reading, same, err);
}

static gpointer
make_shape(const struct kinds *kinds, GError **err)
{
	return shape_new(kinds, err);
}

static void
unmake_shape(gpointer shape)
{
	shape_free(shape);
}

enum opening { OPEN_FILE, OPEN_AHEAD, OPEN_MOVING, OPEN_ALONE };

static struct index *
open_with(struct snapshot *snapshot, const struct index_reading *reading, enum opening how, GError **err)
{
	struct index *ix = g_new0(struct index, 1);
	g_autoptr(GError) error = NULL;

	ix->snapshot = snapshot;
	ix->alone = how == OPEN_ALONE;
	ix->moving = how == OPEN_MOVING;
	snapshot_look(snapshot); /* meanwhile the file is opened */
	ix->shape = kinds_derive(snapshot->kinds, make_shape, unmake_shape, &error);
	if (ix->shape && index_prepare(ix, reading, how == OPEN_AHEAD, &error))
		return ix;
	index_free(ix);
	g_propagate_error(err, g_steal_pointer(&error));
	return NULL;
}

struct index *
index_open(struct snapshot *snapshot, GError **err)
{
	return open_with(snapshot, NULL, OPEN_FILE, err);
}

struct index *
index_open_ahead(struct snapshot *snapshot, GError **err)
{
	return open_with(snapshot, NULL, OPEN_AHEAD, err);
}

struct index *
index_open_anew(struct snapshot *snapshot, GError **err)
{
	return open_with(snapshot, NULL, OPEN_ALONE, err);
}

struct index *
index_open_apart(struct snapshot *snapshot, GError **err)
{
	struct index *ix = g_new0(struct index, 1);

	ix->snapshot = snapshot;
	ix->alone = TRUE;
	ix->shape = kinds_derive(snapshot->kinds, make_shape, unmake_shape, NULL);
	if (ix->shape && use_copy(ix) && index_move(ix, snapshot, NULL))
		return ix;
	index_free(ix);
	return index_open_anew(snapshot, err);
}

struct index *
index_open_moving(struct snapshot *snapshot, GError **err)
{
	return open_with(snapshot, NULL, OPEN_MOVING, err);
}

struct index *
index_open_reading(struct snapshot *snapshot, const struct index_reading *reading, GError **err)
{
	return open_with(snapshot, reading, OPEN_AHEAD, err);
}

gboolean
index_is_overlaid(const struct index *ix)
{
	return ix->overlaid;
}

gboolean
index_move(struct index *ix, struct snapshot *snapshot, GError **err)
{
	g_autoptr(GPtrArray) changes = changes_new();
	struct store *store = snapshot->repo->store;

	if (!(ix->alone || ix->moving) || !g_str_equal(kinds_digest(snapshot->kinds), kinds_digest(ix->shape->kinds)))
		return error_set(err, ERR_INVALID, "an index cannot go from some kinds to others");
	ix->snapshot = snapshot;
	if (oid_equal(&ix->tree, &snapshot->tree))
		return TRUE;
	if (!ix->mover) {
		ix->mover = db_exec(ix->db, "pragma journal_mode = off; begin", err)
				    ? writer_new(ix->db, ix->shape, WRITER_FILE, err)
				    : NULL;
		if (!ix->mover)
			return FALSE;
	}
	if (!changes_of_trees(changes, store, ix->shape->kinds, &ix->tree, &snapshot->tree, err) ||
		!index_apply(snapshot, ix->shape, ix->mover, changes, err))
		return FALSE;
	ix->tree = snapshot->tree;
	return TRUE;
}

void
index_free(struct index *ix)
{
	if (!ix)
		return;
	db_query_free(ix->has);
	writer_free(ix->mover);
	drop_db(ix, ix->db && db_damaged(ix->db));
	g_free(ix->path);
	g_free(ix);
}

struct db *
index_db(struct index *ix)
{
	return ix->db;
}

struct snapshot *
index_snapshot(struct index *ix)
{
	return ix->snapshot;
}

gboolean
index_overlay(struct index *ix, GPtrArray *changes, GError **err)
{
	g_autofree char *tables = shape_overlay(ix->shape);
	AUTO(writer) writer = NULL;

	if (!db_exec(ix->db, tables, err))
		return FALSE;
	ix->overlaid = TRUE;
	writer = writer_new(ix->db, ix->shape, ix->moving ? WRITER_MOVING : WRITER_OVERLAY, err);
	if (!writer || !index_apply(ix->snapshot, ix->shape, writer, changes, err))
		return FALSE;
	if (ix->moving)
		ix->mover = g_steal_pointer(&writer);
	return TRUE;
}
