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
	void (*sink)(void *data);
	void *sink_data;
};

struct column *rows_column_at(const struct rows *rows, guint i);
/* The items of a JSON list of scalars joined, any other JSON as it is. Caller frees. */
char *rows_joined(const char *json, const char *separator);
/* The next cell of a table. */
void rows_table_put(struct rows *rows, const char *text);
/* All of it, into out. */
void rows_table_write(struct rows *rows);

#endif
