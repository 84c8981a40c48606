/* The characters a record's text may hold. */
#include "chars.h"

static gboolean
is_bidi(gunichar c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_control(gunichar c)
{
	return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0);
}

/* U+2028 and U+2029 end a line for YAML 1.1 and not for 1.2, and libyaml refuses the last two. */
gboolean
chars_allowed(gunichar c)
{
	return !(is_control(c) || is_bidi(c) || c == 0x2028 || c == 0x2029 || c == 0xfeff || c == 0xfffe || c == 0xffff ||
		 c > 0x10ffff);
}

void
chars_place(const char *text, gsize offset, int *line, int *column)
{
	const char *start = text;

	*line = 1;
	for (const char *p = text; p < text + offset; p++)
		if (*p == '\n') {
			start = p + 1;
			++*line;
		}
	*column = (int)g_utf8_strlen(start, text + offset - start) + 1;
}

static gboolean
refuse(gunichar c, GError **err)
{
	if (c == '\0')
		error_set(err, ERR_INVALID, "there is a NUL byte: this is no text");
	else if (c == '\r')
		error_set(err, ERR_INVALID, "there is a carriage return");
	else if (c == 0xfeff)
		error_set(err, ERR_INVALID, "there is a byte order mark");
	else if (c > 0x10ffff)
		error_set(err, ERR_INVALID, "the text is not UTF-8");
	else if (is_bidi(c))
		error_set(err, ERR_INVALID, "the character U+%04X changes the order in which others are displayed", c);
	else if (is_control(c))
		error_set(err, ERR_INVALID, "the control character U+%04X is not allowed", c);
	else
		error_set(err, ERR_INVALID, "the character U+%04X must be written as an escape in double quotes", c);
	if (c == '\r')
		error_hint(err, "save the file with LF (Unix) line ends");
	else if (c == 0xfeff || c > 0x10ffff)
		error_hint(err, "save the file as UTF-8 without a byte order mark");
	else
		error_hint(err, "take the character out");
	return FALSE;
}

gboolean
chars_check(const char *text, gsize length, gboolean *ascii, GError **err)
{
	const char *end = text + length;
	gboolean only_ascii = TRUE;
	int line, column;

	for (const char *p = text; p < end;) {
		gunichar c = (guchar)*p;

		if ((c >= 0x20 && c < 0x7f) || c == '\n') {
			p++;
			continue;
		}
		if (c >= 0x80) {
			c = g_utf8_get_char_validated(p, end - p);
			only_ascii = FALSE;
		}
		if (!chars_allowed(c)) {
			refuse(c, err);
			chars_place(text, (gsize)(p - text), &line, &column);
			error_at(err, NULL, line, column);
			return FALSE;
		}
		p = g_utf8_next_char(p);
	}
	if (ascii)
		*ascii = only_ascii;
	return TRUE;
}

gboolean
chars_check_value(const char *text, gsize length, GError **err)
{
	for (const char *p = text; p < text + length; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (is_control(c) || is_bidi(c)) {
			error_set(err, ERR_INVALID, "the character U+%04X is not allowed, escaped or not", c);
			error_hint(err, "take it out");
			return FALSE;
		}
	}
	return TRUE;
}
