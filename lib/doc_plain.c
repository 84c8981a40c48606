/* The plain form of YAML text, read line by line. */
#include "doc_private.h"

#include "arena.h"
#include <string.h>

#define KEY_LENGTH 128 /* libyaml looks a thousand characters ahead for a colon */
#define LEVELS 12
#define PENDING 1024 /* nodes of collections that are open */

struct plain {
	struct doc *doc;
	gsize at;   /* the first character of a line that is not read yet, behind its blanks */
	int indent; /* those blanks; -1 at the end */
	int line;
	guint n;
	struct node *pending[PENDING];
};

static gboolean read_map(struct plain *p, int column, int level, struct node **out);

/* Go to the text of the line that begins at a place, or of the next one that has any. */
static gboolean
find_line(struct plain *p, gsize start)
{
	const char *text = p->doc->text;

	for (p->indent = -1; start < p->doc->length; p->line++) {
		gsize at = start + strspn(text + start, " ");

		if (text[at] == '\t')
			return FALSE;
		if (text[at] != '\n' && text[at] != '#') {
			p->at = at;
			p->indent = (int)(at - start);
			return TRUE;
		}
		start = (const char *)memchr(text + at, '\n', p->doc->length - at) + 1 - text;
	}
	return TRUE;
}

static gboolean
next_line(struct plain *p, gsize end)
{
	p->line++;
	return find_line(p, end + 1);
}

static struct node *
new_node(struct plain *p, enum node_type type, enum node_style style, gsize start, int column)
{
	struct node *node = arena_alloc(p->doc->arena, sizeof(*node));

	*node = (struct node){
		.type = type, .style = style, .line = p->line, .column = column + 1, .start = start, .end = start, .text = ""};
	return node;
}

/* In double quotes only the escapes of '"' and of the backslash itself are known here. */
static void
unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		if (*from == '\\')
			from++;
		*to++ = *from;
	}
	*to = '\0';
}

static struct node *
new_scalar(struct plain *p, enum node_style style, gsize start, gsize end, int column)
{
	struct node *node = new_node(p, NODE_SCALAR, style, start, column);
	gsize quote = style != STYLE_PLAIN, length = end - start - 2 * quote;
	char *text = arena_text(p->doc->arena, p->doc->text + start + quote, length);

	if (style == STYLE_DOUBLE && memchr(text, '\\', length))
		unescape(text);
	node->end = end;
	node->text = text;
	return node;
}

static struct node **
take(struct plain *p, guint base, guint first, guint step, guint n)
{
	struct node **array = arena_alloc(p->doc->arena, sizeof(*array) * n);

	for (guint i = 0; i < n; i++)
		array[i] = p->pending[base + first + i * step];
	return array;
}

/* The nodes pending from base on become a collection's. */
static void
finish(struct plain *p, struct node *node, guint base)
{
	gboolean map = node->type == NODE_MAP;

	node->n = (p->n - base) / (map ? 2 : 1);
	if (map)
		node->keys = take(p, base, 0, 2, node->n);
	node->items = take(p, base, map, map ? 2 : 1, node->n);
	p->n = base;
}

/* Text that means itself wherever a plain scalar may stand in a block. */
static gboolean
is_plain(const char *text, gsize length)
{
	guchar first = (guchar)text[0];

	if (!g_ascii_isalnum(first) && first < 0x80 && !strchr("_/.($+^;=<", first) &&
		(first != '-' || !g_ascii_isdigit(text[1])))
		return FALSE;
	for (const char *c = memchr(text, ':', length); c; c = memchr(c + 1, ':', text + length - c - 1))
		if (c + 1 == text + length || c[1] == ' ')
			return FALSE;
	for (const char *c = memchr(text, '#', length); c; c = memchr(c + 1, '#', text + length - c - 1))
		if (c[-1] == ' ')
			return FALSE;
	return text[length - 1] != ' ' && !memchr(text, '\t', length);
}

/* The length of a quoted text on one line, with its quotes; 0 when it is not of the plain form. */
static gsize
quoted_length(const char *text)
{
	const char *c = text + 1;

	for (; *c && *c != *text && *c != '\n' && *c != '\t'; c++)
		if (*text == '"' && *c == '\\' && *++c != '"' && *c != '\\')
			return 0;
	return *c == *text && c[1] != '\'' && c[1] != '"' ? (gsize)(c + 1 - text) : 0;
}

static gboolean
push(struct plain *p, struct node *node)
{
	if (p->n == PENDING)
		return FALSE;
	p->pending[p->n++] = node;
	return TRUE;
}

static gsize
word_length(const char *text)
{
	gsize n = 0;

	if (!g_ascii_isalpha(text[0]) && text[0] != '_')
		return 0;
	while (g_ascii_isalnum(text[n]) || text[n] == '_' || text[n] == '-' || text[n] == '.')
		n++;
	return n <= KEY_LENGTH ? n : 0;
}

/* "word:" and a blank or the end of the line; its length without the colon, 0 for anything else. */
static gsize
key_length(const char *text)
{
	gsize n = word_length(text);

	return n && text[n] == ':' && (text[n + 1] == ' ' || text[n + 1] == '\n') ? n : 0;
}

/* ---- brackets, on one line of ASCII ---- */

struct flow {
	struct plain *p;
	gsize at, line; /* the line's first character */
};

static gboolean read_flow(struct flow *f, int level, struct node **out);

static gboolean
read_flow_scalar(struct flow *f, struct node **out)
{
	const char *text = f->p->doc->text + f->at;
	gsize start = f->at, length;

	if (*text == '"' || *text == '\'') {
		length = quoted_length(text);
		if (!length)
			return FALSE;
	} else {
		length = strcspn(text, ",[]{}:#\t\n&*!|>%@`\\?");
		while (length && text[length - 1] == ' ')
			length--;
		if (!length || !is_plain(text, length))
			return FALSE;
	}
	*out = new_scalar(f->p,
		*text == '"'	? STYLE_DOUBLE
		: *text == '\'' ? STYLE_SINGLE
				: STYLE_PLAIN,
		start, start + length, (int)(start - f->line));
	f->at += length;
	return TRUE;
}

static gboolean
read_flow_pair(struct flow *f, int level)
{
	const char *text = f->p->doc->text;
	gsize length = key_length(text + f->at);
	struct node *value;

	if (!length || text[f->at + length + 1] != ' ' ||
		!push(f->p, new_scalar(f->p, STYLE_PLAIN, f->at, f->at + length, (int)(f->at - f->line))))
		return FALSE;
	f->at += length + 2;
	return read_flow(f, level, &value) && push(f->p, value);
}

static gboolean
read_flow_items(struct flow *f, gboolean map, int level)
{
	const char *text = f->p->doc->text;
	struct node *item;

	for (f->at++; text[f->at] != (map ? '}' : ']'); f->at += text[f->at] == ',') {
		f->at += strspn(text + f->at, " ");
		if (map ? !read_flow_pair(f, level) : !(read_flow(f, level, &item) && push(f->p, item)))
			return FALSE;
		f->at += strspn(text + f->at, " ");
		if (text[f->at] != ',' && text[f->at] != (map ? '}' : ']'))
			return FALSE;
		if (text[f->at] == ',' && text[f->at + 1] != ' ')
			return FALSE;
	}
	f->at++;
	return TRUE;
}

static gboolean
read_flow(struct flow *f, int level, struct node **out)
{
	struct plain *p = f->p;
	char bracket = p->doc->text[f->at];
	gboolean map = bracket == '{';
	struct node *node;
	guint base = p->n;

	if (!map && bracket != '[')
		return read_flow_scalar(f, out);
	if (level == LEVELS)
		return FALSE;
	node = new_node(p, map ? NODE_MAP : NODE_LIST, STYLE_FLOW, f->at, (int)(f->at - f->line));
	if (!read_flow_items(f, map, level + 1))
		return FALSE;
	finish(p, node, base);
	node->end = f->at;
	*out = node;
	return !map || !doc_duplicate(node);
}

/* ---- block texts: '|' or '|-', no blank lines at the ends ---- */

static gboolean
read_literal(struct plain *p, gsize start, int parent, int column, struct node **out)
{
	const char *text = p->doc->text;
	gboolean strip = text[start + 1] == '-';
	gsize line = start + strip + 2, end = 0, indent = strspn(text + line, " ");
	struct node *node = new_node(p, NODE_SCALAR, STYLE_LITERAL, start, column);
	g_autoptr(GString) value = g_string_new(NULL);

	if (text[line - 1] != '\n' || (int)indent <= parent || text[line + indent] == '\n')
		return FALSE;
	for (; line < p->doc->length; line = end + 1, p->line++) {
		gsize blanks = strspn(text + line, " ");

		if (blanks < indent && text[line + blanks] != '\n')
			break;
		end = (const char *)memchr(text + line, '\n', p->doc->length - line) - text;
		if (memchr(text + line, '\t', end - line))
			return FALSE;
		if (end > line + indent)
			g_string_append_len(value, text + line + indent, end - line - indent);
		g_string_append_c(value, '\n');
	}
	if (text[end - 1] == '\n' || text[end - 1] == ' ' || text[line] == '#' || text[line + strspn(text + line, " ")] == '#')
		return FALSE;
	node->end = end;
	node->text = arena_text(p->doc->arena, value->str, value->len - strip);
	*out = node;
	return next_line(p, end);
}

/* ---- blocks ---- */

static gboolean
is_ascii(const char *text, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if ((guchar)text[i] >= 0x80)
			return FALSE;
	return TRUE;
}

/* What stands from start to the end of its line: a scalar, or something in brackets. parent: the column of its key, or of its '-'. */
static gboolean
read_value(struct plain *p, gsize start, int parent, int column, int level, struct node **out)
{
	const char *text = p->doc->text + start, *end = memchr(text, '\n', p->doc->length - start);
	gsize length = end - text;
	enum node_style style = *text == '"' ? STYLE_DOUBLE : *text == '\'' ? STYLE_SINGLE : STYLE_PLAIN;

	if (*text == '|')
		return read_literal(p, start, parent, column, out);
	if (*text == '{' || *text == '[') {
		struct flow f = {p, start, start - column};

		return is_ascii(text, length) && read_flow(&f, level, out) && f.at == start + length && next_line(p, f.at);
	}
	if (style == STYLE_PLAIN ? !is_plain(text, length) : quoted_length(text) != length)
		return FALSE;
	*out = new_scalar(p, style, start, start + length, column);
	return next_line(p, start + length);
}

static gboolean
read_list(struct plain *p, int column, int level, struct node **out)
{
	struct node *list = new_node(p, NODE_LIST, STYLE_BLOCK, p->at, column);
	const char *text = p->doc->text;
	guint base = p->n;

	while (p->indent == column) {
		gsize start = p->at + 2;
		struct node *item;

		if (text[p->at] != '-' || text[p->at + 1] != ' ')
			return FALSE;
		if (key_length(text + start)) {
			p->at = start;
			p->indent = column + 2;
			if (!read_map(p, column + 2, level + 1, &item))
				return FALSE;
		} else if (!read_value(p, start, column, column + 2, level + 1, &item))
			return FALSE;
		if (!push(p, item))
			return FALSE;
	}
	finish(p, list, base);
	list->end = list->items[list->n - 1]->end;
	*out = list;
	return p->indent < column;
}

/* What stands below "key:": a map or a list, further in. */
static gboolean
read_below(struct plain *p, gsize end, int column, int level, struct node **out)
{
	if (!next_line(p, end) || p->indent <= column || level == LEVELS)
		return FALSE;
	if (p->doc->text[p->at] == '-')
		return read_list(p, p->indent, level + 1, out);
	return read_map(p, p->indent, level + 1, out);
}

/* "on", with its quotes, and a colon behind. */
static gsize
quoted_key_length(const char *text)
{
	gsize n = word_length(text + 1) + 2;

	return n > 2 && text[n - 1] == '"' && text[n] == ':' && (text[n + 1] == ' ' || text[n + 1] == '\n') ? n : 0;
}

static gboolean
read_map(struct plain *p, int column, int level, struct node **out)
{
	struct node *map = new_node(p, NODE_MAP, STYLE_BLOCK, p->at, column);
	guint base = p->n;

	while (p->indent == column) {
		gboolean quoted = p->doc->text[p->at] == '"';
		gsize length = quoted ? quoted_key_length(p->doc->text + p->at) : key_length(p->doc->text + p->at),
		      colon = p->at + length;
		struct node *value;

		if (!length || !push(p, new_scalar(p, quoted ? STYLE_DOUBLE : STYLE_PLAIN, p->at, colon, column)))
			return FALSE;
		if (p->doc->text[colon + 1] == '\n') {
			if (!read_below(p, colon + 1, column, level, &value))
				return FALSE;
		} else if (!read_value(p, colon + 2, column, column + (int)length + 2, level + 1, &value))
			return FALSE;
		if (!push(p, value))
			return FALSE;
	}
	finish(p, map, base);
	map->end = map->items[map->n - 1]->end;
	*out = map;
	return p->indent < column && !doc_duplicate(map);
}

gboolean
doc_read_plain(struct doc *doc)
{
	struct plain p;
	struct node *root;

	p.doc = doc;
	p.line = 1;
	p.n = 0;
	if (!doc->length || doc->text[doc->length - 1] != '\n' || !find_line(&p, 0) || p.indent || !read_map(&p, 0, 0, &root))
		return FALSE;
	doc->root = root;
	return TRUE;
}
