/* Whether a commit is signed: as git's settings say, and as the repository's own ask for. */
#include "change_private.h"
#include "gpgsig.h"

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

/* What the key is for who acts, as it was; of who had none, as the change makes it. */
static enum gpgsig_standing
standing(struct change *change, const char *print)
{
	const struct kind *people = kind_of_people(change->base->kinds);
	AUTO(record) was = people ? snapshot_record(change->base, people, change->actor, NULL) : NULL;
	AUTO(record) is = NULL;
	enum gpgsig_standing before = gpgsig_standing(was, print, change->now);

	if (before != GPGSIG_NO_KEYS || !people)
		return before;
	is = change_record(change, people, change->actor, NULL);
	return gpgsig_standing(is, print, change->now);
}

/* Who joins may be known to the other side alone. */
static enum gpgsig_standing
standing_there(struct change *change, const char *print)
{
	struct snapshot *base = change->base;
	char hex[OID_HEX];
	AUTO(snapshot) other = NULL;
	enum gpgsig_standing is = GPGSIG_NO_KEYS;

	oid_hex(&change->own->other, hex);
	other = snapshot_open(change->repo, hex, NULL);
	if (other) {
		change->base = other;
		is = standing(change, print);
		change->base = base;
	}
	return is;
}

char *
change_sign(const char *text, gsize length, void *data, GError **err)
{
	struct change *change = data;
	g_autofree char *signature = change->sign(text, length, change->sign_data, err);
	AUTO(gpgsig) sig = signature && change->own->signs_as_asked ? gpgsig_new(signature) : NULL;
	enum gpgsig_standing is, there = GPGSIG_NO_KEYS;

	if (!sig)
		return g_steal_pointer(&signature);
	is = standing(change, sig->print);
	if (!oid_is_zero(&change->own->other))
		there = standing_there(change, sig->print);
	if (is != GPGSIG_PAST && there != GPGSIG_PAST && (is == GPGSIG_COUNTS || there == GPGSIG_COUNTS))
		return g_steal_pointer(&signature);
	error_set(err, ERR_REFUSED, "commits are signed here, and the key %s %s", sig->print ? sig->print : "that git has",
		is == GPGSIG_PAST || there == GPGSIG_PAST ? "counts no more" : "is none that is entered for you");
	error_rule(err, RULE);
	error_hint(err, "set user.signingkey to one that is; or have it entered: sx %s key %s FILE.pub",
		kind_of_people(change->base->kinds)->name, change->actor);
	return NULL;
}
