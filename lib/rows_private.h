/* What rows.c and rows_table.c share. */
#ifndef ROWS_PRIVATE_H
#define ROWS_PRIVATE_H

#include "rows.h"

struct column {
	char *name, *head;
	enum rows_type type;
	int width;
};
struct cell {
	gsize at;     /* of its text in held, as shown; 0: none */
	guint length; /* bytes */
	int width;
	enum rows_tone tone;
};
struct line {
	char *group; /* a line between groups, or NULL */
	guint first; /* of its cells, one a column */
};

struct rows {
	enum rows_format format;
	GString *out;
	GArray *columns; /* struct column */
	GArray *lines;	 /* struct line; tables only, as are cells and held */
	GArray *cells;	 /* struct cell of all lines and of the row being filled */
	GString *held;	 /* the texts of the cells, each with its NUL */
	struct json json;
	guint at, count;
	enum rows_tone tone;
	gboolean started, color, header;
	int width;
	int under;	  /* tables: the column that stands below its row, -1: none */
	gboolean stacked; /* tables: a line a cell */
	void (*sink)(void *data);
	void *sink_data;
};

struct column *rows_column_at(const struct rows *rows, guint i);
/* The items of a JSON list of scalars joined, any other JSON as it is. Caller frees. */
char *rows_joined(const char *json, const char *separator);
/* The next cell of a table. */
void rows_table_put(struct rows *rows, const char *text);
/* A text in its tone, into out; and the end of a line, without the blanks before it. */
void rows_table_cell(struct rows *rows, const char *text, enum rows_tone tone);
void rows_table_end(GString *out);
/*
 * How the table fits its width: columns are cut, but not to what tells nothing; else the longest text stands below its row; else
 * each cell has a line of its own. The two below print what stands below, and a row of such lines.
 */
void rows_fit(struct rows *rows);
void rows_fit_under(struct rows *rows, guint first);
void rows_fit_stack(struct rows *rows, guint first);
/* All of it, into out. */
void rows_table_write(struct rows *rows);

#endif
