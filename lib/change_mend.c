/* A record that does not read is mended from what it was when it did. */
#include "change_private.h"

#define FAR 1000 /* commits back */

struct place {
	struct oid tree, parent;
};

static gboolean
note(const struct commit_info *commit, void *data, GError **err)
{
	*(struct place *)data = (struct place){commit->tree, commit->n_parents ? commit->parents[0] : (struct oid){{0}}};
	return TRUE;
}

struct record *
change_last_readable(struct change *change, const struct kinds *kinds, const char *path)
{
	struct store *store = change->repo->store;
	struct oid at = change->base->commit, last = {{0}}, blob;
	gboolean found;

	for (guint i = 0; i < FAR && !oid_is_zero(&at); i++) {
		struct place place;
		g_autoptr(GBytes) bytes = NULL;
		struct record *record;

		if (!store_commit_read(store, &at, note, &place, NULL) ||
			!store_lookup(store, &place.tree, path, &found, &blob, NULL, NULL) || !found)
			return NULL;
		at = place.parent;
		if (oid_equal(&blob, &last))
			continue;
		last = blob;
		bytes = store_blob(store, &blob, NULL);
		record = bytes ? record_parse(kinds, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL) : NULL;
		if (record)
			return record;
	}
	return NULL;
}
