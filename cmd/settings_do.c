/* Agreeing with a proposal of other settings, and recording it. */
#include "settings.h"
#include <string.h>

static struct agreement *
read_proposal(const char *file, GError **err)
{
	g_autofree char *text = NULL;
	gsize length;

	if (g_file_get_contents(file, &text, &length, NULL))
		return agreement_read(file, text, length, err);
	error_set(err, ERR_NOT_FOUND, "the proposal '%s' cannot be read", file);
	return NULL;
}

/* --- agree --- */

static gboolean
is_timely(const struct agreement *proposal, gint64 now, GError **err)
{
	if (proposal->moment <= now && proposal->moment >= now - AGREEMENT_WHILE)
		return TRUE;
	error_set(err, ERR_REFUSED, "it was proposed at %s, which is %s", proposal->at,
		proposal->moment > now ? "later than now" : "too long ago");
	return settings_refuse(err, "have it proposed anew, or set the clocks right");
}

gboolean
settings_agree(struct session *s, const struct settings_wish *wish, GError **err)
{
	struct repo *repo = session_repo(s, err);
	struct snapshot *base = repo ? snapshot_head(repo, err) : NULL;
	AUTO(agreement) proposal = base ? read_proposal(wish->file, err) : NULL;
	AUTO(agreement) more = NULL;
	g_autoptr(GHashTable) files = NULL;
	g_autofree char *actor = NULL, *text = NULL;

	if (base)
		session_keep_snapshot(s, base);
	if (!proposal || !settings_asked(base, err) || !is_timely(proposal, calendar_now(), err))
		return FALSE;
	files = proposal_files(proposal, repo->store, &base->tree, err);
	actor = files ? identity_find(base, err) : NULL;
	if (!actor || !settings_show_files(s, repo->store, &base->tree, files, err))
		return FALSE;
	text = settings_sign(s, base, actor, proposal, err);
	more = text ? agreement_read(wish->file, text, strlen(text), err) : NULL;
	if (!more || !settings_write(wish->file, text, err))
		return FALSE;
	return settings_tell(s, more, base, "agreed with", err);
}

/* --- apply --- */

/* Edits of files that change are those of the proposal. */
static gboolean
check_edits(struct repo *repo, GHashTable *files, GError **err)
{
	AUTO(snapshot) live = snapshot_edited_head(repo, err);
	const GPtrArray *edits = live ? snapshot_edits(live, err) : NULL;

	for (guint i = 0; edits && i < edits->len; i++) {
		const struct worktree_edit *edit = edits->pdata[i];
		g_autoptr(GBytes) is = NULL;
		gpointer wanted;

		if (!g_hash_table_lookup_extended(files, edit->path, NULL, &wanted))
			continue;
		is = edit->type == EDIT_REMOVED ? NULL : worktree_read(repo->store, edit->path, DOC_BYTES, NULL);
		if (edit->type == EDIT_REMOVED ? !wanted : is && wanted && g_bytes_equal(is, wanted))
			continue;
		error_set(err, ERR_CONFLICT, "'%s' has been edited by hand, otherwise than it was proposed", edit->path);
		error_at(err, edit->path, 0, 0);
		error_rule(err, "edited");
		error_hint(err, "propose that as well, or put the file back; 'sx status' shows what is edited");
		return FALSE;
	}
	return edits != NULL;
}

static gboolean
put_all(struct change *change, GHashTable *files, GError **err)
{
	GHashTableIter iter;
	gpointer file, bytes;

	g_hash_table_iter_init(&iter, files);
	while (g_hash_table_iter_next(&iter, &file, &bytes))
		if (bytes ? !change_put(change, file, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), err)
			  : !change_remove(change, file, err))
			return FALSE;
	return TRUE;
}

/* The files, and the agreement beside them. *path: of that; caller frees. */
static gboolean
put_proposal(struct change *change, const struct agreement *proposal, char **path, GError **err)
{
	g_autoptr(GHashTable) files = proposal_files(proposal, change->repo->store, &change->base->tree, err);
	char *text;

	if (!files)
		return FALSE;
	*path = agreement_path(proposal, change->base->config->repository);
	text = agreement_kept(proposal);
	g_hash_table_insert(files, g_strdup(*path), g_bytes_new_take(text, strlen(text)));
	return check_edits(change->repo, files, err) && put_all(change, files, err);
}

static void
tell_applied(struct session *s, const struct agreement *proposal, const char *path, const struct oid *commit)
{
	if (s->format == FORMAT_JSON) {
		settings_json(session_json(s, commit), proposal, path);
		session_json_done(s);
		return;
	}
	session_say(s, "settings %s %.8s: %s", commit ? "are" : "would be", proposal->after, proposal->reason);
}

gboolean
settings_apply(struct session *s, const struct settings_wish *wish, GError **err)
{
	struct repo *repo = session_repo(s, err);
	struct change *change = repo ? settings_begin(s, repo, err) : NULL;
	AUTO(agreement) proposal = change ? read_proposal(wish->file, err) : NULL;
	g_autofree char *path = NULL, *subject = NULL;
	struct change_message message = {.verb = s->command};
	struct oid commit;

	if (!proposal || !settings_asked(change->base, err) || !put_proposal(change, proposal, &path, err))
		return FALSE;
	message.subject = subject = g_strdup_printf("settings: %s", proposal->reason);
	if (!change_judge(change, &message, err) || (!wish->dry_run && !change_commit(change, &message, &commit, err)))
		return FALSE;
	tell_applied(s, proposal, path, wish->dry_run ? NULL : &commit);
	return TRUE;
}
