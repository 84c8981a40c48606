/* Two histories brought together: what differs on each side, and the base when they have crossed. */
#include "join_private.h"
#include <string.h>

#define OWN_FOLDER ".sx/"
#define DEPTH 20 /* of histories that crossed, and crossed again before */

struct change_of { /* of ours */
	struct oid old, new;
	unsigned mode;
};

static void
path_free(gpointer data)
{
	struct join_path *p = data;

	g_clear_pointer(&p->bytes, g_bytes_unref);
	g_clear_pointer(&p->conflicts, g_ptr_array_unref);
	g_free(p->path);
	g_free(p);
}

void
join_free(struct join *join)
{
	if (!join)
		return;
	g_clear_pointer(&join->paths, g_ptr_array_unref);
	snapshot_free(join->after);
	g_free(join);
}

/* --- what each side changed --- */

static gboolean
note_ours(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct change_of *c = g_new0(struct change_of, 1);

	if (old)
		c->old = *old;
	if (new)
		c->new = *new;
	c->mode = mode;
	g_hash_table_insert(data, g_strdup(path), c);
	return TRUE;
}

struct reading_theirs {
	GHashTable *ours;
	GPtrArray *paths;
};

static gboolean
note_theirs(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct reading_theirs *r = data;
	const struct change_of *mine = g_hash_table_lookup(r->ours, path);
	struct join_path *p;

	if (mine && oid_equal(&mine->new, new ? new : &(struct oid){{0}}) && mine->mode == mode)
		return TRUE;
	p = g_new0(struct join_path, 1);
	p->path = g_strdup(path);
	p->how = mine ? JOIN_MERGED : JOIN_CAME;
	if (old)
		p->base = *old;
	p->ours = mine ? mine->new : p->base;
	if (new)
		p->theirs = p->blob = *new;
	p->executable = (mode & 0111) != 0 || (mine && (mine->mode & 0111) != 0);
	g_ptr_array_add(r->paths, p);
	if ((new && (mode & 0170000) != 0100000) || (mine && mine->mode && (mine->mode & 0170000) != 0100000)) {
		error_set(err, ERR_REFUSED, "'%s' is a symbolic link or a submodule, which sx does not merge", path);
		error_at(err, path, 0, 0);
		error_rule(err, "path");
		error_hint(err, "nothing was changed; whoever recorded it takes it back, and puts the file itself there");
		return FALSE;
	}
	return TRUE;
}

static gboolean
find_paths(struct joining *j, GError **err)
{
	g_autoptr(GHashTable) ours = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	struct reading_theirs r = {ours, j->join->paths};
	struct store *store = j->repo->store;

	return store_diff(store, &j->trees[MERGE_BASE], &j->trees[MERGE_OURS], note_ours, ours, err) &&
	       store_diff(store, &j->trees[MERGE_BASE], &j->trees[MERGE_THEIRS], note_theirs, &r, err);
}

/* --- the result --- */

gboolean
join_tree(struct joining *j, const char *prefix, struct oid *out, GError **err)
{
	const GPtrArray *paths = j->join->paths;
	g_autofree struct tree_change *changes = g_new0(struct tree_change, paths->len);
	guint n = 0;

	for (guint i = 0; i < paths->len; i++) {
		struct join_path *p = paths->pdata[i];
		gsize length;
		const void *bytes;

		if (!g_str_has_prefix(p->path, prefix) || oid_equal(&p->blob, &p->ours))
			continue;
		bytes = p->bytes ? g_bytes_get_data(p->bytes, &length) : NULL;
		if (p->bytes && !store_write_blob(j->repo->store, bytes, length, &p->blob, err))
			return FALSE;
		changes[n++] = (struct tree_change){p->path, oid_is_zero(&p->blob), p->blob, p->executable};
	}
	return store_write_tree(j->repo->store, &j->trees[MERGE_OURS], changes, n, out, err);
}

void
join_unreadable(GError **err)
{
	if (!err || !*err)
		return;
	g_prefix_error(err, "with what comes in nothing could be read: ");
	error_hint(err,
		"nothing was changed; let it be mended where it was written, or change here what it clashes with, and sync "
		"again");
}

/* First the tool's own files, as they say what is a record and how it merges. */
static gboolean
join_own(struct joining *j, GError **err)
{
	const GPtrArray *paths = j->join->paths;
	gboolean some = FALSE, settled;
	struct oid tree = j->trees[MERGE_OURS];

	if (!join_settings(j, &settled, err))
		return FALSE;
	for (guint i = 0; i < paths->len; i++) {
		struct join_path *p = paths->pdata[i];

		if (!g_str_has_prefix(p->path, OWN_FOLDER))
			continue;
		some = TRUE;
		if (p->how != JOIN_CAME && !settled && !join_both(j, p, err))
			return FALSE;
	}
	if (some && !join_tree(j, OWN_FOLDER, &tree, err))
		return FALSE;
	j->join->after = snapshot_tree(j->repo, &tree, err);
	if (!j->join->after && some)
		join_unreadable(err);
	return j->join->after != NULL;
}

static gboolean
join_rest(struct joining *j, GError **err)
{
	const GPtrArray *paths = j->join->paths;

	for (guint i = 0; i < paths->len; i++) {
		struct join_path *p = paths->pdata[i];

		if (g_str_has_prefix(p->path, OWN_FOLDER))
			continue;
		p->kind = kind_of_path(j->join->after->kinds, p->path);
		if (p->how != JOIN_CAME && !join_both(j, p, err))
			return FALSE;
	}
	return TRUE;
}

/* --- the base --- */

static struct join *join_over(struct joining *j, int depth, GError **err);

/* What comes of two bases, as a commit that stands for both of them. The same two make the same. */
static gboolean
cross(const struct joining *over, const struct oid *a, const struct oid *b, int depth, struct oid *out, GError **err)
{
	static const struct person_mark nobody = {"sx", "sx@localhost", 0, 0};
	struct joining j = {.repo = over->repo, .tips = {{{0}}, *a, *b}, .over = over->over ? over->over : over};
	struct oid parents[2] = {*a, *b}, tree;
	AUTO(join) join = join_over(&j, depth + 1, err);

	return join && join_tree(&j, "", &tree, err) &&
	       store_write_join(j.repo->store, &tree, parents, 2, &nobody, "crossed\n", NULL, NULL, out, err);
}

static gboolean
find_base(struct joining *j, int depth, GError **err)
{
	struct store *store = j->repo->store;
	GArray *bases = j->bases = store_merge_bases(store, &j->tips[MERGE_OURS], &j->tips[MERGE_THEIRS], err);
	struct oid base;

	if (!bases)
		return FALSE;
	if (!bases->len && depth) /* of two bases: nothing was before both */
		return TRUE;
	if (!bases->len) {
		error_set(err, ERR_CONFLICT, "the two histories share nothing: they are two repositories");
		error_rule(err, "unrelated");
		return FALSE;
	}
	if (depth > DEPTH)
		return error_set(err, ERR_CONFLICT, "the two histories have crossed too often to be brought together");
	base = j->hide = g_array_index(bases, struct oid, 0);
	for (guint i = 1; i < bases->len; i++)
		if (!cross(j, &base, &g_array_index(bases, struct oid, i), depth, &base, err))
			return FALSE;
	j->tips[MERGE_BASE] = base;
	g_array_prepend_val(bases, base);
	return store_commit_tree(store, &base, &j->trees[MERGE_BASE], err);
}

static struct join *
join_over(struct joining *j, int depth, GError **err)
{
	struct store *store = j->repo->store;
	AUTO(join) join = g_new0(struct join, 1);
	gboolean ok;

	j->join = join;
	join->paths = g_ptr_array_new_with_free_func(path_free);
	ok = store_commit_tree(store, &j->tips[MERGE_OURS], &j->trees[MERGE_OURS], err) &&
	     store_commit_tree(store, &j->tips[MERGE_THEIRS], &j->trees[MERGE_THEIRS], err) && find_base(j, depth, err);
	join->base = j->trees[MERGE_BASE];
	ok = ok && find_paths(j, err) && join_own(j, err) && join_rest(j, err);
	g_clear_pointer(&j->bases, g_array_unref);
	return ok ? g_steal_pointer(&join) : NULL;
}

struct join *
join_commits(struct repo *repo, const struct oid *ours, const struct oid *theirs, GError **err)
{
	struct joining j = {.repo = repo, .tips = {{{0}}, *ours, *theirs}};

	return join_over(&j, 0, err);
}

struct join *
join_again(struct repo *repo, const struct oid *ours, const struct oid *theirs, GError **err)
{
	struct joining j = {.repo = repo, .tips = {{{0}}, *ours, *theirs}, .again = TRUE};

	return join_over(&j, 0, err);
}
