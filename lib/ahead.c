/* Rows read ahead: the cells of a portion, and behind them all their texts in one piece. */
#include "ahead.h"

#include <string.h>

#define PORTION_ROWS 1024
#define PORTION_BYTES (256 * 1024) /* of texts, but for the row that passes it */

/* A number's eight bytes stand in front of its text. */
struct cell {
	gsize at;
	guint32 length;
	guint32 type; /* enum db_type */
};
struct ahead {
	struct db_query *query;
	guint columns;
	GArray *cells; /* struct cell, row by row */
	GString *texts;
	guint rows, next; /* the present row is the one before `next` */
	gboolean over;	  /* the query has no more */
};

struct ahead *
ahead_new(struct db_query *query)
{
	struct ahead *ahead = g_new0(struct ahead, 1);

	ahead->query = query;
	ahead->columns = (guint)db_columns(query);
	ahead->cells = g_array_new(FALSE, FALSE, sizeof(struct cell));
	ahead->texts = g_string_new(NULL);
	return ahead;
}

void
ahead_free(struct ahead *ahead)
{
	if (!ahead)
		return;
	g_array_unref(ahead->cells);
	g_string_free(ahead->texts, TRUE);
	g_free(ahead);
}

static void
keep_cell(struct ahead *ahead, int column)
{
	struct db_query *query = ahead->query;
	struct cell cell = {.type = db_column_type(query, column), .at = ahead->texts->len};
	gint64 integer;
	double real;
	const char *from;
	gsize length = 0;

	if (cell.type == DB_INT) {
		integer = db_int(query, column);
		g_string_append_len(ahead->texts, (const char *)&integer, sizeof(integer));
	} else if (cell.type == DB_REAL) {
		real = db_real(query, column);
		g_string_append_len(ahead->texts, (const char *)&real, sizeof(real));
	}
	if (cell.type == DB_BYTES)
		from = db_bytes(query, column, &length);
	else if ((from = db_text(query, column)))
		length = strlen(from) + 1;
	g_string_append_len(ahead->texts, from ? from : "", (gssize)length);
	cell.length = (guint32)length;
	g_array_append_val(ahead->cells, cell);
}

gboolean
ahead_fill(struct ahead *ahead, GError **err)
{
	gboolean row;

	if (ahead->next < ahead->rows)
		return TRUE;
	ahead->rows = ahead->next = 0;
	g_array_set_size(ahead->cells, 0);
	g_string_truncate(ahead->texts, 0);
	while (!ahead->over && ahead->rows < PORTION_ROWS && ahead->texts->len < PORTION_BYTES) {
		if (!db_step(ahead->query, &row, err))
			return FALSE;
		ahead->over = !row;
		for (guint column = 0; row && column < ahead->columns; column++)
			keep_cell(ahead, (int)column);
		ahead->rows += row != FALSE;
	}
	return TRUE;
}

gboolean
ahead_next(struct ahead *ahead, gboolean *row, GError **err)
{
	if (!ahead_fill(ahead, err))
		return FALSE;
	*row = ahead->next < ahead->rows;
	ahead->next += *row != FALSE;
	return TRUE;
}

static const struct cell *
cell_of(const struct ahead *ahead, guint column)
{
	return &g_array_index(ahead->cells, struct cell, (ahead->next - 1) * ahead->columns + column);
}

enum db_type
ahead_type(const struct ahead *ahead, guint column)
{
	return cell_of(ahead, column)->type;
}

static gsize
number_size(const struct cell *cell)
{
	return cell->type == DB_INT || cell->type == DB_REAL ? sizeof(gint64) : 0;
}

const char *
ahead_text(const struct ahead *ahead, guint column)
{
	const struct cell *cell = cell_of(ahead, column);

	return cell->type == DB_NULL ? NULL : ahead->texts->str + cell->at + number_size(cell);
}

const void *
ahead_bytes(const struct ahead *ahead, guint column, gsize *length)
{
	const struct cell *cell = cell_of(ahead, column);

	*length = cell->length - (cell->type != DB_BYTES && cell->type != DB_NULL);
	return ahead_text(ahead, column);
}

gint64
ahead_int(const struct ahead *ahead, guint column)
{
	const struct cell *cell = cell_of(ahead, column);
	gint64 integer = 0;

	if (cell->type == DB_REAL)
		return (gint64)ahead_real(ahead, column);
	if (cell->type == DB_INT)
		memcpy(&integer, ahead->texts->str + cell->at, sizeof(integer));
	return integer;
}

double
ahead_real(const struct ahead *ahead, guint column)
{
	const struct cell *cell = cell_of(ahead, column);
	double real = 0;

	if (cell->type == DB_INT)
		return (double)ahead_int(ahead, column);
	if (cell->type == DB_REAL)
		memcpy(&real, ahead->texts->str + cell->at, sizeof(real));
	return real;
}
