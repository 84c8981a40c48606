/* The golden cohort of ten, and its edges. */
#include "cohort.h"

#include <math.h>

static const day asof = 1000;

static void
add(struct cohort *c, day first, day limit, day ended, gboolean dropped)
{
	struct promise p = {first, limit, ended, dropped};
	cohort_add(c, &p, asof);
}

/* 6 on time, 2 late, 1 open and overdue, 1 cancelled before due. */
static void
golden(void)
{
	struct cohort c;
	cohort_init(&c);
	for (int i = 0; i < 6; i++)
		add(&c, 950, 950, 950 - i, FALSE);
	add(&c, 900, 960, 955, FALSE); /* late, but within what it was extended to */
	add(&c, 900, 900, 920, FALSE);
	add(&c, 980, 980, DAY_NONE, FALSE);
	add(&c, 990, 990, 985, TRUE);
	g_autofree char *cr = stat_percent(cohort_completion(&c).value, 1), *otr = stat_percent(cohort_on_time(&c).value, 1);
	g_assert_cmpstr(cr, ==, "88.9 %");
	g_assert_cmpstr(otr, ==, "77.8 %"); /* held against the present due day */
	g_assert_cmpuint(c.kept, ==, 7);    /* held against the present due day */
	g_assert_cmpuint(c.due, ==, 9);
	g_assert_cmpuint(c.n, ==, 9);
	cohort_clear(&c);
	cohort_init(&c);
	for (int i = 0; i < 6; i++)
		add(&c, 950, 950, 950 - i, FALSE);
	add(&c, 900, 900, 955, FALSE);
	add(&c, 900, 900, 920, FALSE);
	add(&c, 980, 980, DAY_NONE, FALSE);
	add(&c, 990, 990, 985, TRUE);
	g_autofree char *first = stat_percent(cohort_on_time(&c).value, 1);
	g_assert_cmpstr(first, ==, "66.7 %");
	double *slips = (double *)c.slips->data;
	g_assert_cmpfloat_with_epsilon(stat_quantile(slips, c.slips->len, 1), 55, 1e-9);
	g_assert_cmpfloat_with_epsilon(stat_quantile(slips, c.slips->len, 0), -5, 1e-9);
	cohort_clear(&c);
}

static void
edges(void)
{
	struct cohort c;
	cohort_init(&c);
	add(&c, 950, 950, 951, TRUE);	    /* cancelled after due: missed */
	add(&c, 950, 950, 950, TRUE);	    /* cancelled on the day: no promise broken */
	add(&c, 1001, 1001, 990, FALSE);    /* done early, its day has not come: completed, in no on-time rate */
	add(&c, 950, 950, 1001, FALSE);	    /* closed after the day of the report: still open then */
	add(&c, DAY_NONE, 950, 940, FALSE); /* never promised */
	g_assert_cmpuint(c.n, ==, 3);
	g_assert_cmpuint(c.closed, ==, 1);
	g_assert_cmpuint(c.due, ==, 2);
	g_assert_cmpuint(c.kept, ==, 0);
	cohort_clear(&c);
	cohort_init(&c);
	g_assert_true(isnan(cohort_on_time(&c).value));
	cohort_clear(&c);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cohort/golden", golden);
	g_test_add_func("/cohort/edges", edges);
	return g_test_run();
}
