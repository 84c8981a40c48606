/*
 * Texts as other systems write them, read by a declared form and no other:
 * days, numbers, names that become slugs. Every result is the stored form of
 * sx; the caller frees it. A text that does not fit is ERR_INVALID.
 */
#ifndef CELL_H
#define CELL_H

#include "error.h"

/*
 * A day by a format: %Y (four digits), %m and %d (one or two), %b (a month's English name or
 * its first three letters), %a (a weekday's name, not checked), %H %M %S, %%; a blank stands for any blanks. "2026-11-30".
 */
char *cell_day(const char *text, const char *format, GError **err);
/* Is this a format cell_day() takes: only the codes above, and a year, a month and a day? */
gboolean cell_day_format(const char *format, GError **err);

struct cell_number {
	char decimal;		 /* '.' or ',' */
	char thousands;		 /* 0: none may stand; ' ' is also a no-break or narrow blank */
	gboolean trailing_minus; /* "155,22-" */
	int shift;		 /* the decimal point moves right by so many places */
};
/* "1.234,50" -> "1234.50": digits as they are, exactly. */
char *cell_number(const char *text, const struct cell_number *form, GError **err);

/* Letters lose their marks and become small, all else a hyphen; at most 64 characters, the end of a longer one is a digest. NULL when nothing is left. */
char *cell_slug(const char *text);
/* Every run of blanks and line ends becomes one blank; none at the ends. */
char *cell_one_line(const char *text);
/* Line ends as records have them: \n for \r\n and for a lone \r. */
char *cell_lines(const char *text);
/* At most n characters, with an ellipsis for what is cut. */
char *cell_cut(const char *text, glong n);

#endif
