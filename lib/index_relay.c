/*
 * Many pieces of work made on threads, each with its own store, and taken in
 * order by the calling thread: what the index reads comes to the one writer.
 */
#include "index_private.h"

#define AHEAD 16 /* pieces made but not taken yet, which bounds the memory */
#define THREADS 8

struct run {
	const struct relay *relay;
	GMutex lock;
	GCond readable, writable;
	gpointer *ready; /* one a piece; NULL until made */
	guint begun, taken;
	GError *error; /* the first */
};

/* The next piece to make, or n when there is none left or something failed. */
static guint
next_piece(struct run *r)
{
	guint piece;

	g_mutex_lock(&r->lock);
	while (!r->error && r->begun < r->relay->n && r->begun - r->taken >= AHEAD)
		g_cond_wait(&r->writable, &r->lock);
	piece = r->error ? r->relay->n : r->begun;
	if (piece < r->relay->n)
		r->begun++;
	g_mutex_unlock(&r->lock);
	return piece;
}

static void
run_fail(struct run *r, GError *error)
{
	g_mutex_lock(&r->lock);
	if (r->error)
		g_error_free(error);
	else
		r->error = error;
	g_cond_broadcast(&r->readable);
	g_cond_broadcast(&r->writable);
	g_mutex_unlock(&r->lock);
}

static gpointer
worker(gpointer data)
{
	struct run *r = data;
	GError *error = NULL;
	AUTO(store) store = store_dup(r->relay->store, &error);

	for (guint piece; store && (piece = next_piece(r)) < r->relay->n;) {
		gpointer made = r->relay->make(piece, store, r->relay->data, &error);

		if (!made)
			break;
		g_mutex_lock(&r->lock);
		r->ready[piece] = made;
		g_cond_signal(&r->readable);
		g_mutex_unlock(&r->lock);
	}
	if (error)
		run_fail(r, error);
	return NULL;
}

static gboolean
take_all(struct run *r, GError **err)
{
	for (guint piece = 0; piece < r->relay->n; piece++) {
		gpointer made;
		gboolean ok;

		g_mutex_lock(&r->lock);
		while (!r->error && !r->ready[piece])
			g_cond_wait(&r->readable, &r->lock);
		made = g_steal_pointer(&r->ready[piece]);
		g_mutex_unlock(&r->lock);
		if (!made)
			return FALSE;
		ok = r->relay->take(piece, made, r->relay->data, err);
		r->relay->free(made);
		if (!ok)
			return FALSE;
		g_mutex_lock(&r->lock);
		r->taken = piece + 1;
		g_cond_broadcast(&r->writable);
		g_mutex_unlock(&r->lock);
	}
	return TRUE;
}

/* A few pieces are not worth a thread. */
static gboolean
run_alone(const struct relay *relay, GError **err)
{
	for (guint piece = 0; piece < relay->n; piece++) {
		gpointer made = relay->make(piece, relay->store, relay->data, err);
		gboolean ok = made && relay->take(piece, made, relay->data, err);

		if (made)
			relay->free(made);
		if (!ok)
			return FALSE;
	}
	return TRUE;
}

static gboolean
run_threads(struct run *r, GError **err)
{
	guint most = CLAMP(g_get_num_processors(), 1, THREADS), n = 0;
	GThread *threads[THREADS];
	gboolean ok;

	while (n < most && (threads[n] = g_thread_try_new("index", worker, r, NULL)))
		n++;
	ok = n ? take_all(r, err) : run_alone(r->relay, err);
	if (!ok)
		run_fail(r, g_error_new_literal(ERROR_DOMAIN, ERR_IO, "stopped"));
	for (guint i = 0; i < n; i++)
		g_thread_join(threads[i]);
	if (!ok && err && !*err)
		g_propagate_error(err, g_steal_pointer(&r->error));
	return ok;
}

gboolean
relay_run(const struct relay *relay, GError **err)
{
	struct run r = {.relay = relay};
	gboolean ok;

	if (relay->n <= 2)
		return run_alone(relay, err);
	r.ready = g_new0(gpointer, relay->n);
	g_mutex_init(&r.lock);
	g_cond_init(&r.readable);
	g_cond_init(&r.writable);
	ok = run_threads(&r, err);
	for (guint i = 0; i < relay->n; i++)
		if (r.ready[i])
			relay->free(r.ready[i]);
	g_free(r.ready);
	g_mutex_clear(&r.lock);
	g_cond_clear(&r.readable);
	g_cond_clear(&r.writable);
	g_clear_error(&r.error);
	return ok;
}
