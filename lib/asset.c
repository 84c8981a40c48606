/* Built-in data files and the repository's own. */
#include "asset.h"
#include "data.h"
#include "text.h"

#include <string.h>

#define SUFFIX ".yaml"

static void
add_name(GPtrArray *found, const char *path, const char *folder)
{
	if (!g_str_has_prefix(path, folder) || !g_str_has_suffix(path, SUFFIX))
		return;
	g_autofree char *name = g_strndup(path + strlen(folder), strlen(path) - strlen(folder) - strlen(SUFFIX));
	if (text_is_slug(name) && !g_ptr_array_find_with_equal_func(found, name, g_str_equal, NULL))
		g_ptr_array_add(found, g_steal_pointer(&name));
}

static gboolean
own_name(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	add_name(data, path, "");
	return TRUE;
}

static gboolean
own_names(struct snapshot *snapshot, const char *folder, GPtrArray *found, GError **err)
{
	struct store *store = snapshot->repo->store;
	g_autofree char *prefix = g_strconcat(folder, "/", NULL);
	struct oid tree;
	gboolean is = FALSE;
	unsigned mode;

	if (!oid_is_zero(&snapshot->tree) && !store_lookup(store, &snapshot->tree, folder, &is, &tree, &mode, err))
		return FALSE;
	if (is && mode == 0040000 && !store_diff(store, NULL, &tree, own_name, found, err))
		return FALSE;
	const GPtrArray *edits = snapshot_edits(snapshot, err);
	for (guint i = 0; edits && i < edits->len; i++) {
		const struct worktree_edit *edit = edits->pdata[i];
		if (edit->type == EDIT_ADDED)
			add_name(found, edit->path, prefix);
	}
	return edits != NULL;
}

static int
by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
asset_names(struct snapshot *snapshot, const char *folder, GError **err)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *built_in = g_strconcat(folder, "/", NULL), *own = g_strconcat(".sx/", folder, NULL);

	for (const struct data_file *f = data_files; f->path; f++)
		add_name(found, f->path, built_in);
	if (!own_names(snapshot, own, found, err))
		return NULL;
	g_ptr_array_sort(found, by_name);
	return g_steal_pointer(&found);
}

static struct doc *
unknown(struct snapshot *snapshot, const char *folder, const char *what, const char *name, GError **err)
{
	g_autoptr(GPtrArray) all = asset_names(snapshot, folder, err);

	if (!all)
		return NULL;
	g_ptr_array_add(all, NULL);
	const char *near = text_nearest(name, (const char *const *)all->pdata);
	error_set(err, ERR_NOT_FOUND, "there is no %s '%s'", what, name);
	g_autofree char *names = g_strjoinv(", ", (char **)all->pdata);
	if (near)
		error_hint(err, "did you mean '%s'?", near);
	else
		error_hint(err, "those there are: %s", names);
	return NULL;
}

struct doc *
asset_read(struct snapshot *snapshot, const char *folder, const char *what, const char *name, GError **err)
{
	GError *failed = NULL;

	if (!text_is_slug(name))
		return unknown(snapshot, folder, what, name, err);
	g_autofree char *path = g_strconcat(folder, "/", name, SUFFIX, NULL), *own_path = g_strconcat(".sx/", path, NULL);
	g_autoptr(GBytes) own = snapshot_read(snapshot, own_path, &failed);
	if (failed)
		return g_propagate_error(err, failed), NULL;
	const struct data_file *built_in = data_find(path);
	if (!own && !built_in)
		return unknown(snapshot, folder, what, name, err);
	gsize length = built_in ? built_in->length : 0;
	const char *text = own ? g_bytes_get_data(own, &length) : built_in->text;
	return doc_parse(own ? own_path : path, text ? text : "", length, err);
}

gboolean
asset_fail(const struct doc *doc, const struct node *at, GError **err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_autofree char *message = g_strdup_vprintf(format, args);
	va_end(args);
	error_set(err, ERR_INVALID, "%s", message);
	error_at(err, doc->name, at ? at->line : 1, at ? at->column : 1);
	return FALSE;
}
