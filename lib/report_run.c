/* Computing a report: one pass over the records for each measure, summed by group. */
#include "ageing.h"
#include "reading.h"
#include "report.h"

#include <math.h>
#include <string.h>

/* One part being computed. */
struct run {
	struct index *index;
	const struct report_scope *scope;
	const struct report_part *part;
	const char *by;		/* "" for one group */
	GHashTable *groups;	/* name -> struct report_row * */
	struct report_row *all; /* the total */
	GHashTable *colours;	/* id -> colour, once asked for */
};
/* What one column gathers for one group. */
struct tally {
	guint k, n;
	double sum;
	struct cohort cohort;
};

static gboolean
is_promise(const struct report_column *c)
{
	return c->measure == REPORT_ON_TIME || c->measure == REPORT_COMPLETION || c->measure == REPORT_SLIP;
}

gboolean
report_is_rate(const struct report_column *c)
{
	return c->measure == REPORT_RATE || c->measure == REPORT_ON_TIME || c->measure == REPORT_COMPLETION ||
	       c->measure == REPORT_SHARE;
}

static struct report_row *
row_new(const char *group, guint columns)
{
	struct report_row *row = g_new0(struct report_row, 1);

	row->group = g_strdup(group);
	row->cells = g_new0(struct report_cell, columns);
	return row;
}

static void
row_free(gpointer data)
{
	struct report_row *row = data;

	g_free(row->group);
	g_free(row->cells);
	g_free(row);
}

static void
tally_free(gpointer data)
{
	struct tally *t = data;

	cohort_clear(&t->cohort);
	g_free(t);
}

static struct tally *
tally_of(GHashTable *tallies, const char *group)
{
	struct tally *t = g_hash_table_lookup(tallies, group);

	if (!t) {
		t = g_new0(struct tally, 1);
		cohort_init(&t->cohort);
		g_hash_table_insert(tallies, g_strdup(group), t);
	}
	return t;
}

/* "(a) (b) (c)" of the filters there are; NULL for none. */
static char *
joined(const char *a, const char *b, const char *c)
{
	const char *const parts[] = {a, b, c};
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
		if (parts[i] && *parts[i])
			g_string_append_printf(out, "%s(%s)", out->len ? " " : "", parts[i]);
	return out->len ? g_string_free(out, FALSE) : g_string_free(out, TRUE);
}

static struct db_query *
ask(struct run *r, const char *filter, const GPtrArray *columns, GError **err)
{
	g_autofree char *text = joined(r->part->filter, r->scope->filter, filter);
	AUTO(query) query = text ? query_parse(text, r->part->kind, r->index, r->scope->actor, err) : NULL;
	struct selection selection = {.kind = r->part->kind, .query = query, .columns = (const char *const *)columns->pdata};

	if (text && !query)
		return NULL;
	return query_select(r->index, &selection, err);
}

typedef void (*each)(struct run *r, const struct report_column *c, struct tally *t, struct db_query *q);

/* Every record that matches, to its group's tally and the total's. Column 0 is the group. */
static gboolean
gather(struct run *r, const struct report_column *c, const char *filter, const GPtrArray *columns, each add, GHashTable *tallies,
	struct tally *all, GError **err)
{
	AUTO(db_query) q = ask(r, filter, columns, err);
	gboolean row;

	for (;;) {
		if (!q || !db_step(q, &row, err))
			return FALSE;
		if (!row)
			return TRUE;
		const char *group = *r->by ? db_text(q, 0) : "";
		add(r, c, tally_of(tallies, group ? group : "(none)"), q);
		add(r, c, all, q);
	}
}

static void
add_one(struct run *r, const struct report_column *c, struct tally *t, struct db_query *q)
{
	t->n++;
}

static void
add_hit(struct run *r, const struct report_column *c, struct tally *t, struct db_query *q)
{
	t->k++;
}

static void
add_sum(struct run *r, const struct report_column *c, struct tally *t, struct db_query *q)
{
	t->sum += db_real(q, 1);
	t->n++;
}

static void
add_colour(struct run *r, const struct report_column *c, struct tally *t, struct db_query *q)
{
	enum colour colour = GPOINTER_TO_INT(g_hash_table_lookup(r->colours, db_text(q, 1)));

	t->n++;
	t->k += name_in(c->colours, colour_name(colour));
}

/* The first of some columns that holds a day. */
static day
first_day(struct db_query *q, int *at, const char *const *fields)
{
	day found = DAY_NONE, d;

	for (; *fields; fields++, (*at)++)
		if (found == DAY_NONE && db_text(q, *at) && day_parse(db_text(q, *at), &d, NULL))
			found = d;
	return found;
}

static void
add_promise(struct run *r, const struct report_column *c, struct tally *t, struct db_query *q)
{
	int at = 2;
	const struct snapshot *snapshot = index_snapshot(r->index);
	day asof = ageing_today(snapshot, db_text(q, 1));
	const char *const ended[] = {c->ended, NULL};
	struct promise p = {.first = first_day(q, &at, c->promise)};

	p.limit = first_day(q, &at, c->within);
	p.ended = first_day(q, &at, ended);
	p.dropped = c->dropped_field && name_in(c->dropped, db_text(q, at));
	if (r->scope->period && (p.first < r->scope->period->first || p.first > r->scope->period->last))
		return;
	cohort_add(&t->cohort, &p, asof);
}

static const char *
site_column(const struct kind *kind)
{
	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *f = kind->fields->pdata[i];
		if (!strcmp(f->type->name, "site"))
			return f->name;
	}
	return "id";
}

/* The columns a measure needs, after the group. */
static GPtrArray *
columns_of(const struct run *r, const struct report_column *c)
{
	GPtrArray *columns = g_ptr_array_new();

	g_ptr_array_add(columns, (gpointer)(*r->by ? r->by : "id"));
	if (c->measure == REPORT_SUM)
		g_ptr_array_add(columns, (gpointer)c->sum);
	if (c->colours)
		g_ptr_array_add(columns, "id");
	if (is_promise(c)) {
		g_ptr_array_add(columns, (gpointer)site_column(r->part->kind));
		for (const char *const *f = c->promise; *f; f++)
			g_ptr_array_add(columns, (gpointer)*f);
		for (const char *const *f = c->within; *f; f++)
			g_ptr_array_add(columns, (gpointer)*f);
		g_ptr_array_add(columns, (gpointer)c->ended);
		if (c->dropped_field)
			g_ptr_array_add(columns, (gpointer)c->dropped_field);
	}
	g_ptr_array_add(columns, NULL);
	return columns;
}

static struct report_cell
cell_of(const struct report_column *c, const struct tally *t)
{
	struct report_cell cell = {0};

	switch (c->measure) {
	case REPORT_RATE:
	case REPORT_SHARE:
		cell.rate = stat_rate(t->k, t->n);
		break;
	case REPORT_ON_TIME:
		cell.rate = cohort_on_time(&t->cohort);
		break;
	case REPORT_COMPLETION:
		cell.rate = cohort_completion(&t->cohort);
		break;
	case REPORT_SLIP:
		cell.value = stat_quantile((double *)t->cohort.slips->data, t->cohort.slips->len, c->quantile);
		return cell;
	case REPORT_SUM:
		cell.value = t->sum;
		return cell;
	default:
		cell.value = c->measure == REPORT_COLOUR ? t->k : t->n;
		return cell;
	}
	cell.value = cell.rate.value;
	return cell;
}

static struct report_row *
row_of(struct run *r, const char *group)
{
	struct report_row *row = g_hash_table_lookup(r->groups, group);

	if (!row) {
		guint n = r->part->columns->len;
		row = row_new(group, n);
		struct tally none = {0};
		cohort_init(&none.cohort);
		for (guint i = 0; i < n; i++)
			row->cells[i] = cell_of(r->part->columns->pdata[i], &none);
		cohort_clear(&none.cohort);
		g_hash_table_insert(r->groups, row->group, row);
	}
	return row;
}

static gboolean
gather_column(struct run *r, const struct report_column *c, GHashTable *tallies, struct tally *all, GError **err)
{
	g_autoptr(GPtrArray) columns = columns_of(r, c);

	switch (c->measure) {
	case REPORT_COUNT:
		return gather(r, c, c->is, columns, add_one, tallies, all, err);
	case REPORT_RATE: {
		g_autofree char *both = joined(c->of, c->is, NULL);
		return gather(r, c, c->of, columns, add_one, tallies, all, err) &&
		       gather(r, c, both, columns, add_hit, tallies, all, err);
	}
	case REPORT_SUM:
		return gather(r, c, NULL, columns, add_sum, tallies, all, err);
	case REPORT_COLOUR:
	case REPORT_SHARE:
		if (!r->colours && !(r->colours = reading_colours(r->index, r->part->kind, err)))
			return FALSE;
		return gather(r, c, NULL, columns, add_colour, tallies, all, err);
	default:
		return gather(r, c, NULL, columns, add_promise, tallies, all, err);
	}
}

static gboolean
compute_column(struct run *r, guint at, GError **err)
{
	const struct report_column *c = r->part->columns->pdata[at];
	g_autoptr(GHashTable) tallies = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, tally_free);
	struct tally all = {0};
	GHashTableIter iter;
	gpointer group, tally;

	cohort_init(&all.cohort);
	gboolean ok = gather_column(r, c, tallies, &all, err);
	g_hash_table_iter_init(&iter, tallies);
	while (ok && g_hash_table_iter_next(&iter, &group, &tally))
		row_of(r, group)->cells[at] = cell_of(c, tally);
	r->all->cells[at] = cell_of(c, &all);
	cohort_clear(&all.cohort);
	return ok;
}

static int
by_group(gconstpointer a, gconstpointer b)
{
	return strcmp((*(struct report_row *const *)a)->group, (*(struct report_row *const *)b)->group);
}

static void
table_free(gpointer data)
{
	struct report_table *table = data;

	g_ptr_array_unref(table->rows);
	g_free(table->left_out);
	g_free(table);
}

static gboolean
compute_part(struct run *r, struct report_table *table, GError **err)
{
	GHashTableIter iter;
	gpointer row;

	for (guint i = 0; i < r->part->columns->len; i++)
		if (!compute_column(r, i, err))
			return FALSE;
	if (*r->by) {
		g_hash_table_iter_init(&iter, r->groups);
		while (g_hash_table_iter_next(&iter, NULL, &row))
			g_ptr_array_add(table->rows, row);
		g_ptr_array_sort(table->rows, by_group);
		g_hash_table_steal_all(r->groups);
	}
	if (table->rows->len != 1) {
		g_ptr_array_add(table->rows, r->all);
		r->all = NULL;
	}
	return TRUE;
}

static struct report_table *
run_part(struct run *r, GError **err)
{
	struct report_table *table = g_new0(struct report_table, 1);

	table->part = r->part;
	table->rows = g_ptr_array_new_with_free_func(row_free);
	table->by = r->by = r->scope->by ? r->scope->by : r->part->by ? r->part->by : "";
	if (*r->by && !kind_field_get(r->part->kind, r->by, err)) {
		table_free(table);
		return NULL;
	}
	r->groups = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, row_free);
	r->all = row_new("all", r->part->columns->len);
	gboolean ok = compute_part(r, table, err);
	g_hash_table_unref(r->groups);
	if (r->all)
		row_free(r->all);
	g_clear_pointer(&r->colours, g_hash_table_unref);
	if (ok)
		return table;
	table_free(table);
	return NULL;
}

GPtrArray *
report_run(struct report *report, struct index *index, const struct report_scope *scope, GError **err)
{
	g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func(table_free);

	for (guint i = 0; i < report->parts->len; i++) {
		g_autoptr(GError) failed = NULL;
		struct run r = {.index = index, .scope = scope, .part = report->parts->pdata[i]};
		struct report_table *table = run_part(&r, &failed);
		if (!table && (i == 0 || failed->code != ERR_USAGE)) {
			g_propagate_error(err, g_steal_pointer(&failed));
			return NULL;
		}
		if (!table) {
			table = g_new0(struct report_table, 1);
			table->part = r.part;
			table->by = "";
			table->rows = g_ptr_array_new_with_free_func(row_free);
			table->left_out = g_strdup(failed->message);
		}
		g_ptr_array_add(tables, table);
	}
	return g_steal_pointer(&tables);
}
