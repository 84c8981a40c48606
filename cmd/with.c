/* What --with names: folders, and the repositories of the user's own configuration. */
#include "with.h"
#include "text.h"
#include <stdlib.h>
#include <string.h>

#define SECTION "sx-repository."

static void
place_free(gpointer data)
{
	struct with_place *place = data;

	g_free(place->name);
	g_free(place->path);
	g_free(place->url);
	g_free(place->real);
	g_free(place);
}

/* The git folder behind a path, so that two ways to write it are seen as one; NULL when there is none. Caller frees. */
static char *
git_folder(const char *path)
{
	g_autofree char *inside = g_build_filename(path, ".git", NULL);
	char *real = realpath(inside, NULL), *own;

	if (!real)
		real = realpath(path, NULL);
	own = g_strdup(real);
	free(real);
	return own;
}

static struct with_place *
find(const GPtrArray *places, const char *name)
{
	for (guint i = 0; i < places->len; i++) {
		struct with_place *place = places->pdata[i];

		if (g_str_equal(place->name, name))
			return place;
	}
	return NULL;
}

/* "sx-repository.NAME.path"; of several values the last counts, as git has it. */
static void
take(const char *key, const char *value, void *data)
{
	const char *name = key + strlen(SECTION), *dot = strrchr(name, '.');
	g_autofree char *own = g_strndup(name, dot && dot > name ? dot - name : 0);
	struct with_place *place = find(data, own);

	if (!*own || !dot || !(g_str_equal(dot, ".path") || g_str_equal(dot, ".url")))
		return;
	if (!place) {
		place = g_new0(struct with_place, 1);
		place->name = g_steal_pointer(&own);
		g_ptr_array_add(data, place);
	}
	if (g_str_equal(dot, ".path")) {
		g_free(place->path);
		place->path =
			g_str_has_prefix(value, "~/") ? g_build_filename(g_get_home_dir(), value + 2, NULL) : g_strdup(value);
	} else if (g_str_equal(dot, ".url")) {
		g_free(place->url);
		place->url = g_strdup(value);
	}
}

/* A name is part of the path of a copy, and is printed. */
static gboolean
is_name(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

	return g_ascii_isalnum(*name) && strspn(name, letters) == strlen(name) && strlen(name) <= 64 && !g_str_equal(name, "all");
}

static int
by_name(gconstpointer a, gconstpointer b)
{
	return strcmp((*(struct with_place *const *)a)->name, (*(struct with_place *const *)b)->name);
}

GPtrArray *
with_places(GError **err)
{
	g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func(place_free);

	store_user_values(SECTION, take, places);
	for (guint i = 0; i < places->len; i++) {
		struct with_place *place = places->pdata[i];

		if (!is_name(place->name)) {
			error_set(err, ERR_USAGE, "'%s' cannot be the name of a repository", place->name);
			error_hint(err, "git's configuration has it as [sx-repository \"NAME\"]; a name is letters, digits, '.', "
					"'_' and '-', and not 'all'");
			return NULL;
		}
		if (place->path)
			g_clear_pointer(&place->url, g_free);
		else
			place->path = g_strdup_printf("%s/sx/repositories/%s.git", g_get_user_cache_dir(), place->name);
		place->real = git_folder(place->path);
	}
	g_ptr_array_sort(places, by_name);
	return g_steal_pointer(&places);
}

/* "/srv/pune.git" and "/srv/pune/.git/" are pune. */
static char *
folder_name(const char *path)
{
	g_autofree char *full = g_canonicalize_filename(path, NULL), *base = NULL;

	if (g_str_has_suffix(full, "/.git"))
		full[strlen(full) - strlen("/.git")] = '\0';
	base = g_path_get_basename(full);
	if (g_str_has_suffix(base, ".git") && strlen(base) > strlen(".git"))
		base[strlen(base) - strlen(".git")] = '\0';
	return text_safe(base, FALSE);
}

static void
add_real(struct fleet *fleet, const char *name, const char *path, const char *real)
{
	for (guint i = 0; real && i < fleet->plants->len; i++)
		if (g_strcmp0(((struct plant *)fleet->plants->pdata[i])->real, real) == 0)
			return;
	fleet_add(fleet, name, path, NULL)->real = g_strdup(real);
}

void
with_add_path(struct fleet *fleet, const GPtrArray *places, const char *path)
{
	g_autofree char *real = git_folder(path), *own = folder_name(path);
	const char *name = own;

	for (guint i = 0; real && i < places->len; i++) {
		const struct with_place *place = places->pdata[i];

		if (g_strcmp0(place->real, real) == 0)
			name = place->name;
	}
	add_real(fleet, name, path, real);
}

static void
add_place(struct fleet *fleet, const struct with_place *place)
{
	if (!place->url || place->real)
		add_real(fleet, place->name, place->path, place->real);
	else if (!fleet_find(fleet, place->name))
		fleet_add(fleet, place->name, NULL, "it was never fetched; 'sx rollup --fetch' makes the copy that is read");
}

static gboolean
add_all(struct fleet *fleet, const GPtrArray *places, GError **err)
{
	for (guint i = 0; i < places->len; i++)
		add_place(fleet, places->pdata[i]);
	if (places->len)
		return TRUE;
	error_set(err, ERR_USAGE, "no repository is listed in your git configuration");
	error_hint(err, "git config --global sx-repository.NAME.path DIR lists one");
	return FALSE;
}

static gboolean
unknown(const char *word, const GPtrArray *places, GError **err)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const char *nearest;

	for (guint i = 0; i < places->len; i++)
		g_ptr_array_add(names, ((struct with_place *)places->pdata[i])->name);
	g_ptr_array_add(names, NULL);
	nearest = text_nearest(word, (const char *const *)names->pdata);
	if (strstr(word, "://") || strchr(word, ':')) {
		error_set(err, ERR_USAGE, "'%s' is an address, and reading uses no network", word);
		error_hint(err,
			"git config --global sx-repository.NAME.url ADDRESS gives it a name; then 'sx rollup --fetch' copies it");
		return FALSE;
	}
	error_set(err, ERR_USAGE, "'%s' is neither a folder nor a repository of your git configuration", word);
	if (nearest)
		error_hint(err, "did you mean '%s'?", nearest);
	return FALSE;
}

gboolean
with_add(struct fleet *fleet, const GPtrArray *places, const char *word, GError **err)
{
	const struct with_place *place = find(places, word);

	if (g_str_equal(word, "all"))
		return add_all(fleet, places, err);
	if (place)
		add_place(fleet, place);
	else if (!g_file_test(word, G_FILE_TEST_EXISTS) && (!strchr(word, '/') || strstr(word, "://")))
		return unknown(word, places, err);
	else
		with_add_path(fleet, places, word);
	return TRUE;
}
