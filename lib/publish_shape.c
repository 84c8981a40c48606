/* The tables a repository needs: fixed ones, and one a kind. */
#include "publish_private.h"

#include "domain.h"

#include <string.h>

#define NAME_BYTES 63 /* what PostgreSQL keeps of a name */
#define NAME_KEPT 54  /* of a longer one, before eight digits of its digest */

struct fixed_table {
	const char *name, *comment, *key;
	const char *const *indexes;
	const struct fixed_column *columns;
};

/* clang-format off */
static const struct fixed_column repository_columns[] = {
	{"repository", "text", "the name it is published by"},
	{"commit", "text", "the commit whose state is here"},
	{"committed_at", "timestamptz", "when that commit was made"},
	{"published_at", "timestamptz", "when it came here"},
	{"sx", "text", "the version of sx that brought it"},
	{"digest", "text", "of its schema and settings: another one, and all is written anew"},
	{"root", "text", "its first commit, by which it is told from others of that name"},
	{0}};

static const struct fixed_column record_columns[] = {
	{COLUMN_REPOSITORY},
	{COLUMN_SITE},
	{"kind", "text", "what sort of record it is"},
	{"id", "text", "the name of the record, which never changes"},
	{"path", "text", "its file in the repository"},
	{"title", "text", "what people call it"},
	{"state", "text", "how far it is"},
	{"open", "bool", "whether work remains"},
	{"owner", "text", "the person who answers for it"},
	{"due", "date", "the day it must be done"},
	{0}};

static const struct fixed_column link_columns[] = {
	{COLUMN_REPOSITORY},
	{"kind", "text", "the kind of the record that has the link"},
	{"id", "text", "that record"},
	{"field", "text", "the field it stands in"},
	{"target", "text", "the id of the record it names"},
	{0}};

static const struct fixed_column history_columns[] = {
	{COLUMN_REPOSITORY},
	{COLUMN_SITE},
	{"kind", "text", "the kind of the record that was changed"},
	{"id", "text", "that record"},
	{"field", "text", "the field that was changed; null where a state of the file does not read"},
	{"old", "text", "the value before; null: none; of a list the item that went"},
	{"new", "text", "the value after; null: none; of a list the item that came"},
	{"at", "timestamptz", "when the change was made"},
	{"by", "text", "the person who made it"},
	{"name", "text", "the name it was signed with"},
	{"email", "text", "the address it was signed with"},
	{"verb", "text", "the step of the workflow that was taken"},
	{"reason", "text", "why"},
	{"commit", "text", "the commit it is in"},
	{0}};
/* clang-format on */

static const char *const record_indexes[] = {"(due) where open", NULL};
static const char *const link_indexes[] = {"(repository, id)", "(repository, target)", NULL};
static const char *const history_indexes[] = {"(repository, id)", "(at)", NULL};
static const char *const readings_indexes[] = {"(first_day)", NULL};

static const struct fixed_table fixed[] = {
	[TABLE_REPOSITORY] = {"repository", "the repositories whose records are here, and as of when", "repository", NULL,
		repository_columns},
	[TABLE_RECORD] = {"record", "every record, of whatever kind", "repository, kind, id", record_indexes, record_columns},
	[TABLE_LINK] = {"link", "every reference from one record to another", NULL, link_indexes, link_columns},
	[TABLE_HISTORY] = {"history", "who changed which field from what to what, when and why", NULL, history_indexes,
		history_columns},
	[TABLE_READINGS] = {READING_LIST, "what was read of each KPI, a row a period", "repository, " READING_KPI ", period",
		readings_indexes, readings_columns},
};

/* Columns of a kind's table besides its fields; a field of the same name takes the place of one that only repeats another. */
static const struct own_column {
	const char *name, *type, *comment;
	enum fill fill;
	gboolean always;
} own_columns[] = {
	{"repository", "text", "the repository it is from", FILL_REPOSITORY, TRUE},
	{"id", "text", "the name of the record, which never changes", FILL_ID, TRUE},
	{"path", "text", "its file in the repository", FILL_PATH, TRUE},
	{"open", "bool", "whether work remains", FILL_OPEN, TRUE},
	{"site", "text", "the plant it belongs to", FILL_SITE, FALSE},
	{"title", "text", "what people call it", FILL_TITLE, FALSE},
	{"state", "text", "how far it is", FILL_STATE, FALSE},
	{"owner", "text", "the person who answers for it", FILL_OWNER, FALSE},
	{"due", "date", "the day it must be done", FILL_DUE, FALSE},
	{"invalid", "jsonb", "values that are none of their type, as they are written; null in their columns", FILL_INVALID,
		TRUE},
};
/* What PostgreSQL keeps for itself in every table. */
static const char *const system_columns[] = {"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid", NULL};

static void
column_free(gpointer data)
{
	struct shape_column *column = data;

	g_free(column->name);
	g_free(column->comment);
	g_free(column);
}

static void
table_free(gpointer data)
{
	struct shape_table *table = data;

	pg_copy_free(table->copy);
	g_ptr_array_unref(table->columns);
	g_free(table->name);
	g_free(table->comment);
	g_free(table->quoted);
	g_free(table);
}

static struct shape_table *
table_new(struct pg *pg, const char *schema, const char *name, const char *comment, const char *key)
{
	struct shape_table *table = g_new0(struct shape_table, 1);
	g_autofree char *first = pg_name(pg, schema), *second = pg_name(pg, name);

	table->name = g_strdup(name);
	table->comment = g_strdup(comment);
	table->key = key;
	table->quoted = g_strdup_printf("%s.%s", first, second);
	table->columns = g_ptr_array_new_with_free_func(column_free);
	return table;
}

static struct shape_column *
add_column(struct shape_table *table, const char *name, const char *type, const char *comment, enum fill fill)
{
	struct shape_column *column = g_new0(struct shape_column, 1);

	column->name = g_strdup(name);
	column->type = type;
	column->comment = g_strdup(comment);
	column->fill = fill;
	g_ptr_array_add(table->columns, column);
	return column;
}

static struct shape_table *
fixed_table(struct pg *pg, const char *schema, const struct fixed_table *f)
{
	struct shape_table *table = table_new(pg, schema, f->name, f->comment, f->key);

	table->indexes = f->indexes;
	for (const struct fixed_column *c = f->columns; c->name; c++)
		add_column(table, c->name, c->type, c->comment, FILL_FIELD);
	return table;
}

/* PostgreSQL would cut a long name without a word, and take two for one. */
static char *
cut_name(const char *name)
{
	g_autofree char *digest = NULL;
	gsize end = NAME_KEPT;

	if (strlen(name) <= NAME_BYTES)
		return g_strdup(name);
	digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, name, -1);
	while (((guchar)name[end] & 0xc0) == 0x80)
		end--;
	return g_strdup_printf("%.*s_%.8s", (int)end, name, digest);
}

/* A field's name as a column's, free in its table. */
static char *
column_name(const char *field, GHashTable *taken)
{
	g_autoptr(GString) name = g_string_new(field);
	char *cut = cut_name(name->str);

	while (g_hash_table_contains(taken, cut) || g_strv_contains(system_columns, cut)) {
		g_free(cut);
		g_string_append_c(name, '_');
		cut = cut_name(name->str);
	}
	g_hash_table_add(taken, g_strdup(cut));
	return cut;
}

static const char *
column_type(const struct field *field)
{
	if (field->list || field->named || field->fields)
		return "jsonb";
	if (g_str_equal(field->type->name, "day"))
		return "date";
	if (g_str_equal(field->type->name, "event"))
		return "timestamptz";
	switch (field->type->storage) {
	case STORE_INTEGER:
	case STORE_REAL:
		return "numeric";
	case STORE_BOOL:
		return "bool";
	case STORE_TEXT:
		break;
	}
	return "text";
}

/* The fixed tables' names are kept from kinds; a kind's name has no underscore. */
static char *
kind_table_name(const char *kind)
{
	for (guint i = 0; i < TABLE_FIXED; i++)
		if (g_str_equal(fixed[i].name, kind))
			return g_strconcat(kind, "_", NULL);
	return g_strdup(kind);
}

static struct shape_table *
kind_table(struct pg *pg, const char *schema, const struct kind *kind)
{
	g_autofree char *name = kind_table_name(kind->name);
	struct shape_table *table = table_new(pg, schema, name, kind->help, "repository, id");
	g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	table->kind = kind;
	for (guint i = 0; i < G_N_ELEMENTS(own_columns); i++) {
		const struct own_column *own = &own_columns[i];

		if (!own->always && kind_field(kind, own->name) && g_str_equal(kind_field(kind, own->name)->name, own->name))
			continue;
		g_hash_table_add(taken, g_strdup(own->name));
		if (own->fill != FILL_INVALID) /* known last */
			add_column(table, own->name, own->type, own->comment, own->fill);
	}
	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];
		g_autofree char *column = column_name(field->name, taken);

		add_column(table, column, column_type(field), field->help, FILL_FIELD)->field = field;
	}
	return table;
}

static void
add_invalid(struct shape_table *table)
{
	const struct own_column *own = &own_columns[G_N_ELEMENTS(own_columns) - 1];

	add_column(table, own->name, own->type, own->comment, own->fill);
}

struct tables *
tables_new(struct pg *pg, const char *schema, const struct kinds *kinds)
{
	struct tables *tables = g_new0(struct tables, 1);
	const GPtrArray *all = kinds_all(kinds);

	tables->all = g_ptr_array_new_with_free_func(table_free);
	tables->by_kind = g_hash_table_new(NULL, NULL);
	for (guint i = 0; i < TABLE_FIXED; i++)
		g_ptr_array_add(tables->all, fixed_table(pg, schema, &fixed[i]));
	for (guint i = 0; i < all->len; i++) {
		struct shape_table *table = kind_table(pg, schema, all->pdata[i]);

		add_invalid(table);
		g_ptr_array_add(tables->all, table);
		g_hash_table_insert(tables->by_kind, all->pdata[i], table);
	}
	return tables;
}

void
tables_free(struct tables *tables)
{
	if (!tables)
		return;
	g_hash_table_unref(tables->by_kind);
	g_ptr_array_unref(tables->all);
	g_free(tables);
}
