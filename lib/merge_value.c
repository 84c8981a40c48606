/* The rules that bring two values together: sets, logs, maps, lines of text, and the order of keyed lists. */
#include "merge_private.h"

#include <string.h>

static guint
count(const struct node *list)
{
	return list && list->type == NODE_LIST ? list->n : 0;
}

/* --- sets: what either added is in, what either removed is out --- */

static GHashTable *
texts_of(const struct node *list)
{
	GHashTable *texts = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < count(list); i++)
		g_hash_table_add(texts, (gpointer)list->items[i]->text);
	return texts;
}

static gboolean
is_scalars(const struct node *list)
{
	if (list && list->type != NODE_LIST)
		return FALSE;
	for (guint i = 0; i < count(list); i++)
		if (list->items[i]->type != NODE_SCALAR)
			return FALSE;
	return TRUE;
}

static int
compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Items of one side that the base has not. */
static void
note_added(const struct node *list, GHashTable *base, GPtrArray *added)
{
	for (guint i = 0; i < count(list); i++)
		if (g_hash_table_add(base, (gpointer)list->items[i]->text))
			g_ptr_array_add(added, (gpointer)list->items[i]->text);
}

gboolean
merge_set(struct builder *b, const struct versions *is, struct node **out)
{
	g_autoptr(GHashTable) base = NULL, ours = NULL, theirs = NULL;
	g_autoptr(GPtrArray) added = g_ptr_array_new();
	struct node *list = build_list(b);

	for (int side = MERGE_BASE; side <= MERGE_THEIRS; side++)
		if (!is_scalars(is->v[side]))
			return FALSE;
	ours = texts_of(is->v[MERGE_OURS]);
	theirs = texts_of(is->v[MERGE_THEIRS]);
	base = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < count(is->v[MERGE_BASE]); i++) {
		const char *text = is->v[MERGE_BASE]->items[i]->text;

		if (g_hash_table_add(base, (gpointer)text) && g_hash_table_contains(ours, text) &&
			g_hash_table_contains(theirs, text))
			build_list_add(b, list, build_scalar(b, text));
	}
	note_added(is->v[MERGE_OURS], base, added);
	note_added(is->v[MERGE_THEIRS], base, added);
	g_ptr_array_sort(added, compare_texts);
	for (guint i = 0; i < added->len; i++)
		build_list_add(b, list, build_scalar(b, added->pdata[i]));
	*out = list->n ? list : NULL;
	return TRUE;
}

/* --- logs: entries are added, each line of work's in its order --- */

struct line {
	const struct node *node;
	char *text;	/* says what it is: entries of one text are one */
	gint64 moment;	/* 0 without one */
	gboolean taken; /* matched with one of the base, or written */
};

struct lines {
	GArray *all;	     /* struct line */
	GHashTable *by_text; /* text -> GQueue of those not taken */
};

static const char *
moment_field(const struct field *field)
{
	for (guint i = 0; field->fields && i < field->fields->len; i++) {
		const struct field *part = field->fields->pdata[i];

		if (g_str_equal(part->type->name, "event"))
			return part->name;
	}
	return NULL;
}

static struct line *
line_at(const struct lines *lines, guint i)
{
	return &g_array_index(lines->all, struct line, i);
}

static struct lines
lines_of(const struct field *field, const struct node *list)
{
	struct lines lines = {g_array_new(FALSE, FALSE, sizeof(struct line)),
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_queue_free)};
	const char *at = moment_field(field);

	for (guint i = 0; i < count(list); i++) {
		const char *when = at ? node_text(list->items[i], at) : NULL;
		struct line line = {.node = list->items[i], .text = matter_text(list->items[i])};
		GQueue *same = g_hash_table_lookup(lines.by_text, line.text);
		int offset;

		if (!when || !event_parse(when, &line.moment, &offset, NULL))
			line.moment = 0;
		g_array_append_val(lines.all, line);
		if (!same)
			g_hash_table_insert(lines.by_text, line.text, same = g_queue_new());
		g_queue_push_tail(same, GUINT_TO_POINTER(i));
	}
	return lines;
}

static void
lines_clear(struct lines *lines)
{
	for (guint i = 0; i < lines->all->len; i++)
		g_free(line_at(lines, i)->text);
	g_hash_table_unref(lines->by_text);
	g_array_unref(lines->all);
}

/* The first of a text that is not taken; it is now. */
static gboolean
take_line(struct lines *lines, const char *text)
{
	GQueue *same = g_hash_table_lookup(lines->by_text, text);

	if (!same || g_queue_is_empty(same))
		return FALSE;
	line_at(lines, GPOINTER_TO_UINT(g_queue_pop_head(same)))->taken = TRUE;
	return TRUE;
}

/* What is left of the base, in its order; what is not taken afterwards is new. */
static void
keep_lines(struct builder *b, struct node *list, const struct lines *base, struct lines *ours, struct lines *theirs)
{
	for (guint i = 0; i < base->all->len; i++) {
		gboolean left = take_line(ours, line_at(base, i)->text), right = take_line(theirs, line_at(base, i)->text);

		if (left && right)
			build_list_add(b, list, build_copy(b, line_at(base, i)->node));
	}
}

static const struct line *
next_line(const struct lines *lines, guint *i)
{
	while (*i < lines->all->len && line_at(lines, *i)->taken)
		(*i)++;
	return *i < lines->all->len ? line_at(lines, *i) : NULL;
}

/* New ones by their moments, but never before one that stands above them on their side. */
static void
add_lines(struct builder *b, struct node *list, struct lines *ours, struct lines *theirs)
{
	guint i = 0, k = 0;

	for (;;) {
		const struct line *left = next_line(ours, &i), *right = next_line(theirs, &k), *first = left ? left : right;

		if (!first)
			return;
		if (left && right &&
			(right->moment < left->moment || (right->moment == left->moment && strcmp(right->text, left->text) < 0)))
			first = right;
		build_list_add(b, list, build_copy(b, first->node));
		take_line(ours, first->text);
		take_line(theirs, first->text);
	}
}

gboolean
merge_log(struct builder *b, const struct field *field, const struct versions *is, struct node **out)
{
	struct node *list = build_list(b);
	struct lines lines[3];

	for (int side = MERGE_BASE; side <= MERGE_THEIRS; side++)
		if (is->v[side] && is->v[side]->type != NODE_LIST)
			return FALSE;
	for (int side = MERGE_BASE; side <= MERGE_THEIRS; side++)
		lines[side] = lines_of(field, is->v[side]);
	keep_lines(b, list, &lines[MERGE_BASE], &lines[MERGE_OURS], &lines[MERGE_THEIRS]);
	add_lines(b, list, &lines[MERGE_OURS], &lines[MERGE_THEIRS]);
	for (int side = MERGE_BASE; side <= MERGE_THEIRS; side++)
		lines_clear(&lines[side]);
	*out = list->n ? list : NULL;
	return TRUE;
}

/* --- maps: parts of which only one side changed each --- */

#define MOST_PARTS 1000 /* no map of a schema comes near; looking each up in each takes its time */

static gboolean
merge_part(struct builder *b, struct node *map, const char *name, const struct versions *is)
{
	const struct node *base = node_get(is->v[MERGE_BASE], name), *ours = node_get(is->v[MERGE_OURS], name),
			  *theirs = node_get(is->v[MERGE_THEIRS], name);
	const struct node *part = node_equal(ours, base) ? theirs : ours;

	if (node_get(map, name))
		return TRUE;
	if (!node_equal(ours, theirs) && !node_equal(ours, base) && !node_equal(theirs, base))
		return FALSE;
	if (part)
		build_map_add(b, map, name, build_copy(b, part));
	return TRUE;
}

gboolean
merge_parts(struct builder *b, const struct versions *is, struct node **out)
{
	struct node *map = build_map(b);

	for (int side = MERGE_OURS; side <= MERGE_THEIRS; side++)
		if (!is->v[side] || is->v[side]->type != NODE_MAP || is->v[side]->n > MOST_PARTS)
			return FALSE;
	if (is->v[MERGE_BASE] && is->v[MERGE_BASE]->n > MOST_PARTS)
		return FALSE;
	for (int side = MERGE_BASE; side <= MERGE_THEIRS; side++)
		for (guint i = 0; is->v[side] && is->v[side]->type == NODE_MAP && i < is->v[side]->n; i++)
			if (!merge_part(b, map, is->v[side]->keys[i]->text, is))
				return FALSE;
	*out = map;
	return TRUE;
}

/* --- text --- */

gboolean
merge_lines(struct builder *b, const struct versions *is, struct node **out)
{
	g_autofree char *text = NULL, *again = NULL;
	gboolean clean, same;

	for (int side = MERGE_BASE; side <= MERGE_THEIRS; side++)
		if (!is->v[side] || is->v[side]->type != NODE_SCALAR)
			return FALSE;
	text = store_merge_text(is->v[MERGE_BASE]->text, is->v[MERGE_OURS]->text, is->v[MERGE_THEIRS]->text, &clean, NULL);
	again = store_merge_text(is->v[MERGE_BASE]->text, is->v[MERGE_THEIRS]->text, is->v[MERGE_OURS]->text, &same, NULL);
	if (!text || !again || !clean || !same || !g_str_equal(text, again))
		return FALSE;
	*out = build_scalar(b, text);
	return TRUE;
}

/* --- keyed lists --- */

/* Its entries by key; NULL when one has none or two have the same. *sorted: FALSE when they are not in the order of keys. */
static GHashTable *
entries_of(const struct field *field, const struct node *list, gboolean *sorted)
{
	g_autoptr(GHashTable) entries = g_hash_table_new(g_str_hash, g_str_equal);
	const char *last = NULL;

	if (list && list->type != NODE_LIST)
		return NULL;
	for (guint i = 0; i < count(list); i++) {
		const char *key = node_text(list->items[i], field->key);

		if (!key || !g_hash_table_insert(entries, (gpointer)key, list->items[i]))
			return NULL;
		if (last && strcmp(last, key) > 0)
			*sorted = FALSE;
		last = key;
	}
	return g_steal_pointer(&entries);
}

/* The keys of one side that another has as well, in its order. */
static GPtrArray *
common_keys(const struct field *field, const struct node *list, GHashTable *other)
{
	GPtrArray *keys = g_ptr_array_new();

	for (guint i = 0; i < count(list); i++) {
		const char *key = node_text(list->items[i], field->key);

		if (g_hash_table_contains(other, key))
			g_ptr_array_add(keys, (gpointer)key);
	}
	return keys;
}

/* What both have put in the same order themselves: the agenda of a meeting that two plants opened. */
static void
keep_order(struct keyed *keyed, const struct field *field, const struct versions *is)
{
	g_autoptr(GPtrArray) ours = common_keys(field, is->v[MERGE_OURS], keyed->entries[MERGE_THEIRS]),
			     theirs = common_keys(field, is->v[MERGE_THEIRS], keyed->entries[MERGE_OURS]);

	for (guint i = 0; i < ours->len; i++)
		if (!g_str_equal(ours->pdata[i], theirs->pdata[i]))
			return;
	for (guint i = 0; i < ours->len; i++)
		g_ptr_array_add(keyed->keys, ours->pdata[i]);
}

/* Those of the base in its order and new ones by name behind them; all by name where they have always been so. */
static void
order_keys(struct keyed *keyed, const struct field *field, const struct versions *is, gboolean sorted)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) added = g_ptr_array_new();

	if (count(is->v[MERGE_BASE]))
		for (guint i = 0; i < count(is->v[MERGE_BASE]); i++)
			g_ptr_array_add(keyed->keys, (gpointer)node_text(is->v[MERGE_BASE]->items[i], field->key));
	else
		keep_order(keyed, field, is);
	for (guint i = 0; i < keyed->keys->len; i++)
		g_hash_table_add(seen, keyed->keys->pdata[i]);
	for (int side = MERGE_OURS; side <= MERGE_THEIRS; side++)
		for (guint i = 0; i < count(is->v[side]); i++) {
			const char *key = node_text(is->v[side]->items[i], field->key);

			if (g_hash_table_add(seen, (gpointer)key))
				g_ptr_array_add(added, (gpointer)key);
		}
	g_ptr_array_sort(added, compare_texts);
	for (guint i = 0; i < added->len; i++)
		g_ptr_array_add(keyed->keys, added->pdata[i]);
	if (sorted)
		g_ptr_array_sort(keyed->keys, compare_texts);
}

gboolean
merge_keyed(const struct field *field, const struct versions *is, struct keyed *out)
{
	gboolean sorted = TRUE, whole = TRUE;

	*out = (struct keyed){.keys = g_ptr_array_new()};
	for (int side = MERGE_BASE; side <= MERGE_THEIRS; side++) {
		out->entries[side] = entries_of(field, is->v[side], &sorted);
		whole = whole && out->entries[side];
	}
	if (whole)
		order_keys(out, field, is, sorted);
	else
		merge_keyed_clear(out);
	return whole;
}

void
merge_keyed_clear(struct keyed *keyed)
{
	for (int side = MERGE_BASE; side <= MERGE_THEIRS; side++)
		g_clear_pointer(&keyed->entries[side], g_hash_table_unref);
	g_clear_pointer(&keyed->keys, g_ptr_array_unref);
}
