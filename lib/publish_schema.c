/* The schema of the database: what it lacks of the tables a repository needs, and making that. */
#include "publish_private.h"

#include <string.h>

/* What the database has of one column. */
struct there {
	char *type, *comment;
};
struct making {
	struct run *run;
	gboolean schema;    /* it is there */
	gboolean texts;	    /* comments are brought up to date, too */
	GHashTable *tables; /* name -> comment, or "" */
	GHashTable *there;  /* "table\ncolumn" -> struct there * */
	GString *sql;
	GPtrArray *added;
};

static void
there_free(gpointer data)
{
	struct there *there = data;

	g_free(there->type);
	g_free(there->comment);
	g_free(there);
}

static void
making_clear(struct making *m)
{
	g_hash_table_unref(m->tables);
	g_hash_table_unref(m->there);
	g_string_free(m->sql, TRUE);
	if (m->added)
		g_ptr_array_unref(m->added);
}

static char *
key_of(const char *table, const char *column)
{
	return g_strconcat(table, "\n", column, NULL);
}

static gboolean
has(const struct making *m, const char *table, const char *column)
{
	g_autofree char *key = key_of(table, column);

	return g_hash_table_contains(m->there, key);
}

/* --- what is there --- */

static void
note_row(struct making *m, const struct pg_rows *rows, guint i)
{
	const char *table = pg_rows_text(rows, i, 0), *column = pg_rows_text(rows, i, 1);
	struct there *there;

	if (!g_hash_table_contains(m->tables, table))
		g_hash_table_insert(m->tables, g_strdup(table), g_strdup(pg_rows_text(rows, i, 4)));
	if (!column)
		return;
	there = g_new(struct there, 1);
	*there = (struct there){g_strdup(pg_rows_text(rows, i, 2)), g_strdup(pg_rows_text(rows, i, 3))};
	g_hash_table_insert(m->there, key_of(table, column), there);
}

static gboolean
is_fixed(const struct run *run, const char *table)
{
	for (guint i = 0; i < TABLE_FIXED; i++)
		if (g_str_equal(((struct shape_table *)run->tables->all->pdata[i])->name, table))
			return TRUE;
	return FALSE;
}

/* Somebody may keep tables of their own there: sx's have all of a kind's columns, or are fixed. */
static void
note_present(struct making *m)
{
	struct run *run = m->run;
	g_autofree char *schema = pg_name(run->pg, run->p->schema);
	GHashTableIter iter;
	gpointer key;

	g_ptr_array_set_size(run->present, 0);
	g_hash_table_iter_init(&iter, m->tables);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		const char *table = key;
		g_autofree char *name = pg_name(run->pg, table);

		if (is_fixed(run, table) || (has(m, table, "repository") && has(m, table, "id") && has(m, table, "path") &&
						    has(m, table, "open") && has(m, table, "invalid")))
			g_ptr_array_add(run->present, g_strdup_printf("%s.%s", schema, name));
	}
}

static gboolean
read_catalogue(struct making *m, GError **err)
{
	const char *const values[] = {m->run->p->schema};
	AUTO(pg_rows) schema = pg_ask(m->run->pg, "select 1 from pg_catalog.pg_namespace where nspname = $1", 1, values, err);
	AUTO(pg_rows)
	rows = schema ? pg_ask(m->run->pg,
				"select c.relname, a.attname, t.typname, pg_catalog.col_description(c.oid, a.attnum), "
				"pg_catalog.obj_description(c.oid, 'pg_class') from pg_catalog.pg_class c "
				"join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
				"left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not "
				"a.attisdropped "
				"left join pg_catalog.pg_type t on t.oid = a.atttypid "
				"where n.nspname = $1 and c.relkind in ('r', 'p')",
				1, values, err)
		      : NULL;

	if (!rows)
		return FALSE;
	m->schema = pg_rows_count(schema) > 0;
	for (guint i = 0; i < pg_rows_count(rows); i++)
		note_row(m, rows, i);
	note_present(m);
	m->run->has_tables = has(m, "repository", "digest") && has(m, "repository", "root");
	if (m->run->has_tables || !g_hash_table_size(m->tables))
		return TRUE;
	error_set(err, ERR_REFUSED, "the schema '%s' has tables that are not of sx's making", m->run->p->schema);
	error_hint(err, "give another name with --schema");
	return FALSE;
}

/* --- what it lacks --- */

/*
 * Repositories may say different things of one column: each says it when its schema is new or has changed, so that
 * not every run takes back what another has said.
 */
static void
comment_on(struct making *m, const char *what, const char *name, gboolean new, const char *is, const char *wanted)
{
	g_autofree char *text = NULL;

	if ((!new && !m->texts) || g_strcmp0(is, wanted) == 0)
		return;
	text = pg_string(m->run->pg, wanted ? wanted : "");
	g_string_append_printf(m->sql, "comment on %s %s is %s;\n", what, name, text);
}

static void
make_table(struct making *m, const struct shape_table *table)
{
	g_string_append_printf(m->sql, "create table %s(", table->quoted);
	for (guint i = 0; i < table->columns->len; i++) {
		const struct shape_column *column = table->columns->pdata[i];
		g_autofree char *name = pg_name(m->run->pg, column->name);

		g_string_append_printf(m->sql, "%s%s %s", i ? ", " : "", name, column->type);
	}
	if (table->key)
		g_string_append_printf(m->sql, ", primary key (%s)", table->key);
	g_string_append(m->sql, ");\n");
	for (const char *const *index = table->indexes; index && *index; index++)
		g_string_append_printf(m->sql, "create index on %s %s;\n", table->quoted, *index);
	g_ptr_array_add(m->added, g_strdup_printf("table %s", table->name));
}

static gboolean
fits(const char *is, const char *wanted)
{
	return g_str_equal(is, wanted) || g_str_equal(is, "text") || (g_str_equal(wanted, "text") && g_str_equal(is, "varchar"));
}

/* A column that two schemas want of two types becomes text, which holds either. */
static void
make_column(struct making *m, const struct shape_table *table, const struct shape_column *column, gboolean new_table)
{
	g_autofree char *key = key_of(table->name, column->name), *name = pg_name(m->run->pg, column->name);
	g_autofree char *whole = g_strdup_printf("%s.%s", table->quoted, name);
	const struct there *there = g_hash_table_lookup(m->there, key);

	if (!there && !new_table) {
		g_string_append_printf(m->sql, "alter table %s add column %s %s;\n", table->quoted, name, column->type);
		g_ptr_array_add(m->added, g_strdup_printf("column %s.%s", table->name, column->name));
	}
	if (there && !fits(there->type, column->type)) {
		g_string_append_printf(
			m->sql, "alter table %s alter column %s type text using %s::text;\n", table->quoted, name, name);
		g_ptr_array_add(m->added, g_strdup_printf("column %s.%s as text", table->name, column->name));
	}
	comment_on(m, "column", whole, !there, there ? there->comment : NULL, column->comment);
}

static void
compare(struct making *m)
{
	struct run *run = m->run;

	if (!m->schema) {
		g_autofree char *name = pg_name(run->pg, run->p->schema);

		g_string_append_printf(
			m->sql, "create schema %s;\ncomment on schema %s is 'written by sx publish';\n", name, name);
	}
	for (guint i = 0; i < run->tables->all->len; i++) {
		const struct shape_table *table = run->tables->all->pdata[i];
		const char *comment = g_hash_table_lookup(m->tables, table->name);
		gboolean new_table = !g_hash_table_contains(m->tables, table->name);

		if (new_table)
			make_table(m, table);
		comment_on(m, "table", table->quoted, new_table, comment, table->comment);
		for (guint k = 0; k < table->columns->len; k++)
			make_column(m, table, table->columns->pdata[k], new_table);
	}
}

static void
making_init(struct making *m, struct run *run)
{
	*m = (struct making){.run = run};
	m->tables = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	m->there = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, there_free);
	m->sql = g_string_new(NULL);
	m->added = g_ptr_array_new_with_free_func(g_free);
}

static gboolean
look(struct making *m, GError **err)
{
	struct run *run = m->run;

	if (!read_catalogue(m, err) || !stored_read(run, err))
		return FALSE;
	m->texts = g_strcmp0(run->stored.digest, run->digest) != 0;
	compare(m);
	return TRUE;
}

gboolean
schema_look(struct run *run, GError **err)
{
	struct making m;
	gboolean ok;

	making_init(&m, run);
	ok = look(&m, err);
	if (ok) {
		run->lacks = m.sql->len > 0;
		g_clear_pointer(&run->p->added, g_ptr_array_unref);
		run->p->added = g_steal_pointer(&m.added);
	}
	making_clear(&m);
	return ok;
}

/* Looked at again: somebody else may have made it meanwhile. */
static gboolean
make(struct making *m, GError **err)
{
	struct run *run = m->run;

	if (!run_lock(run, "", err) || !look(m, err) || !pg_run(run->pg, m->sql->str, err))
		return FALSE;
	if (!pg_commit(run->pg, err))
		return FALSE;
	g_clear_pointer(&run->p->added, g_ptr_array_unref);
	run->p->added = g_steal_pointer(&m->added);
	return TRUE;
}

gboolean
schema_make(struct run *run, GError **err)
{
	struct making m;
	gboolean ok;

	making_init(&m, run);
	ok = pg_begin(run->pg, err) && make(&m, err);
	making_clear(&m);
	if (!ok)
		pg_rollback(run->pg);
	return ok;
}
