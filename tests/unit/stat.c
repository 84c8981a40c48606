/* Wilson intervals against the golden numbers of the method, quantiles against R. */
#include "stat.h"

#include <math.h>
#include <string.h>

static void
near(double a, double b, double by)
{
	g_assert_cmpfloat_with_epsilon(a, b, by);
}

static void
wilson(void)
{
	static const struct {
		guint k, n;
		double low, high;
	} golden[] = {{3, 3, 0.438, 1.000}, {45, 50, 0.786, 0.957}, {6, 9, 0.354, 0.879}, {8, 9, 0.565, 0.980},
		{12, 20, 0.387, 0.781}, {0, 3, 0, 0.562}};
	for (guint i = 0; i < G_N_ELEMENTS(golden); i++) {
		struct rate r = stat_rate(golden[i].k, golden[i].n);
		near(r.value, (double)golden[i].k / golden[i].n, 1e-12);
		near(r.low, golden[i].low, 0.0005);
		near(r.high, golden[i].high, 0.0005);
	}
	struct rate none = stat_rate(0, 0);
	g_assert_true(isnan(none.value) && isnan(none.low) && isnan(none.high));
}

static void
quantiles(void)
{
	double v[] = {9, 1, 3, 7};
	near(stat_quantile(v, 4, 0.5), 5, 1e-12); /* R: quantile(c(9,1,3,7)) */
	near(stat_quantile(v, 4, 0.25), 2.5, 1e-12);
	near(stat_quantile(v, 4, 0.85), 8.1, 1e-12);
	near(stat_quantile(v, 4, 1), 9, 1e-12);
	near(stat_quantile(v, 1, 0.85), 1, 1e-12);
	g_assert_true(isnan(stat_quantile(v, 0, 0.5)));
	near(stat_mean(v, 4), 5, 1e-12);
	g_assert_true(isnan(stat_mean(v, 0)));
}

static void
says(char *text, const char *want)
{
	g_assert_cmpstr(text, ==, want);
	g_free(text);
}

static void
numbers(void)
{
	says(stat_number(2.675, 2), "2.68");
	says(stat_number(-2.675, 2), "-2.68");
	says(stat_number(-0.001, 2), "0.00");
	says(stat_number(6.0, 0), "6");
	says(stat_number(NAN, 2), "n/a");
	says(stat_percent(8 / 9.0, 1), "88.9 %");
	says(stat_percent(6 / 9.0, 1), "66.7 %");
	says(stat_percent(NAN, 1), "n/a");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/stat/wilson", wilson);
	g_test_add_func("/stat/quantiles", quantiles);
	g_test_add_func("/stat/numbers", numbers);
	return g_test_run();
}
