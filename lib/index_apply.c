/* Records that have changed: read on threads, stored in order, so that rows of a kind lie side by side. */
#include "index_private.h"

#define APPLY_CHUNK 128		    /* changes a thread takes at a time */
#define APPLY_BYTES (8 * DOC_BYTES) /* of a file in the work tree: beyond it is not read at all */

struct apply {
	const struct shape *shape;
	GPtrArray *changes;
	struct writer *writer;
	const struct repo *repo;
	gboolean live; /* most blobs are files, too */
};

static gboolean
read_change(const struct apply *a, struct store *store, const struct index_change *change, struct batch *batch, GError **err)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GError) error = NULL;
	gsize length = 0;
	const char *text = NULL;

	if (!change->link) {
		if (change->edit)
			bytes = worktree_read(store, change->path, APPLY_BYTES, &error);
		else if (!a->live || !(bytes = worktree_peek(store, change->path, &change->oid)))
			bytes = store_blob(store, &change->oid, err);
		if (!bytes && !change->edit)
			return FALSE;
		if (bytes)
			text = g_bytes_get_data(bytes, &length);
		if (bytes && !text)
			text = "";
	}
	batch_add(batch, a->shape, change, text, length, error);
	return TRUE;
}

static gpointer
read_chunk(guint chunk, struct store *store, gpointer data, GError **err)
{
	const struct apply *a = data;
	guint end = MIN((chunk + 1) * APPLY_CHUNK, a->changes->len);
	struct batch *batch = batch_new();

	for (guint i = chunk * APPLY_CHUNK; i < end; i++) {
		const struct index_change *change = g_ptr_array_index(a->changes, i);

		if (change->present && !read_change(a, store, change, batch, err)) {
			batch_free(batch);
			return NULL;
		}
	}
	return batch;
}

static gboolean
store_chunk(guint chunk, gpointer batch, gpointer data, GError **err)
{
	const struct apply *a = data;

	repo_tell(a->repo, "reading record", MIN((chunk + 1) * APPLY_CHUNK, a->changes->len), a->changes->len);
	return writer_add(a->writer, batch, err);
}

static void
free_chunk(gpointer batch)
{
	batch_free(batch);
}

gboolean
index_apply(struct snapshot *snapshot, const struct shape *shape, struct writer *writer, GPtrArray *changes, GError **err)
{
	struct apply a = {shape, changes, writer, snapshot->repo, snapshot->live};
	struct relay relay = {
		snapshot->repo->store, (changes->len + APPLY_CHUNK - 1) / APPLY_CHUNK, read_chunk, store_chunk, free_chunk, &a};

	for (guint i = 0; i < changes->len; i++)
		if (!writer_remove(writer, g_ptr_array_index(changes, i), err))
			return FALSE;
	return relay_run(&relay, err);
}
