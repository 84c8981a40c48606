/* Tests of lib/ahead.c: rows read ahead say what the query says, over portions of any number. */
#include "ahead.h"
#include <string.h>

static const char *const sql =
	"with recursive n(i) as (select 0 union all select i + 1 from n where i < ?1 - 1) "
	"select i, case i % 5 when 0 then null when 1 then i * 0.5 when 2 then 'text ' || i when 3 then zeroblob(i % 7) else -i "
	"end, "
	"case when i % 1000 = 7 then replace(hex(zeroblob(150000)), '0', 'x') else '' end from n where ?1 > 0";

static void
same_cell(struct ahead *ahead, struct db_query *plain, guint column)
{
	gsize got, want;
	const void *bytes = ahead_bytes(ahead, column, &got), *wanted;

	g_assert_cmpint(ahead_type(ahead, column), ==, db_column_type(plain, (int)column));
	if (db_column_type(plain, (int)column) == DB_INT)
		g_assert_cmpint(ahead_int(ahead, column), ==, db_int(plain, (int)column));
	if (db_column_type(plain, (int)column) == DB_INT || db_column_type(plain, (int)column) == DB_REAL)
		g_assert_cmpfloat(ahead_real(ahead, column), ==, db_real(plain, (int)column));
	if (db_column_type(plain, (int)column) != DB_BYTES)
		g_assert_cmpstr(ahead_text(ahead, column), ==, db_text(plain, (int)column));
	wanted = db_bytes(plain, (int)column, &want);
	g_assert_cmpmem(bytes, got, wanted, want);
}

static void
test_same(gconstpointer data)
{
	AUTO(db) db = db_open(NULL, DB_MEMORY, NULL);
	AUTO(db_query) query = db_prepare(db, sql, NULL);
	AUTO(db_query) plain = db_prepare(db, sql, NULL);
	AUTO(ahead) ahead = ahead_new(query);
	gboolean row = TRUE, want;
	gint64 n = 0;

	db_bind_int(query, 1, GPOINTER_TO_INT(data));
	db_bind_int(plain, 1, GPOINTER_TO_INT(data));
	if (GPOINTER_TO_INT(data) % 2)
		g_assert_true(ahead_fill(ahead, NULL));
	while (row) {
		g_assert_true(ahead_next(ahead, &row, NULL));
		g_assert_true(db_step(plain, &want, NULL));
		g_assert_cmpint(row, ==, want);
		for (guint column = 0; row && column < 3; column++)
			same_cell(ahead, plain, column);
		n += row != FALSE;
	}
	g_assert_cmpint(n, ==, GPOINTER_TO_INT(data));
	g_assert_true(ahead_next(ahead, &row, NULL) && !row);
}

/* An error of the query comes up when the portion is read, as it is. */
static void
test_error(void)
{
	AUTO(db) db = db_open(NULL, DB_MEMORY, NULL);
	AUTO(db_query) query = db_prepare(db, "select 1 union all select abs(-9223372036854775808)", NULL);
	AUTO(ahead) ahead = ahead_new(query);
	g_autoptr(GError) err = NULL;
	gboolean row;

	g_assert_false(ahead_next(ahead, &row, &err));
	g_assert_nonnull(strstr(err->message, "integer overflow"));
}

int
main(int argc, char **argv)
{
	static const int counts[] = {0, 1, 2, 1023, 1024, 1025, 2048, 5000};

	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(counts); i++) {
		g_autofree char *name = g_strdup_printf("/ahead/same/%d", counts[i]);

		g_test_add_data_func(name, GINT_TO_POINTER(counts[i]), test_same);
	}
	g_test_add_func("/ahead/error", test_error);
	return g_test_run();
}
