/* A kind as a manual page in mdoc, and as plain text. */
#include "kindman.h"
#include "text.h"

#include <string.h>

/* Text of a page: what mdoc would take for a request or an escape is made plain, and a full stop added. */
static void
put_text(GString *out, const char *text, gboolean sentence)
{
	gboolean start = TRUE;

	for (const char *c = text; *c; c++) {
		if (start && (*c == '.' || *c == '\''))
			g_string_append(out, "\\&");
		start = *c == '\n' || (*c == ' ' && c > text && c[-1] == '.'); /* mdoc wants a line a sentence */
		if (start && *c == ' ')
			g_string_append_c(out, '\n');
		else if (*c == '\\')
			g_string_append(out, "\\e");
		else if (*c != '\n' || (c[1] && c[1] != '\n'))
			g_string_append_c(out, *c);
		else if (c[1] == '\n')
			g_string_append(out, "\n.Pp"); /* the second newline ends the request's line */
	}
	if (sentence && out->len && !strchr(".:!?\n", out->str[out->len - 1]))
		g_string_append_c(out, '.');
	g_string_append_c(out, '\n');
}

/* An argument of a macro. */
static void
put_word(GString *out, const char *word)
{
	g_string_append_c(out, ' ');
	if (strlen(word) < 4) /* may be the name of a macro */
		g_string_append(out, "\\&");
	for (const char *c = word; *c; c++) {
		if (*c == '\\')
			g_string_append(out, "\\e");
		else if (*c == '"')
			g_string_append(out, "\\(dq");
		else
			g_string_append_c(out, *c == ' ' ? '~' : *c);
	}
}

static void add_trait(GString *out, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
add_trait(GString *out, const char *format, ...)
{
	va_list args;

	if (out->len)
		g_string_append(out, ", ");
	va_start(args, format);
	g_string_append_vprintf(out, format, args);
	va_end(args);
}

/* "day, required", "ids of person, several": what a value may be, in words. */
static char *
traits(const struct field *field)
{
	GString *out = g_string_new(NULL);
	g_autofree char *to = field->to ? g_strjoinv(" or ", (char **)field->to) : NULL;

	if (to)
		add_trait(out, "id of %s", to);
	else
		add_trait(out, "%s", field->type->name);
	if (field->list)
		add_trait(out, "several");
	if (field->named)
		add_trait(out, "by name");
	if (field->required)
		add_trait(out, "required");
	if (field->must_be_open)
		add_trait(out, "active");
	if (field->unique)
		add_trait(out, "unique");
	if (field->immutable)
		add_trait(out, "never changed");
	if (field->append_only)
		add_trait(out, "only added to");
	if (field->hidden && !field->count_of)
		add_trait(out, "set by verbs");
	if (field->min)
		add_trait(out, "from %s", field->min);
	if (field->max)
		add_trait(out, "to %s", field->max);
	if (field->def)
		add_trait(out, "default %s%s", field->def[0] == '=' ? "as " : "", field->def + (field->def[0] == '='));
	if (field->alias)
		add_trait(out, "also %s", field->alias);
	return g_string_free(out, FALSE);
}

static void
put_values(GString *out, const struct field *field)
{
	g_string_append(out, ".Bl -tag -width Ds -compact\n");
	for (guint i = 0; field->values[i]; i++) {
		g_string_append(out, ".It Cm");
		put_word(out, field->values[i]);
		g_string_append_c(out, '\n');
		if (field->value_help[i])
			put_text(out, field->value_help[i], TRUE);
	}
	g_string_append(out, ".El\n");
}

static gboolean
explained(const struct field *field)
{
	for (guint i = 0; field->values && field->values[i]; i++)
		if (field->value_help[i])
			return TRUE;
	return FALSE;
}

static void
put_fields(GString *out, const GPtrArray *fields)
{
	g_string_append(out, ".Bl -tag -width Ds\n");
	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = g_ptr_array_index(fields, i);
		g_autofree char *what = traits(field);

		g_string_append(out, ".It Cm");
		put_word(out, field->name);
		g_string_append_printf(out, " Pq %s\n", what);
		put_text(out, field->help, TRUE);
		if (field->values && explained(field))
			put_values(out, field);
		else if (field->values) {
			g_autofree char *all = g_strjoinv(", ", (char **)field->values);
			g_autofree char *line = g_strdup_printf("One of: %s", all);

			put_text(out, line, TRUE);
		}
		if (field->fields)
			put_fields(out, field->fields);
	}
	g_string_append(out, ".El\n");
}

/* "(when class is critical)" */
static void
put_when(GString *out, const char *word, const struct condition *c)
{
	for (guint i = 0; c && i < c->n; i++) {
		g_autofree char *values = g_strjoinv(" or ", (char **)c->values[i]);
		g_autofree char *line = g_strdup_printf(
			"%s%s %s is %s%s", i ? "" : "(", i ? "and" : word, c->fields[i], values, i + 1 == c->n ? ")" : "");

		put_text(out, line, FALSE);
	}
}

static char *
verb_sentence(const struct verb *verb)
{
	GString *out = g_string_new(NULL);
	g_autofree char *from = verb->from ? g_strjoinv(", ", (char **)verb->from) : NULL;

	g_string_append_printf(out, "From %s", from ? from : "any state");
	if (verb->to)
		g_string_append_printf(out, " to %s", verb->to);
	if (verb->to_instead) {
		g_string_append_printf(out, ", or to %s when", verb->to_instead);
		for (guint i = 0; i < verb->instead->n; i++) {
			g_autofree char *values = g_strjoinv(" or ", (char **)verb->instead->values[i]);

			g_string_append_printf(out, "%s %s is %s", i ? " and" : "", verb->instead->fields[i], values);
		}
	}
	if (verb->needs) {
		g_autofree char *needs = g_strjoinv(", ", (char **)verb->needs);

		g_string_append_printf(out, "; needs %s", needs);
	}
	if (verb->not_by) {
		g_autofree char *not_by = g_strjoinv(" or ", (char **)verb->not_by);

		g_string_append_printf(out, "; not by its %s", not_by);
	}
	return g_string_free(out, FALSE);
}

/* What must hold for a verb, by the rules that refusals name. */
static void
put_guards(GString *out, const struct verb *verb)
{
	if (!verb->guards->len)
		return;
	g_string_append(out, ".Bl -tag -width T10r -compact\n");
	for (guint i = 0; i < verb->guards->len; i++) {
		const struct kind_guard *guard = verb->guards->pdata[i];

		g_string_append(out, ".It Cm");
		put_word(out, guard->rule);
		g_string_append_c(out, '\n');
		put_text(out, guard->say, FALSE);
		put_when(out, "when", guard->when);
		put_when(out, "unless", guard->unless);
	}
	g_string_append(out, ".El\n");
}

static void
put_verbs(GString *out, const struct kind *kind)
{
	const GPtrArray *verbs = kind->workflow ? kind->workflow->verbs : NULL;

	if (!kind->engines->len && !(verbs && verbs->len))
		return;
	g_string_append(out, ".Sh VERBS\n.Bl -tag -width Ds\n");
	for (guint i = 0; i < kind->engines->len; i++) {
		const struct engine_verb *verb = g_ptr_array_index(kind->engines, i);

		g_string_append(out, ".It Cm");
		put_word(out, verb->name);
		g_string_append_c(out, '\n');
		put_text(out, verb->help, TRUE);
	}
	for (guint i = 0; verbs && i < verbs->len; i++) {
		const struct verb *verb = g_ptr_array_index(verbs, i);
		g_autofree char *sentence = verb_sentence(verb);

		g_string_append(out, ".It Cm");
		put_word(out, verb->name);
		for (guint t = 0; verb->takes && verb->takes[t]; t++) {
			g_string_append(out, " Op Fl -");
			g_string_append(out, verb->takes[t]);
		}
		g_string_append(out, verb->reason ? " Fl m Ar REASON\n" : "\n");
		put_text(out, verb->help, TRUE);
		put_text(out, sentence, TRUE);
		put_guards(out, verb);
	}
	g_string_append(out, ".El\n");
}

static void
put_states(GString *out, const struct kind *kind)
{
	const struct workflow *w = kind->workflow;
	g_autofree char *open = w && w->open ? g_strjoinv(", ", (char **)w->open) : NULL;
	g_autofree char *ended = w && w->ended ? g_strjoinv(", ", (char **)w->ended) : NULL;

	if (!w)
		return;
	g_string_append_printf(out, ".Sh STATES\nA new one is %s.\n", w->initial);
	if (open)
		g_string_append_printf(out, "There is work left while it is %s.\n", open);
	if (ended)
		g_string_append_printf(out, "It has ended when it is %s.\n", ended);
}

static void
put_rises(GString *out, const struct kind *kind)
{
	for (guint i = 0; i < kind->rises->len; i++) {
		const struct rise *rise = g_ptr_array_index(kind->rises, i);

		g_string_append(out, i ? "" : ".Pp\nThese rise:\n");
		g_string_append_printf(out, "%s.Li %s", i ? ";\n" : "", rise->text);
		for (guint c = 0; rise->when && c < rise->when->n; c++) {
			g_autofree char *values = g_strjoinv(" or ", (char **)rise->when->values[c]);

			g_string_append_printf(out, "\n%s %s is %s", c ? "and" : "where", rise->when->fields[c], values);
		}
	}
	g_string_append(out, kind->rises->len ? ".\n" : "");
}

static void
put_ids(GString *out, const struct kind *kind)
{
	g_autofree char *parts = kind->id_from ? g_strjoinv(" and ", (char **)kind->id_from) : NULL;

	g_string_append(out, ".Pp\nEach is a file\n.Pa");
	put_word(out, kind->path);
	g_string_append(out, " .\n");
	if (parts)
		g_string_append_printf(out, "Its id is made of %s.\n", parts);
	else if (kind->prefix)
		g_string_append_printf(out,
			"Its id is\n.Li %s-YYMM-XXXXXXX :\nthe month it was made in and seven random characters.\n",
			kind->prefix);
	else
		g_string_append(out, "Its id is a name of your choice.\n");
}

char *
kindman_page(const struct kind *kind)
{
	GString *out = g_string_new(".\\\" Made by sx schema from the kind's own file.\n");
	g_autofree char *upper = g_ascii_strup(kind->name, -1);

	g_string_append_printf(out, ".Dd November 20, 2026\n.Dt SX-%s 5\n.Os\n.Sh NAME\n.Nm sx-%s\n.Nd ", upper, kind->name);
	put_text(out, kind->help, FALSE);
	g_string_append(out, ".Sh DESCRIPTION\n");
	put_text(out, kind->about ? kind->about : kind->help, TRUE);
	put_ids(out, kind);
	g_string_append(out, ".Sh FIELDS\n");
	put_fields(out, kind->fields);
	put_rises(out, kind);
	put_states(out, kind);
	put_verbs(out, kind);
	g_string_append(out, ".Sh SEE ALSO\n.Xr sx 1 ,\n.Xr sx-schema 1 ,\n.Xr sx-schema 5\n");
	return g_string_free(out, FALSE);
}

/* ---- plain text ---- */

static void
put_entry(GString *out, const char *name, const char *what, const char *help, int indent, int width)
{
	g_autofree char *line = g_strdup_printf("%s%s%s%s", help, *what ? " (" : "", what, *what ? ")" : "");
	g_autofree char *head = g_strdup_printf("%*s%s", indent, "", name);

	text_pad(out, head, 22, FALSE);
	g_string_append(out, text_width(head) < 22 ? "" : "  ");
	text_wrap(out, line, MAX(width - 22, 30), 22);
	g_string_append_c(out, '\n');
}

static void
text_fields(GString *out, const GPtrArray *fields, int indent, int width)
{
	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = g_ptr_array_index(fields, i);
		g_autofree char *what = traits(field);
		g_autofree char *all = field->values ? g_strjoinv(", ", (char **)field->values) : NULL;
		g_autofree char *with_values = all ? g_strdup_printf("%s: %s", what, all) : NULL;

		put_entry(out, field->name, with_values ? with_values : what, field->help, indent, width);
		if (field->fields)
			text_fields(out, field->fields, indent + 2, width);
	}
}

static void
text_verbs(GString *out, const struct kind *kind, int width)
{
	const GPtrArray *verbs = kind->workflow ? kind->workflow->verbs : NULL;

	for (guint i = 0; i < kind->engines->len; i++) {
		const struct engine_verb *verb = g_ptr_array_index(kind->engines, i);

		put_entry(out, verb->name, "", verb->help, 2, width);
	}
	for (guint i = 0; verbs && i < verbs->len; i++) {
		const struct verb *verb = g_ptr_array_index(verbs, i);
		g_autofree char *sentence = verb_sentence(verb);

		sentence[0] = g_ascii_tolower(sentence[0]);
		put_entry(out, verb->name, sentence, verb->help, 2, width);
	}
}

char *
kindman_text(const struct kind *kind, int width)
{
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "%s: %s\n%s\n\nFields\n", kind->name, kind->help, kind->path);
	text_fields(out, kind->fields, 2, width);
	if (kind->engines->len || (kind->workflow && kind->workflow->verbs->len)) {
		g_string_append(out, "\nVerbs\n");
		text_verbs(out, kind, width);
	}
	return g_string_free(out, FALSE);
}
