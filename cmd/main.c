/* sx: reads the command line, runs one command, prints, and exits with its status. */
#include "coverage.h"
#include "dispatch.h"
#include "external.h"
#include "global.h"
#include "pulse.h"
#include "session_own.h"
#include "usage.h"
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/*
 * A closed standard stream must not become the number of a file that is opened later; writing to it must still fail. Who ignores
 * that children end never learns how they did.
 */
static void
stand_ready(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	close(fd);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C");
}

static guint
with_count(const struct session *s)
{
	return s->with ? s->with->len : 0;
}

/* Once records are read it is too late to say which: `sx KIND VERB --tod 2026-01-01` must not answer for today. */
static gboolean
check_in_time(const struct session *before, guint with, const struct session *s, GError **err)
{
	if (!s->own->snapshot ||
		(with == with_count(s) && before->asked_today == s->asked_today && !g_strcmp0(before->at, s->at) &&
			!g_strcmp0(before->git_dir, s->git_dir) && !g_strcmp0(before->dir, s->dir)))
		return TRUE;
	error_set(err, ERR_USAGE, "what is read is said too late");
	error_hint(err,
		"write --at, --today, --with, --git-dir and -C in full, apart from their values, and best before the command");
	return FALSE;
}

static int
refuse_several(const struct session *s, GError **err)
{
	error_set(err, ERR_USAGE, "%s%s works in one repository", *s->command ? "sx " : "sx alone", s->command);
	error_hint(err, "leave --with out; reads such as list, overdue, report and rollup take it");
	return ERR_USAGE;
}

/* Reads what follows the command's words and runs it. */
static int
run_command(struct session *s, const struct command_row *row, int argc, char **argv, GError **err)
{
	static const struct option none[] = {{0}};
	const struct command *command = row->command;
	const struct option *more = command->more && s->kind ? command->more(s, err) : none;
	const struct option *const tables[] = {command->options ? command->options : none, global_options, more, NULL};
	gboolean filter = command->completes && g_str_has_suffix(command->completes, "filter");
	struct session before = *s;
	guint with = with_count(s);
	int n, status = 0;

	if (!more || !options_read(tables, filter ? OPTIONS_FILTER : OPTIONS_ALL, argc, argv, &n, err) || !global_apply(s, err) ||
		!check_in_time(&before, with, s, err))
		return ERR_USAGE;
	argv[n] = NULL;
	if (global.help) {
		usage_command(s, row, s->out, err);
		return 0;
	}
	if (s->with && !(row->flags & SEVERAL))
		return refuse_several(s, err);
	s->own->looks = (row->flags & LOOKS) != 0;
	if ((row->flags & REPO) && !session_repo(s, err))
		return ERR_NOT_FOUND;
	status = command->run(s, n, argv, err);
	if (s->format == FORMAT_JSON && !*err && !s->own->json_done) {
		g_autofree char *text = g_strdup(s->out->str);

		/* a command that only prints text: that text is its data */
		g_string_truncate(s->out, 0);
		json_text(session_json(s, NULL), *text ? text : NULL);
		session_json_done(s);
	}
	return *err ? status : coverage_end(s, status);
}

/* `sx KIND`, `sx KIND VERB ...`: argv begins after the kind. */
static int
run_kind(struct session *s, int argc, char **argv, GError **err)
{
	const struct option *const tables[] = {global_options, NULL};
	const struct command_row *row;
	const char *verb;
	int n;

	if (!options_read(tables, OPTIONS_FIRST, argc, argv, &n, err) || !global_apply(s, err))
		return ERR_USAGE;
	if (global.help && !n) {
		usage_kind(s, s->out, s->kind);
		return 0;
	}
	verb = n ? argv[0] : "list";
	row = dispatch_verb(s, verb);
	if (!row)
		return usage_unknown(NULL, s->kind, verb, NULL, err);
	s->command = session_keep(g_strconcat(s->kind->name, " ", verb, NULL));
	return run_command(s, row, MAX(n - 1, 0), n ? argv + 1 : argv, err);
}

/* No command: the pulse, or what the options ask for. */
static int
run_alone(struct session *s, GError **err)
{
	s->command = "";
	if (global.help) {
		usage_all(s, s->out);
		return 0;
	}
	if (global.version) {
		s->command = "version";
		return cmd_version.run(s, 0, NULL, err);
	}
	if (s->with)
		return refuse_several(s, err);
	return pulse_run(s, err);
}

static void
become(const char *program, const char *word, int argc, char **argv, GError **err)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();

	g_ptr_array_add(words, (char *)word);
	global_pass(words);
	for (int i = 0; i < argc; i++)
		g_ptr_array_add(words, argv[i]);
	g_ptr_array_add(words, NULL);
	external_run(program, (char **)words->pdata, err);
}

/* A look at options also where the repository's own kinds do not read: by those that are built in. */
static const struct kinds *
kinds_for_help(struct session *s, const char *word, int argc, char **argv, GError **err)
{
	g_autoptr(GError) fault = NULL;
	const struct kinds *kinds = session_kinds(s, &fault);

	for (int i = 0; !kinds && i < argc && !g_str_equal(argv[i], "--"); i++)
		if (g_str_equal(argv[i], "-h") || g_str_equal(argv[i], "--help"))
			kinds = session_kinds_builtin(s, NULL);
	if (kinds && (!fault || kind_find(kinds, word)))
		return kinds;
	g_propagate_error(err, g_steal_pointer(&fault));
	return NULL;
}

/* A word that is no command: a kind of the repository, or a program of the user's. argv begins after it. */
static int
run_word(struct session *s, const char *word, int argc, char **argv, GError **err)
{
	const struct option *const tables[] = {global_options, NULL};
	const struct kinds *kinds = session_kinds(s, NULL);
	g_autofree char *program = kinds && kind_find(kinds, word) ? NULL : external_find(s, word);
	int front, n;

	if (program) {
		become(program, word, argc, argv, err);
		return ERR_REMOTE;
	}
	front = global_hoist(argc, argv);
	if (front) {
		session_close(s);
		if (!options_read(tables, OPTIONS_ALL, front, argv, &n, err) || !global_apply(s, err))
			return ERR_USAGE;
	}
	kinds = kinds_for_help(s, word, argc - front, argv + front, err);
	if (!kinds)
		return ERR_INVALID;
	s->kind = kind_find(kinds, word);
	if (!s->kind)
		return usage_unknown(kinds, NULL, word, argc > front ? argv[front] : NULL, err);
	return run_kind(s, argc - front, argv + front, err);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	const struct option *const tables[] = {global_options, NULL};
	const struct command_row *row;
	int n;

	if (!options_read(tables, OPTIONS_FIRST, argc, argv, &n, err) || !global_apply(s, err))
		return ERR_USAGE;
	if (!n)
		return run_alone(s, err);
	s->command = argv[0];
	row = command_find(argv[0], -1);
	if (row)
		return run_command(s, row, n - 1, argv + 1, err);
	return run_word(s, argv[0], n - 1, argv + 1, err);
}

/* Options and completion follow the kinds as they are edited; what is written is judged by those that are recorded. */
static void
mention_schema(struct session *s, const GError *err)
{
	struct change *change = session_change_now(s);
	const struct kinds *kinds = change ? change_kinds(change, NULL) : NULL;
	const char *file = error_more(err)->file;
	AUTO(snapshot) live = NULL;

	if (!kinds || s->format != FORMAT_TEXT || (file && g_str_has_prefix(file, ".sx/")))
		return;
	live = snapshot_open(change->repo, NULL, NULL);
	if (live && strcmp(kinds_digest(live->kinds), kinds_digest(kinds)) != 0)
		session_warn(s, "'.sx/schema' is edited, and records are judged by the kinds that are recorded: 'sx commit -m "
				"REASON .sx' comes first");
}

int
main(int argc, char **argv)
{
	struct session s;
	g_autoptr(GError) err = NULL;
	gboolean json = global_wants_json(argc, argv);
	int status, failed = 0;

	stand_ready();
	session_init(&s);
	if (json)
		s.format = FORMAT_JSON;
	status = run(&s, argc - 1, argv + 1, &err);
	if (err && json) /* which may not have been read when it failed */
		s.format = FORMAT_JSON;
	if (err)
		mention_schema(&s, err);
	session_end_change(&s);
	if (err && !s.told)
		g_string_truncate(s.out, 0);
	else
		failed = session_flush(&s);
	if (err) {
		session_report(&s, err);
		status = error_status(err);
	}
	session_leave(&s);
	return failed ? failed : status;
}
