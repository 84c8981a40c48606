/* The index held against one made anew: what was altered in the file while it stayed a valid one. */
#include <glib/gstdio.h>
#include <string.h>

#include "index_private.h"

#define RECORDS "(select rid as r, path as of from record)"

/* Rids and seqs are as they came: rows are known by their record's path, or commit. The first column names the row. */
static const char *const rows_of_records[] = {
	"select * from record order by path",
	"select of, body.* from body join " RECORDS " on r = rid order by of",
	"select of, link.* from link join " RECORDS " on r = rid order by of, field, target",
	"select of, email.* from email join " RECORDS " on r = rid order by of, value",
	"select * from bad order by path, line, col, rule",
};
static const char *const rows_of_history[] = {
	"select lower(hex(oid)) as path, parent, time, offset, name, email, subject, verb from change_log order by oid",
	"select lower(hex(c.oid)) as path, t.path as file, t.old, t.new from touch t join change_log c using (seq) "
	"order by c.oid, t.path, t.old, t.new",
};

static gboolean
same_cell(struct db_query *a, struct db_query *b, int i)
{
	enum db_type type = db_column_type(a, i);
	gsize length, other;
	const void *bytes, *others;

	if (type != db_column_type(b, i))
		return FALSE;
	if (type == DB_NULL)
		return TRUE;
	if (type == DB_INT)
		return db_int(a, i) == db_int(b, i);
	bytes = db_bytes(a, i, &length);
	others = db_bytes(b, i, &other);
	return length == other && (!length || memcmp(bytes, others, length) == 0);
}

/* What the row is about: its path, whichever column that is. */
static const char *
name_of(struct db_query *q)
{
	for (int i = 0; i < db_columns(q); i++)
		if (g_str_equal(db_column_name(q, i), "path") || g_str_equal(db_column_name(q, i), "of"))
			return db_text(q, i);
	return NULL;
}

static gboolean
same_row(struct db_query *a, struct db_query *b)
{
	for (int i = 0; i < db_columns(a); i++)
		if (!g_str_equal(db_column_name(a, i), "rid") && !same_cell(a, b, i))
			return FALSE;
	return TRUE;
}

struct comparison {
	struct index *file, *anew;
	char *fault; /* what the first row that differs is about, or NULL */
	guint rows;
};

static gboolean
compare(struct comparison *c, const char *sql, GError **err)
{
	AUTO(db_query) a = db_prepare(c->file->db, sql, err);
	AUTO(db_query) b = a ? db_prepare(c->anew->db, sql, err) : NULL;
	gboolean row_a, row_b;

	if (!b)
		return FALSE;
	for (;;) {
		repo_tell(c->file->snapshot->repo, "comparing row", ++c->rows, 0);
		if (!db_step(a, &row_a, err) || !db_step(b, &row_b, err))
			return FALSE;
		if (!row_a && !row_b)
			return TRUE;
		if (row_a && row_b && same_row(a, b))
			continue;
		c->fault = g_strdup(row_b ? name_of(b) : name_of(a));
		return TRUE;
	}
}

/* What the tables hold: columns that are made of the text need not be, as the texts are compared. */
static char *
rows_of_kind(const struct shape_kind *lk)
{
	GString *sql = g_string_new("select id, path, open");

	for (guint i = 0; i < lk->fields->len; i++) {
		const struct shape_field *lf = lk->fields->pdata[i];

		if (!lf->made)
			g_string_append_printf(sql, ", %s", lf->column);
	}
	g_string_append_printf(sql, " from %s order by path", lk->view);
	return g_string_free(sql, FALSE);
}

static gboolean
compare_kinds(struct comparison *c, GError **err)
{
	for (guint i = 0; i < c->file->shape->all->len && !c->fault; i++) {
		g_autofree char *sql = rows_of_kind(c->file->shape->all->pdata[i]);

		if (!compare(c, sql, err))
			return FALSE;
	}
	return TRUE;
}

static gboolean
compare_all(struct comparison *c, const char *const *sql, gsize n, GError **err)
{
	for (gsize i = 0; i < n && !c->fault; i++)
		if (!compare(c, sql[i], err))
			return FALSE;
	return TRUE;
}

/* Its own order: a tree of an index that does not agree with its table hides rows from some questions only. */
static gboolean
is_sound(struct index *ix, const char *schema, char **fault, GError **err)
{
	g_autofree char *sql = g_strdup_printf("pragma %s.integrity_check(1)", schema);
	AUTO(db_query) q = db_prepare(ix->db, sql, err);
	gboolean row;

	if (!q || !db_step(q, &row, err))
		return FALSE;
	if (row && g_strcmp0(db_text(q, 0), "ok"))
		*fault = g_strdup(db_text(q, 0));
	return TRUE;
}

static void
away(struct snapshot *snapshot, const char *name)
{
	g_autofree char *path = g_build_filename(store_git_dir(snapshot->repo->store), "sx", name, NULL);

	g_unlink(path);
}

static gboolean
has_history(struct snapshot *snapshot)
{
	g_autofree char *path = g_build_filename(store_git_dir(snapshot->repo->store), "sx", "history.db", NULL);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

static gboolean
verify(struct comparison *c, gboolean history, GError **err)
{
	if (!history)
		return is_sound(c->file, "main", &c->fault, err) &&
		       compare_all(c, rows_of_records, G_N_ELEMENTS(rows_of_records), err) && compare_kinds(c, err);
	return index_history(c->file, err) && index_history(c->anew, err) && is_sound(c->file, "history", &c->fault, err) &&
	       compare_all(c, rows_of_history, G_N_ELEMENTS(rows_of_history), err);
}

gboolean
index_verify(struct snapshot *snapshot, char **fault, GError **err)
{
	AUTO(index) file = index_open(snapshot, err);
	AUTO(index) anew = file ? index_open_anew(snapshot, err) : NULL;
	struct comparison c = {file, anew};

	*fault = NULL;
	if (!anew || !verify(&c, FALSE, err))
		return FALSE;
	if (c.fault)
		away(snapshot, "index.db");
	*fault = g_steal_pointer(&c.fault);
	if (has_history(snapshot) && !verify(&c, TRUE, err))
		return FALSE;
	if (c.fault)
		away(snapshot, "history.db");
	if (!*fault)
		*fault = g_steal_pointer(&c.fault);
	g_free(c.fault);
	return TRUE;
}
