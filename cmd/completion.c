/* sx completion: the script of a shell, and the answers it asks for. */
#include "completion_offer.h"
#include "completion_scripts.h"
#include "dispatch.h"
#include "global.h"
#include <string.h>

static struct {
	gboolean ask;
} opt;
static const struct option options[] = {{"ask", 0, OPTION_FLAG, &opt.ask, NULL, NULL}, {0}};

/* The option whose value the cursor stands in: of the word before ("--due" ""), or of this one ("--due=2"); NULL: none. */
static const struct option *
open_option(struct asked *a, const char *before)
{
	const char *equals = g_str_has_prefix(a->word, "--") ? strchr(a->word, '=') : NULL;
	const struct option *o = NULL;

	if (equals) {
		o = options_find(a->tables, a->word + 2, equals - a->word - 2, OPTIONS_ALL, NULL);
		a->lead = session_keep(g_strndup(a->word, equals + 1 - a->word));
		a->word = equals + 1;
	} else if (before && g_str_has_prefix(before, "--") && before[2] && !strchr(before, '=')) {
		o = options_find(a->tables, before + 2, strlen(before + 2), OPTIONS_ALL, NULL);
	} else if (before && before[0] == '-' && before[1] && !before[2]) {
		o = options_letter(a->tables, before[1]);
	}
	return o && o->type != OPTION_FLAG ? o : NULL;
}

/* Which of the command's own words the cursor is at, from 0: words are all before it, from the command on. */
static guint
place_of(struct asked *a, int n, char **words)
{
	const struct asked any = *a;
	guint place = 0;

	a->word = ""; /* only the words before it count */
	for (int i = 0; i < n; i++)
		if (*words[i] != '-' && !(i && open_option(a, words[i - 1])))
			place++;
	*a = any;
	return place;
}

/* "id;file" at 1 -> "file". */
static void
offer_at(const struct asked *a, const char *completes, guint place)
{
	g_auto(GStrv) places = g_strsplit(completes ? completes : "", ";", -1);
	guint n = g_strv_length(places);

	if (n)
		offer_by(a, places[MIN(place, n - 1)]);
}

/* words: those after the command, before the cursor. */
static void
answer_command(struct asked *a, const struct command_row *row, int n_words, char **words, const char *before)
{
	guint n = 0;
	const struct option *o;

	if (row->command->options)
		a->tables[n++] = row->command->options;
	if (row->command->more && a->s->kind)
		a->tables[n++] = row->command->more(a->s, NULL);
	n -= n && !a->tables[n - 1];
	a->tables[n] = global_options;
	o = open_option(a, before);
	if (o)
		offer_by(a, o->completes);
	else if (*a->word == '-')
		offer_options(a);
	else
		offer_at(a, row->command->completes, place_of(a, n_words, words));
}

static const struct command_row *
find_row(struct session *s, int n, char **words)
{
	const struct kinds *kinds;
	const struct command_row *row = n ? command_find(words[0], -1) : NULL;

	if (row) {
		kinds = n > 1 ? session_kinds(s, NULL) : NULL;
		for (int i = 1; kinds && i < n && !s->kind; i++)
			s->kind = kind_find(kinds, words[i]);
		return row;
	}
	kinds = n ? session_kinds(s, NULL) : NULL;
	s->kind = kinds ? kind_find(kinds, words[0]) : NULL;
	return s->kind && n > 1 ? dispatch_verb(s, words[1]) : NULL;
}

static void
answer(struct session *s, int argc, char **argv)
{
	struct asked a = {s, argc ? argv[argc - 1] : "", "", {global_options, NULL}};
	const struct option *const tables[] = {global_options, NULL};
	const char *before = argc > 1 ? argv[argc - 2] : NULL;
	const struct command_row *row;
	const struct option *o;
	int n = 0;

	/* what cannot be read is not finished yet */
	options_read(tables, OPTIONS_FIRST, MAX(argc - 1, 0), argv, &n, NULL);
	global.no_pager = TRUE;
	global.json = global.csv = FALSE;
	if (!global_apply(s, NULL))
		return;
	row = find_row(s, n, argv);
	if (row) {
		const int own = MIN(n, command_find(argv[0], -1) ? 1 : 2); /* "list", or "action add" */

		answer_command(&a, row, n - own, argv + own, before);
		return;
	}
	o = open_option(&a, before);
	if (o)
		offer_by(&a, o->completes);
	else if (*a.word == '-')
		offer_options(&a);
	else if (n == 0 || (s->kind && n == 1))
		offer_commands(&a, s->kind);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	const char *script;

	if (opt.ask) {
		s->bad_known = TRUE; /* nobody wants to read it while typing */
		answer(s, argc, argv);
		return 0;
	}
	script = argc == 1 ? completion_script(argv[0]) : NULL;
	if (!script)
		return error_set(err, ERR_USAGE, "which shell: bash, zsh or fish?");
	g_string_append(s->out, script);
	return 0;
}

const struct command cmd_completion = {"bash|zsh|fish", options, run, "word:bash zsh fish"};
