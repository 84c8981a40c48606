/* sx sql: a question to the index in SQL, which can only read. */
#include <string.h>
#include <unistd.h>

#include "command.h"

#define QUESTION_MAX (1024 * 1024)

static const struct option options[] = {{0}};

/* The history is read only for those who ask for it. */
static gboolean
asks_history(const char *sql)
{
	g_autofree char *lower = g_ascii_strdown(sql, -1);

	return strstr(lower, "change_log") || strstr(lower, "touch");
}

static enum rows_type
column_type(struct db_query *q, int column, gboolean row)
{
	switch (row ? db_column_type(q, column) : DB_NULL) {
	case DB_INT:
		return ROWS_INT;
	case DB_REAL:
		return ROWS_REAL;
	default:
		return ROWS_TEXT;
	}
}

static void
print_cell(struct rows *rows, struct db_query *q, int column)
{
	static const char digits[] = "0123456789abcdef";
	g_autoptr(GString) hex = NULL;
	const guint8 *bytes;
	gsize length;

	switch (db_column_type(q, column)) {
	case DB_INT:
		rows_int(rows, db_int(q, column));
		return;
	case DB_REAL:
		rows_real(rows, db_real(q, column));
		return;
	case DB_BYTES:
		bytes = db_bytes(q, column, &length);
		hex = g_string_sized_new(2 * length);
		for (gsize i = 0; i < length; i++) {
			g_string_append_c(hex, digits[bytes[i] >> 4]);
			g_string_append_c(hex, digits[bytes[i] & 15]);
		}
		rows_text(rows, hex->str);
		return;
	default:
		rows_text(rows, db_text(q, column));
	}
}

static gboolean
print_rows(struct session *s, struct db_query *q, GError **err)
{
	AUTO(rows) rows = NULL;
	gboolean row;

	if (!db_step(q, &row, err))
		return FALSE;
	rows = session_rows(s);
	for (int i = 0; i < db_columns(q); i++)
		rows_column(rows, db_column_name(q, i), db_column_name(q, i), column_type(q, i, row));
	while (row) {
		rows_begin(rows);
		for (int i = 0; i < db_columns(q); i++)
			print_cell(rows, q, i);
		rows_end(rows);
		if (!db_step(q, &row, err))
			return FALSE;
	}
	session_rows_done(s, rows);
	return TRUE;
}

static char *
read_question(GError **err)
{
	g_autoptr(GString) text = g_string_new(NULL);
	char chunk[4096];
	ssize_t n;

	while ((n = read(STDIN_FILENO, chunk, sizeof(chunk))) > 0 && text->len < QUESTION_MAX)
		g_string_append_len(text, chunk, n);
	if (n == 0)
		return g_strdup(text->str);
	error_set(err, n ? ERR_USAGE : ERR_IO, n ? "the question is longer than a megabyte" : "cannot read standard input");
	return NULL;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	gboolean from_input = !argc || (argc == 1 && g_str_equal(argv[0], "-"));
	g_autofree char *sql = from_input ? read_question(err) : g_strjoinv(" ", argv);
	struct index *index = sql ? session_index(s, err) : NULL;
	AUTO(db_query) q = NULL;

	if (!index || (asks_history(sql) && !index_history(index, err)))
		return ERR_IO;
	db_restrict(index_db(index));
	q = db_prepare(index_db(index), sql, err);
	if (!q) {
		error_hint(err, "the tables are those of sx-sql(1); nothing but reading is allowed");
		return ERR_USAGE;
	}
	return print_rows(s, q, err) ? 0 : ERR_IO;
}

const struct command cmd_sql = {"[QUERY]", options, run, NULL, NULL};
