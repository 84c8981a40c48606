/* What stands open, what is late, and how long things take: M1 to M5. */
#include "capa_metrics_private.h"

#include <math.h>

/* By days: the last bucket has no end. */
struct bucket {
	int from, to;
	const char *name;
};
static const struct bucket ages[] = {{G_MININT, 30, "0-30"}, {31, 60, "31-60"}, {61, 90, "61-90"}, {91, 180, "91-180"},
	{181, 365, "181-365"}, {366, G_MAXINT, ">365"}};
static const struct bucket lates[] = {{1, 7, "1-7"}, {8, 30, "8-30"}, {31, 90, "31-90"}, {91, G_MAXINT, ">90"}};
static const char *const classes[] = {"critical", "major", "minor"};
static const char *const stages[] = {CAPA_SUBMITTED, CAPA_INVESTIGATION, CAPA_PLAN_REVIEW, CAPA_IMPLEMENTATION, CAPA_IMPL_REVIEW,
	CAPA_MONITORING, CAPA_EFFECTIVENESS};

/* --- M1, M2 --- */

static void
put_words(struct calc *c, const char *prefix, const char *const *words, guint n, GHashTable *counts)
{
	for (guint i = 0; i < n; i++) {
		g_autofree char *part = g_strconcat(prefix, words[i], NULL);

		capa_put_count(c, "open", part, GPOINTER_TO_UINT(g_hash_table_lookup(counts, words[i])));
	}
}

void
capa_metrics_stock(struct calc *c)
{
	g_autoptr(GHashTable) class = capa_counts_new(), stage = capa_counts_new(), site = capa_counts_new();
	guint open = 0, late = 0, late0 = 0;

	for (guint i = 0; i < c->own->len; i++) {
		const struct capa_fact *fact = c->own->pdata[i];

		if (!capa_is_open(fact))
			continue;
		open++;
		late += fact->due != DAY_NONE && c->facts->as_of > fact->due;
		late0 += fact->due0 != DAY_NONE && c->facts->as_of > fact->due0;
		capa_counts_add(class, "", record_get(fact->record, CAPA_CLASS));
		capa_counts_add(stage, "", capa_state(fact));
		capa_counts_add(site, "site ", record_get(fact->record, CAPA_SITE));
	}
	capa_put_count(c, "open", NULL, open);
	put_words(c, "class ", classes, G_N_ELEMENTS(classes), class);
	capa_put_counts(c, "open", site);
	put_words(c, "stage ", stages, G_N_ELEMENTS(stages), stage);
	capa_put_share(c, "overdue_due", NULL, late, open);
	capa_put_share(c, "overdue_due0", NULL, late0, open);
}

/* --- M3 --- */

struct punctual {
	guint k, n, given_up, given_up_late;
};

static void
add_punctual(const struct calc *c, struct punctual *p, const struct capa_fact *fact, day due)
{
	if (!capa_within(c, due))
		return;
	if (capa_given_up(fact)) {
		p->given_up++;
		p->given_up_late += fact->ended > due;
		return;
	}
	p->n++;
	p->k += fact->ended != DAY_NONE && fact->ended <= due;
}

static void
put_punctual(struct calc *c)
{
	struct punctual now = {0}, first = {0};
	guint closed = 0, kept = 0;
	double gap;

	for (guint i = 0; i < c->own->len; i++) {
		const struct capa_fact *fact = c->own->pdata[i];

		add_punctual(c, &now, fact, fact->due);
		add_punctual(c, &first, fact, fact->due0);
		if (!g_str_equal(capa_state(fact), CAPA_CLOSED) || !capa_within(c, fact->ended))
			continue;
		closed++;
		kept += fact->due != DAY_NONE && fact->ended <= fact->due;
	}
	capa_put_share(c, "on_time_due", NULL, now.k, now.n);
	capa_put_share(c, "on_time_due0", NULL, first.k, first.n);
	gap = now.n && first.n ? 100.0 * now.k / now.n - 100.0 * first.k / first.n : NAN;
	capa_put(c, "masking_gap", NULL, gap, -1, -1, NULL);
	capa_put_count(c, "given_up_due", NULL, now.given_up);
	capa_put_count(c, "given_up_due0", NULL, first.given_up);
	capa_put_count(c, "given_up_late", NULL, now.given_up_late);
	capa_put_share(c, "on_time_closed", NULL, kept, closed);
}

/* --- M4 --- */

static void
put_days(struct calc *c)
{
	g_autoptr(GArray) plan = g_array_new(FALSE, FALSE, sizeof(int)), implemented = g_array_new(FALSE, FALSE, sizeof(int));
	g_autoptr(GArray) closed = g_array_new(FALSE, FALSE, sizeof(int)), age = g_array_new(FALSE, FALSE, sizeof(int));

	for (guint i = 0; i < c->own->len; i++) {
		const struct capa_fact *fact = c->own->pdata[i];

		if (capa_is_open(fact))
			capa_add_days(age, fact->submitted, c->facts->as_of);
		if (!g_str_equal(capa_state(fact), CAPA_CLOSED) || !capa_within(c, fact->ended))
			continue;
		capa_add_days(plan, fact->submitted, capa_step_day(fact, CAPA_PLAN_REVIEW, CAPA_IMPLEMENTATION, TRUE));
		capa_add_days(implemented, fact->submitted, capa_step_day(fact, CAPA_IMPL_REVIEW, CAPA_MONITORING, TRUE));
		capa_add_days(closed, fact->submitted, fact->ended);
	}
	capa_put_quantile(c, "days_to_plan", plan, 0.5);
	capa_put_quantile(c, "days_to_plan_p90", plan, 0.9);
	capa_put_quantile(c, "days_to_implemented", implemented, 0.5);
	capa_put_quantile(c, "days_to_implemented_p90", implemented, 0.9);
	capa_put_quantile(c, "days_to_closed", closed, 0.5);
	capa_put_quantile(c, "days_to_closed_p90", closed, 0.9);
	capa_put_quantile(c, "age_open", age, 0.5);
}

/* --- M5 --- */

static void
count_bucket(guint *counts, const struct bucket *buckets, guint n, int days)
{
	for (guint i = 0; i < n; i++)
		counts[i] += days >= buckets[i].from && days <= buckets[i].to;
}

static void
put_ages(struct calc *c)
{
	guint age[G_N_ELEMENTS(ages)] = {0}, late[G_N_ELEMENTS(lates)] = {0};

	for (guint i = 0; i < c->own->len; i++) {
		const struct capa_fact *fact = c->own->pdata[i];

		if (!capa_is_open(fact))
			continue;
		count_bucket(age, ages, G_N_ELEMENTS(ages), c->facts->as_of - fact->submitted);
		if (fact->due != DAY_NONE)
			count_bucket(late, lates, G_N_ELEMENTS(lates), c->facts->as_of - fact->due);
	}
	for (guint i = 0; i < G_N_ELEMENTS(ages); i++)
		capa_put_count(c, "open_by_age", ages[i].name, age[i]);
	for (guint i = 0; i < G_N_ELEMENTS(lates); i++)
		capa_put_count(c, "overdue_by_age", lates[i].name, late[i]);
}

void
capa_metrics_time(struct calc *c)
{
	put_punctual(c);
	put_days(c);
	put_ages(c);
}
