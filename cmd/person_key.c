/* sx person key: say which key a person signs with, or that one counts no more. */
#include "command.h"
#include "keygen.h"
#include "keyproof.h"
#include "proof.h"
#include "text.h"
#include "world.h"
#include "write.h"
#include <string.h>

static struct {
	char *reason, *until, *since, *proof;
	GPtrArray *vouched;
	gboolean revoke, prove, vouch;
} opt;
static const struct option options[] = {
	{"message", 'm', OPTION_TEXT, &opt.reason, "REASON", "how it is known whose key it is, or why it counts no more"},
	{"proof", 0, OPTION_TEXT, &opt.proof, "FILE", "what its owner has got from --prove"},
	{"prove", 0, OPTION_FLAG, &opt.prove, NULL, "print the proof that you have the key, for who enters it"},
	{"vouched", 0, OPTION_LIST, &opt.vouched, "FILE", "what another person has got from --vouch; may be given twice"},
	{"vouch", 0, OPTION_FLAG, &opt.vouch, NULL, "print that you vouch for the key of another, for who enters it"},
	{"revoke", 0, OPTION_FLAG, &opt.revoke, NULL, "the key counts no more from now on"},
	{"since", 0, OPTION_TEXT, &opt.since, "MOMENT", "with --revoke: from then on, as in 2026-11-20T09:00:00Z"},
	{"until", 0, OPTION_TEXT, &opt.until, "MOMENT", "it counts until then"}, {0}};

/* What was typed, or now, as records have moments; NULL with *err. */
static char *
moment(const struct act *act, const char *text, GError **err)
{
	gint64 at = act->now;
	int offset;

	if (text && !event_parse(text, &at, &offset, err))
		return NULL;
	return text ? g_strdup(text) : calendar_event(act->calendar, at);
}

/* The key of a .pub file, or written out. */
static char *
read_key(const char *word, GError **err)
{
	g_autofree char *text = NULL;
	char *key;

	if (!strchr(word, ' ') && !g_file_get_contents(word, &text, NULL, NULL)) {
		error_set(err, ERR_NOT_FOUND, "the key file '%s' cannot be read", word);
		return NULL;
	}
	key = keygen_read_public(text ? text : word, err);
	if (!key)
		g_prefix_error(err, "%s: ", word);
	return key;
}

static gboolean
put(struct builder *b, struct node *map, const char *name, char *value)
{
	g_autofree char *text = value;

	if (text)
		build_map_add(b, map, name, build_scalar(b, text));
	return text != NULL;
}

/* --- what is signed --- */

/* Who may not enter it is told so by the judge, before anybody is asked for a passphrase. */
static gboolean
may_enter(struct change *change, const struct record *person, struct world *world)
{
	struct act act = change_act(change, person->kind, person->doc->root, opt.reason);

	act.world = world;
	return step_says(opt.reason) && workflow_may(person, person, kind_verb(person->kind, "enrol"), &act);
}

/* What goes into the entry as its proof: given, or made by the owner who enters his own key. NULL without *err for none. */
static char *
find_proof(struct session *s, struct change *change, const char *word, const struct record *person, const char *key,
	struct world *world, GError **err)
{
	g_autofree char *text = NULL;

	if (opt.proof && !g_file_get_contents(opt.proof, &text, NULL, NULL))
		error_set(err, ERR_NOT_FOUND, "the proof '%s' cannot be read", opt.proof);
	if (opt.proof || opt.revoke || opt.until || !proof_asked(&world->signing) || g_strcmp0(change->actor, person->id) ||
		!may_enter(change, person, world))
		return g_steal_pointer(&text);
	change_pause(change);
	text = keyproof_own(s, word, &world->signing, person->id, key, err);
	return text && change_resume(change, err) ? g_steal_pointer(&text) : NULL;
}

/* For who will enter it: only the owner can make the proof, and only another voucher who vouches, each with the passphrase. */
static int
print_signed(struct session *s, char **words, const char *key, GError **err)
{
	struct index *index = session_index(s, err);
	AUTO(world) world = index ? world_new(index, index_snapshot(index)->kinds, NULL) : NULL;
	g_autofree char *text = NULL, *by = NULL;
	struct found found = {0};

	if (!world || !index_find(index, s->kind, words[0], &found, err))
		return ERR_NOT_FOUND;
	if (!proof_asked(&world->signing))
		error_set(err, ERR_REFUSED, "nothing is signed here, and no key needs a proof");
	else if (opt.prove)
		text = keyproof_own(s, words[1], &world->signing, found.id, key, err);
	else if ((by = identity_find(index_snapshot(index), err)))
		text = keyproof_vouch(s, &world->signing, found.id, key, by, err);
	found_clear(&found);
	if (text)
		g_string_append(s->out, text);
	return text ? 0 : ERR_REFUSED;
}

struct signed_by {
	const char *proof;     /* NULL: as it is */
	struct node *vouchers; /* NULL: none */
};

/* An entry of the list as it becomes: all of the old but what the change is about. */
static gboolean
renew(struct builder *b, struct node *to, const struct node *old, const struct signed_by *with, const struct act *act,
	GError **err)
{
	const char *proof = with->proof;

	for (guint i = 0; old && i < old->n; i++) {
		const char *name = old->keys[i]->text;

		if (!g_str_equal(name, "by") && !(opt.revoke && g_str_equal(name, "revoked")) &&
			!(opt.until && g_str_equal(name, "until")) && !(proof && g_str_equal(name, "proof")) &&
			!g_str_equal(name, VOUCHERS))
			build_map_add(b, to, name, build_copy(b, old->items[i]));
	}
	if (opt.revoke && !put(b, to, "revoked", moment(act, opt.since, err)))
		return FALSE;
	if (opt.until && !put(b, to, "until", moment(act, opt.until, err)))
		return FALSE;
	put(b, to, "by", g_strdup(act->actor));
	put(b, to, "proof", g_strdup(proof));
	if (with->vouchers)
		build_map_add(b, to, VOUCHERS, with->vouchers);
	return TRUE;
}

/* The list with the key in it; NULL with *err. */
static const struct node *
change_keys(struct builder *b, const struct record *person, const char *key, const struct signed_by *with, const struct act *act,
	GError **err)
{
	const struct node *old = record_node(person, person->kind->keys);
	struct node *values = build_map(b), *list = build_list(b);
	gboolean found = FALSE;

	for (guint i = 0; old && old->type == NODE_LIST && i < old->n; i++) {
		gboolean this = !g_strcmp0(node_text(old->items[i], "key"), key);
		struct node *entry = build_map(b);

		found |= this;
		if (this && !renew(b, entry, old->items[i], with, act, err))
			return NULL;
		build_list_add(b, list, this ? entry : build_copy(b, old->items[i]));
	}
	if (!found && opt.revoke) {
		error_set(err, ERR_NOT_FOUND, "%s has no such key", person->id);
		return NULL;
	}
	if (!found) {
		struct node *entry = build_map(b);

		put(b, entry, "key", g_strdup(key));
		put(b, entry, "from", moment(act, NULL, NULL));
		if (!renew(b, entry, NULL, with, act, err))
			return NULL;
		build_list_add(b, list, entry);
	}
	build_map_add(b, values, person->kind->keys, list);
	return values;
}

static gboolean
enter(struct session *s, struct change *change, const struct record *person, const char *word, const char *key, GError **err)
{
	struct index *index = change_index(change, err);
	AUTO(world) world = index ? world_new(index, change->base->kinds, NULL) : NULL;
	g_autofree char *proof = world ? find_proof(s, change, word, person, key, world, err) : NULL;
	AUTO(builder) b = builder_new();
	struct act act = change_act(change, person->kind, person->doc->root, opt.reason);
	const struct keyproof proofs = {
		s, change, person, key, opt.vouched, proof && !opt.revoke && may_enter(change, person, world)};
	struct signed_by with = {proof, NULL};
	const struct node *values = world && !*err && keyproof_vouchers(&proofs, b, &with.vouchers, err)
					    ? change_keys(b, person, key, &with, &act, err)
					    : NULL;
	const struct verb *verb = kind_verb(person->kind, "enrol");
	g_autofree char *text = values ? workflow_apply(person, verb, values, &act, err) : NULL;

	return text && change_put(change, person->path, text, strlen(text), err);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	struct write write = {.kind = s->kind, .ids = ids, .reason = opt.reason};
	g_autofree char *key = NULL, *print = NULL, *did = NULL;
	AUTO(record) person = NULL;
	struct change *change;

	if (argc != 2)
		return error_set(err, ERR_USAGE, "a key is somebody's: give the person and the key's .pub file");
	if (opt.since && !opt.revoke)
		return error_set(err, ERR_USAGE, "--since goes with --revoke");
	key = read_key(argv[1], err);
	if (opt.prove && opt.vouch)
		return error_set(err, ERR_USAGE, "--prove is signed with the key itself, --vouch with another: give one of them");
	if (key && (opt.prove || opt.vouch))
		return print_signed(s, argv, key, err);
	change = key ? session_change(s, err) : NULL;
	if (!change || !write_find(s, s->kind, 1, argv, ids, err))
		return ERR_NOT_FOUND;
	person = change_record(change, s->kind, ids->pdata[0], err);
	if (!person || !enter(s, change, person, argv[1], key, err))
		return ERR_REFUSED;
	print = keygen_fingerprint(key);
	did = g_strdup_printf("%s %s", opt.revoke ? "revoked" : "signs with", print);
	write.did = did;
	write_finish(s, change, &write, err);
	return 0;
}

const struct command cmd_person_key = {"ID FILE", options, run, "id;file"};
