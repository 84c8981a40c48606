/* sx completion: the script of a shell, and the answers it asks for. */
#include "completion_scripts.h"
#include "dispatch.h"
#include "global.h"
#include "usage.h"
#include <string.h>

#define MOST_IDS 200

static struct {
	gboolean ask;
} opt;
static const struct option options[] = {{"ask", 0, OPTION_FLAG, &opt.ask, NULL, NULL}, {0}};

/* What is asked: the word under the cursor, and what has been found out from those before it. */
struct asked {
	struct session *s;
	const char *word; /* what has been typed of it */
	const char *lead; /* "--due=" before a value, else "" */
	const struct option *tables[4];
};

static void
offer(const struct asked *a, const char *word, const char *help)
{
	if (!g_str_has_prefix(word, a->word))
		return;
	g_string_append_printf(a->s->out, "%s%s", a->lead, word);
	if (help && *help) {
		g_autofree char *line = g_strdelimit(g_strdup(help), "\n\t\r", ' ');

		g_string_append_printf(a->s->out, "\t%s", line);
	}
	g_string_append_c(a->s->out, '\n');
}

static void
offer_ids(const struct asked *a, const char *kind)
{
	struct index *index = session_index(a->s, NULL);
	AUTO(db_query) q = NULL;
	gboolean row;

	if (!index)
		return;
	q = db_prepare(index_db(index),
		"select id, title from record where (kind = ?1 or ?1 is null) and (substr(id, 1, length(?2)) = ?2 collate nocase"
		" or (length(?2) >= 4 and substr(tail, 1, length(?2)) = ?2 collate nocase)) order by open desc, id desc limit ?3",
		NULL);
	if (!q)
		return;
	db_bind_text(q, 1, kind);
	db_bind_text(q, 2, a->word);
	db_bind_int(q, 3, MOST_IDS);
	while (db_step(q, &row, NULL) && row) {
		const struct asked any = {a->s, "", a->lead, {NULL}};

		offer(&any, db_text(q, 0), db_text(q, 1));
	}
}

static void
offer_kinds(const struct asked *a)
{
	const struct kinds *kinds = session_kinds(a->s, NULL);

	for (guint i = 0; kinds && i < kinds_all(kinds)->len; i++) {
		const struct kind *kind = kinds_all(kinds)->pdata[i];

		offer(a, kind->name, kind->help);
	}
}

static void
offer_fields(const struct asked *a, const char *after)
{
	const struct kind *kind = a->s->kind;

	for (guint i = 0; kind && i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];
		g_autofree char *word = g_strconcat(field->name, after, NULL);

		if (!field->fields)
			offer(a, word, field->help);
	}
}

/* "state:op": the values of the field; else names of fields. */
static void
offer_filter(const struct asked *a)
{
	const char *colon = strpbrk(a->word, ":=");
	g_autofree char *name = g_strndup(a->word, colon ? colon - a->word : 0);
	const struct field *field = colon && a->s->kind ? kind_field(a->s->kind, name) : NULL;
	g_autofree char *lead = colon ? g_strndup(a->word, colon + 1 - a->word) : NULL;

	if (!colon) {
		if (!a->s->kind)
			offer_kinds(a);
		offer_fields(a, ":");
		return;
	}
	for (guint i = 0; field && field->values && field->values[i]; i++) {
		const struct asked value = {a->s, colon + 1, lead, {NULL}};

		offer(&value, field->values[i], field->value_help ? field->value_help[i] : NULL);
	}
	for (guint i = 0; field && field->to && field->to[i]; i++) {
		const struct asked value = {a->s, colon + 1, lead, {NULL}};

		offer_ids(&value, field->to[i]);
	}
}

/* As option.completes and command.completes say. */
static void
offer_by(const struct asked *a, const char *completes)
{
	g_auto(GStrv) words = NULL;

	if (!completes || g_str_equal(completes, "file"))
		return;
	if (g_str_equal(completes, "id"))
		offer_ids(a, a->s->kind ? a->s->kind->name : NULL);
	else if (g_str_equal(completes, "kind"))
		offer_kinds(a);
	else if (g_str_equal(completes, "filter"))
		offer_filter(a);
	else if (g_str_equal(completes, "field"))
		offer_fields(a, "");
	else if (g_str_has_prefix(completes, "id:") || g_str_has_prefix(completes, "word:"))
		words = g_strsplit_set(strchr(completes, ':') + 1, ", ", -1);
	for (guint i = 0; words && words[i]; i++) {
		if (*completes == 'i')
			offer_ids(a, words[i]);
		else
			offer(a, words[i], NULL);
	}
}

static void
offer_options(const struct asked *a)
{
	for (guint i = 0; a->tables[i]; i++) {
		for (const struct option *o = a->tables[i]; o->name; o++) {
			g_autofree char *word = g_strconcat("--", o->name, NULL);

			if (o->help)
				offer(a, word, o->help);
		}
	}
}

/* Commands (kind NULL) or verbs of a kind. */
static void
offer_commands(const struct asked *a, const struct kind *kind)
{
	const struct kinds *kinds = session_kinds(a->s, NULL);
	g_autofree const char **words = usage_words(kinds, kind);

	for (const char **word = words; *word; word++) {
		const struct command_row *row = kind ? NULL : command_find(*word, -1);
		const struct kind *named = row || kind ? NULL : kind_find(kinds, *word);
		const struct verb *verb = kind ? kind_verb(kind, *word) : NULL;

		offer(a, *word, row ? row->summary : named ? named->help : verb ? verb->help : NULL);
	}
}

/* The option whose value the cursor stands in: of the word before ("--due" ""), or of this one ("--due=2"); NULL: none. */
static const struct option *
open_option(struct asked *a, const char *before)
{
	const char *equals = g_str_has_prefix(a->word, "--") ? strchr(a->word, '=') : NULL;
	const struct option *o = NULL;

	if (equals) {
		o = options_find(a->tables, a->word + 2, equals - a->word - 2, NULL);
		a->lead = session_keep(g_strndup(a->word, equals + 1 - a->word));
		a->word = equals + 1;
	} else if (before && g_str_has_prefix(before, "--") && before[2] && !strchr(before, '=')) {
		o = options_find(a->tables, before + 2, strlen(before + 2), NULL);
	} else if (before && before[0] == '-' && before[1] && !before[2]) {
		o = options_letter(a->tables, before[1]);
	}
	return o && o->type != OPTION_FLAG ? o : NULL;
}

static void
answer_command(struct asked *a, const struct command_row *row, const char *before)
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
		offer_by(a, row->command->completes);
}

static const struct command_row *
find_row(struct session *s, int n, char **words)
{
	const struct kinds *kinds;
	const struct command_row *row = n ? command_find(words[0], -1) : NULL;

	if (row) {
		kinds = n > 1 && row->flags & REPO ? session_kinds(s, NULL) : NULL;
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
		answer_command(&a, row, before);
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
