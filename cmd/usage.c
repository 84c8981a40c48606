/* What -h prints, and the nearest command to a wrong one. */
#include "usage.h"
#include "foreign.h"
#include "global.h"
#include "text.h"
#include <string.h>

#define PAGE 80 /* columns */

static const struct {
	enum command_group group;
	const char *head;
} groups[] = {{START, "start"}, {RECORDS, "look"}, {CHANGES, "changes"}, {REPORTS, "reports"}, {EXCHANGE, "exchange"}};

/* Lines of help are short also on a wide screen, and where there is none. */
static int
page_width(const struct session *s)
{
	return s->width > 0 && s->width < PAGE ? s->width : PAGE;
}

static void
line(const struct session *s, GString *out, const char *name, const char *help)
{
	g_string_append_printf(out, "  %-12s ", name);
	text_wrap(out, help, page_width(s), 15);
	g_string_append_c(out, '\n');
}

static void
usage_rows(const struct session *s, GString *out, enum command_group group, const char *head)
{
	guint n = 0;

	for (const struct command_row *row = command_rows; row->name; row++) {
		if (row->group != group)
			continue;
		if (!n++)
			g_string_append_printf(out, "\n%s:\n", head);
		line(s, out, command_word(row), row->summary);
	}
}

void
usage_all(struct session *s, GString *out)
{
	const struct kinds *own = session_kinds(s, NULL), *kinds = own ? own : session_kinds_builtin(s, NULL);

	g_string_append(out, "usage: sx [OPTION...] COMMAND [ARGUMENT...]\n"
			     "       sx [OPTION...] KIND VERB [ARGUMENT...]\n");
	for (gsize i = 0; i < G_N_ELEMENTS(groups); i++)
		usage_rows(s, out, groups[i].group, groups[i].head);
	g_string_append(out, "\nkinds of record (sx KIND -h lists the verbs of one):\n");
	for (guint i = 0; kinds && i < kinds_all(kinds)->len; i++) {
		const struct kind *kind = kinds_all(kinds)->pdata[i];

		line(s, out, kind->name, kind->help);
	}
	g_string_append(out, "\noptions, before or after the command:\n");
	options_help(out, global_options, page_width(s));
}

static gboolean
has_engine(const struct kind *kind, const char *word)
{
	for (guint i = 0; kind->engines && i < kind->engines->len; i++) {
		if (g_str_equal(((struct engine_verb *)kind->engines->pdata[i])->name, word))
			return TRUE;
	}
	return FALSE;
}

/* Generic verbs of every kind: VERB rows (but the workflow's own) and WITH_KIND commands. */
static gboolean
is_generic(const struct command_row *row)
{
	return row->group == KIND_VERBS ? !g_str_equal(row->name, "verb") : (row->flags & WITH_KIND) != 0;
}

void
usage_kind(const struct session *s, GString *out, const struct kind *kind)
{
	g_autofree char *says = g_strdup_printf("%s: %s", kind->name, kind->help);

	g_string_append_printf(out, "usage: sx %s VERB [ARGUMENT...]\n\n", kind->name);
	text_wrap(out, says, page_width(s), 0);
	g_string_append(out, "\n\nverbs:\n");
	for (guint i = 0; kind->engines && i < kind->engines->len; i++) {
		const struct engine_verb *engine = kind->engines->pdata[i];

		line(s, out, engine->name, engine->help);
	}
	for (const struct command_row *row = command_rows; row->name; row++) {
		if (is_generic(row) && !has_engine(kind, row->name))
			line(s, out, row->name, row->summary);
	}
	if (!kind->workflow || !kind->workflow->verbs)
		return;
	g_string_append(out, "\nsteps of its workflow:\n");
	for (guint i = 0; i < kind->workflow->verbs->len; i++) {
		const struct verb *verb = kind->workflow->verbs->pdata[i];

		line(s, out, verb->name, verb->help);
	}
}

gboolean
usage_command(struct session *s, const struct command_row *row, GString *out, GError **err)
{
	const struct command *command = row->command;
	const struct option *more = NULL;
	const char *summary = s->verb ? s->verb->help : row->summary;
	g_autofree char *words = command->words && s->verb ? command->words(s) : g_strdup(command->usage);

	if (command->more && s->kind) {
		more = command->more(s, err);
		if (!more)
			return FALSE;
	}
	g_string_append_printf(out, "usage: sx %s", s->command);
	if ((command->options && command->options->name) || more)
		g_string_append(out, " [OPTION...]");
	if (words && *words)
		g_string_append_printf(out, " %s", words);
	g_string_append_printf(out, "\n\n%s\n", summary);
	if (command->options && command->options->name) {
		g_string_append(out, "\noptions:\n");
		options_help(out, command->options, page_width(s));
	}
	if (more && more->name) {
		g_string_append_printf(out, "\nfields of %s:\n", s->kind->name);
		options_help(out, more, page_width(s));
	}
	return TRUE;
}

const char **
usage_words(const struct kinds *kinds, const struct kind *kind)
{
	GPtrArray *words = g_ptr_array_new();

	for (const struct command_row *row = command_rows; row->name; row++) {
		if (kind ? is_generic(row) : row->group != KIND_VERBS && row->group != ENGINES)
			g_ptr_array_add(words, (char *)command_word(row));
	}
	for (guint i = 0; kind && kind->engines && i < kind->engines->len; i++)
		g_ptr_array_add(words, (char *)((struct engine_verb *)kind->engines->pdata[i])->name);
	for (guint i = 0; kind && kind->workflow && i < kind->workflow->verbs->len; i++)
		g_ptr_array_add(words, (char *)((struct verb *)kind->workflow->verbs->pdata[i])->name);
	for (guint i = 0; !kind && kinds && i < kinds_all(kinds)->len; i++)
		g_ptr_array_add(words, (char *)((struct kind *)kinds_all(kinds)->pdata[i])->name);
	g_ptr_array_add(words, NULL);
	return (const char **)g_ptr_array_free(words, FALSE);
}

/* What people say of a record, without saying of which kind. *of: the first kind that has the verb, NULL when all have it. */
static gboolean
is_verb(const struct kinds *kinds, const char *word, const struct kind **of)
{
	if (command_find(word, KIND_VERBS) && !g_str_equal(word, "verb"))
		return TRUE;
	for (guint i = 0; kinds && i < kinds_all(kinds)->len; i++) {
		const struct kind *kind = kinds_all(kinds)->pdata[i];

		for (guint k = 0; kind->engines && k < kind->engines->len; k++)
			if (g_str_equal(((struct engine_verb *)kind->engines->pdata[k])->name, word))
				*of = kind;
		if (kind->workflow && kind_verb(kind, word))
			*of = kind;
		if (*of)
			return TRUE;
	}
	return FALSE;
}

/* What the word of another tool is as a verb of some kind. */
static const char *
foreign_verb(const struct kinds *kinds, const char *word)
{
	const char *verb = NULL;

	for (guint i = 0; kinds && !verb && i < kinds_all(kinds)->len; i++) {
		g_autofree const char **words = usage_words(kinds, kinds_all(kinds)->pdata[i]);

		verb = foreign_word(word, words);
	}
	return verb;
}

/* For `sx KIND WORD`, and `sx WORD KIND`. */
static void
advise(const struct kinds *kinds, const struct kind *kind, const char *word, const char *next, GError **err)
{
	g_autofree const char **words = usage_words(kinds, kind);
	const struct kind *of = NULL, *named = !kind && kinds && next ? kind_find(kinds, next) : NULL;
	const char *known = foreign_word(word, words), *other = known || kind ? known : foreign_verb(kinds, word);
	const char *near = other ? other : text_nearest(word, words);

	if (!kind && !(other && name_in((const char *const *)words, other)) && is_verb(kinds, other ? other : word, &of))
		error_hint(err, "it is done to a record: sx %s %s",
			named ? named->name
			: of  ? of->name
			      : "KIND",
			other ? other : word);
	else if (near && kind)
		error_hint(err, "did you mean 'sx %s %s'?", kind->name, near);
	else if (near)
		error_hint(err, "did you mean '%s'?", near);
	else if (foreign_advice(word))
		error_hint(err, "%s", foreign_advice(word));
	else if (strpbrk(word, "0123456789")) /* as ids have */
		error_hint(err, "a record is shown by 'sx show %s'", word);
	else
		error_hint(err, "sx %s%s-h lists them", kind ? kind->name : "", kind ? " " : "");
}

gboolean
usage_unknown(const struct kinds *kinds, const struct kind *kind, const char *word, const char *next, GError **err)
{
	if (kind)
		error_set(err, ERR_USAGE, "'%s' is no verb of %s", word, kind->name);
	else
		error_set(err, ERR_USAGE, "'%s' is no command, and no kind of record", word);
	advise(kinds, kind, word, next, err);
	return FALSE;
}
