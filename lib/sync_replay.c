/* The commits that one side has and the other has not, judged before anything is done with them. */
#include "calendar.h"
#include "replay.h"
#include "sync_private.h"

struct judging {
	struct replay replay;
	struct oid known[2];
	char *branch;		   /* of the clone; with receipts, as the hub calls its main one */
	struct store *store;	   /* where receipts are read; NULL: nobody has received it yet */
	struct receipts *receipts; /* of store */
	GThread *thread;
	gboolean ok;
	GError *error;
};

static gpointer
work(gpointer data)
{
	struct judging *j = data;

	if (j->store)
		j->replay.receipts = j->receipts = receipts_load(j->store, &j->error);
	if (j->receipts) {
		char *local = g_steal_pointer(&j->branch);

		j->replay.branch = j->branch = receipts_branch(j->receipts, local);
		g_free(local);
	}
	j->ok = !j->error && replay_run(&j->replay, &j->error);
	return NULL;
}

/* store: what was received is judged by when it was; taken, may be NULL. */
static struct judging *
begin(struct sync *s, const struct oid *tip, const struct oid *known, struct store *store, const char *branch)
{
	struct judging *j = g_new0(struct judging, 1);
	guint n = 0;

	if (!oid_is_zero(known))
		j->known[n++] = *known;
	if (!oid_is_zero(&s->judged))
		j->known[n++] = s->judged;
	j->store = store;
	j->branch = g_strdup(branch);
	j->replay = (struct replay){
		.repo = s->repo, .tip = *tip, .known = j->known, .n_known = n, .branch = j->branch, .now = calendar_now()};
	j->thread = g_thread_try_new("replay", work, j, NULL);
	if (!j->thread)
		work(j);
	return j;
}

void
judging_free(struct judging *j)
{
	if (!j)
		return;
	if (j->thread)
		g_thread_join(j->thread);
	replay_clear(&j->replay);
	receipts_free(j->receipts);
	store_free(j->store);
	g_free(j->branch);
	g_clear_error(&j->error);
	g_free(j);
}

struct judging *
judging_ahead(struct sync *s)
{
	struct head head;
	struct judging *ahead = NULL;

	if (!s->push || !store_head(s->repo->store, &head, NULL))
		return NULL;
	if (!oid_is_zero(&head.commit) && !oid_equal(&head.commit, &s->tracked))
		ahead = begin(s, &head.commit, &s->tracked, NULL, head.branch);
	head_clear(&head);
	return ahead;
}

/* Was all that goes out among what was judged? It was, unless somebody recorded meanwhile, or the other side has less than it had. */
static gboolean
covers(const struct judging *ahead, struct round *r)
{
	gboolean had = FALSE;

	if (!ahead || !oid_equal(&ahead->replay.tip, &r->head.commit))
		return FALSE;
	return !ahead->replay.n_known || oid_equal(ahead->known, &r->theirs) ||
	       (!oid_is_zero(&r->theirs) && store_is_ancestor(r->sync->repo->store, ahead->known, &r->theirs, &had, NULL) && had);
}

gboolean
round_replay_begin(struct round *r, GError **err)
{
	struct sync *s = r->sync;
	struct store *store = r->in ? store_dup(s->repo->store, err) : NULL;

	if (r->in && !store)
		return FALSE;
	if (!covers(r->ahead, r))
		r->ahead = NULL;
	if (r->in)
		r->judging[0] = begin(s, &r->theirs, &r->head.commit, store, r->head.branch);
	if (r->out && s->push && !r->ahead)
		r->judging[1] = begin(s, &r->head.commit, &r->theirs, NULL, r->head.branch);
	return TRUE;
}

void
round_replay_end(struct round *r)
{
	judging_free(g_steal_pointer(&r->judging[0]));
	judging_free(g_steal_pointer(&r->judging[1]));
}

/* What a thread found. */
static gboolean
found_none(struct judging *j, GError **err)
{
	if (j->thread)
		g_thread_join(g_steal_pointer(&j->thread));
	if (!j->ok) {
		if (err)
			*err = g_error_copy(j->error);
		return FALSE;
	}
	return replay_refuse(&j->replay, err);
}

/* What was found before the other side was known may be in what it has already: so it is looked for once more. */
static gboolean
ours_stand(struct round *r, GError **err)
{
	if (r->ahead && found_none(r->ahead, NULL))
		return TRUE;
	if (r->ahead)
		r->judging[1] = begin(r->sync, &r->head.commit, &r->theirs, NULL, r->head.branch);
	return !r->judging[1] || found_none(r->judging[1], err);
}

static gboolean
refused(GError **err, const char *whose, const char *hint)
{
	if (err && error_status(*err) == ERR_INTEGRITY) {
		g_prefix_error(err, "%s: ", whose);
		error_hint(err, "%s", hint);
	}
	return FALSE;
}

/* What was refused is not what the other side is known to have: when it is taken back there, nothing was rewritten. */
static void
forget(const struct sync *s)
{
	if (!oid_is_zero(&s->tracked))
		store_ref_set(s->repo->store, s->tracking, &s->tracked, NULL);
	if (s->exchange && s->exchange->refused)
		s->exchange->refused(s->exchange->data);
}

static gboolean
refuse_theirs(struct round *r, GError **err)
{
	g_autofree char *whose = g_strdup_printf("what '%s' has", r->sync->whose);

	forget(r->sync);
	return refused(err, whose,
		"nothing was changed; whoever looks after it takes it back there; 'sx verify' judges a whole history");
}

gboolean
round_blame(struct round *r, GError **err)
{
	GError *found = NULL;

	if (!err || (error_status(*err) != ERR_INVALID && g_strcmp0(error_more(*err)->rule, "path")) || !r->judging[0] ||
		found_none(r->judging[0], &found))
		return FALSE;
	if (error_status(found) != ERR_INTEGRITY) {
		g_clear_error(&found);
		return FALSE;
	}
	g_clear_error(err);
	g_propagate_error(err, found);
	return refuse_theirs(r, err);
}

/* What does not keep it out is told, unless it is told already of what the records are now. */
static void
tell_let_in(struct sync *s, const GPtrArray *violations)
{
	for (guint i = 0; i < violations->len; i++) {
		const struct violation *v = violations->pdata[i];
		gboolean told = FALSE;
		char hex[OID_HEX];

		for (guint k = 0; k < s->problems->len && !told; k++) {
			const struct problem *p = s->problems->pdata[k];

			told = !g_strcmp0(p->file, v->path) && g_str_equal(p->message, v->message);
		}
		if (told)
			continue;
		oid_hex(&v->commit, hex);
		g_ptr_array_add(
			s->let_in, problem_new(v->path, NULL, v->rule, v->id,
					   g_strdup_printf("%s, by the commit %.10s", v->message, hex), g_strdup(v->honest)));
	}
}

gboolean
round_replay(struct round *r, GError **err)
{
	struct sync *s = r->sync;

	if (r->judging[0] && !found_none(r->judging[0], err))
		return refuse_theirs(r, err);
	if (r->judging[0]) {
		s->unplaced += r->judging[0]->replay.unplaced;
		tell_let_in(s, r->judging[0]->replay.violations);
		s->judged = r->theirs; /* when somebody was quicker, only what he brought is judged */
	}
	return ours_stand(r, err) ||
	       refused(err, "what was recorded here",
		       "nothing was shared; 'sx verify' tells all of it. What is right can be put into a new clone");
}
