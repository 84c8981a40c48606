/* sx list: records that match a filter. */
#include "coverage.h"
#include "table.h"
#include "text.h"
#include <string.h>

static struct {
	gboolean all, exit_code;
	char *columns, *sort, *by;
	int limit;
} opt;
static const struct option options[] = {{"all", 'a', OPTION_FLAG, &opt.all, NULL, "ended records too"},
	{"by", 'b', OPTION_TEXT, &opt.by, "FIELD", "in groups, with their totals", "field"},
	{"columns", 'c', OPTION_TEXT, &opt.columns, "FIELD,...", "what to show of each", "field"},
	{"exit-code", 0, OPTION_FLAG, &opt.exit_code, NULL, "exit with 1 when nothing matches"},
	{"limit", 'n', OPTION_INT, &opt.limit, "N", "at most this many"},
	{"sort", 's', OPTION_TEXT, &opt.sort, "FIELD,...", "in this order; '-' before a field turns it round", "field"}, {0}};

/* What is asked for, while it is put together. */
struct listing {
	struct stream_ask ask;
	guint shown;	    /* columns that are printed */
	int group, late;    /* where the group's value and days_overdue are, or -1 */
	GPtrArray *columns; /* const char *, interned; NULL-ended */
	char **sort;
};

/* Does the filter itself speak of what is open, so that the default must not? */
static gboolean
speaks_of_state(const char *filter, const struct kind *kind)
{
	const struct field *state = kind && kind->workflow ? kind_field(kind, kind->workflow->field) : NULL;
	const char *names[] = {
		"is", "state", "status", "id", state ? state->name : "is", state && state->alias ? state->alias : "is"};

	if (strchr(filter, '@'))
		return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		gsize length = strlen(names[i]);

		for (const char *at = strstr(filter, names[i]); at; at = strstr(at + 1, names[i])) {
			if ((at == filter || strchr(" (-", at[-1])) && at[length] && strchr(":=!~<>", at[length]))
				return TRUE;
		}
	}
	return FALSE;
}

static void
add_column(GPtrArray *columns, const char *name)
{
	if (!g_ptr_array_find_with_equal_func(columns, name, g_str_equal, NULL))
		g_ptr_array_add(columns, (gpointer)g_intern_string(name));
}

/* Every field that the kind has in some repository. */
static void
all_columns(GPtrArray *columns, const struct fleet *fleet, const char *name)
{
	struct plant *plant;

	add_column(columns, "id");
	add_column(columns, "kind");
	add_column(columns, "path");
	for (guint n = 0; (plant = fleet_next(fleet, &n));) {
		const struct kind *kind = kind_find(plant->snapshot->kinds, name);

		for (guint i = 0; kind && i < kind->fields->len; i++) {
			const struct field *field = kind->fields->pdata[i];

			if (!field->fields)
				add_column(columns, field->name);
		}
	}
}

static void
choose_columns(struct session *s, const struct fleet *fleet, GPtrArray *columns)
{
	static const char *const common[] = {"id", "title", "owner", "due", "state", NULL};
	g_auto(GStrv) asked = table_names(opt.columns);
	const char *const *names = (const char *const *)asked;

	if (!names && s->kind && s->format == FORMAT_JSON) {
		all_columns(columns, fleet, s->kind->name);
		return;
	}
	if (!names)
		names = s->kind && s->kind->columns ? s->kind->columns : common;
	if (!asked && !s->kind && s->format != FORMAT_TEXT)
		g_ptr_array_add(columns, "kind");
	for (; *names; names++)
		g_ptr_array_add(columns, (gpointer)g_intern_string(*names));
}

static gboolean
is_column(const struct fleet *fleet, const struct kind *kind, const char *name)
{
	static const char *const shared[] = {
		"id", "kind", "path", "title", "state", "owner", "site", "due", "open", "overdue", "days_overdue", NULL};

	struct plant *plant;
	gboolean known = name_in(shared, name) || !kind || (fleet->several && g_str_equal(name, "repository"));

	for (guint i = 0; !known && (plant = fleet_next(fleet, &i));) {
		const struct kind *there = kind_find(plant->snapshot->kinds, kind->name);

		known = there && kind_field(there, name);
	}
	return known;
}

static gboolean
check_names(const struct fleet *fleet, const struct kind *kind, const char *const *names, GError **err)
{
	for (; names && *names; names++) {
		const char *name = *names + (**names == '-');

		if (!is_column(fleet, kind, name))
			return kind_field_get(kind, name, err) != NULL;
	}
	return TRUE;
}

static gboolean
plan(struct session *s, const struct fleet *fleet, struct listing *l, GError **err)
{
	g_auto(GStrv) sort = table_names(opt.sort);
	g_autoptr(GStrvBuilder) order = g_strv_builder_new();

	l->columns = g_ptr_array_new();
	choose_columns(s, fleet, l->columns);
	if (opt.by && s->format != FORMAT_TEXT)
		add_column(l->columns, opt.by);
	coverage_columns(s, fleet, l->columns);
	l->shown = l->columns->len;
	l->group = l->late = -1;
	if (s->format == FORMAT_TEXT && (!s->kind || s->kind->due)) {
		l->late = l->columns->len;
		g_ptr_array_add(l->columns, "days_overdue");
	}
	if (opt.by) {
		l->group = l->columns->len;
		g_ptr_array_add(l->columns, opt.by);
		g_strv_builder_add(order, opt.by);
	}
	g_ptr_array_add(l->columns, NULL);
	if (sort)
		g_strv_builder_addv(order, (const char **)sort);
	l->sort = g_strv_builder_end(order);
	l->ask.kind = s->kind ? s->kind->name : NULL;
	l->ask.columns = (const char *const *)l->columns->pdata;
	l->ask.sort = *l->sort ? (const char *const *)l->sort : NULL;
	l->ask.limit = opt.by && s->format == FORMAT_TEXT ? 0 : opt.limit; /* totals are of the whole group */
	if (opt.limit < 0)
		return error_set(err, ERR_USAGE, "--limit takes a number from 0");
	g_auto(GStrv) asked = table_names(opt.columns);
	return check_names(fleet, s->kind, (const char *const *)asked, err) &&
	       check_names(fleet, s->kind, (const char *const *)sort, err);
}

/* The line over a group: whose, how many, how many of them late. */
static char *
group_line(struct session *s, const char *name, guint n, guint late)
{
	g_autoptr(GString) line = g_string_new(name && *name ? name : "(none)");
	const char *what = n == 1 ? (s->kind ? s->kind->name : "record") : (s->kind ? s->kind->plural : "records");

	g_string_append_printf(line, "  %u %s", n, what);
	if (late)
		g_string_append_printf(line, ", %u overdue", late);
	return g_strdup(line->str);
}

static gboolean
print_rows(struct session *s, const struct listing *l, struct stream *q, struct rows *rows, GError **err)
{
	g_autofree char *group = NULL;
	guint in_group = 0, late_in_group = 0, n = 0;
	gboolean row;

	for (;;) {
		gboolean beyond = opt.limit && n == (guint)opt.limit;
		int late = -1;

		if (!stream_step(q, &row, err))
			return FALSE;
		if (!row)
			return TRUE;
		if (l->late >= 0 && stream_type(q, l->late) == DB_INT)
			late = stream_int(q, l->late);
		if (l->group >= 0) {
			const char *name = stream_text(q, l->group);
			gboolean other = !in_group || g_strcmp0(group, name ? name : "") != 0;

			if (other && beyond)
				return TRUE;
			if (other) {
				g_free(group);
				group = g_strdup(name ? name : "");
				in_group = late_in_group = 0;
				rows_group(rows, "");
			}
			in_group++;
			late_in_group += late > 0;
			g_autofree char *line = group_line(s, group, in_group, late_in_group);
			rows_group_again(rows, line);
		}
		if (beyond)
			continue;
		n++;
		table_cells(rows, q, l->ask.columns, l->shown, late);
	}
}

static char *
only_open(const struct plant *plant, void *data)
{
	return g_strdup("rid in (select rid from record where open)");
}

/* word: the first, which may have been meant for a kind. */
static void
say_nothing(struct session *s, const char *word, gboolean all)
{
	const struct kinds *kinds = s->kind || !*word ? NULL : session_kinds(s, NULL);
	const char *near = kinds ? text_nearest(word, kinds_names(kinds)) : NULL;

	if (name_in(query_standings, word))
		session_warn(s, "nothing matches; '%s' was looked for in the texts, did you mean 'is:%s'?", word, word);
	else if (near)
		session_warn(s, "nothing matches; '%s' is no kind of record, did you mean '%s'?", word, near);
	else if (s->terminal)
		session_warn(s, "nothing matches%s", all ? "" : "; --all looks at ended records too");
}

static int
list(struct session *s, const char *word, const char *filter, GError **err)
{
	struct fleet *fleet = session_fleet(s, err);
	gboolean all = opt.all || (s->kind && !s->kind->workflow) || speaks_of_state(filter, s->kind), planned;
	struct listing l = {.ask = {.filter = filter, .where = all ? NULL : only_open}};
	AUTO(stream) q = NULL;
	AUTO(rows) rows = NULL;
	int status = 0;

	if (!fleet)
		return ERR_USAGE;
	planned = plan(s, fleet, &l, err);
	q = planned ? stream_open(fleet, &l.ask, err) : NULL;
	if (q) {
		rows = session_rows(s);
		table_columns(rows, q, l.ask.columns, l.shown);
		if (print_rows(s, &l, q, rows, err)) {
			session_rows_done(s, rows);
			status = opt.exit_code && !rows_count(rows) ? 1 : 0;
			if (!rows_count(rows))
				say_nothing(s, word, all);
		}
	}
	g_ptr_array_unref(l.columns);
	g_strfreev(l.sort);
	return status;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	g_autofree char *filter = NULL;

	struct fleet *fleet = session_fleet(s, err);

	if (!fleet)
		return ERR_IO;
	if (!s->kind && argc && (s->kind = fleet_kind(fleet, argv[0]))) {
		argc--;
		argv++;
	}
	filter = g_strjoinv(" ", argv);
	return list(s, argc ? argv[0] : "", filter, err);
}

const struct command cmd_list = {"[KIND] [FILTER...]", options, run, "filter"};
