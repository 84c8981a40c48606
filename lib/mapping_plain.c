/* Rows without a mapping file: column names are field names, as `sx export` writes them. */
#include "json.h"
#include "mapping_private.h"
#include "text.h"
#include <string.h>

/* Columns of sx's own lists that are no fields. */
static gboolean
is_computed(const char *column)
{
	static const char *const names[] = {"kind", "path", "overdue", "days_overdue", NULL};

	return name_in(names, column);
}

static gboolean
is_count(const struct field *field)
{
	return field->count_of != NULL;
}

static gboolean
column_known(const struct mapping *m, const char *column, GError **err)
{
	const char *near;

	if (!strcmp(column, "id") || is_computed(column) || kind_field(m->kind, column))
		return TRUE;
	near = text_nearest(column, kind_order(m->kind));
	error_set(err, ERR_INVALID, "%s has no field '%.60s'", m->kind->name, column);
	error_rule(err, "unknown-field");
	if (near)
		error_hint(err, "did you mean '%s'? or say in a mapping file what the column is", near);
	else
		error_hint(err, "say in a mapping file what the column is");
	return FALSE;
}

gboolean
mapping_fits(struct mapping *m, const struct source *source, GError **err)
{
	const char *const *columns = source_columns(source);

	for (guint i = 0; m->plain && columns && columns[i]; i++)
		if (!column_known(m, columns[i], err)) {
			error_at(err, source_name(source), 1, 0);
			return FALSE;
		}
	for (guint i = 0; !m->plain && i < m->slots->len; i++) {
		const struct slot *slot = m->slots->pdata[i];

		if (slot->column || slot->given || source_has(source, slot->name))
			continue;
		error_set(err, ERR_INVALID, "the file has no column '%.60s', which the mapping '%s' reads", slot->name, m->file);
		error_at(err, source_name(source), 1, 0);
		return FALSE;
	}
	return TRUE;
}

/* A cell of a CSV that holds a list or a map: JSON, or one item. */
static struct node *
cell_node(struct draft *draft, const struct field *field, const char *text, GError **err)
{
	gboolean many = field->list || field->named || field->fields;
	g_autofree char *lines = NULL;
	struct node *list;

	if (many && (*text == '[' || *text == '{'))
		return json_parse(draft->builder, field->name, text, strlen(text), err);
	lines = cell_lines(text);
	if (!field->list)
		return build_scalar(draft->builder, lines);
	list = build_list(draft->builder);
	build_list_add(draft->builder, list, build_scalar(draft->builder, lines));
	return list;
}

static gboolean
plain_field(struct draft *draft, const struct field *field, const struct node *node, const char *text, GError **err)
{
	struct node *value;

	if (node)
		value = build_copy(draft->builder, node);
	else if (text && *text)
		value = cell_node(draft, field, text, err);
	else
		value = NULL;
	if (err && *err)
		return FALSE;
	if (!value || (value->type != NODE_SCALAR && !value->n))
		g_ptr_array_add(draft->empty, g_strdup(field->name));
	else
		build_map_add(draft->builder, draft->values, field->name, value);
	return TRUE;
}

gboolean
plain_row(struct mapping *m, const struct source *source, struct draft *draft, GError **err)
{
	const char *const *columns = source_columns(source);

	for (guint i = 0; columns[i]; i++) {
		const struct field *field = kind_field(m->kind, columns[i]);
		const char *text = source_text(source, columns[i]);
		g_autoptr(GError) fault = NULL;

		if (!column_known(m, columns[i], err))
			return FALSE;
		if (!strcmp(columns[i], "id"))
			draft->id = text && *text ? g_strdup(text) : NULL;
		else if (field && !is_count(field) && !plain_field(draft, field, source_node(source, columns[i]), text, &fault)) {
			g_propagate_prefixed_error(err, g_steal_pointer(&fault), "%s: ", columns[i]);
			return FALSE;
		}
	}
	return TRUE;
}
