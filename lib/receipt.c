/* Receipts of a hub: reading a chain, and when commits came. */
#include "receipt_private.h"
#include <string.h>

void
receipts_free(struct receipts *r)
{
	if (!r)
		return;
	g_ptr_array_unref(r->list);
	g_clear_pointer(&r->firsts, g_hash_table_unref);
	g_clear_pointer(&r->stood, g_hash_table_unref);
	g_free(r->stood_of);
	g_free(r->key);
	g_free(r->repository);
	g_free(r);
}

static void
drop(gpointer receipt)
{
	receipt_free(receipt);
}

static struct receipts *
receipts_new(struct store *store)
{
	struct receipts *r = g_new0(struct receipts, 1);

	r->store = store;
	r->list = g_ptr_array_new_with_free_func(drop);
	return r;
}

/* --- the files of the tree --- */

struct reading {
	struct receipts *receipts;
	struct chain before;	/* what was read already */
	GHashTable *signatures; /* set of numbers */
};

/* The number of a path that receipt_path() makes, or 0. */
static guint
number_of(const char *path, gboolean *signature)
{
	char again[RECEIPT_PATH];
	g_autofree char *digits = g_strdelimit(g_strdup(path), "/.", '\n');
	guint64 parts[3];
	g_auto(GStrv) words = g_strsplit(digits, "\n", 4);
	guint number;

	if (g_strv_length(words) < 3)
		return 0;
	for (int i = 0; i < 3; i++)
		if (!g_ascii_string_to_unsigned(words[i], 10, 0, i ? 99 : 99999, &parts[i], NULL))
			return 0;
	*signature = words[3] != NULL;
	number = (guint)(parts[0] * 10000 + parts[1] * 100 + parts[2]);
	receipt_path(number, *signature, again);
	return g_str_equal(again, path) ? number : 0;
}

static gboolean
broken(GError **err, const char *what, const char *is)
{
	error_set(err, ERR_INTEGRITY, "%s%s", what, is);
	error_rule(err, "receipts");
	return FALSE;
}

static gboolean
take_key(struct receipts *r, const struct oid *blob, GError **err)
{
	g_autoptr(GBytes) bytes = store_blob(r->store, blob, err);
	gsize length;
	const char *text;

	if (!bytes)
		return FALSE;
	text = g_bytes_get_data(bytes, &length);
	if (length < 8 || length > 4096 || text[length - 1] != '\n' || memchr(text, '\n', length) != text + length - 1 ||
		!g_utf8_validate_len(text, length, NULL))
		return broken(err, "the hub's key", " does not read");
	r->key = g_strndup(text, length - 1);
	return TRUE;
}

static gboolean
take_file(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct reading *reading = data;
	struct receipts *r = reading->receipts;
	gboolean signature = FALSE;
	guint number;
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *repository = NULL;
	struct receipt *receipt;

	if (old || !new)
		return broken(err, path, " is another, or gone, among the receipts");
	if (g_str_equal(path, RECEIPTS_KEY))
		return take_key(r, new, err);
	number = number_of(path, &signature);
	if (!number || mode != 0100644)
		return broken(err, path, " is no receipt");
	if (signature) {
		g_hash_table_add(reading->signatures, GUINT_TO_POINTER(number));
		return TRUE;
	}
	bytes = store_blob(r->store, new, err);
	receipt = bytes ? receipt_parse(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), number, &repository, err) : NULL;
	if (!receipt)
		return FALSE;
	g_ptr_array_add(r->list, receipt);
	if (!r->repository)
		r->repository = g_steal_pointer(&repository);
	return g_str_equal(r->repository, repository ? repository : r->repository) ||
	       broken(err, path, " is a receipt of another repository");
}

/* --- the chain --- */

static int
by_number(gconstpointer a, gconstpointer b)
{
	const struct receipt *x = *(struct receipt *const *)a, *y = *(struct receipt *const *)b;

	return x->number < y->number ? -1 : x->number > y->number;
}

static gboolean
check_chain(const struct reading *reading, GError **err)
{
	static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000";
	const struct receipts *r = reading->receipts;
	const char *previous = reading->before.last ? reading->before.last->digest : zeros;
	guint number = reading->before.number;

	if (!r->key || (!r->list->len && !number))
		return broken(err, "the hub's receipts lack ", r->key ? "all texts" : "its key");
	g_ptr_array_sort(r->list, by_number);
	for (guint i = 0; i < r->list->len; i++) {
		const struct receipt *receipt = r->list->pdata[i];
		g_autofree char *name = g_strdup_printf("receipt %u", ++number);

		if (receipt->number != number || !g_hash_table_contains(reading->signatures, GUINT_TO_POINTER(number)))
			return broken(err, name, " or its signature is missing");
		if (!g_str_equal(receipt->previous, previous))
			return broken(err, name, " does not go on from the one before it");
		previous = receipt->digest;
	}
	return g_hash_table_size(reading->signatures) == r->list->len ||
	       broken(err, "there are signatures", " without a receipt");
}

/* The key of a chain that goes on is the one it had: no file of it may be another. */
static gboolean
go_on(struct reading *reading, const struct oid *tree, GError **err)
{
	struct receipts *r = reading->receipts;
	struct oid blob;
	gboolean found;

	if (!reading->before.last)
		return TRUE;
	r->repository = g_strdup(reading->before.repository);
	return store_lookup(r->store, tree, RECEIPTS_KEY, &found, &blob, NULL, err) && (!found || take_key(r, &blob, err));
}

struct receipts *
receipts_read_on(struct store *store, const struct oid *since, const struct oid *commit, GError **err)
{
	AUTO(receipts) r = receipts_new(store);
	g_autoptr(GHashTable) signatures = g_hash_table_new(NULL, NULL);
	struct reading reading = {.receipts = r, .signatures = signatures};
	struct oid tree;
	gboolean ok;

	r->tip = *commit;
	ok = chain_end(store, since, &reading.before, err) && store_commit_tree(store, commit, &tree, err) &&
	     go_on(&reading, &tree, err) &&
	     store_diff(store, reading.before.last ? &reading.before.tree : NULL, &tree, take_file, &reading, err) &&
	     check_chain(&reading, err);
	chain_clear(&reading.before);
	return ok ? g_steal_pointer(&r) : NULL;
}

struct receipts *
receipts_read(struct store *store, const char *ref, GError **err)
{
	struct oid commit, none = {{0}};
	gboolean found;

	if (!store_ref(store, ref, &found, &commit, err))
		return NULL;
	return found ? receipts_read_on(store, &none, &commit, err) : receipts_new(store);
}

struct receipts *
receipts_load(struct store *store, GError **err)
{
	AUTO(receipts) all = receipts_read(store, RECEIPTS_REF, err);
	g_auto(GStrv) remotes = all ? store_remotes(store, err) : NULL;

	for (char **name = remotes; name && *name; name++) {
		g_autofree char *ref = receipts_ref_of(*name);
		AUTO(receipts) more = receipts_read(store, ref, err);

		if (!more)
			return NULL;
		if (!all->list->len) {
			receipts_free(all);
			all = g_steal_pointer(&more);
		} else {
			g_ptr_array_extend_and_steal(all->list, g_steal_pointer(&more->list));
			more->list = g_ptr_array_new();
		}
	}
	return remotes ? g_steal_pointer(&all) : NULL;
}

char *
receipts_ref_of(const char *remote)
{
	return g_strdup_printf("refs/sx/hub/%s/receipts", remote);
}

gboolean
receipts_texts(const struct receipts *r, guint number, GBytes **text, GBytes **signature, GError **err)
{
	GBytes **to[] = {text, signature};
	struct oid tree, blob;
	gboolean found;

	*text = *signature = NULL;
	if (!store_commit_tree(r->store, &r->tip, &tree, err))
		return FALSE;
	for (int i = 0; i < 2; i++) {
		char path[RECEIPT_PATH];

		receipt_path(number, i == 1, path);
		if (!store_lookup(r->store, &tree, path, &found, &blob, NULL, err))
			break;
		if (found)
			*to[i] = store_blob(r->store, &blob, err);
		else
			error_set(err, ERR_INTEGRITY, "receipt %u is missing", number);
		if (!*to[i])
			break;
	}
	if (*signature)
		return TRUE;
	g_clear_pointer(text, g_bytes_unref);
	return FALSE;
}

/* --- what the receipts say --- */

const struct receipt *
receipts_last(const struct receipts *r, const char *ref)
{
	for (guint i = r->list->len; i-- > 0;) {
		const struct receipt *receipt = r->list->pdata[i];

		if (receipt->result != RECEIPT_REFUSED && g_str_equal(receipt->ref, ref))
			return receipt;
	}
	return NULL;
}

/* Takes name: whether it is a branch that a receipt is of, then it stays. */
static gboolean
take_branch(const struct receipts *r, char *name, char **out)
{
	if (name && receipts_last(r, name))
		*out = name;
	else
		g_free(name);
	return *out != NULL;
}

char *
receipts_branch(const struct receipts *r, const char *branch)
{
	g_auto(GStrv) remotes = store_remotes(r->store, NULL);
	const char *own = branch && g_str_has_prefix(branch, "refs/heads/") ? branch + strlen("refs/heads/") : NULL;
	char *out = NULL;

	for (char **name = remotes; name && *name; name++) {
		g_autofree char *start = g_strdup_printf("refs/remotes/%s/", *name), *head = g_strconcat(start, "HEAD", NULL);
		g_autofree char *main = store_ref_target(r->store, head);

		if (main && g_str_has_prefix(main, start) &&
			take_branch(r, g_strconcat("refs/heads/", main + strlen(start), NULL), &out))
			return out;
	}
	if (own) {
		g_autofree char *key = g_strdup_printf("branch.%s.merge", own);

		if (take_branch(r, store_config(r->store, key), &out))
			return out;
	}
	take_branch(r, g_strdup(branch), &out);
	return out;
}

void
receipts_gaps(const struct receipts *r, void (*found)(const struct receipt *before, const struct receipt *after, void *data),
	void *data)
{
	g_autoptr(GHashTable) last = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < r->list->len; i++) {
		const struct receipt *receipt = r->list->pdata[i], *before = g_hash_table_lookup(last, receipt->ref);

		if (receipt->result == RECEIPT_REFUSED)
			continue;
		if (before && receipt->result == RECEIPT_TAKEN && !oid_equal(&before->new, &receipt->old))
			found(before, receipt, data);
		g_hash_table_replace(last, receipt->ref, (gpointer)receipt);
	}
}

struct marking {
	GHashTable *firsts;
	GArray *todo;
	const struct receipt *by;
};

static gboolean
mark_one(const struct commit_info *commit, void *data, GError **err)
{
	struct marking *m = data;

	g_hash_table_insert(m->firsts, g_memdup2(&commit->oid, sizeof(commit->oid)), (gpointer)m->by);
	for (guint i = 0; i < commit->n_parents; i++)
		if (!g_hash_table_contains(m->firsts, &commit->parents[i]))
			g_array_append_val(m->todo, commit->parents[i]);
	return TRUE;
}

/* A commit and those before it that no earlier receipt has told of. What is not here, as another branch, is passed over. */
static void
mark(struct receipts *r, const struct oid *commit, const struct receipt *by)
{
	g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(struct oid));
	struct marking m = {r->firsts, todo, by};

	if (!oid_is_zero(commit))
		g_array_append_val(todo, *commit);
	while (todo->len) {
		struct oid at = g_array_index(todo, struct oid, todo->len - 1);

		g_array_set_size(todo, todo->len - 1);
		if (!g_hash_table_contains(r->firsts, &at))
			store_commit_read(r->store, &at, mark_one, &m, NULL);
	}
}

static void
find_firsts(struct receipts *r)
{
	if (r->firsts)
		return;
	r->firsts = g_hash_table_new_full(store_oid_hash, store_oid_same, g_free, NULL);
	for (guint i = 0; i < r->list->len; i++) {
		const struct receipt *receipt = r->list->pdata[i];

		if (receipt->result == RECEIPT_REFUSED)
			continue;
		mark(r, &receipt->old, NULL);
		mark(r, &receipt->new, receipt->result == RECEIPT_TAKEN ? receipt : NULL);
	}
}

gboolean
receipts_know(struct receipts *r, const struct oid *commit)
{
	find_firsts(r);
	return g_hash_table_contains(r->firsts, commit);
}

const struct receipt *
receipts_of(struct receipts *r, const struct oid *commit)
{
	find_firsts(r);
	return g_hash_table_lookup(r->firsts, commit);
}

gint64
receipts_received(struct receipts *r, const struct oid *commit)
{
	const struct receipt *receipt = receipts_of(r, commit);

	return receipt ? receipt->received : 0;
}

/* For each receipt the last one of the branch before it in its chain. */
static void
find_stood(struct receipts *r, const char *branch)
{
	const struct receipt *last = NULL;

	if (!g_strcmp0(r->stood_of, branch))
		return;
	g_free(r->stood_of);
	r->stood_of = g_strdup(branch);
	if (r->stood)
		g_hash_table_remove_all(r->stood);
	else
		r->stood = g_hash_table_new(NULL, NULL);
	for (guint i = 0; i < r->list->len; i++) {
		struct receipt *receipt = r->list->pdata[i];

		if (receipt->number == 1)
			last = NULL;
		g_hash_table_insert(r->stood, receipt, (gpointer)last);
		if (receipt->result != RECEIPT_REFUSED && g_str_equal(receipt->ref, branch))
			last = receipt;
	}
}

struct oid
receipt_found(const struct receipt *receipt)
{
	return receipt->result == RECEIPT_BEGUN ? receipt->new : receipt->old;
}

void
receipts_stood_at(const struct receipts *r, const char *branch, gint64 moment, struct oid *out)
{
	const struct receipt *last = NULL, *first = NULL;

	*out = (struct oid){{0}};
	for (guint i = 0; branch && i < r->list->len; i++) {
		const struct receipt *receipt = r->list->pdata[i];

		if (receipt->result == RECEIPT_REFUSED || !g_str_equal(receipt->ref, branch))
			continue;
		if (!first || receipt->received < first->received)
			first = receipt;
		if (receipt->received <= moment && (!last || receipt->received >= last->received))
			last = receipt;
	}
	if (last)
		*out = last->new;
	else if (first)
		*out = receipt_found(first);
}

void
receipts_stood(struct receipts *r, const char *branch, const struct receipt *receipt, struct oid out[2])
{
	const struct receipt *before;

	out[0] = out[1] = (struct oid){{0}};
	if (!branch)
		return;
	find_stood(r, branch);
	before = g_hash_table_lookup(r->stood, receipt);
	if (before)
		out[0] = out[1] = before->new;
	if (g_str_equal(receipt->ref, branch)) {
		out[0] = receipt->old;
		out[1] = receipt->new;
	}
}
