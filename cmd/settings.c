/* sx settings: who agrees with a change of the settings, and how one is made. */
#include "settings.h"
#include "command.h"
#include <string.h>

#define SHOWN 5 /* agreements, the last of them */

static struct {
	char *reason, *over;
	gboolean dry_run;
} opt;
static const struct option options[] = {
	{"dry-run", 'n', OPTION_FLAG, &opt.dry_run, NULL, "apply: judge and show it, but write nothing"},
	{"message", 'm', OPTION_TEXT, &opt.reason, "REASON", "propose: why, in one line that is signed as well"},
	{"over", 0, OPTION_TEXT, &opt.over, "REV", "propose: take the place of the settings of another line of work, too"}, {0}};

void
settings_json(struct json *j, const struct agreement *agreement, const char *kept)
{
	json_open(j, '{');
	json_key(j, "path");
	json_text(j, kept);
	json_key(j, "at");
	json_text(j, agreement->at);
	json_key(j, "reason");
	json_text(j, agreement->reason);
	json_key(j, "before");
	json_open(j, '[');
	for (guint i = 0; i < agreement->before->n; i++)
		json_text(j, agreement->before->items[i]->text);
	json_close(j, ']');
	json_key(j, "after");
	json_text(j, agreement->after);
	json_key(j, "by");
	json_open(j, '[');
	for (guint i = 0; agreement->by && i < agreement->by->n; i++)
		json_text(j, node_text(agreement->by->items[i], "who"));
	json_close(j, ']');
	json_close(j, '}');
}

static char *
signers(const struct agreement *agreement, const char *between)
{
	GString *who = g_string_new(NULL);

	for (guint i = 0; agreement->by && i < agreement->by->n; i++)
		g_string_append_printf(who, "%s%s", i ? between : "", node_text(agreement->by->items[i], "who"));
	return g_string_free(who, FALSE);
}

static void
say_agreement(struct session *s, const struct agreement *agreement)
{
	g_autofree char *who = signers(agreement, ", ");

	session_say(s, "%.10s  %.8s  %s: %s", agreement->at, agreement->after, who, agreement->reason);
}

struct standing {
	guint asked;
	char *digest;
	GPtrArray *could, *all; /* ids; struct agreement * */
};

static void
tell(struct session *s, const struct standing *is)
{
	g_autofree char *names = NULL;

	g_ptr_array_add(is->could, NULL);
	names = g_strjoinv(", ", (char **)is->could->pdata);
	if (is->asked)
		session_say(s, "settings %.8s change when %u people agree", is->digest, is->asked);
	else
		session_say(s, "settings %.8s change without an agreement: settings_agreed asks for none", is->digest);
	session_say(s, "%u could agree%s%s", is->could->len - 1, *names ? ": " : "", names);
	for (guint i = is->all->len; i-- > 0 && i + SHOWN >= is->all->len;)
		say_agreement(s, is->all->pdata[i]);
}

static void
tell_json(struct session *s, const struct standing *is)
{
	struct json *j = session_json(s, NULL);

	json_open(j, '{');
	json_key(j, "digest");
	json_text(j, is->digest);
	json_key(j, "asked");
	json_int(j, is->asked);
	json_key(j, "could");
	json_open(j, '[');
	for (guint i = 0; i < is->could->len; i++)
		json_text(j, is->could->pdata[i]);
	json_close(j, ']');
	json_key(j, "agreed");
	json_open(j, '[');
	for (guint i = is->all->len; i-- > 0;) {
		const struct agreement *a = is->all->pdata[i];
		g_autofree char *path = g_strconcat(AGREEMENT_FOLDER, a->doc->name, NULL);

		settings_json(j, a, path);
	}
	json_close(j, ']');
	json_close(j, '}');
	session_json_done(s);
}

/* The agreements alone, the newest first. */
static void
tell_rows(struct session *s, const struct standing *is)
{
	AUTO(rows) rows = session_rows(s);
	static const char *const names[] = {"at", "after", "by", "reason"};

	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		rows_column(rows, names[i], names[i], ROWS_TEXT);
	rows_header(rows, TRUE);
	for (guint i = is->all->len; i-- > 0;) {
		const struct agreement *a = is->all->pdata[i];
		g_autofree char *who = signers(a, " ");

		rows_begin(rows);
		rows_text(rows, a->at);
		rows_text(rows, a->after);
		rows_text(rows, who);
		rows_text(rows, a->reason);
		rows_end(rows);
	}
	session_rows_done(s, rows);
}

/* As they are recorded, whatever is being edited. */
static gboolean
show(struct session *s, GError **err)
{
	struct repo *repo = session_repo(s, err);
	struct snapshot *snapshot = !repo ? NULL : s->at ? snapshot_open(repo, s->at, err) : snapshot_head(repo, err);
	g_autoptr(GHashTable) people = NULL;
	g_autoptr(GPtrArray) could = NULL, all = NULL;
	g_autofree char *digest = NULL;
	struct standing is;

	if (!snapshot)
		return FALSE;
	session_keep_snapshot(s, snapshot);
	people = vouch_people(snapshot, err);
	all = people ? agreements_of(repo->store, &snapshot->tree, err) : NULL;
	digest = all ? settings_digest_of(repo->store, &snapshot->tree, err) : NULL;
	if (!digest)
		return FALSE;
	could = agreeing_could(&(struct agreeing){snapshot->config, people, s->at ? snapshot->commit_time : calendar_now(), 0});
	is = (struct standing){agreement_asked(snapshot->config), digest, could, all};
	if (s->format == FORMAT_JSON)
		tell_json(s, &is);
	else if (s->format == FORMAT_TEXT)
		tell(s, &is);
	else
		tell_rows(s, &is);
	return TRUE;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	static const struct {
		const char *word;
		gboolean (*run)(struct session *s, const struct settings_wish *wish, GError **err);
	} verbs[] = {{"agree", settings_agree}, {"apply", settings_apply}, {"propose", settings_propose}};
	struct settings_wish wish = {argc > 1 ? argv[1] : NULL, opt.reason, opt.over, opt.dry_run};
	guint i = 0;

	if (!argc)
		return show(s, err) ? 0 : -1;
	while (i < G_N_ELEMENTS(verbs) && !g_str_equal(verbs[i].word, argv[0]))
		i++;
	if (i == G_N_ELEMENTS(verbs) || argc != 2) {
		error_set(err, ERR_USAGE,
			i == G_N_ELEMENTS(verbs) ? "'%s' is nothing that settings know"
						 : "'%s' takes one file, that of the proposal",
			argv[0]);
		error_hint(err, "as in: sx settings propose -m REASON FILE, sx settings agree FILE, sx settings apply FILE");
		return -1;
	}
	if (s->at || s->asked_today != DAY_NONE)
		return error_set(err, ERR_USAGE, "--at and --today are for reading, and '%s' writes", argv[0]);
	return verbs[i].run(s, &wish, err) ? 0 : -1;
}

const struct command cmd_settings = {"[propose|agree|apply FILE]", options, run, "word:propose agree apply;file"};
