/* The words that a shell's completion is offered. */
#include "completion_offer.h"
#include "dispatch.h"
#include "report.h"
#include "usage.h"
#include <string.h>

#define MOST_IDS 200
#define SEVERAL_KINDS 3

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
		"select iif(substr(id, 1, length(?2)) <> ?2 collate nocase and substr(number, 1, length(?2)) = ?2 collate nocase,"
		" number, id), title from record"
		" where (kind = ?1 or ?1 is null) and (substr(id, 1, length(?2)) = ?2 collate nocase"
		" or substr(number, 1, length(?2)) = ?2 collate nocase"
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

/* Of the kind; over all kinds those that several have. */
static void
offer_fields(const struct asked *a, const char *after)
{
	const struct kinds *kinds = a->s->kind ? NULL : session_kinds(a->s, NULL);
	g_autoptr(GHashTable) met = g_hash_table_new(g_str_hash, g_str_equal);
	guint n = kinds ? kinds_all(kinds)->len : a->s->kind ? 1 : 0;

	for (guint k = 0; k < n; k++) {
		const struct kind *kind = kinds ? kinds_all(kinds)->pdata[k] : a->s->kind;

		for (guint i = 0; i < kind->fields->len; i++) {
			const struct field *field = kind->fields->pdata[i];
			g_autofree char *word = g_strconcat(field->name, after, NULL);
			guint times = GPOINTER_TO_UINT(g_hash_table_lookup(met, field->name)) + 1;

			g_hash_table_insert(met, (char *)field->name, GUINT_TO_POINTER(times));
			if (!field->fields && times == (kinds ? SEVERAL_KINDS : 1))
				offer(a, word, field->help);
		}
	}
	if (kinds && n)
		offer(a, *after ? "kind:" : "kind", "what sort of record it is");
}

/* What one kind knows of the field; done: what was offered already. */
static void
offer_values(const struct asked *a, const struct field *field, GHashTable *done)
{
	for (guint i = 0; field->values && field->values[i]; i++)
		if (g_hash_table_add(done, (char *)field->values[i]))
			offer(a, field->values[i], field->value_help ? field->value_help[i] : NULL);
	for (guint i = 0; field->to && field->to[i]; i++)
		if (g_hash_table_add(done, (char *)field->to[i]))
			offer_ids(a, field->to[i]);
}

/* "state:op": the values of the field; else names of fields. */
static void
offer_filter(const struct asked *a)
{
	const struct kinds *kinds = session_kinds(a->s, NULL);
	const char *colon = strpbrk(a->word, ":=");
	g_autofree char *name = g_strndup(a->word, colon ? colon - a->word : 0);
	g_autofree char *lead = colon ? g_strndup(a->word, colon + 1 - a->word) : NULL;
	g_autoptr(GHashTable) done = g_hash_table_new(g_str_hash, g_str_equal);
	const struct asked value = {a->s, colon ? colon + 1 : "", lead, {NULL}};

	if (!colon) {
		if (!a->s->kind)
			offer_kinds(a);
		offer_fields(a, ":");
		offer(a, "is:", "how it stands");
		return;
	}
	for (const char *const *word = query_standings; *word && g_str_equal(name, "is"); word++)
		offer(&value, *word, NULL);
	if (g_str_equal(name, "kind"))
		offer_kinds(&value);
	for (guint i = 0; kinds && i < kinds_all(kinds)->len; i++) {
		const struct kind *kind = kinds_all(kinds)->pdata[i];
		const struct field *field = !a->s->kind || a->s->kind == kind ? kind_field(kind, name) : NULL;

		if (field)
			offer_values(&value, field, done);
	}
}

static void
offer_reports(const struct asked *a)
{
	struct snapshot *snapshot = session_snapshot(a->s, NULL);
	g_autoptr(GPtrArray) names = snapshot ? report_names(snapshot, NULL) : NULL;

	for (guint i = 0; names && i < names->len; i++)
		offer(a, names->pdata[i], NULL);
}

/* Commands (kind NULL) or verbs of a kind. */
void
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

/* As option.completes and one place of command.completes say. */
void
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
	else if (g_str_equal(completes, "report"))
		offer_reports(a);
	else if (g_str_equal(completes, "command"))
		offer_commands(a, NULL);
	else if (g_str_equal(completes, "verb") && a->s->kind)
		offer_commands(a, a->s->kind);
	else if (g_str_has_prefix(completes, "id:") || g_str_has_prefix(completes, "word:"))
		words = g_strsplit_set(strchr(completes, ':') + 1, ", ", -1);
	for (guint i = 0; words && words[i]; i++) {
		if (*completes == 'i')
			offer_ids(a, words[i]);
		else
			offer(a, words[i], NULL);
	}
}

void
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
