/* The lists of a record on paper, a line an entry. */
#include "show_entries.h"
#include "delta.h"
#include "show_sign.h"
#include "text.h"
#include <string.h>

#define LABEL 14 /* columns of a name in a map */

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

/* What a figure or a yes is of, nobody sees by it: "came back false". */
static gboolean
needs_name(const struct field *part)
{
	return name_in((const char *const[]){"bool", "number", "integer", "days", NULL}, part->type->name);
}

/* A value on one line, or NULL; of a list its items. An event's day says enough here. Caller frees. */
static char *
part_text(const struct field *part, const struct node *node)
{
	g_autoptr(GString) items = g_string_new(NULL);

	if (!node || g_str_equal(part->type->name, "sha256"))
		return NULL;
	if (node->type == NODE_SCALAR)
		return g_strndup(node->text, g_str_equal(part->type->name, "event") ? 10 : strlen(node->text));
	for (guint i = 0; node->type == NODE_LIST && i < node->n; i++)
		if (node->items[i]->type == NODE_SCALAR)
			g_string_append_printf(items, "%s%s", items->len ? "; " : "", node->items[i]->text);
	return g_strdup(items->str);
}

/* Any other map: its values in order. */
static void
entry_line(GString *line, const struct field *field, const struct node *entry)
{
	for (guint i = 0; i < field->fields->len; i++) {
		const struct field *part = field->fields->pdata[i];
		g_autofree char *text = part_text(part, node_get(entry, part->name));
		g_autofree char *name = g_strdelimit(g_strdup(part->name), "_", ' ');
		gboolean named = needs_name(part);

		if (!text || !*text)
			continue;
		if (line->len)
			g_string_append(line, "  ");
		if (g_str_equal(part->name, "bytes"))
			g_string_append_printf(line, "%s %s", text, name);
		else
			g_string_append_printf(line, "%s%s%s", named ? name : "", named ? " " : "", text);
	}
}

/* A map: a line for each of its values. */
static void
print_map(struct session *s, const struct field *field, const struct node *map)
{
	if (!map || map->type != NODE_MAP || !map->n)
		return;
	g_string_append_c(s->out, '\n');
	session_say(s, "%s", field->name);
	for (guint i = 0; i < map->n; i++) {
		g_autofree char *name = text_safe(map->keys[i]->text, FALSE);
		g_autofree char *text =
			map->items[i]->type == NODE_SCALAR ? text_safe(map->items[i]->text, FALSE) : g_strdup("...");
		g_autoptr(GString) line = g_string_new("  ");

		text_pad(line, g_strdelimit(name, "_", ' '), LABEL, FALSE);
		session_say(s, "%s %s", line->str, g_strdelimit(text, "\n", ' '));
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
		else if (field->fields || field->named)
			print_map(s, field, record_node(record, field->name));
	}
}
