/* What a commit is signed with: is it what it says, and does the key count for who recorded it? */
#include "gpgsig.h"
#include "replay_private.h"
#include <string.h>

#define RULE "signature"
#define HONEST "a commit is signed with a key of who records it; 'sx person key' enters one"

gboolean
replay_read_signatures(struct replaying *r, GError **err)
{
	g_autoptr(GArray) commits = g_array_sized_new(FALSE, FALSE, sizeof(struct oid), r->order->len);

	for (guint i = 0; i < r->order->len; i++)
		g_array_append_val(commits, ((struct turn *)r->order->pdata[i])->oid);
	r->signatures = gpgsigs_read(r->repo->store, (const struct oid *)(gconstpointer)commits->data, commits->len, err);
	return r->signatures != NULL;
}

/* Is a commit here to be signed? The settings of each side that it goes on from count. */
static gboolean
is_asked(struct judged *j, gboolean *asked, GError **err)
{
	const struct oid first = j->commit->n_parents ? j->commit->parents[0] : (struct oid){{0}};

	*asked = j->r->base->config->signed_commits;
	if (*asked || j->commit->n_parents < 2)
		return TRUE;
	if (!replay_stand_on(j->r, &j->commit->parents[1], j->commit, err))
		return FALSE;
	*asked = j->r->base->config->signed_commits;
	return replay_stand_on(j->r, &first, j->commit, err);
}

/* --- the key --- */

struct looking {
	struct judged *j;
	const char *print;
	const char *person; /* id */
	gboolean asked;	    /* is it to be signed? */
	gboolean silent;    /* what is looked at does not speak for the key */
	gboolean has_keys;  /* by what the commit follows */
	gboolean counts, past, late;
};

/* The person as a tree has them, also one who has left; NULL for none. */
static struct record *
person_in(struct looking *l, const struct oid *tree, GError **err)
{
	struct snapshot there = *l->j->r->base;
	const struct kind *people = kind_of_people(there.kinds);
	GError *failure = NULL;
	struct record *person;

	there.tree = *tree;
	person = people && !oid_is_zero(tree) ? snapshot_record(&there, people, l->person, &failure) : NULL;
	if (failure && error_status(failure) == ERR_IO)
		g_propagate_error(err, failure);
	else
		g_clear_error(&failure);
	return person;
}

/* What a tree says of the key. Of who had none before the commit, one that was entered later speaks for it as well. */
static gboolean
look(struct looking *l, const struct oid *tree, gboolean before, GError **err)
{
	GError *failure = NULL;
	AUTO(record) person = person_in(l, tree, &failure);
	enum gpgsig_standing is = gpgsig_standing(person, l->print, l->j->commit->time);

	if (failure) {
		g_propagate_error(err, failure);
		return FALSE;
	}
	l->has_keys |= before && is != GPGSIG_NO_KEYS;
	l->past |= before && is == GPGSIG_PAST;
	l->counts |= (is == GPGSIG_COUNTS && !l->silent) || (is == GPGSIG_EARLY && !before && !l->has_keys);
	l->late |= l->j->received && gpgsig_standing(person, l->print, l->j->received) == GPGSIG_PAST;
	return TRUE;
}

static gboolean
look_at_commit(struct looking *l, const struct oid *commit, gboolean before, GError **err)
{
	struct oid tree;

	if (oid_is_zero(commit))
		return TRUE;
	return store_commit_tree(l->j->r->repo->store, commit, &tree, err) && look(l, &tree, before, err);
}

/* Of a merge that is to be signed neither parent speaks as such: one of them may have entered the key while nobody asked. */
static gboolean
look_at_parents(struct looking *l, GError **err)
{
	const struct commit_info *commit = l->j->commit;
	g_autoptr(GArray) vouching = NULL;
	gboolean ok = TRUE;

	l->silent = l->asked && commit->n_parents > 1;
	for (guint i = 0; i < commit->n_parents && ok; i++)
		ok = look_at_commit(l, &commit->parents[i], TRUE, err);
	if (!ok || !l->silent)
		return ok;
	l->silent = FALSE;
	vouching = change_vouching(l->j->r->repo, commit->parents, err);
	for (guint i = 0; vouching && ok && i < vouching->len; i++)
		ok = look_at_commit(l, &g_array_index(vouching, struct oid, i), TRUE, err);
	return ok && vouching;
}

/*
 * What came before the commit decides, and what is known where it comes in, which was judged already. What came of the commit
 * itself speaks for it only while nobody is asked to sign: else it would enter the key that it is signed with.
 */
static gboolean
look_around(struct looking *l, GError **err)
{
	const struct judged *j = l->j;
	const struct replay *replay = j->r->replay;
	gboolean ok = look_at_parents(l, err);

	if (ok && !oid_is_zero(&j->had[0]))
		ok = look(l, &j->had[0], FALSE, err);
	if (ok && !l->counts && replay->n_known && !replay->received && store_has_commit(j->r->repo->store, &replay->known[0]))
		ok = look_at_commit(l, &replay->known[0], FALSE, err);
	return ok && (l->counts || l->asked || l->has_keys || look_at_commit(l, &replay->tip, FALSE, err));
}

static void
judge_key(struct looking *l)
{
	struct judged *j = l->j;

	if (l->past || l->late)
		replay_object(j, NULL, NULL, RULE, HONEST,
			"it is signed with the key %s, which counted for %s no more when it was %s", l->print, l->person,
			l->past ? "made" : "received");
	else if (!l->counts)
		replay_object(
			j, NULL, NULL, RULE, HONEST, "it is signed with the key %s, which is none of %s's", l->print, l->person)
			->passing = TRUE;
}

/* Who recorded it; before there are people, by what became of it. NULL: nobody who is known. */
static gboolean
find_person(struct judged *j, char **id, GError **err)
{
	GError *failure = NULL;
	struct oid tree;

	*id = g_strdup(j->actor);
	if (*id)
		return TRUE;
	if (!store_commit_tree(j->r->repo->store, &j->r->replay->tip, &tree, err))
		return FALSE;
	*id = replay_person_in(j->r, &tree, j->commit->committer_email, &failure);
	if (failure)
		g_propagate_error(err, failure);
	return failure == NULL;
}

static gboolean
judge_ssh(struct judged *j, const struct gpgsig *sig, gboolean asked, GError **err)
{
	struct looking l = {.j = j, .print = sig->print, .asked = asked};
	g_autofree char *id = NULL;

	if (!sig->good) {
		replay_object(j, NULL, NULL, RULE, HONEST,
			"its signature is not made by the key %s that it names over what it says", sig->print);
		return TRUE;
	}
	if (!find_person(j, &id, err))
		return FALSE;
	l.person = id;
	if (!id)
		replay_object(
			j, NULL, NULL, RULE, HONEST, "it is signed with the key %s, and its committer is nobody here", sig->print)
			->passing = TRUE;
	else if (!look_around(&l, err))
		return FALSE;
	else
		judge_key(&l);
	return TRUE;
}

gboolean
replay_signature(struct judged *j, GError **err)
{
	const struct gpgsig *sig = g_hash_table_lookup(j->r->signatures, &j->commit->oid);
	gboolean grave = j->grave, asked, ok = TRUE;

	if (!is_asked(j, &asked, err))
		return FALSE;
	j->grave = TRUE; /* who did it */
	if (!sig && asked)
		replay_object(j, NULL, NULL, RULE, HONEST, "it is not signed, and all commits are here (signed_commits)");
	else if (sig && sig->form == GPGSIG_NONE)
		replay_object(j, NULL, NULL, RULE, HONEST, "what it is signed with is no signature");
	else if (sig && sig->form == GPGSIG_OTHER && asked)
		replay_object(j, NULL, NULL, RULE, HONEST, "it is signed with OpenPGP or X.509, which is not verifiable here");
	else if (sig && sig->form == GPGSIG_OTHER)
		j->r->replay->unverifiable++;
	else if (sig)
		ok = judge_ssh(j, sig, asked, err);
	j->grave = grave;
	return ok;
}
