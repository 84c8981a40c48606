/* May a push be taken? The refs by the rules of a hub, the commits by the same judge as everywhere. */
#include "calendar.h"
#include "hook.h"
#include "receipt.h"
#include "text.h"
#include <string.h>

#define TOLD 20	 /* violations that a refusal tells of */
#define BACK 500 /* receipts that are read to find what the hub acknowledged */
#define NAME 200 /* bytes of the name of a ref */

struct judging {
	struct session *s;
	struct repo *repo;
	const GPtrArray *updates;  /* struct update *: of the push */
	GArray *known;		   /* struct oid: commits that the hub has, or that were judged already */
	struct oid main, new_main; /* what the main branch is, and is to be; zero: nothing */
	char *branch;		   /* its name, or NULL */
	GHashTable *refs;	   /* set of names: of which no receipt was found yet */
	struct replay_pusher *pusher;
};

static gboolean
refuse(GError **err, const char *rule, const struct update *u, const char *why)
{
	error_set(err, ERR_REFUSED, "'%s' %s", u->ref, why);
	error_rule(err, rule);
	return FALSE;
}

/* --- the ref --- */

static gboolean
is_pushed(const struct judging *j, const char *ref)
{
	for (guint i = 0; i < j->updates->len; i++)
		if (g_str_equal(((const struct update *)j->updates->pdata[i])->ref, ref))
			return TRUE;
	return FALSE;
}

/* Is the name such that git, or people, take it for something else? */
static gboolean
is_misleading(struct judging *j, const char *ref)
{
	gboolean tag = g_str_has_prefix(ref, "refs/tags/");
	const char *name = ref + strlen(tag ? "refs/tags/" : "refs/heads/"), *last = strrchr(ref, '/') + 1;
	g_autofree char *other = g_strconcat(tag ? "refs/heads/" : "refs/tags/", name, NULL);
	struct oid oid;
	gboolean found = FALSE;

	return strlen(ref) > NAME || !text_shows(ref) || g_str_equal(last, "HEAD") || g_str_has_prefix(name, "refs/") ||
	       oid_parse(name, &oid) || (tag && strchr(name, '/') && g_str_has_prefix(name, "origin/")) || is_pushed(j, other) ||
	       (store_ref(j->repo->store, other, &found, &oid, NULL) && found);
}

static gboolean
judge_name(struct judging *j, const struct update *u, GError **err)
{
	if (!g_str_has_prefix(u->ref, "refs/heads/") && !g_str_has_prefix(u->ref, "refs/tags/"))
		return refuse(err, "ref", u, "is no branch and no tag, and a hub takes nothing else");
	if (oid_is_zero(&u->new))
		return refuse(err, "delete", u, "stays: nothing is removed from a hub");
	if (g_str_has_prefix(u->ref, "refs/tags/") && !oid_is_zero(&u->old))
		return refuse(err, "rewritten", u, "is there already, and a tag does not move");
	if (oid_is_zero(&u->old) && is_misleading(j, u->ref))
		return refuse(
			err, "ref", u, "is a name that is taken for something else, or that does not show: call it otherwise");
	return TRUE;
}

/* Does the hub itself still have what it acknowledged? Where not, nothing is built on it. */
static gboolean
judge_hub(struct judging *j, const struct update *u, GError **err)
{
	struct receipt *last = NULL;
	gboolean ok = receipts_find_last(j->repo->store, NULL, u->ref, &last, err), within = TRUE;

	if (ok && last && !oid_equal(&last->new, &u->old))
		ok = oid_is_zero(&u->old) ? !(within = FALSE)
					  : store_is_ancestor(j->repo->store, &last->new, &u->old, &within, err);
	if (ok && !within) {
		error_set(err, ERR_INTEGRITY, "this hub does not have any more what it acknowledged by receipt %u, on '%s'",
			last->number, u->ref);
		error_rule(err, "receipts");
		error_hint(err, "whoever looks after it brings that back from a clone first: sx-hub(7)");
		ok = FALSE;
	}
	receipt_free(last);
	return ok;
}

/* What the hub's history is known by: the main branch, and before there is one what else it has, or this push has brought so far. */
static const struct oid *
history_of(const struct judging *j)
{
	if (!oid_is_zero(&j->main))
		return &j->main;
	return j->known->len ? &g_array_index(j->known, struct oid, 0) : NULL;
}

static gboolean
judge_move(struct judging *j, const struct update *u, const struct oid *commit, GError **err)
{
	const struct oid *has = history_of(j);
	gboolean within = TRUE, shared = TRUE;
	struct oid base;

	if (!oid_is_zero(&u->old) && !store_is_ancestor(j->repo->store, &u->old, commit, &within, err))
		return FALSE;
	if (within && oid_is_zero(&u->old) && has && !store_merge_base(j->repo->store, has, commit, &shared, &base, err))
		return FALSE;
	if (!shared)
		return refuse(
			err, "unrelated", u, "does not begin as this repository does, so that nobody's rights in it are known");
	if (within)
		return TRUE;
	error_set(err, ERR_REFUSED, "'%s' would lose what it has: history is not rewritten here", u->ref);
	error_rule(err, "rewritten");
	error_hint(err, "run: sx sync");
	return FALSE;
}

/* --- the commits --- */

static void
tell(struct judging *j, const struct replay *replay)
{
	char hex[OID_HEX];

	for (guint i = 0; i < replay->violations->len && i < TOLD; i++) {
		const struct violation *v = replay->violations->pdata[i];
		const char *what = v->id ? v->id : v->path;

		oid_hex(&v->commit, hex);
		session_warn(j->s, "%.10s%s%s: %s: %s%s%s", hex, what ? " " : "", what ? what : "", v->rule, v->message,
			v->honest ? "; " : "", v->honest ? v->honest : "");
	}
	if (replay->violations->len > TOLD)
		session_warn(j->s, "and %u more", replay->violations->len - TOLD);
}

struct standing {
	const char *branch;
	gint64 moment;
	struct oid is;
};

static gboolean
note_standing(struct receipt **receipt, void *data)
{
	struct standing *s = data;

	if (!g_str_equal((*receipt)->ref, s->branch))
		return TRUE;
	s->is = (*receipt)->received <= s->moment ? (*receipt)->new : receipt_found(*receipt);
	return (*receipt)->received > s->moment;
}

/* What the main branch was at a moment. Asked for only where a key is entered for which few could vouch. */
static void
find_standing(gint64 moment, struct oid *out, void *data)
{
	const struct judging *j = data;
	struct standing s = {j->branch, moment, j->main};
	gboolean all;

	if (j->branch && !receipts_look_back(j->repo->store, G_MAXUINT, note_standing, &s, &all, NULL))
		s.is = j->main;
	*out = s.is;
}

/* People are those of the main branch, as it is or as this push makes it: on a branch of his own who left would still be one. */
static gboolean
judge_commits(struct judging *j, const struct oid *commit, GError **err)
{
	struct replay replay = {.repo = j->repo,
		.tip = *commit,
		.known = (const struct oid *)(void *)j->known->data,
		.n_known = j->known->len,
		.now = calendar_now(),
		.receiver = {j->main, j->new_main},
		.pusher = j->pusher,
		.stood = find_standing,
		.stood_data = j};
	gboolean ok;

	replay.received = replay.now;
	ok = replay_run(&replay, err);
	if (ok && replay.violations->len) {
		const struct violation *v = replay.violations->pdata[0];
		char hex[OID_HEX];

		tell(j, &replay);
		oid_hex(&v->commit, hex);
		error_set(err, ERR_REFUSED, "the commit %.10s: %s", hex, v->message);
		error_rule(err, v->rule);
		if (v->id)
			error_id(err, v->id);
		ok = FALSE;
	}
	replay_clear(&replay);
	return ok;
}

/* --- all of it --- */

static void
add_known(struct judging *j, const char *rev)
{
	struct oid oid;

	if (store_resolve(j->repo->store, rev, &oid, NULL))
		g_array_append_val(j->known, oid);
}

static gboolean
note_receipt(struct receipt **receipt, void *data)
{
	struct judging *j = data;
	char hex[OID_HEX];

	if (g_hash_table_remove(j->refs, (*receipt)->ref)) {
		oid_hex(&(*receipt)->new, hex);
		add_known(j, hex);
	}
	return g_hash_table_size(j->refs) > 0;
}

/*
 * What the hub acknowledged needs no judge; what was written to it past its hooks does, once somebody builds upon it. A ref that nobody
 * has pushed to for long is taken as it is.
 */
static gboolean
note_known(struct judging *j, GError **err)
{
	g_auto(GStrv) names = store_refs(j->repo->store, "refs/*", err);
	g_autoptr(GHashTable) refs = g_hash_table_new(g_str_hash, g_str_equal);
	gboolean all = TRUE;

	for (char **name = names; name && *name; name++)
		if (!g_str_has_prefix(*name, "refs/sx/"))
			g_hash_table_add(refs, *name);
	j->refs = refs;
	if (!names || !receipts_look_back(j->repo->store, BACK, note_receipt, j, &all, err))
		return FALSE;
	for (char **name = names; *name && !all; name++)
		if (g_hash_table_contains(refs, *name))
			add_known(j, *name);
	return TRUE;
}

static gboolean
find_main(struct judging *j, const GPtrArray *updates, GError **err)
{
	struct head head = {0};

	if (!store_head(j->repo->store, &head, err))
		return FALSE;
	j->main = head.commit;
	j->branch = g_strdup(head.branch);
	for (guint i = 0; i < updates->len; i++) {
		const struct update *u = updates->pdata[i];

		if (!g_strcmp0(head.branch, u->ref))
			j->new_main = u->new;
	}
	head_clear(&head);
	return TRUE;
}

static gboolean
judge_update(struct judging *j, const struct update *u, GError **err)
{
	char hex[OID_HEX];
	struct oid commit;

	oid_hex(&u->new, hex);
	if (!judge_name(j, u, err) || !judge_hub(j, u, err) || !store_resolve(j->repo->store, hex, &commit, err) ||
		!judge_move(j, u, &commit, err) || !judge_commits(j, &commit, err))
		return FALSE;
	g_array_append_val(j->known, commit);
	return TRUE;
}

gboolean
hook_judge(struct session *s, const GPtrArray *updates, GError **err)
{
	g_autoptr(GArray) known = g_array_new(FALSE, FALSE, sizeof(struct oid));
	struct judging j = {.s = s, .repo = session_repo(s, err), .updates = updates, .known = known};
	gboolean ok = j.repo && note_known(&j, err) && find_main(&j, updates, err) &&
		      hook_pusher(j.repo, history_of(&j), &j.new_main, &j.pusher, err);

	for (guint i = 0; ok && i < updates->len; i++)
		ok = judge_update(&j, updates->pdata[i], err);
	g_free(j.branch);
	hook_pusher_free(j.pusher);
	return ok;
}
