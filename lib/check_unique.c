/* Unique fields: no two records of a kind have the same value. */
#include "check_private.h"

#include <string.h>

#define FEW 16 /* up to so many values are looked up one by one; more are met in one pass over the kind */

struct unique {
	struct index *index;
	GHashTable *also;
	GPtrArray *problems;
	const struct kind *kind;
	const struct field *field;
	GHashTable *values; /* lower-case value -> const struct record *: the records asked about */
};

static void
add(struct unique *u, const struct record *record, const char *other)
{
	const struct node *node = record_node(record, u->field->name);

	g_ptr_array_add(u->problems, problem_new(record->path, node, "unique", record->id,
					     g_strdup_printf("%s: %s has '%s' already", u->field->name, other, node->text),
					     g_strdup_printf("no two %s may have the same %s", u->kind->plural, u->field->name)));
}

/* A record asked about, unless another with its value was. */
static void
ask(struct unique *u, const struct record *record)
{
	const char *text = record->kind == u->kind ? record_get(record, u->field->name) : NULL;
	char *lower = text ? g_ascii_strdown(text, -1) : NULL;
	const struct record *first = lower ? g_hash_table_lookup(u->values, lower) : NULL;

	if (lower && !first)
		g_hash_table_insert(u->values, lower, (gpointer)record);
	else
		g_free(lower);
	if (first)
		add(u, record, first->id);
}

/* A record that is there: does one asked about have its value? What changes together is judged by itself. */
static void
meet(struct unique *u, const char *id, const char *value)
{
	g_autofree char *lower = g_ascii_strdown(value, -1);
	const struct record *record = g_hash_table_lookup(u->values, lower);
	g_autofree char *path = kind_path_of_id(u->kind, id);

	if (record && !g_str_equal(record->id, id) && !g_hash_table_contains(u->also, path))
		add(u, record, id);
}

static gboolean
meet_rows(struct unique *u, struct db_query *q, GError **err)
{
	gboolean row;

	while (db_step(q, &row, err)) {
		if (!row)
			return TRUE;
		meet(u, db_text(q, 0), db_text(q, 1));
	}
	return FALSE;
}

static gboolean
meet_all(struct unique *u, GError **err)
{
	const struct kind *there = kind_find(index_snapshot(u->index)->kinds, u->kind->name);
	gboolean few = g_hash_table_size(u->values) <= FEW;
	g_autofree char *sql = g_strdup_printf("select id, \"%s\" from \"%s\" where \"%s\" %s", u->field->name, u->kind->name,
		u->field->name, few ? "= ?1 collate nocase" : "is not null");
	AUTO(db_query) q = NULL;
	GHashTableIter iter;
	gpointer value;

	if (!g_hash_table_size(u->values) || !there || !kind_field(there, u->field->name))
		return TRUE; /* what comes with the change, nothing has yet */
	q = db_prepare(index_db(u->index), sql, err);
	if (!q)
		return FALSE;
	if (!few)
		return meet_rows(u, q, err);
	g_hash_table_iter_init(&iter, u->values);
	while (g_hash_table_iter_next(&iter, &value, NULL)) {
		db_bind_text(q, 1, value);
		if (!meet_rows(u, q, err))
			return FALSE;
	}
	return TRUE;
}

static gboolean
check_field(const struct unique *of, const GPtrArray *records, const struct field *field, GError **err)
{
	g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct unique u = *of;

	u.field = field;
	u.values = values;
	for (guint i = 0; i < records->len; i++)
		ask(&u, g_ptr_array_index(records, i));
	return meet_all(&u, err);
}

static gboolean
check_kind(const struct unique *of, const GPtrArray *records, GError **err)
{
	const GPtrArray *fields = of->kind->fields;

	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = g_ptr_array_index(fields, i);

		if (field->unique && !check_field(of, records, field, err))
			return FALSE;
	}
	return !of->kind->keys || check_keys(of->index, of->also, records, of->problems, err);
}

static int
path_order(gconstpointer a, gconstpointer b)
{
	return strcmp((*(struct record *const *)a)->path, (*(struct record *const *)b)->path);
}

gboolean
check_unique_all(struct index *index, GHashTable *also, GPtrArray *problems, GError **err)
{
	g_autoptr(GPtrArray) records = g_ptr_array_new(), kinds = g_ptr_array_new();
	GHashTableIter iter;
	gpointer record;

	g_hash_table_iter_init(&iter, also);
	while (g_hash_table_iter_next(&iter, NULL, &record))
		if (record)
			g_ptr_array_add(records, record);
	g_ptr_array_sort(records, path_order); /* the same one is always at fault */
	for (guint i = 0; i < records->len; i++) {
		const struct kind *kind = ((struct record *)g_ptr_array_index(records, i))->kind;

		if (!g_ptr_array_find(kinds, kind, NULL))
			g_ptr_array_add(kinds, (gpointer)kind);
	}
	for (guint i = 0; i < kinds->len; i++) {
		struct unique u = {index, also, problems, g_ptr_array_index(kinds, i)};

		if (!check_kind(&u, records, err))
			return FALSE;
	}
	return TRUE;
}
