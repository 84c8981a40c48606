/* The names and templates of a mapping file, and the tallies of what its rules did. */
#include "mapping_private.h"
#include <string.h>

gboolean
mapping_fail(const struct mapping *m, const struct node *at, const char *rule, char *message, GError **err)
{
	g_autofree char *own = message;

	error_set(err, ERR_INVALID, "%s", own);
	error_at(err, m->file, at ? at->line : 0, at ? at->column : 0);
	error_rule(err, rule);
	return FALSE;
}

void
template_free(struct template *t)
{
	if (!t)
		return;
	for (guint i = 0; i < t->pieces->len; i++)
		g_free(g_array_index(t->pieces, struct piece, i).literal);
	g_array_free(t->pieces, TRUE);
	g_free(t);
}

void
slot_free(gpointer p)
{
	struct slot *slot = p;

	g_free(slot->name);
	g_ptr_array_unref(slot->value);
	g_free(slot);
}

void
mapping_tally(struct mapping *m, gboolean skipped, const char *format, ...)
{
	g_autofree char *what = NULL;
	struct tally *tally;
	va_list args;

	va_start(args, format);
	what = g_strdup_vprintf(format, args);
	va_end(args);
	tally = g_hash_table_lookup(m->tally_by, what);
	if (!tally) {
		tally = g_new0(struct tally, 1);
		tally->what = g_steal_pointer(&what);
		tally->skipped = skipped;
		g_hash_table_insert(m->tally_by, tally->what, tally);
		g_ptr_array_add(m->tallies, tally);
	}
	tally->n++;
}

guint
slot_add(struct mapping *m, const char *name, struct column *column, gboolean given)
{
	struct slot *slot = g_new0(struct slot, 1);

	slot->name = g_strdup(name);
	slot->column = column;
	slot->given = given;
	slot->value = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(m->slots, slot);
	return m->slots->len - 1;
}

/* What a name means: a declared column, but inside that column's own `from` the file's cell. */
guint
slot_find(struct mapping *m, const char *name, const struct column *inside)
{
	for (guint i = 0; i < m->slots->len; i++) {
		struct slot *slot = m->slots->pdata[i];

		if ((slot->column || slot->given) && !(slot->column && slot->column == inside) && !strcmp(slot->name, name))
			return i;
	}
	for (guint i = 0; i < m->slots->len; i++) {
		struct slot *slot = m->slots->pdata[i];

		if (!slot->column && !slot->given && !strcmp(slot->name, name))
			return i;
	}
	return slot_add(m, name, NULL, FALSE);
}

static void
piece_literal(struct template *t, GString *literal)
{
	struct piece piece = {g_strndup(literal->str, literal->len), 0};

	if (literal->len)
		g_array_append_val(t->pieces, piece);
	else
		g_free(piece.literal);
	g_string_truncate(literal, 0);
}

static guint
slot_named(struct mapping *m, const char *start, gsize length, const struct column *inside)
{
	g_autofree char *name = g_strndup(start, length);

	return slot_find(m, name, inside);
}

struct template *
template_read(struct mapping *m, const struct node *node, const struct column *inside, GError **err)
{
	AUTO(template) t = g_new0(struct template, 1);
	g_autoptr(GString) literal = g_string_new(NULL);

	t->pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));
	for (const char *at = node->text; *at; at++) {
		const char *end = *at == '{' ? strchr(at, '}') : NULL;
		struct piece piece = {0};

		if ((*at == '{' || *at == '}') && at[1] == *at) {
			g_string_append_c(literal, *at++);
			continue;
		}
		if (*at == '}' || (*at == '{' && (!end || end == at + 1))) {
			mapping_fail(m, node, "template",
				g_strdup_printf(
					"'%s': a brace stands alone; write {column}, or {{ for a brace itself", node->text),
				err);
			return NULL;
		}
		if (*at != '{') {
			g_string_append_c(literal, *at);
			continue;
		}
		piece_literal(t, literal);
		piece.slot = slot_named(m, at + 1, (gsize)(end - at - 1), inside);
		g_array_append_val(t->pieces, piece);
		at = end;
	}
	piece_literal(t, literal);
	return g_steal_pointer(&t);
}
