/* The editor form, written and read back. */
#include "form.h"
#include "edit.h"
#include "text.h"

#include <string.h>

#define WIDTH 100
#define SLUG "id" /* the name of the line a new record's chosen name is in */

static void
put_comment(GString *out, const char *text)
{
	g_autoptr(GString) wrapped = g_string_new(NULL);

	text_wrap(wrapped, text, WIDTH, 0);
	g_string_replace(wrapped, "\n", "\n# ", 0);
	g_string_append_printf(out, "# %s\n", wrapped->str);
}

static char *
what_it_takes(const struct field *field)
{
	GString *out = g_string_new(NULL);
	g_autofree char *to = field->to ? g_strjoinv(" or ", (char **)field->to) : NULL;
	g_autofree char *values = field->values ? g_strjoinv(", ", (char **)field->values) : NULL;

	if (to)
		g_string_append_printf(out, "id of %s %s", text_article(to), to);
	else if (values)
		g_string_append(out, values);
	else
		g_string_append(out, field->type->name);
	if (field->list)
		g_string_append(out, "; several as [a, b]");
	if (field->def)
		g_string_append_printf(out, "; if empty: %s", field->def[0] == '=' ? field->def + 1 : field->def);
	return g_string_free(out, FALSE);
}

/* A list of maps is shown by an entry to copy. */
static void
put_example(GString *out, const struct field *field)
{
	for (guint i = 0; i < field->fields->len; i++) {
		const struct field *part = g_ptr_array_index(field->fields, i);

		g_string_append_printf(out, "#   %s %s: %s%s\n", i || !field->list ? " " : "-", part->name, part->help,
			part->required ? " (required)" : "");
	}
}

static void
put_field(GString *out, const struct field *field, const struct node *value)
{
	g_autofree char *takes = what_it_takes(field);
	g_autofree char *comment = g_strdup_printf("%s (%s%s)", field->help,
		field->fields ? (field->list ? "entries with" : "a map with") : takes, field->required ? "; required" : "");

	g_string_append_c(out, '\n');
	put_comment(out, comment);
	for (guint i = 0; field->values && field->values[i]; i++)
		if (field->value_help[i])
			g_string_append_printf(out, "#   %s: %s\n", field->values[i], field->value_help[i]);
	if (field->fields)
		put_example(out, field);
	if (value) {
		AUTO(builder) b = builder_new();
		struct node *map = build_map(b);
		g_autofree char *text = NULL;

		build_map_add(b, map, field->name, build_copy(b, value));
		text = edit_write(map);
		g_string_append(out, text);
	} else
		g_string_append_printf(out, "%s:\n", field->name);
}

static gboolean
is_first(const struct field *field)
{
	return field->form ? g_str_equal(field->form, "short") : field->required;
}

/* Can a person fill it in? Immutable ones only when the record is made. */
static gboolean
is_asked(const struct field *field, gboolean new)
{
	return !field->hidden && !field->count_of && (new || !field->immutable);
}

static void
put_fields(GString *out, const struct kind *kind, const struct node *values, gboolean new)
{
	for (int part = 0; part < 2; part++) {
		gboolean head = part == 1;

		for (guint i = 0; i < kind->fields->len; i++) {
			const struct field *field = g_ptr_array_index(kind->fields, i);

			if (!is_asked(field, new) || is_first(field) == part)
				continue;
			if (head)
				g_string_append(out, "\n# ---- if it helps ----\n");
			head = FALSE;
			put_field(out, field, node_get(values, field->name));
		}
	}
}

char *
form_new(const struct kind *kind, const char *slug, const struct node *values)
{
	GString *out = g_string_new(NULL);
	g_autofree char *head = g_strdup_printf("A new %s: %s.", kind->name, kind->help);

	put_comment(out, head);
	put_comment(out, "Fill in what you know, save and leave the editor. Fields left empty are not written; when all are "
			 "empty nothing is made.");
	if (!kind->prefix && !kind->id_from)
		g_string_append_printf(out,
			"\n# its id: a name of your choice, small letters, digits, '.' and '-' (required)\n%s:%s%s\n", SLUG,
			slug ? " " : "", slug ? slug : "");
	put_fields(out, kind, values, TRUE);
	return g_string_free(out, FALSE);
}

char *
form_edit(const struct record *record)
{
	GString *out = g_string_new(NULL);
	g_autofree char *head = g_strdup_printf("%s %s", record->kind->name, record->id);

	put_comment(out, head);
	put_comment(out, "Change what is to change, save and leave the editor. A field made empty is removed; without a change "
			 "nothing is written.");
	put_fields(out, record->kind, record->doc->root, FALSE);
	return g_string_free(out, FALSE);
}

/* ---- reading ---- */

struct reading {
	struct builder *b;
	const char *name;
	form_value value;
	void *data;
};

static gboolean
is_empty(const struct node *node)
{
	return node->type == NODE_SCALAR ? !*node->text && node->style == STYLE_PLAIN : !node->n;
}

static struct node *read_value(struct reading *r, const struct field *field, const struct node *node, GError **err);

static struct node *
read_scalar(struct reading *r, const struct field *field, const struct node *node, GError **err)
{
	g_autofree char *typed = r->value ? r->value(field, node->text, r->data, err) : g_strdup(node->text);
	struct node *made;

	if (!typed) {
		g_prefix_error(err, "%s: ", field->name);
		error_at(err, r->name, node->line, node->column);
		return NULL;
	}
	made = build_scalar(r->b, typed);
	made->line = node->line;
	made->column = node->column;
	return made;
}

static struct node *
read_list(struct reading *r, const struct field *field, const struct node *node, GError **err)
{
	struct node *list = build_list(r->b);

	for (guint i = 0; i < node->n; i++) {
		struct node *item = is_empty(node->items[i]) ? NULL : read_value(r, field, node->items[i], err);

		if (item)
			build_list_add(r->b, list, item);
		else if (!is_empty(node->items[i]))
			return NULL;
	}
	return list;
}

/* Fields that are not there are kept, for the check to name them. */
static struct node *
read_map(struct reading *r, const GPtrArray *fields, const struct node *node, GError **err)
{
	struct node *map = build_map(r->b);

	for (guint i = 0; i < node->n; i++) {
		const struct field *field = fields_find(fields, node->keys[i]->text);
		struct node *value;

		if (is_empty(node->items[i]))
			continue;
		value = field ? read_value(r, field, node->items[i], err) : build_copy(r->b, node->items[i]);
		if (!value)
			return NULL;
		build_map_add(r->b, map, node->keys[i]->text, value);
		map->keys[map->n - 1]->line = node->keys[i]->line;
		map->keys[map->n - 1]->column = node->keys[i]->column;
	}
	return map;
}

static struct node *
read_value(struct reading *r, const struct field *field, const struct node *node, GError **err)
{
	struct node *made;

	if (node->type == NODE_SCALAR && !field->fields)
		return read_scalar(r, field, node, err);
	if (node->type == NODE_LIST && field->list)
		made = read_list(r, field, node, err);
	else if (node->type == NODE_MAP && field->fields)
		made = read_map(r, field->fields, node, err);
	else
		made = build_copy(r->b, node);
	if (made) {
		made->line = node->line;
		made->column = node->column;
	}
	return made;
}

/* Everything but what is missing at the top: defaults and the command line may still give it. */
static gboolean
check(const struct kind *kind, const struct node *map, const char *name, GError **err)
{
	g_autoptr(GPtrArray) problems = problems_new();

	fields_check(kind->fields, map, name, NULL, problems);
	for (guint i = problems->len; i-- > 0;) {
		const struct problem *p = g_ptr_array_index(problems, i);

		if (g_str_equal(p->rule, "required") && !p->line)
			g_ptr_array_remove_index(problems, i);
	}
	return !problems->len || problems_to_error(problems, err);
}

/* The line of the chosen name, taken out of the map. */
static char *
take_slug(const struct kind *kind, struct node *map)
{
	const char *slug = node_text(map, SLUG);

	if (!slug || kind->prefix || kind->id_from || kind_field(kind, SLUG))
		return NULL;
	for (guint i = 0, at = 0; i < map->n; i++)
		if (!g_str_equal(map->keys[i]->text, SLUG)) {
			map->keys[at] = map->keys[i];
			map->items[at++] = map->items[i];
		}
	map->n--;
	return g_strdup(slug);
}

/* The site is asked for before the days, which are read by its calendar. */
static gboolean
read_site(struct reading *r, const struct kind *kind, const struct node *root, GError **err)
{
	const struct field *field = kind_site(kind);
	const struct node *node = field && r->value ? node_get(root, field->name) : NULL;

	return !node || node->type != NODE_SCALAR || is_empty(node) || read_scalar(r, field, node, err);
}

struct node *
form_read(struct builder *b, const struct kind *kind, const char *name, const char *text, gsize length, form_value value,
	void *data, char **slug, GError **err)
{
	struct reading r = {b, name, value, data};
	AUTO(doc) doc = doc_parse(name, text, length, err);
	g_autofree char *chosen = NULL;
	struct node *map;

	if (!doc)
		return NULL;
	if (doc->root && doc->root->type != NODE_MAP) {
		error_set(err, ERR_INVALID, "a form has 'field: value' lines");
		error_at(err, name, doc->root->line, doc->root->column);
		return NULL;
	}
	if (!read_site(&r, kind, doc->root, err))
		return NULL;
	map = doc->root ? read_map(&r, kind->fields, doc->root, err) : build_map(b);
	if (!map)
		return NULL;
	chosen = take_slug(kind, map);
	if (!check(kind, map, name, err))
		return NULL;
	if (slug)
		*slug = g_steal_pointer(&chosen);
	return map;
}
