/* The order that commits are judged in: parents first, and one line of work after the other, so that little changes between two. */
#include "replay_private.h"

void
turn_free(gpointer data)
{
	struct turn *turn = data;

	g_clear_pointer(&turn->children, g_ptr_array_unref);
	g_free(turn);
}

static gboolean
note_commit(const struct commit_info *commit, void *data, GError **err)
{
	GPtrArray *all = data;
	struct turn *turn = g_new0(struct turn, 1);

	turn->oid = commit->oid;
	turn->n_parents = commit->n_parents;
	for (guint i = 0; i < MIN(commit->n_parents, 2); i++)
		turn->parents[i] = commit->parents[i];
	g_ptr_array_add(all, turn);
	return TRUE;
}

static gboolean
note_parent(const struct commit_info *commit, void *data, GError **err)
{
	gpointer *given = data; /* the replaying, the turn */
	const struct replaying *r = given[0];
	struct turn *turn = given[1];

	for (guint i = 0; i < commit->n_parents; i++) {
		struct turn *parent = g_hash_table_lookup(r->turns, &commit->parents[i]);

		if (!parent)
			continue;
		if (!parent->children)
			parent->children = g_ptr_array_new();
		g_ptr_array_add(parent->children, turn);
		turn->waits++;
	}
	return TRUE;
}

/* What a commit makes ready comes next: the last of the stack. */
static void
sort(struct replaying *r, GPtrArray *all)
{
	g_autoptr(GPtrArray) ready = g_ptr_array_new();

	for (guint i = all->len; i-- > 0;)
		if (!((struct turn *)all->pdata[i])->waits)
			g_ptr_array_add(ready, all->pdata[i]);
	while (ready->len) {
		struct turn *turn = g_ptr_array_steal_index_fast(ready, ready->len - 1);

		g_ptr_array_add(r->order, turn);
		for (guint i = turn->children ? turn->children->len : 0; i-- > 0;) {
			struct turn *child = turn->children->pdata[i];

			if (--child->waits == 0)
				g_ptr_array_add(ready, child);
		}
	}
}

/* Of the known ones those that are here. */
static GArray *
known_here(const struct replaying *r)
{
	GArray *known = g_array_new(FALSE, FALSE, sizeof(struct oid));

	for (guint i = 0; i < r->replay->n_known; i++)
		if (!oid_is_zero(&r->replay->known[i]) && store_has_commit(r->repo->store, &r->replay->known[i]))
			g_array_append_val(known, r->replay->known[i]);
	return known;
}

gboolean
replay_order(struct replaying *r, GError **err)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	g_autoptr(GArray) known = known_here(r);

	if (!store_walk_new(r->repo->store, &r->replay->tip, (const struct oid *)(gconstpointer)known->data, known->len, TRUE,
		    note_commit, all, err)) {
		g_ptr_array_set_free_func(all, turn_free);
		return FALSE;
	}
	for (guint i = 0; i < all->len; i++)
		g_hash_table_insert(r->turns, &((struct turn *)all->pdata[i])->oid, all->pdata[i]);
	for (guint i = 0; i < all->len; i++) {
		struct turn *turn = all->pdata[i];
		gpointer given[] = {r, turn};

		if (!store_commit_read(r->repo->store, &turn->oid, note_parent, given, err)) {
			g_ptr_array_set_free_func(all, turn_free);
			g_hash_table_remove_all(r->turns);
			return FALSE;
		}
	}
	sort(r, all);
	return TRUE;
}
