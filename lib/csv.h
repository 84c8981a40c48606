/*
 * CSV, row by row: RFC 4180 with the line ends, byte order marks, separators
 * and encodings that offices produce.
 *
 * Own code rather than Debian's libcsv (3.0.3): libcsv gives neither the line
 * a row began on nor the place of a fault, does not tell a quoted empty cell
 * at the end of the file from none, grows a cell without bound, and leaves
 * encodings to the caller; what would remain of it is forty lines.
 *
 *	struct csv *csv = csv_open("actions.csv", NULL, &err);
 *	while (csv_next(csv, &row, &err) && row) ... csv_cell(csv, i) ...
 *
 * The first row is no different from the others. Lines end with LF or CRLF;
 * a row that is one empty cell is an empty line and is left out. Refused with
 * file:line:column: a quote inside an unquoted cell, text after a closing
 * quote, a quote that is never closed, a lone CR, NUL, text that is not valid
 * in its encoding, cells and rows beyond the bounds.
 */
#ifndef CSV_H
#define CSV_H

#include "error.h"

#define CSV_CELL (1024 * 1024)	  /* bytes of one cell */
#define CSV_ROW (4 * 1024 * 1024) /* bytes of one row */
#define CSV_COLUMNS 4096

struct csv_options {
	char separator;	      /* 0: the one of ',' ';' tab that the first line has; ERR_INVALID when it has several */
	const char *encoding; /* as iconv names it; NULL: by the byte order mark, else UTF-8 */
};

struct csv;
/* path "-" is standard input. options may be NULL. */
struct csv *csv_open(const char *path, const struct csv_options *options, GError **err);
/* The same over bytes in memory, borrowed until csv_free(); name is used in messages. */
struct csv *csv_open_text(const char *name, const char *text, gsize length, const struct csv_options *options, GError **err);
void csv_free(struct csv *csv);
AUTO_FREE(csv)

/* The next row; *row is FALSE at the end. After an error the reader is at its end. */
gboolean csv_next(struct csv *csv, gboolean *row, GError **err);
/* Of the row last read. Cells are NUL-terminated UTF-8, borrowed until the next csv_next(); NULL past the last. */
guint csv_count(const struct csv *csv);
const char *csv_cell(const struct csv *csv, guint i);
/* The line the row began on, from 1, counting the lines inside quoted cells. */
int csv_line(const struct csv *csv);

#endif
