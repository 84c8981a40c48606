/* sx undo: take back one's last command, as a new commit. */
#include "undo.h"
#include "command.h"
#include "message.h"
#include "write.h"
#include <string.h>

static struct {
	char *reason;
	gboolean dry_run;
} opt;

static const struct option options[] = {{"message", 'm', OPTION_TEXT, &opt.reason, "REASON", "why"},
	{"dry-run", 'n', OPTION_FLAG, &opt.dry_run, NULL, "show what would be taken back, but write nothing"}, {0}};

/* Newest first: the actor's last commit that no later one has taken back. */
struct search {
	const char *actor;
	GHashTable *undone; /* set of commits, hex */
	gboolean found;
	struct oid commit;
};

static gboolean
look_at(const struct commit_info *commit, void *data, GError **err)
{
	struct search *search = data;
	g_autofree char *actor = NULL, *undoes = NULL;
	char hex[OID_HEX];

	if (search->found)
		return TRUE;
	oid_hex(&commit->oid, hex);
	undoes = message_trailer(commit->message, "Sx-Undoes");
	if (g_hash_table_contains(search->undone, hex))
		return TRUE;
	if (undoes) {
		g_hash_table_add(search->undone, g_steal_pointer(&undoes));
		return TRUE;
	}
	actor = message_trailer(commit->message, "Sx-Actor");
	search->found = actor && g_str_equal(actor, search->actor) && commit->n_parents == 1;
	search->commit = commit->oid;
	return TRUE;
}

static gboolean
find_commit(struct change *change, const char *rev, struct oid *out, GError **err)
{
	g_autoptr(GHashTable) undone = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct search search = {.actor = change->actor, .undone = undone};
	gboolean ours;

	if (rev) {
		if (!store_resolve(change->repo->store, rev, out, err)) {
			error_hint(err, "give the commit, which 'sx log' shows beside what it changed");
			return FALSE;
		}
		if (!store_is_ancestor(change->repo->store, out, &change->base->commit, &ours, err))
			return FALSE;
		return ours || error_set(err, ERR_NOT_FOUND, "'%s' is not in this branch's history", rev);
	}
	if (!store_walk(change->repo->store, &change->base->commit, NULL, FALSE, look_at, &search, err))
		return FALSE;
	*out = search.commit;
	return search.found || error_set(err, ERR_NOT_FOUND, "there is no command of yours to take back");
}

static gboolean
put_back(struct change *change, const struct undo *undo, GError **err)
{
	for (guint i = 0; i < undo->files->len; i++) {
		const struct undo_file *file = undo->files->pdata[i];
		GError *failure = NULL;
		g_autoptr(GBytes) now = change_read(change, file->path, &failure), then = NULL;

		if (failure) {
			g_propagate_error(err, failure);
			return FALSE;
		}
		if (!undo_file_text(undo, file, change->base->kinds, now, &then, err))
			return FALSE;
		if (then ? !change_put(change, file->path, g_bytes_get_data(then, NULL), g_bytes_get_size(then), err)
			 : !change_remove(change, file->path, err))
			return FALSE;
	}
	if (change_count(change) == 0)
		return error_set(err, ERR_CONFLICT, "nothing is left of '%s' to take back", undo->subject);
	return TRUE;
}

/* What becomes of each record. */
static gboolean
tell(struct session *s, struct change *change, const struct undo *undo, const struct oid *commit, GError **err)
{
	struct json *j = s->format == FORMAT_JSON ? session_json(s, commit) : NULL;

	session_say(s, "%s: %s", opt.dry_run ? "would take back" : "taken back", undo->subject);
	if (j)
		json_open(j, '[');
	for (guint i = 0; i < undo->files->len; i++) {
		const struct undo_file *file = undo->files->pdata[i];
		const struct kind *kind = kind_of_path(change->base->kinds, file->path);
		g_autofree char *id = kind ? record_id(kind, file->path) : NULL, *what = NULL;
		AUTO(record) new = id ? change_record(change, kind, id, NULL) : NULL;
		AUTO(record) old = id ? snapshot_record(change->base, kind, id, NULL) : NULL;

		if (j && new)
			session_json_record(s, j, new);
		what = new &&old ? write_describe(old, new) : g_strdup(old ? "removed again" : "back again");
		session_say(s, "%s: %s", id ? id : file->path, *what ? what : "as it was");
	}
	if (j) {
		json_close(j, ']');
		session_json_done(s);
	}
	return TRUE;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct change *change = session_change(s, err);
	struct oid undone, commit;
	char hex[OID_HEX];
	AUTO(undo) undo = NULL;
	g_autofree char *subject = NULL;
	struct change_message message = {.reason = opt.reason, .verb = s->command, .undoes = hex};

	if (argc > 1)
		return error_set(err, ERR_USAGE, "undo takes back one command at a time");
	if (!change || !find_commit(change, argc ? argv[0] : NULL, &undone, err))
		return -1;
	oid_hex(&undone, hex);
	undo = undo_open(change->repo, &undone, err);
	if (!undo || !undo_allowed(undo, change->actor, err) || !put_back(change, undo, err))
		return -1;
	subject = g_strdup_printf("undo: %s", undo->subject);
	message.subject = subject;
	message.ids = (const char *const *)undo->ids;
	if (!change_judge(change, &message, err) || (!opt.dry_run && !change_commit(change, &message, &commit, err)))
		return -1;
	return tell(s, change, undo, opt.dry_run ? NULL : &commit, err) ? 0 : -1;
}

const struct command cmd_undo = {"[COMMIT]", options, run};
