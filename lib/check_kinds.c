/* Records held against what their kinds would become. */
#include "check_private.h"

#include <string.h>

struct holding {
	struct index *index;
	const struct kinds *was, *is;
	GHashTable *also;
	GHashTable *values; /* "kind/field/value" of what becomes unique -> id of the first that has it */
	GPtrArray *problems;
};

/* What becomes unique and was not. */
static gboolean
becomes_unique(const struct holding *h, const struct kind *kind, const struct field *field)
{
	const struct kind *before = kind_find(h->was, kind->name);
	const struct field *old = before ? kind_field(before, field->name) : NULL;

	return field->unique && !(old && old->unique);
}

static void
check_values(struct holding *h, const struct record *r, GPtrArray *problems)
{
	for (guint i = 0; i < r->kind->fields->len; i++) {
		const struct field *field = g_ptr_array_index(r->kind->fields, i);
		const char *text = becomes_unique(h, r->kind, field) ? record_get(r, field->name) : NULL;
		g_autofree char *lower = text ? g_ascii_strdown(text, -1) : NULL;
		char *key = text ? g_strdup_printf("%s/%s/%s", r->kind->name, field->name, lower) : NULL;
		const char *first = key ? g_hash_table_lookup(h->values, key) : NULL;

		if (first)
			g_ptr_array_add(
				problems, problem_new(r->path, record_node(r, field->name), "unique", r->id,
						  g_strdup_printf("%s: %s has '%s' already", field->name, first, text), NULL));
		if (key && !first)
			g_hash_table_insert(h->values, key, g_strdup(r->id));
		else
			g_free(key);
	}
}

static gboolean
look(struct holding *h, const struct kinds *kinds, const struct record *r, GPtrArray *problems, GError **err)
{
	record_check(r, problems);
	return !r->doc->root || check_links(h->index, kinds, index_snapshot(h->index)->config, h->also, r, r, problems, err);
}

/* The same value may be wrong in other words: the list of what is allowed has grown. What is missing has no place. */
static gboolean
is_among(const GPtrArray *problems, const struct problem *p)
{
	for (guint i = 0; i < problems->len; i++) {
		const struct problem *other = g_ptr_array_index(problems, i);
		gboolean same_place = other->line == p->line && other->column == p->column;

		if (!g_str_equal(other->rule, p->rule))
			continue;
		if (g_str_equal(p->rule, "required") ? g_str_equal(other->message, p->message) : same_place)
			return TRUE;
	}
	return FALSE;
}

static gboolean
hold(struct holding *h, const char *path, const char *text, gsize length, GError **err)
{
	AUTO(record) is = record_parse(h->is, path, text, length, NULL);
	AUTO(record) was = NULL;
	g_autoptr(GPtrArray) now = problems_new(), before = problems_new();

	if (!is)
		return TRUE; /* where its kind has gone is told by other means */
	if (!look(h, h->is, is, now, err))
		return FALSE;
	check_values(h, is, now);
	was = now->len ? record_parse(h->was, path, text, length, NULL) : NULL;
	if (was && !look(h, h->was, was, before, err))
		return FALSE;
	for (guint i = 0; i < now->len; i++) {
		struct problem *p = g_ptr_array_index(now, i);

		if (is_among(before, p))
			continue;
		g_ptr_array_add(h->problems, p);
		now->pdata[i] = NULL;
	}
	return TRUE;
}

/* Records that change with the kinds are judged by themselves; what they have counts. */
static void
note_values(struct holding *h)
{
	g_autoptr(GPtrArray) unused = problems_new();
	GHashTableIter iter;
	gpointer record;

	g_hash_table_iter_init(&iter, h->also);
	while (g_hash_table_iter_next(&iter, NULL, &record))
		if (record)
			check_values(h, record, unused);
}

gboolean
check_kinds(struct index *index, const struct kinds *kinds, GHashTable *also, GPtrArray *problems, GError **err)
{
	g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	struct holding h = {index, index_snapshot(index)->kinds, kinds, also, values, problems};
	AUTO(db_query)
	q = db_prepare(index_db(index), "select r.path, b.text from record r join body b on b.rid = r.rid order by r.path", err);
	gboolean row;

	if (!q)
		return FALSE;
	note_values(&h);
	while (db_step(q, &row, err)) {
		gsize length;
		const char *text;

		if (!row)
			return TRUE;
		text = db_bytes(q, 1, &length);
		if (!g_hash_table_contains(also, db_text(q, 0)) &&
			!hold(&h, db_text(q, 0), text ? text : "", text ? length : 0, err))
			return FALSE;
	}
	return FALSE;
}
