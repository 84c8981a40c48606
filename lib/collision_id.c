/* Which records are one, by their making, and what id one gets when another has the same. */
#include "collision_private.h"
#include "text.h"

static gboolean
is_making(const struct field *field)
{
	return field->immutable && (!g_strcmp0(field->def, "now") || !g_strcmp0(field->def, "actor"));
}

gboolean
collision_made_once(const struct record *a, const struct record *b)
{
	gboolean moment = FALSE;

	for (guint i = 0; i < a->kind->fields->len; i++) {
		const struct field *field = a->kind->fields->pdata[i];

		if (!is_making(field))
			continue;
		if (!node_equal(record_node(a, field->name), record_node(b, field->name)))
			return FALSE;
		moment |= !g_strcmp0(field->def, "now") && record_get(a, field->name);
	}
	return moment;
}

gboolean
collision_none(const struct record *ours, const struct record *theirs)
{
	return !ours->kind->prefix || collision_made_once(ours, theirs);
}

gboolean
collision_apart(const struct record *base, const struct record *ours, const struct record *theirs)
{
	return !collision_none(ours, theirs) && (!base || collision_none(base, ours) != collision_none(base, theirs));
}

char *
collision_id(const struct record *record, guint try)
{
	gsize kept = strlen(record->kind->prefix) + strlen("-YYMM-");
	g_autoptr(GString) making = g_string_new(record->id);
	g_autofree char *tail = NULL;

	for (guint i = 0; i < record->kind->fields->len; i++) {
		const struct field *field = record->kind->fields->pdata[i];
		const char *value = is_making(field) ? record_get(record, field->name) : NULL;

		if (value)
			g_string_append_printf(making, "\n%s: %s", field->name, value);
	}
	g_string_append_printf(making, "\n%u", try);
	tail = text_derived(making->str, 7);
	return g_strdup_printf("%.*s%s", (int)kept, record->id, tail);
}
