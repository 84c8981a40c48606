/* The layout of YAML text. */
#include "layout.h"

#include "chars.h"
#include <string.h>

static gboolean
refuse(const char *text, gsize offset, GError **err, const char *what, const char *hint)
{
	int line, column;

	chars_place(text, offset, &line, &column);
	error_set(err, ERR_INVALID, "%s", what);
	error_hint(err, "%s", hint);
	error_at(err, NULL, line, column);
	return FALSE;
}

static gboolean
leads_line(const char *text, gsize offset)
{
	while (offset > 0 && text[offset - 1] == ' ')
		offset--;
	return offset == 0 || text[offset - 1] == '\n';
}

static gboolean
refuse_tab(const char *text, gsize offset, GError **err)
{
	return refuse(text, offset, err, "a tab cannot indent a line", "indent with blanks");
}

static gboolean
refuse_comment(const char *text, gsize offset, GError **err)
{
	return refuse(text, offset, err, "a comment must stand behind a blank",
		"put a blank before the '#', or quotes around the text");
}

gboolean
layout_gap(const char *text, gsize start, gsize end, GError **err)
{
	for (gsize i = start; i < end; i++) {
		if (text[i] == '?')
			return refuse(text, i, err, "keys marked with '?' are not read",
				"write 'key: value', or quotes around a text that begins with '?'");
		if (text[i] == '\t' && leads_line(text, i))
			return refuse_tab(text, i, err);
		if (text[i] != '#')
			continue;
		if (i > 0 && !strchr(" \t\n", text[i - 1]))
			return refuse_comment(text, i, err);
		while (i < end && text[i] != '\n')
			i++;
	}
	return TRUE;
}

gboolean
layout_lines(const char *text, gsize start, gsize end, int column, GError **err)
{
	const char *line = memchr(text + start, '\n', end - start);

	while (line) {
		gsize offset = (gsize)(++line - text), blanks = strspn(line, " ");

		if (offset + blanks < end && line[blanks] == '\t')
			return refuse_tab(text, offset + blanks, err);
		if (offset + blanks < end && !strchr("\n]}", line[blanks]) && (int)blanks < column)
			return refuse(text, offset + blanks, err,
				"the line is not indented, although it belongs to the value above", "indent the line");
		line = offset < end ? memchr(line, '\n', end - offset) : NULL;
	}
	return TRUE;
}

gboolean
layout_block(const char *text, gsize start, gsize end, gboolean empty, GError **err)
{
	gsize head = start + strcspn(text + start, "#\n"), blanks = strspn(text + end, " ");

	if (text[head] == '#' && !strchr(" \t", text[head - 1]))
		return refuse_comment(text, head, err);
	if (empty && blanks && text[end + blanks] == '#')
		return refuse(text, end + blanks, err, "a comment stands where a block text should begin",
			"begin the comment at the left edge");
	return TRUE;
}
