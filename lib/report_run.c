/* Computing a report: one pass over the records for each filter, its measures summed by group. */
#include "reading.h"
#include "report_private.h"

#include <math.h>
#include <string.h>

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

static void
fill_column(struct run *r, guint at, const struct sums *sums)
{
	const struct report_column *c = r->part->columns->pdata[at];
	GHashTableIter iter;
	gpointer group, tally;

	g_hash_table_iter_init(&iter, sums->groups);
	while (g_hash_table_iter_next(&iter, &group, &tally))
		row_of(r, group)->cells[at] = cell_of(c, tally);
	r->all->cells[at] = cell_of(c, &sums->all);
}

static gboolean
plan(struct run *r, GPtrArray *passes, struct sums *sums, GError **err)
{
	for (guint i = 0; i < r->part->columns->len; i++) {
		const struct report_column *c = r->part->columns->pdata[i];
		if (c->colours && !r->colours && !(r->colours = reading_colours(r->index, r->part->kind, err)))
			return FALSE;
		report_pass_plan(r, passes, c, &sums[i]);
	}
	return TRUE;
}

/* The field grouped by, as the source knows it; one that no source knows is left to the query, which says so. */
static const char *
column_in(const struct run *r, const struct report_source *source)
{
	const struct report_part *part = source->report->parts->pdata[r->nth];

	return query_has_column(source->plant->snapshot->kinds, part->kind, r->by) ? r->by : NULL;
}

static const char *
column_of(const struct run *r)
{
	const char *column = column_in(r, r->source);
	gboolean known = column != NULL;

	for (guint i = 0; !known && i < r->sources->len; i++)
		known = column_in(r, r->sources->pdata[i]) != NULL;
	return known || (r->scope->several && !strcmp(r->by, "repository")) ? column : r->by;
}

/* Plan and read, in one source. */
static gboolean
read_source(struct run *r, const struct report_source *source, struct sums *sums, GError **err)
{
	g_autoptr(GPtrArray) passes = g_ptr_array_new_with_free_func(report_pass_free);

	r->source = source;
	r->index = source->plant->index;
	r->scope = &source->scope;
	r->part = source->report->parts->pdata[r->nth];
	r->column = column_of(r);
	gboolean ok = plan(r, passes, sums, err);
	for (guint i = 0; ok && i < passes->len; i++) {
		struct pass *pass = passes->pdata[i];
		g_ptr_array_add(pass->names, NULL);
		ok = report_pass_run(r, pass, err);
	}
	g_clear_pointer(&r->colours, g_hash_table_unref);
	return ok;
}

/* What no source knows is wrong; what one lacks is noted of it. */
static gboolean
settle_unknown(struct run *r, GPtrArray *unknown, GError **err)
{
	guint lacking = 0;

	for (guint i = 0; i < unknown->len; i++)
		lacking += unknown->pdata[i] != NULL;
	if (lacking == r->sources->len) {
		g_propagate_error(err, g_error_copy(unknown->pdata[0]));
		return FALSE;
	}
	for (guint i = 0; i < unknown->len; i++) {
		const struct report_source *source = r->sources->pdata[i];
		const GError *failure = unknown->pdata[i];

		if (failure)
			plant_note(source->plant, g_strdup(failure->message));
	}
	return TRUE;
}

static void
unknown_free(gpointer failure)
{
	if (failure)
		g_error_free(failure);
}

static gboolean
read_sources(struct run *r, struct sums *sums, GError **err)
{
	g_autoptr(GPtrArray) unknown = g_ptr_array_new_with_free_func(unknown_free);

	for (guint i = 0; i < r->sources->len; i++) {
		gboolean ok = read_source(r, r->sources->pdata[i], sums, err);

		g_ptr_array_add(unknown, g_steal_pointer(&r->failure));
		if (!ok)
			return FALSE;
	}
	return settle_unknown(r, unknown, err);
}

static gboolean
compute(struct run *r, GError **err)
{
	guint n = r->part->columns->len;
	g_autofree struct sums *sums = g_new0(struct sums, n);

	for (guint i = 0; i < n; i++) {
		sums[i].groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, tally_free);
		cohort_init(&sums[i].all.cohort);
	}
	gboolean ok = read_sources(r, sums, err);
	for (guint i = 0; i < n; i++) {
		if (ok)
			fill_column(r, i, &sums[i]);
		g_hash_table_unref(sums[i].groups);
		cohort_clear(&sums[i].all.cohort);
	}
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

	if (!compute(r, err))
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

	table->part = r->part; /* of the first source */
	table->rows = g_ptr_array_new_with_free_func(row_free);
	table->by = r->by = r->scope->by ? r->scope->by : r->part->by ? r->part->by : "";
	r->groups = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, row_free);
	r->all = row_new("all", r->part->columns->len);
	gboolean ok = compute_part(r, table, err);
	g_hash_table_unref(r->groups);
	if (r->all)
		row_free(r->all);
	if (ok)
		return table;
	table_free(table);
	return NULL;
}

GPtrArray *
report_run(const GPtrArray *sources, GError **err)
{
	const struct report_source *first = sources->pdata[0];
	g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func(table_free);

	for (guint i = 0; i < first->report->parts->len; i++) {
		g_autoptr(GError) failed = NULL;
		struct run r = {.sources = sources, .nth = i, .scope = &first->scope, .part = first->report->parts->pdata[i]};
		struct report_table *table = run_part(&r, &failed);
		if (!table && (i == 0 || failed->code != ERR_USAGE)) {
			g_propagate_error(err, g_steal_pointer(&failed));
			return NULL;
		}
		if (!table) {
			table = g_new0(struct report_table, 1);
			table->part = first->report->parts->pdata[i];
			table->by = "";
			table->rows = g_ptr_array_new_with_free_func(row_free);
			table->left_out = g_strdup(failed->message);
		}
		g_ptr_array_add(tables, table);
	}
	return g_steal_pointer(&tables);
}
