/* Who stands behind a key beside its owner. */
#include "vouch.h"
#include "keygen.h"
#include "proof.h"

#include <string.h>

char *
vouch_text(const struct signing *signing, const char *person, const char *key, const char *by)
{
	g_autofree char *text = proof_subject(signing, person, key);

	return g_strdup_printf("%svouched %s\n", text, by);
}

const struct node *
vouch_keys(const struct record *person)
{
	const struct node *list = person && person->kind->keys ? record_node(person, person->kind->keys) : NULL;

	return list && list->type == NODE_LIST ? list : NULL;
}

/* Does the person sign with the key when it has to count? */
static gboolean
counts_for(const struct vouching *v, const struct record *person, const char *key, gint64 moment)
{
	g_autofree char *print = key ? keygen_fingerprint(key) : NULL;

	return print && signature_key(person, print, moment) && (!v->received || signature_key(person, print, v->received));
}

static gboolean
has_key(const struct vouching *v, const struct record *person)
{
	const struct node *list = vouch_keys(person);

	for (guint i = 0; list && i < list->n; i++)
		if (counts_for(v, person, node_text(list->items[i], "key"), v->now))
			return TRUE;
	return FALSE;
}

gboolean
vouching_counts(const struct vouching *v, const struct record *person)
{
	return record_is_open(person) && has_key(v, person);
}

/* Has something been done to the record within what is remembered? */
static gboolean
is_fresh(const struct vouching *v, const struct record *person)
{
	const char *name = step_notes(person->kind);
	const struct node *notes = name ? record_node(person, name) : NULL;

	for (guint i = 0; notes && notes->type == NODE_LIST && i < notes->n; i++) {
		const char *at = node_text(notes->items[i], "at");
		gint64 moment;
		int offset;

		if (at && event_parse(at, &moment, &offset, NULL) && moment > v->now - VOUCH_WHILE)
			return TRUE;
	}
	return FALSE;
}

/* Could the person vouch then, in any line of work? */
static gboolean
could(const struct vouching *v, const char *id)
{
	struct vouching then = {.now = v->now - VOUCH_WHILE};

	for (guint i = 0; v->lately && i < v->lately->len; i++) {
		const struct record *person = vouch_line_person(v->lately->pdata[i], id);

		if (person && vouching_counts(&then, person))
			return TRUE;
	}
	return FALSE;
}

guint
vouching_could(const struct vouching *v, const char *person)
{
	GHashTableIter iter;
	gpointer id, record;
	guint n = 0;

	g_hash_table_iter_init(&iter, v->people);
	while (n < VOUCH_MOST && g_hash_table_iter_next(&iter, &id, &record))
		n += !g_str_equal(id, person) && vouching_counts(v, record);
	return n;
}

gboolean
vouching_remember(struct vouching *v, const char *person, struct world *world)
{
	if (v->lately || !world->lately || vouching_asked(v, person) >= VOUCH_MOST)
		return TRUE;
	v->lately = world->lately(world, v->now);
	return v->lately != NULL;
}

guint
vouching_asked(const struct vouching *v, const char *person)
{
	GHashTableIter iter;
	gpointer id, record;
	guint n = 0;

	g_hash_table_iter_init(&iter, v->people);
	while (n < VOUCH_MOST && g_hash_table_iter_next(&iter, &id, &record))
		if (!g_str_equal(id, person) && vouch_keys(record))
			n += vouching_counts(v, record) || is_fresh(v, record) || could(v, id);
	return n;
}

gboolean
vouch_names(const struct node *entry, const char *by)
{
	const struct node *list = node_get(entry, VOUCHERS);

	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++)
		if (!g_strcmp0(node_text(list->items[i], "by"), by))
			return TRUE;
	return FALSE;
}

gboolean
vouch_has_key(const struct record *person, const char *key)
{
	const struct node *list = vouch_keys(person);

	for (guint i = 0; list && i < list->n; i++)
		if (!g_strcmp0(node_text(list->items[i], "key"), key))
			return TRUE;
	return FALSE;
}

/* A key that counts for one person, and for nobody else. */
static gboolean
may_vouch(const struct vouching *v, const char *by, const char *key)
{
	const struct record *person = by ? g_hash_table_lookup(v->people, by) : NULL;
	GHashTableIter iter;
	gpointer id, record;

	if (by && key && v->taken && !g_strcmp0(g_hash_table_lookup(v->taken, key), by))
		return TRUE;
	if (!person || !key || !record_is_open(person) || !counts_for(v, person, key, v->moment))
		return FALSE;
	g_hash_table_iter_init(&iter, v->people);
	while (g_hash_table_iter_next(&iter, &id, &record))
		if (record != person && vouch_has_key(record, key))
			return FALSE;
	return TRUE;
}

gboolean
vouching_good(const struct vouching *v, const char *person, const struct node *entry, const struct node *voucher, gboolean *good,
	GError **err)
{
	const char *by = node_text(voucher, "by"), *key = node_text(entry, "key"), *armoured = node_text(voucher, "signature");
	g_autofree char *signer = armoured ? keygen_signer(armoured) : NULL, *text = NULL, *space = NULL;

	*good = FALSE;
	if (!key || !signer || g_str_equal(signer, key) || !may_vouch(v, by, signer))
		return TRUE;
	text = vouch_text(v->signing, person, key, by);
	space = proof_space(v->signing);
	return keygen_verify(signer, space, text, strlen(text), armoured, good, err);
}

gboolean
vouching_given(const struct vouching *v, const char *person, const struct node *entry, guint *n, GError **err)
{
	const struct node *list = node_get(entry, VOUCHERS);
	g_autoptr(GHashTable) people = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++) {
		gboolean good;

		if (!vouching_good(v, person, entry, list->items[i], &good, err))
			return FALSE;
		if (good)
			g_hash_table_add(people, (gpointer)node_text(list->items[i], "by"));
	}
	*n = g_hash_table_size(people);
	return TRUE;
}

const char *
vouching_signer(const struct vouching *v, const char *armoured)
{
	g_autofree char *signer = keygen_signer(armoured);
	GHashTableIter iter;
	gpointer id;

	g_hash_table_iter_init(&iter, v->people);
	while (signer && g_hash_table_iter_next(&iter, &id, NULL))
		if (may_vouch(v, id, signer))
			return id;
	return NULL;
}
