/* Writing to the store: blobs, trees, commits, branches. Durable when they return, as libgit2 is told to fsync. */
#include "store_private.h"
#include <string.h>

gboolean
store_write_blob(struct store *store, const void *bytes, gsize length, struct oid *out, GError **err)
{
	git_oid id;
	int result;

	if (store->pack)
		return pack_write(store->pack, GIT_OBJECT_BLOB, bytes, length, out, err);
	result = git_odb_write(&id, store->odb, bytes, length, GIT_OBJECT_BLOB);
	if (result < 0)
		return store_fail(err, result, "cannot write to the repository");
	store_from_git(out, &id);
	return TRUE;
}

gboolean
store_write_blobs(struct store *store, const struct blob_text *blobs, guint n, GError **err)
{
	struct oid oid;

	if (store->pack)
		return pack_write_blobs(store->pack, blobs, n, err);
	for (guint i = 0; i < n; i++)
		if (!store_write_blob(store, blobs[i].bytes, blobs[i].length, &oid, err))
			return FALSE;
	return TRUE;
}

static gboolean
empty_tree(struct store *store, struct oid *out, GError **err)
{
	git_oid id;
	int result = git_odb_write(&id, store->odb, "", 0, GIT_OBJECT_TREE);

	if (result < 0)
		return store_fail(err, result, "cannot write to the repository");
	store_from_git(out, &id);
	return TRUE;
}

gboolean
store_write_tree(
	struct store *store, const struct oid *base, const struct tree_change *changes, guint n, struct oid *out, GError **err)
{
	g_autofree git_tree_update *updates = g_new0(git_tree_update, n);
	AUTO(git_tree) baseline = NULL;
	git_oid id;
	int result;

	if (base && !oid_is_zero(base)) {
		baseline = store_tree(store, base, err);
		if (!baseline)
			return FALSE;
	}
	if (n == 0 && baseline) {
		*out = *base;
		return TRUE;
	}
	if (n == 0)
		return empty_tree(store, out, err);
	for (guint i = 0; i < n; i++) {
		updates[i].action = changes[i].remove ? GIT_TREE_UPDATE_REMOVE : GIT_TREE_UPDATE_UPSERT;
		updates[i].id = *store_git_oid(&changes[i].oid);
		updates[i].filemode = changes[i].executable ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
		updates[i].path = changes[i].path;
	}
	result = git_tree_create_updated(&id, store->repo, baseline, n, updates);
	if (result < 0)
		return store_fail(err, result, "cannot write the tree");
	store_from_git(out, &id);
	return TRUE;
}

static gboolean
commit_text(struct store *store, const struct oid *tree_id, const struct oid *parent_ids, guint n, const struct person_mark *who,
	const char *message, git_buf *out, GError **err)
{
	AUTO(git_tree) tree = store_tree(store, tree_id, err);
	AUTO(git_commit) first = NULL;
	AUTO(git_commit) second = NULL;
	AUTO(git_signature) sig = NULL;
	const git_commit *parents[2];
	int result;

	if (!tree || (n > 0 && !(first = store_lookup_commit(store, &parent_ids[0], err))) ||
		(n > 1 && !(second = store_lookup_commit(store, &parent_ids[1], err))))
		return FALSE;
	result = git_signature_new(&sig, who->name, who->email, who->time, who->offset);
	if (result < 0)
		return store_fail(err, result, "cannot sign as '%s <%s>'", who->name, who->email);
	parents[0] = first;
	parents[1] = second;
	result = git_commit_create_buffer(out, store->repo, sig, sig, NULL, message, tree, n, parents);
	return result == 0 || store_fail(err, result, "cannot make the commit");
}

static gboolean
write_text(struct store *store, const git_buf *text, store_sign_fn sign, void *data, git_oid *id, GError **err)
{
	g_autofree char *signature = sign ? sign(text->ptr, text->size, data, err) : NULL;
	int result;

	if (sign && !signature)
		return FALSE;
	if (signature)
		result = git_commit_create_with_signature(id, store->repo, text->ptr, g_strchomp(signature), NULL);
	else
		result = git_odb_write(id, store->odb, text->ptr, text->size, GIT_OBJECT_COMMIT);
	return result == 0 || store_fail(err, result, "cannot write the commit");
}

gboolean
store_write_join(struct store *store, const struct oid *tree, const struct oid *parents, guint n, const struct person_mark *who,
	const char *message, store_sign_fn sign, void *sign_data, struct oid *out, GError **err)
{
	git_buf text = {0};
	git_oid id;
	gboolean ok = commit_text(store, tree, parents, n, who, message, &text, err) &&
		      write_text(store, &text, sign, sign_data, &id, err);

	git_buf_dispose(&text);
	if (ok)
		store_from_git(out, &id);
	return ok;
}

gboolean
store_write_commit(struct store *store, const struct oid *tree, const struct oid *parent, const struct person_mark *who,
	const char *message, store_sign_fn sign, void *sign_data, struct oid *out, GError **err)
{
	return store_write_join(store, tree, parent, oid_is_zero(parent) ? 0 : 1, who, message, sign, sign_data, out, err);
}

/* A full disk may fail the move after it was made, when the folder is synced. */
static gboolean
stands_at(struct store *store, const char *name, const struct oid *oid)
{
	git_oid id;

	return git_reference_name_to_id(&id, store->repo, name) == 0 && git_oid_equal(&id, store_git_oid(oid));
}

gboolean
store_move_branch(struct store *store, const char *branch, const struct oid *from, const struct oid *to,
	const struct person_mark *who, const char *subject, GError **err)
{
	AUTO(git_reference) ref = NULL;
	const char *name = branch ? branch : "HEAD";
	g_autofree char *log = g_strdup_printf("commit%s: %s", oid_is_zero(from) ? " (initial)" : "", subject);
	int result;

	git_repository_set_ident(store->repo, who->name, who->email);
	if (oid_is_zero(from))
		result = git_reference_create(&ref, store->repo, name, store_git_oid(to), 0, log);
	else
		result = git_reference_create_matching(&ref, store->repo, name, store_git_oid(to), 1, store_git_oid(from), log);
	if (result == GIT_EMODIFIED || result == GIT_EEXISTS || result == GIT_ELOCKED) {
		error_set(err, ERR_CONFLICT, "another program has just moved %s", name);
		error_hint(err, "nothing was changed; run the command again");
		return FALSE;
	}
	return result == 0 || stands_at(store, name, to) || store_fail(err, result, "cannot move %s", name);
}
