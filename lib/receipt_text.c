/* The text of one receipt, written and read. */
#include "receipt_private.h"
#include "text.h"
#include <string.h>

static const char *const results[] = {"begun", "taken", "refused "};

void
receipt_free(struct receipt *r)
{
	if (!r)
		return;
	g_free(r->ref);
	g_free(r->pusher);
	g_free(r->why);
	g_free(r);
}

void
receipt_path(guint number, gboolean signature, char out[RECEIPT_PATH])
{
	g_snprintf(
		out, RECEIPT_PATH, "%02u/%02u/%02u%s", number / 10000, number / 100 % 100, number % 100, signature ? ".sig" : "");
}

static char *
moment_text(gint64 moment)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(moment);

	return time ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup("");
}

char *
receipt_text(struct receipt *r, const char *repository)
{
	char old[OID_HEX], new[OID_HEX];
	g_autofree char *received = moment_text(r->received), *digest = NULL;
	char *text;

	oid_hex(&r->old, old);
	oid_hex(&r->new, new);
	text = g_strdup_printf(
		"receipt 1\nrepository %s\nnumber %u\nref %s\nold %s\nnew %s\nreceived %s\npusher %s\nresult %s%s\n"
		"follows %s\n",
		repository, r->number, r->ref, old, new, received, r->pusher, results[r->result], r->why ? r->why : "",
		r->previous);
	digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
	g_strlcpy(r->digest, digest, sizeof(r->digest));
	return text;
}

/* The value of the line that the word begins; *at goes on to the next. */
static char *
take(const char **at, const char *word)
{
	const char *value, *end;

	if (!*at || !g_str_has_prefix(*at, word) || (*at)[strlen(word)] != ' ' || !(end = strchr(*at, '\n'))) {
		*at = NULL;
		return g_strdup("");
	}
	value = *at + strlen(word) + 1;
	*at = end + 1;
	return g_strndup(value, (gsize)(end - value));
}

static gboolean
take_result(struct receipt *r, const char *text)
{
	for (r->result = RECEIPT_BEGUN; r->result < RECEIPT_REFUSED; r->result++)
		if (g_str_equal(text, results[r->result]))
			return TRUE;
	if (!g_str_has_prefix(text, results[RECEIPT_REFUSED]))
		return FALSE;
	r->why = g_strdup(text + strlen(results[RECEIPT_REFUSED]));
	return TRUE;
}

/* Values that are no such are found when it is written again. */
static void
take_all(struct receipt *r, const char *text, char **repository)
{
	g_autofree char *format = take(&text, "receipt"), *own = take(&text, "repository"), *number = take(&text, "number");
	g_autofree char *ref = take(&text, "ref"), *old = take(&text, "old"), *new = take(&text, "new");
	g_autofree char *received = take(&text, "received"), *pusher = take(&text, "pusher"), *result = take(&text, "result");
	g_autofree char *previous = take(&text, "follows");
	g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(received, NULL);
	guint64 n = 0;

	if (g_ascii_string_to_unsigned(number, 10, 1, G_MAXINT, &n, NULL))
		r->number = (guint)n;
	oid_parse(old, &r->old);
	oid_parse(new, &r->new);
	r->received = time ? g_date_time_to_unix(time) : 0;
	take_result(r, result);
	g_strlcpy(r->previous, previous, sizeof(r->previous));
	r->ref = g_steal_pointer(&ref);
	r->pusher = g_steal_pointer(&pusher);
	*repository = g_steal_pointer(&own);
}

struct receipt *
receipt_parse(const void *bytes, gsize length, guint number, char **repository, GError **err)
{
	AUTO(receipt) r = g_new0(struct receipt, 1);
	g_autofree char *text = g_strndup(bytes, length), *own = NULL, *again = NULL, *safe = text_safe(text, TRUE);
	struct oid oid;

	r->result = RECEIPT_BEGUN;
	take_all(r, text, &own);
	again = receipt_text(r, own);
	if (strlen(again) != length || memcmp(again, bytes, length) != 0 || r->number != number || !oid_parse(own, &oid) ||
		strcmp(safe, text) != 0) { /* a hub may be anybody's */
		error_set(err, ERR_INTEGRITY, "receipt %u does not read", number);
		error_rule(err, "receipts");
		return NULL;
	}
	*repository = g_steal_pointer(&own);
	return g_steal_pointer(&r);
}

struct receipt *
receipt_at(struct store *store, const struct oid *tree, guint number, char **repository, GError **err)
{
	char path[RECEIPT_PATH];
	struct oid oid;
	gboolean found;
	unsigned mode;
	g_autoptr(GBytes) bytes = NULL;

	receipt_path(number, FALSE, path);
	if (!store_lookup(store, tree, path, &found, &oid, &mode, err))
		return NULL;
	if (!found || mode != 0100644) {
		error_set(err, ERR_INTEGRITY, "receipt %u is missing", number);
		error_rule(err, "receipts");
		return NULL;
	}
	bytes = store_blob(store, &oid, err);
	return bytes ? receipt_parse(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), number, repository, err) : NULL;
}

/* --- the end of a chain --- */

void
chain_clear(struct chain *chain)
{
	g_free(chain->repository);
	receipt_free(chain->last);
	*chain = (struct chain){0};
}

/* "receipt 1234" is the message of its commit. */
static gboolean
read_number(const struct commit_info *commit, void *data, GError **err)
{
	struct chain *chain = data;
	g_autofree char *digits = NULL;
	guint64 n;

	chain->tree = commit->tree;
	if (!g_str_has_prefix(commit->message, "receipt "))
		return error_set(err, ERR_INTEGRITY, "what is kept as receipts are none");
	digits = g_strndup(commit->message + 8, strcspn(commit->message + 8, "\n"));
	if (!g_ascii_string_to_unsigned(digits, 10, 1, G_MAXINT - 1, &n, NULL))
		return error_set(err, ERR_INTEGRITY, "what is kept as receipts are none");
	chain->number = (guint)n;
	return TRUE;
}

gboolean
chain_end(struct store *store, const struct oid *commit, struct chain *chain, GError **err)
{
	char path[RECEIPT_PATH];
	gboolean found;
	struct oid oid;

	*chain = (struct chain){.commit = *commit};
	if (oid_is_zero(commit))
		return TRUE;
	if (!store_commit_read(store, commit, read_number, chain, err))
		return FALSE;
	receipt_path(chain->number + 1, FALSE, path);
	if (!store_lookup(store, &chain->tree, path, &found, &oid, NULL, err))
		return FALSE;
	if (found)
		return error_set(err, ERR_INTEGRITY, "receipt %u is not the last one", chain->number);
	chain->last = receipt_at(store, &chain->tree, chain->number, &chain->repository, err);
	return chain->last != NULL;
}
