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

static void
add_name(GPtrArray *names, const struct kind *kind, const char *id, const char *is)
{
	struct sync_name *name = g_new0(struct sync_name, 1);

	name->kind = g_intern_string(kind->name);
	name->id = g_strdup(id);
	name->is = g_strdup(is);
	g_ptr_array_add(names, name);
}

static const char *const *
ids_of(GPtrArray *ids)
{
	g_ptr_array_add(ids, NULL);
	return (const char *const *)ids->pdata;
}

static gboolean
write_moved(struct round *r, struct change *change, const struct collision *found, GError **err)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	struct change_message message = {.subject = "ids that were drawn twice", .verb = "sync"};

	for (guint i = 0; i < found->files->len; i++) {
		const struct collision_file *file = found->files->pdata[i];

		if (!file->text)
			change_take(change, file->path, NULL, FALSE);
		else if (!change_put(change, file->path, file->text, strlen(file->text), err))
			return FALSE;
	}
	for (guint i = 0; i < found->moved->len; i++) {
		const struct collision_move *move = found->moved->pdata[i];

		add_name(r->sync->moved, move->kind, move->old_id, move->new_id);
		g_ptr_array_add(ids, move->new_id);
	}
	message.ids = ids_of(ids);
	return change_write(change, &message, &r->ours, err) &&
	       store_commit_tree(r->sync->repo->store, &r->ours, &r->trees[ROUND_OURS], err);
}

gboolean
round_move_ids(struct round *r, GError **err)
{
	struct sync *s = r->sync;
	struct store *store = s->repo->store;
	AUTO(change) change = change_begin_candidate(s->repo, &r->head.commit, NULL, NULL);
	AUTO(collision) found = NULL;
	gboolean some;
	struct oid base, tree = {{0}};
	struct act act;

	if (!change) /* of whoever is not known here nothing can be new */
		return TRUE;
	if (!store_merge_base(store, &r->head.commit, &r->theirs, &some, &base, err) ||
		(some && !store_commit_tree(store, &base, &tree, err)))
		return FALSE;
	act = change_act(change, NULL, NULL, NULL);
	found = collision_find(&(struct sides){.store = store,
				       .base = &tree,
				       .ours = &r->trees[ROUND_OURS],
				       .theirs = &r->trees[ROUND_THEIRS],
				       .kinds = change->base->kinds,
				       .act = &act},
		err);
	if (!found)
		return FALSE;
	if (s->prepare)
		s->prepare(change);
	return !some || !found->moved->len || write_moved(r, change, found, err);
}

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
