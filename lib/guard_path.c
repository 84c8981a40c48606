/* From a path to values: parts of maps, entries of lists, links in both directions. */
#include "guard_path.h"

#include <string.h>

#define DEPTH 8 /* records that a path goes through */

struct subject
subject_of(const struct record *record)
{
	return (struct subject){.record = record, .home = record, .fields = record->kind->fields, .map = record->doc->root};
}

GArray *
subjects_of(const struct record *record, const char *of, struct world *world)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct subject));
	const struct field *field = kind_field(record->kind, of);
	const char *rest;
	const struct kind *from = field || !world->kinds ? NULL : kind_links(world->kinds, record->kind, of, &field, &rest);
	if (!field && !world->kinds)
		world->linked(world, NULL, NULL, record->id);
	const GPtrArray *linked = from ? world->linked(world, from, field, record->id) : NULL;
	const struct node *list = from || !field ? NULL : record_node(record, field->name);
	for (guint i = 0; linked && i < linked->len; i++) {
		struct subject s = subject_of(linked->pdata[i]);
		s.home = record;
		g_array_append_val(out, s);
	}
	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++) {
		struct subject s = {
			.home = record, .fields = field->fields, .map = list->items[i], .key = field->key, .place = i};
		g_array_append_val(out, s);
	}
	return out;
}

static void collect(const struct subject *s, const char *path, struct world *world, int depth, GPtrArray *out);

/* How many entries of a list match, as the index counts. */
static void
add_count(const struct subject *s, const struct field *field, GPtrArray *out)
{
	const struct node *list = node_get(s->map, field->count_of);
	guint n = 0;
	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++)
		n += !field->count_key || !g_strcmp0(node_text(list->items[i], field->count_key), field->count_value);
	g_autofree char *text = g_strdup_printf("%u", n);
	g_ptr_array_add(out, (gpointer)g_intern_string(text));
}

static void
add_value(const struct field *field, const struct node *node, GPtrArray *out)
{
	if (node->type == NODE_SCALAR) {
		if (*node->text)
			g_ptr_array_add(out, (gpointer)node->text);
		return;
	}
	if (node->n && (field->fields || field->named))
		g_ptr_array_add(out, (gpointer)field->name);
	for (guint i = 0; !field->fields && node->type == NODE_LIST && i < node->n; i++)
		add_value(field, node->items[i], out);
}

/* On from a value: into a map, or to the record that it names. */
static void
go_on(const struct subject *s, const struct field *field, const struct node *node, const char *rest, struct world *world,
	int depth, GPtrArray *out)
{
	if (node->type == NODE_LIST) {
		for (guint i = 0; i < node->n; i++)
			go_on(s, field, node->items[i], rest, world, depth, out);
	} else if (node->type == NODE_MAP) {
		struct subject part = {.home = s->home, .fields = field->fields, .map = node};
		collect(&part, rest, world, depth, out);
	} else if (field->to) {
		const struct record *record = world->record(world, field->to, node->text);
		struct subject named = record ? subject_of(record) : (struct subject){0};
		if (record)
			collect(&named, rest, world, depth + 1, out);
	}
}

static const struct field *
first_field(const struct subject *s, const char *path)
{
	g_autofree char *name = g_strndup(path, strcspn(path, "."));
	return s->fields ? fields_find(s->fields, name) : NULL;
}

/* "action.source.owner" of a record: TRUE when it is such a path. */
static gboolean
collect_linked(const struct subject *s, const char *path, struct world *world, int depth, GPtrArray *out)
{
	const struct field *field;
	const char *rest;
	if (!s->record || first_field(s, path))
		return FALSE;
	if (!world->kinds)
		return world->linked(world, NULL, NULL, s->record->id), TRUE;
	const struct kind *from = kind_links(world->kinds, s->record->kind, path, &field, &rest);
	const GPtrArray *linked = from ? world->linked(world, from, field, s->record->id) : NULL;
	for (guint i = 0; linked && i < linked->len; i++) {
		struct subject one = subject_of(linked->pdata[i]);
		if (*rest)
			collect(&one, rest, world, depth + 1, out);
		else
			g_ptr_array_add(out, one.record->id);
	}
	return from != NULL;
}

static void
collect(const struct subject *s, const char *path, struct world *world, int depth, GPtrArray *out)
{
	if (depth > DEPTH || collect_linked(s, path, world, depth, out))
		return;
	if (s->record && !strcmp(path, "id")) {
		g_ptr_array_add(out, s->record->id);
		return;
	}
	gsize length = strcspn(path, ".");
	const struct field *field = first_field(s, path);
	const struct node *node = field ? node_get(s->map, field->name) : NULL;
	const struct workflow *w = s->record ? s->record->kind->workflow : NULL;
	if (field && field->count_of)
		add_count(s, field, out);
	else if (field && !node && w && !strcmp(field->name, w->field))
		g_ptr_array_add(out, (gpointer)w->initial);
	else if (node && path[length])
		go_on(s, field, node, path + length + 1, world, depth, out);
	else if (node)
		add_value(field, node, out);
}

GPtrArray *
path_values(const struct subject *subject, const char *path, struct world *world)
{
	GPtrArray *out = g_ptr_array_new();
	struct subject home = subject->home ? subject_of(subject->home) : *subject;
	if (subject->home != subject->record && g_str_has_prefix(path, "record."))
		collect(&home, path + strlen("record."), world, 0, out);
	else
		collect(subject, path, world, 0, out);
	return out;
}
