/* sx report: the reports there are, or one of them. */
#include "command.h"
#include "report_print.h"

static struct {
	char *by, *period;
	gboolean markdown, explain;
} opt;

static const struct option options[] = {
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

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct index *index = session_index(s, err);
	g_autofree char *filter = argc > 1 ? g_strjoinv(" ", argv + 1) : NULL;
	struct snapshot *snapshot = index ? index_snapshot(index) : NULL;
	struct report_scope scope = {.by = opt.by, .filter = filter};
	AUTO(report) report = NULL;
	g_autoptr(GPtrArray) tables = NULL;
	struct period period;

	if (!snapshot)
		return ERR_IO;
	if (!argc)
		return list_reports(s, snapshot, err) ? 0 : ERR_INVALID;
	if (opt.period && !period_parse(opt.period, snapshot->calendar, &period, err))
		return ERR_USAGE;
	scope.period = opt.period ? &period : NULL;
	scope.actor = session_actor(s);
	report = report_read(snapshot, argv[0], err);
	tables = report ? report_run(report, index, &scope, err) : NULL;
	if (!tables)
		return ERR_INVALID;
	report_print(s, &(struct report_print){report, tables, snapshot, opt.markdown, opt.explain});
	return 0;
}

const struct command cmd_report = {"[REPORT [FILTER...]]", options, run, "report;filter"};
