/* Two maps of a record compared, field by field and item by item. */
#include "delta.h"

#include <string.h>

static void
add(GPtrArray *all, const struct kind *kind, const char *name, const struct node *from, const struct node *to)
{
	struct delta *delta = g_new(struct delta, 1);

	*delta = (struct delta){name, kind_field(kind, name), from, to};
	g_ptr_array_add(all, delta);
}

static gboolean
is_list(const struct node *node)
{
	return node && node->type == NODE_LIST;
}

/* Items of a that b has no equal left for; an item that stands twice counts twice. What looks the same is the same. */
static void
add_items(GPtrArray *all, const struct kind *kind, const char *name, const struct node *a, const struct node *b, gboolean gone)
{
	g_autoptr(GHashTable) left = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; b && i < b->n; i++) {
		char *text = delta_text(b->items[i]);

		g_hash_table_replace(left, text, GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(left, text)) + 1));
	}
	for (guint i = 0; a && i < a->n; i++) {
		g_autofree char *text = delta_text(a->items[i]);
		guint n = GPOINTER_TO_UINT(g_hash_table_lookup(left, text));

		if (n)
			g_hash_table_replace(left, g_steal_pointer(&text), GUINT_TO_POINTER(n - 1));
		else
			add(all, kind, name, gone ? a->items[i] : NULL, gone ? NULL : a->items[i]);
	}
}

static void
compare(GPtrArray *all, const struct kind *kind, const char *name, const struct node *old, const struct node *new)
{
	if (old && new &&node_equal(old, new))
		return;
	if ((is_list(old) || !old) && (is_list(new) || !new)) {
		add_items(all, kind, name, old, new, TRUE);
		add_items(all, kind, name, new, old, FALSE);
		return;
	}
	add(all, kind, name, old, new);
}

GPtrArray *
delta_maps(const struct kind *kind, const struct node *old, const struct node *new)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; new &&i < new->n; i++)
		compare(all, kind, new->keys[i]->text, node_get(old, new->keys[i]->text), new->items[i]);
	for (guint i = 0; old && i < old->n; i++)
		if (!node_get(new, old->keys[i]->text))
			compare(all, kind, old->keys[i]->text, old->items[i], NULL);
	return all;
}

static void
append(GString *out, const struct node *value)
{
	switch (value->type) {
	case NODE_SCALAR:
		for (const char *c = value->text; *c; c++)
			if (*c != '\n')
				g_string_append_c(out, *c);
			else if (c[1])
				g_string_append_c(out, ' ');
		return;
	case NODE_LIST:
		for (guint i = 0; i < value->n; i++) {
			g_string_append(out, i ? ", " : "");
			append(out, value->items[i]);
		}
		return;
	case NODE_MAP:
		for (guint i = 0; i < value->n; i++) {
			g_string_append_printf(out, "%s%s: ", i ? "; " : "", value->keys[i]->text);
			append(out, value->items[i]);
		}
		return;
	}
}

char *
delta_text(const struct node *value)
{
	GString *out;

	if (!value)
		return NULL;
	out = g_string_new(NULL);
	append(out, value);
	return g_string_free(out, FALSE);
}

/* "{, |role}": what stands before the bar is said with the value, and neither when there is none. */
static void
append_part(GString *out, const char *part, gsize length, const struct node *map)
{
	const char *bar = memchr(part, '|', length), *name = bar ? bar + 1 : part;
	g_autofree char *field = g_strndup(name, (gsize)(part + length - name));
	const struct node *value = node_get(map, field);

	if (!value)
		return;
	if (bar)
		g_string_append_len(out, part, bar - part);
	append(out, value);
}

static char *
line_of(const char *line, const struct node *map)
{
	GString *out = g_string_new(NULL);
	const char *open, *close;

	while ((open = strchr(line, '{')) && (close = strchr(open, '}'))) {
		g_string_append_len(out, line, open - line);
		append_part(out, open + 1, (gsize)(close - open - 1), map);
		line = close + 1;
	}
	g_string_append(out, line);
	return g_string_free(out, FALSE);
}

char *
delta_line(const struct field *field, const struct node *value)
{
	if (value && value->type == NODE_MAP && field && field->line_of)
		return line_of(field->line_of, value);
	return delta_text(value);
}

char *
delta_says(const struct delta *delta, const struct node *value)
{
	return delta_line(delta->field, value);
}
