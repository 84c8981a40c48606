/* Keys that people sign with: a key is one person's for ever. */
#include "check_private.h"
#include "proof.h"
#include "signature.h"

#include <string.h>

struct keys {
	GHashTable *owners; /* key -> const struct record *: of the people asked about */
	GPtrArray *problems;
};

static const struct node *
keys_of(const struct record *person)
{
	const struct node *list = person->kind->keys ? record_node(person, person->kind->keys) : NULL;

	return list && list->type == NODE_LIST ? list : NULL;
}

static void
tell(struct keys *k, const struct record *person, const struct node *entry, const char *other)
{
	g_ptr_array_add(k->problems, problem_new(person->path, entry, "unique", person->id,
					     g_strdup_printf("%s: a key of it is one of %s's", person->kind->keys, other),
					     g_strdup("a key is one person's, also after it was revoked; make another one")));
}

static void
ask(struct keys *k, const struct record *person)
{
	const struct node *list = keys_of(person);

	for (guint i = 0; list && i < list->n; i++) {
		const char *key = node_text(list->items[i], "key");
		const struct record *owner = key ? g_hash_table_lookup(k->owners, key) : NULL;

		if (owner && owner != person)
			tell(k, person, list->items[i], owner->id);
		else if (key)
			g_hash_table_insert(k->owners, (gpointer)key, (gpointer)person);
	}
}

/* Somebody who is there: is a key of theirs one that was asked about? */
static void
meet(struct keys *k, const struct record *other)
{
	const struct node *list = keys_of(other);

	for (guint i = 0; list && i < list->n; i++) {
		const char *key = node_text(list->items[i], "key");
		const struct record *person = key ? g_hash_table_lookup(k->owners, key) : NULL;

		if (person && strcmp(person->id, other->id) != 0)
			tell(k, person, keys_of(person), other->id);
	}
}

gboolean
check_keys(struct index *index, GHashTable *also, const GPtrArray *records, GPtrArray *problems, GError **err)
{
	g_autoptr(GHashTable) owners = g_hash_table_new(g_str_hash, g_str_equal);
	struct keys k = {owners, problems};
	const struct kind *people = kind_of_people(index_snapshot(index)->kinds);
	AUTO(db_query) q = NULL;
	gboolean row = FALSE;

	for (guint i = 0; i < records->len; i++)
		ask(&k, records->pdata[i]);
	if (!people || !g_hash_table_size(owners))
		return TRUE;
	q = db_prepare(index_db(index), "select id from record where kind = ?1 order by id", err);
	if (!q)
		return FALSE;
	db_bind_text(q, 1, people->name);
	while (db_step(q, &row, err) && row) {
		g_autofree char *path = kind_path_of_id(people, db_text(q, 0));
		AUTO(record) other = NULL;

		if (g_hash_table_contains(also, path))
			continue;
		other = snapshot_record(
			index_snapshot(index), people, db_text(q, 0), NULL); /* one that does not read is told of elsewhere */
		if (other)
			meet(&k, other);
	}
	return !row;
}

/* Of somebody who is here, a key that still counts and that nothing shows to be theirs. */
static gboolean
tell_unproved(const struct signing *signing, const struct record *person, GPtrArray *problems, GError **err)
{
	const struct node *list = record_is_open(person) && proof_asked(signing) ? keys_of(person) : NULL;
	gint64 now = calendar_now();

	for (guint i = 0; list && i < list->n; i++) {
		gboolean good;

		if (signature_key_past(list->items[i], "revoked", now))
			continue;
		if (!proof_holds(signing, person->id, list->items[i], &good, err))
			return FALSE;
		if (!good)
			g_ptr_array_add(problems,
				problem_new(person->path, list->items[i], PROOF_RULE, person->id,
					g_strdup_printf("%s: nothing shows that %s has this key", person->kind->keys, person->id),
					g_strdup_printf("%s makes a proof with 'sx person key %s FILE.pub --prove', and it is "
							"entered with "
							"--proof",
						person->id, person->id)));
	}
	return TRUE;
}

gboolean
check_keys_all(struct index *index, GPtrArray *problems, GError **err)
{
	g_autoptr(GHashTable) owners = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	struct keys k = {owners, problems};
	const struct kind *people = kind_of_people(index_snapshot(index)->kinds);
	AUTO(db_query) q = db_prepare(index_db(index), "select id from record where kind = ?1 order by id", err);
	const struct snapshot *snapshot = index_snapshot(index);
	const struct signing signing = {.kinds = snapshot->config->signs, .repository = snapshot->config->repository};
	gboolean row = FALSE;

	if (!people || !people->keys || !q)
		return q != NULL;
	db_bind_text(q, 1, people->name);
	while (db_step(q, &row, err) && row) {
		struct record *person = snapshot_record(index_snapshot(index), people, db_text(q, 0), NULL);

		if (!person)
			continue;
		g_ptr_array_add(all, person);
		ask(&k, person);
		if (!tell_unproved(&signing, person, problems, err))
			return FALSE;
	}
	return !row;
}
