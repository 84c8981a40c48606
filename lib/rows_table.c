/* Rows as an aligned table: held until the widths are known. */
#include "rows_private.h"
#include "text.h"
#include <string.h>

struct column *
rows_column_at(const struct rows *rows, guint i)
{
	return &g_array_index(rows->columns, struct column, i);
}

/* The items of a JSON list of scalars joined, any other JSON as it is. */
char *
rows_joined(const char *json, const char *separator)
{
	AUTO(builder) b = builder_new();
	struct node *node = json_parse(b, "", json, strlen(json), NULL);
	GString *joined;

	if (!node || node->type == NODE_MAP)
		return g_strdup(json);
	if (node->type == NODE_SCALAR)
		return g_strdup(node->text);
	joined = g_string_new(NULL);
	for (guint i = 0; i < node->n; i++) {
		if (!node->items[i] || node->items[i]->type != NODE_SCALAR) {
			g_string_free(joined, TRUE);
			return g_strdup(json);
		}
		g_string_append_printf(joined, "%s%s", i ? separator : "", node->items[i]->text);
	}
	return g_string_free(joined, FALSE);
}

/* A list of thousands of rows is mostly plain text: it goes where it stays, without a copy made first. */
static void
hold(struct rows *rows, struct cell *cell, const char *text)
{
	gsize length;

	cell->at = rows->held->len;
	if (text_is_plain(text, &length)) {
		g_string_append_len(rows->held, text, length + 1);
		cell->width = (int)length;
		cell->length = (guint)length;
	} else {
		g_autofree char *safe = text_safe(text, FALSE);

		cell->length = (guint)strlen(safe);
		g_string_append_len(rows->held, safe, cell->length + 1);
		cell->width = text_width(safe);
	}
}

void
rows_table_put(struct rows *rows, const char *text)
{
	struct column *column = rows_column_at(rows, rows->at);
	struct cell cell = {0, 0, 0, rows->tone};

	if (text && column->type == ROWS_RAW) {
		g_autofree char *joined = rows_joined(text, ", ");

		hold(rows, &cell, joined);
	} else if (text) {
		hold(rows, &cell, text);
	}
	column->width = MAX(column->width, cell.width);
	g_array_append_val(rows->cells, cell);
}

const char *
rows_tone_code(enum rows_tone tone)
{
	static const char *const codes[] = {[TONE_PLAIN] = "",
		[TONE_BAD] = "\033[31m",
		[TONE_WARN] = "\033[33m",
		[TONE_GOOD] = "\033[32m",
		[TONE_DIM] = "\033[2m"};

	return codes[tone];
}

void
rows_table_cell(struct rows *rows, const char *text, enum rows_tone tone)
{
	gboolean colored = rows->color && tone != TONE_PLAIN && *text;

	if (colored)
		g_string_append(rows->out, rows_tone_code(tone));
	g_string_append(rows->out, text);
	if (colored)
		g_string_append(rows->out, "\033[0m");
}

static void
write_cell(struct rows *rows, guint i, const char *text, int width, enum rows_tone tone)
{
	const struct column *column = rows_column_at(rows, i);
	gboolean right = column->type == ROWS_INT || column->type == ROWS_REAL;
	g_autofree char *fitted = width > column->width ? text_fit(text, column->width) : NULL;
	int blanks = column->width - (fitted ? text_width(fitted) : width);

	if (right)
		text_pad(rows->out, "", blanks, FALSE);
	rows_table_cell(rows, fitted ? fitted : text, tone);
	if (!right)
		text_pad(rows->out, "", blanks, FALSE);
}

void
rows_table_end(GString *out)
{
	while (out->len && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
}

static void
write_head(struct rows *rows)
{
	gboolean first = TRUE;

	for (guint i = 0; i < rows->columns->len; i++) {
		const char *head = rows_column_at(rows, i)->head;

		if ((int)i == rows->under)
			continue;
		g_string_append(rows->out, first ? "" : "  ");
		first = FALSE;
		write_cell(rows, i, head, text_width(head), TONE_DIM);
	}
	rows_table_end(rows->out);
}

/* The bytes of a line without colour in which every cell fits; 0 for another. */
static gsize
plain_bytes(const struct rows *rows, guint first)
{
	gsize bytes = 2 * rows->columns->len + 1;

	for (guint i = 0; i < rows->columns->len; i++) {
		const struct cell *cell = &g_array_index(rows->cells, struct cell, first + i);
		int blanks = rows_column_at(rows, i)->width - cell->width;

		if (blanks < 0 || (rows->color && cell->tone != TONE_PLAIN))
			return 0;
		bytes += cell->length + blanks;
	}
	return bytes;
}

static void
write_plain(struct rows *rows, guint first, gsize bytes)
{
	gsize start = rows->out->len;
	char *p;

	g_string_set_size(rows->out, start + bytes);
	p = memset(rows->out->str + start, ' ', bytes);
	for (guint i = 0; i < rows->columns->len; i++) {
		const struct cell *cell = &g_array_index(rows->cells, struct cell, first + i);
		const struct column *column = rows_column_at(rows, i);
		gboolean right = column->type == ROWS_INT || column->type == ROWS_REAL;
		int blanks = column->width - cell->width;

		memcpy(p + (right ? blanks : 0), rows->held->str + cell->at, cell->length);
		p += cell->length + blanks + 2;
	}
	while (p > rows->out->str + start && p[-1] == ' ')
		p--;
	g_string_truncate(rows->out, p - rows->out->str);
	g_string_append_c(rows->out, '\n');
}

static void
write_line(struct rows *rows, guint first)
{
	gsize plain = rows->under < 0 ? plain_bytes(rows, first) : 0;

	gboolean begun = FALSE;

	if (plain) {
		write_plain(rows, first, plain);
		return;
	}
	for (guint i = 0; i < rows->columns->len; i++) {
		const struct cell *cell = &g_array_index(rows->cells, struct cell, first + i);

		if ((int)i == rows->under)
			continue;
		g_string_append(rows->out, begun ? "  " : "");
		begun = TRUE;
		write_cell(rows, i, rows->held->str + cell->at, cell->width, cell->tone);
	}
	rows_table_end(rows->out);
	if (rows->under >= 0)
		rows_fit_under(rows, first);
}

void
rows_table_write(struct rows *rows)
{
	rows_fit(rows);
	if (rows->header && rows->count && !rows->stacked)
		write_head(rows);
	for (guint i = 0; i < rows->lines->len; i++) {
		const struct line *line = &g_array_index(rows->lines, struct line, i);

		if (!line->group) {
			if (rows->stacked)
				rows_fit_stack(rows, line->first);
			else
				write_line(rows, line->first);
			continue;
		}
		if (!rows->stacked && (i || rows->header))
			g_string_append_c(rows->out, '\n');
		g_string_append(rows->out, line->group);
		rows_table_end(rows->out);
	}
}
