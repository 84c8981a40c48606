/* What people sign about a key when it is entered. */
#include "keyproof.h"
#include "esign.h"
#include "keygen.h"
#include "proof.h"
#include "world.h"
#include <string.h>

static char *
sign(const char *file, const char *text, const struct signing *signing, GError **err)
{
	g_autofree char *space = proof_space(signing);
	g_auto(GStrv) environment = g_get_environ();

	return keygen_sign(file, space, text, strlen(text), (const char *const *)environment, err);
}

char *
keyproof_own(
	struct session *s, const char *word, const struct signing *signing, const char *person, const char *key, GError **err)
{
	g_autofree char *file = g_strndup(word, strlen(word) - (g_str_has_suffix(word, ".pub") ? 4 : 0)), *public = NULL;
	g_autofree char *text = proof_text(signing, person, key);

	public = esign_public(file, err);
	if (!public)
		return NULL;
	if (!g_str_equal(public, key)) {
		error_set(err, ERR_INVALID, "'%s' is not the private half of the key in '%s'", file, word);
		return NULL;
	}
	session_warn(s, "%s: you declare: %s", person, PROOF_STATEMENT);
	return sign(file, text, signing, err);
}

char *
keyproof_vouch(
	struct session *s, const struct signing *signing, const char *person, const char *key, const char *by, GError **err)
{
	g_autofree char *file = esign_key_file(session_repo(s, err)->store, err), *public = file ? esign_public(file, err) : NULL;
	g_autofree char *text = vouch_text(signing, person, key, by), *print = keygen_fingerprint(key);

	if (!public)
		return NULL;
	session_warn(s, "%s: you vouch that the key %s is %s's", by, print, person);
	return sign(file, text, signing, err);
}

/* The list with one more voucher, which takes the place of one of the same person. */
static struct node *
add(struct builder *b, const struct node *list, const char *by, const char *armoured)
{
	struct node *out = build_list(b), *entry = build_map(b);

	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++)
		if (g_strcmp0(node_text(list->items[i], "by"), by))
			build_list_add(b, out, build_copy(b, list->items[i]));
	build_map_add(b, entry, "by", build_scalar(b, by));
	build_map_add(b, entry, "signature", build_scalar(b, armoured));
	build_list_add(b, out, entry);
	return out;
}

static gboolean
add_files(const struct keyproof *k, const struct vouching *v, struct builder *b, struct node **list, GError **err)
{
	for (guint i = 0; k->files && i < k->files->len; i++) {
		g_autofree char *text = NULL;
		const char *by;

		if (!g_file_get_contents(k->files->pdata[i], &text, NULL, NULL))
			return error_set(err, ERR_NOT_FOUND, "the voucher '%s' cannot be read", (char *)k->files->pdata[i]);
		by = vouching_signer(v, text);
		if (!by) {
			error_set(err, ERR_REFUSED, "'%s' is signed with no key that counts for anybody here",
				(char *)k->files->pdata[i]);
			error_rule(err, VOUCH_RULE);
			return FALSE;
		}
		*list = add(b, *list, by, text);
	}
	return TRUE;
}

/* Has who enters it a key to vouch with, and would that be enough? */
static gboolean
may_add_own(const struct keyproof *k, const struct vouching *v, struct builder *b, const struct node *list, GError **err)
{
	const char *actor = k->change->actor;
	g_autofree char *file = k->may_ask && actor ? esign_key_file(k->change->repo->store, NULL) : NULL;
	g_autofree char *public = file ? esign_public(file, NULL) : NULL, *print = public ? keygen_fingerprint(public) : NULL;
	const struct record *person = print ? g_hash_table_lookup(v->people, actor) : NULL;
	struct node *entry = build_map(b);
	guint asked = vouching_asked(v, k->person->id), given = 0;

	if (!person || !signature_key(person, print, v->now) || g_str_equal(public, k->key))
		return FALSE;
	build_map_add(b, entry, "key", build_scalar(b, k->key));
	if (list)
		build_map_add(b, entry, VOUCHERS, build_copy(b, list));
	return vouching_given(v, k->person->id, entry, &given, err) && given + 1 == asked;
}

static const struct node *
entry_of(const struct keyproof *k)
{
	const struct node *keys = record_node(k->person, k->person->kind->keys);

	for (guint i = 0; keys && keys->type == NODE_LIST && i < keys->n; i++)
		if (!g_strcmp0(node_text(keys->items[i], "key"), k->key))
			return keys->items[i];
	return NULL;
}

gboolean
keyproof_vouchers(const struct keyproof *k, struct builder *b, struct node **list, GError **err)
{
	struct index *index = change_index(k->change, err);
	AUTO(world) world = index ? world_new(index, k->change->base->kinds, NULL) : NULL;
	const struct node *entry = entry_of(k), *was = entry ? node_get(entry, VOUCHERS) : NULL;
	struct vouching v = {.now = k->change->now, .moment = k->change->now};
	g_autofree char *own = NULL;

	*list = was ? build_copy(b, was) : NULL;
	if (!world || !proof_asked(&world->signing))
		return world != NULL;
	v.signing = &world->signing;
	v.people = world->people(world);
	if (!v.people) {
		g_propagate_error(err, g_steal_pointer(&world->failure));
		return FALSE;
	}
	if (!vouching_remember(&v, k->person->id, world)) {
		g_propagate_error(err, g_steal_pointer(&world->failure));
		return FALSE;
	}
	if (!add_files(k, &v, b, list, err))
		return FALSE;
	if (entry || !may_add_own(k, &v, b, *list, err))
		return !*err;
	change_pause(k->change);
	own = keyproof_vouch(k->session, &world->signing, k->person->id, k->key, k->change->actor, err);
	if (!own || !change_resume(k->change, err))
		return FALSE;
	*list = add(b, *list, k->change->actor, own);
	return TRUE;
}
