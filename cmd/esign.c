/* Signing steps with the key of who acts. */
#include "esign.h"
#include "keygen.h"
#include "world.h"
#include <string.h>

#define SEEN 8 /* characters of a digest that are enough to say which */

static gboolean
refuse(GError **err, const char *hint)
{
	error_rule(err, SIGNATURE_RULE);
	error_hint(err, "%s", hint);
	return FALSE;
}

char *
esign_key_file(const struct store *store, GError **err)
{
	g_autofree char *format = store_config(store, "gpg.format"), *key = store_config(store, "sx.signingkey");

	if (!key && !g_strcmp0(format, "ssh"))
		key = store_config(store, "user.signingkey");
	if (!key || g_str_has_prefix(key, "key::") || g_str_has_prefix(key, "ssh-")) {
		error_set(err, ERR_REFUSED, "it is not known with which key you sign");
		refuse(err, "name its file: git config sx.signingkey ~/.ssh/id_ed25519");
		return NULL;
	}
	if (g_str_has_suffix(key, ".pub"))
		key[strlen(key) - 4] = '\0';
	return g_str_has_prefix(key, "~/") ? g_build_filename(g_get_home_dir(), key + 2, NULL) : g_steal_pointer(&key);
}

char *
esign_public(const char *file, GError **err)
{
	struct keygen_secret secret = {0};
	g_autofree char *text = NULL;
	gsize length;

	if (!g_file_get_contents(file, &text, &length, NULL)) {
		error_set(err, ERR_REFUSED, "the key '%s' cannot be read", file);
		refuse(err, "it is the file of the private key, which sx.signingkey of git's configuration names, or which is "
			    "beside FILE.pub");
		return NULL;
	}
	if (!keygen_read_secret(text, length, &secret, err)) {
		g_prefix_error(err, "%s: ", file);
		return NULL;
	}
	if (secret.encrypted)
		return secret.public;
	g_free(secret.public);
	error_set(err, ERR_REFUSED, "the key '%s' has no passphrase: whoever has the file could sign as you", file);
	refuse(err, "give it one with 'ssh-keygen -p -f FILE'");
	return NULL;
}

static struct world *
world_of(struct change *change, const struct record *record, GHashTable *also, GError **err)
{
	const struct kinds *kinds = change_kinds(change, err);
	struct index *index = kinds ? change_index(change, err) : NULL;
	struct world *world;

	g_hash_table_insert(also, record->path, (gpointer)record);
	world = index ? world_new(index, kinds, also) : NULL;
	if (world)
		world_stands_on(world, &change->base->commit);
	return world;
}

gboolean
esign_asked(struct session *s, struct change *change, const struct record *record, const struct verb *verb, GError **err)
{
	g_autoptr(GHashTable) also = g_hash_table_new(g_str_hash, g_str_equal);
	AUTO(world) world = verb->sign ? world_of(change, record, also, err) : NULL;
	AUTO(record) old = world ? snapshot_record(change->base, record->kind, record->id, NULL) : NULL;

	return world && signature_asked(verb, old, record, world);
}

/* Is the content what was looked at? */
static gboolean
check_seen(const char *seen, const char *content, const char *id, GError **err)
{
	if (!seen)
		return TRUE;
	if (strlen(seen) < SEEN)
		return error_set(
			err, ERR_USAGE, "'%s' is too short: %d characters of the digest say which content was seen", seen, SEEN);
	if (g_str_has_prefix(content, seen))
		return TRUE;
	error_set(err, ERR_CONFLICT, "the content of %s is not the one you have seen: it is %.*s now", id, SEEN, content);
	error_rule(err, SIGNATURE_RULE);
	error_hint(err, "look at it again before you sign it");
	return FALSE;
}

/* What people read before they give their passphrase. */
static void
say(struct session *s, const struct record *record, const struct node *entry)
{
	const char *role = node_text(entry, "role");

	session_warn(s, "%s: you sign '%s' as %s%s%s%s: %s; content %.*s", record->id, node_text(entry, "did"),
		node_text(entry, "name"), role ? " (" : "", role ? role : "", role ? ")" : "", node_text(entry, "meaning"), SEEN,
		node_text(entry, "content"));
}

static char *
signed_text(struct session *s, const struct signing_act *act, const char *seen, GError **err)
{
	AUTO(builder) b = builder_new();
	const struct signing *signing = &act->act->world->signing;
	g_autofree char *file = esign_key_file(session_repo(s, err)->store, err), *public = file ? esign_public(file, err) : NULL;
	g_autofree char *print = public ? keygen_fingerprint(public) : NULL, *space = signature_space(signing), *payload = NULL,
			*armoured = NULL;
	const struct record *person = act->act->world->person(act->act->world, act->act->actor);
	struct node *entry;
	g_auto(GStrv) environment = g_get_environ();

	if (!print)
		return NULL;
	if (!person || !signature_key(person, print, act->act->now)) {
		error_set(err, ERR_REFUSED, "the key %s is none that %s signs with", print, act->act->actor);
		refuse(err, "keys are entered with 'sx person key'");
		return NULL;
	}
	if (!signature_trained(person, calendar_day(act->act->calendar, act->act->now))) {
		error_set(err, ERR_REFUSED, "the training of %s counts no more since %s", act->act->actor,
			record_get(person, person->kind->trained));
		refuse(err,
			"when the training was repeated, who administers keys says so: sx person enrol ID --trained-until DATE");
		return NULL;
	}
	entry = signature_draft(b, act, print, err);
	if (!entry || !check_seen(seen, node_text(entry, "content"), act->record->id, err))
		return NULL;
	say(s, act->record, entry);
	payload = signature_payload(signing, act->record, entry);
	armoured = keygen_sign(file, space, payload, strlen(payload), (const char *const *)environment, err);
	return armoured ? signature_add(act->record, entry, armoured, err) : NULL;
}

gboolean
esign_add(struct session *s, struct change *change, const struct kind *kind, const char *id, const struct verb *verb,
	const struct node *renewed, const char *seen, const char *reason, GError **err)
{
	AUTO(record) record = change_record(change, kind, id, err);
	g_autoptr(GHashTable) also = g_hash_table_new(g_str_hash, g_str_equal);
	AUTO(world) world = record ? world_of(change, record, also, err) : NULL;
	const struct node *notes = world ? record_node(record, step_notes(kind)) : NULL;
	const struct node *list = world ? record_node(record, SIGNATURES) : NULL;
	struct act act;
	struct signing_act signing;
	g_autofree char *text = NULL;

	if (!world)
		return FALSE;
	act = change_act(change, kind, record->doc->root, reason);
	act.world = world;
	signing = (struct signing_act){
		record, verb, notes->items[notes->n - 1], renewed, list && list->n ? list->items[list->n - 1] : NULL, &act};
	change_pause(change); /* the passphrase may be long in coming */
	text = signed_text(s, &signing, seen, err);
	if (text && !change_resume(change, err))
		return FALSE;
	if (!text && world->failure && !*err)
		g_propagate_error(err, g_steal_pointer(&world->failure));
	return text && change_put(change, record->path, text, strlen(text), err);
}
