/* One look at both sides: how they stand to each other, and the commit that brings them together. */
#include "agreement.h"
#include "sync_private.h"
#include "workflow.h"
#include <string.h>

#define CONFIG_FILE ".sx/config.yaml"
#define REMOTES "refs/remotes/"

void
round_clear(struct round *r)
{
	round_replay_end(r);
	index_free(r->index);
	snapshot_free(r->after);
	head_clear(&r->head);
}

struct sync_item *
sync_item_new(const struct kind *kind, const char *path, const struct oid *old, const struct oid *new)
{
	struct sync_item *item = g_new0(struct sync_item, 1);

	item->path = g_strdup(path);
	item->kind = kind ? g_intern_string(kind->name) : NULL;
	item->id = kind ? kind_id_of_path(kind, path) : NULL;
	item->change = old && new ? '~' : new ? '+' : '-';
	return item;
}

/* --- may they be brought together at all --- */

static gboolean
has_config(struct store *store, const struct oid *tree, gboolean *has, GError **err)
{
	struct oid blob;

	return store_lookup(store, tree, CONFIG_FILE, has, &blob, NULL, err);
}

static gboolean
check_theirs(struct round *r, GError **err)
{
	struct store *store = r->sync->repo->store;
	gboolean mine, other;

	if (!store_commit_tree(store, &r->theirs, &r->trees[ROUND_THEIRS], err))
		return FALSE;
	if (oid_is_zero(&r->head.commit) || !r->in)
		return TRUE;
	if (!has_config(store, &r->head.tree, &mine, err) || !has_config(store, &r->trees[ROUND_THEIRS], &other, err))
		return FALSE;
	if (other || !mine)
		return TRUE;
	error_set(err, ERR_CONFLICT, "what '%s' has is no repository of sx: it has no %s", r->sync->whose, CONFIG_FILE);
	error_rule(err, "foreign");
	error_hint(err, "nothing was changed; see with 'git remote -v' and 'git branch -vv' what this clone shares with");
	return FALSE;
}

static gboolean
find_sides(struct round *r, GError **err)
{
	struct sync *s = r->sync;
	struct store *store = s->repo->store;
	gboolean found, mine = FALSE, theirs = FALSE;

	if (!change_stand(s->repo, &r->head, err) || !store_ref(store, s->tracking, &found, &r->theirs, err))
		return FALSE;
	if (s->absent)
		memset(&r->theirs, 0, sizeof(r->theirs));
	if (oid_is_zero(&r->head.commit) && oid_is_zero(&r->theirs))
		return error_set(err, ERR_NOT_FOUND, "there is nothing to share yet: neither here nor at '%s'", s->whose);
	if (!s->exchange && !found) {
		error_set(err, ERR_NOT_FOUND, "nothing was fetched from '%s' yet", s->whose);
		error_hint(err, "run 'sx sync' once without --offline");
		return FALSE;
	}
	if (!oid_is_zero(&r->head.commit) && !oid_is_zero(&r->theirs) &&
		(!store_is_ancestor(store, &r->head.commit, &r->theirs, &mine, err) ||
			!store_is_ancestor(store, &r->theirs, &r->head.commit, &theirs, err)))
		return FALSE;
	r->in = !oid_is_zero(&r->theirs) && !theirs;
	r->out = !oid_is_zero(&r->head.commit) && !mine;
	return TRUE;
}

/* --- the commit --- */

static gboolean
put_all(struct change *change, const struct join *join, GError **err)
{
	for (guint i = 0; i < join->paths->len; i++) {
		const struct join_path *p = join->paths->pdata[i];
		gsize length;
		const void *bytes;

		if (oid_equal(&p->blob, &p->ours))
			continue;
		if (!p->bytes) {
			change_take(change, p->path, oid_is_zero(&p->blob) ? NULL : &p->blob, p->executable);
			continue;
		}
		bytes = g_bytes_get_data(p->bytes, &length);
		if (!change_put(change, p->path, bytes, length, err))
			return FALSE;
	}
	return TRUE;
}

static guint
count_written(const struct join *join)
{
	guint n = 0;

	for (guint i = 0; i < join->paths->len; i++)
		n += ((const struct join_path *)join->paths->pdata[i])->bytes != NULL;
	return n;
}

static gboolean
write_merge(struct round *r, const struct join *join, GError **err)
{
	struct sync *s = r->sync;
	AUTO(change) change = change_begin_candidate(s->repo, &r->ours, &r->theirs, err);
	g_autofree char *subject = g_strdup_printf("sync with %s", s->whose);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	struct change_message message = {.subject = subject, .verb = "sync"};

	if (!change)
		return FALSE;
	if (s->prepare)
		s->prepare(change);
	if (count_written(join) > ROUND_MANY && !change_bulk(change, err))
		return FALSE;
	for (guint i = 0; i < join->paths->len; i++) {
		const struct join_path *p = join->paths->pdata[i];

		if (p->kind && p->how != JOIN_CAME)
			g_ptr_array_add(ids, kind_id_of_path(p->kind, p->path));
	}
	g_ptr_array_add(ids, NULL);
	message.ids = (const char *const *)ids->pdata;
	return put_all(change, join, err) && change_write(change, &message, &r->target, err);
}

/* What both sides give people together is judged before anything is made of it. */
static gboolean
judge_people(struct round *r, GError **err)
{
	struct repo *repo = r->sync->repo;
	const struct oid parents[2] = {r->ours, r->theirs};
	g_autoptr(GPtrArray) problems = problems_new();
	struct oid tree;
	AUTO(snapshot) after = NULL;

	if (!store_commit_tree(repo->store, &r->target, &tree, err) || !(after = snapshot_tree(repo, &tree, err)) ||
		!change_judge_merge(repo, after->kinds, parents, &tree, calendar_now(), problems, err))
		return FALSE;
	return workflow_refuse(problems, err);
}

static void
tell_joined(struct sync *s, const struct join *join)
{
	for (guint i = 0; i < join->paths->len; i++) {
		struct join_path *p = join->paths->pdata[i];
		struct sync_item *item;

		if (p->how == JOIN_CAME)
			continue;
		item = sync_item_new(p->kind, p->path, &p->ours, &p->blob);
		if (p->conflicts)
			item->conflicts = g_ptr_array_ref(p->conflicts);
		item->out = oid_is_zero(&p->theirs);
		g_ptr_array_add(p->how == JOIN_KEPT ? s->kept : s->merged, item);
	}
}

/*
 * A file that people merge with git, which stops where two records have one id: so those have another id from now on, and
 * only the file is left for git.
 */
static void
keep_moved(struct round *r, GError **err)
{
	struct sync *s = r->sync;
	g_autoptr(GString) ids = g_string_new(NULL);
	GError *failure = NULL;
	gboolean moved;

	if (s->dry_run || g_strcmp0(error_more(*err)->rule, "file") || oid_equal(&r->ours, &r->head.commit))
		return;
	if (!change_may_advance(s->repo, &r->head.commit, &r->ours, &failure) ||
		!change_advance(s->repo, &r->head.commit, &r->ours, "ids that were drawn twice", &moved, &failure) || !moved) {
		g_clear_error(&failure);
		return;
	}
	for (guint i = 0; i < s->moved->len; i++) {
		const struct sync_name *name = s->moved->pdata[i];

		if (!name->theirs)
			g_string_append_printf(
				ids, "%s %s was drawn twice, and ours is %s from now on; ", name->kind, name->id, name->is);
	}
	g_prefix_error(err, "%s", ids->str);
}

/* The side that asks for agreements draws one up that takes the place of both. */
static void
hint_at_agreement(const struct round *r, GError **err)
{
	const char *tracking = r->sync->tracking;
	const char *theirs = g_str_has_prefix(tracking, REMOTES) ? tracking + strlen(REMOTES) : tracking;

	error_hint(err,
		"nothing was changed; agree here with settings that take the place of theirs as well, 'sx settings propose "
		"--over %s "
		"-m REASON FILE', or have it done there",
		theirs);
}

static gboolean
bring_together(struct round *r, GError **err)
{
	AUTO(join) join = round_move_ids(r, err) ? join_commits(r->sync->repo, &r->ours, &r->theirs, err) : NULL;

	if (!join) {
		if (err && *err && !g_strcmp0(error_more(*err)->rule, "unrelated"))
			error_hint(err, "nothing was changed; to share with '%s', make a clone of it and put the records there",
				r->sync->whose);
		if (err && *err && !g_strcmp0(error_more(*err)->rule, AGREEMENT_RULE))
			hint_at_agreement(r, err);
		if (err && *err)
			keep_moved(r, err);
		return FALSE;
	}
	r->trees[ROUND_BASE] = join->base;
	tell_joined(r->sync, join);
	return write_merge(r, join, err) && judge_people(r, err);
}

gboolean
round_begin(struct round *r, GError **err)
{
	struct sync *s = r->sync;
	gboolean ok;

	if (!find_sides(r, err) || (!oid_is_zero(&r->theirs) && !check_theirs(r, err)))
		return FALSE;
	if (!round_replay_begin(r, err))
		return FALSE;
	s->before = r->head.commit;
	r->target = r->in ? r->theirs : r->head.commit;
	r->ours = r->head.commit;
	r->trees[ROUND_OURS] = r->head.tree;
	r->trees[ROUND_BASE] = r->in ? r->head.tree : r->trees[ROUND_THEIRS];
	if (r->in && r->out && !bring_together(r, err))
		return FALSE;
	if (!store_commit_tree(s->repo->store, &r->target, &r->trees[ROUND_TARGET], err))
		return FALSE;
	r->after = snapshot_tree(s->repo, &r->trees[ROUND_TARGET], err);
	ok = r->after && config_writable(r->after->config, err);
	if (!ok && r->in && r->after && err && *err)
		g_prefix_error(err, "what comes in is newer: ");
	else if (!ok && r->in)
		join_unreadable(err);
	return ok;
}
