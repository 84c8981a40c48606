/* KPIs and their series, from the index. */
#include "domain.h"
#include "json.h"
#include "reading_private.h"

#include <string.h>

static void
add_reading(struct measure *m, const struct node *entry, const struct snapshot *snapshot)
{
	const char *period = node_text(entry, "period");
	struct reading r = {0};

	if (!period || !period_parse(period, snapshot->calendar, &r.period, NULL) || r.period.first > snapshot->today)
		return;
	r.name = g_strdup(period);
	r.text = g_strdup(node_text(entry, "value"));
	r.value = measure_number(r.text);
	r.numerator = measure_number(node_text(entry, "numerator"));
	r.denominator = measure_number(node_text(entry, "denominator"));
	r.na = g_strdup(node_text(entry, "na"));
	r.note = g_strdup(node_text(entry, "note"));
	r.source = g_strdup(node_text(entry, "source"));
	r.by = g_strdup(node_text(entry, "by"));
	r.at = g_strdup(node_text(entry, "at"));
	g_ptr_array_add(m->readings, g_memdup2(&r, sizeof r));
}

static int
by_period(gconstpointer a, gconstpointer b)
{
	const struct reading *x = *(struct reading *const *)a, *y = *(struct reading *const *)b;

	return x->period.first != y->period.first ? x->period.first - y->period.first : x->period.last - y->period.last;
}

/* Every yearly file's list, to the measure it is of. */
static gboolean
load_readings(struct index *index, const char *id, GHashTable *measures, GError **err)
{
	g_autofree char *sql = g_strdup_printf("select %s, %s from %s where %s is not null%s", READING_KPI, READING_LIST, READING,
		READING_LIST, id ? " and " READING_KPI " = ?1" : "");
	AUTO(db_query) q = db_prepare(index_db(index), sql, err);
	gboolean row;

	if (q && id)
		db_bind_text(q, 1, id);
	for (;;) {
		if (!q || !db_step(q, &row, err))
			return FALSE;
		if (!row)
			return TRUE;
		struct measure *m = db_text(q, 0) ? g_hash_table_lookup(measures, db_text(q, 0)) : NULL;
		AUTO(builder) b = builder_new();
		const char *json = db_text(q, 1);
		const struct node *list = m ? json_parse(b, READING, json, strlen(json), err) : NULL;
		if (m && !list)
			return FALSE;
		for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++)
			add_reading(m, list->items[i], index_snapshot(index));
	}
}

static gboolean
load_measures(struct index *index, const char *id, GPtrArray *out, GHashTable *by_id, GError **err)
{
	g_autofree char *names = g_strjoinv(", ", (char **)measure_columns);
	g_autofree char *sql = g_strdup_printf("select %s from %s%s order by id", names, KPI, id ? " where id = ?1" : "");
	AUTO(db_query) q = db_prepare(index_db(index), sql, err);
	gboolean row;

	if (q && id)
		db_bind_text(q, 1, id);
	for (;;) {
		const char *texts[MEASURE_COLUMNS];

		if (!q || !db_step(q, &row, err))
			return FALSE;
		if (!row)
			return TRUE;
		for (guint i = 0; measure_columns[i]; i++)
			texts[i] = db_text(q, i);
		struct measure *m = measure_new(texts);
		g_ptr_array_add(out, m);
		g_hash_table_insert(by_id, m->id, m);
	}
}

GPtrArray *
reading_load(struct index *index, const char *id, GError **err)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)measure_free);
	g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);

	if (!load_measures(index, id, all, by_id, err) || !load_readings(index, id, by_id, err))
		return NULL;
	for (guint i = 0; i < all->len; i++)
		g_ptr_array_sort(((struct measure *)all->pdata[i])->readings, by_period);
	return g_steal_pointer(&all);
}

GHashTable *
reading_colours(struct index *index, const struct kind *kind, GError **err)
{
	const struct snapshot *snapshot = index_snapshot(index);

	if (strcmp(kind->name, KPI) != 0)
		return error_set(err, ERR_USAGE, "%s have no colours", kind->plural), NULL;
	g_autoptr(GPtrArray) all = reading_load(index, NULL, err);
	if (!all)
		return NULL;
	GHashTable *colours = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < all->len; i++) {
		struct measure *m = all->pdata[i];
		struct standing s;
		reading_stand(m, snapshot->today, snapshot->calendar, &s);
		g_hash_table_insert(colours, g_strdup(m->id), GINT_TO_POINTER(s.colour));
		standing_clear(&s);
	}
	return colours;
}
