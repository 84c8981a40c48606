/* Rows that are entries of a record's list: gathered, then written as one record. */
#include "field.h"
#include "import_private.h"
#include <string.h>

static const struct field *
list_of(const struct pending *pending)
{
	return kind_field(pending->kind, pending->list);
}

static void
remember(struct pending *pending, struct node *entry)
{
	const struct field *list = list_of(pending);
	const char *key = list->key ? node_text(entry, list->key) : NULL;
	guint8 unseen = FALSE;

	g_ptr_array_add(pending->entries, entry);
	g_byte_array_append(pending->seen, &unseen, 1);
	if (key)
		g_hash_table_replace(pending->by_key, g_strdup(key), GUINT_TO_POINTER(pending->entries->len));
}

/* The first row of a record: what is there already. */
static gboolean
gather_begin(struct import *import, struct pending *pending, const struct draft *draft, GError **err)
{
	g_autoptr(GError) fault = NULL;
	AUTO(record) old = import_old(import, pending, &fault);
	const struct node *list;

	if (fault) {
		g_propagate_error(err, g_steal_pointer(&fault));
		return FALSE;
	}
	pending->list = draft->entry;
	pending->builder = builder_new();
	pending->values = build_map(pending->builder);
	pending->entries = g_ptr_array_new();
	pending->had = g_ptr_array_new();
	pending->seen = g_byte_array_new();
	pending->by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (draft->key && (!old || !record_get(old, IMPORT_KEY)))
		build_map_add(pending->builder, pending->values, IMPORT_KEY, build_scalar(pending->builder, draft->key));
	for (guint i = 0; i < draft->values->n; i++)
		if (strcmp(draft->values->keys[i]->text, draft->entry))
			build_map_add(pending->builder, pending->values, draft->values->keys[i]->text,
				build_copy(pending->builder, draft->values->items[i]));
	list = old ? record_node(old, draft->entry) : NULL;
	for (guint i = 0; list && i < list->n; i++)
		remember(pending, build_copy(pending->builder, list->items[i]));
	for (guint i = 0; i < pending->entries->len; i++)
		g_ptr_array_add(pending->had, pending->entries->pdata[i]);
	return TRUE;
}

/* What a later row says of the record itself must be what the first said. */
static gboolean
gather_agrees(const struct import *import, const struct pending *pending, const struct draft *draft, GError **err)
{
	for (guint i = 0; i < draft->values->n && mapping_repeat(import->mapping) == REPEAT_REFUSE; i++) {
		const char *name = draft->values->keys[i]->text;

		if (strcmp(name, draft->entry) && !node_equal(draft->values->items[i], node_get(pending->values, name)))
			return error_set(
				err, ERR_INVALID, "%s: line %d, about the same record, says something else", name, pending->line);
	}
	return TRUE;
}

static void
entry_defaults(const struct import *import, const struct pending *pending, struct builder *b, struct node *entry)
{
	struct act act = import_act(import, node_text(pending->values, "site"));
	const GPtrArray *fields = list_of(pending)->fields;

	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = fields->pdata[i];
		g_autofree char *value =
			field->def && !node_get(entry, field->name) ? workflow_default(field, entry, &act) : NULL;

		if (value && *value)
			build_map_add(b, entry, field->name, build_scalar(b, value));
	}
}

static gboolean
entry_check(const struct pending *pending, const struct node *entry, GError **err)
{
	g_autoptr(GPtrArray) problems = problems_new();
	const struct problem *first;

	fields_check(list_of(pending)->fields, entry, NULL, NULL, problems);
	if (!problems->len)
		return TRUE;
	first = problems->pdata[0];
	error_set(err, ERR_INVALID, "%s: %s", pending->list, first->message);
	error_rule(err, first->rule);
	return FALSE;
}

/* Does the entry say all that the row says? */
static gboolean
entry_same(const struct node *entry, const struct node *row)
{
	for (guint i = 0; i < row->n; i++)
		if (!node_equal(row->items[i], node_get(entry, row->keys[i]->text)))
			return FALSE;
	return TRUE;
}

/* The entry at a place (from 1; 0: a new one) becomes what the row says; what the repository has already stays as it is there. */
static gboolean
entry_put(struct import *import, struct pending *pending, struct node *entry, guint at, GError **err)
{
	if (at && at <= pending->had->len && entry_same(pending->had->pdata[at - 1], entry))
		entry = pending->had->pdata[at - 1];
	else
		entry_defaults(import, pending, pending->builder, entry);
	if (!entry_check(pending, entry, err))
		return FALSE;
	if (at)
		pending->entries->pdata[at - 1] = entry;
	else {
		remember(pending, entry);
		at = pending->entries->len;
	}
	pending->seen->data[at - 1] = TRUE;
	return TRUE;
}

/* A row before has spoken of the same entry. */
static gboolean
entry_again(struct import *import, struct pending *pending, struct node *entry, guint at, GError **err)
{
	const char *key = list_of(pending)->key;

	if (entry_same(pending->entries->pdata[at - 1], entry)) {
		mapping_tally(import->mapping, TRUE, "rows that repeat another one");
		return TRUE;
	}
	if (mapping_repeat(import->mapping) == REPEAT_REFUSE)
		return error_set(err, ERR_INVALID, "a row before it has the same %s and says something else", key);
	mapping_tally(import->mapping, TRUE, "rows %s of their %s",
		mapping_repeat(import->mapping) == REPEAT_FIRST ? "after the first" : "before the last", key);
	return mapping_repeat(import->mapping) == REPEAT_FIRST || entry_put(import, pending, entry, at, err);
}

gboolean
import_entry_row(struct import *import, struct pending *pending, const struct draft *draft, GError **err)
{
	const struct node *row = node_get(draft->values, draft->entry)->items[0];
	const char *key;
	struct node *entry;
	guint at = 0;

	if (!pending->builder && !gather_begin(import, pending, draft, err))
		return FALSE;
	if (!gather_agrees(import, pending, draft, err))
		return FALSE;
	entry = build_copy(pending->builder, row);
	key = list_of(pending)->key ? node_text(entry, list_of(pending)->key) : NULL;
	if (list_of(pending)->key && !key)
		return error_set(err, ERR_INVALID, "%s: %s is missing", pending->list, list_of(pending)->key);
	if (key)
		at = GPOINTER_TO_UINT(g_hash_table_lookup(pending->by_key, key));
	for (guint i = 0; !key && !at && i < pending->entries->len; i++)
		at = entry_same(pending->entries->pdata[i], entry) ? i + 1 : 0;
	if (at && pending->seen->data[at - 1])
		return entry_again(import, pending, entry, at, err);
	return entry_put(import, pending, entry, at, err);
}

/* --- at the end --- */

static void
count_entries(struct import *import, const struct pending *pending)
{
	struct import_report *report = &import->report;

	for (guint i = 0; i < pending->entries->len; i++) {
		gboolean new = i >= pending->had->len, same = !new && pending->entries->pdata[i] == pending->had->pdata[i];

		report->entries_added += new;
		report->entries_changed += !new && !same;
		report->entries_same += same && pending->seen->data[i];
	}
}

static gboolean
gather_end(struct import *import, struct pending *pending, GError **err)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	struct draft draft = {.kind = pending->kind, .builder = pending->builder, .values = pending->values, .empty = none};
	struct node *list = build_list(pending->builder);
	g_autoptr(GError) fault = NULL;
	AUTO(record) old = import_old(import, pending, &fault);

	if (fault) {
		g_propagate_error(err, g_steal_pointer(&fault));
		return FALSE;
	}
	for (guint i = 0; i < pending->entries->len; i++)
		build_list_add(pending->builder, list, pending->entries->pdata[i]);
	build_map_add(pending->builder, pending->values, pending->list, list);
	return old ? import_changed(import, pending, old, &draft, err) : import_added(import, pending, &draft, err);
}

gboolean
import_gathered(struct import *import, GError **err)
{
	for (guint i = 0; i < import->pending->len; i++) {
		struct pending *pending = import->pending->pdata[i];
		g_autoptr(GError) why = NULL;

		if (!pending->builder)
			continue;
		if (!pending->entries->len) /* every row that would have begun it was refused */
			pending->refused = TRUE;
		else if (!gather_end(import, pending, &why)) {
			pending->refused = TRUE;
			import_refuse(import, pending->line, why);
		} else
			count_entries(import, pending);
		g_clear_pointer(&pending->builder, builder_free);
	}
	return TRUE;
}
