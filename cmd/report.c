/* sx report: the reports there are, or one of them. */
#include "command.h"
#include "report_capa.h"
#include "report_print.h"

static struct {
	char *by, *period, *as_of;
	gboolean markdown, explain;
} opt;

static const struct option options[] = {
	{"as-of", 0, OPTION_TEXT, &opt.as_of, "DATE", "as it stood at the end of this day (of capa)"},
	{"by", 'b', OPTION_TEXT, &opt.by, "FIELD", "group by this field; '' for one row over all", "field"},
	{"period", 'p', OPTION_TEXT, &opt.period, "PERIOD", "promises of this time only, as in 2026-Q3 or FY2026-27"},
	{"markdown", 'M', OPTION_FLAG, &opt.markdown, NULL, "tables for a page of Markdown"},
	{"explain", 'e', OPTION_FLAG, &opt.explain, NULL, "say how each figure is worked out, and intervals of rates"}, {0}};

static gboolean
list_reports(struct session *s, struct snapshot *snapshot, GError **err)
{
	g_autoptr(GPtrArray) names = report_names(snapshot, err);
	AUTO(rows) rows = NULL;

	if (!names)
		return FALSE;
	rows = session_rows(s);
	rows_column(rows, "report", "REPORT", ROWS_TEXT);
	rows_column(rows, "help", "WHAT", ROWS_TEXT);
	for (guint i = 0; i < names->len; i++) {
		AUTO(report) report = report_read(snapshot, names->pdata[i], err);

		if (!report)
			return FALSE;
		rows_begin(rows);
		rows_text(rows, report->name);
		rows_text(rows, report->help);
		rows_end(rows);
	}
	session_rows_done(s, rows);
	return TRUE;
}

static gboolean
open_index(struct plant *plant, void *data, GError **err)
{
	return plant_index(plant, err) != NULL;
}

static void
source_free(gpointer data)
{
	struct report_source *source = data;

	report_free(source->report);
	g_free((gpointer)source->scope.period);
	g_free(source);
}

/* One definition is asked everywhere: that of the first repository that has the report. */
static struct snapshot *
whose(const struct fleet *fleet, const char *name, GError **err)
{
	g_autoptr(GError) none = NULL;
	struct plant *plant;

	for (guint i = 0; (plant = fleet_next(fleet, &i));) {
		g_autoptr(GError) cannot = NULL;
		AUTO(report) report = report_read(plant->snapshot, name, &cannot);

		if (report)
			return plant->snapshot;
		if (!none)
			none = g_steal_pointer(&cannot);
	}
	g_propagate_error(err, g_steal_pointer(&none));
	return NULL;
}

/* Of a fiscal year each plant has its own. */
static gboolean
ask_plant(struct plant *plant, struct snapshot *of, const char *name, const struct report_scope *scope, GPtrArray *sources,
	GError **err)
{
	struct report_source source = {.plant = plant, .scope = *scope};
	struct period period;

	if (opt.period && !period_parse(opt.period, plant->snapshot->calendar, &period, err))
		return FALSE;
	source.report = report_read_for(plant->snapshot, of, name, err);
	if (!source.report)
		return FALSE;
	source.scope.period = opt.period ? g_memdup2(&period, sizeof(period)) : NULL;
	source.scope.actor = plant_actor(plant);
	g_ptr_array_add(sources, g_memdup2(&source, sizeof(source)));
	return TRUE;
}

static gboolean
ask_all(struct fleet *fleet, const char *name, const char *filter, GPtrArray *sources, GError **err)
{
	struct snapshot *of = fleet_each(fleet, open_index, NULL, err) ? whose(fleet, name, err) : NULL;
	const struct report_scope scope = {.by = opt.by, .filter = filter, .several = fleet->several};
	struct plant *plant;

	for (guint i = 0; of && (plant = fleet_next(fleet, &i));) {
		g_autoptr(GError) cannot = NULL;

		if (ask_plant(plant, of, name, &scope, sources, &cannot))
			continue;
		if (!fleet->several || error_status(cannot) == ERR_USAGE) {
			g_propagate_error(err, g_steal_pointer(&cannot));
			return FALSE;
		}
		plant_fail(plant, PLANT_UNREADABLE, cannot->message);
	}
	return of != NULL;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct fleet *fleet = session_fleet(s, err);
	g_autofree char *filter = argc > 1 ? g_strjoinv(" ", argv + 1) : NULL;
	g_autoptr(GPtrArray) sources = g_ptr_array_new_with_free_func(source_free);
	g_autoptr(GPtrArray) tables = NULL;
	const struct report_source *first;

	if (!fleet)
		return ERR_IO;
	if (!argc)
		return list_reports(s, session_snapshot(s, err), err) ? 0 : ERR_INVALID;
	if (!ask_all(fleet, argv[0], filter, sources, err))
		return ERR_INVALID;
	first = sources->pdata[0];
	if (first->report->engine)
		return report_capa(s,
			       &(struct report_capa){sources, filter, opt.as_of, opt.period, opt.by, opt.markdown, opt.explain},
			       err)
			       ? 0
			       : ERR_INVALID;
	if (opt.as_of)
		return error_set(err, ERR_USAGE,
			"the report '%s' takes --at, not --as-of: it is of records, not of their history", first->report->name);
	tables = report_run(sources, err);
	if (!tables)
		return ERR_INVALID;
	report_print(s, &(struct report_print){first->report, tables, first->plant->snapshot, opt.markdown, opt.explain});
	return 0;
}

const struct command cmd_report = {"[REPORT [FILTER...]]", options, run, "report;filter"};
