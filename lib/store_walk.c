/*
 * Walking history. Own code rather than libgit2's, which knows no shallow
 * clones: a commit named in the shallow file has no parents here.
 */
#include "store_private.h"
#include <string.h>

#define SKEW (7 * 24 * 60 * 60) /* seconds: what is hidden and that much older than all that is wanted is looked at no more */
#define MOST_ENDS 64

struct step {
	struct oid oid;
	gint64 time;
	gboolean hidden, queued, wanted;
	guint64 below;	/* bits of the ends that it is an ancestor of */
	guint children; /* not yet given, of those that are walked */
	guint n_parents;
	struct step **parents;
};

struct walk {
	struct store *store;
	GHashTable *steps; /* oid -> struct step * */
	GPtrArray *heap;   /* newest on top */
	gint64 oldest;	   /* of what was wanted */
	guint64 ends;	   /* a bit for each; 0: not known, or too many */
	gboolean marked;   /* ends are those of what is wanted now */
	gboolean sure;	   /* nothing that is left leads to an end */
	gboolean whole;	   /* all is read, however old */
};

static void
step_free(gpointer data)
{
	struct step *step = data;

	g_free(step->parents);
	g_free(step);
}

static void
heap_push(GPtrArray *heap, struct step *step)
{
	guint i = heap->len;

	g_ptr_array_add(heap, step);
	while (i && ((struct step *)heap->pdata[(i - 1) / 2])->time < step->time) {
		heap->pdata[i] = heap->pdata[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	heap->pdata[i] = step;
}

static struct step *
heap_pop(GPtrArray *heap)
{
	struct step *top = heap->pdata[0], *last = heap->pdata[heap->len - 1];
	guint i = 0;

	g_ptr_array_set_size(heap, heap->len - 1);
	while (2 * i + 1 < heap->len) {
		guint child = 2 * i + 1;

		if (child + 1 < heap->len &&
			((struct step *)heap->pdata[child + 1])->time > ((struct step *)heap->pdata[child])->time)
			child++;
		if (((struct step *)heap->pdata[child])->time <= last->time)
			break;
		heap->pdata[i] = heap->pdata[child];
		i = child;
	}
	if (heap->len)
		heap->pdata[i] = last;
	return top;
}

static gboolean
is_shallow(const struct store *store, const struct oid *oid)
{
	return store->shallow && g_hash_table_contains(store->shallow, oid);
}

/* The step of a commit, read once and queued; NULL on error. */
static struct step *
walk_step(struct walk *w, const struct oid *oid, GError **err)
{
	struct step *step = g_hash_table_lookup(w->steps, oid);
	AUTO(git_commit) commit = NULL;

	if (step)
		return step;
	commit = store_lookup_commit(w->store, oid, err);
	if (!commit)
		return NULL;
	step = g_new0(struct step, 1);
	step->oid = *oid;
	step->time = git_commit_time(commit);
	g_hash_table_insert(w->steps, &step->oid, step);
	return step;
}

static gboolean
step_parents(struct walk *w, struct step *step, GError **err)
{
	AUTO(git_commit) commit = NULL;

	if (step->parents || is_shallow(w->store, &step->oid))
		return TRUE;
	commit = store_lookup_commit(w->store, &step->oid, err);
	if (!commit)
		return FALSE;
	step->parents = g_new0(struct step *, git_commit_parentcount(commit) + 1);
	for (guint i = 0; i < git_commit_parentcount(commit); i++) {
		struct oid parent;

		store_from_git(&parent, git_commit_parent_id(commit, i));
		step->parents[i] = walk_step(w, &parent, err);
		if (!step->parents[i])
			return FALSE;
		step->n_parents++;
	}
	return TRUE;
}

/* Hiding a commit that was already passed on hides what was reached through it. */
static void
hide(struct walk *w, struct step *step)
{
	g_autoptr(GPtrArray) todo = g_ptr_array_new();

	g_ptr_array_add(todo, step);
	while (todo->len) {
		struct step *s = g_ptr_array_steal_index_fast(todo, todo->len - 1);

		if (s->hidden)
			continue;
		s->hidden = TRUE;
		w->marked &= !s->wanted;
		for (guint i = 0; i < s->n_parents; i++)
			g_ptr_array_add(todo, s->parents[i]);
	}
}

static void
queue(struct walk *w, struct step *step)
{
	if (step->queued)
		return;
	step->queued = TRUE;
	heap_push(w->heap, step);
}

/*
 * When only hidden commits are left, what is wanted may still have some that are reached from these on another way. Then so are
 * their ancestors, hence one of the ends: those of which no parent is wanted. A commit that all ends come from leads to
 * none of them; when all that is left is such, nothing more can come of it, however long the history goes on.
 */
static void
spread(struct step *step, guint64 bits)
{
	g_autoptr(GPtrArray) todo = g_ptr_array_new();

	g_ptr_array_add(todo, step);
	while (bits && todo->len) {
		struct step *s = g_ptr_array_steal_index_fast(todo, todo->len - 1);

		if ((s->below | bits) == s->below)
			continue;
		s->below |= bits;
		for (guint i = 0; i < s->n_parents; i++)
			g_ptr_array_add(todo, s->parents[i]);
	}
}

static gboolean
is_end(const struct step *step)
{
	if (step->hidden)
		return FALSE;
	for (guint i = 0; i < step->n_parents; i++)
		if (!step->parents[i]->hidden)
			return FALSE;
	return TRUE;
}

static void
mark_ends(struct walk *w, const GPtrArray *wanted)
{
	GHashTableIter iter;
	gpointer step;
	guint n = 0;

	g_hash_table_iter_init(&iter, w->steps);
	while (g_hash_table_iter_next(&iter, NULL, &step))
		((struct step *)step)->below = 0;
	w->ends = 0;
	w->marked = TRUE;
	for (guint i = 0; i < wanted->len; i++)
		n += is_end(wanted->pdata[i]);
	if (n > MOST_ENDS)
		return;
	for (guint i = 0, at = 0; at < n; i++) {
		const struct step *end = wanted->pdata[i];
		guint64 bit = G_GUINT64_CONSTANT(1) << at;

		if (!is_end(end))
			continue;
		at++;
		w->ends |= bit;
		for (guint k = 0; k < end->n_parents; k++)
			spread(end->parents[k], bit);
	}
}

static gboolean
is_wanted_left(const struct walk *w)
{
	for (guint i = 0; i < w->heap->len; i++)
		if (!((const struct step *)w->heap->pdata[i])->hidden)
			return TRUE;
	return FALSE;
}

/* Is all that is left hidden, and before all ends or long before all that is wanted? */
static gboolean
is_enough(struct walk *w, const GPtrArray *wanted)
{
	if (is_wanted_left(w))
		return FALSE;
	if (!w->marked)
		mark_ends(w, wanted);
	w->sure = w->ends != 0;
	for (guint i = 0; i < w->heap->len; i++) {
		const struct step *step = w->heap->pdata[i];

		if (w->ends && step->below == w->ends)
			continue;
		w->sure = FALSE;
		if (step->time >= w->oldest - SKEW)
			return FALSE;
	}
	return TRUE;
}

/* Reads commits, newest first, until only hidden ones are left that cannot hide any more of those that are wanted. */
static gboolean
walk_limit(struct walk *w, GPtrArray *wanted, GError **err)
{
	w->oldest = G_MAXINT64;
	while (w->heap->len) {
		struct step *step = heap_pop(w->heap);

		if (!step->hidden) {
			g_ptr_array_add(wanted, step);
			step->wanted = TRUE;
			w->marked = FALSE;
			w->oldest = MIN(w->oldest, step->time);
		}
		if (!step_parents(w, step, err))
			return FALSE;
		for (guint i = 0; i < step->n_parents; i++) {
			if (step->hidden)
				hide(w, step->parents[i]);
			spread(step->parents[i], step->below);
			queue(w, step->parents[i]);
		}
		if (step->hidden && !w->whole && is_enough(w, wanted))
			return TRUE;
	}
	return TRUE;
}

/* wanted in topological order, children first; replaces its content. */
static void
walk_sort(struct walk *w, GPtrArray *wanted)
{
	g_ptr_array_set_size(w->heap, 0);
	for (guint i = 0; i < wanted->len; i++) {
		struct step *step = wanted->pdata[i];

		for (guint p = 0; p < step->n_parents; p++)
			step->parents[p]->children++;
	}
	for (guint i = 0; i < wanted->len; i++)
		if (!((struct step *)wanted->pdata[i])->children)
			heap_push(w->heap, wanted->pdata[i]);
	g_ptr_array_set_size(wanted, 0);
	while (w->heap->len) {
		struct step *step = heap_pop(w->heap);

		g_ptr_array_add(wanted, step);
		for (guint p = 0; p < step->n_parents; p++)
			if (--step->parents[p]->children == 0 && !step->parents[p]->hidden)
				heap_push(w->heap, step->parents[p]);
	}
}

static void
keep_unhidden(GPtrArray *steps)
{
	guint n = 0;

	for (guint i = 0; i < steps->len; i++)
		if (!((struct step *)steps->pdata[i])->hidden)
			steps->pdata[n++] = steps->pdata[i];
	g_ptr_array_set_size(steps, n);
}

/*
 * Clocks can have been wrong by more than the walk allows for. Then the first of what is wanted, those whose parents are all hidden,
 * are not all new.
 */
static gboolean
is_misled(const struct walk *w, const GPtrArray *wanted, const struct oid *known, guint n_known)
{
	for (guint i = 0; n_known && i < wanted->len; i++) {
		const struct step *step = wanted->pdata[i];

		if (is_end(step) && (w->store->shallow || git_graph_reachable_from_any(w->store->repo, store_git_oid(&step->oid),
								  (const git_oid *)known, n_known) != 0))
			return TRUE;
	}
	return FALSE;
}

static void
info_signature(const git_signature *sig, const char **name, const char **email, gint64 *time, int *offset)
{
	*name = sig->name;
	*email = sig->email;
	*time = sig->when.time;
	*offset = sig->when.offset;
}

gboolean
store_commit_read(struct store *store, const struct oid *oid, store_walk_fn fn, void *data, GError **err)
{
	AUTO(git_commit) commit = store_lookup_commit(store, oid, err);
	struct commit_info info = {.oid = *oid};

	if (!commit)
		return FALSE;
	store_from_git(&info.tree, git_commit_tree_id(commit));
	if (!is_shallow(store, oid))
		info.n_parents = MIN(git_commit_parentcount(commit), G_N_ELEMENTS(info.parents));
	for (guint i = 0; i < info.n_parents; i++)
		store_from_git(&info.parents[i], git_commit_parent_id(commit, i));
	info_signature(git_commit_committer(commit), &info.committer_name, &info.committer_email, &info.time, &info.offset);
	info_signature(git_commit_author(commit), &info.author_name, &info.author_email, &info.author_time, &info.author_offset);
	info.message = git_commit_message_raw(commit);
	return fn(&info, data, err);
}

gboolean
store_walk_new(struct store *store, const struct oid *tip, const struct oid *known, guint n_known, gboolean oldest_first,
	store_walk_fn fn, void *data, GError **err)
{
	g_autoptr(GHashTable) steps = g_hash_table_new_full(store_oid_hash, store_oid_same, NULL, step_free);
	g_autoptr(GPtrArray) heap = g_ptr_array_new(), wanted = g_ptr_array_new();
	struct walk w = {.store = store, .steps = steps, .heap = heap};
	struct step *step;

	if (oid_is_zero(tip))
		return TRUE;
	step = walk_step(&w, tip, err);
	if (!step)
		return FALSE;
	queue(&w, step);
	for (guint i = 0; i < n_known; i++) {
		step = walk_step(&w, &known[i], err);
		if (!step)
			return FALSE;
		hide(&w, step);
		queue(&w, step);
	}
	if (!walk_limit(&w, wanted, err))
		return FALSE;
	w.whole = heap->len && !w.sure && is_misled(&w, wanted, known, n_known);
	if (w.whole && !walk_limit(&w, wanted, err))
		return FALSE;
	keep_unhidden(wanted);
	walk_sort(&w, wanted);
	for (guint i = 0; i < wanted->len; i++) {
		step = wanted->pdata[oldest_first ? wanted->len - 1 - i : i];
		if (!store_commit_read(store, &step->oid, fn, data, err))
			return FALSE;
	}
	return TRUE;
}

gboolean
store_walk(struct store *store, const struct oid *tip, const struct oid *hidden, gboolean oldest_first, store_walk_fn fn,
	void *data, GError **err)
{
	return store_walk_new(store, tip, hidden, hidden && !oid_is_zero(hidden) ? 1 : 0, oldest_first, fn, data, err);
}

gboolean
store_has_commit(struct store *store, const struct oid *oid)
{
	AUTO(git_commit) commit = store_lookup_commit(store, oid, NULL);

	return commit != NULL;
}

gboolean
store_is_ancestor(struct store *store, const struct oid *ancestor, const struct oid *descendant, gboolean *out, GError **err)
{
	int result;

	if (oid_equal(ancestor, descendant)) {
		*out = TRUE;
		return TRUE;
	}
	result = git_graph_descendant_of(store->repo, store_git_oid(descendant), store_git_oid(ancestor));
	if (result < 0)
		return store_fail(err, GIT_ERROR, "cannot compare two commits");
	*out = result;
	return TRUE;
}

gboolean
store_merge_base(struct store *store, const struct oid *a, const struct oid *b, gboolean *found, struct oid *out, GError **err)
{
	git_oid base;
	int result = git_merge_base(&base, store->repo, store_git_oid(a), store_git_oid(b));

	*found = result == 0;
	if (result == GIT_ENOTFOUND)
		return TRUE;
	if (result < 0)
		return store_fail(err, GIT_ERROR, "cannot find where two histories part");
	store_from_git(out, &base);
	return TRUE;
}
