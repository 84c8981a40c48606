/* Which records are one, by their making; what id one gets when another has the same, and which it had. */
#include "collision_private.h"
#include "text.h"
#include <string.h>

static gboolean
is_making(const struct field *field)
{
	return field->immutable && (!g_strcmp0(field->def, "now") || !g_strcmp0(field->def, "actor"));
}

gboolean
collision_made_once(const struct record *a, const struct record *b)
{
	gboolean moment = FALSE;

	for (guint i = 0; i < a->kind->fields->len; i++) {
		const struct field *field = a->kind->fields->pdata[i];

		if (!is_making(field))
			continue;
		if (!node_equal(record_node(a, field->name), record_node(b, field->name)))
			return FALSE;
		moment |= !g_strcmp0(field->def, "now") && record_get(a, field->name);
	}
	return moment;
}

gboolean
collision_none(const struct record *ours, const struct record *theirs)
{
	return !ours->kind->prefix || collision_made_once(ours, theirs);
}

gboolean
collision_apart(const struct record *base, const struct record *ours, const struct record *theirs)
{
	return !collision_none(ours, theirs) && (!base || collision_none(base, ours) != collision_none(base, theirs));
}

gboolean
collision_apart_for_sure(const struct record *base, const struct record *ours, const struct record *theirs)
{
	gboolean differ = FALSE;

	for (guint i = 0; i < ours->kind->fields->len; i++) {
		const struct field *field = ours->kind->fields->pdata[i];
		const struct node *a = record_node(ours, field->name), *b = record_node(theirs, field->name);

		differ |= is_making(field) && a && b && !node_equal(a, b);
	}
	return differ && collision_apart(base, ours, theirs);
}

char *
collision_id(const struct record *record, guint try)
{
	gsize kept = strlen(record->kind->prefix) + strlen("-YYMM-");
	g_autoptr(GString) making = g_string_new(record->id);
	g_autofree char *tail = NULL;

	for (guint i = 0; i < record->kind->fields->len; i++) {
		const struct field *field = record->kind->fields->pdata[i];
		const char *value = is_making(field) ? record_get(record, field->name) : NULL;

		if (value)
			g_string_append_printf(making, "\n%s: %s", field->name, value);
	}
	g_string_append_printf(making, "\n%u", try);
	tail = text_derived(making->str, 7);
	return g_strdup_printf("%.*s%s", (int)kept, record->id, tail);
}

struct record *
collision_made_at(struct store *store, const struct kinds *kinds, const struct oid *tree, const char *path,
	const struct record *like, GError **err)
{
	g_autoptr(GBytes) bytes = NULL;
	AUTO(record) record = NULL;
	gboolean found = FALSE;
	struct oid blob;

	if (!tree || oid_is_zero(tree) || !store_lookup(store, tree, path, &found, &blob, NULL, err) || !found)
		return NULL;
	bytes = store_blob(store, &blob, err);
	if (bytes)
		record = record_parse(kinds, like->path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL);
	return record && collision_made_once(record, like) ? g_steal_pointer(&record) : NULL;
}

/* The paths that it has had, by its notes: the last first. */
static void
add_paths(const struct record *record, GPtrArray *out)
{
	const char *name = step_notes(record->kind);
	const struct node *notes = name ? record_node(record, name) : NULL;

	for (guint i = notes && notes->type == NODE_LIST ? notes->n : 0; i-- > 0;) {
		const char *from = node_text(notes->items[i], "from");
		gboolean moved = from && !g_strcmp0(node_text(notes->items[i], "did"), COLLISION_DID);
		char *path = moved ? kind_path_of_id(record->kind, from) : NULL;

		if (path)
			g_ptr_array_add(out, path);
	}
}

struct record *
collision_before(struct store *store, const GArray *bases, const struct record *was, const struct record *ours,
	const struct record *theirs, const struct kinds *kinds, GError **err)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	struct record *before = NULL;
	GError *failure = NULL;

	if (!collision_none(ours, theirs) || (was && collision_none(was, ours)))
		return NULL;
	add_paths(ours, paths);
	add_paths(theirs, paths);
	for (guint i = 0; paths->len && i < bases->len && !before && !failure; i++) {
		struct oid tree = {{0}};

		store_commit_tree(store, &g_array_index(bases, struct oid, i), &tree, &failure);
		for (guint k = 0; !before && !failure && k < paths->len; k++)
			before = collision_made_at(store, kinds, &tree, paths->pdata[k], ours, &failure);
	}
	if (failure)
		g_propagate_error(err, failure);
	return before;
}
