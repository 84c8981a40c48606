/* A table on a screen that is too narrow for it: what is cut, and what stands below. */
#include "rows_private.h"
#include "text.h"

#define FAIR 20	     /* columns that no cell is cut below, as long as another is wider: ids and days stay whole */
#define NARROWEST 12 /* columns that the one that gives way keeps */
#define INDENT 2     /* of what stands below */

/* The one that gives way first: "title", else the widest text but the first column, which says what the row is of. */
static int
giving_column(const struct rows *rows)
{
	int widest = -1;

	for (guint i = 0; i < rows->columns->len; i++) {
		const struct column *column = rows_column_at(rows, i);

		if (g_str_equal(column->name, "title"))
			return (int)i;
		if (i && column->type == ROWS_TEXT && (widest < 0 || column->width > rows_column_at(rows, widest)->width))
			widest = (int)i;
	}
	return widest;
}

/* Which is to lose a column of the screen; NULL when none may. */
static struct column *
next_to_give(const struct rows *rows, struct column *gives)
{
	struct column *widest = NULL;

	if (gives->width > FAIR)
		return gives;
	for (guint i = 0; i < rows->columns->len; i++) {
		struct column *column = rows_column_at(rows, i);
		gboolean text = column->type == ROWS_TEXT || column->type == ROWS_RAW;

		if (text && column->width > FAIR && (!widest || column->width > widest->width))
			widest = column;
	}
	if (widest)
		return widest;
	return gives->width > NARROWEST ? gives : NULL;
}

static int
total_width(const struct rows *rows)
{
	int total = -2;

	for (guint i = 0; i < rows->columns->len; i++)
		total += rows_column_at(rows, i)->width + 2;
	return total;
}

void
rows_fit(struct rows *rows)
{
	int at = giving_column(rows), total;
	struct column *gives = at < 0 ? NULL : rows_column_at(rows, at), *next;

	rows->under = -1;
	rows->stacked = FALSE;
	for (guint i = 0; i < rows->columns->len; i++) {
		struct column *column = rows_column_at(rows, i);

		if (rows->header)
			column->width = MAX(column->width, text_width(column->head));
	}
	if (rows->width <= 0 || total_width(rows) <= rows->width)
		return;
	rows->stacked = !gives;
	if (!gives)
		return;
	for (guint i = 0; i < rows->columns->len; i++)
		rows_column_at(rows, i)->width = MIN(rows_column_at(rows, i)->width, rows->width);
	for (total = total_width(rows); total > rows->width && (next = next_to_give(rows, gives)); total--)
		next->width--;
	if (total > rows->width && total - gives->width - 2 <= rows->width)
		rows->under = at;
	else
		rows->stacked = total > rows->width;
}

static void
write_wrapped(struct rows *rows, const struct cell *cell, int indent)
{
	g_autoptr(GString) text = g_string_new(NULL);

	text_wrap(text, rows->held->str + cell->at, rows->width, indent);
	rows_table_cell(rows, text->str, cell->tone);
	rows_table_end(rows->out);
}

void
rows_fit_under(struct rows *rows, guint first)
{
	const struct cell *cell = &g_array_index(rows->cells, struct cell, first + rows->under);

	if (!cell->width)
		return;
	text_pad(rows->out, "", INDENT, FALSE);
	write_wrapped(rows, cell, INDENT);
}

/* The heads in a column of their own; without heads what the row is of, and the rest below it. */
void
rows_fit_stack(struct rows *rows, guint first)
{
	int indent = 0;
	gboolean begun = FALSE;

	for (guint i = 0; rows->header && i < rows->columns->len; i++)
		indent = MAX(indent, text_width(rows_column_at(rows, i)->head) + 2);
	if (first && rows->header)
		g_string_append_c(rows->out, '\n');
	for (guint i = 0; i < rows->columns->len; i++) {
		const struct cell *cell = &g_array_index(rows->cells, struct cell, first + i);
		g_autoptr(GString) head = g_string_new(NULL);

		if (!cell->width)
			continue;
		if (rows->header)
			text_pad(head, rows_column_at(rows, i)->head, indent, FALSE);
		else
			text_pad(head, "", begun ? INDENT : 0, FALSE);
		rows_table_cell(rows, head->str, TONE_DIM);
		write_wrapped(rows, cell, rows->header ? indent : begun ? INDENT : 0);
		begun = TRUE;
	}
}
