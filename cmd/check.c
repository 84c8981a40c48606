/* sx check: everything that is wrong in the records. */
#include "check.h"
#include "command.h"
#include "text.h"

static const struct option options[] = {{0}};

static void
print_rows(struct session *s, const GPtrArray *problems)
{
	AUTO(rows) rows = session_rows(s);
	static const char *const texts[] = {"rule", "id", "message", "hint"};

	rows_column(rows, "file", "FILE", ROWS_TEXT);
	rows_column(rows, "line", "LINE", ROWS_INT);
	rows_column(rows, "column", "COLUMN", ROWS_INT);
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		rows_column(rows, texts[i], texts[i], ROWS_TEXT);
	for (guint i = 0; i < problems->len; i++) {
		const struct problem *p = g_ptr_array_index(problems, i);

		rows_begin(rows);
		rows_text(rows, p->file);
		rows_int(rows, p->line);
		rows_int(rows, p->column);
		rows_text(rows, p->rule);
		rows_text(rows, p->id);
		rows_text(rows, p->message);
		rows_text(rows, p->hint);
		rows_end(rows);
	}
	session_rows_done(s, rows);
}

/* As compilers print them, so that editors can jump there. */
static void
print_text(struct session *s, const GPtrArray *problems)
{
	for (guint i = 0; i < problems->len; i++) {
		const struct problem *p = g_ptr_array_index(problems, i);
		g_autoptr(GString) place = g_string_new(p->file);
		g_autofree char *safe = NULL;

		if (p->line)
			g_string_append_printf(place, ":%d:%d", p->line, p->column);
		g_string_append_printf(place, ": %s: %s", p->rule, p->message);
		if (p->hint)
			g_string_append_printf(place, "; %s", p->hint);
		safe = text_safe(place->str, FALSE);
		g_string_append_printf(s->out, "%s\n", safe);
	}
	if (!problems->len)
		session_say(s, "nothing is wrong");
}

static void
add_setting_error(const GError *error, const char *file, GPtrArray *problems)
{
	const struct error_more *more = error_more(error);
	struct problem *p = problem_new(file, NULL, g_str_has_prefix(file, ".sx/config") ? "config" : "schema", NULL,
		g_strdup(error->message), g_strdup(more->hint));

	p->line = more->line;
	p->column = more->column;
	g_ptr_array_add(problems, p);
}

/* A configuration or schema that cannot be read is a finding too: nothing else can be judged before it is mended. */
static gboolean
take_setting_error(GError **err, GPtrArray *problems)
{
	const struct error_more *more = error_more(*err);

	if (error_status(*err) != ERR_INVALID || !more->file || !g_str_has_prefix(more->file, ".sx/"))
		return FALSE;
	for (guint i = 0; more->parts && i < more->parts->len; i++)
		add_setting_error(more->parts->pdata[i], more->file, problems);
	if (!more->parts)
		add_setting_error(*err, more->file, problems);
	g_clear_error(err);
	return TRUE;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	g_autoptr(GPtrArray) problems = problems_new();
	struct index *index;

	if (argc)
		return error_set(err, ERR_USAGE, "check takes no arguments");
	s->bad_known = TRUE;
	index = session_index(s, err);
	if (!(index ? check_all(index, problems, err) : take_setting_error(err, problems)))
		return -1;
	if (s->format == FORMAT_TEXT)
		print_text(s, problems);
	else
		print_rows(s, problems);
	return problems->len ? 1 : 0;
}

const struct command cmd_check = {"", options, run};
