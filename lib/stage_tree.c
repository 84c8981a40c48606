/* The cache tree extension of git's index: the trees its folders equal, so that git need not work them out. */
#include "stage_private.h"
#include <stdlib.h>
#include <string.h>

#define DEPTH 64

struct cache_tree *
cache_tree_new(const char *name)
{
	struct cache_tree *tree = g_new0(struct cache_tree, 1);

	tree->name = g_strdup(name);
	tree->children = g_ptr_array_new_with_free_func((GDestroyNotify)cache_tree_free);
	return tree;
}

void
cache_tree_free(struct cache_tree *tree)
{
	g_ptr_array_unref(tree->children);
	g_free(tree->name);
	g_free(tree);
}

/* A number and the byte behind it; FALSE when it is not so. */
static gboolean
read_number(const guint8 **p, const guint8 *end, char stop, int *out)
{
	const guint8 *mark = memchr(*p, stop, end - *p);
	char digits[16];
	char *rest;

	if (!mark || mark == *p || mark - *p >= (long)sizeof(digits))
		return FALSE;
	memcpy(digits, *p, mark - *p);
	digits[mark - *p] = '\0';
	*out = (int)strtol(digits, &rest, 10);
	*p = mark + 1;
	return !*rest && *out >= -1;
}

static struct cache_tree *
read_one(const guint8 **p, const guint8 *end, int depth)
{
	const guint8 *nul = memchr(*p, '\0', end - *p);
	AUTO(cache_tree) tree = NULL;
	int children;

	if (!nul || depth == DEPTH)
		return NULL;
	tree = cache_tree_new((const char *)*p);
	*p = nul + 1;
	if (!read_number(p, end, ' ', &tree->count) || !read_number(p, end, '\n', &children))
		return NULL;
	if (tree->count >= 0) {
		if (end - *p < 20)
			return NULL;
		memcpy(tree->oid.raw, *p, 20);
		*p += 20;
	}
	while (children-- > 0) {
		struct cache_tree *child = read_one(p, end, depth + 1);

		if (!child)
			return NULL;
		g_ptr_array_add(tree->children, child);
	}
	return g_steal_pointer(&tree);
}

struct cache_tree *
cache_tree_read(const guint8 *bytes, gsize length)
{
	const guint8 *p = bytes;
	struct cache_tree *tree = length ? read_one(&p, bytes + length, 0) : NULL;

	if (tree && p != bytes + length)
		g_clear_pointer(&tree, cache_tree_free);
	return tree;
}

/* git keeps the folders by length, then by bytes. */
static int
name_order(const char *a, gsize n, const char *b)
{
	gsize m = strlen(b);

	return n != m ? (n < m ? -1 : 1) : memcmp(a, b, n);
}

/* A folder that is not listed is new, or unknown when the one above is not known. */
static struct cache_tree *
child_need(struct cache_tree *tree, const char *name, gsize length)
{
	guint i;
	struct cache_tree *child;
	g_autofree char *copy = NULL;

	for (i = 0; i < tree->children->len; i++) {
		int order;

		child = tree->children->pdata[i];
		order = name_order(name, length, child->name);
		if (order == 0)
			return child;
		if (order < 0)
			break;
	}
	copy = g_strndup(name, length);
	child = cache_tree_new(copy);
	child->count = tree->count == -1 ? -1 : 0;
	g_ptr_array_insert(tree->children, i, child);
	return child;
}

/*
 * Counts stay right under what is not known: they are kept below -1, so that
 * -2 - count is how many entries there are.
 */
static int
known_count(const struct cache_tree *tree)
{
	return tree->count >= 0 ? tree->count : -2 - tree->count;
}

void
cache_tree_touch(struct cache_tree *tree, const char *path, int entries)
{
	for (;;) {
		const char *slash = strchr(path, '/');

		if (tree->count != -1)
			tree->count = -2 - (known_count(tree) + entries);
		if (!slash)
			return;
		tree = child_need(tree, path, slash - path);
		path = slash + 1;
	}
}

static gboolean
fill(struct cache_tree *tree, struct store *store, const struct oid *root, GString *path, GError **err)
{
	gsize length = path->len;
	gboolean found = TRUE;
	unsigned mode;

	if (tree->count == -1)
		return TRUE;
	if (tree->count < -1) {
		tree->count = known_count(tree);
		if (!path->len)
			tree->oid = *root;
		else if (!store_lookup(store, root, path->str, &found, &tree->oid, &mode, err))
			return FALSE;
		if (!found || (path->len && mode != 0040000))
			tree->count = -1;
	}
	for (guint i = 0; i < tree->children->len;) {
		struct cache_tree *child = tree->children->pdata[i];

		g_string_append_printf(path, "%s%s", length ? "/" : "", child->name);
		if (child->count < -1 && known_count(child) == 0) { /* the last file of the folder is gone */
			g_ptr_array_remove_index(tree->children, i);
		} else {
			if (!fill(child, store, root, path, err))
				return FALSE;
			i++;
		}
		g_string_truncate(path, length);
	}
	return TRUE;
}

gboolean
cache_tree_fill(struct cache_tree *tree, struct store *store, const struct oid *root, GError **err)
{
	g_autoptr(GString) path = g_string_new(NULL);

	return fill(tree, store, root, path, err);
}

void
cache_tree_write(const struct cache_tree *tree, GByteArray *out)
{
	g_autofree char *counts = g_strdup_printf("%d %u\n", tree->count < 0 ? -1 : tree->count, tree->children->len);

	g_byte_array_append(out, (const guint8 *)tree->name, strlen(tree->name) + 1);
	g_byte_array_append(out, (const guint8 *)counts, strlen(counts));
	if (tree->count >= 0)
		g_byte_array_append(out, tree->oid.raw, 20);
	for (guint i = 0; i < tree->children->len; i++)
		cache_tree_write(tree->children->pdata[i], out);
}
