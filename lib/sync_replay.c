/* The commits that one side has and the other has not, judged before anything is done with them. */
#include "replay.h"
#include "sync_private.h"

/* receipts may be NULL: it is not received by anybody yet. */
static gboolean
judge(struct round *r, const struct oid *tip, const struct oid *known, struct receipts *receipts, const char *whose,
	const char *hint, GError **err)
{
	struct replay replay = {.repo = r->sync->repo,
		.tip = *tip,
		.known = known,
		.n_known = oid_is_zero(known) ? 0 : 1,
		.receipts = receipts,
		.branch = r->head.branch};
	gboolean ok = replay_run(&replay, err);

	if (ok && !replay_refuse(&replay, err)) {
		g_prefix_error(err, "%s: ", whose);
		error_hint(err, "%s", hint);
		ok = FALSE;
	}
	replay_clear(&replay);
	return ok;
}

/* What was refused is not what the other side is known to have: when it is taken back there, nothing was rewritten. */
static void
forget(const struct sync *s)
{
	if (!oid_is_zero(&s->tracked))
		store_ref_set(s->repo->store, s->tracking, &s->tracked, NULL);
}

gboolean
round_replay(struct round *r, GError **err)
{
	struct sync *s = r->sync;
	g_autofree char *whose = g_strdup_printf("what '%s' has", s->whose);
	AUTO(receipts) receipts = receipts_load(s->repo->store, err);

	if (!receipts)
		return FALSE;
	if (r->in &&
		!judge(r, &r->theirs, &r->head.commit, receipts, whose,
			"nothing was changed; whoever looks after it takes it back there; 'sx verify' judges a whole history",
			err)) {
		forget(s);
		return FALSE;
	}
	return !r->out || !s->push ||
	       judge(r, &r->head.commit, &r->theirs, NULL, "what was recorded here",
		       "nothing was shared; 'sx verify' tells all of it. What is right can be put into a new clone", err);
}
