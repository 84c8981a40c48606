/*
 * One way to print rows: as an aligned table, as JSON or as CSV.
 *
 *	struct rows *rows = rows_new(ROWS_TABLE, out);
 *	rows_column(rows, "id", "ID", ROWS_TEXT);  ...
 *	rows_begin(rows); rows_text(rows, "ACT-..."); rows_int(rows, 3); ... rows_end(rows);
 *	rows_finish(rows);
 *
 * Text goes to the GString given; JSON and CSV stream row by row, a table is
 * held until finish to find its widths. All text is made safe for terminals in
 * tables (text_safe); CSV is RFC 4180 with cells that begin with = + - @ tab
 * guarded by an apostrophe (plain numbers are not). A list of scalars (ROWS_RAW)
 * is its items joined by ", " in tables and ";" in CSV.
 */
#ifndef ROWS_H
#define ROWS_H

#include "json.h"

enum rows_format { ROWS_TABLE, ROWS_JSON /* an array of flat objects */, ROWS_CSV, ROWS_NDJSON };
enum rows_type { ROWS_TEXT, ROWS_INT, ROWS_REAL, ROWS_BOOL, ROWS_RAW /* JSON text: lists, maps */ };
enum rows_tone { TONE_PLAIN, TONE_BAD, TONE_WARN, TONE_GOOD, TONE_DIM };

struct rows;
struct rows *rows_new(enum rows_format format, GString *out);
void rows_free(struct rows *rows);
AUTO_FREE(rows)
/* Tables only: columns of the terminal (0: never cut), colour on or off, header on or off. */
void rows_width(struct rows *rows, int width);
void rows_color(struct rows *rows, gboolean on);
void rows_header(struct rows *rows, gboolean on);
/*
 * name is the JSON key and CSV head; head the table's. Both copied. Numbers are right-aligned. When the table is too wide the
 * column named "title", or the widest text, is cut first; on a screen too narrow for the rest it stands below its row, or each cell
 * has a line of its own: nothing runs over the edge.
 */
void rows_column(struct rows *rows, const char *name, const char *head, enum rows_type type);
void rows_begin(struct rows *rows);
void rows_tone(struct rows *rows, enum rows_tone tone); /* of the next cell; tables only */
void rows_text(struct rows *rows, const char *text);	/* NULL: absent */
void rows_int(struct rows *rows, gint64 value);
void rows_real(struct rows *rows, double value); /* NaN: absent */
void rows_bool(struct rows *rows, gboolean value);
void rows_end(struct rows *rows);
/* A line between groups of a table ("maint.lead  4 actions, 2 overdue"); JSON and CSV ignore it. */
void rows_group(struct rows *rows, const char *line);
/* Say the last group's line anew: totals are known at the group's end. */
void rows_group_again(struct rows *rows, const char *line);
void rows_finish(struct rows *rows);
/* JSON and CSV: called whenever some 64 KiB have gathered in out; it may write them away and empty out, so that memory stays small. */
void rows_sink(struct rows *rows, void (*sink)(void *data), void *data);
/* The terminal's escape that begins a tone ("" for plain); "\033[0m" ends it. Static. */
const char *rows_tone_code(enum rows_tone tone);
guint rows_count(const struct rows *rows);

#endif
