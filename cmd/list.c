/* sx list: records that match a filter. */
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
	struct selection selection;
	guint shown;	    /* columns of the selection that are printed */
	int group, late;    /* where the group's value and days_overdue are, or -1 */
	GPtrArray *columns; /* char *; NULL-ended */
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
all_columns(GPtrArray *columns, const struct kind *kind)
{
	g_ptr_array_add(columns, g_strdup("id"));
	g_ptr_array_add(columns, g_strdup("kind"));
	g_ptr_array_add(columns, g_strdup("path"));
	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];

		if (!field->fields)
			g_ptr_array_add(columns, g_strdup(field->name));
	}
}

static void
choose_columns(struct session *s, GPtrArray *columns)
{
	static const char *const common[] = {"id", "title", "owner", "due", "state", NULL};
	g_auto(GStrv) asked = table_names(opt.columns);
	const char *const *names = (const char *const *)asked;

	if (!names && s->kind && s->format == FORMAT_JSON) {
		all_columns(columns, s->kind);
		return;
	}
	if (!names)
		names = s->kind && s->kind->columns ? s->kind->columns : common;
	if (!asked && !s->kind && s->format != FORMAT_TEXT)
		g_ptr_array_add(columns, g_strdup("kind"));
	for (; *names; names++)
		g_ptr_array_add(columns, g_strdup(*names));
}

static gboolean
is_column(const struct kind *kind, const char *name)
{
	static const char *const shared[] = {
		"id", "kind", "path", "title", "state", "owner", "site", "due", "open", "overdue", "days_overdue", NULL};

	return name_in(shared, name) || !kind || kind_field(kind, name);
}

static gboolean
check_names(const struct kind *kind, const char *const *names, GError **err)
{
	for (; names && *names; names++) {
		const char *name = *names + (**names == '-');

		if (!is_column(kind, name))
			return kind_field_get(kind, name, err) != NULL;
	}
	return TRUE;
}

static gboolean
plan(struct session *s, struct listing *l, GError **err)
{
	g_auto(GStrv) sort = table_names(opt.sort);
	g_autoptr(GStrvBuilder) order = g_strv_builder_new();

	l->columns = g_ptr_array_new_with_free_func(g_free);
	choose_columns(s, l->columns);
	if (opt.by && s->format != FORMAT_TEXT && !g_ptr_array_find_with_equal_func(l->columns, opt.by, g_str_equal, NULL))
		g_ptr_array_add(l->columns, g_strdup(opt.by));
	l->shown = l->columns->len;
	l->group = l->late = -1;
	if (s->format == FORMAT_TEXT && (!s->kind || s->kind->due)) {
		l->late = l->columns->len;
		g_ptr_array_add(l->columns, g_strdup("days_overdue"));
	}
	if (opt.by) {
		l->group = l->columns->len;
		g_ptr_array_add(l->columns, g_strdup(opt.by));
		g_strv_builder_add(order, opt.by);
	}
	g_ptr_array_add(l->columns, NULL);
	if (sort)
		g_strv_builder_addv(order, (const char **)sort);
	l->sort = g_strv_builder_end(order);
	l->selection.kind = s->kind;
	l->selection.columns = (const char *const *)l->columns->pdata;
	l->selection.sort = *l->sort ? (const char *const *)l->sort : NULL;
	l->selection.limit = opt.limit;
	if (opt.limit < 0)
		return error_set(err, ERR_USAGE, "--limit takes a number from 0");
	g_auto(GStrv) asked = table_names(opt.columns);
	return check_names(s->kind, (const char *const *)asked, err) && check_names(s->kind, (const char *const *)sort, err);
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
print_rows(struct session *s, const struct listing *l, struct db_query *q, struct rows *rows, GError **err)
{
	g_autofree char *group = NULL;
	guint in_group = 0, late_in_group = 0;
	gboolean row;

	for (;;) {
		int late = -1;

		if (!db_step(q, &row, err))
			return FALSE;
		if (!row)
			return TRUE;
		if (l->late >= 0 && db_column_type(q, l->late) == DB_INT)
			late = db_int(q, l->late);
		if (l->group >= 0) {
			const char *name = db_text(q, l->group);

			if (!in_group || g_strcmp0(group, name ? name : "") != 0) {
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
		table_cells(rows, &l->selection, q, l->shown, late);
	}
}

/* word: the first, which may have been meant for a kind. */
static int
list(struct session *s, const char *word, const char *filter, GError **err)
{
	const char *near;
	struct index *index = session_index(s, err);
	AUTO(query) query = index && *filter ? query_parse(filter, s->kind, index, session_actor(s), err) : NULL;
	gboolean all = opt.all || (s->kind && !s->kind->workflow) || speaks_of_state(filter, s->kind);
	struct listing l = {.selection = {.query = query, .where = all ? NULL : "rid in (select rid from record where open)"}};
	AUTO(db_query) q = NULL;
	AUTO(rows) rows = NULL;
	gboolean planned;
	int status = 0;

	if (!index || (err && *err))
		return ERR_USAGE;
	planned = plan(s, &l, err);
	q = planned ? query_select(index, &l.selection, err) : NULL;
	if (q) {
		rows = session_rows(s);
		table_columns(rows, &l.selection, l.shown);
		if (print_rows(s, &l, q, rows, err)) {
			session_rows_done(s, rows);
			status = opt.exit_code && !rows_count(rows) ? 1 : 0;
			near = rows_count(rows) || s->kind || !*word
				       ? NULL
				       : text_nearest(word, kinds_names(index_snapshot(index)->kinds));
			if (near)
				session_warn(s, "nothing matches; '%s' is no kind of record, did you mean '%s'?", word, near);
			else if (!rows_count(rows) && s->terminal)
				session_warn(s, "nothing matches%s", all ? "" : "; --all looks at ended records too");
		}
	}
	g_ptr_array_unref(l.columns);
	g_strfreev(l.sort);
	return status;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct snapshot *snapshot = session_snapshot(s, err);
	g_autofree char *filter = NULL;

	if (!snapshot)
		return ERR_IO;
	if (!s->kind && argc && (s->kind = kind_find(snapshot->kinds, argv[0]))) {
		argc--;
		argv++;
	}
	filter = g_strjoinv(" ", argv);
	return list(s, argc ? argv[0] : "", filter, err);
}

const struct command cmd_list = {"[KIND] [FILTER...]", options, run, "filter"};
