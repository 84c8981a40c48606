/* Refs, remotes, and where two histories meet. */
#include "store_private.h"
#include <string.h>

gboolean
store_ref(struct store *store, const char *name, gboolean *found, struct oid *out, GError **err)
{
	git_oid id;
	int result = git_reference_name_to_id(&id, store->repo, name);

	*found = result == 0;
	memset(out, 0, sizeof(*out));
	if (result == GIT_ENOTFOUND)
		return TRUE;
	if (result < 0)
		return store_fail(err, GIT_ERROR, "cannot read '%s'", name);
	store_from_git(out, &id);
	return TRUE;
}

char *
store_ref_target(struct store *store, const char *name)
{
	AUTO(git_reference) ref = NULL;

	if (git_reference_lookup(&ref, store->repo, name) < 0 || git_reference_type(ref) != GIT_REFERENCE_SYMBOLIC)
		return NULL;
	return g_strdup(git_reference_symbolic_target(ref));
}

char **
store_refs(struct store *store, const char *glob, GError **err)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	git_reference_iterator *refs = NULL;
	const char *name;
	int result = git_reference_iterator_glob_new(&refs, store->repo, glob);

	while (result == 0 && (result = git_reference_next_name(&name, refs)) == 0)
		g_ptr_array_add(names, g_strdup(name));
	git_reference_iterator_free(refs);
	if (result != GIT_ITEROVER) {
		store_fail(err, GIT_ERROR, "cannot list the refs");
		return NULL;
	}
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_steal(names, NULL);
}

gboolean
store_ref_set(struct store *store, const char *name, const struct oid *to, GError **err)
{
	AUTO(git_reference) ref = NULL;
	int result = git_reference_create(&ref, store->repo, name, store_git_oid(to), 1, "sync");

	return result == 0 || store_fail(err, result, "cannot move '%s'", name);
}

gboolean
store_ref_remove(struct store *store, const char *name, GError **err)
{
	int result = git_reference_remove(store->repo, name);

	return result == 0 || result == GIT_ENOTFOUND || store_fail(err, result, "cannot remove '%s'", name);
}

/* "remote.NAME.url"; not by git_remote_list(), which leaks what it matches with in libgit2 1.5. */
char **
store_remotes(struct store *store, GError **err)
{
	GPtrArray *names = g_ptr_array_new();
	git_config_iterator *each = NULL;
	git_config_entry *entry;
	int result = git_config_iterator_new(&each, store->config);

	while (result == 0 && git_config_next(&entry, each) == 0) {
		gsize length = strlen(entry->name);
		char *name;

		if (!g_str_has_prefix(entry->name, "remote.") || !g_str_has_suffix(entry->name, ".url") || length < 12)
			continue;
		name = g_strndup(entry->name + 7, length - 11);
		if (g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
			g_free(name);
		else
			g_ptr_array_add(names, name);
	}
	git_config_iterator_free(each);
	g_ptr_array_add(names, NULL);
	if (result == 0)
		return (char **)g_ptr_array_free(names, FALSE);
	g_strfreev((char **)g_ptr_array_free(names, FALSE));
	store_fail(err, result, "cannot read git's configuration");
	return NULL;
}

GArray *
store_merge_bases(struct store *store, const struct oid *a, const struct oid *b, GError **err)
{
	g_autoptr(GArray) out = g_array_new(FALSE, FALSE, sizeof(struct oid));
	git_oidarray bases = {0};
	int result = git_merge_bases(&bases, store->repo, store_git_oid(a), store_git_oid(b));

	if (result < 0 && result != GIT_ENOTFOUND) {
		store_fail(err, GIT_ERROR, "cannot find where two histories part");
		return NULL;
	}
	for (size_t i = 0; result == 0 && i < bases.count; i++) {
		struct oid oid;

		store_from_git(&oid, &bases.ids[i]);
		g_array_append_val(out, oid);
	}
	git_oidarray_dispose(&bases);
	return g_steal_pointer(&out);
}

static gboolean
count_one(const struct commit_info *commit, void *data, GError **err)
{
	++*(guint *)data;
	return TRUE;
}

gboolean
store_count_ahead(struct store *store, const struct oid *a, const struct oid *b, guint *out, GError **err)
{
	size_t ahead, behind;
	int result;

	*out = 0;
	if (oid_is_zero(b))
		return store_walk(store, a, NULL, FALSE, count_one, out, err);
	result = git_graph_ahead_behind(&ahead, &behind, store->repo, store_git_oid(a), store_git_oid(b));
	if (result < 0)
		return store_fail(err, GIT_ERROR, "cannot compare two commits");
	*out = (guint)ahead;
	return TRUE;
}
