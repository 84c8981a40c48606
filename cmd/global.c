/* The options every command understands. */
#include "global.h"
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct global global;
const struct option global_options[] = {
	{"dir", 'C', OPTION_LIST, &global.dirs, "DIR", "work as if started in this folder", "file"},
	{"git-dir", 0, OPTION_TEXT, &global.git_dir, "DIR", "the repository itself, for one without a work tree", "file"},
	{"with", 0, OPTION_LIST, &global.with, "DIR|NAME", "answer over this repository, too; all: over all configured", "file"},
	{"at", 0, OPTION_TEXT, &global.at, "REV|DATE", "read the records as they were committed then"},
	{"today", 0, OPTION_TEXT, &global.today, "DATE", "the day a read is computed for"},
	{"json", 0, OPTION_FLAG, &global.json, NULL, "print JSON, errors too"},
	{"csv", 0, OPTION_FLAG, &global.csv, NULL, "print CSV"},
	{"color", 0, OPTION_TEXT, &global.color, "WHEN", "colour: auto, always or never", "word:auto always never"},
	{"no-pager", 0, OPTION_FLAG, &global.no_pager, NULL, "never start a pager"},
	{"version", 0, OPTION_FLAG, &global.version, NULL, "print the version"},
	{"help", 'h', OPTION_FLAG, &global.help, NULL, "say how a command is used"}, {0}};

gboolean
global_wants_json(int argc, char **argv)
{
	for (int i = 1; i < argc && !g_str_equal(argv[i], "--"); i++) {
		if (g_str_equal(argv[i], "--json"))
			return TRUE;
	}
	return FALSE;
}

static gboolean
enter_dirs(struct session *s, GError **err)
{
	for (guint i = 0; global.dirs && i < global.dirs->len; i++) {
		const char *dir = global.dirs->pdata[i];

		if (*dir && chdir(dir) < 0)
			return error_set(err, ERR_NOT_FOUND, "cannot enter '%s': %s", dir, g_strerror(errno));
	}
	if (global.dirs && global.dirs->len) {
		g_autofree char *here = g_get_current_dir();

		s->dir = g_intern_string(here);
	}
	g_clear_pointer(&global.dirs, g_ptr_array_unref);
	return TRUE;
}

static gboolean
read_color(struct session *s, GError **err)
{
	const char *when = global.color ? global.color : "auto";
	const char *none = g_getenv("NO_COLOR"), *term = g_getenv("TERM");

	if (g_str_equal(when, "always"))
		s->color = TRUE;
	else if (g_str_equal(when, "never"))
		s->color = FALSE;
	else if (g_str_equal(when, "auto"))
		s->color = s->terminal && !(none && *none) && g_strcmp0(term, "dumb") != 0;
	else
		return error_set(err, ERR_USAGE, "'%s' is no word for --color: auto, always or never", when);
	return TRUE;
}

static gboolean
read_today(struct session *s, GError **err)
{
	const struct repo_where where = {.git_dir = s->git_dir, .today = DAY_NONE};
	AUTO(calendar) plain = calendar_new();
	AUTO(repo) repo = NULL;
	AUTO(snapshot) now = NULL;
	const struct calendar *calendar = plain;

	if (!global.today)
		return TRUE;
	if (!g_ascii_isdigit(*global.today) && (repo = repo_open(&where, NULL)) && (now = snapshot_head(repo, NULL)))
		calendar = now->calendar; /* whose days, working days and fiscal year a word means */
	if (date_read(global.today, calendar_day(calendar, calendar_now()), calendar, &s->asked_today, err))
		return TRUE;
	g_prefix_error(err, "--today: ");
	return FALSE;
}

/* Of the terminal, as COLUMNS has it or else the terminal itself; 0 when there is none, or it does not tell. */
static int
screen_width(const struct session *s)
{
	const char *columns = g_getenv("COLUMNS");
	struct winsize size;
	guint64 n;

	if (!s->terminal)
		return 0;
	if (columns && g_ascii_string_to_unsigned(columns, 10, 1, 10000, &n, NULL))
		return (int)n;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

gboolean
global_apply(struct session *s, GError **err)
{
	if (global.json && global.csv)
		return error_set(err, ERR_USAGE, "--json and --csv are two formats, and one is printed");
	s->terminal = isatty(STDOUT_FILENO);
	s->width = screen_width(s);
	s->pager = !global.no_pager;
	s->format = global.json ? FORMAT_JSON : global.csv ? FORMAT_CSV : FORMAT_TEXT;
	s->git_dir = global.git_dir;
	s->at = global.at;
	s->with = global.with;
	return enter_dirs(s, err) && read_color(s, err) && read_today(s, err);
}

/* How many words an option takes that says what is read: 0 for another, 1 for --at=DATE, 2 for --at DATE. */
static int
says_what_is_read(const char *word)
{
	static const char *const names[] = {"-C", "--git-dir", "--with", "--at", "--today"};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		gsize length = strlen(names[i]);

		if (strncmp(word, names[i], length) == 0 && !word[length])
			return 2;
		if (strncmp(word, names[i], length) == 0 && word[1] == '-' && word[length] == '=')
			return 1;
	}
	return 0;
}

int
global_hoist(int argc, char **argv)
{
	int front = 0;

	for (int i = 0; i < argc && !g_str_equal(argv[i], "--"); i++) {
		char *word = argv[i], *value = i + 1 < argc ? argv[i + 1] : NULL;
		int n = says_what_is_read(word);

		/* the value of -m is a sentence, whatever it looks like */
		if (!n || (n == 2 && !value) || (i && g_str_equal(argv[i - 1], "-m")))
			continue;
		memmove(argv + front + n, argv + front, (i - front) * sizeof(*argv));
		argv[front++] = word;
		if (n == 2)
			argv[front++] = value;
		i += n - 1;
	}
	return front;
}

static void
pass_text(GPtrArray *argv, const char *name, const char *value)
{
	if (value) {
		g_ptr_array_add(argv, (char *)name);
		g_ptr_array_add(argv, (char *)value);
	}
}

void
global_pass(GPtrArray *argv)
{
	pass_text(argv, "--git-dir", global.git_dir);
	for (guint i = 0; global.with && i < global.with->len; i++)
		pass_text(argv, "--with", global.with->pdata[i]);
	pass_text(argv, "--at", global.at);
	pass_text(argv, "--today", global.today);
	pass_text(argv, "--color", global.color);
	if (global.json)
		g_ptr_array_add(argv, (char *)"--json");
	if (global.csv)
		g_ptr_array_add(argv, (char *)"--csv");
	if (global.no_pager)
		g_ptr_array_add(argv, (char *)"--no-pager");
}
