/*
 * Differences of two trees. Own reading of git's tree format rather than
 * libgit2's: a folder of some thousand files differs from the one before in
 * one of them, so nothing is built for the others.
 */
#include "store_private.h"
#include <string.h>

#define TREE_DEPTH 64	     /* folders below each other that a difference goes into */
#define ENTRIES_MOST 2000000 /* that may differ: a few trees that name each other can stand for more than any disk has room for */

struct diff {
	struct store *store;
	store_diff_fn fn;
	void *data;
	GString *path;
	int depth;
	guint entries;
};

/* One entry of a tree's bytes: "mode name", NUL, 20 bytes. name NULL: none left. */
struct entry {
	const guint8 *start, *next;
	const char *name;
	gsize length;
	unsigned mode;
	struct oid oid;
};

static gboolean diff_trees(struct diff *d, const struct oid *old_id, const struct oid *new_id, GError **err);

static gboolean
entry_read(struct entry *e, const guint8 *end)
{
	const guint8 *at = e->next, *nul;

	e->start = at;
	e->name = NULL;
	if (at == end)
		return TRUE;
	for (e->mode = 0; at < end && *at >= '0' && *at <= '7' && at - e->start < 6; at++)
		e->mode = e->mode << 3 | (*at - '0');
	if (at == e->start || at == end || *at++ != ' ')
		return FALSE;
	nul = memchr(at, '\0', end - at);
	if (!nul || nul == at || end - nul < 1 + (gssize)sizeof(e->oid.raw) || memchr(at, '/', nul - at))
		return FALSE;
	e->name = (const char *)at;
	e->length = nul - at;
	memcpy(e->oid.raw, nul + 1, sizeof(e->oid.raw));
	e->next = nul + 1 + sizeof(e->oid.raw);
	return TRUE;
}

static gboolean
is_tree(const struct entry *e)
{
	return (e->mode & 0170000) == 0040000;
}

/* git's order of a tree: as if a folder's name ended in '/'. A file and a folder of one name are two entries. */
static int
entry_order(const struct entry *a, const struct entry *b)
{
	gsize length = MIN(a->length, b->length);
	int order, x, y;

	if (!a->name || !b->name)
		return a->name ? -1 : 1;
	order = memcmp(a->name, b->name, length);
	if (order)
		return order;
	x = a->length > length ? (guint8)a->name[length] : is_tree(a) ? '/' : 0;
	y = b->length > length ? (guint8)b->name[length] : is_tree(b) ? '/' : 0;
	return x - y;
}

/* Reports one entry, a or b NULL when absent; goes into folders. */
static gboolean
diff_entry(struct diff *d, const struct entry *a, const struct entry *b, GError **err)
{
	const struct entry *some = a ? a : b;
	gsize length = d->path->len;
	gboolean ok;

	if (a && b && a->mode == b->mode && oid_equal(&a->oid, &b->oid))
		return TRUE;
	if (++d->entries > ENTRIES_MOST)
		return error_set(err, ERR_INVALID, "more than %d files and folders differ", ENTRIES_MOST);
	if (length)
		g_string_append_c(d->path, '/');
	g_string_append_len(d->path, some->name, some->length);
	if (is_tree(some))
		ok = diff_trees(d, a ? &a->oid : NULL, b ? &b->oid : NULL, err);
	else
		ok = d->fn(d->path->str, a ? &a->oid : NULL, b ? &b->oid : NULL, b ? b->mode : 0, d->data, err);
	g_string_truncate(d->path, length);
	return ok;
}

static gboolean
tree_kept(const struct store *store, const struct oid *id, git_odb_object **out)
{
	for (guint i = 0; i < STORE_TREES; i++)
		if (store->trees[i] && git_oid_equal(git_odb_object_id(store->trees[i]), store_git_oid(id)))
			return git_odb_object_dup(out, store->trees[i]) == 0;
	return FALSE;
}

static void
tree_keep(struct store *store, git_odb_object *tree)
{
	git_odb_object **place = &store->trees[store->next_tree++ % STORE_TREES];

	git_odb_object_free(*place);
	if (git_odb_object_dup(place, tree) < 0)
		*place = NULL;
}

static gboolean
tree_open(struct store *store, const struct oid *id, git_odb_object **out, GError **err)
{
	char hex[OID_HEX];
	int result;

	if (tree_kept(store, id, out))
		return TRUE;
	result = git_odb_read(out, store->odb, store_git_oid(id));
	if (result == 0 && git_odb_object_type(*out) == GIT_OBJECT_TREE) {
		tree_keep(store, *out);
		return TRUE;
	}
	oid_hex(id, hex);
	if (result < 0)
		return store_fail(err, GIT_ERROR, "cannot read the tree %s", hex);
	return error_set(err, ERR_IO, "the object %s is no tree", hex);
}

static gboolean
tree_damaged(const struct oid *id, GError **err)
{
	char hex[OID_HEX];

	oid_hex(id, hex);
	return error_set(err, ERR_IO, "the tree %s is damaged", hex);
}

static gboolean
same_bytes(const guint8 *a, const guint8 *a_end, const guint8 *b, const guint8 *b_end)
{
	return a_end - a == b_end - b && (a == a_end || !memcmp(a, b, a_end - a));
}

static gboolean
diff_bytes(struct diff *d, const struct oid *ids[2], const guint8 *const at[2], const guint8 *const ends[2], GError **err)
{
	struct entry a = {.next = at[0]}, b = {.next = at[1]};
	gboolean step_a = TRUE, step_b = TRUE, changed = TRUE;

	for (;;) {
		int order;

		/* after a difference the rest is mostly the same, byte for byte */
		if (changed && step_a && step_b && same_bytes(a.next, ends[0], b.next, ends[1]))
			return TRUE;
		if (step_a && !entry_read(&a, ends[0]))
			return tree_damaged(ids[0], err);
		if (step_b && !entry_read(&b, ends[1]))
			return tree_damaged(ids[1], err);
		if (!a.name && !b.name)
			return TRUE;
		order = entry_order(&a, &b);
		step_a = order <= 0;
		step_b = order >= 0;
		changed = order || a.mode != b.mode || !oid_equal(&a.oid, &b.oid);
		if (changed && !diff_entry(d, step_a ? &a : NULL, step_b ? &b : NULL, err))
			return FALSE;
	}
}

static gboolean
diff_trees(struct diff *d, const struct oid *old_id, const struct oid *new_id, GError **err)
{
	AUTO(git_odb_object) old = NULL;
	AUTO(git_odb_object) new = NULL;
	const struct oid *ids[2] = {old_id, new_id};
	const guint8 *at[2] = {NULL, NULL}, *ends[2] = {NULL, NULL};
	gboolean ok;

	if (d->depth == TREE_DEPTH)
		return error_set(
			err, ERR_INVALID, "the folder '%s' is nested more than %d levels deep", d->path->str, TREE_DEPTH);
	if ((old_id && !tree_open(d->store, old_id, &old, err)) || (new_id && !tree_open(d->store, new_id, &new, err)))
		return FALSE;
	if (old) {
		at[0] = git_odb_object_data(old);
		ends[0] = at[0] + git_odb_object_size(old);
	}
	if (new) {
		at[1] = git_odb_object_data(new);
		ends[1] = at[1] + git_odb_object_size(new);
	}
	d->depth++;
	ok = diff_bytes(d, ids, at, ends, err);
	d->depth--;
	return ok;
}

gboolean
store_diff(
	struct store *store, const struct oid *old_tree, const struct oid *new_tree, store_diff_fn fn, void *data, GError **err)
{
	struct diff d = {store, fn, data, g_string_new(NULL), 0};
	gboolean old = old_tree && !oid_is_zero(old_tree), new = new_tree && !oid_is_zero(new_tree), ok = TRUE;

	if ((old || new) && !(old && new &&oid_equal(old_tree, new_tree)))
		ok = diff_trees(&d, old ? old_tree : NULL, new ? new_tree : NULL, err);
	g_string_free(d.path, TRUE);
	return ok;
}
