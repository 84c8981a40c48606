/* Selected records as rows: heads, types and cells by what the schema says of each column. */
#include "table.h"
#include <string.h>

static enum rows_type
column_type(const struct stream *stream, const char *name, guint column)
{
	const struct field *field = stream_field(stream, column);

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
table_columns(struct rows *rows, const struct stream *stream, const char *const *names, guint n)
{
	for (guint i = 0; i < n; i++) {
		g_autofree char *head = g_strdelimit(g_ascii_strup(names[i], -1), "_", ' ');

		rows_column(rows, names[i], head, column_type(stream, names[i], i));
	}
}

static void
cell(struct rows *rows, const struct stream *stream, guint column, enum rows_type type)
{
	enum db_type stored = stream_type(stream, column);

	if (type == ROWS_RAW && stored == DB_NULL)
		rows_text(rows, "[]");
	else if (stored == DB_NULL || type == ROWS_TEXT || type == ROWS_RAW)
		rows_text(rows, stream_text(stream, column));
	else if (type == ROWS_BOOL && stored == DB_INT)
		rows_bool(rows, stream_int(stream, column) != 0);
	else if (stored == DB_INT)
		rows_int(rows, stream_int(stream, column));
	else if (stored == DB_REAL)
		rows_real(rows, stream_real(stream, column));
	else
		rows_text(rows, stream_text(stream, column));
}

void
table_cells(struct rows *rows, const struct stream *stream, const char *const *names, guint n, int late)
{
	rows_begin(rows);
	for (guint i = 0; i < n; i++) {
		if (late >= 0 && stream_is_due(stream, i))
			rows_tone(rows, late ? TONE_BAD : TONE_WARN);
		cell(rows, stream, i, column_type(stream, names[i], i));
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
