/* Ageing buckets at their edges, and the golden cases of the method. */
#include "ageing.h"

static guint
bucket(const char *due, const char *today)
{
	day a = 0, b = 0;
	g_assert_true(day_parse(due, &a, NULL) && day_parse(today, &b, NULL));
	struct ageing ageing = {0};
	ageing_add(&ageing, b - a);
	for (guint i = 0; i < AGEING_BUCKETS; i++)
		if (ageing.buckets[i])
			return i;
	return AGEING_BUCKETS; /* not late */
}

static void
buckets(void)
{
	g_assert_cmpuint(bucket("2025-11-20", "2025-11-20"), ==, AGEING_BUCKETS);
	g_assert_cmpuint(bucket("2025-12-01", "2025-11-20"), ==, AGEING_BUCKETS);
	g_assert_cmpuint(bucket("2025-11-19", "2025-11-20"), ==, 0);
	g_assert_cmpuint(bucket("2025-11-13", "2025-11-20"), ==, 0);
	g_assert_cmpuint(bucket("2025-11-12", "2025-11-20"), ==, 1);
	g_assert_cmpuint(bucket("2025-10-31", "2025-11-20"), ==, 1); /* golden: 20 days */
	g_assert_cmpuint(bucket("2025-09-21", "2025-11-20"), ==, 2);
	g_assert_cmpuint(bucket("2025-09-15", "2025-11-20"), ==, 3); /* golden: 66 days */
	g_assert_cmpuint(bucket("2025-08-22", "2025-11-20"), ==, 3); /* 90 days */
	g_assert_cmpuint(bucket("2025-08-21", "2025-11-20"), ==, 4);
}

static void
totals(void)
{
	struct ageing a = {0};
	static const int days[] = {1, 7, 8, 0, -3, 400, 91};
	for (guint i = 0; i < G_N_ELEMENTS(days); i++)
		ageing_add(&a, days[i]);
	g_assert_cmpuint(a.total, ==, 5);
	g_assert_cmpuint(a.buckets[0], ==, 2);
	g_assert_cmpuint(a.buckets[1], ==, 1);
	g_assert_cmpuint(a.buckets[4], ==, 2);
	g_assert_cmpint(a.oldest, ==, 400);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ageing/buckets", buckets);
	g_test_add_func("/ageing/totals", totals);
	return g_test_run();
}
