/* Rows of readings: what was read of each KPI, judged by its thresholds. */
#include "publish_private.h"

#include "domain.h"
#include "reading.h"

#include <math.h>
#include <string.h>

#define FEW 16 /* KPIs that are loaded one by one */

/* clang-format off */
const struct fixed_column readings_columns[] = {
	{COLUMN_REPOSITORY},
	{COLUMN_SITE},
	{"kpi", "text", "the KPI that was read"},
	{"period", "text", "the time it is for"},
	{"first_day", "date", "the first day of that"},
	{"last_day", "date", "the last day of that"},
	{"value", "numeric", "what was read; null: it is n/a"},
	{"numerator", "numeric", "of a ratio: the part"},
	{"denominator", "numeric", "of a ratio: the whole"},
	{"target", "numeric", "the KPI's target now; null for a band"},
	{"score", "numeric", "0 to 10 by the KPI's thresholds now"},
	{"status", "text", "green, amber, red, or grey when it cannot be judged"},
	{"stale_after", "date", "the day after which it is stale, when it is the latest"},
	{"na", "text", "why there is no value and none is missing"},
	{"source", "text", "where it comes from"},
	{"note", "text", "what is to be known about it"},
	{"by", "text", "who recorded it"},
	{"at", "timestamptz", "when it was recorded"},
	{0}};
/* clang-format on */

static void
put_day(struct pg_copy *copy, day d)
{
	char date[11];

	if (d == DAY_NONE) {
		pg_copy_text(copy, NULL);
		return;
	}
	day_format_into(d, date);
	pg_copy_text(copy, date);
}

static void
put_moment(struct pg_copy *copy, const char *text)
{
	gint64 seconds;
	int offset;
	g_autofree char *moment = text && event_parse(text, &seconds, &offset, NULL) ? run_moment(seconds) : NULL;

	pg_copy_text(copy, moment);
}

/* With the digits it was written with, when it is a plain decimal. */
static void
put_value(struct pg_copy *copy, const struct reading *r)
{
	const struct type *number = type_find("number");

	if (r->text && number->check(NULL, r->text, NULL))
		pg_copy_text(copy, r->text);
	else
		pg_copy_real(copy, r->value);
}

static day
stale_after(const struct measure *m, const struct reading *r, const struct calendar *calendar)
{
	struct period next = period_next(&r->period, 1, calendar);
	day last = next.last == DAY_NONE ? DAY_NONE : next.last + m->freshness;

	return last != DAY_NONE && last <= day_make(9999, 12, 31) && last >= day_make(1, 1, 1) ? last : DAY_NONE;
}

/* In the order of readings_columns. */
static gboolean
put_reading(struct run *run, const struct measure *m, const struct reading *r, const char *site, GError **err)
{
	struct pg_copy *copy = run_copy(run, run_table(run, TABLE_READINGS));
	gboolean judged = scale_complete(&m->scale) && scale_check(&m->scale, NULL);

	pg_copy_text(copy, run->p->name);
	pg_copy_text(copy, site);
	pg_copy_text(copy, m->id);
	pg_copy_text(copy, r->name);
	put_day(copy, r->period.first);
	put_day(copy, r->period.last);
	put_value(copy, r);
	pg_copy_real(copy, r->numerator);
	pg_copy_real(copy, r->denominator);
	pg_copy_real(copy, m->scale.direction == DIRECTION_BAND ? NAN : m->scale.green);
	pg_copy_real(copy, judged ? score_value(&m->scale, r->value) : NAN);
	pg_copy_text(copy, colour_name(judged ? reading_colour(m, r->value) : COLOUR_GREY));
	put_day(copy, stale_after(m, r, run->snapshot->calendar));
	pg_copy_text(copy, r->na);
	pg_copy_text(copy, r->source);
	pg_copy_text(copy, r->note);
	pg_copy_text(copy, r->by);
	put_moment(copy, r->at);
	run->p->readings++;
	return pg_copy_end(copy, err);
}

/* A period that stands twice in the files counts once. */
static gboolean
put_measure(struct run *run, const struct measure *m, const char *site, GError **err)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < m->readings->len; i++) {
		const struct reading *r = m->readings->pdata[i];

		if (g_hash_table_add(seen, r->name) && !put_reading(run, m, r, site, err))
			return FALSE;
	}
	return TRUE;
}

/* KPI id -> site. NULL on error; caller unrefs. */
static GHashTable *
read_sites(struct run *run, GError **err)
{
	AUTO(db_query) q = db_prepare(index_db(run->index), "select id, site from record where kind = '" KPI "'", err);
	g_autoptr(GHashTable) sites = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	gboolean row;

	while (q && db_step(q, &row, err)) {
		if (!row)
			return g_steal_pointer(&sites);
		g_hash_table_insert(sites, g_strdup(db_text(q, 0)), g_strdup(db_text(q, 1) ? db_text(q, 1) : run->site));
	}
	return NULL;
}

static gboolean
put_loaded(struct run *run, const char *id, GHashTable *only, GHashTable *sites, GError **err)
{
	g_autoptr(GPtrArray) all = reading_load(run->index, id, err);

	for (guint i = 0; all && i < all->len; i++) {
		const struct measure *m = all->pdata[i];

		if ((!only || g_hash_table_contains(only, m->id)) && !put_measure(run, m, g_hash_table_lookup(sites, m->id), err))
			return FALSE;
	}
	return all != NULL;
}

/* --- which KPIs --- */

static void
add_id(GHashTable *ids, const char *id)
{
	if (id)
		g_hash_table_add(ids, g_strdup(id));
}

/* Of a yearly file, the KPI that its path says, and those that it and what it was before say. */
static void
add_of_file(struct run *run, const struct changed *changed, GHashTable *ids)
{
	g_autofree char *id = kind_id_part(changed->kind, changed->id, READING_KPI);
	AUTO(record) record = snapshot_record(run->snapshot, changed->kind, changed->id, NULL);
	struct entry_state before;

	entry_state_read(run->snapshot, changed->path, &changed->old, &before);
	add_id(ids, id);
	add_id(ids, record ? record_get(record, READING_KPI) : NULL);
	add_id(ids, before.record ? record_get(before.record, READING_KPI) : NULL);
	entry_state_clear(&before);
}

/* Set of ids; caller unrefs. */
static GHashTable *
changed_kpis(struct run *run)
{
	GHashTable *ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < run->changed->len; i++) {
		const struct changed *changed = run->changed->pdata[i];

		if (g_str_equal(changed->kind->name, KPI))
			add_id(ids, changed->id);
		else if (g_str_equal(changed->kind->name, READING))
			add_of_file(run, changed, ids);
	}
	return ids;
}

static gboolean
write_some(struct run *run, GHashTable *ids, GHashTable *sites, GError **err)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new();
	g_autofree char *array = NULL;
	const char *values[1];
	GHashTableIter iter;
	gpointer id;

	g_hash_table_iter_init(&iter, ids);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		g_ptr_array_add(list, id);
	array = pg_array(list);
	values[0] = array;

	if (!run_delete(run, run_table(run, TABLE_READINGS)->quoted, "kpi = any($2::text[])", 1, values, NULL, err))
		return FALSE;
	if (list->len > FEW)
		return put_loaded(run, NULL, ids, sites, err);
	for (guint i = 0; i < list->len; i++)
		if (!put_loaded(run, list->pdata[i], NULL, sites, err))
			return FALSE;
	return TRUE;
}

static gboolean
write_readings(struct run *run, GError **err)
{
	g_autoptr(GHashTable) ids = run->changed ? changed_kpis(run) : NULL, sites = NULL;

	if (ids && !g_hash_table_size(ids))
		return TRUE;
	sites = read_sites(run, err);
	if (!sites)
		return FALSE;
	return ids ? write_some(run, ids, sites, err) : put_loaded(run, NULL, NULL, sites, err);
}

/* Periods that lie ahead are published too, and none depends on which plant's clone this is: the tables are the commit's alone. */
gboolean
readings_write(struct run *run, GError **err)
{
	struct snapshot *snapshot = run->snapshot;
	const struct calendar *calendar = snapshot->calendar;
	day today = snapshot->today;
	gboolean ok;

	if (!kind_find(snapshot->kinds, KPI) || !kind_find(snapshot->kinds, READING))
		return TRUE;
	snapshot->today = day_make(9999, 12, 31);
	snapshot->calendar = snapshot->config->calendar;
	ok = write_readings(run, err);
	snapshot->today = today;
	snapshot->calendar = calendar;
	return ok;
}
