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

/* The name by which a column is known here: that of its field, "id", or one that is computed; NULL when it is unknown. Borrowed. */
static const char *
known_as(const struct mapping *m, const char *column)
{
	const struct field *field = kind_field(m->kind, column);

	if (field)
		return field->name;
	return !strcmp(column, "id") ? "id" : is_computed(column) ? "" : NULL;
}

/* As people head their columns: "First Due" is first_due. Caller frees. */
static char *
as_name(const char *column)
{
	GString *name = g_string_new(NULL);

	for (const char *c = column; *c; c++) {
		if (!strchr(" \t\r\n_-", *c))
			g_string_append_c(name, g_ascii_tolower(*c));
		else if (name->len && name->str[name->len - 1] != '_')
			g_string_append_c(name, '_');
	}
	if (name->len && name->str[name->len - 1] == '_')
		g_string_truncate(name, name->len - 1);
	return g_string_free(name, FALSE);
}

/* Is it the same but for '_'? "e_mail" is email, "firstdue" first_due. */
static gboolean
same_letters(const char *a, const char *b)
{
	for (;; a++, b++) {
		a += strspn(a, "_");
		b += strspn(b, "_");
		if (*a != *b || !*a)
			return *a == *b;
	}
}

/* The only field that is the same but for '_'. */
static const char *
spelled_otherwise(const struct mapping *m, const char *name)
{
	const struct field *found = NULL;

	for (guint i = 0; i < m->kind->fields->len; i++) {
		const struct field *field = m->kind->fields->pdata[i];

		if (!same_letters(field->name, name))
			continue;
		if (found)
			return NULL;
		found = field;
	}
	return found ? found->name : NULL;
}

/* "due_date" speaks of one field, "owner_title" of two. */
static const char *
speaks_of(const struct mapping *m, const char *name)
{
	g_auto(GStrv) words = g_strsplit(name, "_", -1);
	const struct field *found = NULL;

	for (char **word = words; *word; word++) {
		const struct field *field = kind_field(m->kind, *word);

		if (field && found && field != found)
			return NULL;
		found = field ? field : found;
	}
	return found ? found->name : NULL;
}

static gboolean
refuse_unknown(const struct mapping *m, const char *column, const char *name, GError **err)
{
	const char *near = text_nearest(name, kind_order(m->kind));

	near = near ? near : speaks_of(m, name);
	error_set(err, ERR_INVALID, "%s has no field '%.60s'", m->kind->name, column);
	error_rule(err, "unknown-field");
	if (near)
		error_hint(err, "did you mean '%s'? or say in a mapping file what the column is", near);
	else
		error_hint(err, "say in a mapping file what the column is");
	return FALSE;
}

/* What each column is, in order: const char *, borrowed. NULL when one is nothing known, or two are the same. */
static GPtrArray *
know_all(const struct mapping *m, const char *const *columns, GError **err)
{
	g_autoptr(GPtrArray) heads = g_ptr_array_new();

	for (guint i = 0; columns[i]; i++) {
		const char *known = known_as(m, columns[i]);
		g_autofree char *name = known ? NULL : as_name(columns[i]);
		guint twin;

		if (name && !(known = known_as(m, name)) && !(known = spelled_otherwise(m, name))) {
			refuse_unknown(m, columns[i], name, err);
			return NULL;
		}
		if (*known && g_ptr_array_find(heads, known, &twin)) {
			error_set(err, ERR_INVALID, "the columns '%.60s' and '%.60s' are both %s", columns[twin], columns[i],
				known);
			error_rule(err, "two-columns");
			error_hint(err, "take one of them out, or say in a mapping file what they are");
			return NULL;
		}
		g_ptr_array_add(heads, (gpointer)known);
	}
	return g_steal_pointer(&heads);
}

gboolean
mapping_fits(struct mapping *m, const struct source *source, GError **err)
{
	const char *const *columns = source_columns(source);

	if (m->plain && columns && !(m->heads = know_all(m, columns, err))) {
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

/* A cell without the blanks around it, where only a text may have some; NULL when it is as it should be. Caller frees. */
static char *
bare(const struct field *field, const char *text)
{
	gsize n = text ? strlen(text) : 0;

	g_autofree char *stripped = NULL;

	if (!n || (!g_ascii_isspace(text[0]) && !g_ascii_isspace(text[n - 1])))
		return NULL;
	stripped = g_strstrip(g_strdup(text));
	if (*stripped && field && (g_str_equal(field->type->name, "line") || g_str_equal(field->type->name, "text")))
		return NULL;
	return g_steal_pointer(&stripped);
}

gboolean
plain_row(struct mapping *m, const struct source *source, struct draft *draft, GError **err)
{
	const char *const *columns = source_columns(source);
	g_autoptr(GPtrArray) own = m->heads ? NULL : know_all(m, columns, err);
	const GPtrArray *heads = m->heads ? m->heads : own;

	for (guint i = 0; heads && columns[i]; i++) {
		const struct field *field = kind_field(m->kind, heads->pdata[i]);
		const char *cell = source_text(source, columns[i]);
		const struct node *node = source_node(source, columns[i]);
		g_autofree char *stripped = node ? NULL : bare(field, cell);
		const char *text = stripped ? stripped : cell;
		g_autoptr(GError) fault = NULL;

		if (!strcmp(heads->pdata[i], "id"))
			draft->id = text && *text ? g_strdup(text) : NULL;
		else if (field && !is_count(field) && !plain_field(draft, field, node, text, &fault)) {
			g_propagate_prefixed_error(err, g_steal_pointer(&fault), "%s: ", columns[i]);
			return FALSE;
		}
	}
	return heads != NULL;
}
