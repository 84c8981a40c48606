/* sx commit: edits made by hand are validated, judged and recorded, all in one commit. */
#include "command.h"
#include "edits.h"
#include "workflow.h"
#include "write.h"
#include <string.h>

static struct {
	char *reason;
	gboolean dry_run;
} opt;

static const struct option options[] = {{"message", 'm', OPTION_TEXT, &opt.reason, "REASON", "why, kept with the commit"},
	{"dry-run", 'n', OPTION_FLAG, &opt.dry_run, NULL, "judge and show it, but write nothing"}, {0}};

/* A path as typed in this folder, from the top of the work tree; the word itself where that does not hold it. Caller frees. */
static char *
from_top(struct store *store, const char *word)
{
	char *here = realpath(".", NULL), *top = store_work_dir(store) ? realpath(store_work_dir(store), NULL) : NULL;
	g_autofree char *full = here && top ? g_canonicalize_filename(word, here) : NULL;
	gsize length = top ? strlen(top) : 0;
	gboolean inside = full && g_str_has_prefix(full, top) && (!full[length] || full[length] == '/');
	char *path = g_strdup(inside ? full + length + (full[length] == '/') : word);

	free(here);
	free(top);
	return path;
}

/* A word names a record by its id, or files by their path or folder. */
static gboolean
is_named(const struct edits_item *item, const char *path, const char *id)
{
	gsize length = strlen(path);

	if (id && item->id)
		return g_str_equal(item->id, id);
	if (!length)
		return item->class != EDITS_FOREIGN;
	return !strncmp(item->edit->path, path, length) && (!item->edit->path[length] || item->edit->path[length] == '/');
}

static gboolean
select_word(struct session *s, const GPtrArray *items, const char *word, GHashTable *chosen, GError **err)
{
	struct found found = {0};
	guint before = g_hash_table_size(chosen);
	struct index *index = strchr(word, '/') ? NULL : session_index(s, NULL);
	gboolean known = index && index_find(index, NULL, word, &found, NULL);
	g_autofree char *path = from_top(session_repo(s, NULL)->store, word);

	for (guint i = 0; i < items->len; i++)
		if (is_named(items->pdata[i], path, known ? found.id : NULL))
			g_hash_table_add(chosen, items->pdata[i]);
	found_clear(&found);
	if (g_hash_table_size(chosen) > before)
		return TRUE;
	error_set(err, ERR_NOT_FOUND, known ? "'%s' is not edited" : "nothing that is edited is called '%s'", word);
	error_hint(err, "'sx status' lists what is edited");
	return FALSE;
}

/* The items to record; those that can be none of ours only when nobody named them. */
static GPtrArray *
select_items(struct session *s, const GPtrArray *items, int n, char **words, GError **err)
{
	g_autoptr(GHashTable) chosen = g_hash_table_new(NULL, NULL);
	g_autoptr(GPtrArray) list = g_ptr_array_new();

	for (int i = 0; i < n; i++)
		if (!select_word(s, items, words[i], chosen, err))
			return NULL;
	for (guint i = 0; i < items->len; i++) {
		const struct edits_item *item = items->pdata[i];

		if (n ? !g_hash_table_contains(chosen, item) : item->class == EDITS_FOREIGN) {
			if (!n)
				session_warn(s, "'%s' is left alone: no record of any kind is kept there", item->edit->path);
			continue;
		}
		if (item->class == EDITS_FOREIGN) {
			error_set(err, ERR_INVALID, "'%s' is where no record of any kind is kept", item->edit->path);
			error_rule(err, "path");
			error_hint(err, "move it out of the folders of records");
			return NULL;
		}
		g_ptr_array_add(list, (gpointer)item);
	}
	return g_steal_pointer(&list);
}

/* As .gitattributes says: lines end in LF. */
static GBytes *
plain_lines(GBytes *bytes)
{
	gsize length, n = 0;
	const char *text = g_bytes_get_data(bytes, &length);
	char *plain = length ? g_malloc(length) : NULL;

	for (gsize i = 0; i < length; i++)
		if (text[i] != '\r' || i + 1 == length || text[i + 1] != '\n')
			plain[n++] = text[i];
	return g_bytes_new_take(plain, n);
}

/* With what the steps taken by hand would have written. */
static gboolean
put_record(struct session *s, struct change *change, const struct edits_item *item, GBytes *bytes, GError **err)
{
	const char *path = item->edit->path;
	const struct kinds *kinds = change_kinds(change, err);
	AUTO(record)
	new = kinds ? record_parse(kinds, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), err) : NULL;
	struct act act;
	g_autofree char *text = NULL;

	if (!new)
		return FALSE;
	act = change_act(change, new->kind, new->doc->root, opt.reason);
	if (!workflow_complete(item->old, new, &act, &text, err))
		return FALSE;
	return text ? change_put(change, path, text, strlen(text), err)
		    : change_put(change, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), err);
}

static gboolean
put(struct session *s, struct change *change, const struct edits_item *item, GError **err)
{
	const char *path = item->edit->path;
	g_autoptr(GBytes) bytes = NULL, plain = NULL;
	gboolean yaml = g_str_has_suffix(path, ".yaml");

	if (item->edit->type == EDIT_REMOVED)
		return change_remove(change, path, err);
	bytes = worktree_read(change->repo->store, path, yaml ? DOC_BYTES : G_MAXINT32, err);
	if (!bytes)
		return FALSE;
	plain = yaml ? plain_lines(bytes) : g_bytes_ref(bytes);
	if (item->class == EDITS_RECORD)
		return put_record(s, change, item, plain, err);
	return change_put(change, path, g_bytes_get_data(plain, NULL), g_bytes_get_size(plain), err);
}

/* The old and new record of an item, as the change has it: "due 2026-11-30 -> 2026-12-14". */
static char *
describe(struct change *change, const struct edits_item *item)
{
	AUTO(record) new = item->id ? change_record(change, item->kind, item->id, NULL) : NULL;

	if (!new)
		return g_strdup(edits_word(item));
	return item->old ? write_describe(item->old, new) : g_strdup("added");
}

static char *
subject(struct change *change, const GPtrArray *chosen)
{
	const struct edits_item *item = chosen->pdata[0];
	g_autofree char *what = describe(change, item);

	if (chosen->len > 1)
		return g_strdup_printf("%u files edited by hand", chosen->len);
	if (item->id)
		return g_strdup_printf("%s %s: %s", item->kind->name, item->id, *what ? what : "edited by hand");
	return g_strdup_printf("%s: %s", item->edit->path, what);
}

static void
tell(struct session *s, struct change *change, const GPtrArray *chosen, const struct oid *commit)
{
	struct json *j;

	for (guint i = 0; i < chosen->len; i++) {
		const struct edits_item *item = chosen->pdata[i];
		g_autofree char *what = describe(change, item);

		session_say(s, "%s%s: %s", opt.dry_run ? "would be " : "", item->id ? item->id : item->edit->path,
			*what ? what : "edited by hand");
	}
	if (s->format != FORMAT_JSON)
		return;
	j = session_json(s, commit);
	json_open(j, '[');
	for (guint i = 0; i < chosen->len; i++) {
		const struct edits_item *item = chosen->pdata[i];
		AUTO(record) record = item->id ? change_record(change, item->kind, item->id, NULL) : NULL;

		if (record)
			session_json_record(s, j, record);
	}
	json_close(j, ']');
	session_json_done(s);
}

static gboolean
record(struct session *s, struct change *change, const GPtrArray *chosen, GError **err)
{
	g_autofree char *line = NULL;
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	struct change_message message = {.reason = opt.reason, .verb = s->command};
	struct oid commit;

	for (guint i = 0; i < chosen->len; i++) {
		const struct edits_item *item = chosen->pdata[i];

		/* in path order, so kinds come before the records that are read by them */
		if (!put(s, change, item, err))
			return FALSE;
		if (item->id)
			g_ptr_array_add(ids, item->id);
	}
	g_ptr_array_add(ids, NULL);
	message.ids = (const char *const *)ids->pdata;
	message.subject = line = subject(change, chosen);
	if (!change_judge(change, &message, err) || (!opt.dry_run && !change_commit(change, &message, &commit, err)))
		return FALSE;
	tell(s, change, chosen, opt.dry_run ? NULL : &commit);
	return TRUE;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct repo *repo = session_repo(s, err);
	struct change *change;
	AUTO(snapshot) live = NULL;
	g_autoptr(GPtrArray) items = NULL, chosen = NULL;

	if (!repo)
		return -1;
	if (s->at || s->asked_today != DAY_NONE)
		return error_set(err, ERR_USAGE, "--at and --today are for reading, and '%s' writes", s->command);
	if (!opt.reason || !*g_strstrip(opt.reason)) {
		error_set(err, ERR_USAGE, "say why with -m");
		error_hint(err, "as in: sx commit -m 'corrected after the audit'");
		return -1;
	}
	if (argc && !session_index(s, err)) /* ids are those of the edited records, before the change is what is read */
		return -1;
	change = change_begin_edits(repo, err);
	live = change ? snapshot_open(repo, NULL, err) : NULL;
	items = live ? edits_find(live, err) : NULL;
	chosen = items ? select_items(s, items, argc, argv, err) : NULL;
	if (!chosen) {
		change_free(change);
		return -1;
	}
	session_keep_change(s, change);
	if (chosen->len)
		record(s, change, chosen, err);
	else
		session_say(s, "nothing is edited");
	return 0;
}

const struct command cmd_commit = {"[ID|PATH...]", options, run, "id"};
