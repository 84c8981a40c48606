/* Merges: what came of two parents is what joining them gives. */
#include "agreement.h"
#include "edit.h"
#include "join.h"
#include "replay_private.h"
#include <string.h>

#define ONE_OF_TWO "makes one record of two that were given one id"

struct comparing {
	struct judged *j;
	GHashTable *expected; /* path -> const struct join_path * */
	GHashTable *met;      /* set of paths in which the merge differs from its first parent */
};

/* Who wrote the values that wait is told by whoever can find out; what they are is not theirs to choose. */
static char *
without_origins(const struct judged *j, const char *path, const void *text, gsize length)
{
	AUTO(record) record = record_parse(j->r->base->kinds, path, text, length, NULL);
	const struct node *list = record ? record_node(record, CONFLICTS) : NULL;
	AUTO(builder) b = builder_new();
	AUTO(edit) edit = NULL;
	struct node *bare;

	if (!list || list->type != NODE_LIST)
		return NULL;
	bare = build_list(b);
	for (guint i = 0; i < list->n; i++) {
		static const char *const kept[] = {"field", "entry", "value"};
		struct node *entry = build_map(b);

		for (guint k = 0; k < G_N_ELEMENTS(kept); k++)
			if (node_get(list->items[i], kept[k]))
				build_map_add(b, entry, kept[k], build_copy(b, node_get(list->items[i], kept[k])));
		build_list_add(b, bare, entry);
	}
	edit = edit_new(record->doc, kind_order(record->kind));
	edit_set(edit, CONFLICTS, bare);
	return edit_finish(edit, NULL);
}

static gboolean
is_as_joined(const struct judged *j, const struct join_path *p, const struct oid *is, gboolean *same, GError **err)
{
	g_autoptr(GBytes) bytes = NULL, joined = NULL;
	g_autofree char *a = NULL, *b = NULL;

	*same = p->how == JOIN_OPEN || (p->how != JOIN_APART && oid_equal(is, &p->blob));
	if (*same && p->bytes)
		return replay_reads(j, is, err);
	if (*same || p->how == JOIN_APART || !p->kind || oid_is_zero(is) || !p->bytes)
		return TRUE;
	bytes = store_blob(j->r->repo->store, is, err);
	if (!bytes)
		return FALSE;
	a = without_origins(j, p->path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	b = without_origins(j, p->path, g_bytes_get_data(p->bytes, NULL), g_bytes_get_size(p->bytes));
	*same = a && !g_strcmp0(a, b);
	return TRUE;
}

/* What is neither a record nor the tool's is for git to merge, and for people. */
static gboolean
is_watched(const struct judged *j, const char *path)
{
	return kind_of_path(j->r->base->kinds, path) || g_str_has_prefix(path, ".sx/") || g_str_has_prefix(path, "evidence/");
}

static void
object(struct judged *j, const char *path, const char *what)
{
	const struct kind *kind = kind_of_path(j->r->base->kinds, path);
	g_autofree char *id = kind ? record_id(kind, path) : NULL;

	replay_object(j, path, id, "merge", "merge again with 'sx sync', then change it in a commit of its own",
		"%s: the merge %s", id ? id : path, what);
}

static gboolean
compare(struct comparing *c, const struct replay_file *file, GError **err)
{
	const struct join_path *p = g_hash_table_lookup(c->expected, file->path);
	gboolean same = FALSE;

	g_hash_table_add(c->met, file->path);
	if (!is_watched(c->j, file->path))
		return TRUE;
	if (!p)
		object(c->j, file->path, "changes what neither side has changed so");
	else if (!is_as_joined(c->j, p, &file->new, &same, err))
		return FALSE;
	else if (!same)
		object(c->j, file->path,
			p->how == JOIN_APART ? ONE_OF_TWO : "makes something else of it than what the two sides have made");
	return TRUE;
}

static gboolean
compare_all(struct comparing *c, const struct join *join, GError **err)
{
	const GPtrArray *files = c->j->files;

	for (guint i = 0; i < join->paths->len; i++) {
		struct join_path *p = join->paths->pdata[i];

		g_hash_table_insert(c->expected, p->path, p);
	}
	for (guint i = 0; i < files->len; i++)
		if (!compare(c, files->pdata[i], err))
			return FALSE;
	for (guint i = 0; i < join->paths->len; i++) {
		const struct join_path *p = join->paths->pdata[i];
		gboolean same, grave = c->j->grave;

		if (g_hash_table_contains(c->met, p->path) || !is_watched(c->j, p->path))
			continue;
		if (!is_as_joined(c->j, p, &p->ours, &same, err))
			return FALSE;
		c->j->grave |= replay_is_grave(c->j->r->base, p->path);
		if (!same)
			object(c->j, p->path,
				p->how == JOIN_APART ? ONE_OF_TWO : "leaves out what the other side has made of it");
		c->j->grave = grave;
	}
	return TRUE;
}

/* What it gives people, whom neither side gave it. */
static gboolean
judge_people(struct judged *j, GError **err)
{
	g_autoptr(GPtrArray) problems = problems_new();
	struct oid tree;

	if (!store_commit_tree(j->r->repo->store, &j->commit->oid, &tree, err) ||
		!change_judge_merge(j->r->repo, j->r->base->kinds, j->commit->parents, &tree, j->commit->time, problems, err))
		return FALSE;
	for (guint i = 0; i < problems->len; i++) {
		const struct problem *p = problems->pdata[i];

		replay_object(j, p->file, p->id, p->rule, p->hint, "%s", p->message);
	}
	return TRUE;
}

gboolean
replay_merge(struct judged *j, GError **err)
{
	g_autoptr(GHashTable) expected = g_hash_table_new(g_str_hash, g_str_equal),
			      met = g_hash_table_new(g_str_hash, g_str_equal);
	struct comparing c = {j, expected, met};
	GError *failure = NULL;
	gboolean agreed;
	AUTO(join) join = NULL;

	if (j->commit->n_parents > 2) {
		replay_object(j, NULL, NULL, "merge", "two histories are merged at a time", "it joins %u histories at once",
			j->commit->n_parents);
		return TRUE;
	}
	join = join_again(j->r->repo, &j->commit->parents[0], &j->commit->parents[1], &failure);
	if (join)
		return compare_all(&c, join, err) && judge_people(j, err);
	if (error_status(failure) == ERR_IO || error_status(failure) == ERR_NOT_FOUND) {
		g_propagate_error(err, failure);
		return FALSE;
	}
	j->grave = TRUE;
	agreed = !g_strcmp0(error_more(failure)->rule, AGREEMENT_RULE);
	replay_object(j, error_more(failure)->file, NULL, agreed ? AGREEMENT_RULE : "merge",
		"only what can be brought together is merged", "%s", failure->message);
	g_error_free(failure);
	return TRUE;
}
