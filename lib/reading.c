/* What a KPI says of how it is read and judged. */
#include "domain.h"
#include "reading_private.h"

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
const char *const measure_columns[] = {"id", "title", "owner", "state", KPI_MEASURED_IN, KPI_DIRECTION, KPI_BASELINE, KPI_TARGET,
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

double
measure_number(const char *text)
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

	*s = (struct scale){DIRECTION_UP, measure_number(t[RED]), measure_number(t[TARGET]), NAN, NAN};
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (!g_strcmp0(t[DIRECTION], names[i]))
			s->direction = i;
	m->baseline = measure_number(t[BASELINE]);
	if (s->direction == DIRECTION_BAND)
		*s = (struct scale){DIRECTION_BAND, measure_number(t[RED_LOW]), measure_number(t[GREEN_LOW]),
			measure_number(t[RED_HIGH]), measure_number(t[GREEN_HIGH])};
	else if (isnan(s->red) && !isnan(m->baseline) && !isnan(s->green) && m->baseline != s->green &&
		 (s->direction == DIRECTION_UP) == (m->baseline < s->green) && s->direction != DIRECTION_YESNO) {
		s->red = m->baseline;
		m->red_is_baseline = TRUE;
	}
}

struct measure *
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
	const char *texts[MEASURE_COLUMNS] = {kpi->id};

	for (guint i = 1; measure_columns[i]; i++)
		texts[i] = record_get(kpi, measure_columns[i]);
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
