/* sx status: edits that are not recorded yet, what they change, and whether they could be recorded. */
#include "command.h"
#include "edits.h"
#include "remote.h"
#include "text.h"
#include "witness.h"
#include "workflow.h"
#include "world.h"
#include "write.h"
#include <string.h>

static const struct option options[] = {{0}};

/* What edits make the same as it is elsewhere, found in one pass over the records: path -> struct problem *, the first there. */
static gboolean
find_clashes(struct session *s, const GPtrArray *items, GPtrArray *problems, GHashTable *clashes, GError **err)
{
	g_autoptr(GHashTable) edited = g_hash_table_new(g_str_hash, g_str_equal);
	gboolean some = FALSE;
	struct index *index;

	for (guint i = 0; i < items->len; i++) {
		const struct edits_item *item = items->pdata[i];

		if (item->class == EDITS_RECORD)
			g_hash_table_insert(edited, item->edit->path, item->new);
		some |= item->new != NULL;
	}
	index = some ? session_index(s, err) : NULL;
	if (some && (!index || !check_unique_all(index, edited, problems, err)))
		return FALSE;
	for (guint i = problems->len; i > 0; i--) {
		struct problem *p = problems->pdata[i - 1];

		g_hash_table_insert(clashes, p->file, p);
	}
	return TRUE;
}

/* What else keeps a record from being recorded: read, checked, judged as the commit will. */
static gboolean
find_problems(struct session *s, const struct edits_item *item, GPtrArray *problems, GError **err)
{
	struct snapshot *snapshot = session_snapshot(s, err);
	const struct field *site = kind_site(item->kind);
	struct act act = {.actor = session_actor(s),
		.now = calendar_now(),
		.calendar = snapshot_calendar(snapshot, site ? record_get(item->new, site->name) : NULL),
		.site = snapshot->site,
		.reason = ""};
	AUTO(record) completed = NULL;
	g_autofree char *text = NULL;
	const struct record *new = item->new;
	AUTO(world) world = NULL;
	struct index *index;

	record_check(new, problems);
	if (problems->len)
		return TRUE;
	act.reason = "to come with the commit";
	index = session_index(s, err);
	world = index ? world_new(index, snapshot->kinds, NULL) : NULL;
	act.world = world;
	if (act.actor && !workflow_complete(item->old, new, &act, &text, err))
		return FALSE;
	if (text && !(new = completed = record_parse(snapshot->kinds, item->edit->path, text, strlen(text), err)))
		return FALSE;
	if (act.actor && index)
		workflow_judge(item->old, new, &act, problems);
	return index && check_links(index, index_snapshot(index)->kinds, index_snapshot(index)->config, NULL, new, item->old,
				problems, err);
}

/* One sentence why it cannot be recorded, or NULL. fault: of a file of the tool's own, or NULL. */
static gboolean
judge(struct session *s, const struct edits_item *item, const GError *fault, GHashTable *clashes, char **why, GError **err)
{
	g_autoptr(GPtrArray) problems = problems_new();
	g_autofree char *place = NULL;
	const struct problem *p;

	*why = NULL;
	if (fault && !strcmp(item->edit->path, error_more(fault)->file)) {
		place = error_place(fault);
		*why = g_strdup_printf("%s: %s", place, fault->message);
	} else if (item->edit->type == EDIT_LINK)
		*why = g_strdup("a symbolic link or something else that is no file");
	else if (item->class == EDITS_FOREIGN)
		*why = g_strdup("no record of any kind is kept here");
	else if (item->class == EDITS_RECORD && item->edit->type == EDIT_REMOVED)
		*why = g_strdup("a record is never removed");
	else if (item->unread) {
		place = error_place(item->unread);
		*why = g_strdup_printf("%s%s%s", place, *place ? ": " : "", item->unread->message);
	} else if (item->new) {
		if (!find_problems(s, item, problems, err))
			return FALSE;
		p = problems->len ? problems->pdata[0] : g_hash_table_lookup(clashes, item->edit->path);
		if (p) {
			*why = p->line ? g_strdup_printf("%s:%d:%d: %s", p->file, p->line, p->column, p->message)
				       : g_strdup(p->message);
		}
	}
	return TRUE;
}

static void
print_text(struct session *s, const struct edits_item *item, const char *why)
{
	g_autofree char *what = item->old && item->new ? write_describe(item->old, item->new) : NULL, *safe = NULL;
	g_autofree char *name = item->id ? g_strdup_printf("%s %s", item->kind->name, item->id) : g_strdup(item->edit->path);
	g_autofree char *line = g_strdup_printf("%s %s%s%s", edits_word(item), name, what && *what ? ": " : "", what ? what : "");

	safe = text_safe(line, FALSE);
	session_say(s, "%s", safe);
	if (why) {
		g_autofree char *reason = g_strdup_printf("  cannot be recorded: %s", why);

		session_tone(s, TONE_BAD, reason);
		session_say(s, "%s", "");
	}
}

static void
print_row(struct rows *rows, const struct edits_item *item, const char *why)
{
	g_autofree const char **fields = edits_fields(item);
	g_autoptr(GString) list = g_string_new(NULL);
	struct json j;

	json_init(&j, list);
	json_open(&j, '[');
	for (const char **name = fields; *name; name++)
		json_text(&j, *name);
	json_close(&j, ']');
	rows_begin(rows);
	rows_text(rows, edits_word(item));
	rows_text(rows, item->kind ? item->kind->name : NULL);
	rows_text(rows, item->id);
	rows_text(rows, item->edit->path);
	rows_text(rows, list->str);
	rows_text(rows, why);
	rows_end(rows);
}

static gboolean
print(struct session *s, const GPtrArray *items, const GError *fault, GError **err)
{
	g_autoptr(GPtrArray) problems = problems_new();
	g_autoptr(GHashTable) clashes = g_hash_table_new(g_str_hash, g_str_equal);
	AUTO(rows) rows = s->format == FORMAT_TEXT ? NULL : session_rows(s);
	static const char *const names[] = {"edit", "kind", "id", "path", "fields", "problem"};

	if (!find_clashes(s, items, problems, clashes, err))
		return FALSE;
	for (guint i = 0; rows && i < G_N_ELEMENTS(names); i++)
		rows_column(rows, names[i], names[i], i == 4 ? ROWS_RAW : ROWS_TEXT);
	for (guint i = 0; i < items->len; i++) {
		g_autofree char *why = NULL;

		if (!judge(s, items->pdata[i], fault, clashes, &why, err))
			return FALSE;
		if (rows)
			print_row(rows, items->pdata[i], why);
		else
			print_text(s, items->pdata[i], why);
	}
	if (rows)
		session_rows_done(s, rows);
	return TRUE;
}

/* As of the last sync; nothing is asked of anybody. */
static void
tell_unshared(struct session *s, struct store *store)
{
	struct remote remote = {0};
	struct head head = {0};
	guint out, in;

	if (s->format == FORMAT_TEXT && store_work_dir(store) && store_head(store, &head, NULL) && head.branch &&
		remote_open(store, head.branch, NULL, FALSE, &remote, NULL) &&
		sync_waiting(session_repo(s, NULL), remote.tracking, &out, &in) && out + in > 0)
		session_say(s, "%u commit%s here and %u from %s wait%s for 'sx sync'", out, out == 1 ? "" : "s", in, remote.name,
			out + in == 1 ? "s" : "");
	remote_clear(&remote);
	head_clear(&head);
}

static void
tell_hub(const struct oid *oid, const char *message, gboolean grave, void *data)
{
	gpointer *to = data; /* the session, whether there is any */

	session_warn(to[0], "%s", message);
	*(gboolean *)to[1] |= grave;
}

/* Kinds or a configuration that do not read are edits to be listed as well: by those of HEAD, with what is wrong in *fault. */
static struct snapshot *
open_edits(struct session *s, GError **fault, GError **err)
{
	struct snapshot *snapshot = session_snapshot(s, fault);
	const char *file = *fault ? error_more(*fault)->file : NULL;

	if (snapshot)
		return snapshot;
	if (!s->at && file && g_str_has_prefix(file, ".sx/"))
		snapshot = snapshot_edited_head(session_repo(s, NULL), NULL);
	if (snapshot)
		session_keep_snapshot(s, snapshot);
	else
		g_propagate_error(err, g_steal_pointer(fault));
	return snapshot;
}

/* That takes reading all records, which is sx check's. */
static void
tell_kinds(struct session *s, const GPtrArray *items)
{
	for (guint i = 0; i < items->len; i++)
		if (g_str_has_prefix(((const struct edits_item *)items->pdata[i])->edit->path, ".sx/schema/")) {
			session_say(s, "whether other records would be wrong by the edited kinds: sx check");
			return;
		}
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	g_autoptr(GError) fault = NULL;
	struct snapshot *snapshot = open_edits(s, &fault, err);
	g_autoptr(GPtrArray) items = NULL;
	gboolean went_back = FALSE;
	gpointer to[] = {s, &went_back};
	const char *busy;

	if (argc)
		return error_set(err, ERR_USAGE, "status takes no arguments");
	items = snapshot ? edits_find(snapshot, err) : NULL;
	if (!items)
		return -1;
	busy = store_busy(snapshot->repo->store);
	if (busy)
		session_warn(s, "a %s is in progress: finish it with git before anything can be recorded", busy);
	if (!print(s, items, fault, err))
		return -1;
	if (!items->len && !store_work_dir(snapshot->repo->store))
		session_say(s, "a bare repository has no work tree to edit");
	else if (!items->len)
		session_say(s, "nothing is edited");
	if (!fault)
		tell_kinds(s, items);
	tell_unshared(s, snapshot->repo->store);
	if (!witness_report(snapshot->repo->store, NULL, tell_hub, to, err))
		return -1;
	return went_back ? ERR_INTEGRITY : 0;
}

const struct command cmd_status = {"", options, run};
