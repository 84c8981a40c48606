/* KPIs and their series, from the index. */
#include "reading.h"
#include "domain.h"
#include "json.h"

#include <math.h>
#include <string.h>

static const char *const frequencies[] = {[PERIOD_DAY] = "day",
	[PERIOD_WEEK] = "week",
	[PERIOD_MONTH] = "month",
	[PERIOD_QUARTER] = "quarter",
	[PERIOD_YEAR] = "year",
	[PERIOD_FISCAL_QUARTER] = "fiscal-quarter",
	[PERIOD_FISCAL_YEAR] = "fiscal-year",
	NULL};
/* Days after a period's end until which its reading is expected, where the KPI does not say. */
static const int usual_freshness[] = {[PERIOD_DAY] = 1,
	[PERIOD_WEEK] = 3,
	[PERIOD_MONTH] = 10,
	[PERIOD_QUARTER] = 20,
	[PERIOD_YEAR] = 60,
	[PERIOD_FISCAL_QUARTER] = 20,
	[PERIOD_FISCAL_YEAR] = 60};

/* What is asked of a KPI, in this order. */
static const char *const columns[] = {"id", "title", "owner", "state", KPI_MEASURED_IN, KPI_DIRECTION, KPI_BASELINE, KPI_TARGET,
	KPI_RED, KPI_RED_LOW, KPI_GREEN_LOW, KPI_GREEN_HIGH, KPI_RED_HIGH, KPI_FREQUENCY, KPI_FRESHNESS, KPI_DECIMALS,
	KPI_OVER_TIME, NULL};
enum {
	ID,
	TITLE,
	OWNER,
	STATE,
	IN,
	DIRECTION,
	BASELINE,
	TARGET,
	RED,
	RED_LOW,
	GREEN_LOW,
	GREEN_HIGH,
	RED_HIGH,
	FREQUENCY,
	FRESHNESS,
	DECIMALS,
	OVER_TIME
};

static double
number(const char *text)
{
	char *end = NULL;
	double value = text ? g_ascii_strtod(text, &end) : NAN;

	return text && end != text && !*end ? value : NAN;
}

static void
read_scale(struct measure *m, const char *const *t)
{
	static const char *const names[] = {[DIRECTION_UP] = "up",
		[DIRECTION_DOWN] = "down",
		[DIRECTION_BAND] = "band",
		[DIRECTION_YESNO] = "yesno",
		[DIRECTION_NONE] = "unscored"};
	struct scale *s = &m->scale;

	*s = (struct scale){DIRECTION_UP, number(t[RED]), number(t[TARGET]), NAN, NAN};
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (!g_strcmp0(t[DIRECTION], names[i]))
			s->direction = i;
	m->baseline = number(t[BASELINE]);
	if (s->direction == DIRECTION_BAND)
		*s = (struct scale){
			DIRECTION_BAND, number(t[RED_LOW]), number(t[GREEN_LOW]), number(t[RED_HIGH]), number(t[GREEN_HIGH])};
	else if (isnan(s->red) && !isnan(m->baseline) && !isnan(s->green) && m->baseline != s->green &&
		 (s->direction == DIRECTION_UP) == (m->baseline < s->green) && s->direction != DIRECTION_YESNO) {
		s->red = m->baseline;
		m->red_is_baseline = TRUE;
	}
}

static struct measure *
measure_new(const char *const *t)
{
	struct measure *m = g_new0(struct measure, 1);

	m->id = g_strdup(t[ID]);
	m->title = g_strdup(t[TITLE]);
	m->owner = g_strdup(t[OWNER]);
	m->state = g_strdup(t[STATE]);
	m->measured_in = g_strdup(t[IN]);
	m->frequency = PERIOD_MONTH;
	for (guint i = 0; frequencies[i]; i++)
		if (!g_strcmp0(t[FREQUENCY], frequencies[i]))
			m->frequency = i;
	m->freshness = t[FRESHNESS] ? (int)g_ascii_strtoll(t[FRESHNESS], NULL, 10) : usual_freshness[m->frequency];
	m->decimals = t[DECIMALS] ? CLAMP((int)g_ascii_strtoll(t[DECIMALS], NULL, 10), 0, 6) : -1;
	m->ratio = !g_strcmp0(t[OVER_TIME], KPI_RATIO);
	m->readings = g_ptr_array_new();
	read_scale(m, t);
	return m;
}

struct measure *
measure_of(const struct record *kpi)
{
	const char *texts[G_N_ELEMENTS(columns)] = {kpi->id};

	for (guint i = 1; columns[i]; i++)
		texts[i] = record_get(kpi, columns[i]);
	return measure_new(texts);
}

void
reading_clear(struct reading *r)
{
	g_free(r->name);
	g_free(r->text);
	g_free(r->na);
	g_free(r->note);
	g_free(r->source);
	g_free(r->by);
	g_free(r->at);
	*r = (struct reading){0};
}

void
measure_free(struct measure *m)
{
	if (!m)
		return;
	for (guint i = 0; i < m->readings->len; i++) {
		reading_clear(m->readings->pdata[i]);
		g_free(m->readings->pdata[i]);
	}
	g_ptr_array_unref(m->readings);
	g_free(m->id);
	g_free(m->title);
	g_free(m->owner);
	g_free(m->state);
	g_free(m->measured_in);
	g_free(m);
}

const char *
measure_frequency(const struct measure *m)
{
	return frequencies[m->frequency];
}

static void
add_reading(struct measure *m, const struct node *entry, const struct snapshot *snapshot)
{
	const char *period = node_text(entry, "period");
	struct reading r = {0};

	if (!period || !period_parse(period, snapshot->calendar, &r.period, NULL) || r.period.first > snapshot->today)
		return;
	r.name = g_strdup(period);
	r.text = g_strdup(node_text(entry, "value"));
	r.value = number(r.text);
	r.numerator = number(node_text(entry, "numerator"));
	r.denominator = number(node_text(entry, "denominator"));
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
	g_autofree char *names = g_strjoinv(", ", (char **)columns);
	g_autofree char *sql = g_strdup_printf("select %s from %s%s order by id", names, KPI, id ? " where id = ?1" : "");
	AUTO(db_query) q = db_prepare(index_db(index), sql, err);
	gboolean row;

	if (q && id)
		db_bind_text(q, 1, id);
	for (;;) {
		const char *texts[G_N_ELEMENTS(columns)];

		if (!q || !db_step(q, &row, err))
			return FALSE;
		if (!row)
			return TRUE;
		for (guint i = 0; columns[i]; i++)
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
