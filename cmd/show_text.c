/* A record for people: fields with their names, titles of what they name, notes, links, last changes. */
#include "show_text.h"
#include "show_entries.h"
#include "show_sign.h"
#include "text.h"
#include <string.h>

#define LABEL 14 /* columns of the field's name */
#define CHANGES 5

static void
label(struct session *s, const char *name)
{
	g_autofree char *words = g_strdelimit(g_strdup(name), "_", ' ');
	g_autoptr(GString) padded = g_string_new("  ");

	text_pad(padded, words, LABEL, FALSE);
	g_string_append_c(padded, ' ');
	session_tone(s, TONE_DIM, padded->str);
}

static void
value(struct session *s, enum rows_tone tone, const char *text)
{
	g_autofree char *safe = text_safe(text, TRUE);
	g_autoptr(GString) wrapped = g_string_new(NULL);

	text_wrap(wrapped, safe, s->terminal ? MAX(s->width, 40) : 100, LABEL + 3);
	session_tone(s, tone, wrapped->str);
	g_string_append_c(s->out, '\n');
}

/* "maint.lead, Asha Kulkarni": an id with the title of what it names. */
static char *
with_title(struct session *s, const struct field *field, const char *id)
{
	AUTO(db_query) q = NULL;
	struct index *index = session_index(s, NULL);
	gboolean row;

	if (field->to && index)
		q = db_prepare(index_db(index), "select title, kind from record where id = ?1", NULL);
	if (!q)
		return g_strdup(id);
	db_bind_text(q, 1, id);
	while (db_step(q, &row, NULL) && row) {
		if (name_in(field->to, db_text(q, 1)) && db_text(q, 0) && g_strcmp0(db_text(q, 0), id) != 0)
			return g_strdup_printf("%s, %s", id, db_text(q, 0));
	}
	return g_strdup(id);
}

/* A due day of an open record says how far it is. */
static char *
shown(struct session *s, const struct record *record, const struct field *field, const char *text, enum rows_tone *tone)
{
	const struct snapshot *snapshot = session_snapshot(s, NULL);
	day d;

	*tone = TONE_PLAIN;
	if (!record->kind->due || !g_str_equal(record->kind->due, field->name) || !record_is_open(record) ||
		!day_parse(text, &d, NULL))
		return with_title(s, field, text);
	*tone = d < snapshot->today ? TONE_BAD : d == snapshot->today ? TONE_WARN : TONE_PLAIN;
	return date_echo(d, snapshot->today);
}

/* References are a line each, with their titles; words are one line. */
static void
print_list(struct session *s, const struct field *field, const struct node *node)
{
	g_autoptr(GString) words = g_string_new(NULL);

	label(s, field->name);
	for (guint i = 0; i < node->n; i++) {
		const char *item = node->items[i]->type == NODE_SCALAR ? node->items[i]->text : "...";
		g_autofree char *text = NULL;

		if (!field->to) {
			g_string_append_printf(words, "%s%s", i ? ", " : "", item);
			continue;
		}
		text = with_title(s, field, item);
		if (i)
			g_string_append_printf(s->out, "%*s", LABEL + 3, "");
		value(s, TONE_PLAIN, text);
	}
	if (!field->to)
		value(s, TONE_PLAIN, words->str);
}

static void
print_field(struct session *s, const struct record *record, const struct field *field)
{
	const struct node *node = record_node(record, field->name);
	g_autofree char *text = NULL;
	enum rows_tone tone;

	if (!node || field->fields || field->count_of)
		return;
	if (node->type == NODE_LIST && node->n) {
		print_list(s, field, node);
	} else if (node->type == NODE_SCALAR) {
		label(s, field->name);
		text = shown(s, record, field, node->text, &tone);
		value(s, tone, text);
	}
}

static gboolean
points_at(const struct kinds *kinds, const char *from, const char *field, const char *kind)
{
	const struct kind *source = kind_find(kinds, from);
	const struct field *link = source ? kind_field(source, field) : NULL;

	return !link || !link->to || name_in(link->to, kind);
}

static gboolean
print_linked(struct session *s, const struct record *record, GError **err)
{
	struct index *index = session_index(s, err);
	const struct kinds *kinds = session_kinds(s, err);
	AUTO(db_query) q = NULL;
	AUTO(rows) rows = NULL;
	gboolean row;

	if (!index || !kinds)
		return FALSE;
	q = db_prepare(index_db(index),
		"select r.id, r.kind, l.field, r.title from link l join record r on r.rid = l.rid"
		" where l.target = ?1 and r.open order by r.kind, r.id limit 50",
		err);
	if (!q)
		return FALSE;
	db_bind_text(q, 1, record->id);
	rows = rows_new(ROWS_TABLE, s->out);
	rows_width(rows, s->width);
	rows_color(rows, s->color);
	rows_header(rows, FALSE);
	rows_column(rows, "indent", "", ROWS_TEXT);
	rows_column(rows, "id", "", ROWS_TEXT);
	rows_column(rows, "field", "", ROWS_TEXT);
	rows_column(rows, "title", "", ROWS_TEXT);
	while (db_step(q, &row, err) && row) {
		if (!points_at(kinds, db_text(q, 1), db_text(q, 2), record->kind->name))
			continue;
		if (!rows_count(rows))
			session_say(s, "\nlinked from");
		rows_begin(rows);
		rows_text(rows, "");
		rows_text(rows, db_text(q, 0));
		rows_tone(rows, TONE_DIM);
		rows_text(rows, db_text(q, 2));
		rows_text(rows, db_text(q, 3));
		rows_end(rows);
	}
	rows_finish(rows);
	return !(err && *err);
}

static void
history_progress(guint done, guint total, void *data)
{
	session_progress(data, "reading the history: commit", done, total);
}

static gboolean
print_changes(struct session *s, const struct record *record, GError **err)
{
	struct index *index = session_index(s, err);
	const struct snapshot *snapshot = session_snapshot(s, err);
	AUTO(db_query) q = NULL;
	gboolean row;
	guint n = 0;

	if (!index || !snapshot || !index_history(index, history_progress, s, err))
		return FALSE;
	q = db_prepare(index_db(index),
		"select c.time, c.name, c.subject from touch t join change_log c on c.seq = t.seq where t.path = ?1 order by "
		"c.seq desc limit ?2",
		err);
	if (!q)
		return FALSE;
	db_bind_text(q, 1, record->path);
	db_bind_int(q, 2, CHANGES);
	while (db_step(q, &row, err) && row) {
		g_autofree char *start = g_strdup_printf("%s %s: ", record->kind->name, record->id);
		const char *subject = db_text(q, 2) ? db_text(q, 2) : "";
		char date[11];

		if (!n++)
			session_say(s, "\nlast changes");
		if (g_str_has_prefix(subject, start))
			subject += strlen(start);
		day_format_into(calendar_day(snapshot->calendar, db_int(q, 0)), date);
		session_say(s, "  %s  %s: %s", date, db_text(q, 1), subject);
	}
	return !(err && *err);
}

static void
print_head(struct session *s, const struct record *record)
{
	const char *state = step_state(record), *number = record_get(record, NUMBER);

	session_tone(s, TONE_DIM, record->id);
	session_tone(s, TONE_PLAIN, "  ");
	session_tone(s, TONE_PLAIN, record_title(record));
	g_string_append_c(s->out, '\n');
	label(s, "kind");
	value(s, TONE_PLAIN, record->kind->name);
	if (number || record->kind->registered) {
		label(s, NUMBER);
		value(s, number ? TONE_PLAIN : TONE_DIM, number ? number : "unnumbered");
	}
	if (state && !record_node(record, record->kind->workflow->field)) {
		label(s, record->kind->workflow->field);
		value(s, TONE_PLAIN, state);
	}
}

gboolean
show_text(struct session *s, const struct record *record, gboolean brief, GError **err)
{
	const struct kind *kind = record->kind;
	g_autoptr(GPtrArray) signatures = show_signatures(s, record, err);

	if (*err)
		return FALSE;
	print_head(s, record);
	show_unsigned(s, signatures);
	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];

		if (g_strcmp0(field->name, kind->title) != 0 && !g_str_equal(field->name, NUMBER))
			print_field(s, record, field);
	}
	if (brief)
		return TRUE;
	show_entries(s, record, signatures);
	return print_linked(s, record, err) && print_changes(s, record, err);
}
