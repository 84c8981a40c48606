/* The other side of a sync: which one it is. */
#include "remote.h"
#include "text.h"
#include "witness.h"
#include <string.h>

void
remote_clear(struct remote *r)
{
	g_free(r->name);
	g_free(r->branch);
	g_free(r->own);
	g_free(r->tracking);
	g_free(r->bundle);
	*r = (struct remote){0};
}

/* The remote that has an address; NULL for none. Borrowed from all. */
static const char *
named(struct store *store, char **all, const char *address)
{
	g_autofree char *path = g_canonicalize_filename(address, NULL);

	for (; *all; all++) {
		g_autofree char *key = g_strdup_printf("remote.%s.url", *all), *url = store_config(store, key);
		g_autofree char *is = url ? g_canonicalize_filename(url, store_work_dir(store)) : NULL;

		if (url && (g_str_equal(url, address) || g_str_equal(is, path)))
			return *all;
	}
	return NULL;
}

/* Somebody says where the other side is, and not what it is called. */
static gboolean
is_address(struct store *store, char **all, const char *name, GError **err)
{
	const char *known;

	if (!strpbrk(name, "/:") && !g_file_test(name, G_FILE_TEST_EXISTS))
		return FALSE;
	known = named(store, all, name);
	error_set(err, ERR_NOT_FOUND, "'%s' is where something is, and sync takes the name that this clone has for it", name);
	if (known)
		error_hint(err, "here it is called '%s': sx sync %s", known, known);
	else if (g_file_test(name, G_FILE_TEST_IS_REGULAR))
		error_hint(err, "a file that another clone has written is taken in by: sx sync --from FILE");
	else
		error_hint(err, "give it a name once, as in: git remote add %s ADDRESS; then: sx sync %s",
			all[0] ? "other" : "origin", all[0] ? "other" : "origin");
	return TRUE;
}

static gboolean
no_remote(struct store *store, char **all, const char *name, GError **err)
{
	if (name && is_address(store, all, name, err))
		return FALSE;
	if (name)
		error_set(err, ERR_NOT_FOUND, "this clone has no remote '%s'", name);
	else
		error_set(err, ERR_NOT_FOUND, "this repository shares with no other yet");
	error_hint(err, "name the other one: git remote add %s ADDRESS; or write a file for it: sx sync --to FILE",
		name ? name : "origin");
	return FALSE;
}

static char *
branch_config(struct store *store, const char *branch, const char *what)
{
	g_autofree char *name = g_strdup_printf("branch.%s.%s", branch, what);

	return store_config(store, name);
}

static char *
find_name(struct store *store, const char *branch, const char *name, gboolean loose, GError **err)
{
	g_auto(GStrv) all = store_remotes(store, err);
	g_autofree char *follows = branch_config(store, branch, "remote");

	if (!all)
		return NULL;
	if (!name && follows && g_strv_contains((const char *const *)all, follows))
		name = follows;
	else if (!name && g_strv_contains((const char *const *)all, "origin"))
		name = "origin";
	else if (!name && g_strv_length(all) == 1)
		name = all[0];
	else if (!name && loose)
		name = "bundle";
	else if (!name && all[0]) {
		error_set(err, ERR_USAGE, "this clone has several remotes, and none is 'origin'");
		error_hint(err, "say which, as in: sx sync %s", all[0]);
		return NULL;
	}
	if (name && (g_strv_contains((const char *const *)all, name) || (loose && text_is_slug(name))))
		return g_strdup(name);
	no_remote(store, all, name, err);
	return NULL;
}

/* A clone of a bundle has it as its remote. */
static char *
bundle_of(struct store *store, const char *name)
{
	g_autofree char *key = g_strdup_printf("remote.%s.url", name), *url = store_config(store, key);
	g_autofree char *path = url ? g_canonicalize_filename(url, store_work_dir(store)) : NULL;

	return path && g_file_test(path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer(&path) : NULL;
}

gboolean
remote_open(struct store *store, const char *own_branch, const char *name, gboolean loose, struct remote *out, GError **err)
{
	const char *branch = g_str_has_prefix(own_branch, "refs/heads/") ? own_branch + 11 : own_branch;
	g_autofree char *follows = branch_config(store, branch, "remote"), *merges = branch_config(store, branch, "merge");

	*out = (struct remote){.store = store, .name = find_name(store, branch, name, loose, err)};
	if (!out->name)
		return FALSE;
	out->own = g_strdup(own_branch);
	out->branch = g_strdup(
		merges && !g_strcmp0(follows, out->name) && g_str_has_prefix(merges, "refs/heads/") ? merges : own_branch);
	out->tracking = g_strdup_printf("refs/remotes/%s/%s", out->name, out->branch + strlen("refs/heads/"));
	out->bundle = bundle_of(store, out->name);
	return TRUE;
}

char *
remote_setting(void)
{
	g_autofree char *name = g_strdup("origin"), *to = witness_fetched(name);

	return g_strdup_printf("remote.%s.fetch=+" RECEIPTS_REF "*:%s*", name, to);
}
