/* Reading the store: HEAD, revisions, blobs, trees by path, differences of trees. */
#include "store_private.h"
#include <string.h>

git_tree *
store_tree(struct store *store, const struct oid *oid, GError **err)
{
	git_tree *tree = NULL;
	char hex[OID_HEX];
	int result = git_tree_lookup(&tree, store->repo, store_git_oid(oid));

	if (result < 0) {
		oid_hex(oid, hex);
		store_fail(err, GIT_ERROR, "cannot read the tree %s", hex);
		return NULL;
	}
	return tree;
}

git_commit *
store_lookup_commit(struct store *store, const struct oid *oid, GError **err)
{
	git_commit *commit = NULL;
	char hex[OID_HEX];
	int result = git_commit_lookup(&commit, store->repo, store_git_oid(oid));

	if (result < 0) {
		oid_hex(oid, hex);
		store_fail(err, GIT_ERROR, "cannot read the commit %s", hex);
		return NULL;
	}
	return commit;
}

gboolean
store_head(struct store *store, struct head *out, GError **err)
{
	AUTO(git_reference) head = NULL;
	struct head found = {0};
	git_oid id;
	int result = git_reference_lookup(&head, store->repo, "HEAD");

	if (result < 0)
		return store_fail(err, GIT_ERROR, "cannot read HEAD");
	if (git_reference_type(head) == GIT_REFERENCE_SYMBOLIC)
		found.branch = g_strdup(git_reference_symbolic_target(head));
	result = git_reference_name_to_id(&id, store->repo, "HEAD");
	if (result == GIT_ENOTFOUND && found.branch) { /* a branch without a commit yet */
		*out = found;
		return TRUE;
	}
	if (result < 0) {
		head_clear(&found);
		return store_fail(err, GIT_ERROR, "cannot read HEAD");
	}
	store_from_git(&found.commit, &id);
	if (!store_commit_tree(store, &found.commit, &found.tree, err)) {
		head_clear(&found);
		return FALSE;
	}
	*out = found;
	return TRUE;
}

gboolean
store_resolve(struct store *store, const char *rev, struct oid *commit, GError **err)
{
	AUTO(git_object) object = NULL;
	AUTO(git_object) peeled = NULL;
	int result = git_revparse_single(&object, store->repo, rev);

	if (result == 0)
		result = git_object_peel(&peeled, object, GIT_OBJECT_COMMIT);
	if (result == GIT_EAMBIGUOUS)
		return error_set(err, ERR_NOT_FOUND, "'%s' is the beginning of more than one object's name", rev);
	if (result < 0)
		return error_set(err, ERR_NOT_FOUND, "'%s' is no revision", rev);
	store_from_git(commit, git_object_id(peeled));
	return TRUE;
}

gboolean
store_resolve_digits(struct store *store, const char *digits, struct oid *commit, GError **err)
{
	AUTO(git_object) object = NULL;
	git_oid begins;

	if (git_oid_fromstrp(&begins, digits) < 0 ||
		git_object_lookup_prefix(&object, store->repo, &begins, strlen(digits), GIT_OBJECT_COMMIT) < 0)
		return error_set(err, ERR_NOT_FOUND, "'%s' is the beginning of no commit's name, or of more than one", digits);
	store_from_git(commit, git_object_id(object));
	return TRUE;
}

gboolean
store_resolve_before(struct store *store, gint64 unix_seconds, struct oid *commit, GError **err)
{
	struct head head = {0};
	struct oid at;
	gboolean some;

	if (!store_head(store, &head, err))
		return FALSE;
	at = head.commit;
	some = !oid_is_zero(&at);
	head_clear(&head);
	while (some) {
		AUTO(git_commit) c = store_lookup_commit(store, &at, err);

		if (!c)
			return FALSE;
		if (git_commit_time(c) <= unix_seconds) {
			*commit = at;
			return TRUE;
		}
		some = git_commit_parentcount(c) > 0 && !(store->shallow && g_hash_table_contains(store->shallow, &at));
		if (some)
			store_from_git(&at, git_commit_parent_id(c, 0));
	}
	return error_set(err, ERR_NOT_FOUND, "the history has no commit that early");
}

gboolean
store_commit_tree(struct store *store, const struct oid *commit, struct oid *tree, GError **err)
{
	AUTO(git_commit) c = store_lookup_commit(store, commit, err);

	if (!c)
		return FALSE;
	store_from_git(tree, git_commit_tree_id(c));
	return TRUE;
}

GBytes *
store_blob(struct store *store, const struct oid *oid, GError **err)
{
	git_odb_object *object = NULL;
	char hex[OID_HEX];
	int result = git_odb_read(&object, store->odb, store_git_oid(oid));

	oid_hex(oid, hex);
	if (result < 0) {
		store_fail(err, GIT_ERROR, "cannot read the object %s", hex);
		error_hint(err, "the repository is damaged; 'git fsck' says what is missing");
		return NULL;
	}
	if (git_odb_object_type(object) != GIT_OBJECT_BLOB) {
		git_odb_object_free(object);
		error_set(err, ERR_IO, "the object %s is no file", hex);
		return NULL;
	}
	return g_bytes_new_with_free_func(
		git_odb_object_data(object), git_odb_object_size(object), (GDestroyNotify)git_odb_object_free, object);
}

gboolean
store_blob_size(struct store *store, const struct oid *oid, gsize *out, GError **err)
{
	git_object_t type;
	size_t size;
	char hex[OID_HEX];
	int result = git_odb_read_header(&size, &type, store->odb, store_git_oid(oid));

	if (result < 0) {
		oid_hex(oid, hex);
		return store_fail(err, GIT_ERROR, "cannot read the object %s", hex);
	}
	*out = size;
	return TRUE;
}

/* How many folders of one tree are kept open: an import goes to and fro between a few. */
#define FOLDERS 64

/* The tree of a folder, "" for the root; *out is NULL when there is none. Borrowed until the next call. */
static gboolean
open_folder(struct store *store, const struct oid *tree, const char *folder, const git_tree **out, GError **err)
{
	AUTO(git_tree) root = NULL;
	AUTO(git_tree_entry) entry = NULL;
	git_tree *found = NULL;
	gpointer kept;
	int result;

	if (!store->folders)
		store->folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)git_tree_free);
	if (!oid_equal(&store->folders_of, tree) || g_hash_table_size(store->folders) >= FOLDERS)
		g_hash_table_remove_all(store->folders);
	store->folders_of = *tree;
	if (g_hash_table_lookup_extended(store->folders, folder, NULL, &kept)) {
		*out = kept;
		return TRUE;
	}
	root = store_tree(store, tree, err);
	if (!root)
		return FALSE;
	result = *folder ? git_tree_entry_bypath(&entry, root, folder) : 0;
	if (result < 0 && result != GIT_ENOTFOUND)
		return store_fail(err, GIT_ERROR, "cannot look up '%s'", folder);
	if (!*folder)
		found = g_steal_pointer(&root);
	else if (result == 0 && git_tree_entry_type(entry) == GIT_OBJECT_TREE &&
		 !(found = store_tree(store, (const struct oid *)git_tree_entry_id(entry)->id, err)))
		return FALSE;
	g_hash_table_insert(store->folders, g_strdup(folder), found);
	*out = found;
	return TRUE;
}

gboolean
store_lookup(struct store *store, const struct oid *tree, const char *path, gboolean *found, struct oid *oid, unsigned *mode,
	GError **err)
{
	const char *slash = strrchr(path, '/');
	g_autofree char *folder = g_strndup(path, slash ? slash - path : 0);
	const git_tree *in = NULL;
	const git_tree_entry *entry;

	*found = FALSE;
	if (oid_is_zero(tree))
		return TRUE;
	if (!open_folder(store, tree, folder, &in, err))
		return FALSE;
	entry = in ? git_tree_entry_byname(in, slash ? slash + 1 : path) : NULL;
	if (!entry)
		return TRUE;
	*found = TRUE;
	store_from_git(oid, git_tree_entry_id(entry));
	if (mode)
		*mode = git_tree_entry_filemode(entry);
	return TRUE;
}
