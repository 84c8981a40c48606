/* The lists of a record on paper, a line an entry. */
#include "show_entries.h"
#include "delta.h"
#include "show_sign.h"
#include <string.h>

/* "2026-11-20  asha  extend 2026-11-27 -> 2026-12-04: the part is late" */
static void
note_line(GString *line, const struct node *entry)
{
	const char *at = node_text(entry, "at"), *by = node_text(entry, "by"), *did = node_text(entry, "did"),
		   *text = node_text(entry, "text");
	const char *from = node_text(entry, "from"), *to = node_text(entry, "to");

	g_string_append_printf(line, "%.10s  %s  ", at ? at : "", by ? by : "");
	/* of a plain note the text says all */
	if (did && (from || to || !text || !g_str_equal(did, "note")))
		g_string_append_printf(line, "%s%s", did, from || to ? " " : "");
	if (from || to)
		g_string_append_printf(line, "%s%s%s", from ? from : "", from ? " -> " : "", to ? to : "(none)");
	if (text)
		g_string_append_printf(line, "%s%s", did && (from || to || !g_str_equal(did, "note")) ? ": " : "", text);
}

/* Any other map: its values in order; an event's day says enough here. */
static void
entry_line(GString *line, const struct field *field, const struct node *entry)
{
	for (guint i = 0; i < field->fields->len; i++) {
		const struct field *part = field->fields->pdata[i];
		const char *text = node_text(entry, part->name);

		if (!text || !*text || g_str_equal(part->type->name, "sha256"))
			continue;
		if (line->len)
			g_string_append(line, "  ");
		g_string_append_len(line, text, g_str_equal(part->type->name, "event") ? MIN(strlen(text), 10) : strlen(text));
		if (g_str_equal(part->type->name, "integer")) /* "2048 bytes" */
			g_string_append_printf(line, " %s", part->name);
	}
}

static void
print_entries(struct session *s, const struct kind *kind, const struct field *field, const struct node *list)
{
	gboolean notes = g_strcmp0(step_notes(kind), field->name) == 0;

	if (!list || list->type != NODE_LIST || !list->n)
		return;
	g_string_append_c(s->out, '\n');
	session_say(s, "%s", field->name);
	for (guint i = 0; i < list->n; i++) {
		g_autoptr(GString) line = g_string_new(NULL);
		g_autofree char *said = field->line_of ? delta_line(field, list->items[i]) : NULL;

		if (said)
			g_string_append(line, said);
		else if (notes)
			note_line(line, list->items[i]);
		else
			entry_line(line, field, list->items[i]);
		g_string_prepend(line, "  ");
		session_say(s, "%s", g_strdelimit(line->str, "\n", ' '));
	}
}

void
show_entries(struct session *s, const struct record *record, const GPtrArray *signatures)
{
	for (guint i = 0; i < record->kind->fields->len; i++) {
		const struct field *field = record->kind->fields->pdata[i];

		if (g_str_equal(field->name, SIGNATURES))
			show_signatures_text(s, signatures);
		else if (field->fields && field->list)
			print_entries(s, record->kind, field, record_node(record, field->name));
	}
}
