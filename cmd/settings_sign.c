/* What all that is done with a proposal of other settings needs: who may, signing it, writing it, showing what it changes. */
#include "esign.h"
#include "keygen.h"
#include "settings.h"
#include <string.h>

gboolean
settings_refuse(GError **err, const char *hint)
{
	error_rule(err, AGREEMENT_RULE);
	error_hint(err, "%s", hint);
	return FALSE;
}

gboolean
settings_asked(const struct snapshot *base, GError **err)
{
	if (agreement_asked(base->config))
		return TRUE;
	error_set(err, ERR_REFUSED, "nobody is asked to agree with other settings here");
	return settings_refuse(
		err, "record the edits with 'sx commit'; settings_agreed in .sx/config.yaml would ask for agreements");
}

/* The edits of the work tree are what is proposed, and what is recorded. */
struct change *
settings_begin(struct session *s, struct repo *repo, GError **err)
{
	struct change *change = change_begin_edits(repo, err);

	if (change)
		session_keep_change(s, change);
	return change;
}

/* Who may not, or not with this key, is told so before he is asked for a passphrase. */
static gboolean
may_sign(const struct agreeing *by, const char *actor, const char *public, GError **err)
{
	g_autoptr(GPtrArray) could = agreeing_could(by);
	const struct record *person = g_hash_table_lookup(by->people, actor);
	g_autofree char *print = keygen_fingerprint(public);

	if (!g_ptr_array_find_with_equal_func(could, actor, g_str_equal, NULL)) {
		error_set(err, ERR_REFUSED, "%s is none of those who agree with other settings", actor);
		return settings_refuse(err, "they have a role of settings_by, and a key that counts: 'sx settings' lists them");
	}
	if (print && signature_key(person, print, by->now))
		return TRUE;
	error_set(err, ERR_REFUSED, "the key %s is none that %s signs with", print ? print : "that is set", actor);
	return settings_refuse(err, "keys are entered with 'sx person key'");
}

char *
settings_sign(struct session *s, struct snapshot *base, const char *actor, const struct agreement *proposal, GError **err)
{
	const char *repository = base->config->repository;
	g_autofree char *file = esign_key_file(base->repo->store, err), *public = file ? esign_public(file, err) : NULL;
	g_autofree char *text = agreement_text_of(proposal, repository, actor), *space = agreement_space(repository),
			*armoured = NULL;
	g_autoptr(GHashTable) people = public ? vouch_people(base, err) : NULL;
	struct agreeing by = {base->config, people, calendar_now(), 0};
	g_auto(GStrv) environment = g_get_environ();

	if (!people || !may_sign(&by, actor, public, err))
		return NULL;
	session_warn(s, "%s: you agree that the settings become %.8s: %s", actor, proposal->after, proposal->reason);
	armoured = keygen_sign(file, space, text, strlen(text), (const char *const *)environment, err);
	return armoured ? proposal_sign(proposal, actor, armoured, err) : NULL;
}

gboolean
settings_write(const char *file, const char *text, GError **err)
{
	GError *failure = NULL;

	if (g_file_set_contents(file, text, -1, &failure))
		return TRUE;
	error_set(err, ERR_IO, "the proposal '%s' cannot be written: %s", file, failure->message);
	g_error_free(failure);
	return FALSE;
}

gboolean
settings_tell(struct session *s, const struct agreement *proposal, const struct snapshot *base, const char *did, GError **err)
{
	g_autoptr(GHashTable) people = vouch_people(base, err), who = NULL;
	struct agreeing by = {base->config, people, calendar_now(), 0};

	if (!people || !agreeing_given(&by, proposal, &who, err))
		return FALSE;
	session_say(
		s, "%s %.8s: %u of %u have signed", did, proposal->after, g_hash_table_size(who), agreement_asked(base->config));
	if (s->format == FORMAT_JSON) {
		settings_json(session_json(s, NULL), proposal, NULL);
		session_json_done(s);
	}
	return TRUE;
}

static gboolean
read_old(struct store *store, const struct oid *tree, const char *path, char **text, GError **err)
{
	g_autoptr(GBytes) bytes = NULL;
	struct oid oid;
	gboolean found;

	*text = NULL;
	if (!store_lookup(store, tree, path, &found, &oid, NULL, err))
		return FALSE;
	if (!found)
		return TRUE;
	bytes = store_blob(store, &oid, err);
	if (bytes)
		*text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	return bytes != NULL;
}

/* Lines that go and that come in the tones of what is bad and good. */
static void
show_lines(struct session *s, const char *diff)
{
	g_auto(GStrv) lines = g_strsplit(diff, "\n", -1);

	for (char **line = lines; *line; line++) {
		if (!line[1] && !**line)
			return;
		session_tone(s, **line == '-' ? TONE_BAD : **line == '+' ? TONE_GOOD : TONE_PLAIN, *line);
		g_string_append_c(s->out, '\n');
	}
}

gboolean
settings_show_files(struct session *s, struct store *store, const struct oid *tree, GHashTable *files, GError **err)
{
	GList *paths = s->format == FORMAT_TEXT ? g_list_sort(g_hash_table_get_keys(files), (GCompareFunc)strcmp) : NULL;
	gboolean ok = TRUE;

	for (GList *l = paths; ok && l; l = l->next) {
		GBytes *bytes = g_hash_table_lookup(files, l->data);
		g_autofree char *old = NULL, *diff = NULL,
				*new = bytes ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : NULL;

		ok = read_old(store, tree, l->data, &old, err) && (diff = store_diff_text(old, new, err));
		session_say(s, "%s: %s", (const char *)l->data, !new ? "removed" : !old ? "added" : "changed");
		if (ok)
			show_lines(s, diff);
	}
	g_list_free(paths);
	return ok;
}
