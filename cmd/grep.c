/* sx grep: search the text of all records. */
#include "command.h"
#include "coverage.h"
#include "search.h"

static struct {
	gboolean count, ids, ignore_case;
	char *by;
} opt;

static const struct option options[] = {
	{"by", 'b', OPTION_TEXT, &opt.by, "FIELD", "in groups: owner, unit, kind, class, site or any other field", "field"},
	{"count", 'c', OPTION_FLAG, &opt.count, NULL, "print how many lines match in each record"},
	{"ignore-case", 'i', OPTION_FLAG, &opt.ignore_case, NULL, "capital letters in the pattern match small ones as well"},
	{"ids", 'l', OPTION_FLAG, &opt.ids, NULL, "print only the ids of the records"}, {0}};

struct answer {
	struct session *s;
	GPtrArray *where; /* const char *: the columns that say where a record is */
	struct rows *rows;
	const char *group; /* of the hit being printed */
};

/* The value grouped by is printed when no column holds it already. */
static gboolean
shows_group(const struct answer *answer)
{
	static const char *const shown[] = {"id", "kind", "title", "path", "line", "count", "text", NULL};

	if (!opt.by || answer->s->format == FORMAT_TEXT ||
		g_ptr_array_find_with_equal_func(answer->where, opt.by, g_str_equal, NULL))
		return FALSE;
	return opt.ids ? !g_str_equal(opt.by, "id") : !name_in(shown, opt.by);
}

static void
add_columns(const struct answer *answer)
{
	gboolean exact = answer->s->format != FORMAT_TEXT;
	struct rows *rows = answer->rows;

	coverage_heads(rows, answer->where);
	rows_column(rows, "id", "ID", ROWS_TEXT);
	if (!opt.ids) {
		if (exact)
			rows_column(rows, "kind", "KIND", ROWS_TEXT);
		rows_column(rows, "title", "TITLE", ROWS_TEXT);
		if (exact && !opt.count)
			rows_column(rows, "path", "PATH", ROWS_TEXT);
		rows_column(rows, opt.count ? "count" : "line", opt.count ? "LINES" : "LINE", ROWS_INT);
		if (!opt.count)
			rows_column(rows, "text", "TEXT", ROWS_TEXT);
	}
	if (shows_group(answer))
		rows_column(rows, opt.by, opt.by, ROWS_TEXT);
}

static void
print_row(const struct answer *answer, const struct plant *plant, const struct hit *hit, int number, const char *line)
{
	gboolean exact = answer->s->format != FORMAT_TEXT;
	struct rows *rows = answer->rows;

	rows_begin(rows);
	coverage_cells(rows, answer->where, plant, hit->cells[CELL_SITE]);
	rows_text(rows, hit->cells[CELL_ID]);
	if (!opt.ids) {
		if (exact)
			rows_text(rows, hit->cells[CELL_KIND]);
		rows_text(rows, hit->cells[CELL_TITLE]);
		if (exact && !opt.count)
			rows_text(rows, hit->cells[CELL_PATH]);
		rows_int(rows, number);
		if (!opt.count)
			rows_text(rows, line);
	}
	if (shows_group(answer))
		rows_text(rows, answer->group);
	rows_end(rows);
}

static void
print_record(const struct answer *answer, const struct pick *pick, const struct hit *hit)
{
	const struct plant *plant = pick->search->plant;

	if (opt.count || opt.ids) {
		print_row(answer, plant, hit, (int)hit->n, NULL);
		return;
	}
	for (guint i = 0; i < hit->n; i++) {
		const struct line *line = &g_array_index(pick->found->lines, struct line, hit->first + i);

		print_row(answer, plant, hit, line->number, line->text);
	}
}

/* The line over the first record of a group. */
static void
enter_group(struct answer *answer, const struct hit *hit)
{
	if (opt.by && (!rows_count(answer->rows) || g_strcmp0(hit->group, answer->group)))
		rows_group(answer->rows, hit->group ? hit->group : "(none)");
	answer->group = hit->group;
}

static void
add_rows(struct answer *answer, const struct searches *searches)
{
	rows_free(answer->rows);
	answer->rows = session_rows(answer->s);
	add_columns(answer);
	for (guint i = 0; i < searches->picks->len; i++) {
		const struct pick *pick = &g_array_index(searches->picks, struct pick, i);
		const struct hit *hit = &g_array_index(pick->found->hits, struct hit, pick->hit);

		enter_group(answer, hit);
		print_record(answer, pick, hit);
	}
}

static void
print_all(struct answer *answer, struct searches *searches, GError **err)
{
	gboolean same = FALSE, held = answer->s->format == FORMAT_TEXT; /* a table, until it is known how wide it is */

	coverage_columns(answer->s, searches->fleet, answer->where);
	if (!held && !search_settle(searches, &same, err))
		return;
	for (same = FALSE; !same;) {
		add_rows(answer, searches);
		if (!search_settle(searches, &same, err))
			return;
	}
	session_rows_done(answer->s, answer->rows);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	AUTO(regex) regex = argc ? regex_new(argv[0], err) : NULL;
	const char *const columns[] = {"rid", "body", opt.by, NULL}, *const sort[] = {opt.by, NULL};
	g_autoptr(GPtrArray) where = g_ptr_array_new();
	g_autofree char *filter = argc ? g_strjoinv(" ", argv + 1) : NULL;
	g_autofree char *pattern = argc ? g_strconcat(opt.ignore_case ? "(?i)" : "", argv[0], NULL) : NULL;
	struct stream_ask ask = {.filter = filter, .columns = columns, .sort = sort};
	struct answer answer = {.s = s, .where = where};
	struct searches searches = {0};
	struct fleet *fleet;
	gboolean some;
	int status;

	if (!argc)
		return error_set(err, ERR_USAGE, "a pattern is missing");
	some = s->kind || *filter || opt.by;
	/* an index whose texts are all read is opened for that */
	fleet = !regex ? NULL : some ? session_fleet(s, err) : session_fleet_unread(s, err);
	if (!fleet)
		return ERR_USAGE;
	ask.kind = s->kind ? s->kind->name : NULL;
	search_begin(&searches, fleet, pattern);
	if (search_run(&searches, some ? &ask : NULL, err))
		print_all(&answer, &searches, err);
	status = answer.rows && rows_count(answer.rows) ? 0 : ERR_NO;
	rows_free(answer.rows);
	search_end(&searches);
	return status;
}

const struct command cmd_grep = {"PATTERN [FILTER...]", options, run, "filter", NULL};
