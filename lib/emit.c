/* Nodes as YAML text. */
#include "emit.h"

#include "chars.h"
#include "date.h"
#include <string.h>

#define STEP 2

/* ---- one line ---- */

/* What YAML 1.1 or 1.2 reads as boolean, null, not-a-number, merge key or default value; in lower case. */
static gboolean
is_word_of_yaml(const char *text)
{
	static const char *const words[] = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", ".inf", "+.inf",
		"-.inf", ".nan", "<<", "=", NULL};

	for (int i = 0; words[i]; i++)
		if (g_ascii_strcasecmp(text, words[i]) == 0)
			return TRUE;
	return FALSE;
}

/* "5", "-1.10": the numbers that are written plain. */
static gboolean
is_plain_number(const char *s)
{
	gsize n;

	s += *s == '-';
	n = strspn(s, "0123456789");
	if (n == 0 || (n > 1 && s[0] == '0'))
		return FALSE;
	s += n;
	if (*s == '.') {
		n = strspn(++s, "0123456789");
		s += n;
	}
	return n > 0 && *s == '\0';
}

/* Octal, hexadecimal, binary, sexagesimal, exponents, underscores: every number of YAML 1.1 and 1.2, and a little more. */
static gboolean
is_any_number(const char *s)
{
	gsize n;

	s += *s == '-' || *s == '+';
	if (s[0] == '0' && s[1] && strchr("xXoObB", s[1]))
		return s[2] && !s[2 + strspn(s + 2, "0123456789abcdefABCDEF_")];
	n = strspn(s, "0123456789_.:");
	if (n == 0)
		return FALSE;
	s += n;
	if (*s == 'e' || *s == 'E') {
		s++;
		s += *s == '-' || *s == '+';
		s += strspn(s, "0123456789");
	}
	return *s == '\0';
}

static gsize
digits(const char *s, gsize most)
{
	return MIN(strspn(s, "0123456789"), most);
}

/* "2026-1-5", "2026-11-20 10:00": a date of YAML 1.1 with or without time. */
static gboolean
is_any_timestamp(const char *s)
{
	if (digits(s, 5) != 4 || s[4] != '-')
		return FALSE;
	s += 5;
	if (!digits(s, 2) || s[digits(s, 2)] != '-')
		return FALSE;
	s += digits(s, 2) + 1;
	if (!digits(s, 2))
		return FALSE;
	s += digits(s, 2);
	if (*s == '\0')
		return TRUE;
	if (!strchr("Tt \t", *s))
		return FALSE;
	s += strspn(s, "Tt \t");
	return g_ascii_isdigit(*s);
}

static gboolean
is_retyped(const char *text)
{
	gint64 seconds;
	int offset;
	day d;

	if (is_word_of_yaml(text))
		return TRUE;
	if (is_any_timestamp(text))
		return !day_parse(text, &d, NULL) && !event_parse(text, &seconds, &offset, NULL);
	return is_any_number(text) && !is_plain_number(text);
}

static gboolean
all_allowed(const char *text, gboolean tabs)
{
	for (const char *p = text; *p; p = g_utf8_next_char(p))
		if (!chars_allowed(g_utf8_get_char(p)) || (*p == '\t' && !tabs))
			return FALSE;
	return TRUE;
}

static gboolean
is_plain(const char *text, gboolean flow)
{
	gsize length = strlen(text);

	if (length == 0 || text[0] == ' ' || text[length - 1] == ' ' || text[length - 1] == ':')
		return FALSE;
	if (strchr("?:,[]{}#&*!|>'\"%@`", text[0]) || (text[0] == '-' && !is_plain_number(text)))
		return FALSE;
	if (strstr(text, ": ") || strstr(text, " #") || strchr(text, '\n') || g_str_has_prefix(text, "..."))
		return FALSE;
	if (flow && (strpbrk(text, ",[]{}") || strchr(text, ':')))
		return FALSE;
	return all_allowed(text, FALSE) && !is_retyped(text);
}

static char *
single_quoted(const char *text)
{
	GString *out = g_string_new("'");

	for (; *text; text++)
		g_string_append(out, *text == '\'' ? "''" : (char[]){*text, '\0'});
	g_string_append_c(out, '\'');
	return g_string_free(out, FALSE);
}

static void
append_escaped(GString *out, gunichar c)
{
	if (c == '"' || c == '\\')
		g_string_append_printf(out, "\\%c", (char)c);
	else if (c == '\n')
		g_string_append(out, "\\n");
	else if (c == '\t')
		g_string_append(out, "\\t");
	else if (chars_allowed(c))
		g_string_append_unichar(out, c);
	else
		g_string_append_printf(out, c < 0x100 ? "\\x%02x" : "\\u%04x", c);
}

static char *
double_quoted(const char *text)
{
	GString *out = g_string_new("\"");

	for (; *text; text = g_utf8_next_char(text))
		append_escaped(out, g_utf8_get_char(text));
	g_string_append_c(out, '"');
	return g_string_free(out, FALSE);
}

/* A last newline more than one would need "|+", which takes in the blank lines of whatever follows. */
static gboolean
is_literal(const char *text)
{
	gsize length = strlen(text);

	return strchr(text, '\n') && !g_str_has_suffix(text, "\n\n") && length > 1 && all_allowed(text, TRUE);
}

static char *
one_line(const char *text, gboolean flow)
{
	if (is_plain(text, flow))
		return g_strdup(text);
	if (strchr(text, '\n') || !all_allowed(text, FALSE) || (strchr(text, '\'') && !strpbrk(text, "\"\\")))
		return double_quoted(text);
	return single_quoted(text);
}

char *
emit_inline(const char *text, gboolean flow)
{
	g_autofree char *valid = g_utf8_validate(text, -1, NULL) ? NULL : g_utf8_make_valid(text, -1);

	if (valid)
		text = valid;
	return !flow && is_literal(text) ? NULL : one_line(text, flow);
}

/* ---- blocks ---- */

static void
blanks(GString *out, int n)
{
	while (n-- > 0)
		g_string_append_c(out, ' ');
}

static void
end_line(GString *out, const char *comment)
{
	if (comment)
		g_string_append_printf(out, " %s", comment);
	g_string_append_c(out, '\n');
}

static void
emit_literal(GString *out, const char *text, int indent, const char *comment)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_auto(GStrv) lines = g_strsplit(valid, "\n", -1);
	gboolean ends = g_str_has_suffix(valid, "\n");

	g_string_append(out, " |");
	if (strchr(" \t\n", valid[0])) /* else a reader would guess the indentation wrong */
		g_string_append_printf(out, "%d", STEP);
	if (!ends)
		g_string_append_c(out, '-');
	end_line(out, comment);
	for (int i = 0; lines[i] && (lines[i + 1] || !ends); i++) {
		if (*lines[i])
			blanks(out, indent + STEP);
		g_string_append_printf(out, "%s\n", lines[i]);
	}
}

static void
emit_scalar(GString *out, const char *text, int indent, const char *comment)
{
	g_autofree char *line = emit_inline(text, FALSE);

	if (!line) {
		emit_literal(out, text, indent, comment);
		return;
	}
	g_string_append_printf(out, " %s", line);
	end_line(out, comment);
}

static void emit_lines(GString *out, const struct node *node, int indent, gboolean behind);

void
emit_value(GString *out, const struct node *value, int indent, const char *comment)
{
	if (value->type == NODE_SCALAR) {
		emit_scalar(out, value->text, indent, comment);
	} else if (value->n == 0) {
		g_string_append(out, value->type == NODE_LIST ? " []" : " {}");
		end_line(out, comment);
	} else {
		end_line(out, comment);
		emit_lines(out, value, indent + STEP, FALSE);
	}
}

static void
emit_pair(GString *out, const char *key, const struct node *value, int indent, const char *comment)
{
	g_autofree char *valid = g_utf8_make_valid(key, -1), *word = one_line(valid, FALSE);

	g_string_append_printf(out, "%s:", word);
	emit_value(out, value, indent, comment);
}

static void
emit_dash(GString *out, const struct node *item, int indent)
{
	g_string_append_c(out, '-');
	if (item->type == NODE_SCALAR || item->n == 0) {
		emit_value(out, item, indent, NULL);
	} else {
		blanks(out, STEP - 1);
		emit_lines(out, item, indent + STEP, TRUE);
	}
}

/* The lines of a list or map; behind a '-' the first has no blanks. */
static void
emit_lines(GString *out, const struct node *node, int indent, gboolean behind)
{
	for (guint i = 0; i < node->n; i++) {
		if (i > 0 || !behind)
			blanks(out, indent);
		if (node->type == NODE_MAP)
			emit_pair(out, node->keys[i]->text, node->items[i], indent, NULL);
		else
			emit_dash(out, node->items[i], indent);
	}
}

void
emit_field(GString *out, const char *key, const struct node *value, int indent, const char *comment)
{
	blanks(out, indent);
	emit_pair(out, key, value, indent, comment);
}

void
emit_item(GString *out, const struct node *item, int indent)
{
	blanks(out, indent);
	emit_dash(out, item, indent);
}
