/* The figures of a roll-up, counted in each repository by itself. */
#include "rollup_count.h"
#include "ageing.h"
#include "query.h"
#include "reading.h"

static void
group_free(gpointer data)
{
	struct rollup_group *group = data;

	g_free(group->name);
	g_free(group);
}

void
rollup_clear(struct rollup *r)
{
	g_clear_pointer(&r->counts, g_hash_table_unref);
	g_clear_pointer(&r->groups, g_ptr_array_unref);
	g_clear_pointer(&r->by_name, g_hash_table_unref);
}

static void
add(struct rollup_count *to, const struct rollup_count *count)
{
	to->records += count->records;
	to->open += count->open;
	to->overdue += count->overdue;
	to->kpis += count->kpis;
	to->fresh += count->fresh;
}

static gboolean
count_records(struct plant *plant, struct rollup_count *count, GError **err)
{
	g_autofree char *late = ageing_where(plant->snapshot, 0);
	g_autofree char *overdue = g_strdup_printf("select count(*) from record where %s", late);
	struct db *db = index_db(plant->index);

	return db_ask_int(db, "select count(*) from record", 0, &count->records, err) &&
	       db_ask_int(db, "select count(*) from record where open = 1", 0, &count->open, err) &&
	       db_ask_int(db, overdue, 0, &count->overdue, err);
}

static gboolean
count_kpis(struct plant *plant, struct rollup_count *count, GError **err)
{
	const struct snapshot *snapshot = plant->snapshot;
	g_autoptr(GPtrArray) measures = reading_load(plant->index, NULL, err);

	for (guint i = 0; measures && i < measures->len; i++) {
		struct standing standing;

		reading_stand(measures->pdata[i], snapshot->today, snapshot->calendar, &standing);
		count->kpis++;
		count->fresh += standing.latest && !standing.stale;
		standing_clear(&standing);
	}
	return measures != NULL;
}

static gboolean
count_plant(struct plant *plant, void *data, GError **err)
{
	struct rollup *r = data;
	struct rollup_count count = {0};

	if (!plant_index(plant, err) || !count_records(plant, &count, err) || !count_kpis(plant, &count, err))
		return FALSE;
	g_mutex_lock(&r->lock);
	g_hash_table_insert(r->counts, plant, g_memdup2(&count, sizeof(count)));
	g_mutex_unlock(&r->lock);
	return TRUE;
}

static void
take_group(struct rollup *r, const char *name, const struct rollup_count *count)
{
	struct rollup_group *group = g_hash_table_lookup(r->by_name, name ? name : "");

	if (!group) {
		group = g_new0(struct rollup_group, 1);
		group->name = g_strdup(name);
		g_ptr_array_add(r->groups, group);
		g_hash_table_insert(r->by_name, group->name ? group->name : "", group);
	}
	add(&group->count, count);
}

static gboolean
take_groups(struct rollup *r, struct plant *plant, GError **err)
{
	gboolean here = query_has_column(plant->snapshot->kinds, NULL, r->by) || !r->by_known;
	const struct selection selection = {
		.columns = (const char *const[]){here ? r->by : "path", NULL}, .site = plant->site, .unordered = TRUE};
	AUTO(db_query) q = here ? query_tally(plant->index, &selection, err) : NULL;
	gboolean row;

	if (!here)
		take_group(r, NULL, g_hash_table_lookup(r->counts, plant));
	while (q && db_step(q, &row, err) && row) {
		const struct rollup_count count = {db_int(q, 1), db_int(q, 2), db_int(q, 3), 0, 0};

		take_group(r, db_text(q, 0), &count);
	}
	return !*err;
}

static int
by_name(gconstpointer a, gconstpointer b)
{
	const char *x = (*(struct rollup_group *const *)a)->name, *y = (*(struct rollup_group *const *)b)->name;

	return !x != !y ? (x ? -1 : 1) : g_strcmp0(x, y);
}

static gboolean
group_all(struct rollup *r, GError **err)
{
	struct plant *plant;

	r->by_known = FALSE;
	for (guint i = 0; !r->by_known && (plant = fleet_next(r->fleet, &i));)
		r->by_known = query_has_column(plant->snapshot->kinds, NULL, r->by);
	for (guint i = 0; (plant = fleet_next(r->fleet, &i));) {
		if (g_str_equal(r->by, "repository"))
			take_group(r, plant->name, g_hash_table_lookup(r->counts, plant));
		else if (!take_groups(r, plant, err))
			return FALSE;
	}
	g_ptr_array_sort(r->groups, by_name);
	return TRUE;
}

gboolean
rollup_run(struct rollup *r, struct fleet *fleet, GError **err)
{
	struct plant *plant;

	r->fleet = fleet;
	r->counts = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	r->groups = g_ptr_array_new_with_free_func(group_free);
	r->by_name = g_hash_table_new(g_str_hash, g_str_equal);
	if (!fleet_each(fleet, count_plant, r, err) || (r->by && !group_all(r, err)))
		return FALSE;
	for (guint i = 0; (plant = fleet_next(fleet, &i));)
		add(&r->total, g_hash_table_lookup(r->counts, plant));
	return TRUE;
}
