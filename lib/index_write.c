/* Storing rows: prepared statements over the file's tables or the overlay's. */
#include <string.h>

#include "index_private.h"

enum { PUT_RECORD, PUT_BODY, PUT_LINK, PUT_EMAIL, PUT_BAD, PUT_N };
#define DROPS 5

/* The rids that have a link of one field to one target, as the inside of a JSON list. */
struct packed {
	GString *rids;
	gint64 last;
};

/* Where rows of a record may stand that are to be taken out. */
struct place {
	struct db_query *find, *drop[DROPS], *drop_bad;
};

struct writer {
	struct db *db;
	const struct shape *shape;
	enum writer_to to;
	gint64 next_rid;
	struct db_query *put[PUT_N];
	struct place file, over;	  /* over: WRITER_MOVING */
	GHashTable *put_kind, *drop_kind; /* struct shape_kind * -> struct db_query *, prepared when first needed */
	GHashTable *packed;		  /* WRITER_NEW: field -> (target -> struct packed *) */
};

static const char *const put_sql[PUT_N] = {
	[PUT_RECORD] = ("record(rid, kind, id, tail, path, oid, open, title, state, owner, site, due, number, conflicts) "
			"values(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"),
	[PUT_BODY] = "body(rid, text) values(?1, ?2)",
	[PUT_LINK] = "(rid, field, target) values(?1, ?2, ?3)",
	[PUT_EMAIL] = "email(rid, value) values(?1, ?2)",
	[PUT_BAD] = "bad(path, line, col, rule, message, hint) values(?1, ?2, ?3, ?4, ?5, ?6)",
};
static const char *const drop_sql[DROPS + 1] = {"delete from main.record where rid = ?1", "delete from main.body where rid = ?1",
	"delete from main.link_row where rid = ?1", "insert or ignore into main.link_gone values(?1)",
	"delete from main.email where rid = ?1", NULL};
/* Hidden once is enough. */
static const char *const hide_sql[] = {"insert or ignore into temp.gone values(?1)", NULL};
static const char *const drop_over_sql[] = {"delete from temp.o_record where rid = ?1", "delete from temp.o_body where rid = ?1",
	"delete from temp.o_link where rid = ?1", "delete from temp.o_email where rid = ?1", NULL};

static void
query_free_full(gpointer q)
{
	db_query_free(q);
}

static gboolean
is_over(const struct writer *writer)
{
	return writer->to == WRITER_OVERLAY || writer->to == WRITER_MOVING;
}

static gboolean
prepare_place(
	struct writer *writer, struct place *place, const char *tables, const char *const *drops, const char *bad, GError **err)
{
	g_autofree char *find = g_strdup_printf("select rid from %srecord where id = ?1 and path = ?2", tables);

	for (int i = 0; drops[i]; i++)
		if (!(place->drop[i] = db_prepare(writer->db, drops[i], err)))
			return FALSE;
	place->find = db_prepare(writer->db, find, err);
	place->drop_bad = place->find ? db_prepare(writer->db, bad, err) : NULL;
	return place->drop_bad != NULL;
}

static gboolean
writer_prepare(struct writer *writer, GError **err)
{
	gboolean over = is_over(writer);

	for (int i = 0; i < PUT_N; i++) {
		const char *into = over ? "temp.o_" : "main.", *link = over ? "link" : "link_row";
		g_autofree char *sql = g_strdup_printf("insert or %s into %s%s%s", i == PUT_LINK ? "ignore" : "replace", into,
			i == PUT_LINK ? link : "", put_sql[i]);

		writer->put[i] = db_prepare(writer->db, sql, err);
		if (!writer->put[i])
			return FALSE;
	}
	if (writer->to == WRITER_MOVING &&
		!prepare_place(writer, &writer->over, "temp.o_", drop_over_sql, "delete from temp.o_bad where path = ?1", err))
		return FALSE;
	return prepare_place(writer, &writer->file, "main.", over ? hide_sql : drop_sql,
		       over ? "insert or ignore into temp.gone_bad values(?1)" : "delete from main.bad where path = ?1", err) &&
	       db_ask_int(writer->db,
		       "select 1 + max(coalesce((select max(rid) from main.record), 0), "
		       "coalesce((select max(rid) from main.link_gone), 0))",
		       1, &writer->next_rid, err);
}

static void
packed_free(gpointer data)
{
	struct packed *packed = data;

	g_string_free(packed->rids, TRUE);
	g_free(packed);
}

struct writer *
writer_new(struct db *db, const struct shape *shape, enum writer_to to, GError **err)
{
	struct writer *writer = g_new0(struct writer, 1);

	writer->db = db;
	writer->shape = shape;
	writer->to = to;
	writer->packed = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_hash_table_unref);
	writer->put_kind = g_hash_table_new_full(NULL, NULL, NULL, query_free_full);
	writer->drop_kind = g_hash_table_new_full(NULL, NULL, NULL, query_free_full);
	if (writer_prepare(writer, err))
		return writer;
	writer_free(writer);
	return NULL;
}

static void
place_clear(struct place *place)
{
	for (int i = 0; i < DROPS; i++)
		db_query_free(place->drop[i]);
	db_query_free(place->drop_bad);
	db_query_free(place->find);
}

void
writer_free(struct writer *writer)
{
	if (!writer)
		return;
	for (int i = 0; i < PUT_N; i++)
		db_query_free(writer->put[i]);
	place_clear(&writer->file);
	place_clear(&writer->over);
	g_hash_table_unref(writer->put_kind);
	g_hash_table_unref(writer->drop_kind);
	g_hash_table_unref(writer->packed);
	g_free(writer);
}

static struct db_query *
writer_put_kind(struct writer *writer, const struct shape_kind *lk, GError **err)
{
	struct db_query *q = g_hash_table_lookup(writer->put_kind, lk);
	g_autoptr(GString) sql = NULL;

	if (q)
		return q;
	sql = g_string_new("insert or replace into ");
	g_string_append_printf(
		sql, "%s.%s values(?1", is_over(writer) ? "temp" : "main", is_over(writer) ? lk->overlay_table : lk->table);
	for (guint i = 0; i < lk->n_cells; i++)
		g_string_append_printf(sql, ", ?%u", i + 2);
	g_string_append_c(sql, ')');
	q = db_prepare(writer->db, sql->str, err);
	if (q)
		g_hash_table_insert(writer->put_kind, (struct shape_kind *)lk, q);
	return q;
}

static gboolean
run_with_rid(struct db_query *q, gint64 rid, GError **err)
{
	db_bind_int(q, 1, rid);
	return db_run(q, err);
}

static gboolean
writer_drop_kind(struct writer *writer, const struct kind *kind, gint64 rid, GError **err)
{
	const struct shape_kind *lk = g_hash_table_lookup(writer->shape->by_kind, kind);
	struct db_query *q = g_hash_table_lookup(writer->drop_kind, lk);

	if (!q) {
		g_autofree char *sql = is_over(writer) ? g_strdup_printf("delete from temp.%s where rid = ?1", lk->overlay_table)
						       : g_strdup_printf("delete from main.%s where rid = ?1", lk->table);

		q = db_prepare(writer->db, sql, err);
		if (!q)
			return FALSE;
		g_hash_table_insert(writer->drop_kind, (struct shape_kind *)lk, q);
	}
	return run_with_rid(q, rid, err);
}

/* id NULL: it is no record's path; kind: whose rows of its own go as well, or NULL. */
static gboolean
take_out(struct writer *writer, struct place *place, const char *id, const char *path, const struct kind *kind, GError **err)
{
	gboolean found;
	gint64 rid;

	db_bind_text(place->drop_bad, 1, path);
	if (!db_run(place->drop_bad, err))
		return FALSE;
	if (!id)
		return TRUE;
	db_bind_text(place->find, 1, id);
	db_bind_text(place->find, 2, path);
	if (!db_step(place->find, &found, err))
		return FALSE;
	if (!found)
		return TRUE;
	rid = db_int(place->find, 0);
	if (!db_run(place->find, err))
		return FALSE;
	for (int i = 0; i < DROPS && place->drop[i]; i++)
		if (!run_with_rid(place->drop[i], rid, err))
			return FALSE;
	return !kind || writer_drop_kind(writer, kind, rid, err);
}

gboolean
writer_remove(struct writer *writer, const struct index_change *change, GError **err)
{
	const struct kind *kind = kind_of_path(writer->shape->kinds, change->path);
	g_autofree char *id = kind ? record_id(kind, change->path) : NULL;

	if (change->fresh)
		return TRUE;
	if (writer->to == WRITER_MOVING && !take_out(writer, &writer->over, id, change->path, kind, err))
		return FALSE;
	return take_out(writer, &writer->file, id, change->path, is_over(writer) ? NULL : kind, err);
}

static void
bind_optional(struct db_query *q, int at, const char *text)
{
	if (text)
		db_bind_borrowed(q, at, text, strlen(text));
}

static gboolean
put_record(struct writer *writer, const struct row *row, gint64 rid, GError **err)
{
	struct db_query *q = writer->put[PUT_RECORD];
	const struct kind *kind = row->kind->kind;
	const char *dash = kind->prefix ? strrchr(row->id, '-') : NULL;

	db_bind_int(q, 1, rid);
	bind_optional(q, 2, kind->name);
	bind_optional(q, 3, row->id);
	bind_optional(q, 4, dash ? dash + 1 : NULL);
	bind_optional(q, 5, row->change->path);
	db_bind_bytes(q, 6, row->oid.raw, sizeof(row->oid.raw));
	db_bind_int(q, 7, row->open);
	bind_optional(q, 8, row->shared[SHARED_TITLE]);
	bind_optional(q, 9, row->shared[SHARED_STATE]);
	bind_optional(q, 10, row->shared[SHARED_OWNER]);
	bind_optional(q, 11, row->shared[SHARED_SITE]);
	bind_optional(q, 12, row->shared[SHARED_DUE]);
	bind_optional(q, 13, row->shared[SHARED_NUMBER]);
	db_bind_int(q, 14, row->waits);
	if (!db_run(q, err))
		return FALSE;
	q = writer->put[PUT_BODY];
	db_bind_int(q, 1, rid);
	db_bind_borrowed(q, 2, row->text, row->length);
	return db_run(q, err);
}

static gboolean
put_cells(struct writer *writer, const struct batch *batch, const struct row *row, gint64 rid, GError **err)
{
	struct db_query *q = writer_put_kind(writer, row->kind, err);

	if (!q)
		return FALSE;
	db_bind_int(q, 1, rid);
	for (guint i = 0; i < row->kind->n_cells; i++) {
		const struct cell *cell = &g_array_index(batch->cells, struct cell, row->cells + i);

		if (cell->type == DB_TEXT)
			db_bind_borrowed(q, i + 2, cell->text, cell->length);
		else if (cell->type == DB_INT)
			db_bind_int(q, i + 2, cell->integer);
		else if (cell->type == DB_REAL)
			db_bind_real(q, i + 2, cell->real);
	}
	return db_run(q, err);
}

static void
pack_link(struct writer *writer, const struct row_link *link, gint64 rid)
{
	GHashTable *targets = g_hash_table_lookup(writer->packed, link->field);
	struct packed *packed;
	char digits[24], *digit = digits + sizeof(digits);

	if (!targets) {
		targets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, packed_free);
		g_hash_table_insert(writer->packed, (char *)link->field, targets);
	}
	packed = g_hash_table_lookup(targets, link->target);
	if (!packed) {
		packed = g_new0(struct packed, 1);
		packed->rids = g_string_new(NULL);
		g_hash_table_insert(targets, g_strdup(link->target), packed);
	}
	if (packed->last == rid)
		return;
	for (gint64 rest = rid; rest; rest /= 10)
		*--digit = '0' + (char)(rest % 10);
	*--digit = packed->last ? ',' : '[';
	g_string_append_len(packed->rids, digit, digits + sizeof(digits) - digit);
	packed->last = rid;
}

/* After the last row of a new file. Fields of different kinds may have one name: their lists are one. */
gboolean
writer_finish(struct writer *writer, GError **err)
{
	AUTO(db_query)
	q = db_prepare(writer->db,
		"insert into main.link_packed values(?1, ?2, ?3) on conflict do update set rids = "
		"substr(rids, 1, length(rids) - 1) || ',' || substr(excluded.rids, 2)",
		err);
	GHashTableIter fields, targets;
	gpointer field, of_field, target, data;

	g_hash_table_iter_init(&fields, writer->packed);
	while (q && g_hash_table_iter_next(&fields, &field, &of_field)) {
		g_hash_table_iter_init(&targets, of_field);
		while (g_hash_table_iter_next(&targets, &target, &data)) {
			struct packed *packed = data;

			g_string_append_c(packed->rids, ']');
			db_bind_text(q, 1, target);
			db_bind_text(q, 2, field);
			db_bind_borrowed(q, 3, packed->rids->str, packed->rids->len);
			if (!db_run(q, err))
				return FALSE;
		}
	}
	return q != NULL;
}

static gboolean
put_links(struct writer *writer, const struct batch *batch, const struct row *row, gint64 rid, GError **err)
{
	struct db_query *q = writer->put[PUT_LINK];

	for (guint i = 0; i < row->n_links; i++) {
		const struct row_link *link = &g_array_index(batch->links, struct row_link, row->links + i);

		if (writer->to == WRITER_NEW) {
			pack_link(writer, link, rid);
			continue;
		}
		db_bind_int(q, 1, rid);
		bind_optional(q, 2, link->field);
		bind_optional(q, 3, link->target);
		if (!db_run(q, err))
			return FALSE;
	}
	if (!row->email)
		return TRUE;
	q = writer->put[PUT_EMAIL];
	db_bind_int(q, 1, rid);
	bind_optional(q, 2, row->email);
	return db_run(q, err);
}

static gboolean
put_bad(struct writer *writer, const struct row *row, GError **err)
{
	struct db_query *q = writer->put[PUT_BAD];

	bind_optional(q, 1, row->change->path);
	db_bind_int(q, 2, row->line);
	db_bind_int(q, 3, row->column);
	bind_optional(q, 4, row->rule);
	bind_optional(q, 5, row->message);
	bind_optional(q, 6, row->hint);
	return db_run(q, err);
}

gboolean
writer_add(struct writer *writer, struct batch *batch, GError **err)
{
	for (guint i = 0; i < batch->rows->len; i++) {
		const struct row *row = &g_array_index(batch->rows, struct row, i);
		gint64 rid = writer->next_rid;

		if (!row->kind) {
			if (!put_bad(writer, row, err))
				return FALSE;
			continue;
		}
		writer->next_rid++;
		if (!put_record(writer, row, rid, err) || !put_cells(writer, batch, row, rid, err) ||
			!put_links(writer, batch, row, rid, err))
			return FALSE;
	}
	return TRUE;
}
