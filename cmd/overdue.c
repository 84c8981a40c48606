/* sx overdue: open records past their due day, and how late they are. */
#include "ageing_print.h"
#include "command.h"
#include "coverage.h"
#include "stream.h"
#include <string.h>

static struct {
	char *by, *sort;
	GPtrArray *columns;
	gboolean exit_code;
	int limit;
} opt;

static const struct option options[] = {
	{"by", 'b', OPTION_TEXT, &opt.by, "FIELD", "group by a field: owner, unit, kind, class, site or any other", "field"},
	{"columns", 'c', OPTION_LIST, &opt.columns, "FIELD,...", "the columns to print", "field"},
	{"sort", 's', OPTION_TEXT, &opt.sort, "FIELD,...", "the order; '-' in front for the other way round", "field"},
	{"exit-code", 0, OPTION_FLAG, &opt.exit_code, NULL, "exit with 1 when something is overdue"},
	{"limit", 'n', OPTION_INT, &opt.limit, "N", "at most so many rows; the totals are of all"}, {0}};

/* One run: the columns asked for first, then what the totals need. */
struct run {
	struct session *s;
	struct fleet *fleet;
	day today;	     /* everywhere, when it is one_day */
	const char *kind;    /* the only one asked for, or NULL */
	const char *filter;  /* or NULL */
	GPtrArray *shown;    /* columns printed */
	GPtrArray *asked;    /* columns of the query: shown without days, then due, site, group */
	guint due, site, by; /* where they are in asked */
	guint days;	     /* where days_overdue is in shown; G_MAXUINT when it is not */
	gboolean one_day;    /* at all sites of all repositories */
	char seen[11];	     /* the due day of the row before */
	int seen_days;
	struct ageing all;
	struct ageing *group;
	GPtrArray *names;   /* group names in the order met */
	GHashTable *groups; /* name -> struct ageing * */
};

static const char days_column[] = "days_overdue";

static void
split_into(GPtrArray *out, const char *text)
{
	g_auto(GStrv) words = g_strsplit(text, ",", -1);

	for (char **word = words; *word; word++) {
		if (**word)
			g_ptr_array_add(out, (gpointer)g_intern_string(g_strstrip(*word)));
	}
}

static guint
ask(struct run *r, const char *column)
{
	guint at;

	if (!g_ptr_array_find_with_equal_func(r->asked, column, g_str_equal, &at)) {
		at = r->asked->len;
		g_ptr_array_add(r->asked, (gpointer)column);
	}
	return at;
}

static void
choose_columns(struct run *r)
{
	static const char *const normal[] = {"id", "title", "owner", "due", "state", days_column, NULL};
	static const char *const exact[] = {"id", "kind", "title", "owner", "due", "state", "site", days_column, NULL};

	r->shown = g_ptr_array_new();
	r->asked = g_ptr_array_new();
	for (guint i = 0; opt.columns && i < opt.columns->len; i++)
		split_into(r->shown, opt.columns->pdata[i]);
	if (!r->shown->len)
		for (const char *const *c = r->s->format == FORMAT_TEXT ? normal : exact; *c; c++)
			g_ptr_array_add(r->shown, (gpointer)*c);
	if (opt.columns && r->s->format != FORMAT_TEXT &&
		!g_ptr_array_find_with_equal_func(r->shown, days_column, g_str_equal, NULL))
		g_ptr_array_add(r->shown, (gpointer)days_column);
	if (opt.by && r->s->format != FORMAT_TEXT && !g_ptr_array_find_with_equal_func(r->shown, opt.by, g_str_equal, NULL))
		g_ptr_array_add(r->shown, opt.by);
	coverage_columns(r->s, r->fleet, r->shown);
	for (guint i = 0; i < r->shown->len; i++) {
		if (!g_str_equal(r->shown->pdata[i], days_column))
			ask(r, r->shown->pdata[i]);
	}
	if (!g_ptr_array_find_with_equal_func(r->shown, days_column, g_str_equal, &r->days))
		r->days = G_MAXUINT;
	r->due = ask(r, "due");
	r->site = ask(r, "site");
	r->by = opt.by ? ask(r, opt.by) : 0;
	g_ptr_array_add(r->asked, NULL);
}

static char *
late_there(const struct plant *plant, void *data)
{
	const struct run *r = data;
	g_autofree char *late = ageing_where(plant->snapshot, 0), *literal = r->kind ? db_string(r->kind) : NULL;

	return literal ? g_strdup_printf("%s and kind = %s", late, literal) : g_steal_pointer(&late);
}

static GPtrArray *
choose_order(void)
{
	GPtrArray *sort = g_ptr_array_new();

	if (opt.by)
		g_ptr_array_add(sort, opt.by);
	if (opt.sort)
		split_into(sort, opt.sort);
	else
		g_ptr_array_add(sort, "due");
	g_ptr_array_add(sort, "id");
	g_ptr_array_add(sort, NULL);
	return sort;
}

static void
add_column(struct rows *rows, const char *name)
{
	g_autofree char *head = g_strdelimit(g_ascii_strup(name, -1), "_", ' ');
	gboolean days = g_str_equal(name, days_column);

	rows_column(rows, name, days ? "DAYS" : head, days ? ROWS_INT : ROWS_TEXT);
}

static void
find_today(struct run *r)
{
	struct plant *plant;

	r->today = DAY_NONE;
	r->one_day = TRUE;
	for (guint i = 0; (plant = fleet_next(r->fleet, &i));) {
		day today = plant->snapshot->today;

		r->one_day = r->one_day && (r->today == DAY_NONE || r->today == today) && ageing_one_day(plant->snapshot);
		r->today = today;
	}
}

static int
days_late(struct run *r, struct stream *q)
{
	const char *text = stream_text(q, r->due);
	day due;

	/* Rows come by due day, many of them with the same one. */
	if (r->one_day && g_str_equal(r->seen, text))
		return r->seen_days;
	if (!day_parse(text, &due, NULL))
		return 0;
	g_strlcpy(r->seen, text, sizeof(r->seen));
	return r->seen_days = (r->one_day ? r->today : ageing_today(stream_plant(q)->snapshot, stream_text(q, r->site))) - due;
}

static gboolean
is_shown(const struct run *r)
{
	return !opt.limit || r->all.total <= (guint)opt.limit;
}

/* Totals of the row's group; a line before the first row of it. */
static void
enter_group(struct run *r, struct rows *rows, const char *name)
{
	name = name ? name : "(none)";
	if (r->names->len && g_str_equal(r->names->pdata[r->names->len - 1], name))
		return;
	r->group = g_hash_table_lookup(r->groups, name);
	if (!r->group) {
		char *own = g_strdup(name);

		r->group = g_new0(struct ageing, 1);
		g_hash_table_insert(r->groups, own, r->group);
		g_ptr_array_add(r->names, own);
	}
	if (is_shown(r))
		rows_group(rows, name);
}

static void
print_row(struct run *r, struct rows *rows, struct stream *q)
{
	int days = days_late(r, q);
	guint column = 0;

	ageing_add(&r->all, days);
	if (opt.by)
		enter_group(r, rows, stream_text(q, r->by));
	if (r->group)
		ageing_add(r->group, days);
	if (!is_shown(r))
		return;
	rows_begin(rows);
	for (guint i = 0; i < r->shown->len; i++) {
		if (i != r->days) {
			rows_text(rows, stream_text(q, column++));
			continue;
		}
		rows_tone(rows, days > 30 ? TONE_BAD : days > 7 ? TONE_WARN : TONE_PLAIN);
		rows_int(rows, days);
	}
	rows_end(rows);
}

static void
print_rows(struct run *r, struct rows *rows)
{
	if (r->all.total || r->s->format != FORMAT_TEXT)
		session_rows_done(r->s, rows);
	if (!is_shown(r))
		session_say(r->s, "and %u more", r->all.total - (guint)opt.limit);
	if (r->all.total && r->s->format == FORMAT_TEXT)
		ageing_print(r->s, opt.by, r->names, r->groups, &r->all);
	else
		session_say(r->s, r->kind || r->filter ? "nothing of that is overdue" : "nothing is overdue");
}

static gboolean
ask_rows(struct run *r, const struct stream_ask *question, struct rows *rows, GError **err)
{
	AUTO(stream) q = stream_open(r->fleet, question, err);
	gboolean row = q != NULL;

	for (guint i = 0; q && i < r->shown->len; i++)
		add_column(rows, r->shown->pdata[i]);
	if (q)
		rows_header(rows, TRUE);
	while (row) {
		if (!stream_step(q, &row, err))
			return FALSE;
		if (row)
			print_row(r, rows, q);
	}
	return q != NULL;
}

/* Asked again where edits by hand come to light behind it. */
static gboolean
ask_all(struct run *r, const struct stream_ask *question, GError **err)
{
	gboolean same = FALSE;

	while (!same) {
		AUTO(rows) rows = session_rows(r->s);

		r->all = (struct ageing){0};
		g_hash_table_remove_all(r->groups);
		g_ptr_array_set_size(r->names, 0);
		r->group = NULL;
		if (!ask_rows(r, question, rows, err) || !session_settle(r->s, &same, err))
			return FALSE;
		if (same)
			print_rows(r, rows);
	}
	return TRUE;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	g_autofree char *filter = NULL;
	g_autoptr(GPtrArray) sort = NULL;
	const struct kind *kind;
	struct run r = {.s = s, .fleet = session_fleet_ahead(s, err)};
	struct stream_ask question = {.where = late_there, .data = &r};

	if (!r.fleet)
		return ERR_IO;
	if (opt.limit < 0)
		return error_set(err, ERR_USAGE, "--limit takes a number from 0");
	kind = argc ? fleet_kind(r.fleet, argv[0]) : NULL;
	r.kind = kind ? kind->name : NULL;
	if (argc > (r.kind != NULL))
		r.filter = filter = g_strjoinv(" ", argv + (r.kind != NULL));
	find_today(&r);
	choose_columns(&r);
	r.groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	r.names = g_ptr_array_new();
	sort = choose_order();
	question.filter = filter;
	question.columns = (const char *const *)r.asked->pdata;
	question.sort = (const char *const *)sort->pdata;
	ask_all(&r, &question, err);
	g_hash_table_unref(r.groups);
	g_ptr_array_unref(r.names);
	g_ptr_array_unref(r.shown);
	g_ptr_array_unref(r.asked);
	return opt.exit_code && r.all.total ? 1 : 0;
}

const struct command cmd_overdue = {"[KIND] [FILTER...]", options, run, "filter"};
