/* A record for people: fields with their names, titles of what they name, notes, links, last changes. */
#include "show_text.h"
#include "show_entries.h"
#include "show_linked.h"
#include "show_sign.h"
#include "text.h"
#include "typed.h"
#include <string.h>

#define LABEL 14 /* columns of the field's name, at least */
#define CHANGES 5

/* A record on paper. */
struct paper {
	struct session *s;
	const struct record *record;
	int label; /* columns of the longest name */
};

static void
label(const struct paper *p, const char *name)
{
	g_autofree char *words = g_strdelimit(g_strdup(name), "_", ' ');
	g_autoptr(GString) padded = g_string_new("  ");

	text_pad(padded, words, p->label, FALSE);
	g_string_append_c(padded, ' ');
	session_tone(p->s, TONE_DIM, padded->str);
}

static void
value(const struct paper *p, enum rows_tone tone, const char *text)
{
	g_autofree char *safe = text_safe(text, TRUE);
	g_autoptr(GString) wrapped = g_string_new(NULL);

	text_wrap(wrapped, safe, p->s->terminal ? MAX(p->s->width, 40) : 100, p->label + 3);
	session_tone(p->s, tone, wrapped->str);
	g_string_append_c(p->s->out, '\n');
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
print_list(const struct paper *p, const struct field *field, const struct node *node)
{
	g_autoptr(GString) words = g_string_new(NULL);

	label(p, field->name);
	for (guint i = 0; i < node->n; i++) {
		const char *item = node->items[i]->type == NODE_SCALAR ? node->items[i]->text : "...";
		g_autofree char *text = NULL;

		if (!field->to) {
			g_string_append_printf(words, "%s%s", i ? ", " : "", item);
			continue;
		}
		text = with_title(p->s, field, item);
		if (i)
			g_string_append_printf(p->s->out, "%*s", p->label + 3, "");
		value(p, TONE_PLAIN, text);
	}
	if (!field->to)
		value(p, TONE_PLAIN, words->str);
}

/* Is it a line of its own, or several? */
static gboolean
is_printed(const struct record *record, const struct field *field)
{
	const struct node *node = record_node(record, field->name);

	if (!g_strcmp0(field->name, record->kind->title) || g_str_equal(field->name, NUMBER))
		return FALSE;
	if (field->count_of)
		return typed_count(field, record->doc->root) > 0;
	return node && !field->fields && (node->type == NODE_SCALAR || (node->type == NODE_LIST && node->n));
}

static void
print_field(const struct paper *p, const struct field *field)
{
	const struct node *node = record_node(p->record, field->name);
	g_autofree char *text = NULL;
	enum rows_tone tone;

	if (!is_printed(p->record, field))
		return;
	if (!field->count_of && node->type == NODE_LIST) {
		print_list(p, field, node);
		return;
	}
	label(p, field->name);
	if (field->count_of) {
		text = g_strdup_printf("%" G_GINT64_FORMAT, typed_count(field, p->record->doc->root));
		value(p, TONE_PLAIN, text);
	} else {
		text = shown(p->s, p->record, field, node->text, &tone);
		value(p, tone, text);
	}
}

static gboolean
print_changes(struct session *s, const struct record *record, GError **err)
{
	struct index *index = session_index(s, err);
	const struct snapshot *snapshot = session_snapshot(s, err);
	AUTO(db_query) q = NULL;
	gboolean row;
	guint n = 0;

	if (!index || !snapshot || !index_history(index, err))
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
print_head(const struct paper *p)
{
	const struct record *record = p->record;
	const char *state = step_state(record), *number = record_get(record, NUMBER);

	session_tone(p->s, TONE_DIM, record->id);
	session_tone(p->s, TONE_PLAIN, "  ");
	session_tone(p->s, TONE_PLAIN, record_title(record));
	g_string_append_c(p->s->out, '\n');
	label(p, "kind");
	value(p, TONE_PLAIN, record->kind->name);
	if (number || record->kind->registered) {
		label(p, NUMBER);
		value(p, number ? TONE_PLAIN : TONE_DIM, number ? number : "unnumbered");
	}
	if (state && !record_node(record, record->kind->workflow->field)) {
		label(p, record->kind->workflow->field);
		value(p, TONE_PLAIN, state);
	}
}

gboolean
show_text(struct session *s, const struct record *record, gboolean brief, GError **err)
{
	const GPtrArray *fields = record->kind->fields;
	g_autoptr(GPtrArray) signatures = show_signatures(s, record, err);
	struct paper p = {s, record, LABEL};

	if (*err)
		return FALSE;
	for (guint i = 0; i < fields->len; i++)
		if (is_printed(record, fields->pdata[i]))
			p.label = MAX(p.label, (int)strlen(((const struct field *)fields->pdata[i])->name));
	print_head(&p);
	show_unsigned(s, signatures);
	for (guint i = 0; i < fields->len; i++)
		print_field(&p, fields->pdata[i]);
	if (brief)
		return TRUE;
	show_entries(s, record, signatures);
	return show_linked(s, record, err) && print_changes(s, record, err);
}
