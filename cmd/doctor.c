/* sx doctor: what of this clone's set-up should be mended, and how. */
#include "doctor.h"
#include "hub.h"
#include "remote.h"
#include "setup.h"
#include "stage.h"
#include "text.h"
#include <string.h>
#include <unistd.h>

static const struct option options[] = {{0}};

/* Columns of the screen before what it is about, and before what is said of it. */
#define WHAT 6
#define SAYS 19

/* On a screen: what to run has a line of its own, and is neither cut nor wrapped, so that it can be copied. */
static void
say_wrapped(struct session *s, enum rows_tone tone, const char *word, const char *what, const char *says)
{
	g_autofree char *safe = text_safe(says, FALSE);
	g_autoptr(GString) line = g_string_new(NULL);

	if (g_str_has_prefix(safe, "run: "))
		g_string_append(line, safe);
	else
		text_wrap(line, safe, s->width, SAYS);
	session_tone(s, tone, word);
	text_pad(s->out, "", WHAT - (int)strlen(word), FALSE);
	text_pad(s->out, what, SAYS - WHAT, FALSE);
	g_string_append(s->out, line->str);
	g_string_append_c(s->out, '\n');
}

void
doctor_say(struct visit *v, const char *what, enum verdict verdict, const char *says, const char *do_this)
{
	static const char *const words[] = {"fine", "note", "mend"};
	static const enum rows_tone tones[] = {TONE_GOOD, TONE_WARN, TONE_BAD};

	v->mend += verdict == MEND;
	if (v->s->format == FORMAT_TEXT && v->s->width) {
		say_wrapped(v->s, tones[verdict], words[verdict], what, says);
		if (do_this)
			say_wrapped(v->s, TONE_PLAIN, "", "", do_this);
		return;
	}
	rows_begin(v->rows);
	rows_tone(v->rows, tones[verdict]);
	rows_text(v->rows, words[verdict]);
	rows_text(v->rows, what);
	rows_text(v->rows, says);
	rows_text(v->rows, do_this);
	rows_end(v->rows);
}

static void
say_error(struct visit *v, const char *what, const GError *error)
{
	g_autofree char *place = error_place(error);
	g_autofree char *says = *place ? g_strdup_printf("%s: %s", place, error->message) : g_strdup(error->message);

	doctor_say(v, what, MEND, says, error_more(error)->hint);
}

static void
look_at_identity(struct visit *v)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *actor = v->snapshot ? identity_find(v->snapshot, &error) : NULL;
	g_autofree char *name = store_config(v->repo->store, "user.name");
	g_autofree char *says = actor ? g_strdup_printf("you are %s here", actor) : NULL;

	if (error)
		say_error(v, "identity", error);
	else if (actor)
		doctor_say(v, "identity", FINE, says, NULL);
	if (!name || !*name)
		doctor_say(v, "identity", NOTE, "git does not know your name", "run: git config --global user.name 'Your Name'");
}

static void
look_at_attributes(struct visit *v)
{
	g_autoptr(GBytes) bytes = v->snapshot ? snapshot_read(v->snapshot, ".gitattributes", NULL) : NULL;
	g_autofree char *text = bytes ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : g_strdup("");

	if (!v->snapshot)
		return; /* nothing is known of it */
	if (strstr(text, "merge=sx") && strstr(text, "eol=lf"))
		doctor_say(v, "attributes", FINE, ".gitattributes has the line for records", NULL);
	else
		doctor_say(v, "attributes", MEND,
			".gitattributes lacks the line for records, without which git may change their line ends",
			"add the line: *.yaml merge=sx diff=sx text eol=lf");
}

static void
look_at_merge(struct visit *v)
{
	const char *lacks = setup_merge_lacks(v->repo);
	g_autofree char *do_this = lacks ? g_strdup_printf("run: %s", lacks) : NULL;

	if (!store_work_dir(v->repo->store))
		return;
	doctor_say(v, "merge", lacks ? MEND : FINE,
		lacks ? "git is not set up to merge records, and would leave its marks in them" : "git merges records through sx",
		do_this);
}

static void
look_at_head(struct visit *v)
{
	const char *busy = store_busy(v->repo->store);
	struct head head = {0};
	g_autoptr(GError) error = NULL;
	g_autofree char *says = NULL;

	if (!store_head(v->repo->store, &head, &error)) {
		say_error(v, "branch", error);
		return;
	}
	if (busy) {
		says = g_strdup_printf("a %s is in progress", busy);
		doctor_say(v, "branch", MEND, says, "finish it with git; 'git status' says how");
	} else if (!head.branch) {
		doctor_say(v, "branch", MEND, "HEAD is at a commit, not on a branch", "go to your branch with 'git switch'");
	} else {
		says = g_strdup_printf("on %s", head.branch);
		doctor_say(v, "branch", FINE, says, NULL);
	}
	head_clear(&head);
}

/* Leftovers of a killed process are gone by now: whatever reads the repository has cleared them. */
static void
look_at_locks(struct visit *v)
{
	g_autofree char *journal = g_build_filename(store_git_dir(v->repo->store), "sx", "journal", NULL);
	g_autofree char *index_lock = g_build_filename(store_git_dir(v->repo->store), "index.lock", NULL);
	g_autofree char *own = g_build_filename(store_common_dir(v->repo->store), "sx", NULL);

	if (access(journal, F_OK) == 0)
		doctor_say(v, "journal", MEND, "a change was cut short and its files have not been finished",
			"run any command that writes, once the disk can be written");
	else
		doctor_say(v, "journal", FINE, "no change was cut short", NULL);
	if (access(index_lock, F_OK) == 0)
		doctor_say(v, "lock", NOTE, "git's index is locked: a git program is at work, or one was killed",
			"when none is at work, see what git says of index.lock");
	else if (access(store_common_dir(v->repo->store), W_OK) < 0 || (access(own, F_OK) == 0 && access(own, W_OK) < 0))
		doctor_say(v, "lock", NOTE, "you can read this repository but not write to it", NULL);
	else
		doctor_say(v, "lock", FINE, "nothing is locked", NULL);
}

static void
look_at_indexes(struct visit *v)
{
	g_autoptr(GError) error = NULL, other = NULL;
	AUTO(stage) stage = stage_open(store_git_dir(v->repo->store), &error);
	g_autofree char *fault = NULL, *says = NULL;
	gboolean verified = v->snapshot && index_verify(v->snapshot, &fault, &other);

	if (error)
		say_error(v, "git's index", error);
	else if (store_work_dir(v->repo->store))
		doctor_say(v, "git's index", FINE, "it can be read", NULL);
	if (other)
		say_error(v, "index", other);
	else if (fault) {
		says = g_strdup_printf("it said something else than the records and commits do: %s", fault);
		doctor_say(v, "index", MEND, says, "nothing: it is removed, and the next command makes it anew");
	} else if (verified)
		doctor_say(v, "index", FINE, "it says what the records and commits say", NULL);
}

static void
look_at_history(struct visit *v)
{
	g_autofree char *grafts = g_build_filename(store_common_dir(v->repo->store), "info", "grafts", NULL);

	if (store_is_shallow(v->repo->store))
		doctor_say(v, "history", NOTE, "this is a shallow clone: the history ends where it was cut off",
			"run: git fetch --unshallow");
	else
		doctor_say(v, "history", FINE, "it is complete", NULL);
	if (store_has_ref(v->repo->store, "refs/replace/?*") || access(grafts, F_OK) == 0)
		doctor_say(v, "history", NOTE, "git shows other objects in place of some here; sx reads those that were recorded",
			"see git-replace(1) for how to list them");
}

static void
look_at_site(struct visit *v)
{
	const char *site = v->snapshot ? v->snapshot->site : NULL;
	g_autofree char *says = NULL;

	if (!v->snapshot || !v->snapshot->config->sites->len)
		return;
	if (site && config_site(v->snapshot->config, site)) {
		says = g_strdup_printf("this clone belongs to %s", site);
		doctor_say(v, "site", FINE, says, NULL);
	} else {
		says = site ? g_strdup_printf("this clone belongs to '%s', which .sx/config.yaml does not list", site)
			    : g_strdup("this clone belongs to no plant");
		doctor_say(v, "site", MEND, says, "run: git config sx.site CODE, with one of 'sites' in .sx/config.yaml");
	}
}

/* What a sync needs, but for the network. */
static void
look_at_sharing(struct visit *v)
{
	struct head head = {0};
	struct remote remote = {0};
	g_autoptr(GError) error = NULL;
	g_autofree char *git = g_find_program_in_path("git"), *says = NULL;
	guint out, in;

	if (!git)
		doctor_say(v, "sharing", MEND, "there is no git program, which reaches other repositories", "install git");
	else if (store_work_dir(v->repo->store) && store_head(v->repo->store, &head, NULL) && head.branch) {
		if (!remote_open(v->repo->store, head.branch, NULL, FALSE, &remote, &error)) {
			if (error_status(error) == ERR_NOT_FOUND)
				doctor_say(v, "sharing", FINE, "with no other repository", NULL);
			else
				say_error(v, "sharing", error);
		} else if (!sync_waiting(v->repo, remote.tracking, &out, &in)) {
			says = g_strdup_printf("nothing was shared with %s yet", remote.name);
			doctor_say(v, "sharing", NOTE, says, "run: sx sync");
		} else {
			says = g_strdup_printf("with %s; %u commit%s here and %u from there wait for a sync", remote.name, out,
				out == 1 ? "" : "s", in);
			doctor_say(v, "sharing", FINE, says, NULL);
		}
	}
	remote_clear(&remote);
	head_clear(&head);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	static const char *const columns[] = {"verdict", "what", "says", "do"};
	struct visit v = {.s = s, .repo = session_repo(s, err)};
	g_autoptr(GError) unread = NULL;

	if (argc)
		return error_set(err, ERR_USAGE, "doctor takes no arguments");
	if (!v.repo)
		return -1;
	v.snapshot = session_snapshot(s, &unread);
	v.rows = session_rows(s);
	rows_header(v.rows, FALSE);
	for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
		rows_column(v.rows, columns[i], columns[i], ROWS_TEXT);
	if (unread)
		say_error(&v, "settings", unread);
	if (hub_is(v.repo->store)) { /* nobody works in it */
		doctor_look_at_hub(&v);
	} else {
		look_at_identity(&v);
		look_at_site(&v);
		doctor_look_at_keys(&v);
		doctor_look_at_agreement(&v);
		doctor_look_at_commits(&v);
	}
	look_at_head(&v);
	look_at_attributes(&v);
	look_at_merge(&v);
	look_at_sharing(&v);
	doctor_look_at_transport(&v);
	doctor_look_at_witness(&v);
	look_at_locks(&v);
	look_at_indexes(&v);
	look_at_history(&v);
	session_rows_done(s, v.rows);
	rows_free(v.rows);
	return v.mend ? 1 : 0;
}

const struct command cmd_doctor = {"", options, run};
