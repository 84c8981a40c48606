/* Taking back one commit, field by field. */
#include "undo.h"
#include "edit.h"
#include "message.h"
#include <string.h>

static void
file_free(gpointer data)
{
	struct undo_file *file = data;

	g_free(file->path);
	g_free(file);
}

void
undo_free(struct undo *undo)
{
	if (!undo)
		return;
	g_clear_pointer(&undo->files, g_ptr_array_unref);
	g_strfreev(undo->ids);
	g_free(undo->actor);
	g_free(undo->verb);
	g_free(undo->subject);
	g_free(undo);
}

static gboolean
note_file(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct undo *undo = data;
	struct undo_file *file;

	if (g_str_has_prefix(path, "evidence/"))
		return TRUE;
	file = g_new0(struct undo_file, 1);
	file->path = g_strdup(path);
	if (old)
		file->before = *old;
	if (new)
		file->after = *new;
	g_ptr_array_add(undo->files, file);
	return TRUE;
}

static gboolean
note_commit(const struct commit_info *commit, void *data, GError **err)
{
	struct undo *undo = data;
	struct oid before;

	undo->actor = message_trailer(commit->message, "Sx-Actor");
	undo->verb = message_trailer(commit->message, "Sx-Verb");
	undo->ids = message_trailers(commit->message, "Sx-Record");
	undo->subject = g_strndup(commit->message, strcspn(commit->message, "\n"));
	if (commit->n_parents != 1) {
		error_set(err, ERR_REFUSED,
			commit->n_parents ? "'%s' joined two histories and cannot be undone"
					  : "'%s' began the repository and cannot be undone",
			undo->subject);
		return FALSE;
	}
	return store_commit_tree(undo->repo->store, &commit->parents[0], &before, err) &&
	       store_diff(undo->repo->store, &before, &commit->tree, note_file, undo, err);
}

struct undo *
undo_open(struct repo *repo, const struct oid *commit, GError **err)
{
	AUTO(undo) undo = g_new0(struct undo, 1);

	undo->repo = repo;
	undo->commit = *commit;
	undo->files = g_ptr_array_new_with_free_func(file_free);
	return store_commit_read(repo->store, commit, note_commit, undo, err) ? g_steal_pointer(&undo) : NULL;
}

gboolean
undo_allowed(const struct undo *undo, const char *actor, GError **err)
{
	if (undo->actor && !g_strcmp0(undo->actor, actor))
		return TRUE;
	error_set(err, ERR_REFUSED, "'%s' was done by %s", undo->subject, undo->actor ? undo->actor : "somebody else");
	error_rule(err, "undo");
	error_hint(err, "ask them to undo it, or change it with a new command");
	return FALSE;
}

const struct undo_file *
undo_find(const struct undo *undo, const char *path)
{
	for (guint i = 0; i < undo->files->len; i++) {
		const struct undo_file *file = undo->files->pdata[i];

		if (g_str_equal(file->path, path))
			return file;
	}
	return NULL;
}

static gboolean
moved(const struct undo_file *file, const char *field, const char *id, GError **err)
{
	if (field)
		error_set(err, ERR_CONFLICT, "%s of %s has changed since", field, id);
	else
		error_set(err, ERR_CONFLICT, "'%s' has changed since", file->path);
	error_at(err, file->path, 0, 0);
	error_rule(err, "moved");
	if (id)
		error_id(err, id);
	error_hint(err, "change it by hand with a new command instead");
	return FALSE;
}

static struct record *
read_record(const struct undo *undo, const struct kinds *kinds, const char *path, const struct oid *oid, GError **err)
{
	g_autoptr(GBytes) bytes = store_blob(undo->repo->store, oid, err);

	return bytes ? record_parse(kinds, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), err) : NULL;
}

static const struct node *
value_of(const struct record *record, const char *field)
{
	return node_get(record->doc->root, field);
}

/* Does the list have these entries from a place on? */
static gboolean
has_at(const struct node *list, guint at, struct node *const *entries, guint n)
{
	for (guint i = 0; i < n; i++)
		if (at + i >= list->n || !node_equal(list->items[at + i], entries[i]))
			return FALSE;
	return TRUE;
}

/* Entries that the commit added to a list that only grows go; what came after them stays, when it is no step but a note or a file. */
static gboolean
undo_entries(const struct record *now, const char *name, const struct node *was, const struct node *made, struct edit *edit)
{
	const struct field *field = kind_field(now->kind, name);
	const struct node *is = value_of(now, name);
	guint kept = was && was->type == NODE_LIST ? was->n : 0, at = 0, n;
	AUTO(builder) b = builder_new();
	struct node *list;

	if (!field || !field->append_only || !made || made->type != NODE_LIST || made->n <= kept || !is ||
		is->type != NODE_LIST || (kept && !has_at(made, 0, was->items, kept)))
		return FALSE;
	n = made->n - kept;
	while (at < is->n && !has_at(is, at, made->items + kept, n))
		at++;
	if (at == is->n)
		return FALSE;
	list = build_list(b);
	for (guint i = 0; i < is->n; i++) {
		const char *did = i >= at + n ? node_text(is->items[i], "did") : NULL;

		if (did && !g_str_equal(did, "note"))
			return FALSE;
		if (i < at || i >= at + n)
			build_list_add(b, list, build_copy(b, is->items[i]));
	}
	if (list->n)
		edit_set(edit, name, list);
	else
		edit_remove(edit, name);
	return TRUE;
}

static gboolean
undo_field(const struct undo_file *file, const char *field, const struct record *before, const struct record *after,
	const struct record *now, struct edit *edit, GError **err)
{
	const struct node *was = value_of(before, field), *made = value_of(after, field), *is = value_of(now, field);

	if (node_equal(was, made))
		return TRUE;
	if (!node_equal(is, made))
		return undo_entries(now, field, was, made, edit) || moved(file, field, now->id, err);
	if (was)
		edit_set(edit, field, was);
	else
		edit_remove(edit, field);
	return TRUE;
}

/* Other fields of the record have moved: the fields that were touched go back, the others stay. */
static gboolean
undo_fields(const struct undo *undo, const struct undo_file *file, const struct kinds *kinds, GBytes *bytes, GBytes **then,
	GError **err)
{
	AUTO(record) before = read_record(undo, kinds, file->path, &file->before, err);
	AUTO(record) after = before ? read_record(undo, kinds, file->path, &file->after, err) : NULL;
	AUTO(record)
	now = after ? record_parse(kinds, file->path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), err) : NULL;
	AUTO(edit) edit = now ? edit_new(now->doc, kind_order(now->kind)) : NULL;
	const struct node *maps[2];
	char *text;

	if (!edit)
		return FALSE;
	maps[0] = before->doc->root;
	maps[1] = after->doc->root;
	for (int m = 0; m < 2; m++)
		for (guint i = 0; maps[m] && i < maps[m]->n; i++)
			if ((m == 0 || !node_get(maps[0], maps[m]->keys[i]->text)) &&
				!undo_field(file, maps[m]->keys[i]->text, before, after, now, edit, err))
				return FALSE;
	text = edit_finish(edit, err);
	if (text)
		*then = g_bytes_new_take(text, strlen(text));
	return text != NULL;
}

static gboolean
text_then(const struct undo *undo, const struct undo_file *file, const struct kinds *kinds, GBytes *bytes, GBytes **then,
	GError **err)
{
	struct oid now = {0};

	if (bytes)
		oid_of_blob(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), &now);
	if (oid_equal(&now, &file->after)) {
		if (!oid_is_zero(&file->before))
			*then = store_blob(undo->repo->store, &file->before, err);
		return oid_is_zero(&file->before) || *then;
	}
	if (!bytes || oid_is_zero(&file->before) || oid_is_zero(&file->after) || !kind_of_path(kinds, file->path))
		return moved(file, NULL, NULL, err);
	return undo_fields(undo, file, kinds, bytes, then, err);
}

static char *
number_in(const struct kinds *kinds, const char *path, GBytes *bytes)
{
	AUTO(record)
	record = bytes && kind_of_path(kinds, path)
			 ? record_parse(kinds, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL)
			 : NULL;

	return record ? g_strdup(record_get(record, NUMBER)) : NULL;
}

/* What is in the register stays there, and under its number. */
gboolean
undo_file_text(const struct undo *undo, const struct undo_file *file, const struct kinds *kinds, GBytes *bytes, GBytes **then,
	GError **err)
{
	g_autofree char *is = number_in(kinds, file->path, bytes), *was = NULL;

	*then = NULL;
	if (!text_then(undo, file, kinds, bytes, then, err))
		return FALSE;
	was = is ? number_in(kinds, file->path, *then) : NULL;
	if (!is || !g_strcmp0(is, was))
		return TRUE;
	g_clear_pointer(then, g_bytes_unref);
	error_set(err, ERR_REFUSED, "%s is in the register, and a number that was given stays", is);
	error_at(err, file->path, 0, 0);
	error_rule(err, NUMBER);
	error_hint(err, "take the record to an end by its workflow instead");
	return FALSE;
}
