/* Edits made by hand. */
#include "edits.h"
#include <string.h>

static void
item_free(gpointer data)
{
	struct edits_item *item = data;

	record_free(item->old);
	record_free(item->new);
	g_clear_error(&item->unread);
	g_free(item->id);
	g_free(item);
}

static enum edits_class
class_of(const struct edits_item *item)
{
	if (item->kind)
		return EDITS_RECORD;
	if (g_str_has_prefix(item->edit->path, ".sx/"))
		return EDITS_OWN;
	return g_str_has_prefix(item->edit->path, "evidence/") ? EDITS_EVIDENCE : EDITS_FOREIGN;
}

/* What HEAD has of it; NULL with no error when that does not read: the edit mends it. */
static gboolean
read_old(struct snapshot *snapshot, struct edits_item *item, GError **err)
{
	const char *path = item->edit->path;
	struct store *store = snapshot->repo->store;
	g_autoptr(GBytes) bytes = NULL;
	gboolean found;
	struct oid oid;
	unsigned mode;

	if (!store_lookup(store, &snapshot->tree, path, &found, &oid, &mode, err))
		return FALSE;
	if (!found || (mode & 0170000) != 0100000)
		return TRUE;
	bytes = store_blob(store, &oid, err);
	if (!bytes)
		return FALSE;
	item->old = record_parse(snapshot->kinds, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL);
	return TRUE;
}

static void
read_new(struct snapshot *snapshot, struct edits_item *item)
{
	const char *path = item->edit->path;
	g_autoptr(GBytes) bytes = snapshot_read(snapshot, path, &item->unread);

	if (bytes)
		item->new = record_parse(
			snapshot->kinds, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), &item->unread);
}

GPtrArray *
edits_find(struct snapshot *snapshot, GError **err)
{
	const GPtrArray *edits = snapshot_edits(snapshot, err);
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(item_free);

	for (guint i = 0; edits && i < edits->len; i++) {
		struct edits_item *item = g_new0(struct edits_item, 1);

		g_ptr_array_add(items, item);
		item->edit = edits->pdata[i];
		item->kind = kind_of_path(snapshot->kinds, item->edit->path);
		item->class = class_of(item);
		if (!item->kind)
			continue;
		item->id = record_id(item->kind, item->edit->path);
		if (!read_old(snapshot, item, err))
			return NULL;
		if (item->edit->type != EDIT_REMOVED)
			read_new(snapshot, item);
	}
	return edits ? g_steal_pointer(&items) : NULL;
}

const char *
edits_word(const struct edits_item *item)
{
	static const char *const words[] = {
		[EDIT_CHANGED] = "changed", [EDIT_ADDED] = "added", [EDIT_REMOVED] = "removed", [EDIT_LINK] = "link"};

	return words[item->edit->type];
}

const char **
edits_fields(const struct edits_item *item)
{
	GPtrArray *names = g_ptr_array_new();

	for (const char *const *name = item->kind ? kind_order(item->kind) : NULL; name && *name; name++)
		if (item->old && item->new && !node_equal(record_node(item->old, *name), record_node(item->new, *name)))
			g_ptr_array_add(names, (gpointer)*name);
	g_ptr_array_add(names, NULL);
	return (const char **)g_ptr_array_free(names, FALSE);
}
