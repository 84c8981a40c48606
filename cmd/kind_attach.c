/* sx KIND attach: attach files as evidence. */
#include "attach.h"
#include "command.h"
#include "edit.h"
#include "write.h"
#include <string.h>

static struct {
	char *text;
	gboolean dry_run;
} opt;
static const struct option options[] = {{"message", 'm', OPTION_TEXT, &opt.text, "TEXT", "what the file shows"},
	{"dry-run", 'n', OPTION_FLAG, &opt.dry_run, NULL, "say what would change, and write nothing"}, {0}};

static gboolean
is_listed(const struct node *list, const struct node *entry)
{
	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++) {
		if (g_strcmp0(node_text(list->items[i], "sha256"), node_text(entry, "sha256")) == 0)
			return TRUE;
	}
	return FALSE;
}

/* The record with one entry more for each file it has not yet; their names in said. */
static char *
attach_all(struct session *s, const struct record *record, int argc, char **argv, GString *said, GError **err)
{
	AUTO(builder) b = builder_new();
	AUTO(edit) edit = edit_new(record->doc, kind_order(record->kind));
	struct node *added = build_list(b);

	for (int i = 0; i < argc; i++) {
		struct node *entry = attach_file(s, b, argv[i], opt.text, err);

		if (!entry)
			return NULL;
		if (is_listed(record_node(record, ATTACH_FIELD), entry) || is_listed(added, entry)) {
			session_warn(s, "%s is attached already", node_text(entry, "name"));
			continue;
		}
		edit_append(edit, ATTACH_FIELD, entry);
		build_list_add(b, added, entry);
		g_string_append_printf(said, "%s%s", said->len ? ", " : "attached ", node_text(entry, "name"));
	}
	return said->len ? edit_finish(edit, err) : g_strdup(record->doc->text);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) said = g_string_new(NULL);
	g_autofree char *text = NULL;
	AUTO(record) record = NULL;
	struct change *change;

	if (argc < 2)
		return error_set(err, ERR_USAGE, argc ? "which file?" : "which %s, and which file?", s->kind->name);
	change = session_change(s, err);
	if (!change || !write_find(s, s->kind, 1, argv, ids, err))
		return ERR_NOT_FOUND;
	record = change_record(change, s->kind, ids->pdata[0], err);
	text = record ? attach_all(s, record, argc - 1, argv + 1, said, err) : NULL;
	if (!text || (said->len && !change_put(change, record->path, text, strlen(text), err)))
		return ERR_INVALID;
	write_finish(s, change,
		&(struct write){.kind = s->kind, .ids = ids, .did = said->str, .reason = opt.text, .dry_run = opt.dry_run}, err);
	return 0;
}

const struct command cmd_kind_attach = {"ID FILE...", options, run, "id;file"};
