/* Records: a file's text with its kind and id, what is wrong in it, and ids and paths of new ones. */
#include "record.h"
#include "edit.h"
#include "text.h"

#include <string.h>

struct record *
record_parse(const struct kinds *kinds, const char *path, const char *text, gsize length, GError **err)
{
	const struct kind *kind = kind_of_path(kinds, path);
	AUTO(doc) doc = NULL;
	struct record *r;

	if (!kind) {
		error_set(err, ERR_INVALID, "it is not where a record of any kind can be");
		error_at(err, path, 0, 0);
		error_rule(err, "path");
		return NULL;
	}
	doc = doc_parse(path, text, length, err);
	if (!doc)
		return NULL;
	if (doc->root && doc->root->type != NODE_MAP) {
		error_set(err, ERR_INVALID, "a record is a map of 'field: value' lines");
		error_at(err, path, doc->root->line, doc->root->column);
		error_rule(err, "type");
		return NULL;
	}
	r = g_new(struct record, 1);
	*r = (struct record){kind, kind_id_of_path(kind, path), g_strdup(path), g_steal_pointer(&doc)};
	return r;
}

void
record_free(struct record *r)
{
	if (!r)
		return;
	doc_free(r->doc);
	g_free(r->path);
	g_free(r->id);
	g_free(r);
}

static gboolean
applies(const struct record *r, const struct condition *when)
{
	for (guint i = 0; when && i < when->n; i++) {
		const char *text = record_get(r, when->fields[i]);

		if (!text)
			text = kind_field(r->kind, when->fields[i])->def;
		if (!text || !name_in(when->values[i], text))
			return FALSE;
	}
	return TRUE;
}

static int
compare(const struct field *field, const char *a, const char *b)
{
	if (field->type->storage == STORE_TEXT)
		return strcmp(a, b);
	double x = g_ascii_strtod(a, NULL), y = g_ascii_strtod(b, NULL);
	return (x > y) - (x < y);
}

/* Values that are right one by one, and wrong together. */
static void
check_rise(const struct record *r, const struct rise *rise, GPtrArray *problems)
{
	const char *before = NULL;
	gboolean strict = FALSE;

	for (guint i = 0; rise->fields[i]; i++) {
		const struct field *field = kind_field(r->kind, rise->fields[i]);
		const char *text = record_get(r, field->name), *was = before ? record_get(r, before) : NULL;
		int order = text && was ? compare(field, was, text) : -1;

		strict |= rise->strict[i];
		if (order > 0 || (order == 0 && strict))
			g_ptr_array_add(problems, problem_new(r->path, record_node(r, field->name), "ordered", r->id,
							  g_strdup_printf("%s %.80s is %s %s %.80s", field->name, text,
								  order ? "less than" : "the same as", before, was),
							  g_strdup_printf("it has to be: %s", rise->text)));
		if (text) {
			before = field->name;
			strict = FALSE;
		}
	}
}

static void
check_rises(const struct record *r, GPtrArray *problems)
{
	for (guint i = 0; i < r->kind->rises->len; i++) {
		const struct rise *rise = r->kind->rises->pdata[i];

		if (applies(r, rise->when))
			check_rise(r, rise, problems);
	}
}

void
record_check(const struct record *r, GPtrArray *problems)
{
	const struct kind *kind = r->kind;

	guint n = problems->len;

	fields_check(kind->fields, r->doc->root, r->path, r->id, problems);
	if (problems->len == n) /* of values that are none nothing more is said */
		check_rises(r, problems);
	for (const char *const *name = kind->id_from; name && *name; name++) {
		const struct node *value = node_get(r->doc->root, *name);
		g_autofree char *part = kind_id_part(kind, r->id, *name);

		if (value && value->type == NODE_SCALAR && g_strcmp0(part, value->text))
			g_ptr_array_add(problems,
				problem_new(r->path, value, "id", r->id,
					g_strdup_printf("%s: '%.80s' does not agree with the file's path, which says '%s'", *name,
						value->text, part),
					g_strdup_printf("write %s: %s, or move the file", *name, part)));
	}
}

const struct node *
record_node(const struct record *r, const char *field)
{
	return node_get(r->doc->root, field);
}

const char *
record_get(const struct record *r, const char *field)
{
	const char *text = field ? node_text(r->doc->root, field) : NULL;

	return text && *text ? text : NULL;
}

const char *
record_title(const struct record *r)
{
	const char *title = record_get(r, r->kind->title);

	return title ? title : r->id;
}

const char *
record_state(const struct record *r)
{
	const struct workflow *w = r->kind->workflow;
	const char *state = w ? record_get(r, w->field) : NULL;

	return state || !w ? state : w->initial;
}

gboolean
record_is_open(const struct record *r)
{
	return !r->kind->workflow || name_in(r->kind->workflow->open, record_state(r));
}

/* The id that the fields of a composed one make. */
static char *
composed_id(const struct kind *kind, const struct node *fields, GError **err)
{
	g_autoptr(GString) id = g_string_new(NULL);

	for (const char *const *name = kind->id_from; *name; name++) {
		const char *value = node_text(fields, *name);

		if (!value || !*value) {
			error_set(err, ERR_USAGE, "%s %s needs its %s", text_article(kind->name), kind->name, *name);
			error_rule(err, "required");
			return NULL;
		}
		g_string_append_printf(id, "%s%s", id->len ? "-" : "", value);
	}
	return g_strdup(id->str);
}

static char *
new_id(const struct kind *kind, const char *slug, day today, const struct node *fields, GError **err)
{
	int year, month, mday;
	g_autofree char *tail = NULL;

	if (kind->id_from)
		return composed_id(kind, fields, err);
	if (!kind->prefix) {
		if (slug)
			return g_strdup(slug);
		error_set(err, ERR_USAGE, "%s %s needs a name of your choice", text_article(kind->name), kind->name);
		error_hint(err, "give it first, as in 'sx %s add press-shop ...'", kind->name);
		return NULL;
	}
	day_split(today, &year, &month, &mday);
	tail = text_random(7);
	return g_strdup_printf("%s-%02d%02d-%s", kind->prefix, year % 100, month, tail);
}

gboolean
record_new_id(
	const struct kind *kind, const char *slug, day today, const struct node *fields, char **id, char **path, GError **err)
{
	g_autofree char *made = new_id(kind, slug, today, fields, err);
	char *where = made ? record_path(kind, made, err) : NULL;

	if (!where)
		return FALSE;
	*id = g_steal_pointer(&made);
	*path = where;
	return TRUE;
}

char *
record_path(const struct kind *kind, const char *id, GError **err)
{
	char *path = kind_path_of_id(kind, id);

	if (path)
		return path;
	error_set(err, ERR_USAGE, "'%.80s' cannot be the id of %s %s", id, text_article(kind->name), kind->name);
	if (kind->prefix)
		error_hint(err, "one looks like %s-2611-7K3M9Q2", kind->prefix);
	else if (!kind->id_from)
		error_hint(err, "use at most 64 small letters, digits, '.' and '-', as in press-shop.2");
	return NULL;
}

char *
record_id(const struct kind *kind, const char *path)
{
	return kind_id_of_path(kind, path);
}

char *
record_write(const struct kind *kind, const struct node *values)
{
	AUTO(builder) b = builder_new();
	struct node *map = build_map(b);

	for (const char *const *name = kind->order; *name; name++) {
		const struct node *value = node_get(values, *name);

		if (value)
			build_map_add(b, map, *name, build_copy(b, value));
	}
	for (guint i = 0; i < values->n; i++)
		if (!name_in(kind->order, values->keys[i]->text))
			build_map_add(b, map, values->keys[i]->text, build_copy(b, values->items[i]));
	return edit_write(map);
}
