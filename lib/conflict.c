/* Matters, their values as text, and what waits in a record. */
#include "conflict.h"
#include "edit.h"
#include "emit.h"

#include <string.h>

gboolean
matter_made(const struct kind *kind, const char *name)
{
	gboolean made = FALSE;

	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];

		if (!g_str_equal(kind_matter(kind, field->name), name))
			continue;
		made = field->hidden && field->immutable && field->def;
		if (!made)
			break;
	}
	return made;
}

/* --- values --- */

static int
compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static struct node *
ordered_map(struct builder *b, const GPtrArray *fields, const struct node *map)
{
	struct node *out = build_map(b);
	g_autoptr(GPtrArray) others = g_ptr_array_new();

	for (guint i = 0; fields && i < fields->len; i++) {
		const struct field *field = fields->pdata[i];
		const struct node *value = node_get(map, field->name);

		if (value)
			build_map_add(b, out, field->name, matter_ordered(b, field->fields, value));
	}
	for (guint i = 0; i < map->n; i++)
		if (!node_get(out, map->keys[i]->text))
			g_ptr_array_add(others, (char *)map->keys[i]->text);
	g_ptr_array_sort(others, compare_names);
	for (guint i = 0; i < others->len; i++)
		build_map_add(b, out, others->pdata[i], matter_ordered(b, NULL, node_get(map, others->pdata[i])));
	return out;
}

struct node *
matter_ordered(struct builder *b, const GPtrArray *fields, const struct node *node)
{
	struct node *list;

	if (node->type == NODE_SCALAR)
		return build_scalar(b, node->text);
	if (node->type == NODE_MAP)
		return ordered_map(b, fields, node);
	list = build_list(b);
	for (guint i = 0; i < node->n; i++)
		build_list_add(b, list, matter_ordered(b, fields, node->items[i]));
	return list;
}

static const struct node *
entry_of(const struct node *list, const char *key, const char *name)
{
	for (guint i = 0; key && list && list->type == NODE_LIST && i < list->n; i++)
		if (!g_strcmp0(node_text(list->items[i], key), name))
			return list->items[i];
	return NULL;
}

struct node *
matter_value(struct builder *b, const struct kind *kind, const struct matter *matter, const struct node *root)
{
	const struct field *field = kind_field(kind, matter->field);
	const struct node *node = node_get(root, matter->field);
	struct node *map;

	if (matter->entry)
		node = entry_of(node, field ? field->key : NULL, matter->entry);
	if (matter->entry || !kind_matter_coupled(kind, matter->field))
		return node ? matter_ordered(b, field ? field->fields : NULL, node) : NULL;
	map = build_map(b);
	for (guint i = 0; i < kind->fields->len; i++) {
		field = kind->fields->pdata[i];
		node = g_str_equal(kind_matter(kind, field->name), matter->field) ? node_get(root, field->name) : NULL;
		if (node)
			build_map_add(b, map, field->name, matter_ordered(b, field->fields, node));
	}
	return map->n ? map : NULL;
}

char *
matter_text(const struct node *value)
{
	GString *out;

	if (!value)
		return NULL;
	if (value->type == NODE_SCALAR)
		return g_strdup(value->text);
	if (value->type == NODE_MAP && value->n)
		return edit_write(value);
	out = g_string_new(value->n ? NULL : value->type == NODE_MAP ? "{}\n" : "[]\n");
	for (guint i = 0; i < value->n; i++)
		emit_item(out, value->items[i], 0);
	return g_string_free(out, FALSE);
}

gboolean
matter_read(struct builder *b, const struct kind *kind, const struct matter *matter, const char *text, struct node **out,
	GError **err)
{
	const struct field *field = kind_field(kind, matter->field);
	gboolean list = field && field->list && !matter->entry,
		 coupled = !matter->entry && kind_matter_coupled(kind, matter->field);
	AUTO(doc) doc = NULL;

	*out = NULL;
	if (!text)
		return TRUE;
	if (!matter->entry && !coupled && (!field || (!field->list && !field->fields))) {
		*out = build_scalar(b, text);
		return TRUE;
	}
	doc = doc_parse("value", text, strlen(text), err);
	if (!doc)
		return FALSE;
	if (!doc->root || doc->root->type != (list ? NODE_LIST : NODE_MAP))
		return error_set(err, ERR_INVALID, "the value of %s is no %s", matter->field,
			list ? "list" : "map of 'name: value' lines");
	*out = build_copy(b, doc->root);
	return TRUE;
}

char *
matter_says(const struct matter *matter)
{
	return g_strjoin(matter->entry ? " " : NULL, matter->field, matter->entry, NULL);
}

/* --- what waits --- */

struct matter
conflict_matter(const struct node *entry)
{
	const char *field = node_text(entry, "field");

	return (struct matter){field ? field : "", node_text(entry, "entry")};
}

gboolean
matter_equal(const struct matter *a, const struct matter *b)
{
	return g_str_equal(a->field, b->field) && !g_strcmp0(a->entry, b->entry);
}

gboolean
conflicts_wait(const struct node *root)
{
	const struct node *list = node_get(root, CONFLICTS);

	return list && list->type == NODE_LIST && list->n;
}

static void
conflict_free(gpointer data)
{
	struct conflict *conflict = data;

	g_ptr_array_unref(conflict->values);
	g_free(conflict);
}

GPtrArray *
conflicts_of(const struct record *record)
{
	const struct node *list = record_node(record, CONFLICTS);
	GPtrArray *all = g_ptr_array_new_with_free_func(conflict_free);

	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++) {
		struct matter matter = conflict_matter(list->items[i]);
		struct conflict *conflict = NULL;

		for (guint k = 0; k < all->len && !conflict; k++)
			if (matter_equal(&((struct conflict *)all->pdata[k])->matter, &matter))
				conflict = all->pdata[k];
		if (!conflict) {
			conflict = g_new(struct conflict, 1);
			*conflict = (struct conflict){matter, g_ptr_array_new()};
			g_ptr_array_add(all, conflict);
		}
		g_ptr_array_add(conflict->values, list->items[i]);
	}
	return all;
}
