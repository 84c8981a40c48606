/* New ids for old ones in one record, in place: no other byte of its file changes. */
#include "collision_private.h"
#include "edit.h"
#include "patch.h"

#include <string.h>

struct rewriting {
	GHashTable *moves;
	struct builder *b;
	struct patches patches;
};

static gboolean
is_word(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

/* Is what stands at `at` a word of its own? Not in a longer name, and not the id of another repository's record (name:ID). */
static gboolean
stands_alone(const char *text, const char *at, gsize length)
{
	const char *end = at + length;

	if (at > text && (is_word(at[-1]) || at[-1] == '-'))
		return FALSE;
	if (at > text + 1 && at[-1] == ':' && is_word(at[-2]))
		return FALSE;
	return !is_word(*end) && !(*end == '-' && is_word(end[1]));
}

/* Where the first old id of [at, end) is; NULL for none. */
static const char *
find_id(const struct rewriting *w, const char *text, const char *at, const char *end, const char **old, const char **new)
{
	const char *first = NULL;
	GHashTableIter each;
	gpointer key, value;

	g_hash_table_iter_init(&each, w->moves);
	while (g_hash_table_iter_next(&each, &key, &value)) {
		gsize length = strlen(key);

		for (const char *c = at; (c = g_strstr_len(c, end - c, key)); c++) {
			if (!stands_alone(text, c, length))
				continue;
			if (!first || c < first) {
				first = c;
				*old = key;
				*new = value;
			}
			break;
		}
	}
	return first;
}

/* The value with new ids; the same pointer when it has none. */
static const struct node *
new_scalar(struct rewriting *w, const struct node *node)
{
	const char *at = node->text, *end = at + strlen(at), *old, *new, *found;
	g_autoptr(GString) out = g_string_new(NULL);

	while ((found = find_id(w, node->text, at, end, &old, &new))) {
		g_string_append_len(out, at, found - at);
		g_string_append(out, new);
		at = found + strlen(old);
	}
	if (!out->len)
		return node;
	g_string_append(out, at);
	at = w->patches.text + node->start;
	end = w->patches.text + node->end;
	while ((found = find_id(w, w->patches.text, at, end, &old, &new))) {
		at = found + strlen(old);
		patches_add(&w->patches, found - w->patches.text, at - w->patches.text, g_strdup(new));
	}
	return build_scalar(w->b, out->str);
}

static struct node *new_map(struct rewriting *w, const GPtrArray *fields, const struct node *map, const struct node *base);

static gboolean
has_equal(const struct node *list, const struct node *item)
{
	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++)
		if (node_equal(list->items[i], item))
			return TRUE;
	return FALSE;
}

static const struct node *
same_key(const struct node *list, const char *key, const char *text)
{
	for (guint i = 0; list && key && text && list->type == NODE_LIST && i < list->n; i++)
		if (!g_strcmp0(node_text(list->items[i], key), text))
			return list->items[i];
	return NULL;
}

/* What it is about is elsewhere: a file, a record of another system. */
static gboolean
is_fact(const struct field *field)
{
	const struct field *key = field->key && field->fields ? fields_find(field->fields, field->key) : NULL;

	return field->unique || (key && g_str_equal(key->type->name, "sha256"));
}

static const struct node *
new_value(struct rewriting *w, const struct field *field, const struct node *node, const struct node *base)
{
	static const char *const types[] = {"ref", "line", "text", NULL};
	struct node *list;

	if (is_fact(field) || (base && node_equal(node, base)))
		return node;
	if (node->type == NODE_SCALAR)
		return name_in(types, field->type->name) ? new_scalar(w, node) : node;
	if (node->type == NODE_MAP && !field->named)
		return field->fields ? new_map(w, field->fields, node, base) : node;
	list = node->type == NODE_LIST ? build_list(w->b) : build_map(w->b);
	for (guint i = 0; i < node->n; i++) {
		const struct node *item = node->items[i], *was, *is;

		if (node->type == NODE_MAP)
			was = node_get(base, node->keys[i]->text);
		else
			was = has_equal(base, item) ? item
						    : same_key(base, field->key, node_text(item, field->key ? field->key : ""));
		is = item->type == NODE_MAP && field->fields && !(was && node_equal(was, item))
			     ? new_map(w, field->fields, item, was)
			     : new_value(w, field, item, was);
		if (node->type == NODE_MAP)
			build_map_add(w->b, list, node->keys[i]->text, build_copy(w->b, is));
		else
			build_list_add(w->b, list, build_copy(w->b, is));
	}
	return list;
}

static struct node *
new_map(struct rewriting *w, const GPtrArray *fields, const struct node *map, const struct node *base)
{
	struct node *out = build_map(w->b);

	for (guint i = 0; i < map->n; i++) {
		const char *name = map->keys[i]->text;
		const struct field *field = fields_find(fields, name);
		const struct node *value = map->items[i];

		if (field)
			value = new_value(w, field, value, node_get(base, field->name));
		build_map_add(w->b, out, name, build_copy(w->b, value));
	}
	return out;
}

/* Where the bytes alone do not make it, as of an id written with escapes: the whole field is written anew. */
static char *
set_fields(const struct record *ours, const struct node *root, GError **err)
{
	AUTO(edit) edit = edit_new(ours->doc, kind_order(ours->kind));

	for (guint i = 0; i < root->n; i++)
		if (!node_equal(root->items[i], record_node(ours, root->keys[i]->text)))
			edit_set(edit, root->keys[i]->text, root->items[i]);
	return edit_finish(edit, err);
}

char *
collision_text(const struct record *ours, const struct record *base, GHashTable *moves, GError **err)
{
	AUTO(builder) b = builder_new();
	struct rewriting w = {moves, b, patches_new(ours->doc->text, ours->doc->length)};
	struct node *root;
	char *text = NULL;

	if (!ours->doc->root)
		return NULL;
	root = new_map(&w, ours->kind->fields, ours->doc->root, base ? base->doc->root : NULL);
	if (!node_equal(root, ours->doc->root)) {
		AUTO(doc) again = NULL;

		text = patches_apply(&w.patches);
		again = doc_parse(ours->path, text, strlen(text), NULL);
		if (!again || !node_equal(again->root, root)) {
			g_free(text);
			text = set_fields(ours, root, err);
		}
	}
	patches_clear(&w.patches);
	return text;
}

/* With all new ids; NULL when it does not read. */
static char *
with_new_ids(const struct kinds *kinds, const char *path, const char *text, GHashTable *moves)
{
	AUTO(record) record = record_parse(kinds, path, text, strlen(text), NULL);
	g_autoptr(GError) failure = NULL;
	char *moved = record ? collision_text(record, NULL, moves, &failure) : NULL;

	return moved || !record || failure ? moved : g_strdup(text);
}

gboolean
collision_alike(const struct kinds *kinds, const char *path, const char *a, const char *b, GHashTable *moves)
{
	g_autofree char *one = with_new_ids(kinds, path, a, moves), *other = with_new_ids(kinds, path, b, moves);

	return one && !g_strcmp0(one, other);
}
