/* Fields read from YAML into a pool. */
#include "field.h"

#include <string.h>

struct pool {
	GPtrArray *bytes;
	GPtrArray *arrays;
};

struct pool *
pool_new(void)
{
	struct pool *pool = g_new(struct pool, 1);

	pool->bytes = g_ptr_array_new_with_free_func(g_free);
	pool->arrays = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	return pool;
}

void
pool_free(struct pool *pool)
{
	if (!pool)
		return;
	g_ptr_array_unref(pool->arrays);
	g_ptr_array_unref(pool->bytes);
	g_free(pool);
}

gpointer
pool_alloc(struct pool *pool, gsize size)
{
	gpointer bytes = g_malloc0(size);

	g_ptr_array_add(pool->bytes, bytes);
	return bytes;
}

GPtrArray *
pool_array(struct pool *pool)
{
	GPtrArray *array = g_ptr_array_new();

	g_ptr_array_add(pool->arrays, array);
	return array;
}

const char *const *
pool_names(struct pool *pool, const struct node *node)
{
	const char **names;

	if (!node)
		return NULL;
	if (node->type == NODE_SCALAR) {
		names = pool_alloc(pool, 2 * sizeof(*names));
		names[0] = node->text;
		return names;
	}
	names = pool_alloc(pool, (node->n + 1) * sizeof(*names));
	for (guint i = 0; i < node->n; i++)
		names[i] = node->items[i]->text;
	return names;
}

/* The lists of fields around the one being read, innermost first: what `like` may name. */
struct around {
	const struct around *outer;
	const char *name;
	GPtrArray *fields;
};

static gboolean
is_true(const struct node *def, const char *key)
{
	const char *text = node_text(def, key);

	return text && g_str_equal(text, "true");
}

static gboolean G_GNUC_PRINTF(4, 5) fail(GError **err, const char *file, const struct node *at, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	error_set(err, ERR_INVALID, "%s", message);
	error_at(err, file, at->line, at->column);
	error_rule(err, "schema");
	return FALSE;
}

static enum merge_rule
default_merge(const struct field *field)
{
	gboolean map = g_str_equal(field->type->name, "map");

	if (field->immutable)
		return MERGE_IMMUTABLE;
	if (field->list && map)
		return field->key ? MERGE_KEYED : MERGE_LOG;
	if (field->list)
		return MERGE_SET;
	return g_str_equal(field->type->name, "text") ? MERGE_TEXT : MERGE_SCALAR;
}

static enum merge_rule
merge_named(const struct field *field, const char *name)
{
	static const char *const names[] = {"scalar", "immutable", "set", "keyed", "log", "text"};

	for (guint i = 0; name && i < G_N_ELEMENTS(names); i++)
		if (g_str_equal(names[i], name))
			return (enum merge_rule)i;
	return default_merge(field);
}

static void
read_plain(struct field *field, struct pool *pool, const struct node *def)
{
	field->alias = node_text(def, "alias");
	field->help = node_text(def, "help");
	field->list = is_true(def, "list");
	field->named = is_true(def, "named");
	field->required = is_true(def, "required");
	field->immutable = is_true(def, "immutable");
	field->hidden = is_true(def, "hidden");
	field->unique = is_true(def, "unique");
	field->append_only = is_true(def, "append_only");
	field->must_be_open = is_true(def, "open");
	field->acyclic = is_true(def, "acyclic");
	field->group = node_text(def, "group");
	field->def = node_text(def, "default");
	field->key = node_text(def, "key");
	field->to = pool_names(pool, node_get(def, "to"));
	field->min = node_text(def, "min");
	field->max = node_text(def, "max");
	field->pattern = node_text(def, "pattern");
	field->line_of = node_text(def, "line");
	field->form = node_text(def, "form");
	field->count_of = node_text(def, "of");
	field->merge = merge_named(field, node_text(def, "merge"));
}

static void
read_values(struct field *field, struct pool *pool, const struct node *def)
{
	const struct node *values = node_get(def, "values"), *explain = node_get(def, "explain");
	const char **help;

	if (!values)
		return;
	field->values = pool_names(pool, values);
	help = pool_alloc(pool, (values->n + 2) * sizeof(*help));
	for (guint i = 0; field->values[i]; i++)
		help[i] = node_text(explain, field->values[i]);
	field->value_help = help;
}

static void
read_where(struct field *field, const struct node *where)
{
	if (!where || !where->n)
		return;
	field->count_key = where->keys[0]->text;
	field->count_value = where->items[0]->text;
}

static GPtrArray *read_fields(
	struct pool *pool, const char *file, const char *name, const struct node *map, const struct around *outer, GError **err);

static gboolean
read_nested(struct field *field, struct pool *pool, const char *file, const struct node *def, const struct around *around,
	GError **err)
{
	const struct node *nested = node_get(def, "fields");
	const char *like = node_text(def, "like");

	if (nested)
		return (field->fields = read_fields(pool, file, field->name, nested, around, err)) != NULL;
	for (; like && around; around = around->outer)
		if (around->name && g_str_equal(around->name, like))
			return (field->fields = around->fields) != NULL;
	if (like)
		return fail(err, file, node_get(def, "like"), "%s: no field '%s' is around it", field->name, like);
	return fail(err, file, def, "%s: a map needs its 'fields'", field->name);
}

/* What the schema of schemas cannot say: that keys go together. */
static gboolean
check_whole(const struct field *field, const char *file, const struct node *def, GError **err)
{
	const char *type = field->type->name;

	if (!field->help)
		return fail(err, file, def, "%s: it needs a 'help'", field->name);
	if (g_str_equal(type, "enum") && (!field->values || !field->values[0]))
		return fail(err, file, def, "%s: an enum needs its 'values'", field->name);
	if (g_str_equal(type, "ref") && (!field->to || !field->to[0]))
		return fail(err, file, def, "%s: a ref needs 'to', the kinds it points to", field->name);
	if (g_str_equal(type, "count") && !field->count_of)
		return fail(err, file, def, "%s: a count needs 'of', the list it counts", field->name);
	if (field->key && !fields_find(field->fields, field->key))
		return fail(err, file, def, "%s: its key '%s' is no field of its entries", field->name, field->key);
	return TRUE;
}

static struct field *
read_field(struct pool *pool, const char *file, const struct node *key, const struct node *def, const struct around *around,
	GError **err)
{
	struct field *field = pool_alloc(pool, sizeof(*field));
	const char *type = node_text(def, "type");

	field->name = key->text;
	field->line = key->line;
	if (!type) {
		fail(err, file, def, "%s: it needs a 'type'", field->name);
		return NULL;
	}
	field->type = type_find(type);
	if (!field->type) {
		fail(err, file, node_get(def, "type"), "%s: there is no type '%s'", field->name, type);
		return NULL;
	}
	read_plain(field, pool, def);
	read_values(field, pool, def);
	read_where(field, node_get(def, "where"));
	if (g_str_equal(type, "map") && !read_nested(field, pool, file, def, around, err))
		return NULL;
	return check_whole(field, file, def, err) ? field : NULL;
}

static GPtrArray *
read_fields(
	struct pool *pool, const char *file, const char *name, const struct node *map, const struct around *outer, GError **err)
{
	GPtrArray *fields = pool_array(pool);
	struct around around = {outer, name, fields};

	for (guint i = 0; i < map->n; i++) {
		struct field *field = read_field(pool, file, map->keys[i], map->items[i], &around, err);

		if (!field)
			return NULL;
		g_ptr_array_add(fields, field);
	}
	return fields;
}

GPtrArray *
fields_read(struct pool *pool, const char *file, const struct node *map, GError **err)
{
	return read_fields(pool, file, NULL, map, NULL, err);
}

const struct field *
fields_find(const GPtrArray *fields, const char *name)
{
	for (guint i = 0; fields && i < fields->len; i++) {
		const struct field *field = g_ptr_array_index(fields, i);

		if (g_str_equal(field->name, name))
			return field;
	}
	for (guint i = 0; fields && i < fields->len; i++) {
		const struct field *field = g_ptr_array_index(fields, i);

		if (field->alias && g_str_equal(field->alias, name))
			return field;
	}
	return NULL;
}
