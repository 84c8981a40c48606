/* Days against Python's datetime (values below were printed by it), and arithmetic against itself over every day. */
#include "day.h"

struct golden {
	const char *text;
	day day;
	int weekday, iso_year, iso_week;
};

static const struct golden golden[] = {
	{"2020-12-31", 18627, 4, 2020, 53},
	{"2021-01-01", 18628, 5, 2020, 53},
	{"2021-01-03", 18630, 7, 2020, 53},
	{"2021-01-04", 18631, 1, 2021, 1},
	{"2024-12-29", 20086, 7, 2024, 52},
	{"2024-12-30", 20087, 1, 2025, 1},
	{"2025-12-28", 20450, 7, 2025, 52},
	{"2025-12-29", 20451, 1, 2026, 1},
	{"2026-01-01", 20454, 4, 2026, 1},
	{"2026-12-31", 20818, 4, 2026, 53},
	{"2027-01-03", 20821, 7, 2026, 53},
	{"2015-12-31", 16800, 4, 2015, 53},
	{"2016-01-03", 16803, 7, 2015, 53},
	{"2009-01-01", 14245, 4, 2009, 1},
	{"2026-11-20", 20777, 5, 2026, 47},
	{"0001-01-01", -719162, 1, 1, 1},
	{"9999-12-31", 2932896, 5, 9999, 52},
};

static void
parse(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(golden); i++) {
		g_autofree char *text = day_format(golden[i].day);
		int year, week;
		day d;

		g_assert_true(day_parse(golden[i].text, &d, NULL));
		g_assert_cmpint(d, ==, golden[i].day);
		g_assert_cmpstr(text, ==, golden[i].text);
		g_assert_cmpint(day_weekday(d), ==, golden[i].weekday);
		day_iso_week(d, &year, &week);
		g_assert_cmpint(year, ==, golden[i].iso_year);
		g_assert_cmpint(week, ==, golden[i].iso_week);
	}
}

static void
refuse(void)
{
	static const char *const bad[] = {"", "2026-11-3", "2026-11-031", "2026/11/30", "26-11-30", " 2026-11-30", "2026-11-30 ",
		"2026-1 -30", "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-04-31", "0000-01-01",
		"-001-01-01", "+026-11-30", "2026-11-3\xd9\xa0", "today", NULL};

	for (int i = 0; bad[i]; i++) {
		g_autoptr(GError) err = NULL;
		day d = 7;

		g_assert_false(day_parse(bad[i], &d, &err));
		g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
		g_assert_cmpint(d, ==, 7);
	}
	g_assert_cmpint(day_make(2024, 2, 29), !=, DAY_NONE);
	g_assert_cmpint(day_make(2000, 2, 29), !=, DAY_NONE);
	g_assert_cmpint(day_make(1900, 2, 29), ==, DAY_NONE);
	g_assert_cmpint(day_make(10000, 1, 1), ==, DAY_NONE);
}

static void
every_day(void)
{
	day d = day_make(1, 1, 1);

	for (int year = 1; year <= 9999; year++)
		for (int month = 1; month <= 12; month++)
			for (int mday = 1; mday <= 31; mday++) {
				int y, m, n;

				if (day_make(year, month, mday) == DAY_NONE)
					continue;
				if (day_make(year, month, mday) != d)
					g_error("%d-%d-%d", year, month, mday);
				day_split(d, &y, &m, &n);
				if (y != year || m != month || n != mday)
					g_error("%d", d);
				d++;
			}
	g_assert_cmpint(d, ==, 2932897);
}

static void
months_are(const char *from, int months, const char *expected)
{
	g_autofree char *text = NULL;
	day d;

	g_assert_true(day_parse(from, &d, NULL));
	text = day_format(day_add_months(d, months));
	g_assert_cmpstr(text, ==, expected);
}

static void
months(void)
{
	months_are("2026-01-31", 1, "2026-02-28");
	months_are("2024-01-31", 1, "2024-02-29");
	months_are("2024-02-29", 12, "2025-02-28");
	months_are("2024-02-29", 48, "2028-02-29");
	months_are("2026-11-30", 2, "2027-01-30");
	months_are("2026-03-31", -1, "2026-02-28");
	months_are("2026-01-15", -1, "2025-12-15");
	g_assert_cmpint(day_add_months(day_make(9999, 12, 1), 1), ==, DAY_NONE);
	g_assert_cmpint(day_add_months(day_make(1, 1, 1), -1), ==, DAY_NONE);
	g_assert_cmpint(day_add_months(0, G_MAXINT), ==, DAY_NONE);
	g_assert_cmpint(day_add_months(0, G_MININT), ==, DAY_NONE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/day/parse", parse);
	g_test_add_func("/day/refuse", refuse);
	g_test_add_func("/day/every", every_day);
	g_test_add_func("/day/months", months);
	return g_test_run();
}
