/* sx KIND edit: a record in the user's editor. */
#include "command.h"
#include "edit.h"
#include "editor.h"
#include "form.h"
#include "write.h"
#include <string.h>

static struct {
	char *reason;
	gboolean dry_run;
} opt;
static const struct option options[] = {{"message", 'm', OPTION_TEXT, &opt.reason, "TEXT", "why"},
	{"dry-run", 'n', OPTION_FLAG, &opt.dry_run, NULL, "say what would change, and write nothing"}, {0}};

/* One record being edited: the form as it was given to the editor and as it came back. */
struct editing {
	struct session *s;
	const struct record *record; /* as it was when the form was made */
	char *before, *after;
};

static char *
typed_value(const struct field *field, const char *text, void *data, GError **err)
{
	return session_value(data, field, text, err);
}

static struct node *
read_form(const struct editing *e, struct builder *b, const char *text, gboolean typed, GError **err)
{
	return form_read(b, e->record->kind, e->record->id, text, strlen(text), typed ? typed_value : NULL, e->s, NULL, err);
}

/* The record with what differs between the two forms. */
static char *
merged(const struct editing *e, const struct record *record, GError **err)
{
	AUTO(builder) b = builder_new();
	AUTO(edit) edit = edit_new(record->doc, kind_order(record->kind));
	const struct node *before = read_form(e, b, e->before, FALSE, err);
	const struct node *after;

	if (!before)
		return NULL;
	write_site(e->s, record->kind, record->doc->root);
	after = read_form(e, b, e->after, TRUE, err);
	if (!after)
		return NULL;
	for (guint i = 0; i < before->n; i++) {
		if (!node_get(after, before->keys[i]->text))
			edit_remove(edit, before->keys[i]->text);
	}
	for (guint i = 0; i < after->n; i++) {
		if (!node_equal(after->items[i], node_get(before, after->keys[i]->text)))
			edit_set(edit, after->keys[i]->text, after->items[i]);
	}
	return edit_finish(edit, err);
}

/* Inside the lock the record must still be the one that was edited. */
static struct record *
unchanged(const struct editing *e, struct change *change, GError **err)
{
	AUTO(record) now = change_record(change, e->record->kind, e->record->id, err);

	if (!now)
		return NULL;
	if (g_str_equal(now->doc->text, e->record->doc->text))
		return g_steal_pointer(&now);
	error_set(err, ERR_CONFLICT, "%s was changed while you edited it", now->id);
	error_id(err, now->id);
	return NULL;
}

static gboolean
save(const struct editing *e, GError **err)
{
	struct change *change = session_change(e->s, err);
	AUTO(record) old = change ? unchanged(e, change, err) : NULL;
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *text = old ? merged(e, old, err) : NULL;

	if (!text || !write_text(change, old, text, opt.reason, err))
		return FALSE;
	g_ptr_array_add(ids, g_strdup(old->id));
	return write_finish(
		e->s, change, &(struct write){.kind = old->kind, .ids = ids, .reason = opt.reason, .dry_run = opt.dry_run}, err);
}

static gboolean
edit_record(struct session *s, const struct record *record, GError **err)
{
	g_autofree char *before = form_edit(record), *after = g_strdup(before);
	struct editing e = {s, record, before, NULL};

	for (;;) {
		g_autofree char *typed = editor_edit(s, record->id, after, err);

		if (!typed)
			return FALSE;
		e.after = typed;
		if (save(&e, err)) {
			editor_done(s, record->id);
			return TRUE;
		}
		session_keep_change(s, NULL); /* nothing stays locked while someone types */
		if (!editor_again(s, record->id, err))
			return FALSE;
		g_free(after);
		after = g_steal_pointer(&typed);
	}
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	AUTO(record) record = NULL;
	AUTO(snapshot) head = NULL;

	if (argc != 1)
		return error_set(err, ERR_USAGE, "which %s? one at a time", s->kind->name);
	if (s->at || s->asked_today != DAY_NONE)
		return error_set(err, ERR_USAGE, "--at and --today are for reading, and '%s' writes", s->command);
	if (!write_find(s, s->kind, 1, argv, ids, err))
		return ERR_NOT_FOUND;
	head = snapshot_head(session_repo(s, err), err);
	record = head ? snapshot_record(head, s->kind, ids->pdata[0], err) : NULL;
	if (record)
		edit_record(s, record, err);
	else if (err && !*err)
		error_set(err, ERR_NOT_FOUND, "%s is not recorded yet", (char *)ids->pdata[0]);
	return 0;
}

const struct command cmd_kind_edit = {"ID", options, run, "id"};
