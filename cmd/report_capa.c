/* Figures of corrective and preventive action as text, Markdown, JSON or CSV. */
#include "report_capa.h"
#include "capa_metrics.h"
#include "date.h"

#include <math.h>

struct printing {
	const struct report *report;
	const struct report_capa *ask;
	const struct capa_facts *facts;
	const struct capa_ask *figures_of;
	const GPtrArray *figures;
	gboolean grouped;
	gint64 events, claimed; /* over all: how many there were, and how many of them have no receipt */
};

/* "66.7 % (2/3)", "12", "45 days of 4", "-". */
static char *
value_text(const struct capa_figure *figure)
{
	const char *unit = figure->meaning->unit;
	g_autofree char *number = NULL;

	if (isnan(figure->value))
		return g_strdup(figure->n < 0 ? "-" : "- (n 0)");
	if (g_str_equal(unit, "share")) {
		number = stat_percent(figure->value, 1);
		return g_strdup_printf("%s (%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT ")", number, figure->k, figure->n);
	}
	number = stat_number(figure->value, figure->value == floor(figure->value) ? 0 : 1);
	if (g_str_equal(unit, "count"))
		return g_steal_pointer(&number);
	if (g_str_equal(unit, "days") || g_str_equal(unit, "hours"))
		return g_strdup_printf("%s %c (n %" G_GINT64_FORMAT ")", number, *unit, figure->n);
	return g_strdup_printf("%s %s", number, unit);
}

static char *
label_text(const struct capa_figure *figure)
{
	return figure->part ? g_strdup_printf("%s: %s", figure->meaning->label, figure->part) : g_strdup(figure->meaning->label);
}

static char *
times_text(const struct printing *p)
{
	if (!p->facts->hub)
		return g_strdup("times are those that commits claim: no receipt of a hub is known");
	return g_strdup_printf("times are those of a hub's receipts, and those that commits claim for %" G_GINT64_FORMAT
			       " of %" G_GINT64_FORMAT " events without one",
		p->claimed, p->events);
}

static char *
scope_text(const struct printing *p)
{
	char as_of[11], from[11], to[11];

	day_format_into(p->facts->as_of, as_of);
	day_format_into(p->figures_of->from, from);
	day_format_into(p->figures_of->to, to);
	return g_strdup_printf("as of the end of %s, period %s to %s", as_of, from, to);
}

static void
print_text(struct session *s, const struct printing *p)
{
	AUTO(rows) rows = session_rows(s);
	g_autofree char *scope = scope_text(p), *times = times_text(p);

	session_say(s, "%s, %s", p->report->name, scope);
	session_say(s, "%s", times);
	if (p->facts->unreadable)
		session_say(s, "versions of records that do not read, left out: %u", p->facts->unreadable);
	rows_column(rows, "metric", "M", ROWS_TEXT);
	rows_column(rows, "figure", "FIGURE", ROWS_TEXT);
	if (p->grouped)
		rows_column(rows, "group", "GROUP", ROWS_TEXT);
	rows_column(rows, "value", "VALUE", ROWS_TEXT);
	rows_column(rows, "note", p->ask->explain ? "HOW" : "NOTE", ROWS_TEXT);
	for (guint i = 0; i < p->figures->len; i++) {
		const struct capa_figure *figure = p->figures->pdata[i];
		g_autofree char *label = label_text(figure), *value = value_text(figure);

		rows_begin(rows);
		rows_text(rows, figure->meaning->metric);
		rows_text(rows, label);
		if (p->grouped)
			rows_text(rows, figure->group);
		rows_text(rows, value);
		rows_text(rows, figure->note || !p->ask->explain ? figure->note : figure->meaning->how);
		rows_end(rows);
	}
	session_rows_done(s, rows);
}

static void
print_csv(struct session *s, const struct printing *p)
{
	static const char *const texts[] = {"metric", "figure", "part", "group", "in", "note"};
	static const char *const numbers[] = {"value", "k", "n"};
	AUTO(rows) rows = session_rows(s);

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		rows_column(rows, texts[i], texts[i], ROWS_TEXT);
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
		rows_column(rows, numbers[i], numbers[i], i ? ROWS_INT : ROWS_REAL);
	for (guint i = 0; i < p->figures->len; i++) {
		const struct capa_figure *figure = p->figures->pdata[i];
		const gint64 of[] = {figure->k, figure->n};

		rows_begin(rows);
		rows_text(rows, figure->meaning->metric);
		rows_text(rows, figure->meaning->name);
		rows_text(rows, figure->part);
		rows_text(rows, figure->group);
		rows_text(rows, figure->meaning->unit);
		rows_text(rows, figure->note);
		rows_real(rows, figure->value);
		for (guint k = 0; k < G_N_ELEMENTS(of); k++)
			if (of[k] < 0)
				rows_text(rows, NULL);
			else
				rows_int(rows, of[k]);
		rows_end(rows);
	}
	session_rows_done(s, rows);
}

static void
json_day(struct json *j, const char *key, day d)
{
	char text[11];

	day_format_into(d, text);
	json_key(j, key);
	json_text(j, text);
}

static void
json_of(struct json *j, const char *key, gint64 n)
{
	json_key(j, key);
	if (n < 0)
		json_text(j, NULL);
	else
		json_int(j, n);
}

static void
json_figure(struct json *j, const struct capa_figure *figure)
{
	const char *const texts[][2] = {{"metric", figure->meaning->metric}, {"figure", figure->meaning->name},
		{"part", figure->part}, {"group", figure->group}, {"in", figure->meaning->unit},
		{"label", figure->meaning->label}, {"note", figure->note}};

	json_open(j, '{');
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		json_key(j, texts[i][0]);
		json_text(j, texts[i][1]);
	}
	json_key(j, "value");
	json_number(j, figure->value);
	json_of(j, "k", figure->k);
	json_of(j, "n", figure->n);
	json_close(j, '}');
}

static void
print_json(struct session *s, const struct printing *p)
{
	struct json *j = session_json(s, NULL);

	json_open(j, '{');
	json_key(j, "report");
	json_text(j, p->report->name);
	json_day(j, "as_of", p->facts->as_of);
	json_day(j, "from", p->figures_of->from);
	json_day(j, "to", p->figures_of->to);
	json_key(j, "by");
	json_text(j, p->figures_of->by);
	json_of(j, "events", p->events);
	json_of(j, "events_claimed", p->claimed);
	json_of(j, "unreadable", p->facts->unreadable);
	json_key(j, "figures");
	json_open(j, '[');
	for (guint i = 0; i < p->figures->len; i++)
		json_figure(j, p->figures->pdata[i]);
	json_close(j, ']');
	json_close(j, '}');
	session_json_done(s);
}

/* --- */

static gboolean
read_ask(const struct report_source *first, const struct report_capa *ask, day *as_of, struct capa_ask *out, GError **err)
{
	const struct snapshot *snapshot = first->plant->snapshot;
	struct period period;

	*as_of = snapshot->today;
	if (ask->as_of && !date_read_past(ask->as_of, snapshot->today, snapshot->calendar, as_of, err))
		return FALSE;
	out->by = ask->by && *ask->by ? ask->by : NULL;
	out->from = day_add_months(*as_of, -12) + 1;
	out->to = *as_of;
	if (ask->period) {
		if (!period_parse(ask->period, snapshot->calendar, &period, err))
			return FALSE;
		out->from = period.first;
		out->to = MIN(period.last, *as_of);
		if (out->from > *as_of)
			return error_set(err, ERR_USAGE, "the period %s is after the day of the report", ask->period);
	}
	return report_setting(first->report, "tolerance", 24, &out->tolerance, err) &&
	       report_setting(first->report, "horizon", 365, &out->horizon, err);
}

static gboolean
read_facts(const struct fleet *fleet, const struct report_capa *ask, struct capa_facts *facts, GError **err)
{
	guint good = 0;

	for (guint i = 0; i < ask->sources->len; i++) {
		const struct report_source *source = ask->sources->pdata[i];
		g_autoptr(GError) cannot = NULL;

		if (capa_facts_read(facts, source->plant, ask->filter, &cannot)) {
			good++;
			continue;
		}
		if (!fleet->several || error_status(cannot) == ERR_USAGE || (!good && i + 1 == ask->sources->len)) {
			g_propagate_error(err, g_steal_pointer(&cannot));
			return FALSE;
		}
		plant_fail(source->plant, PLANT_UNREADABLE, cannot->message);
	}
	return TRUE;
}

static void
count_events(struct printing *p)
{
	for (guint i = 0; i < p->figures->len; i++) {
		const struct capa_figure *figure = p->figures->pdata[i];

		if (!g_str_equal(figure->meaning->name, "no_receipt") || !g_str_equal(figure->group, "all"))
			continue;
		p->claimed = figure->k;
		p->events = figure->n;
	}
}

gboolean
report_capa(struct session *s, const struct report_capa *ask, GError **err)
{
	const struct report_source *first = ask->sources->pdata[0];
	const struct fleet *fleet = session_fleet(s, err);
	g_autoptr(GPtrArray) figures = NULL;
	AUTO(capa_facts) facts = NULL;
	struct capa_ask of;
	day as_of;

	if (ask->markdown)
		return error_set(err, ERR_USAGE, "the report '%s' is not written as Markdown", first->report->name);
	if (!read_ask(first, ask, &as_of, &of, err))
		return FALSE;
	facts = capa_facts_new(as_of);
	figures = read_facts(fleet, ask, facts, err) ? capa_metrics(facts, &of, err) : NULL;
	if (!figures)
		return FALSE;
	struct printing p = {first->report, ask, facts, &of, figures, of.by != NULL, 0, 0};
	count_events(&p);
	if (s->format == FORMAT_JSON)
		print_json(s, &p);
	else if (s->format == FORMAT_CSV)
		print_csv(s, &p);
	else
		print_text(s, &p);
	return TRUE;
}
