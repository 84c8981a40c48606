/* Proposals: an agreement with the files that change, until enough have signed it. They come from anybody. */
#include "agreement.h"
#include "edit.h"
#include "text.h"

#include <string.h>

#define FILES 500 /* that one changes, at most */

static void
add(struct builder *b, struct node *map, const char *name, const char *text)
{
	build_map_add(b, map, name, build_scalar(b, text));
}

char *
proposal_text(const GPtrArray *before, const char *after, const char *at, const char *reason, GHashTable *texts)
{
	AUTO(builder) b = builder_new();
	struct node *map = build_map(b), *list = build_list(b), *files = build_list(b);
	GList *paths = g_list_sort(g_hash_table_get_keys(texts), (GCompareFunc)strcmp);

	for (guint i = 0; i < before->len; i++)
		build_list_add(b, list, build_scalar(b, before->pdata[i]));
	build_map_add(b, map, "before", list);
	add(b, map, "after", after);
	add(b, map, "at", at);
	add(b, map, "reason", reason);
	for (GList *l = paths; l; l = l->next) {
		GBytes *bytes = g_hash_table_lookup(texts, l->data);
		struct node *file = build_map(b);
		g_autofree char *text = bytes ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : NULL;

		add(b, file, "path", l->data);
		add(b, file, text ? "text" : "gone", text ? text : "true");
		build_list_add(b, files, file);
	}
	if (paths)
		build_map_add(b, map, "files", files);
	g_list_free(paths);
	return edit_write(map);
}

char *
proposal_sign(const struct agreement *proposal, const char *person, const char *armoured, GError **err)
{
	static const char *const order[] = {"before", "after", "at", "reason", "by", "files", NULL};
	AUTO(builder) b = builder_new();
	struct node *by = build_list(b), *entry = build_map(b);
	AUTO(edit) edit = edit_new(proposal->doc, order);

	for (guint i = 0; proposal->by && i < proposal->by->n; i++)
		if (g_strcmp0(node_text(proposal->by->items[i], "who"), person))
			build_list_add(b, by, build_copy(b, proposal->by->items[i]));
	add(b, entry, "who", person);
	add(b, entry, "signature", armoured);
	build_list_add(b, by, entry);
	edit_set(edit, "by", by);
	return edit_finish(edit, err);
}

/* A file below .sx/ that is no agreement, by a name that says so everywhere. */
static gboolean
is_path(const char *path)
{
	g_autofree char *small = g_ascii_strdown(path, -1);
	g_auto(GStrv) parts = g_strsplit(small, "/", -1);

	if (!g_str_has_prefix(path, SETTINGS_FOLDER) || g_str_has_prefix(small, AGREEMENT_FOLDER) || !text_shows(path) ||
		strchr(path, '\\') || strchr(path, ':'))
		return FALSE;
	for (guint i = 0; parts[i]; i++)
		if (!*parts[i] || g_str_equal(parts[i], ".") || g_str_equal(parts[i], "..") ||
			g_str_has_prefix(parts[i], ".git") || g_str_has_suffix(parts[i], ".") || g_str_has_suffix(parts[i], " "))
			return FALSE;
	return TRUE;
}

static gboolean
refuse(const struct agreement *proposal, const struct node *at, GError **err)
{
	error_at(err, proposal->doc->name, at ? at->line : 1, at ? at->column : 1);
	error_rule(err, AGREEMENT_RULE);
	return FALSE;
}

static gboolean
read_file(const struct agreement *proposal, const struct node *file, GHashTable *files, GError **err)
{
	const char *path = node_text(file, "path"), *text = node_text(file, "text");
	gboolean gone = !g_strcmp0(node_text(file, "gone"), "true");

	if (!is_path(path)) {
		g_autofree char *shown = text_safe(path, FALSE);

		error_set(err, ERR_INVALID, "'%s' is no file of settings", shown);
		return refuse(proposal, file, err);
	}
	if (gone == (text != NULL) || g_hash_table_contains(files, path)) {
		error_set(err, ERR_INVALID, "'%s' becomes one thing: a text, or it is gone", path);
		return refuse(proposal, file, err);
	}
	g_hash_table_insert(files, g_strdup(path), text ? g_bytes_new(text, strlen(text)) : NULL);
	return TRUE;
}

static void
bytes_drop(gpointer bytes)
{
	if (bytes)
		g_bytes_unref(bytes);
}

/* Do the settings of a tree become those that are agreed with? */
static gboolean
fits(const struct agreement *proposal, struct store *store, const struct oid *tree, GHashTable *files, GError **err)
{
	AUTO(settings) settings = settings_of(store, tree, err);
	g_autofree char *before = settings ? settings_digest(settings) : NULL, *after = NULL;
	GHashTableIter iter;
	gpointer path, bytes;

	if (!settings)
		return FALSE;
	if (!agreement_replaces(proposal, before)) {
		error_set(err, ERR_CONFLICT, "it takes the place of other settings than these, which are %.8s", before);
		error_hint(err, "share what is new with 'sx sync'; when the settings have changed since, propose it anew");
		return refuse(proposal, proposal->before, err);
	}
	g_hash_table_iter_init(&iter, files);
	while (g_hash_table_iter_next(&iter, &path, &bytes))
		settings_put(settings, path, bytes);
	after = settings_digest(settings);
	if (g_str_equal(after, proposal->after))
		return TRUE;
	error_set(err, ERR_CONFLICT, "the files in it do not make the settings that it is about");
	error_hint(err, "somebody has changed it since it was signed: have it proposed anew");
	return refuse(proposal, proposal->files, err);
}

GHashTable *
proposal_files(const struct agreement *proposal, struct store *store, const struct oid *tree, GError **err)
{
	g_autoptr(GHashTable) files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, bytes_drop);
	const struct node *list = proposal->files;

	if (list && list->n > FILES) {
		error_set(err, ERR_INVALID, "it changes more than %d files", FILES);
		refuse(proposal, list, err);
		return NULL;
	}
	for (guint i = 0; list && i < list->n; i++)
		if (!read_file(proposal, list->items[i], files, err))
			return NULL;
	return fits(proposal, store, tree, files, err) ? g_steal_pointer(&files) : NULL;
}
