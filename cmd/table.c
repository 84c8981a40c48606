/* Selected records as rows: heads, types and cells by what the schema says of each column. */
#include "table.h"
#include <string.h>

static enum rows_type
column_type(const struct selection *selection, const char *name)
{
	const struct field *field = query_column_field(selection, name);

	if (g_str_equal(name, "days_overdue"))
		return ROWS_INT;
	if (g_str_equal(name, "overdue") || g_str_equal(name, "open"))
		return ROWS_BOOL;
	if (!field)
		return ROWS_TEXT;
	if (field->list || field->fields)
		return ROWS_RAW;
	switch (field->type->storage) {
	case STORE_INTEGER:
		return ROWS_INT;
	case STORE_REAL:
		return ROWS_REAL;
	case STORE_BOOL:
		return ROWS_BOOL;
	case STORE_TEXT:
		break;
	}
	return ROWS_TEXT;
}

void
table_columns(struct rows *rows, const struct selection *selection, guint n)
{
	for (guint i = 0; i < n && selection->columns[i]; i++) {
		g_autofree char *head = g_strdelimit(g_ascii_strup(selection->columns[i], -1), "_", ' ');

		rows_column(rows, selection->columns[i], head, column_type(selection, selection->columns[i]));
	}
}

static gboolean
is_due(const struct selection *selection, const char *name)
{
	return g_str_equal(name, "due") || (selection->kind && g_strcmp0(selection->kind->due, name) == 0);
}

static void
cell(struct rows *rows, struct db_query *q, int column, enum rows_type type)
{
	enum db_type stored = db_column_type(q, column);

	if (type == ROWS_RAW && stored == DB_NULL)
		rows_text(rows, "[]");
	else if (stored == DB_NULL || type == ROWS_TEXT || type == ROWS_RAW)
		rows_text(rows, db_text(q, column));
	else if (type == ROWS_BOOL && stored == DB_INT)
		rows_bool(rows, db_int(q, column) != 0);
	else if (stored == DB_INT)
		rows_int(rows, db_int(q, column));
	else if (stored == DB_REAL)
		rows_real(rows, db_real(q, column));
	else
		rows_text(rows, db_text(q, column));
}

void
table_cells(struct rows *rows, const struct selection *selection, struct db_query *q, guint n, int late)
{
	rows_begin(rows);
	for (guint i = 0; i < n && selection->columns[i]; i++) {
		const char *name = selection->columns[i];

		if (late >= 0 && is_due(selection, name))
			rows_tone(rows, late ? TONE_BAD : TONE_WARN);
		cell(rows, q, i, column_type(selection, name));
	}
	rows_end(rows);
}

char **
table_names(const char *text)
{
	char **names = text ? g_strsplit_set(text, ", ", -1) : NULL;
	guint kept = 0;

	for (guint i = 0; names && names[i]; i++) {
		if (*names[i])
			names[kept++] = names[i];
		else
			g_free(names[i]);
	}
	if (names)
		names[kept] = NULL;
	return names;
}
