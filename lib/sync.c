/* Sharing with another repository: fetch, join, check, push, and again. */
#include "sync_private.h"
#include <string.h>

#define TRIES 10
#define PAUSE 50000 /* microseconds before the second try; doubled up to 32 times of it, and never the same twice */

static void
item_free(gpointer data)
{
	struct sync_item *item = data;

	g_clear_pointer(&item->conflicts, g_ptr_array_unref);
	g_free(item->path);
	g_free(item->id);
	g_free(item);
}

static void
forget(struct sync *s)
{
	GPtrArray **all[] = {&s->came, &s->merged, &s->kept, &s->out};

	for (guint i = 0; i < G_N_ELEMENTS(all); i++) {
		g_clear_pointer(all[i], g_ptr_array_unref);
		*all[i] = g_ptr_array_new_with_free_func(item_free);
	}
	g_clear_pointer(&s->problems, g_ptr_array_unref);
	s->problems = problems_new();
	if (!s->let_in) /* of all rounds: what one has judged the next does not */
		s->let_in = problems_new();
	g_clear_pointer(&s->moved, g_ptr_array_unref);
	s->moved = sync_names_new();
	g_clear_pointer(&s->numbers, g_ptr_array_unref);
	s->numbers = sync_names_new();
	s->n_in = s->n_out = s->waiting = 0;
}

void
sync_clear(struct sync *s)
{
	g_clear_pointer(&s->came, g_ptr_array_unref);
	g_clear_pointer(&s->merged, g_ptr_array_unref);
	g_clear_pointer(&s->kept, g_ptr_array_unref);
	g_clear_pointer(&s->out, g_ptr_array_unref);
	g_clear_pointer(&s->problems, g_ptr_array_unref);
	g_clear_pointer(&s->let_in, g_ptr_array_unref);
	g_clear_pointer(&s->moved, g_ptr_array_unref);
	g_clear_pointer(&s->numbers, g_ptr_array_unref);
	g_clear_error(&s->failure);
}

static void
say(struct sync *s, const char *what)
{
	if (s->progress)
		s->progress(what, s->data);
}

/* Two that failed together must not try again together. */
static void
pause_before(guint try)
{
	guint longest = PAUSE << MIN(try, 5);

	g_usleep(longest / 2 + (gulong)g_random_int_range(0, (gint32)longest / 2));
}

static gboolean
rewritten(struct sync *s, GError **err)
{
	error_set(
		err, ERR_CONFLICT, "the history of '%s' was rewritten: it does not contain any more what it contained", s->whose);
	error_rule(err, "rewritten");
	error_hint(err, "nothing was changed; ask who did it. Records that only this clone has can be put into a new clone");
	return FALSE;
}

/* What they have is at the tracking ref afterwards. */
static gboolean
fetch(struct sync *s, GError **err)
{
	for (guint try = 0; s->exchange; try++) {
		GError *failure = NULL;

		say(s, "fetching");
		switch (s->exchange->fetch(s->exchange->data, &failure)) {
		case EXCHANGE_DONE:
			s->absent = FALSE;
			return TRUE;
		case EXCHANGE_ABSENT:
			s->absent = TRUE;
			return TRUE;
		case EXCHANGE_REWRITTEN:
			return rewritten(s, err);
		case EXCHANGE_BUSY:
			if (try < TRIES) {
				g_clear_error(&failure);
				pause_before(try);
				continue;
			}
			G_GNUC_FALLTHROUGH;
		default:
			if (!failure)
				error_set(&failure, ERR_REMOTE, "'%s' cannot be asked", s->whose);
			g_propagate_error(err, failure);
			return FALSE;
		}
	}
	return TRUE;
}

/* TRUE: it stands here; *again when HEAD has moved meanwhile. */
static gboolean
take_over(struct round *r, gboolean *again, GError **err)
{
	struct sync *s = r->sync;
	g_autofree char *subject = g_strdup_printf("sync with %s", s->whose);
	gboolean moved = TRUE;

	s->after = r->target;
	if (!oid_equal(&r->target, &r->head.commit) &&
		!change_advance(s->repo, &r->head.commit, &r->target, subject, &moved, err))
		return FALSE;
	*again = !moved;
	return TRUE;
}

/* FALSE without *err: somebody was quicker. */
static gboolean
push(struct round *r, GError **err)
{
	struct sync *s = r->sync;
	enum exchange_answer answer;
	GError *failure = NULL;
	gboolean known;
	struct oid at;

	say(s, "pushing");
	answer = s->exchange->push(&r->numbered, s->exchange->data, &failure);
	if (answer == EXCHANGE_DONE) {
		s->pushed = TRUE;
		r->target = r->numbered;
		g_clear_error(&failure);
		if (!store_ref(s->repo->store, s->tracking, &known, &at, NULL) || !known || !oid_equal(&at, &r->target))
			store_ref_set(s->repo->store, s->tracking, &r->target, NULL); /* else the next fetch does */
		return TRUE;
	}
	s->tries++;
	if ((answer == EXCHANGE_STALE || answer == EXCHANGE_BUSY) && s->tries < TRIES) {
		g_clear_error(&failure);
		pause_before(s->tries);
		return FALSE;
	}
	if (!failure)
		error_set(&failure, ERR_REMOTE, "others were quicker %u times, and nothing of ours went out", s->tries);
	s->failure = failure;
	return TRUE;
}

/* One round; *again: another is needed. */
static gboolean
go_round(struct round *r, gboolean *again, GError **err)
{
	struct sync *s = r->sync;
	GError *failure = NULL;

	*again = FALSE;
	if (!round_begin(r, err) || !round_check(r, err))
		return round_blame(r, err);
	if (!round_replay(r, err) || !round_tell(r, err) || !round_number(r, err) ||
		!change_may_advance(s->repo, &r->head.commit, &r->numbered, err))
		return FALSE;
	s->after = r->target;
	if (s->dry_run)
		return TRUE;
	if (r->out && s->push && !s->failure && !push(r, &failure)) {
		*again = failure == NULL;
		if (failure)
			g_propagate_error(err, failure);
		return *again;
	}
	return take_over(r, again, err);
}

gboolean
sync_run(struct sync *s, GError **err)
{
	gboolean again = TRUE, ok = TRUE, found;
	struct judging *ahead;

	if (!store_work_dir(s->repo->store)) {
		error_set(err, ERR_REFUSED, "a bare repository has no work of its own to share");
		error_hint(err, "others sync with it; to look at it from here, 'git fetch' brings it up to date");
		return FALSE;
	}
	if (store_is_shallow(s->repo->store)) {
		error_set(err, ERR_REFUSED, "this is a shallow clone, whose history is cut off, so that nothing can be merged");
		error_rule(err, "shallow");
		error_hint(err, "run: git fetch --unshallow");
		return FALSE;
	}
	if (!store_ref(s->repo->store, s->tracking, &found, &s->tracked, err))
		return FALSE;
	if (!found)
		memset(&s->tracked, 0, sizeof(s->tracked));
	ahead = judging_ahead(s);
	for (guint rounds = 0; ok && again; rounds++) {
		struct round r = {.sync = s, .ahead = ahead};

		forget(s);
		if (rounds > 10 * TRIES) /* somebody records here without end */
			ok = error_set(err, ERR_CONFLICT, "the repository does not stand still long enough");
		ok = ok && (s->failure || fetch(s, err)) && go_round(&r, &again, err);
		round_clear(&r);
	}
	judging_free(ahead);
	return ok;
}

gboolean
sync_waiting(struct repo *repo, const char *tracking, guint *out, guint *in)
{
	struct store *store = repo->store;
	struct head head = {0};
	struct oid theirs;
	gboolean found, ok;

	ok = store_head(store, &head, NULL) && !oid_is_zero(&head.commit) && store_ref(store, tracking, &found, &theirs, NULL) &&
	     found && store_count_ahead(store, &head.commit, &theirs, out, NULL) &&
	     store_count_ahead(store, &theirs, &head.commit, in, NULL);
	head_clear(&head);
	return ok;
}
