/* What is below .sx/ changes by agreement, where the settings ask for one. */
#include "agreement.h"
#include "change_private.h"

#include <string.h>

#define AGREEMENT_DAYS (AGREEMENT_WHILE / (24 * 60 * 60))

struct agreed {
	struct change *change;
	GPtrArray *problems;
	GHashTable *people;	      /* as before the change; NULL: not read yet */
	const struct change_file *is; /* the agreement that the change adds; NULL: none */
	const char *first;	      /* of the paths that it is about; NULL: none */
	gboolean more;		      /* than one agreement */
};

static void G_GNUC_PRINTF(4, 5) object(struct agreed *a, const char *path, const char *hint, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(
		a->problems, problem_new(path, NULL, AGREEMENT_RULE, NULL, g_strdup_vprintf(format, args), g_strdup(hint)));
	va_end(args);
}

/* Agreements stay as they are, whatever the settings say. */
static void
look_at(struct agreed *a, const struct change_file *file)
{
	if (!g_str_has_prefix(file->path, SETTINGS_FOLDER))
		return;
	if (settings_has(file->path)) {
		a->first = a->first && settings_has(a->first) ? a->first : file->path;
		return;
	}
	a->first = a->first ? a->first : file->path;
	if (!oid_is_zero(&file->base))
		object(a, file->path, "it stays; settings go back to what they were by an agreement of its own",
			"an agreement is never %s", file->bytes ? "changed" : "removed");
	a->more |= a->is != NULL;
	a->is = file;
}

static gboolean
read_people(struct agreed *a, GError **err)
{
	if (!a->people)
		a->people = vouch_people(a->change->base, err);
	return a->people != NULL;
}

/* --- who could --- */

/* Nobody shuts himself and all others out: of those who were there before as many could as it asks for. */
static gboolean
judge_enough(struct agreed *a, GError **err)
{
	const struct config *config = change_config(a->change, err);
	struct agreeing after = {.config = config, .now = a->change->now};
	guint asked = config ? agreement_asked(config) : 0;
	g_autoptr(GPtrArray) could = NULL;

	if (!asked || config == a->change->base->config)
		return config != NULL;
	if (!read_people(a, err))
		return FALSE;
	after.people = a->people;
	could = agreeing_could(&after);
	if (could->len < asked)
		object(a, CONFIG_PATH, "give them the role and enter their keys first: sx-settings(1)",
			"settings_agreed asks for %u people, and %u could agree", asked, could->len);
	return TRUE;
}

/* --- what was agreed --- */

static gboolean
judge_digests(struct agreed *a, const struct agreement *is, GError **err)
{
	AUTO(settings) settings = settings_of(a->change->repo->store, &a->change->base->tree, err);
	g_autoptr(GPtrArray) all = settings ? change_sorted(a->change) : NULL;
	g_autofree char *before = settings ? settings_digest(settings) : NULL, *after = NULL;

	for (guint i = 0; all && i < all->len; i++)
		settings_put(settings, ((const struct change_file *)all->pdata[i])->path,
			((const struct change_file *)all->pdata[i])->bytes);
	after = settings ? settings_digest(settings) : NULL;
	if (settings && !agreement_replaces(is, before))
		object(a, a->is->path, "propose it anew, upon the settings as they are",
			"what was agreed takes the place of other settings than those there are");
	else if (settings && !g_str_equal(is->after, after))
		object(a, a->is->path, "record what was agreed, and nothing else", "other settings were agreed than these");
	return settings != NULL;
}

static gboolean
note_time(const struct commit_info *commit, void *data, GError **err)
{
	gint64 *latest = data;

	*latest = MAX(*latest, commit->time);
	return TRUE;
}

/* Keys have to count when it is recorded; who says that this was before the commit that it goes on from does not gain by it. */
static gboolean
find_now(const struct change *change, gint64 *now, GError **err)
{
	const struct oid *parent = &change->base->commit;

	*now = change->now;
	return oid_is_zero(parent) || store_commit_read(change->repo->store, parent, note_time, now, err);
}

static gboolean
judge_given(struct agreed *a, const struct agreement *is, GError **err)
{
	const struct change *change = a->change;
	struct agreeing by = {.config = change->base->config, .received = change->received};
	g_autoptr(GHashTable) who = NULL;
	guint asked = agreement_asked(by.config);

	if (!read_people(a, err) || !find_now(change, &by.now, err))
		return FALSE;
	by.people = a->people;
	if (!agreeing_given(&by, is, &who, err))
		return FALSE;
	if (g_hash_table_size(who) < asked)
		object(a, a->is->path, "ask more of them that settings_by names, who have a key: sx settings agree FILE",
			"settings change when %u agree (settings_agreed), and of those that count %u %s signed", asked,
			g_hash_table_size(who), g_hash_table_size(who) == 1 ? "has" : "have");
	else if (!change->actor || !g_hash_table_contains(who, change->actor))
		object(a, a->is->path, "let one of them record it", "who records it is none of those who have agreed");
	return TRUE;
}

static gboolean
judge_agreement(struct agreed *a, GError **err)
{
	const struct change *change = a->change;
	gsize length;
	const char *text = g_bytes_get_data(a->is->bytes, &length);
	GError *failure = NULL;
	AUTO(agreement) is = agreement_read(a->is->path, text, length, &failure);
	g_autofree char *path = is ? agreement_path(is, change->base->config->repository) : NULL;

	if (!is) {
		object(a, a->is->path, "'sx settings apply' writes it", "it is no agreement: %s", failure->message);
		g_error_free(failure);
		return TRUE;
	}
	if (is->files || !g_str_equal(path, a->is->path)) {
		object(a, a->is->path, "'sx settings apply' gives it its name", "an agreement is named by what was signed");
		return TRUE;
	}
	if (is->moment > change->now)
		object(a, a->is->path, "wait, or set the clocks right", "it was proposed at %s, which is later than now", is->at);
	else if (is->moment < change->now - AGREEMENT_WHILE)
		object(a, a->is->path, "propose it anew", "it was proposed at %s, which is more than %d days ago", is->at,
			AGREEMENT_DAYS);
	return judge_digests(a, is, err) && judge_given(a, is, err);
}

static gboolean
judge(struct agreed *a, GError **err)
{
	guint asked = agreement_asked(a->change->base->config);

	if (!a->first || a->problems->len)
		return TRUE;
	if (!asked && a->is)
		object(a, a->is->path, "take it out", "nobody is asked for an agreement here");
	else if (a->more)
		object(a, a->is->path, "record each by itself", "settings change by one agreement at a time");
	else if (asked && !a->is)
		object(a, a->first,
			"have it agreed with: 'sx settings propose -m REASON FILE' makes a proposal of the edits; undoing it "
			"needs one, too",
			"settings change by agreement of %u people here (settings_agreed)", asked);
	else if (asked && !judge_agreement(a, err))
		return FALSE;
	return a->problems->len || judge_enough(a, err);
}

gboolean
change_judge_agreed(struct change *change, GPtrArray *problems, GError **err)
{
	g_autoptr(GPtrArray) all = change_sorted(change);
	struct agreed a = {.change = change, .problems = problems};
	gboolean ok;

	for (guint i = 0; i < all->len; i++)
		look_at(&a, all->pdata[i]);
	ok = judge(&a, err);
	g_clear_pointer(&a.people, g_hash_table_unref);
	return ok;
}
