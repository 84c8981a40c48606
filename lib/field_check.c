/* Holding a map of values against its fields. */
#include "field.h"
#include "text.h"

#include <string.h>

struct checking {
	const char *file, *id;
	GPtrArray *problems;
};

static void G_GNUC_PRINTF(5, 6)
	add(struct checking *c, const struct node *at, const char *rule, char *hint, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(c->problems, problem_new(c->file, at, rule, c->id, g_strdup_vprintf(format, args), hint));
	va_end(args);
}

/* Rules are static strings in problems; an error's are its own. */
static const char *
rule_of(const GError *error)
{
	static const char *const rules[] = {"unknown-value", "range", "pattern"};

	for (guint i = 0; i < G_N_ELEMENTS(rules); i++)
		if (!g_strcmp0(error_more(error)->rule, rules[i]))
			return rules[i];
	return "type";
}

static void check_map(struct checking *c, const GPtrArray *fields, const struct node *map);

static void
check_value(struct checking *c, const struct field *field, const struct node *value)
{
	g_autoptr(GError) error = NULL;

	if (field->fields) {
		if (value->type == NODE_MAP)
			check_map(c, field->fields, value);
		else
			add(c, value, "type", g_strdup("give it as 'key: value' lines"), "%s: takes named values", field->name);
	} else if (value->type != NODE_SCALAR)
		add(c, value, "type", NULL, "%s: takes one value, not a %s", field->name,
			value->type == NODE_LIST ? "list" : "map");
	else if (!type_check(field, value->text, &error)) {
		char *hint = g_strdup(error_more(error)->hint);

		if (!*value->text && !hint)
			hint = g_strdup("give a value or remove the line");
		add(c, value, rule_of(error), hint, "%s: %s", field->name, error->message);
	}
}

/* A keyed list has each key once. */
static void
check_keys(struct checking *c, const struct field *field, const struct node *list)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < list->n; i++) {
		const char *key = node_text(list->items[i], field->key);

		if (key && !g_hash_table_add(seen, (gpointer)key))
			add(c, list->items[i], "list", g_strdup("keep one of them"), "%s: two entries have the %s '%s'",
				field->name, field->key, key);
	}
}

static void
check_list(struct checking *c, const struct field *field, const struct node *list)
{
	if (list->type != NODE_LIST) {
		add(c, list, "list", g_strdup_printf("write %s: [..] or one '- ' line each", field->name), "%s: takes a list",
			field->name);
		return;
	}
	for (guint i = 0; i < list->n; i++)
		check_value(c, field, list->items[i]);
	if (field->key)
		check_keys(c, field, list);
}

static void
check_field(struct checking *c, const struct field *field, const struct node *value)
{
	if (field->named && value->type != NODE_MAP)
		add(c, value, "type", g_strdup("give it as 'name: value' lines"), "%s: takes names with their values",
			field->name);
	for (guint i = 0; field->named && value->type == NODE_MAP && i < value->n; i++) {
		if (field->list)
			check_list(c, field, value->items[i]);
		else
			check_value(c, field, value->items[i]);
	}
	if (field->named)
		return;
	if (field->list)
		check_list(c, field, value);
	else
		check_value(c, field, value);
}

static char *
nearest_field(const GPtrArray *fields, const char *name)
{
	g_autofree const char **names = g_new0(const char *, fields->len + 1);
	const char *near;

	for (guint i = 0; i < fields->len; i++)
		names[i] = ((const struct field *)g_ptr_array_index(fields, i))->name;
	near = text_nearest(name, names);
	return near ? g_strdup_printf("did you mean '%s'?", near) : g_strdup("take it out");
}

/* An alias is for typing; files have the name. */
static const struct field *
field_named(const GPtrArray *fields, const char *name)
{
	const struct field *field = fields_find(fields, name);

	return field && g_str_equal(field->name, name) ? field : NULL;
}

static gboolean
is_missing(const struct field *field, const struct node *value)
{
	return field->required && (!value || (value->type == NODE_LIST && !value->n));
}

static void
check_map(struct checking *c, const GPtrArray *fields, const struct node *map)
{
	for (guint i = 0; i < map->n; i++) {
		const char *name = map->keys[i]->text;
		const struct field *field = field_named(fields, name);

		if (field)
			check_field(c, field, map->items[i]);
		else
			add(c, map->keys[i], "unknown-field", nearest_field(fields, name), "there is no field '%.80s' here",
				name);
	}
	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = g_ptr_array_index(fields, i);

		if (is_missing(field, node_get(map, field->name)))
			add(c, map, "required", g_strdup_printf("add '%s:' (%s)", field->name, field->help), "%s is missing",
				field->name);
	}
}

void
fields_check(const GPtrArray *fields, const struct node *map, const char *file, const char *id, GPtrArray *problems)
{
	struct checking c = {file, id, problems};

	if (!map || map->type == NODE_MAP) {
		static const struct node empty = {.type = NODE_MAP, .line = 1, .column = 1};

		check_map(&c, fields, map ? map : &empty);
	} else
		add(&c, map, "type", NULL, "it is not a map of 'field: value' lines");
}

gboolean
field_allows(const struct field *field, const struct node *value)
{
	g_autoptr(GPtrArray) problems = problems_new();
	struct checking c = {NULL, NULL, problems};

	if (value)
		check_field(&c, field, value);
	return problems->len == 0 && !is_missing(field, value);
}
