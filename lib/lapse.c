/* What has changed since something was signed: the record then, beside the record now. */
#include "lapse.h"

#include <string.h>

/* The record and the commit in which a signature came. */
struct then {
	struct record *record; /* NULL: the history does not tell */
	struct oid commit;
};

static gboolean
has_entry(const struct record *record, const struct node *entry)
{
	const struct node *list = record_node(record, SIGNATURES);

	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++)
		if (node_equal(list->items[i], entry))
			return TRUE;
	return FALSE;
}

struct searching {
	struct index *index;
	const struct record *record;
	const struct node *entry;
	struct then *then;
};

/* The first that has it: another line of work may lack it later, before both meet. */
static gboolean
look_for(const struct oid *commit, gint64 claimed, const struct oid *blob, void *data, GError **err)
{
	struct searching *s = data;
	struct entry_state state;

	entry_state_read(index_snapshot(s->index), s->record->path, blob, &state);
	if (state.record && has_entry(state.record, s->entry)) {
		s->then->record = g_steal_pointer(&state.record);
		s->then->commit = *commit;
	}
	entry_state_clear(&state);
	return !s->then->record;
}

static gboolean
find_then(struct index *index, const struct record *record, const struct node *entry, struct then *then, GError **err)
{
	struct searching s = {index, record, entry, then};

	return entry_versions(index, record->path, look_for, &s, err);
}

static void
add_fields(GString *out, const char *const *names, const struct record *was, const struct record *is, const char *of)
{
	for (; *names; names++)
		if (!node_equal(was ? record_node(was, *names) : NULL, record_node(is, *names)))
			g_string_append_printf(out, "%s%s%s%s", out->len ? ", " : "", *names, of ? " of " : "", of ? of : "");
}

/* Of a linked record what is covered; one that is new here is named by itself. */
static gboolean
add_linked(GString *out, struct index *index, const struct then *then, const struct cover *cover, const struct field *field,
	const struct record *one, GError **err)
{
	struct snapshot *snapshot = index_snapshot(index);
	struct entry_state state = {0};
	struct oid tree, blob;
	gboolean found;

	if (!store_commit_tree(snapshot->repo->store, &then->commit, &tree, err) ||
		!store_lookup(snapshot->repo->store, &tree, one->path, &found, &blob, NULL, err))
		return FALSE;
	if (found)
		entry_state_read(snapshot, one->path, &blob, &state);
	if (state.record && step_holds(record_node(state.record, field->name), then->record->id))
		add_fields(out, cover->fields, state.record, one, one->id);
	else
		g_string_append_printf(out, "%s%s, which is new", out->len ? ", " : "", one->id);
	entry_state_clear(&state);
	return TRUE;
}

static gboolean
add_cover(GString *out, struct index *index, const struct then *then, const struct record *record, const struct cover *cover,
	struct world *world, GError **err)
{
	const struct field *field = NULL;
	const char *rest;
	const struct kind *from = kind_links(world->kinds, record->kind, cover->of, &field, &rest);
	const GPtrArray *linked = from ? world->linked(world, from, field, record->id) : NULL;

	for (guint i = 0; linked && i < linked->len; i++)
		if ((!cover->where || guard_condition(cover->where, linked->pdata[i], world)) &&
			!add_linked(out, index, then, cover, field, linked->pdata[i], err))
			return FALSE;
	return TRUE;
}

char *
lapse_says(struct index *index, const struct record *record, const struct node *entry, struct world *world, GError **err)
{
	const char *covers = node_text(entry, "covers");
	g_auto(GStrv) names = g_strsplit(covers ? covers : "", " ", -1);
	g_autoptr(GString) out = g_string_new(NULL);
	struct then then = {0};
	gboolean ok = find_then(index, record, entry, &then, err);

	for (char **name = names; ok && then.record && *name; name++) {
		const struct cover *cover = signature_cover(record->kind, *name);
		const char *const one[] = {*name, NULL};

		if (cover)
			ok = add_cover(out, index, &then, record, cover, world, err);
		else
			add_fields(out, one, then.record, record, NULL);
	}
	record_free(then.record);
	return ok && out->len ? g_strdup(out->str) : NULL;
}

static gboolean
say_lapse(struct index *index, const struct record *record, struct signature *one, struct world *world, GError **err)
{
	GError *failure = NULL;
	g_autofree char *says = NULL, *why = NULL;

	if (!index_history(index, err))
		return FALSE;
	says = lapse_says(index, record, one->entry, world, &failure);
	if (failure) {
		g_propagate_error(err, failure);
		return FALSE;
	}
	if (says) {
		why = one->why;
		one->why = g_strdup_printf("%s: %s", why, says);
	}
	return TRUE;
}

GPtrArray *
lapse_signatures(struct index *index, const struct record *record, struct world *world, GError **err)
{
	g_autoptr(GPtrArray) all = signatures_of(record, world, TRUE);

	if (!all)
		g_propagate_error(err, g_steal_pointer(&world->failure));
	for (guint i = 0; all && i < all->len; i++) {
		struct signature *one = all->pdata[i];

		if (one->state == SIGNATURE_STALE && !say_lapse(index, record, one, world, err))
			return NULL;
	}
	return g_steal_pointer(&all);
}
