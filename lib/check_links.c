/* Links: each ref of a record leads to a record of an allowed kind, open where the field says so. */
#include "check_private.h"
#include "outside.h"
#include "text.h"

struct walk {
	const struct record *record, *old;
	target_fn fn;
	void *data;
	const struct kinds *kinds;
	const struct config *config;
	GPtrArray *problems;
	gboolean ended; /* what has ended keeps its people */
};

/* Is the id among the values the field had before? */
static gboolean
had(const struct node *old, const char *id)
{
	if (!old)
		return FALSE;
	if (old->type == NODE_SCALAR)
		return g_str_equal(old->text, id);
	for (guint i = 0; i < old->n; i++)
		if (had(old->items[i], id))
			return TRUE;
	return FALSE;
}

static void
add_missing(struct walk *w, const struct field *field, const struct node *node)
{
	g_autofree char *kinds = g_strjoinv(" or ", (char **)field->to);
	gboolean other = FALSE, open;
	const GPtrArray *all = kinds_all(w->kinds);
	const char *is = NULL;

	for (guint i = 0; i < all->len && !other; i++) {
		is = ((const struct kind *)g_ptr_array_index(all, i))->name;
		if (!w->fn(w->data, is, node->text, &open, &other, NULL))
			break;
	}
	g_ptr_array_add(w->problems, other ? problem_new(w->record->path, node, "link-kind", w->record->id,
						     g_strdup_printf("%s: '%s' is %s %s and must be %s %s", field->name,
							     node->text, text_article(is), is, text_article(kinds), kinds),
						     NULL)
					   : problem_new(w->record->path, node, "link", w->record->id,
						     g_strdup_printf("%s: there is no %s '%s'", field->name, kinds, node->text),
						     g_strdup("name one that is there, or make it first")));
}

/* Nothing is known of what it leads to. */
static void
check_outside(struct walk *w, const struct field *field, const struct node *node)
{
	g_autoptr(GError) error = NULL;

	if (!outside_check(node->text, field, w->config, w->kinds, &error))
		g_ptr_array_add(w->problems,
			problem_new(w->record->path, node, "link", w->record->id,
				g_strdup_printf("%s: %s", field->name, error->message), g_strdup(error_more(error)->hint)));
}

/* No unit is above itself, and no action waits for itself; people are named in their own records for what they have done. */
static gboolean
is_itself(const struct walk *w, const struct field *field, const struct node *node)
{
	return !w->record->kind->email && name_in(field->to, w->record->kind->name) && g_str_equal(node->text, w->record->id);
}

static gboolean
check_target(struct walk *w, const struct field *field, const struct node *node, const struct node *old, GError **err)
{
	gboolean open = FALSE, found = FALSE;

	if (outside_id(node->text)) {
		check_outside(w, field, node);
		return TRUE;
	}
	for (const char *const *to = field->to; *to && !found; to++)
		if (!w->fn(w->data, *to, node->text, &open, &found, err))
			return FALSE;
	if (!found)
		add_missing(w, field, node);
	else if (is_itself(w, field, node) && !had(old, node->text))
		g_ptr_array_add(w->problems,
			problem_new(w->record->path, node, "link-self", w->record->id,
				g_strdup_printf("%s: it cannot be the %s itself", field->name, w->record->kind->name),
				g_strdup("name another, or leave it out")));
	else if (field->must_be_open && !open && !w->ended && !had(old, node->text))
		g_ptr_array_add(w->problems, problem_new(w->record->path, node, "open", w->record->id,
						     g_strdup_printf("%s: '%s' is no longer active", field->name, node->text),
						     g_strdup("name one that is")));
	return TRUE;
}

static gboolean walk_map(struct walk *w, const GPtrArray *fields, const struct node *map, const struct node *old, GError **err);

static gboolean
walk_value(struct walk *w, const struct field *field, const struct node *node, const struct node *old, GError **err)
{
	if (node->type == NODE_SCALAR)
		return !field->to || !*node->text || check_target(w, field, node, old, err);
	if (node->type == NODE_MAP && !field->named)
		return !field->fields || walk_map(w, field->fields, node, old && old->type == NODE_MAP ? old : NULL, err);
	for (guint i = 0; i < node->n; i++)
		if (!walk_value(w, field, node->items[i], old, err))
			return FALSE;
	return TRUE;
}

static gboolean
walk_map(struct walk *w, const GPtrArray *fields, const struct node *map, const struct node *old, GError **err)
{
	for (guint i = 0; i < map->n; i++) {
		const struct field *field = fields_find(fields, map->keys[i]->text);

		if (field && (field->to || field->fields) &&
			!walk_value(w, field, map->items[i], node_get(old, field->name), err))
			return FALSE;
	}
	return TRUE;
}

gboolean
links_check(const struct record *record, const struct record *old, target_fn fn, void *data, const struct kinds *kinds,
	const struct config *config, GPtrArray *problems, GError **err)
{
	const struct workflow *workflow = record->kind->workflow;
	struct walk w = {
		record, old, fn, data, kinds, config, problems, workflow && name_in(workflow->ended, record_state(record))};

	return !record->doc->root || walk_map(&w, record->kind->fields, record->doc->root, old ? old->doc->root : NULL, err);
}

struct asking {
	struct index *index;
	const struct kinds *kinds;
	GHashTable *also;
};

/* What comes into being together counts before what the index says. */
static gboolean
ask_index(void *data, const char *kind, const char *id, gboolean *open, gboolean *found, GError **err)
{
	struct asking *asking = data;
	const struct kind *target = kind_find(asking->kinds, kind);
	g_autofree char *path = asking->also && target ? kind_path_of_id(target, id) : NULL;
	gpointer record;

	if (!path || !g_hash_table_lookup_extended(asking->also, path, NULL, &record))
		return index_has(asking->index, kind, id, open, found, err);
	*found = record != NULL;
	*open = record && record_is_open(record);
	return TRUE;
}

gboolean
check_links(struct index *index, const struct kinds *kinds, const struct config *config, GHashTable *also,
	const struct record *record, const struct record *old, GPtrArray *problems, GError **err)
{
	struct asking asking = {index, kinds, also};

	return links_check(record, old, ask_index, &asking, kinds, config, problems, err);
}
