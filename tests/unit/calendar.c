/* Calendars: zones (values from Python's zoneinfo), working days, fiscal quarters. */
#include "calendar.h"

static void
event_is(const char *zone, gint64 seconds, const char *expected)
{
	AUTO(calendar) c = calendar_new();
	g_autofree char *text = NULL;
	char date[11];

	g_assert_true(calendar_set_zone(c, zone, NULL));
	text = calendar_event(c, seconds);
	g_assert_cmpstr(text, ==, expected);
	day_format_into(calendar_day(c, seconds), date);
	g_assert_true(g_str_has_prefix(expected, date));
}

static void
zones(void)
{
	event_is("UTC", 0, "1970-01-01T00:00:00+00:00");
	event_is("Asia/Kolkata", 0, "1970-01-01T05:30:00+05:30");
	event_is("America/New_York", 0, "1969-12-31T19:00:00-05:00");
	event_is("Asia/Kolkata", 1711846799, "2024-03-31T06:29:59+05:30");
	event_is("Europe/Berlin", 1711846799, "2024-03-31T01:59:59+01:00");
	event_is("Europe/Berlin", 1711846800, "2024-03-31T03:00:00+02:00");
	event_is("Europe/Berlin", 1730077199, "2024-10-28T01:59:59+01:00");
	event_is("America/New_York", 1730077200, "2024-10-27T21:00:00-04:00");
	event_is("America/New_York", -2000000000, "1906-08-16T15:26:40-05:00");
}

static void
zone_refused(void)
{
	static const char *const bad[] = {"", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe/../Europe/Berlin",
		":Europe/Berlin", "+05:30", "EST5EDT", "XYZ5", "Europe/Berlin5", "Europe", "posix/", NULL};
	AUTO(calendar) c = calendar_new();

	for (int i = 0; bad[i]; i++) {
		g_autoptr(GError) err = NULL;

		g_test_message("'%s'", bad[i]);
		g_assert_false(calendar_set_zone(c, bad[i], &err));
		g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
	}
}

static void
workdays(void)
{
	AUTO(calendar) c = calendar_new();
	day friday = day_make(2026, 11, 20);

	g_assert_true(calendar_is_workday(c, friday));
	g_assert_false(calendar_is_workday(c, friday + 1));
	g_assert_cmpint(calendar_add_workdays(c, friday, 1), ==, friday + 3);
	g_assert_cmpint(calendar_add_workdays(c, friday + 1, 1), ==, friday + 3);
	g_assert_cmpint(calendar_add_workdays(c, friday, -5), ==, friday - 7);
	g_assert_cmpint(calendar_add_workdays(c, friday, 0), ==, friday);
	calendar_add_holiday(c, friday + 3);
	calendar_add_holiday(c, friday + 1); /* a Saturday: no working day anyhow */
	g_assert_cmpint(calendar_add_workdays(c, friday, 1), ==, friday + 4);
	g_assert_cmpint(calendar_workdays_between(c, friday, friday + 7), ==, 4);
	c->workdays |= 1 << 6; /* a six-day week */
	g_assert_cmpint(calendar_add_workdays(c, friday, 1), ==, friday + 4);
	g_assert_cmpint(calendar_add_workdays(c, friday, 6), ==, friday + 10);
	c->workdays = 0;
	g_assert_cmpint(calendar_add_workdays(c, friday, 1), ==, DAY_NONE);
}

static void
between_counts(void)
{
	AUTO(calendar) c = calendar_new();
	day base = day_make(2026, 1, 1);

	for (int i = 0; i < 400; i += 9)
		calendar_add_holiday(c, base + i);
	for (int from = 0; from < 30; from++)
		for (int to = from; to < 400; to += 7) {
			int n = 0;

			for (day d = base + from + 1; d <= base + to; d++)
				n += calendar_is_workday(c, d);
			g_assert_cmpint(calendar_workdays_between(c, base + from, base + to), ==, n);
			g_assert_cmpint(calendar_workdays_between(c, base + to, base + from), ==, -n);
		}
}

static void
fiscal_is(int start, day d, int expected_year, int expected_quarter)
{
	AUTO(calendar) c = calendar_new();
	int year, quarter;

	c->fiscal_start = start;
	calendar_fiscal(c, d, &year, &quarter);
	g_assert_cmpint(year, ==, expected_year);
	g_assert_cmpint(quarter, ==, expected_quarter);
}

static void
fiscal(void)
{
	fiscal_is(4, day_make(2026, 3, 31), 2025, 4);
	fiscal_is(4, day_make(2026, 4, 1), 2026, 1);
	fiscal_is(4, day_make(2025, 4, 1), 2025, 1);
	fiscal_is(1, day_make(2026, 3, 31), 2026, 1);
	fiscal_is(1, day_make(2026, 12, 31), 2026, 4);
	fiscal_is(10, day_make(2026, 9, 30), 2025, 4);
	fiscal_is(12, day_make(2026, 12, 1), 2026, 1);
	fiscal_is(12, day_make(2026, 2, 1), 2025, 1);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/calendar/zones", zones);
	g_test_add_func("/calendar/zone-refused", zone_refused);
	g_test_add_func("/calendar/workdays", workdays);
	g_test_add_func("/calendar/between", between_counts);
	g_test_add_func("/calendar/fiscal", fiscal);
	return g_test_run();
}
