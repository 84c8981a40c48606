/* The keys of a pack: whose they are, and who has said so. */
#include "audit_pack_private.h"
#include "keygen.h"
#include "proof.h"
#include "vouch.h"
#include <string.h>

struct ring {
	struct packing *p;
	struct world *world;
	GHashTable *seen;  /* set of keys */
	GPtrArray *wanted; /* struct held *: those to be written, which grow as vouchers are met */
	GString *table;
};
struct held {
	const struct record *person;
	const struct node *entry;
};

/* An entry of the person's keys: of a key, or of its fingerprint. */
static void
want(struct ring *r, const char *id, const char *key, const char *print)
{
	const struct record *person = id ? r->world->person(r->world, id) : NULL;
	const struct node *list = person && person->kind->keys ? record_node(person, person->kind->keys) : NULL;

	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++) {
		const char *text = node_text(list->items[i], "key");
		g_autofree char *is = text ? keygen_fingerprint(text) : NULL;
		struct held *held;

		if (!text || (key ? !g_str_equal(text, key) : g_strcmp0(is, print)) || !g_hash_table_add(r->seen, (gpointer)text))
			continue;
		held = g_new(struct held, 1);
		*held = (struct held){person, list->items[i]};
		g_ptr_array_add(r->wanted, held);
	}
}

/* What was signed, the signature, and with whose key. */
static gboolean
put_signed(
	struct ring *r, const char *name, const char *text, const char *armoured, const char *who, const char *key, GError **err)
{
	g_autofree char *space = proof_space(&r->world->signing), *line = keygen_allowed(who, space, key);
	const char *const texts[] = {text, armoured, line ? line : ""};
	static const char *const ends[] = {"txt", "sig", "signers"};

	for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
		g_autofree char *file = g_strdup_printf("keys/%s.%s", name, ends[i]);

		if (!audit_pack_put(r->p, file, texts[i], strlen(texts[i]), err))
			return FALSE;
	}
	return TRUE;
}

static gboolean
put_vouchers(struct ring *r, guint n, const struct held *held, guint *vouchers, GError **err)
{
	const struct node *list = node_get(held->entry, VOUCHERS);

	*vouchers = list && list->type == NODE_LIST ? list->n : 0;
	for (guint i = 0; i < *vouchers; i++) {
		const char *by = node_text(list->items[i], "by"), *armoured = node_text(list->items[i], "signature");
		g_autofree char *key = armoured ? keygen_signer(armoured) : NULL, *name = g_strdup_printf("%04u.%u", n, i + 1);
		g_autofree char *text =
			by ? vouch_text(&r->world->signing, held->person->id, node_text(held->entry, "key"), by) : NULL;

		if (!key || !text)
			continue;
		if (!put_signed(r, name, text, armoured, by, key, err))
			return FALSE;
		want(r, by, key, NULL);
	}
	return TRUE;
}

static const char *
word(const struct node *entry, const char *name)
{
	const char *text = node_text(entry, name);

	return text && *text && !strpbrk(text, " \t\n") ? text : "-";
}

static gboolean
put_key(struct ring *r, guint n, const struct held *held, GError **err)
{
	const char *id = held->person->id, *key = node_text(held->entry, "key"), *proof = node_text(held->entry, "proof");
	g_autofree char *name = g_strdup_printf("%04u", n), *text = proof_text(&r->world->signing, id, key);
	guint vouchers;

	if (proof && !put_signed(r, name, text, proof, id, key, err))
		return FALSE;
	if (!put_vouchers(r, n, held, &vouchers, err))
		return FALSE;
	g_string_append_printf(r->table, "%s %s %s %s %s %s %s %u %s\n", name, id, word(held->entry, "from"),
		word(held->entry, "until"), word(held->entry, "revoked"), word(held->entry, "by"), proof ? "proved" : "-",
		vouchers, key);
	return TRUE;
}

gboolean
audit_pack_keys(struct packing *p, const struct node *list, struct world *world, GError **err)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) wanted = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) table = g_string_new(NULL);
	struct ring r = {p, world, seen, wanted, table};

	for (guint i = 0; i < list->n; i++)
		want(&r, node_text(list->items[i], "by"), NULL, node_text(list->items[i], "key"));
	for (guint i = 0; i < wanted->len; i++)
		if (!put_key(&r, i + 1, wanted->pdata[i], err))
			return FALSE;
	if (world->failure) {
		g_propagate_error(err, g_steal_pointer(&world->failure));
		return FALSE;
	}
	return audit_pack_put(p, "keys/KEYS", table->str, table->len, err);
}
