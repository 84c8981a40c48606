/*
 * The characters a record's text may hold. Refused: bad UTF-8, NUL and other
 * control characters (so also carriage returns), overrides of the writing
 * direction, byte order marks, and line ends that only some readers know.
 */
#ifndef CHARS_H
#define CHARS_H

#include "error.h"

/* A whole text: ERR_INVALID with line and column of the first character refused. *ascii (may be NULL) says whether it is ASCII. */
gboolean chars_check(const char *text, gsize length, gboolean *ascii, GError **err);
/* A value whose escapes have been undone, valid UTF-8: what must not be there even when escaped. */
gboolean chars_check_value(const char *text, gsize length, GError **err);
/* TRUE when c may stand in a text as it is. */
gboolean chars_allowed(gunichar c);
/* Line and column, from 1, the column in characters, of a byte offset. */
void chars_place(const char *text, gsize offset, int *line, int *column);

#endif
