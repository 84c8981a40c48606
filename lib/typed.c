/* A record's values as typed JSON. */
#include "typed.h"

static void
scalar(struct json *j, const struct field *field, const char *text)
{
	enum type_storage storage = field ? field->type->storage : STORE_TEXT;

	if (storage == STORE_TEXT || !field->type->check(field, text, NULL))
		json_text(j, text);
	else if (storage == STORE_BOOL)
		json_bool(j, g_str_equal(text, "true"));
	else
		json_raw(j, text);
}

static void
items(struct json *j, const struct field *field, const struct node *node)
{
	json_open(j, '[');
	for (guint i = 0; node && node->type == NODE_LIST && i < node->n; i++)
		typed_value(j, field, node->items[i]);
	json_close(j, ']');
}

static void
map(struct json *j, const struct field *field, const struct node *node)
{
	json_open(j, '{');
	for (guint i = 0; i < field->fields->len; i++) {
		const struct field *inner = field->fields->pdata[i];

		json_key(j, inner->name);
		typed_field(j, inner, node);
	}
	json_close(j, '}');
}

/* A map from chosen names to values of the field's type. */
static void
named(struct json *j, const struct field *field, const struct node *node)
{
	json_open(j, '{');
	for (guint i = 0; i < node->n; i++) {
		json_key(j, node->keys[i]->text);
		if (field && field->list)
			items(j, field, node->items[i]);
		else
			typed_value(j, field, node->items[i]);
	}
	json_close(j, '}');
}

void
typed_value(struct json *j, const struct field *field, const struct node *node)
{
	if (node && node->type == NODE_SCALAR && node->text)
		scalar(j, field, node->text);
	else if (node && node->type == NODE_MAP && field && field->fields)
		map(j, field, node);
	else if (node && node->type == NODE_MAP && !field)
		named(j, NULL, node);
	else if (node && node->type == NODE_LIST && !field)
		items(j, NULL, node);
	else
		json_none(j);
}

gint64
typed_count(const struct field *field, const struct node *map)
{
	const struct node *list = node_get(map, field->count_of);
	gint64 n = 0;

	if (!list || list->type != NODE_LIST)
		return 0;
	for (guint i = 0; i < list->n; i++)
		n += !field->count_key || g_strcmp0(node_text(list->items[i], field->count_key), field->count_value) == 0;
	return n;
}

void
typed_field(struct json *j, const struct field *field, const struct node *map)
{
	const struct node *node = node_get(map, field->name);

	if (field->count_of)
		json_int(j, typed_count(field, map));
	else if (field->named && node && node->type == NODE_MAP)
		named(j, field, node);
	else if (field->list && !field->named)
		items(j, field, node);
	else
		typed_value(j, field, node);
}
