/* Signatures of commits: what they say, ssh-keygen's word on them, and whose their keys are. */
#include "gpgsig.h"
#include "date.h"
#include "keygen.h"
#include "signature.h"

#include <string.h>

#define NAMESPACE "git"
#define AT_ONCE 8 /* ssh-keygens */

void
gpgsig_free(struct gpgsig *sig)
{
	if (!sig)
		return;
	g_free(sig->public);
	g_free(sig->print);
	g_free(sig);
}

static void
drop(gpointer sig)
{
	gpgsig_free(sig);
}

struct gpgsig *
gpgsig_new(const char *armoured)
{
	static const char *const others[] = {"-----BEGIN PGP SIGNATURE-----", "-----BEGIN PGP MESSAGE-----",
		"-----BEGIN SIGNED MESSAGE-----", "-----BEGIN CMS-----", "-----BEGIN PKCS7-----"};
	struct gpgsig *sig = g_new0(struct gpgsig, 1);

	sig->public = keygen_signer(armoured);
	sig->print = sig->public ? keygen_fingerprint(sig->public) : NULL;
	sig->form = sig->print ? GPGSIG_SSH : GPGSIG_NONE;
	for (guint i = 0; i < G_N_ELEMENTS(others); i++)
		if (g_str_has_prefix(armoured, others[i]))
			sig->form = GPGSIG_OTHER;
	return sig;
}

/* --- many --- */

struct job {
	struct gpgsig *sig; /* borrowed */
	GBytes *text;
	char *armoured;
};

struct bench { /* what the threads share */
	GPtrArray *jobs;
	gint next; /* job to be taken */
	GMutex lock;
	GError *failure; /* the first */
};

static void
job_free(gpointer data)
{
	struct job *job = data;

	g_bytes_unref(job->text);
	g_free(job->armoured);
	g_free(job);
}

static void
verify_one(struct job *job, struct bench *bench)
{
	GError *failure = NULL;
	gsize length;
	const char *text = g_bytes_get_data(job->text, &length);

	if (!keygen_verify(job->sig->public, NAMESPACE, text, length, job->armoured, &job->sig->good, &failure)) {
		g_mutex_lock(&bench->lock);
		if (bench->failure)
			g_error_free(failure);
		else
			bench->failure = failure;
		g_mutex_unlock(&bench->lock);
	}
}

static gpointer
work(gpointer shared)
{
	struct bench *bench = shared;
	guint at;

	while ((at = (guint)g_atomic_int_add(&bench->next, 1)) < bench->jobs->len)
		verify_one(bench->jobs->pdata[at], bench);
	return NULL;
}

/* The calling thread works as well, so that all is done also where no other can be had. */
static void
verify_all(struct bench *bench)
{
	GThread *threads[AT_ONCE - 1];
	guint most = MIN(MIN(AT_ONCE, g_get_num_processors()), bench->jobs->len), n = 0;

	while (n + 1 < most && (threads[n] = g_thread_try_new("signatures", work, bench, NULL)))
		n++;
	work(bench);
	while (n)
		g_thread_join(threads[--n]);
}

static gboolean
read_one(struct store *store, const struct oid *commit, GHashTable *all, GPtrArray *jobs, GError **err)
{
	g_autoptr(GBytes) text = NULL;
	g_autofree char *armoured = NULL;
	struct gpgsig *sig;
	struct job *job;

	if (!store_commit_signature(store, commit, &text, &armoured, err))
		return FALSE;
	if (!armoured)
		return TRUE;
	sig = gpgsig_new(armoured);
	g_hash_table_insert(all, g_memdup2(commit, sizeof(*commit)), sig);
	if (sig->form != GPGSIG_SSH)
		return TRUE;
	job = g_new0(struct job, 1);
	*job = (struct job){sig, g_steal_pointer(&text), g_steal_pointer(&armoured)};
	g_ptr_array_add(jobs, job);
	return TRUE;
}

GHashTable *
gpgsigs_read(struct store *store, const struct oid *commits, guint n, GError **err)
{
	g_autoptr(GHashTable) all = g_hash_table_new_full(store_oid_hash, store_oid_same, g_free, drop);
	g_autoptr(GPtrArray) jobs = g_ptr_array_new_with_free_func(job_free);
	struct bench bench = {.jobs = jobs};
	gboolean ok = TRUE;

	g_mutex_init(&bench.lock);
	for (guint i = 0; i < n && ok; i++)
		ok = read_one(store, &commits[i], all, jobs, err);
	if (ok)
		verify_all(&bench);
	g_mutex_clear(&bench.lock);
	if (ok && bench.failure)
		g_propagate_error(err, g_steal_pointer(&bench.failure));
	else if (ok)
		return g_steal_pointer(&all);
	g_clear_error(&bench.failure);
	return NULL;
}

/* --- whose --- */

/* The entry of a key among a person's; NULL for none. */
static const struct node *
entry_of(const struct node *keys, const char *print)
{
	for (guint i = 0; i < keys->n; i++) {
		const char *public = node_text(keys->items[i], "key");
		g_autofree char *is = public ? keygen_fingerprint(public) : NULL;

		if (!g_strcmp0(is, print))
			return keys->items[i];
	}
	return NULL;
}

enum gpgsig_standing
gpgsig_standing(const struct record *person, const char *print, gint64 moment)
{
	const struct node *keys = person && person->kind->keys ? record_node(person, person->kind->keys) : NULL, *entry;
	const char *from;
	gint64 at;
	int offset;

	if (!keys || keys->type != NODE_LIST || !keys->n)
		return GPGSIG_NO_KEYS;
	if (signature_key(person, print, moment))
		return GPGSIG_COUNTS;
	entry = entry_of(keys, print);
	from = entry ? node_text(entry, "from") : NULL;
	if (!entry)
		return GPGSIG_OTHERS;
	return from && event_parse(from, &at, &offset, NULL) && moment < at ? GPGSIG_EARLY : GPGSIG_PAST;
}
