/* Passes over the records: every measure with the same filter reads them together. */
#include "ageing.h"
#include "report_private.h"

#include <string.h>

static gboolean
is_promise(const struct report_column *c)
{
	return c->measure == REPORT_ON_TIME || c->measure == REPORT_COMPLETION || c->measure == REPORT_SLIP;
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

/* A filter that this source does not know all of, among others that may: what it does not know is nobody's here. */
static struct query *
parse(struct run *r, const char *text, GError **err)
{
	const struct report_source *first = r->sources->pdata[0];
	g_autoptr(GError) failure = NULL;
	struct query *query = query_parse(text, r->part->kind, r->index, r->scope->actor, &failure);

	if (!query && r->scope->several)
		query = query_parse_loosely(text, r->part->kind, r->index, r->scope->actor, first->plant->snapshot->config, NULL);
	if (!failure)
		return query;
	if (query && !r->failure)
		r->failure = g_steal_pointer(&failure);
	else if (!query)
		g_propagate_error(err, g_steal_pointer(&failure));
	return query;
}

static struct db_query *
ask(struct run *r, const char *filter, const GPtrArray *columns, GError **err)
{
	g_autofree char *text = joined(r->part->filter, r->scope->filter, filter);
	AUTO(query) query = text ? parse(r, text, err) : NULL;
	struct selection selection = {.kind = r->part->kind,
		.query = query,
		.columns = (const char *const *)columns->pdata,
		.site = r->scope->several ? r->source->plant->site : NULL,
		.unordered = TRUE};

	if (text && !query)
		return NULL;
	return query_select(r->index, &selection, err);
}

static const char *
group_of(const struct run *r, struct db_query *q)
{
	if (!*r->by)
		return "";
	if (r->scope->several && !strcmp(r->by, "repository"))
		return r->source->plant->name;
	return r->column ? db_text(q, 0) : NULL;
}

gboolean
report_pass_run(struct run *r, const struct pass *pass, GError **err)
{
	AUTO(db_query) q = ask(r, pass->filter, pass->names, err);
	gboolean row;

	for (;;) {
		if (!q || !db_step(q, &row, err))
			return FALSE;
		if (!row)
			return TRUE;
		const char *group = group_of(r, q);
		for (guint i = 0; i < pass->jobs->len; i++) {
			const struct job *job = pass->jobs->pdata[i];
			job->add(r, job, tally_of(job->sums->groups, group ? group : "(none)"), q);
			job->add(r, job, &job->sums->all, q);
		}
	}
}

static void
add_one(struct run *r, const struct job *job, struct tally *t, struct db_query *q)
{
	t->n++;
}

static void
add_hit(struct run *r, const struct job *job, struct tally *t, struct db_query *q)
{
	t->k++;
}

static void
add_sum(struct run *r, const struct job *job, struct tally *t, struct db_query *q)
{
	t->sum += db_real(q, job->at[0]);
	t->n++;
}

static void
add_colour(struct run *r, const struct job *job, struct tally *t, struct db_query *q)
{
	enum colour colour = GPOINTER_TO_INT(g_hash_table_lookup(r->colours, db_text(q, job->at[0])));

	t->n++;
	t->k += name_in(job->column->colours, colour_name(colour));
}

/* The first of some columns that holds a day; *at moves past them. */
static day
first_day(struct db_query *q, const int **at, const char *const *fields)
{
	day found = DAY_NONE, d;

	for (; *fields; fields++, (*at)++)
		if (found == DAY_NONE && db_text(q, **at) && day_parse(db_text(q, **at), &d, NULL))
			found = d;
	return found;
}

static void
add_promise(struct run *r, const struct job *job, struct tally *t, struct db_query *q)
{
	const struct report_column *c = job->column;
	const int *at = job->at;
	day asof = ageing_today(index_snapshot(r->index), db_text(q, *at++));
	const char *const ended[] = {c->ended, NULL};
	struct promise p = {.first = first_day(q, &at, c->promise)};

	p.limit = first_day(q, &at, c->within);
	p.ended = first_day(q, &at, ended);
	p.dropped = c->dropped_field && name_in(c->dropped, db_text(q, *at));
	if (r->scope->period && (p.first < r->scope->period->first || p.first > r->scope->period->last))
		return;
	cohort_add(&t->cohort, &p, asof);
}

/* The columns a measure needs. */
static GPtrArray *
columns_of(const struct run *r, const struct report_column *c)
{
	GPtrArray *columns = g_ptr_array_new();
	const struct field *site = kind_site(r->part->kind);

	if (c->measure == REPORT_SUM)
		g_ptr_array_add(columns, (gpointer)c->sum);
	if (c->colours)
		g_ptr_array_add(columns, "id");
	if (is_promise(c)) {
		g_ptr_array_add(columns, (gpointer)(site ? site->name : "id"));
		for (const char *const *f = c->promise; *f; f++)
			g_ptr_array_add(columns, (gpointer)*f);
		for (const char *const *f = c->within; *f; f++)
			g_ptr_array_add(columns, (gpointer)*f);
		g_ptr_array_add(columns, (gpointer)c->ended);
		if (c->dropped_field)
			g_ptr_array_add(columns, (gpointer)c->dropped_field);
	}
	return columns;
}

static void
job_free(gpointer data)
{
	struct job *job = data;

	g_free(job->at);
	g_free(job);
}

void
report_pass_free(gpointer data)
{
	struct pass *pass = data;

	g_free(pass->filter);
	g_ptr_array_unref(pass->names);
	g_ptr_array_unref(pass->jobs);
	g_free(pass);
}

static struct pass *
pass_of(struct run *r, GPtrArray *passes, const char *filter)
{
	for (guint i = 0; i < passes->len; i++)
		if (!g_strcmp0(((struct pass *)passes->pdata[i])->filter, filter))
			return passes->pdata[i];
	struct pass *pass = g_new0(struct pass, 1);
	pass->filter = g_strdup(filter);
	pass->names = g_ptr_array_new();
	pass->jobs = g_ptr_array_new_with_free_func(job_free);
	g_ptr_array_add(pass->names, (gpointer)(*r->by && r->column ? r->column : "id"));
	g_ptr_array_add(passes, pass);
	return pass;
}

static void
add_job(struct run *r, GPtrArray *passes, const char *filter, const struct report_column *c, each add, struct sums *sums)
{
	struct pass *pass = pass_of(r, passes, filter && *filter ? filter : NULL);
	g_autoptr(GPtrArray) columns = columns_of(r, c);
	struct job *job = g_new0(struct job, 1);

	*job = (struct job){c, add, g_new0(int, columns->len + 1), sums};
	for (guint i = 0; i < columns->len; i++) {
		guint at;
		if (!g_ptr_array_find_with_equal_func(pass->names, columns->pdata[i], g_str_equal, &at)) {
			at = pass->names->len;
			g_ptr_array_add(pass->names, columns->pdata[i]);
		}
		job->at[i] = (int)at;
	}
	g_ptr_array_add(pass->jobs, job);
}

void
report_pass_plan(struct run *r, GPtrArray *passes, const struct report_column *c, struct sums *sums)
{
	g_autofree char *both = joined(c->of, c->is, NULL);

	switch (c->measure) {
	case REPORT_COUNT:
		add_job(r, passes, c->is, c, add_one, sums);
		break;
	case REPORT_RATE:
		add_job(r, passes, c->of, c, add_one, sums);
		add_job(r, passes, both, c, add_hit, sums);
		break;
	case REPORT_SUM:
		add_job(r, passes, NULL, c, add_sum, sums);
		break;
	case REPORT_COLOUR:
	case REPORT_SHARE:
		add_job(r, passes, NULL, c, add_colour, sums);
		break;
	default:
		add_job(r, passes, NULL, c, add_promise, sums);
	}
}
