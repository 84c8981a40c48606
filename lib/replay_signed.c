/* What a commit is signed with: is it what it says, and does the key count for who recorded it? */
#include "gpgsig.h"
#include "replay_private.h"
#include <string.h>

#define RULE "signature"
#define FAR 5000   /* commits after one that are gone through for merges */
#define MERGES 100 /* of which one may tell of its key */
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

/* --- what it was merged with --- */

/* What goes on from the commit does not speak for it: it may have entered the key that it is signed with. */
static gboolean
look_beside(struct looking *l, const struct oid *commit, GError **err)
{
	struct store *store = l->j->r->repo->store;
	gboolean within;

	return store_is_ancestor(store, &l->j->commit->oid, commit, &within, err) &&
	       (within || look_at_commit(l, commit, FALSE, err));
}

/* Has the person the key there at all? Who has it nowhere would have it looked for at each merge after each of his commits. */
static gboolean
is_entered(struct looking *l, const struct oid *commit, gboolean *entered, GError **err)
{
	struct replaying *r = l->j->r;
	GError *failure = NULL;
	AUTO(record) person = NULL;
	struct oid tree;
	char hex[OID_HEX];
	g_autofree char *asked = NULL;
	gpointer known;

	oid_hex(commit, hex);
	asked = g_strjoin(" ", hex, l->print, l->person, NULL);
	*entered = FALSE;
	if (g_hash_table_lookup_extended(r->entered, asked, NULL, &known)) {
		*entered = GPOINTER_TO_INT(known);
		return TRUE;
	}
	person = store_commit_tree(r->repo->store, commit, &tree, &failure) ? person_in(l, &tree, &failure) : NULL;
	if (failure) {
		g_propagate_error(err, failure);
		return FALSE;
	}
	*entered = gpgsig_standing(person, l->print, l->j->commit->time) >= GPGSIG_EARLY;
	g_hash_table_insert(r->entered, g_steal_pointer(&asked), GINT_TO_POINTER(*entered));
	return TRUE;
}

/* A merge of a line that has the commit with another: what that had of keys, if it was held to the setting where one is. */
static gboolean
look_at_merge(struct looking *l, const struct oid *line, const struct oid *other, GError **err)
{
	const struct oid both[] = {*line, *other};
	g_autoptr(GArray) vouching = NULL;
	gboolean ok = TRUE, entered;

	if (!is_entered(l, other, &entered, err))
		return FALSE;
	if (!entered) /* nor where both came from */
		return TRUE;
	if (!l->asked)
		return look_beside(l, other, err);
	vouching = change_vouching(l->j->r->repo, both, err);
	for (guint i = 0; vouching && ok && i < vouching->len; i++)
		ok = look_beside(l, &g_array_index(vouching, struct oid, i), err);
	return ok && vouching;
}

/* Merges that come after the commit, the nearest first. */
static gboolean
look_at_merges(struct looking *l, GError **err)
{
	g_autoptr(GPtrArray) line = g_ptr_array_new();
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	guint merges = 0;
	gboolean ok = TRUE;

	g_ptr_array_add(line, (gpointer)l->j->turn);
	for (guint i = 0; i < MIN(line->len, FAR); i++) {
		const struct turn *turn = line->pdata[i];

		for (guint k = 0; turn->children && k < turn->children->len; k++) {
			struct turn *child = turn->children->pdata[k];
			const struct oid *other = replay_other_side(child, &turn->oid);

			if (other && merges++ < MERGES)
				ok = look_at_merge(l, &turn->oid, other, err);
			if (!ok || l->counts)
				return ok;
			if (g_hash_table_add(seen, child))
				g_ptr_array_add(line, child);
		}
	}
	return TRUE;
}

/*
 * Where no hub tells what was known when the commit came in, the merge that took it in does; or, in a sync, the one that will.
 * So a sync takes what a verification of the whole takes afterwards.
 */
static gboolean
look_where_it_comes_in(struct looking *l, GError **err)
{
	const struct replay *replay = l->j->r->replay;
	struct store *store = l->j->r->repo->store;
	gboolean within = TRUE;

	if (replay->received || !oid_is_zero(&l->j->had[0]))
		return TRUE;
	if (replay->n_known && store_has_commit(store, &replay->known[0]) &&
		(!store_is_ancestor(store, &replay->known[0], &replay->tip, &within, err) ||
			(!within && !look_at_merge(l, &replay->tip, &replay->known[0], err))))
		return FALSE;
	return l->counts || look_at_merges(l, err);
}

/* Where what comes later may speak for it, the tip has all that it says: if that is good, nothing else needs to be read. */
static gboolean
look_at_tip(struct looking *l, GError **err)
{
	struct looking there = *l;

	if (l->asked || l->has_keys)
		return TRUE;
	if (!look_at_commit(&there, &l->j->r->replay->tip, FALSE, err))
		return FALSE;
	if (there.counts && !there.late)
		l->counts = TRUE;
	return TRUE;
}

/*
 * What came before the commit decides, and what was known where it came in. What came of the commit itself speaks for it only while
 * nobody is asked to sign: else it would enter the key that it is signed with.
 */
static gboolean
look_around(struct looking *l, GError **err)
{
	const struct judged *j = l->j;
	const struct replay *replay = j->r->replay;
	gboolean ok = look_at_parents(l, err);

	if (ok && !oid_is_zero(&j->had[0]))
		ok = look(l, &j->had[0], FALSE, err);
	if (ok && !l->counts)
		ok = look_at_tip(l, err);
	ok = ok && (l->counts || look_where_it_comes_in(l, err));
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
