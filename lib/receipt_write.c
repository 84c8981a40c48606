/* Receipts of a hub: the chain goes on. */
#include "receipt_private.h"
#include "text.h"
#include <string.h>

#define TRIES 100
#define LENGTH 400 /* characters of what came from outside */

static gboolean
find_end(struct store *store, struct chain *chain, GError **err)
{
	gboolean found;
	struct oid commit;

	*chain = (struct chain){0};
	return store_ref(store, RECEIPTS_REF, &found, &commit, err) && chain_end(store, &commit, chain, err);
}

static gboolean
take_parent(const struct commit_info *commit, void *data, GError **err)
{
	struct oid *at = data;

	if (commit->n_parents)
		*at = commit->parents[0];
	return TRUE;
}

/* The first commit of a history, in digits. */
static char *
find_repository(struct store *store, const struct oid *tip, GError **err)
{
	char hex[OID_HEX];
	struct oid at = *tip, before;

	do {
		before = at;
		if (!store_commit_read(store, &before, take_parent, &at, err))
			return NULL;
	} while (!oid_equal(&at, &before));
	oid_hex(&at, hex);
	return g_strdup(hex);
}

/* What came from outside: one line that is safe to show. */
static void
clean(char **text)
{
	g_autofree char *safe = text_safe(*text ? *text : "", FALSE);

	g_free(*text);
	*text = text_fit(g_strstrip(safe), LENGTH);
}

struct writing {
	struct store *store;
	struct chain chain;
	GArray *changes; /* struct tree_change */
	GPtrArray *paths;
};

static gboolean
put(struct writing *w, const char *path, const char *text, GError **err)
{
	struct tree_change change = {0};

	g_ptr_array_add(w->paths, g_strdup(path));
	change.path = w->paths->pdata[w->paths->len - 1];
	if (!store_write_blob(w->store, text, strlen(text), &change.oid, err))
		return FALSE;
	g_array_append_val(w->changes, change);
	return TRUE;
}

static gboolean
put_receipt(struct writing *w, struct receipt *r, const char *previous, store_sign_fn sign, void *data, GError **err)
{
	g_autofree char *text = NULL, *signature = NULL;
	char path[RECEIPT_PATH];

	r->number = ++w->chain.number;
	g_strlcpy(r->previous, previous, sizeof(r->previous));
	text = receipt_text(r, w->chain.repository);
	signature = sign(text, strlen(text), data, err);
	if (!signature)
		return FALSE;
	receipt_path(r->number, FALSE, path);
	if (!put(w, path, text, err))
		return FALSE;
	receipt_path(r->number, TRUE, path);
	return put(w, path, signature, err);
}

static gboolean
put_all(struct writing *w, struct receipt *const *add, guint n, const char *key, store_sign_fn sign, void *data, GError **err)
{
	g_autofree char *line = key ? g_strconcat(key, g_str_has_suffix(key, "\n") ? "" : "\n", NULL) : NULL;
	g_autofree char *zeros = g_strnfill(RECEIPT_DIGEST - 1, '0');
	const char *previous = w->chain.last ? w->chain.last->digest : zeros;

	if (!w->chain.last) {
		if (!line)
			return error_set(err, ERR_INTEGRITY, "the chain of receipts at %s is gone", RECEIPTS_REF);
		w->chain.repository = find_repository(w->store, &add[0]->new, err);
		if (!w->chain.repository || !put(w, RECEIPTS_KEY, line, err))
			return FALSE;
	}
	for (guint i = 0; i < n; previous = add[i++]->digest)
		if (!put_receipt(w, add[i], previous, sign, data, err))
			return FALSE;
	return TRUE;
}

static gboolean
append_once(
	struct store *store, struct receipt *const *add, guint n, const char *key, store_sign_fn sign, void *data, GError **err)
{
	g_autoptr(GArray) changes = g_array_new(FALSE, TRUE, sizeof(struct tree_change));
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	struct writing w = {.store = store, .changes = changes, .paths = paths};
	struct person_mark who = {"sx hub", "hub@localhost", add[n - 1]->received, 0};
	g_autofree char *message = NULL;
	struct oid tree, commit;
	gboolean ok = find_end(store, &w.chain, err) && put_all(&w, add, n, key, sign, data, err);

	if (ok) {
		message = g_strdup_printf("receipt %u\n", w.chain.number);
		ok = store_write_tree(store, w.chain.last ? &w.chain.tree : NULL,
			     (const struct tree_change *)(void *)changes->data, changes->len, &tree, err) &&
		     store_write_commit(store, &tree, &w.chain.commit, &who, message, NULL, NULL, &commit, err) &&
		     store_move_branch(store, RECEIPTS_REF, &w.chain.commit, &commit, &who, "receipt", err);
	}
	chain_clear(&w.chain);
	return ok;
}

gboolean
receipts_append(struct store *store, struct receipt *const *add, guint n, const char *key, store_sign_fn sign, void *sign_data,
	GError **err)
{
	for (guint i = 0; i < n; i++) {
		clean(&add[i]->ref);
		clean(&add[i]->pusher);
		if (add[i]->result == RECEIPT_REFUSED)
			clean(&add[i]->why);
	}
	for (guint try = 0; n; try++) {
		GError *failure = NULL;

		if (append_once(store, add, n, key, sign, sign_data, &failure))
			return TRUE;
		if (error_status(failure) != ERR_CONFLICT || try == TRIES) {
			g_propagate_error(err, failure);
			return FALSE;
		}
		g_error_free(failure);
		g_usleep((gulong)g_random_int_range(2000, 50000));
	}
	return TRUE;
}

static gboolean
look_back(struct store *store, const struct oid *at, guint most, receipts_found_fn found, void *data, gboolean *all, GError **err)
{
	struct chain chain;
	gboolean ok = at ? chain_end(store, at, &chain, err) : find_end(store, &chain, err), more = TRUE;
	guint number = chain.number, n = 0;

	for (; ok && more && number && n < most; number--, n++) {
		g_autofree char *repository = NULL;
		struct receipt *r = receipt_at(store, &chain.tree, number, &repository, err);

		ok = r != NULL;
		more = !r || r->result == RECEIPT_REFUSED || found(&r, data);
		receipt_free(r);
	}
	*all = !number;
	chain_clear(&chain);
	return ok;
}

gboolean
receipts_look_back(struct store *store, guint most, receipts_found_fn found, void *data, gboolean *all, GError **err)
{
	return look_back(store, NULL, most, found, data, all, err);
}

static gboolean
take_of(struct receipt **receipt, void *data)
{
	gpointer *to = data; /* the ref, where to put it */

	if (!g_str_equal((*receipt)->ref, to[0]))
		return TRUE;
	*(struct receipt **)to[1] = g_steal_pointer(receipt);
	return FALSE;
}

gboolean
receipts_find_last(struct store *store, const struct oid *at, const char *ref, struct receipt **out, GError **err)
{
	gpointer to[] = {(gpointer)ref, out};
	gboolean all;

	*out = NULL;
	return look_back(store, at, G_MAXUINT, take_of, to, &all, err);
}
