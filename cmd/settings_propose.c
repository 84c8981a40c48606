/* Proposing the edits below .sx/ as other settings. */
#include "settings.h"
#include <string.h>

static void
bytes_drop(gpointer bytes)
{
	if (bytes)
		g_bytes_unref(bytes);
}

/* The edits below .sx/, also put into the change, which then tells what the settings become. */
static GHashTable *
read_edits(struct repo *repo, struct change *change, GError **err)
{
	g_autoptr(GHashTable) texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, bytes_drop);
	AUTO(snapshot) live = snapshot_edited_head(repo, err);
	const GPtrArray *edits = live ? snapshot_edits(live, err) : NULL;

	for (guint i = 0; edits && i < edits->len; i++) {
		const struct worktree_edit *edit = edits->pdata[i];
		GBytes *bytes = NULL;

		if (!g_str_has_prefix(edit->path, SETTINGS_FOLDER))
			continue;
		if (edit->type == EDIT_LINK || !settings_has(edit->path)) {
			error_set(err, ERR_REFUSED, "'%s' is no file of settings", edit->path);
			settings_refuse(err, "move it away first");
			return NULL;
		}
		if (edit->type != EDIT_REMOVED && !(bytes = worktree_read(repo->store, edit->path, DOC_BYTES, err)))
			return NULL;
		g_hash_table_insert(texts, g_strdup(edit->path), bytes);
		if (bytes ? !change_put(change, edit->path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), err)
			  : !change_remove(change, edit->path, err))
			return NULL;
	}
	return edits ? g_steal_pointer(&texts) : NULL;
}

/* The settings that it takes the place of: those there are, and those of the other line. */
static GPtrArray *
find_before(struct change *change, const char *over, GError **err)
{
	g_autoptr(GPtrArray) before = g_ptr_array_new_with_free_func(g_free);
	struct store *store = change->repo->store;
	char *digest = settings_digest_of(store, &change->base->tree, err);
	struct oid commit, tree;

	if (!digest)
		return NULL;
	g_ptr_array_add(before, digest);
	if (!over)
		return g_steal_pointer(&before);
	if (!store_resolve(store, over, &commit, err) || !store_commit_tree(store, &commit, &tree, err))
		return NULL;
	digest = settings_digest_of(store, &tree, err);
	if (digest)
		g_ptr_array_add(before, digest);
	return digest ? g_steal_pointer(&before) : NULL;
}

/* Nobody is asked to sign what would be refused in the end. */
static gboolean
could_be(struct change *change, GError **err)
{
	const struct kinds *kinds = change_kinds(change, err);
	const struct config *after = kinds ? change_config(change, err) : NULL;
	g_autoptr(GHashTable) people = after ? vouch_people(change->base, err) : NULL;
	g_autoptr(GPtrArray) could = NULL;

	if (!people)
		return FALSE;
	could = agreeing_could(&(struct agreeing){after, people, change->now, 0});
	if (could->len >= agreement_asked(after))
		return TRUE;
	error_set(err, ERR_REFUSED, "settings_agreed asks for %u people, and %u could agree", agreement_asked(after), could->len);
	return settings_refuse(err, "give them the role and enter their keys first: sx-settings(1)");
}

static char *
draw_up(struct change *change, GHashTable *texts, const struct settings_wish *wish, GError **err)
{
	struct store *store = change->repo->store;
	g_autoptr(GPtrArray) before = find_before(change, wish->over, err);
	AUTO(settings) settings = before ? settings_of(store, &change->base->tree, err) : NULL;
	g_autofree char *after = NULL, *at = calendar_event(change->base->calendar, change->now), *text = NULL;
	g_autoptr(GHashTable) again = NULL;
	AUTO(agreement) read = NULL;
	GHashTableIter iter;
	gpointer path, bytes;

	if (!settings)
		return NULL;
	g_hash_table_iter_init(&iter, texts);
	while (g_hash_table_iter_next(&iter, &path, &bytes))
		settings_put(settings, path, bytes);
	after = settings_digest(settings);
	text = proposal_text(before, after, at, wish->reason, texts);
	read = agreement_read(wish->file, text, strlen(text), err);
	again = read ? proposal_files(read, store, &change->base->tree, err) : NULL;
	return again ? g_steal_pointer(&text) : NULL;
}

static gboolean
propose(struct session *s, struct change *change, GHashTable *texts, const struct settings_wish *wish, GError **err)
{
	g_autofree char *bare = draw_up(change, texts, wish, err), *text = NULL;
	AUTO(agreement) unsigned_one = bare ? agreement_read(wish->file, bare, strlen(bare), err) : NULL;
	AUTO(agreement) proposal = NULL;

	if (!unsigned_one || !settings_show_files(s, change->repo->store, &change->base->tree, texts, err))
		return FALSE;
	change_pause(change); /* the passphrase may be long in coming */
	text = settings_sign(s, change->base, change->actor, unsigned_one, err);
	proposal = text ? agreement_read(wish->file, text, strlen(text), err) : NULL;
	if (!proposal || !settings_write(wish->file, text, err))
		return FALSE;
	return settings_tell(s, proposal, change->base, "proposed", err);
}

gboolean
settings_propose(struct session *s, const struct settings_wish *wish, GError **err)
{
	struct repo *repo = session_repo(s, err);
	struct change *change = NULL;
	g_autoptr(GHashTable) texts = NULL;

	if (repo && (!wish->reason || !*wish->reason)) {
		error_set(err, ERR_USAGE, "say why with -m");
		error_hint(err, "as in: sx settings propose -m 'a new plant' FILE");
		return FALSE;
	}
	if (repo && g_file_test(wish->file, G_FILE_TEST_EXISTS))
		return error_set(err, ERR_CONFLICT, "there is a file '%s' already", wish->file);
	change = repo ? settings_begin(s, repo, err) : NULL;
	texts = change && settings_asked(change->base, err) ? read_edits(repo, change, err) : NULL;
	if (!texts)
		return FALSE;
	if (!g_hash_table_size(texts) && !wish->over) {
		error_set(err, ERR_NOT_FOUND, "nothing below .sx/ is edited");
		error_hint(err, "edit the files of the work tree first, then propose what they have become");
		return FALSE;
	}
	return could_be(change, err) && propose(s, change, texts, wish, err);
}
