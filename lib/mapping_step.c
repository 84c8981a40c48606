/* The steps that a mapping's column takes on its items. */
#include "mapping_private.h"
#include <string.h>

gboolean
mapping_lists(const struct node *list, const char *text)
{
	for (guint i = 0; list && i < list->n; i++)
		if (!strcmp(list->items[i]->text, text))
			return TRUE;
	return FALSE;
}

char *
items_join(const GPtrArray *items)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < items->len; i++)
		g_string_append_printf(out, "%s%s", i ? ", " : "", (const char *)items->pdata[i]);
	return g_string_free(out, FALSE);
}

/* --- the steps of a column, each on one item; the item is replaced --- */

static void
replace_item(char **item, char *by)
{
	g_free(*item);
	*item = by;
}

static gboolean
step_take(struct mapping *m, const struct column *c, char **item, GError **err)
{
	gsize start, end;

	if (regex_match(c->take, *item, strlen(*item), 0, &start, &end)) {
		replace_item(item, g_strndup(*item + start, end - start));
		return TRUE;
	}
	if (!c->otherwise)
		return error_set(err, ERR_INVALID, "nothing in '%.60s' matches what the mapping takes", *item);
	mapping_tally(m, FALSE, "%s: a cell with nothing to take is read as '%s'", c->name, c->otherwise);
	replace_item(item, g_strdup(c->otherwise));
	return TRUE;
}

static gboolean
step_table(struct mapping *m, const struct column *c, char **item, GError **err)
{
	const char *value = g_hash_table_lookup(c->table, *item);

	if (!value && !c->otherwise)
		return error_set(err, ERR_INVALID, "'%.60s' is not in the mapping's table", *item);
	if (!value)
		mapping_tally(m, FALSE, "%s: '%.60s', not in the table, is read as '%s'", c->name, *item, c->otherwise);
	replace_item(item, g_strdup(value ? value : c->otherwise));
	return TRUE;
}

static void
step_replace(const struct column *c, char **item)
{
	for (guint i = 0; i < c->replace->n; i++) {
		g_auto(GStrv) parts = g_strsplit(*item, c->replace->keys[i]->text, -1);

		if (*c->replace->keys[i]->text)
			replace_item(item, g_strjoinv(c->replace->items[i]->text, parts));
	}
}

static gboolean
step_slug(char **item, GError **err)
{
	char *slug = cell_slug(*item);

	if (!slug)
		return error_set(err, ERR_INVALID, "'%.60s' has no letter or digit to make a slug of", *item);
	replace_item(item, slug);
	return TRUE;
}

static gboolean
step_form(const struct column *c, char **item, GError **err)
{
	char *read = c->date ? cell_day(*item, c->date, err) : cell_number(*item, &c->form, err);

	if (!read)
		return FALSE;
	replace_item(item, read);
	return TRUE;
}

static gboolean
step_plus(const struct column *c, const struct calendar *calendar, char **item, GError **err)
{
	day from, to;

	if (!day_parse(*item, &from, err) || !date_read(c->plus, from, calendar, &to, err))
		return FALSE;
	replace_item(item, day_format(to));
	return TRUE;
}

gboolean
column_step(struct mapping *m, const struct column *c, const struct calendar *calendar, char **item, GError **err)
{
	if (c->join_lines)
		replace_item(item, cell_one_line(*item));
	if (c->take && !step_take(m, c, item, err))
		return FALSE;
	if (c->replace)
		step_replace(c, item);
	g_strstrip(*item);
	if (c->table && !step_table(m, c, item, err))
		return FALSE;
	if ((c->date || c->number) && !step_form(c, item, err))
		return FALSE;
	if (c->plus && !step_plus(c, calendar, item, err))
		return FALSE;
	if (c->slug && !step_slug(item, err))
		return FALSE;
	if (c->longest)
		replace_item(item, cell_cut(*item, c->longest));
	return TRUE;
}

void
items_split(const char *separator, GPtrArray *items)
{
	g_autofree char *all = items->len ? items_join(items) : NULL;
	g_auto(GStrv) parts = all && *separator ? g_strsplit(all, separator, -1) : NULL;

	if (!parts)
		return;
	g_ptr_array_set_size(items, 0);
	for (guint i = 0; parts[i]; i++)
		if (*g_strstrip(parts[i]))
			g_ptr_array_add(items, g_strdup(parts[i]));
}

void
items_drop_empty(struct mapping *m, const struct column *c, GPtrArray *items)
{
	for (guint i = items->len; i-- > 0;)
		if (mapping_lists(c->empty, items->pdata[i])) {
			mapping_tally(m, FALSE, "%s: '%s' is read as empty", c->name, (char *)items->pdata[i]);
			g_ptr_array_remove_index(items, i);
		}
}
