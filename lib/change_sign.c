/* Whether a commit is signed: as git's settings say, and as the repository's own ask for. */
#include "change_private.h"
#include "gpgsig.h"
#include "keygen.h"
#include "world.h"

#define RULE "signature"

static gboolean
is_asked(const struct change *change, gboolean *asked, GError **err)
{
	char hex[OID_HEX];
	AUTO(snapshot) other = NULL;

	*asked = change->base->config->signed_commits;
	if (*asked || oid_is_zero(&change->own->other))
		return TRUE;
	oid_hex(&change->own->other, hex);
	other = snapshot_open(change->repo, hex, err);
	*asked = other && other->config->signed_commits;
	return other != NULL;
}

gboolean
change_signs(struct change *change, gboolean *signs, GError **err)
{
	struct store *store = change->repo->store;
	g_autofree char *format = store_config(store, "gpg.format");
	gboolean asked;

	if (!is_asked(change, &asked, err))
		return FALSE;
	*signs = asked || store_config_is(store, "commit.gpgsign");
	change->own->signs_as_asked = asked;
	if (*signs && !change->sign)
		return error_set(err, ERR_REFUSED, "commits are to be signed here (%s), and this one would not be",
			asked ? "signed_commits" : "commit.gpgsign");
	if (!asked || !g_strcmp0(format, "ssh"))
		return TRUE;
	error_set(err, ERR_REFUSED, "commits are signed here with an SSH key (signed_commits), and git is not set up for it");
	error_rule(err, RULE);
	error_hint(err, "set gpg.format to ssh and user.signingkey to your key, git-config(1); 'sx person key' enters it");
	return FALSE;
}

/* --- the key --- */

/* Did a commit's settings ask for signatures? */
static gboolean
asks(struct repo *repo, const struct oid *commit, gboolean *out, GError **err)
{
	AUTO(snapshot) there = NULL;
	struct oid tree;

	if (store_commit_tree(repo->store, commit, &tree, err))
		there = snapshot_tree(repo, &tree, err);
	*out = there && there->config->signed_commits;
	return there != NULL;
}

GArray *
change_vouching(struct repo *repo, const struct oid parents[2], GError **err)
{
	g_autoptr(GArray) commits = store_merge_bases(repo->store, &parents[0], &parents[1], err);
	gboolean since = commits && commits->len, ok = commits != NULL, asked;

	for (guint i = 0; since && ok && i < commits->len; i++) {
		ok = asks(repo, &g_array_index(commits, struct oid, i), &asked, err);
		since = ok && asked;
	}
	for (guint i = 0; since && ok && i < 2; i++) {
		ok = asks(repo, &parents[i], &asked, err);
		if (ok && asked)
			g_array_append_val(commits, parents[i]);
	}
	return ok ? g_steal_pointer(&commits) : NULL;
}

/* What the key is for who acts. */
static enum gpgsig_standing
standing(struct change *change, const char *print)
{
	const struct kind *people = kind_of_people(change->base->kinds);
	AUTO(record) person = people && change->actor ? snapshot_record(change->base, people, change->actor, NULL) : NULL;

	return gpgsig_standing(person, print, change->now);
}

/* The same by what another commit has. */
static enum gpgsig_standing
standing_there(struct change *change, const struct oid *commit, const char *print)
{
	struct snapshot *base = change->base;
	char hex[OID_HEX];
	AUTO(snapshot) other = NULL;
	enum gpgsig_standing is = GPGSIG_NO_KEYS;

	oid_hex(commit, hex);
	other = snapshot_open(change->repo, hex, NULL);
	if (other) {
		change->base = other;
		is = standing(change, print);
		change->base = base;
	}
	return is;
}

static gboolean
is_vouched(struct change *change, const char *print)
{
	const struct oid parents[2] = {change->base->commit, change->own->other};
	g_autoptr(GArray) commits = change_vouching(change->repo, parents, NULL);

	for (guint i = 0; commits && i < commits->len; i++)
		if (standing_there(change, &g_array_index(commits, struct oid, i), print) == GPGSIG_COUNTS)
			return TRUE;
	return FALSE;
}

/* Where nobody is asked to sign, who has no key yet may enter it later. */
static gboolean
is_taken(struct change *change, const struct gpgsig *sig, enum gpgsig_standing is, enum gpgsig_standing there)
{
	if (sig->form == GPGSIG_OTHER && !change->own->signs_as_asked)
		return TRUE;
	if (is == GPGSIG_PAST || there == GPGSIG_PAST)
		return FALSE;
	if (change->own->signs_as_asked && !oid_is_zero(&change->own->other))
		return is_vouched(change, sig->print);
	return is == GPGSIG_COUNTS || there == GPGSIG_COUNTS ||
	       (!change->own->signs_as_asked && is == GPGSIG_NO_KEYS && there == GPGSIG_NO_KEYS);
}

char *
change_sign(const char *text, gsize length, void *data, GError **err)
{
	struct change *change = data;
	g_autofree char *signature = change->sign(text, length, change->sign_data, err);
	AUTO(gpgsig) sig = signature ? gpgsig_new(signature) : NULL;
	enum gpgsig_standing is, there = GPGSIG_NO_KEYS;

	if (!sig)
		return NULL;
	is = standing(change, sig->print);
	if (!oid_is_zero(&change->own->other))
		there = standing_there(change, &change->own->other, sig->print); /* who joins may be known there alone */
	if (is_taken(change, sig, is, there))
		return g_steal_pointer(&signature);
	error_set(err, ERR_REFUSED, "the key %s, which git signs commits with, %s", sig->print ? sig->print : "that is set",
		is == GPGSIG_PAST || there == GPGSIG_PAST ? "counts no more" : "is none that is entered for you");
	error_rule(err, RULE);
	error_hint(
		err, "set user.signingkey to one that is; another is entered by a commit that is signed with a key that counts");
	return NULL;
}

/* A key of who acts that counts now. */
static gboolean
has_key(struct change *change)
{
	const struct kind *people = kind_of_people(change->base->kinds);
	AUTO(record) person = people && change->actor ? snapshot_record(change->base, people, change->actor, NULL) : NULL;
	const struct node *keys = person && people->keys ? record_node(person, people->keys) : NULL;

	for (guint i = 0; keys && keys->type == NODE_LIST && i < keys->n; i++) {
		const char *public = node_text(keys->items[i], "key");
		g_autofree char *print = public ? keygen_fingerprint(public) : NULL;

		if (print && gpgsig_standing(person, print, change->now) == GPGSIG_COUNTS)
			return TRUE;
	}
	return FALSE;
}

/* --- what is signed stays signed --- */

static gboolean
has_records(struct change *change, const char *kind, gboolean *has, GError **err)
{
	struct index *index = change_index(change, err);
	AUTO(db_query) q = index ? db_prepare(index_db(index), "select 1 from record where kind = ?1 limit 1", err) : NULL;

	if (!q)
		return FALSE;
	db_bind_text(q, 1, kind);
	return db_step(q, has, err);
}

/* Anybody's: with the settings off one could be entered that nobody proves or vouches for. */
static gboolean
has_keys(struct change *change, gboolean *has, GError **err)
{
	struct index *index = change_index(change, err);
	AUTO(world) world = index ? world_new(index, change->base->kinds, NULL) : NULL;
	GHashTable *people = world ? world->people(world) : NULL;
	GHashTableIter iter;
	gpointer person;

	*has = FALSE;
	if (people)
		g_hash_table_iter_init(&iter, people);
	while (people && !*has && g_hash_table_iter_next(&iter, NULL, &person)) {
		const struct record *r = person;

		*has = r->kind->keys && record_node(r, r->kind->keys);
	}
	if (world && !people)
		g_propagate_error(err, g_steal_pointer(&world->failure));
	return people != NULL;
}

static gboolean
keeps_signing(struct change *change, const struct config *config, GError **err)
{
	const struct config *before = change->base->config;
	const struct kind *people = kind_of_people(change->base->kinds);
	gboolean renamed = g_strcmp0(before->repository, config->repository) != 0, used = FALSE, keys = renamed;
	const char *lost = NULL;

	for (guint i = 0; before->signs[i] && !used; i++) {
		if (!renamed && name_in((const char *const *)config->signs, before->signs[i]))
			continue;
		lost = before->signs[i];
		/* there are people from the beginning: with them it begins with the first key */
		if (people && g_str_equal(lost, people->name))
			keys = TRUE;
		else if (!has_records(change, lost, &used, err))
			return FALSE;
	}
	if (lost && !used && (keys || !config->signs[0]) && !has_keys(change, &used, err))
		return FALSE;
	if (!used)
		return TRUE;
	if (renamed)
		error_set(err, ERR_REFUSED, "signatures and keys are bound to the repository's name, '%s'", before->repository);
	else
		error_set(err, ERR_REFUSED, "the steps of %s are signed here, and stay so", lost);
	error_at(err, CONFIG_PATH, 0, 0);
	error_rule(err, "P04");
	error_hint(err, "leave it as it was; a repository in which nothing is signed begins anew");
	return FALSE;
}

gboolean
change_judge_signed(struct change *change, GError **err)
{
	const struct config *config = change_config(change, err);

	if (!config || (config != change->base->config && !keeps_signing(change, config, err)))
		return FALSE;
	if (!config->signed_commits || change->base->config->signed_commits || has_key(change))
		return TRUE;
	error_set(err, ERR_REFUSED, "who has all commits signed from now on needs a key that counts");
	error_at(err, CONFIG_PATH, 0, 0);
	error_rule(err, RULE);
	error_hint(err, "enter your own first, and those of all others: sx-signatures(7)");
	return FALSE;
}
