/* Makes drafts of records from rows, by a mapping file. */
#include "mapping_private.h"
#include <string.h>

/* One row being worked on. */
struct run {
	struct mapping *m;
	const struct source *source;
	const struct mapping_lookups *lookups;
};

static gboolean slot_value(struct run *run, guint i, GPtrArray **out, GError **err);

void
draft_free(struct draft *draft)
{
	if (!draft)
		return;
	g_free(draft->key);
	g_free(draft->id);
	g_ptr_array_unref(draft->empty);
	builder_free(draft->builder);
	g_free(draft);
}

static struct draft *
draft_new(const struct kind *kind)
{
	struct draft *draft = g_new0(struct draft, 1);

	draft->kind = kind;
	draft->builder = builder_new();
	draft->values = build_map(draft->builder);
	draft->empty = g_ptr_array_new_with_free_func(g_free);
	return draft;
}

/* Put one word before the error that a step set. Returns FALSE. */
static gboolean
say_column(const char *name, GError **err)
{
	if (err && *err)
		g_prefix_error(err, "%s: ", name);
	return FALSE;
}

/* --- cells of the file --- */

/* A cell of the file, unless it is one of those that mean nothing. */
static void
raw_add(struct mapping *m, struct slot *slot, const char *text)
{
	g_autofree char *own = g_strstrip(cell_lines(text));

	if (!*own)
		return;
	if (mapping_lists(m->empty, own))
		mapping_tally(m, FALSE, "%s: '%s' is read as empty", slot->name, own);
	else
		g_ptr_array_add(slot->value, g_steal_pointer(&own));
}

static void
raw_value(struct run *run, struct slot *slot)
{
	const struct node *node = source_node(run->source, slot->name);
	const char *text = source_text(run->source, slot->name);

	if (text)
		raw_add(run->m, slot, text);
	for (guint i = 0; node && node->type == NODE_LIST && i < node->n; i++)
		if (node->items[i]->type == NODE_SCALAR)
			raw_add(run->m, slot, node->items[i]->text);
}

/* --- templates --- */

/* The items a template gives; none when every column in it is empty. */
static GPtrArray *
template_items(struct run *run, const struct template *t, GError **err)
{
	g_autoptr(GPtrArray) out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) text = g_string_new(NULL);
	gboolean slots = FALSE, filled = FALSE;

	for (guint i = 0; i < t->pieces->len; i++) {
		const struct piece *piece = &g_array_index(t->pieces, struct piece, i);
		g_autofree char *joined = NULL;
		GPtrArray *value;

		if (piece->literal) {
			g_string_append(text, piece->literal);
			continue;
		}
		if (!slot_value(run, piece->slot, &value, err))
			return NULL;
		slots = TRUE;
		filled |= value->len > 0;
		for (guint n = 0; t->pieces->len == 1 && n < value->len; n++)
			g_ptr_array_add(out, g_strdup(value->pdata[n]));
		joined = items_join(value);
		g_string_append(text, joined);
	}
	g_strstrip(text->str);
	if (!out->len && *text->str && (filled || !slots))
		g_ptr_array_add(out, g_strdup(text->str));
	return g_steal_pointer(&out);
}

/* As one text; NULL without an error when empty. */
static gboolean
template_text(struct run *run, const struct template *t, char **out, GError **err)
{
	g_autoptr(GPtrArray) items = t ? template_items(run, t, err) : NULL;

	if (t && !items)
		return FALSE;
	*out = items && items->len ? items_join(items) : NULL;
	return TRUE;
}

/* --- lookups --- */

static struct draft *lookup_draft(struct run *run, const struct lookup *lookup, const char *text, GError **err);

static gboolean
step_lookup(struct run *run, const struct column *c, char **item, GError **err)
{
	const struct lookup *lookup = c->lookup;
	char *id = NULL;

	if (!run->lookups->find(lookup->kind, lookup->by, *item, &id, run->lookups->data, err))
		return FALSE;
	if (!id && lookup->make) {
		struct draft *draft = lookup_draft(run, lookup, *item, err);

		if (!draft || !(id = run->lookups->make(draft, run->lookups->data, err)))
			return FALSE;
		mapping_tally(run->m, FALSE, "%s: the %s was not there and is made", c->name, lookup->kind->name);
	}
	if (!id)
		return error_set(err, ERR_INVALID, "there is no %s '%.60s'", lookup->kind->name, *item);
	g_free(*item);
	*item = id;
	return TRUE;
}

/* --- slots --- */

static gboolean
column_default(struct run *run, const struct column *c, GPtrArray *items, GError **err)
{
	g_autofree char *text = NULL;

	if (!template_text(run, c->def, &text, err))
		return FALSE;
	if (!text)
		return TRUE;
	if (c->def->pieces->len == 1 && g_array_index(c->def->pieces, struct piece, 0).literal)
		mapping_tally(run->m, FALSE, "%s: an empty cell is read as '%s'", c->name, text);
	else
		mapping_tally(run->m, FALSE, "%s: an empty cell is read from other columns", c->name);
	g_ptr_array_add(items, g_steal_pointer(&text));
	return TRUE;
}

static gboolean
column_value(struct run *run, const struct column *c, GPtrArray *items, GError **err)
{
	items_drop_empty(run->m, c, items);
	if (c->split)
		items_split(c->split, items);
	if (c->first && items->len > 1)
		g_ptr_array_set_size(items, 1);
	if (c->rest && items->len)
		g_ptr_array_remove_index(items, 0);
	for (guint i = 0; i < items->len; i++)
		if (!column_step(run->m, c, run->lookups->calendar, (char **)&items->pdata[i], err))
			return FALSE;
	for (guint i = items->len; i-- > 0;)
		if (!*(char *)items->pdata[i])
			g_ptr_array_remove_index(items, i);
	if (!items->len && c->def && !column_default(run, c, items, err))
		return FALSE;
	for (guint i = 0; c->lookup && i < items->len; i++)
		if (!step_lookup(run, c, (char **)&items->pdata[i], err))
			return FALSE;
	return TRUE;
}

static gboolean
slot_value(struct run *run, guint i, GPtrArray **out, GError **err)
{
	struct slot *slot = run->m->slots->pdata[i];
	g_autoptr(GPtrArray) items = NULL;

	*out = slot->value;
	if (slot->state == SLOT_KNOWN || slot->given)
		return TRUE;
	if (slot->state == SLOT_BUSY)
		return error_set(err, ERR_INVALID, "%s: the mapping defines this column by itself", slot->name);
	if (!slot->column) {
		raw_value(run, slot);
		slot->state = SLOT_KNOWN;
		return TRUE;
	}
	slot->state = SLOT_BUSY;
	items = template_items(run, slot->column->from, err);
	if (!items)
		return FALSE;
	if (!column_value(run, slot->column, items, err))
		return say_column(slot->name, err);
	g_ptr_array_unref(slot->value);
	*out = slot->value = g_steal_pointer(&items);
	slot->state = SLOT_KNOWN;
	return TRUE;
}

/* Forget values: of columns that are not being worked out, and with raw, at the beginning of a row, of everything. */
static void
slots_forget(struct mapping *m, gboolean raw)
{
	for (guint i = 0; i < m->slots->len; i++) {
		struct slot *slot = m->slots->pdata[i];

		if (slot->given || (!slot->column && !raw) || (slot->state == SLOT_BUSY && !raw))
			continue;
		g_ptr_array_set_size(slot->value, 0);
		slot->state = SLOT_UNKNOWN;
	}
}

static void
slot_give(struct mapping *m, guint i, const char *text)
{
	struct slot *slot = m->slots->pdata[i];

	g_ptr_array_set_size(slot->value, 0);
	g_ptr_array_add(slot->value, g_strdup(text));
}

/* --- drafts --- */

static gboolean
fill_value(struct draft *draft, struct node *into, const struct field *field, const GPtrArray *items, GError **err)
{
	struct node *list;

	if (!items->len) {
		g_ptr_array_add(draft->empty, g_strdup(field->name));
		return TRUE;
	}
	if (!field->list) {
		if (items->len > 1)
			return error_set(err, ERR_INVALID, "%s: it takes one value and the row has %u", field->name, items->len);
		build_map_add(draft->builder, into, field->name, build_scalar(draft->builder, items->pdata[0]));
		return TRUE;
	}
	list = build_list(draft->builder);
	for (guint i = 0; i < items->len; i++)
		build_list_add(draft->builder, list, build_scalar(draft->builder, items->pdata[i]));
	build_map_add(draft->builder, into, field->name, list);
	return TRUE;
}

static gboolean
fills_apply(struct run *run, const GPtrArray *fills, struct draft *draft, GError **err)
{
	struct node *entry = build_map(draft->builder), *list;
	const struct field *of = NULL;

	for (guint i = 0; i < fills->len; i++) {
		const struct fill *fill = fills->pdata[i];
		g_autoptr(GPtrArray) items = template_items(run, fill->from, err);

		if (!items)
			return FALSE;
		if (!fill->sub) {
			if (!fill_value(draft, draft->values, fill->field, items, err))
				return FALSE;
			continue;
		}
		of = fill->field;
		if (items->len && !fill_value(draft, entry, fill->sub, items, err))
			return FALSE;
	}
	if (!of)
		return TRUE;
	draft->entry = of->name;
	list = build_list(draft->builder);
	build_list_add(draft->builder, list, entry);
	build_map_add(draft->builder, draft->values, of->name, list);
	return TRUE;
}

static struct draft *
lookup_draft(struct run *run, const struct lookup *lookup, const char *text, GError **err)
{
	AUTO(draft) draft = draft_new(lookup->kind);

	slots_forget(run->m, FALSE); /* columns made from {this} */
	slot_give(run->m, 0, text);
	if (!template_text(run, lookup->id, &draft->id, err) || !fills_apply(run, lookup->make, draft, err))
		return NULL;
	if (!draft->id)
		draft->id = cell_slug(text);
	return g_steal_pointer(&draft);
}

static gboolean
condition_holds(struct run *run, const struct condition_row *c, gboolean *holds, GError **err)
{
	g_autofree char *text = NULL;
	GPtrArray *value;

	if (!slot_value(run, c->slot, &value, err))
		return FALSE;
	text = items_join(value);
	*holds = (!c->empty || !*text == !strcmp(c->empty, "true")) && (!c->any_of || name_in(c->any_of, text)) &&
		 (!c->none_of || !name_in(c->none_of, text)) &&
		 (!c->matches || regex_match(c->matches, text, strlen(text), 0, NULL, NULL));
	return TRUE;
}

/* *why is NULL when the row is wanted. */
static gboolean
row_skipped(struct run *run, const char **why, GError **err)
{
	*why = NULL;
	for (guint i = 0; i < run->m->conditions->len; i++) {
		const struct condition_row *c = run->m->conditions->pdata[i];
		gboolean holds;

		if (!condition_holds(run, c, &holds, err))
			return FALSE;
		if (holds) {
			*why = c->why;
			return TRUE;
		}
	}
	return TRUE;
}

static gboolean
row_draft(struct run *run, GPtrArray *drafts, GError **err)
{
	AUTO(draft) draft = draft_new(run->m->kind);
	const char *why;

	if (!row_skipped(run, &why, err))
		return FALSE;
	if (why) {
		mapping_tally(run->m, TRUE, "%s", why);
		return TRUE;
	}
	if (!template_text(run, run->m->key, &draft->key, err) || !template_text(run, run->m->id, &draft->id, err))
		return FALSE;
	if ((run->m->key && !draft->key) || (run->m->id && !draft->id))
		return error_set(err, ERR_INVALID, "the %s is empty", run->m->key && !draft->key ? "key" : "id");
	if (!fills_apply(run, run->m->fills, draft, err))
		return FALSE;
	g_ptr_array_add(drafts, g_steal_pointer(&draft));
	return TRUE;
}

static gboolean
row_each(struct run *run, GPtrArray *drafts, GError **err)
{
	struct mapping *m = run->m;
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(g_free);
	GPtrArray *value;

	if (!slot_value(run, m->each, &value, err))
		return FALSE;
	for (guint i = 0; i < value->len; i++)
		g_ptr_array_add(items, g_strdup(value->pdata[i]));
	if (m->each_split)
		items_split(m->each_split, items);
	if (!items->len)
		mapping_tally(m, TRUE, "nothing in %s", ((struct slot *)m->slots->pdata[m->each])->name);
	for (guint i = 0; i < items->len; i++) {
		slots_forget(m, FALSE);
		slot_give(m, m->each_as, items->pdata[i]);
		if (!row_draft(run, drafts, err))
			return FALSE;
	}
	return TRUE;
}

gboolean
mapping_row(
	struct mapping *m, const struct source *source, const struct mapping_lookups *lookups, GPtrArray *drafts, GError **err)
{
	struct run run = {m, source, lookups};
	AUTO(draft) draft = NULL;

	if (m->plain) {
		draft = draft_new(m->kind);
		if (!plain_row(m, source, draft, err))
			return FALSE;
		g_ptr_array_add(drafts, g_steal_pointer(&draft));
		return TRUE;
	}
	slots_forget(m, TRUE);
	return m->each ? row_each(&run, drafts, err) : row_draft(&run, drafts, err);
}
