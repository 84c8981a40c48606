/* What the index has to read: the record paths that differ, between two trees or on disk. */
#include "index_private.h"

static void
change_free(gpointer data)
{
	struct index_change *change = data;

	g_free(change->path);
	g_free(change);
}

GPtrArray *
changes_new(void)
{
	return g_ptr_array_new_with_free_func(change_free);
}

struct collector {
	GPtrArray *changes;
	const struct kinds *kinds;
};

static gboolean
collect(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct collector *c = data;
	struct index_change *change;

	if (!kind_of_path(c->kinds, path) || (new && (mode & 0170000) == 0160000))
		return TRUE;
	change = g_new0(struct index_change, 1);
	change->path = g_strdup(path);
	change->present = new != NULL;
	change->fresh = old == NULL;
	change->link = new && (mode & 0170000) != 0100000;
	if (new)
		change->oid = *new;
	g_ptr_array_add(c->changes, change);
	return TRUE;
}

gboolean
changes_of_trees(GPtrArray *changes, struct store *store, const struct kinds *kinds, const struct oid *old, const struct oid *new,
	GError **err)
{
	struct collector c = {changes, kinds};

	return store_diff(store, old, new, collect, &c, err);
}

gboolean
changes_of_edits(GPtrArray *changes, struct snapshot *snapshot, GError **err)
{
	const GPtrArray *edits = snapshot_edits(snapshot, err);
	g_autoptr(GHashTable) earlier = NULL;

	if (!edits)
		return FALSE;
	if (edits->len && changes->len) {
		earlier = g_hash_table_new(g_str_hash, g_str_equal);
		for (guint i = 0; i < changes->len; i++) {
			struct index_change *change = g_ptr_array_index(changes, i);

			g_hash_table_insert(earlier, change->path, change);
		}
	}
	for (guint i = 0; i < edits->len; i++) {
		const struct worktree_edit *edit = g_ptr_array_index(edits, i);
		struct index_change *change = earlier ? g_hash_table_lookup(earlier, edit->path) : NULL;

		if (!kind_of_path(snapshot->kinds, edit->path))
			continue;
		if (!change) {
			change = g_new0(struct index_change, 1);
			change->path = g_strdup(edit->path);
			g_ptr_array_add(changes, change);
		}
		change->present = edit->type != EDIT_REMOVED;
		change->link = edit->type == EDIT_LINK;
		change->edit = TRUE;
		change->fresh = FALSE;
	}
	return TRUE;
}
