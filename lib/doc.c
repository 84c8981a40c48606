/* YAML text to nodes: the events of libyaml, less what the subset refuses. */
#include "doc_private.h"

#include "arena.h"
#include "chars.h"
#include "layout.h"
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct reader {
	struct doc *doc;
	gboolean plain; /* what is of the plain form needs no libyaml */
	yaml_parser_t yaml;
	yaml_event_t event; /* the one looked at */
	GPtrArray *pending; /* the children of the collections still open */
	gsize chars, bytes; /* one place in the text, counted both ways */
	gboolean ascii;	    /* then they are the same */
	gsize done;	    /* where the last scalar ended */
	int column;	    /* of the innermost block, 0 for none or inside brackets */
	gboolean flow;	    /* inside brackets */
	int depth;
};

/* ---- events ---- */

static gboolean
refuse(struct reader *r, yaml_mark_t mark, GError **err, const char *what, const char *hint)
{
	error_set(err, ERR_INVALID, "%s", what);
	error_hint(err, "%s", hint);
	error_at(err, NULL, (int)mark.line + 1, (int)mark.column + 1);
	return FALSE;
}

static gboolean
refuse_syntax(struct reader *r, GError **err)
{
	const char *problem = r->yaml.problem ? r->yaml.problem : "out of memory";
	const char *hint = "look at the indentation and the quotes of this line and the one before";
	g_autofree char *what = g_strdup_printf("not valid YAML: %s", problem);

	if (strstr(problem, "cannot start any token"))
		hint = "indent with blanks, and put a text that begins with a special character in quotes";
	else if (strstr(problem, "mapping values are not allowed"))
		hint = "put a text that holds a colon and a blank in quotes, or mend the indentation";
	return refuse(r, r->yaml.problem_mark, err, what, hint);
}

static gboolean
next_event(struct reader *r, GError **err)
{
	yaml_event_delete(&r->event);
	return yaml_parser_parse(&r->yaml, &r->event) || refuse_syntax(r, err);
}

/* libyaml counts characters, an edit needs bytes. */
static gsize
offset_of(struct reader *r, yaml_mark_t mark)
{
	const char *text = r->doc->text;

	if (r->ascii)
		return MIN(mark.index, r->doc->length);
	for (; r->chars < mark.index && r->bytes < r->doc->length; r->chars++)
		r->bytes = (gsize)(g_utf8_next_char(text + r->bytes) - text);
	for (; r->chars > mark.index; r->chars--)
		r->bytes = (gsize)(g_utf8_prev_char(text + r->bytes) - text);
	return r->bytes;
}

static struct node *
new_node(struct reader *r, enum node_type type, enum node_style style)
{
	struct node *node = arena_alloc(r->doc->arena, sizeof(*node));

	*node = (struct node){
		.type = type,
		.style = style,
		.line = (int)r->event.start_mark.line + 1,
		.column = (int)r->event.start_mark.column + 1,
		.start = offset_of(r, r->event.start_mark),
		.end = offset_of(r, r->event.end_mark),
		.text = "",
	};
	return node;
}

static gboolean
keeps_breaks(const char *indicator)
{
	return indicator[1] == '+' || (g_ascii_isdigit(indicator[1]) && indicator[2] == '+');
}

/* libyaml ends a block scalar at the next line that is not its own; blank lines there belong to nobody. */
static void
trim_block(const struct doc *doc, struct node *node)
{
	gboolean all = !keeps_breaks(doc->text + node->start);

	if (node->end > node->start && doc->text[node->end - 1] == '\n')
		node->end--;
	while (all && doc->text[node->end - 1] == '\n')
		node->end--;
}

/* Whether other readers see the same scalar here. */
static gboolean
check_layout(struct reader *r, struct node *node, GError **err)
{
	const char *text = r->doc->text;
	gsize end = node->end;

	if (node->start > r->done && !layout_gap(text, r->done, node->start, err))
		return FALSE;
	if (node->style == STYLE_LITERAL || node->style == STYLE_FOLDED) {
		trim_block(r->doc, node);
		return layout_block(text, node->start, end, !node->text[strspn(node->text, "\n")], err);
	}
	return layout_lines(text, node->start, node->end, node->style == STYLE_PLAIN ? 0 : r->column, err);
}

static struct node *
read_scalar(struct reader *r, GError **err)
{
	static const enum node_style styles[] = {
		[YAML_PLAIN_SCALAR_STYLE] = STYLE_PLAIN,
		[YAML_SINGLE_QUOTED_SCALAR_STYLE] = STYLE_SINGLE,
		[YAML_DOUBLE_QUOTED_SCALAR_STYLE] = STYLE_DOUBLE,
		[YAML_LITERAL_SCALAR_STYLE] = STYLE_LITERAL,
		[YAML_FOLDED_SCALAR_STYLE] = STYLE_FOLDED,
	};
	const char *value = (const char *)r->event.data.scalar.value;
	gsize length = r->event.data.scalar.length;
	struct node *node = new_node(r, NODE_SCALAR, styles[r->event.data.scalar.style]);

	if (node->style == STYLE_DOUBLE && !chars_check_value(value, length, err)) {
		error_at(err, NULL, node->line, node->column);
		return NULL;
	}
	node->text = arena_text(r->doc->arena, value, length);
	if (node->style == STYLE_PLAIN && r->flow && g_str_equal(value, "-")) {
		refuse(r, r->event.start_mark, err, "a '-' stands alone between brackets", "put it in quotes");
		return NULL;
	}
	if (!check_layout(r, node, err))
		return NULL;
	r->done = MAX(r->done, node->end);
	return node;
}

static struct node *read_node(struct reader *r, GError **err);

/* The nodes pending from index base on, every step-th, taken into an array of their own. */
static struct node **
take(struct reader *r, guint base, guint first, guint step, guint n)
{
	struct node **array = arena_alloc(r->doc->arena, sizeof(*array) * n);

	for (guint i = 0; i < n; i++)
		array[i] = g_ptr_array_index(r->pending, base + first + i * step);
	return array;
}

static gboolean
read_list(struct reader *r, struct node *list, GError **err)
{
	guint base = r->pending->len;

	while (next_event(r, err)) {
		struct node *item;

		if (r->event.type == YAML_SEQUENCE_END_EVENT) {
			list->n = r->pending->len - base;
			list->items = take(r, base, 0, 1, list->n);
			g_ptr_array_set_size(r->pending, (int)base);
			return TRUE;
		}
		if (!(item = read_node(r, err)))
			return FALSE;
		g_ptr_array_add(r->pending, item);
	}
	return FALSE;
}

static struct node *
read_key(struct reader *r, GError **err)
{
	yaml_mark_t mark = r->event.start_mark;
	struct node *key;

	if (r->event.type == YAML_MAPPING_START_EVENT || r->event.type == YAML_SEQUENCE_START_EVENT) {
		refuse(r, mark, err, "a key must be a word, not a list or a map",
			"put quotes around what begins with '{' or '['");
		return NULL;
	}
	if (!(key = read_node(r, err)))
		return NULL;
	if (key->style == STYLE_PLAIN && !*key->text)
		refuse(r, mark, err, "a key is missing before ':'", "write 'key: value'");
	else if (key->style == STYLE_PLAIN && g_str_equal(key->text, "<<"))
		refuse(r, mark, err, "merge keys '<<' are not read", "write the fields out");
	else
		return key;
	return NULL;
}

static int
key_compare(const void *a, const void *b)
{
	const struct node *const *left = a, *const *right = b;
	int order = strcmp((*left)->text, (*right)->text);

	return order ? order : ((*left)->start > (*right)->start) - ((*left)->start < (*right)->start);
}

/* One of 64 bits that equal keys have in common. */
static guint64
key_bit(const struct node *key)
{
	gsize length = strlen(key->text);

	return G_GUINT64_CONSTANT(1) << ((guchar)key->text[0] * 5 + (length ? (guchar)key->text[length - 1] : 0) * 3 + length) %
						64;
}

const struct node *
doc_duplicate(const struct node *map)
{
	g_autofree struct node **sorted = NULL;
	guint64 seen = 0;

	if (map->n <= 64) {
		for (guint i = 0; i < map->n; i++) {
			guint64 bit = key_bit(map->keys[i]);

			for (guint j = 0; seen & bit && j < i; j++)
				if (g_str_equal(map->keys[i]->text, map->keys[j]->text))
					return map->keys[i];
			seen |= bit;
		}
		return NULL;
	}
	sorted = g_memdup2(map->keys, sizeof(*sorted) * map->n);
	qsort(sorted, map->n, sizeof(*sorted), key_compare);
	for (guint i = 1; i < map->n; i++)
		if (g_str_equal(sorted[i]->text, sorted[i - 1]->text))
			return sorted[i];
	return NULL;
}

static gboolean
end_map(struct reader *r, struct node *map, guint base, GError **err)
{
	const struct node *twice;

	map->n = (r->pending->len - base) / 2;
	map->keys = take(r, base, 0, 2, map->n);
	map->items = take(r, base, 1, 2, map->n);
	g_ptr_array_set_size(r->pending, (int)base);
	twice = doc_duplicate(map);
	if (!twice)
		return TRUE;
	error_set(err, ERR_INVALID, "the key '%.64s' stands twice", twice->text);
	error_hint(err, "keep one of the two");
	error_at(err, NULL, twice->line, twice->column);
	return FALSE;
}

static gboolean
read_map(struct reader *r, struct node *map, GError **err)
{
	guint base = r->pending->len;

	while (next_event(r, err)) {
		struct node *key, *value;

		if (r->event.type == YAML_MAPPING_END_EVENT)
			return end_map(r, map, base, err);
		if (!(key = read_key(r, err)) || !next_event(r, err) || !(value = read_node(r, err)))
			return FALSE;
		g_ptr_array_add(r->pending, key);
		g_ptr_array_add(r->pending, value);
	}
	return FALSE;
}

static gboolean
read_items(struct reader *r, struct node *node, GError **err)
{
	return node->type == NODE_LIST ? read_list(r, node, err) : read_map(r, node, err);
}

/* libyaml ends a block where the next thing begins, behind comments. */
static gboolean
read_block(struct reader *r, struct node *node, GError **err)
{
	int outer = r->column;

	r->column = node->column;
	if (!read_items(r, node, err))
		return FALSE;
	r->column = outer;
	if (node->n)
		node->end = node->items[node->n - 1]->end;
	return TRUE;
}

static gboolean
read_flow(struct reader *r, struct node *node, GError **err)
{
	gboolean outer = r->flow;
	int column = r->column;

	r->flow = TRUE;
	r->column = 0;
	if (!read_items(r, node, err))
		return FALSE;
	r->flow = outer;
	r->column = column;
	node->end = offset_of(r, r->event.end_mark);
	return layout_lines(r->doc->text, node->start, node->end, column, err);
}

static struct node *
read_collection(struct reader *r, enum node_type type, enum node_style style, GError **err)
{
	struct node *node = new_node(r, type, style);

	if (++r->depth > DOC_DEPTH) {
		refuse(r, r->event.start_mark, err, "lists and maps are nested too deep", "at most 16 levels are read");
		return NULL;
	}
	if (!(style == STYLE_FLOW ? read_flow(r, node, err) : read_block(r, node, err)))
		return NULL;
	r->depth--;
	return node;
}

/* The node that begins with the present event. */
static struct node *
read_node(struct reader *r, GError **err)
{
	const yaml_event_t *event = &r->event;
	const yaml_char_t *anchor = NULL, *tag = NULL;
	gboolean flow = FALSE;

	if (event->type == YAML_SCALAR_EVENT) {
		anchor = event->data.scalar.anchor;
		tag = event->data.scalar.tag;
	} else if (event->type == YAML_SEQUENCE_START_EVENT) {
		anchor = event->data.sequence_start.anchor;
		tag = event->data.sequence_start.tag;
		flow = event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
	} else if (event->type == YAML_MAPPING_START_EVENT) {
		anchor = event->data.mapping_start.anchor;
		tag = event->data.mapping_start.tag;
		flow = event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
	}
	if (anchor || event->type == YAML_ALIAS_EVENT)
		refuse(r, event->start_mark, err, "anchors '&' and aliases '*' are not read",
			"put a text that begins so in quotes");
	else if (tag)
		refuse(r, event->start_mark, err, "tags '!' are not read", "put a text that begins so in quotes");
	else if (event->type == YAML_SCALAR_EVENT)
		return read_scalar(r, err);
	else
		return read_collection(
			r, event->type == YAML_MAPPING_START_EVENT ? NODE_MAP : NODE_LIST, flow ? STYLE_FLOW : STYLE_BLOCK, err);
	return NULL;
}

/* ---- documents ---- */

/* What libyaml makes of "---" with nothing behind it. */
static gboolean
is_nothing(const struct node *node)
{
	return node->type == NODE_SCALAR && node->style == STYLE_PLAIN && !*node->text;
}

static gboolean
read_root(struct reader *r, GError **err)
{
	const yaml_event_t *event = &r->event;

	if (event->data.document_start.version_directive ||
		event->data.document_start.tag_directives.start != event->data.document_start.tag_directives.end)
		return refuse(r, event->start_mark, err, "directives '%' are not read", "take the line that begins with '%' out");
	if (!next_event(r, err) || !(r->doc->root = read_node(r, err)))
		return FALSE;
	if (is_nothing(r->doc->root))
		r->doc->root = NULL;
	if (!next_event(r, err) || !next_event(r, err)) /* the document ends */
		return FALSE;
	if (event->type != YAML_STREAM_END_EVENT)
		return refuse(r, event->start_mark, err, "a second document begins", "keep one document in a file");
	return TRUE;
}

static gboolean
read_stream(struct reader *r, GError **err)
{
	if (!next_event(r, err) || !next_event(r, err)) /* the stream begins */
		return FALSE;
	if (r->event.type != YAML_STREAM_END_EVENT && !read_root(r, err))
		return FALSE;
	return layout_gap(r->doc->text, r->done, r->doc->length, err);
}

static gboolean
read_text(struct reader *r, GError **err)
{
	const struct doc *doc = r->doc;
	g_autofree char *ended = NULL;
	gboolean ok;

	if (!chars_check(doc->text, doc->length, &r->ascii, err))
		return FALSE;
	if (r->plain && doc_read_plain(r->doc))
		return TRUE;
	/* A block text at the end means the same whether the last line is ended or not; libyaml does not think so. */
	if (doc->length && doc->text[doc->length - 1] != '\n')
		ended = g_strconcat(doc->text, "\n", NULL);
	if (!yaml_parser_initialize(&r->yaml))
		return error_set(err, ERR_IO, "out of memory");
	yaml_parser_set_encoding(&r->yaml, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r->yaml, (const yaml_char_t *)(ended ? ended : doc->text), doc->length + (ended != NULL));
	r->pending = g_ptr_array_sized_new(64);
	ok = read_stream(r, err);
	g_ptr_array_unref(r->pending);
	yaml_event_delete(&r->event);
	yaml_parser_delete(&r->yaml);
	return ok;
}

struct doc *
doc_parse(const char *name, const char *text, gsize length, GError **err)
{
	return doc_parse_by(name, text, length, TRUE, err);
}

struct doc *
doc_parse_by(const char *name, const char *text, gsize length, gboolean plain, GError **err)
{
	AUTO(doc) doc = NULL;
	struct reader r = {.plain = plain};
	struct arena *arena;

	if (length > DOC_BYTES) {
		error_set(err, ERR_INVALID, "the text is longer than %d bytes", DOC_BYTES);
		error_hint(err, "attach long content as evidence instead");
		error_at(err, name, 0, 0);
		return NULL;
	}
	arena = arena_new(1024 + 8 * length); /* a line is two nodes */
	doc = arena_alloc(arena, sizeof(*doc));
	*doc = (struct doc){.arena = arena, .length = length};
	doc->name = arena_text(arena, name, strlen(name));
	doc->text = arena_text(arena, text, length);
	r.doc = doc;
	if (read_text(&r, err))
		return g_steal_pointer(&doc);
	error_at(err, name, 0, 0);
	return NULL;
}

void
doc_free(struct doc *doc)
{
	if (doc)
		arena_free(doc->arena);
}
