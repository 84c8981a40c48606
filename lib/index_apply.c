/*
 * Reading many records: workers inflate and parse, each with its own store;
 * the calling thread stores what they give, in order, so that rows of a kind
 * lie side by side.
 */
#include "index_private.h"

#define APPLY_CHUNK 128		    /* changes a worker takes at a time */
#define APPLY_AHEAD 16		    /* chunks read but not stored yet, which bounds the memory */
#define APPLY_ALONE 256		    /* fewer changes than this are not worth a thread */
#define APPLY_BYTES (8 * DOC_BYTES) /* of a file in the work tree: beyond it is not read at all */

struct apply {
	const struct snapshot *snapshot;
	const struct layout *layout;
	GPtrArray *changes;
	GMutex lock;
	GCond readable, writable;
	struct batch **ready; /* one a chunk; NULL until read */
	guint n_chunks, taken, stored;
	GError *error; /* the first */
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
		else
			bytes = store_blob(store, &change->oid, err);
		if (!bytes && !change->edit)
			return FALSE;
		if (bytes)
			text = g_bytes_get_data(bytes, &length);
		if (bytes && !text)
			text = "";
	}
	batch_add(batch, a->layout, change, text, length, error);
	return TRUE;
}

static gboolean
read_chunk(struct apply *a, struct store *store, guint chunk, struct batch *batch, GError **err)
{
	guint end = MIN((chunk + 1) * APPLY_CHUNK, a->changes->len);

	for (guint i = chunk * APPLY_CHUNK; i < end; i++) {
		const struct index_change *change = g_ptr_array_index(a->changes, i);

		if (change->present && !read_change(a, store, change, batch, err))
			return FALSE;
	}
	return TRUE;
}

/* The next chunk to read, or n_chunks when there is none left or something failed. */
static guint
take_chunk(struct apply *a)
{
	guint chunk;

	g_mutex_lock(&a->lock);
	while (!a->error && a->taken < a->n_chunks && a->taken - a->stored >= APPLY_AHEAD)
		g_cond_wait(&a->writable, &a->lock);
	chunk = a->error ? a->n_chunks : a->taken;
	if (chunk < a->n_chunks)
		a->taken++;
	g_mutex_unlock(&a->lock);
	return chunk;
}

static void
apply_fail(struct apply *a, GError *error)
{
	g_mutex_lock(&a->lock);
	if (a->error)
		g_error_free(error);
	else
		a->error = error;
	g_cond_broadcast(&a->readable);
	g_cond_broadcast(&a->writable);
	g_mutex_unlock(&a->lock);
}

static gpointer
worker(gpointer data)
{
	struct apply *a = data;
	GError *error = NULL;
	AUTO(store) store = store_dup(a->snapshot->repo->store, &error);

	for (guint chunk; store && (chunk = take_chunk(a)) < a->n_chunks;) {
		struct batch *batch = batch_new();

		if (!read_chunk(a, store, chunk, batch, &error)) {
			batch_free(batch);
			break;
		}
		g_mutex_lock(&a->lock);
		a->ready[chunk] = batch;
		g_cond_signal(&a->readable);
		g_mutex_unlock(&a->lock);
	}
	if (error)
		apply_fail(a, error);
	return NULL;
}

static gboolean
store_chunks(struct apply *a, struct writer *writer, GError **err)
{
	for (guint chunk = 0; chunk < a->n_chunks; chunk++) {
		AUTO(batch) batch = NULL;

		g_mutex_lock(&a->lock);
		while (!a->error && !a->ready[chunk])
			g_cond_wait(&a->readable, &a->lock);
		batch = g_steal_pointer(&a->ready[chunk]);
		g_mutex_unlock(&a->lock);
		if (!batch || !writer_add(writer, batch, err))
			return FALSE;
		g_mutex_lock(&a->lock);
		a->stored = chunk + 1;
		g_cond_broadcast(&a->writable);
		g_mutex_unlock(&a->lock);
	}
	return TRUE;
}

static gboolean
apply_threads(struct apply *a, struct writer *writer, GError **err)
{
	guint n = CLAMP(g_get_num_processors(), 1, 8);
	GThread *threads[8];
	gboolean ok;

	a->n_chunks = (a->changes->len + APPLY_CHUNK - 1) / APPLY_CHUNK;
	a->ready = g_new0(struct batch *, a->n_chunks);
	g_mutex_init(&a->lock);
	g_cond_init(&a->readable);
	g_cond_init(&a->writable);
	for (guint i = 0; i < n; i++)
		threads[i] = g_thread_new("index", worker, a);
	ok = store_chunks(a, writer, err);
	if (!ok)
		apply_fail(a, g_error_new_literal(ERROR_DOMAIN, ERR_IO, "stopped"));
	for (guint i = 0; i < n; i++)
		g_thread_join(threads[i]);
	for (guint i = 0; i < a->n_chunks; i++)
		if (a->ready[i])
			batch_free(a->ready[i]);
	g_free(a->ready);
	g_mutex_clear(&a->lock);
	g_cond_clear(&a->readable);
	g_cond_clear(&a->writable);
	if (!ok && err && !*err)
		g_propagate_error(err, g_steal_pointer(&a->error));
	g_clear_error(&a->error);
	return ok;
}

gboolean
index_apply(struct snapshot *snapshot, const struct layout *layout, struct writer *writer, GPtrArray *changes, GError **err)
{
	struct apply a = {.snapshot = snapshot, .layout = layout, .changes = changes};
	AUTO(batch) batch = NULL;

	for (guint i = 0; i < changes->len; i++)
		if (!writer_remove(writer, g_ptr_array_index(changes, i), err))
			return FALSE;
	if (changes->len > APPLY_ALONE)
		return apply_threads(&a, writer, err);
	batch = batch_new();
	for (guint i = 0; i < changes->len; i += APPLY_CHUNK) {
		batch_clear(batch);
		if (!read_chunk(&a, snapshot->repo->store, i / APPLY_CHUNK, batch, err) || !writer_add(writer, batch, err))
			return FALSE;
	}
	return TRUE;
}
