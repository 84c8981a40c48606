/* The plain form of YAML text, read line by line. */
#include "doc_private.h"

#include "arena.h"
#include <string.h>

#define KEY_LENGTH 128 /* libyaml looks a thousand characters ahead for a colon */
#define LEVELS 8
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

/* Go to the text of the next line; FALSE when it has none, or a comment. */
static gboolean
next_line(struct plain *p, gsize end)
{
	const char *text = p->doc->text;

	p->line++;
	p->at = end + 1;
	p->indent = -1;
	if (p->at >= p->doc->length)
		return TRUE;
	p->indent = (int)strspn(text + p->at, " ");
	p->at += p->indent;
	return text[p->at] != '\n' && text[p->at] != '#' && text[p->at] != '\t';
}

static struct node *
new_node(struct plain *p, enum node_type type, enum node_style style, gsize start, int column)
{
	struct node *node = arena_alloc(p->doc->arena, sizeof(*node));

	*node = (struct node){
		.type = type, .style = style, .line = p->line, .column = column + 1, .start = start, .end = start, .text = ""};
	return node;
}

static struct node *
new_scalar(struct plain *p, enum node_style style, gsize start, gsize end, int column)
{
	struct node *node = new_node(p, NODE_SCALAR, style, start, column);
	gsize quote = style != STYLE_PLAIN;

	node->end = end;
	node->text = arena_text(p->doc->arena, p->doc->text + start + quote, end - start - 2 * quote);
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

/* Text that means itself wherever a plain scalar may stand in a block. */
static gboolean
is_plain(const char *text, gsize length)
{
	guchar first = (guchar)text[0];

	if (!g_ascii_isalnum(first) && first < 0x80 && !strchr("_/.($+^;=<", first))
		return FALSE;
	for (const char *c = memchr(text, ':', length); c; c = memchr(c + 1, ':', text + length - c - 1))
		if (c + 1 == text + length || c[1] == ' ')
			return FALSE;
	for (const char *c = memchr(text, '#', length); c; c = memchr(c + 1, '#', text + length - c - 1))
		if (c[-1] == ' ')
			return FALSE;
	return text[length - 1] != ' ' && !memchr(text, '\t', length);
}

static gboolean
is_quoted(const char *text, gsize length)
{
	char quote = text[0];
	const char *inside = text + 1;

	if (length < 2 || text[length - 1] != quote)
		return FALSE;
	length -= 2;
	return !memchr(inside, quote, length) && !memchr(inside, '\t', length) &&
	       (quote == '\'' || !memchr(inside, '\\', length));
}

/* The scalar from start to the end of its line. */
static gboolean
read_scalar(struct plain *p, gsize start, int column, struct node **out)
{
	const char *text = p->doc->text + start, *end = memchr(text, '\n', p->doc->length - start);
	gsize length = end - text;
	enum node_style style = *text == '"' ? STYLE_DOUBLE : *text == '\'' ? STYLE_SINGLE : STYLE_PLAIN;

	if (style == STYLE_PLAIN ? !is_plain(text, length) : !is_quoted(text, length))
		return FALSE;
	*out = new_scalar(p, style, start, start + length, column);
	return next_line(p, start + length);
}

/* "word:" and a blank or the end of the line; its length without the colon, 0 for anything else. */
static gsize
key_length(const char *text)
{
	gsize n = 0;

	if (!g_ascii_isalpha(text[0]) && text[0] != '_')
		return 0;
	while (g_ascii_isalnum(text[n]) || text[n] == '_' || text[n] == '-')
		n++;
	return n <= KEY_LENGTH && text[n] == ':' && (text[n + 1] == ' ' || text[n + 1] == '\n') ? n : 0;
}

static gboolean
push(struct plain *p, struct node *node)
{
	if (p->n == PENDING)
		return FALSE;
	p->pending[p->n++] = node;
	return TRUE;
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
		} else if (!read_scalar(p, start, column + 2, &item))
			return FALSE;
		if (!push(p, item))
			return FALSE;
	}
	list->n = p->n - base;
	list->items = take(p, base, 0, 1, list->n);
	list->end = list->items[list->n - 1]->end;
	p->n = base;
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

static gboolean
read_map(struct plain *p, int column, int level, struct node **out)
{
	struct node *map = new_node(p, NODE_MAP, STYLE_BLOCK, p->at, column);
	guint base = p->n;

	while (p->indent == column) {
		gsize length = key_length(p->doc->text + p->at), colon = p->at + length;
		struct node *value;

		if (!length || !push(p, new_scalar(p, STYLE_PLAIN, p->at, colon, column)))
			return FALSE;
		if (p->doc->text[colon + 1] == '\n') {
			if (!read_below(p, colon + 1, column, level, &value))
				return FALSE;
		} else if (!read_scalar(p, colon + 2, column + (int)length + 2, &value))
			return FALSE;
		if (!push(p, value))
			return FALSE;
	}
	map->n = (p->n - base) / 2;
	map->keys = take(p, base, 0, 2, map->n);
	map->items = take(p, base, 1, 2, map->n);
	map->end = map->items[map->n - 1]->end;
	p->n = base;
	*out = map;
	return p->indent < column && !doc_duplicate(map);
}

gboolean
doc_read_plain(struct doc *doc)
{
	struct plain p;
	struct node *root;

	p.doc = doc;
	p.at = 0;
	p.indent = 0;
	p.line = 1;
	p.n = 0;
	if (!doc->length || doc->text[doc->length - 1] != '\n' || !read_map(&p, 0, 0, &root))
		return FALSE;
	doc->root = root;
	return TRUE;
}
