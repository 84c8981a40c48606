/* Nodes: looking into them, comparing them, and making them in memory. */
#include "arena.h"
#include "doc.h"

#include <string.h>

struct builder {
	struct arena *arena;
};

struct node *
node_get(const struct node *map, const char *key)
{
	if (!map || map->type != NODE_MAP)
		return NULL;
	for (guint i = 0; i < map->n; i++)
		if (map->keys[i]->text[0] == key[0] && strcmp(map->keys[i]->text, key) == 0) /* most differ in the first letter */
			return map->items[i];
	return NULL;
}

const char *
node_text(const struct node *map, const char *key)
{
	const struct node *node = node_get(map, key);

	return node && node->type == NODE_SCALAR ? node->text : NULL;
}

struct pair {
	const char *key;
	const struct node *value;
};

static int
pair_compare(const void *a, const void *b)
{
	return strcmp(((const struct pair *)a)->key, ((const struct pair *)b)->key);
}

static struct pair *
sorted_pairs(const struct node *map)
{
	struct pair *pairs = g_new(struct pair, map->n);

	for (guint i = 0; i < map->n; i++)
		pairs[i] = (struct pair){map->keys[i]->text, map->items[i]};
	qsort(pairs, map->n, sizeof(*pairs), pair_compare);
	return pairs;
}

/* Sorting keeps hostile maps of a hundred thousand keys cheap. */
static gboolean
maps_equal(const struct node *a, const struct node *b)
{
	g_autofree struct pair *left = sorted_pairs(a), *right = sorted_pairs(b);

	for (guint i = 0; i < a->n; i++)
		if (!g_str_equal(left[i].key, right[i].key) || !node_equal(left[i].value, right[i].value))
			return FALSE;
	return TRUE;
}

gboolean
node_equal(const struct node *a, const struct node *b)
{
	if (!a || !b)
		return a == b;
	if (a->type != b->type || a->n != b->n)
		return FALSE;
	if (a->type == NODE_SCALAR)
		return g_str_equal(a->text, b->text);
	if (a->type == NODE_MAP && a->n)
		return maps_equal(a, b);
	for (guint i = 0; i < a->n; i++)
		if (!node_equal(a->items[i], b->items[i]))
			return FALSE;
	return TRUE;
}

struct builder *
builder_new(void)
{
	struct builder *b = g_new(struct builder, 1);

	b->arena = arena_new(2048);
	return b;
}

void
builder_free(struct builder *b)
{
	if (!b)
		return;
	arena_free(b->arena);
	g_free(b);
}

static struct node *
build(struct builder *b, enum node_type type)
{
	struct node *node = arena_alloc(b->arena, sizeof(*node));

	*node = (struct node){.type = type, .style = type == NODE_SCALAR ? STYLE_PLAIN : STYLE_BLOCK, .text = ""};
	return node;
}

struct node *
build_scalar(struct builder *b, const char *text)
{
	struct node *node = build(b, NODE_SCALAR);

	node->text = arena_text(b->arena, text, strlen(text));
	return node;
}

struct node *
build_list(struct builder *b)
{
	return build(b, NODE_LIST);
}

struct node *
build_map(struct builder *b)
{
	return build(b, NODE_MAP);
}

/* Room for one more at n: the array doubles whenever n is a power of two. */
static struct node **
grow(struct builder *b, struct node **array, guint n)
{
	struct node **more;

	if (n & (n - 1))
		return array;
	more = arena_alloc(b->arena, sizeof(*more) * MAX(n * 2, 1));
	if (n)
		memcpy(more, array, sizeof(*more) * n);
	return more;
}

void
build_list_add(struct builder *b, struct node *list, struct node *item)
{
	list->items = grow(b, list->items, list->n);
	list->items[list->n++] = item;
}

void
build_map_add(struct builder *b, struct node *map, const char *key, struct node *value)
{
	map->keys = grow(b, map->keys, map->n);
	map->items = grow(b, map->items, map->n);
	map->keys[map->n] = build_scalar(b, key);
	map->items[map->n++] = value;
}

void
build_map_text(struct builder *b, struct node *map, const char *key, const char *text)
{
	if (text && *text)
		build_map_add(b, map, key, build_scalar(b, text));
}

void
build_map_count(struct builder *b, struct node *map, const char *key, guint64 n)
{
	char text[24];

	g_snprintf(text, sizeof(text), "%" G_GUINT64_FORMAT, n);
	build_map_text(b, map, key, text);
}

struct node *
build_copy(struct builder *b, const struct node *node)
{
	struct node *copy = build(b, node->type);

	if (node->type == NODE_SCALAR)
		copy->text = arena_text(b->arena, node->text, strlen(node->text));
	for (guint i = 0; i < node->n; i++) {
		struct node *item = build_copy(b, node->items[i]);

		if (node->type == NODE_MAP)
			build_map_add(b, copy, node->keys[i]->text, item);
		else
			build_list_add(b, copy, item);
	}
	return copy;
}
