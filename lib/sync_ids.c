/* Ids that were drawn twice, and register numbers. */
#include "collision.h"
#include "register.h"
#include "sync_private.h"
#include <string.h>

static void
name_free(gpointer data)
{
	struct sync_name *name = data;

	g_free(name->id);
	g_free(name->is);
	g_free(name);
}

GPtrArray *
sync_names_new(void)
{
	return g_ptr_array_new_with_free_func(name_free);
}

static struct sync_name *
add_name(GPtrArray *names, const struct kind *kind, const char *id, const char *is)
{
	struct sync_name *name = g_new0(struct sync_name, 1);

	name->kind = g_intern_string(kind->name);
	name->id = g_strdup(id);
	name->is = g_strdup(is);
	g_ptr_array_add(names, name);
	return name;
}

static const char *const *
ids_of(GPtrArray *ids)
{
	g_ptr_array_add(ids, NULL);
	return (const char *const *)ids->pdata;
}

/* --- ids that were drawn twice --- */

/* What others have seen, as far as is known here. */
struct seen {
	struct store *store;
	const struct kinds *kinds;
	GArray *trees;	 /* struct oid, of the places where all meet */
	gboolean theirs; /* the sides are the other way round: theirs are judged here */
};

static gboolean
has_seen(const struct seen *seen, const struct record *record)
{
	for (guint i = 0; i < seen->trees->len; i++) {
		g_autoptr(GBytes) bytes = NULL;
		AUTO(record) there = NULL;
		gboolean found;
		struct oid blob;

		if (!store_lookup(
			    seen->store, &g_array_index(seen->trees, struct oid, i), record->path, &found, &blob, NULL, NULL) ||
			!found)
			continue;
		bytes = store_blob(seen->store, &blob, NULL);
		there = bytes ? record_parse(
					seen->kinds, record->path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL)
			      : NULL;
		if (there && collision_none(there, record))
			return TRUE;
	}
	return FALSE;
}

static gboolean
stays(const struct record *ours, const struct record *theirs, void *data)
{
	const struct seen *seen = data;

	return seen->theirs ? !has_seen(seen, theirs) : has_seen(seen, ours);
}

/* Files that went from hand to hand tell nothing: who has them is one clone. */
static gboolean
find_seen(struct round *r, struct seen *seen, GError **err)
{
	g_auto(GStrv) remotes = r->sync->aside ? store_remotes(seen->store, err) : g_new0(char *, 1);

	for (char **name = remotes; name && *name; name++) {
		g_autofree char *glob = g_strdup_printf("refs/remotes/%s/*", *name);
		g_auto(GStrv) refs = store_refs(seen->store, glob, err);

		if (!refs)
			return FALSE;
		for (char **ref = refs; *ref; ref++) {
			struct oid commit, tree;
			gboolean found;

			if (g_str_equal(*ref, r->sync->tracking))
				continue;
			if (!store_ref(seen->store, *ref, &found, &commit, err) ||
				(found && !store_commit_tree(seen->store, &commit, &tree, err)))
				return FALSE;
			if (found)
				g_array_append_val(seen->trees, tree);
		}
	}
	return remotes != NULL;
}

static gboolean
write_moved(struct round *r, struct change *change, const struct collision *found, gboolean theirs, GError **err)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	struct change_message message = {.subject = "ids that were drawn twice", .verb = "sync"};
	struct oid *commit = theirs ? &r->theirs : &r->ours;

	for (guint i = 0; i < found->files->len; i++) {
		const struct collision_file *file = found->files->pdata[i];

		if (!file->text)
			change_take(change, file->path, NULL, FALSE);
		else if (!change_put(change, file->path, file->text, strlen(file->text), err))
			return FALSE;
	}
	for (guint i = 0; i < found->moved->len; i++) {
		const struct collision_move *move = found->moved->pdata[i];

		add_name(r->sync->moved, move->kind, move->old_id, move->new_id)->theirs = theirs;
		g_ptr_array_add(ids, move->new_id);
	}
	message.ids = ids_of(ids);
	return change_write(change, &message, commit, err) &&
	       store_commit_tree(r->sync->repo->store, commit, &r->trees[theirs ? ROUND_THEIRS : ROUND_OURS], err);
}

/* Those of one side; *stayed: how many are for the other to move. change is on top of that side. */
static gboolean
move_side(struct round *r, struct change *change, const struct oid *base, struct seen *seen, guint *stayed, GError **err)
{
	struct act act = change_act(change, NULL, NULL, NULL);
	struct sides sides = {.store = seen->store,
		.base = base,
		.ours = &r->trees[seen->theirs ? ROUND_THEIRS : ROUND_OURS],
		.theirs = &r->trees[seen->theirs ? ROUND_OURS : ROUND_THEIRS],
		.kinds = change->base->kinds,
		.act = &act,
		.stays = stays,
		.data = seen};
	AUTO(collision) found = NULL;

	seen->kinds = sides.kinds;
	found = collision_find(&sides, err);
	if (!found)
		return FALSE;
	*stayed = found->stayed;
	if (r->sync->prepare)
		r->sync->prepare(change);
	return !found->moved->len || write_moved(r, change, found, seen->theirs, err);
}

static gboolean
move_theirs(struct round *r, const struct oid *base, struct seen *seen, GError **err)
{
	AUTO(change) change = change_begin_candidate(r->sync->repo, &r->theirs, NULL, err);
	guint stayed;

	seen->theirs = TRUE;
	if (change)
		return move_side(r, change, base, seen, &stayed, err);
	g_prefix_error(err, "ids were drawn twice, and '%s' has the ones that nobody else has seen: ", r->sync->whose);
	error_hint(err, "nothing was changed; have the other clone run 'sx sync' before it writes its file");
	return FALSE;
}

gboolean
round_move_ids(struct round *r, GError **err)
{
	struct store *store = r->sync->repo->store;
	AUTO(change) change = change_begin_candidate(r->sync->repo, &r->head.commit, NULL, NULL);
	g_autoptr(GArray) trees = g_array_new(FALSE, FALSE, sizeof(struct oid));
	struct seen seen = {.store = store, .trees = trees};
	struct oid base, tree = {{0}};
	guint stayed = 0;
	gboolean some;

	if (!change) /* of whoever is not known here nothing can be new */
		return TRUE;
	if (!store_merge_base(store, &r->head.commit, &r->theirs, &some, &base, err))
		return FALSE;
	if (!some)
		return TRUE;
	if (!store_commit_tree(store, &base, &tree, err) || !find_seen(r, &seen, err) ||
		!move_side(r, change, &tree, &seen, &stayed, err))
		return FALSE;
	return !stayed || move_theirs(r, &tree, &seen, err);
}

/* --- register numbers --- */

static gboolean
write_numbers(struct round *r, const GPtrArray *given, GError **err)
{
	struct sync *s = r->sync;
	AUTO(change) change = change_begin_candidate(s->repo, &r->target, NULL, err);
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	struct change_message message = {.subject = "register numbers", .verb = "sync"};

	if (!change)
		return FALSE;
	if (s->prepare)
		s->prepare(change);
	if (given->len > ROUND_MANY && !change_bulk(change, err))
		return FALSE;
	for (guint i = 0; i < given->len; i++) {
		const struct numbering *n = given->pdata[i];

		if (!change_put(change, n->path, n->text, strlen(n->text), err))
			return FALSE;
		g_ptr_array_add(ids, n->id);
	}
	message.ids = ids_of(ids);
	return change_write(change, &message, &r->numbered, err);
}

gboolean
round_number(struct round *r, GError **err)
{
	struct sync *s = r->sync;
	g_autoptr(GPtrArray) given = NULL;

	r->numbered = r->target;
	if (!r->out || !s->push || s->failure)
		return TRUE;
	given = register_assign(r->index, s->problems, err);
	if (!given)
		return FALSE;
	for (guint i = 0; i < given->len; i++) {
		const struct numbering *n = given->pdata[i];

		add_name(s->numbers, n->kind, n->id, n->number);
	}
	return !given->len || s->dry_run || write_numbers(r, given, err);
}
