/* Dates as typed, events and periods; golden values from Python's datetime and from the fiscal year of an Indian plant. */
#include "date.h"

#include <string.h>

struct golden {
	const char *text, *day;
};

/* Today is Friday 2026-11-20, in a plant whose fiscal year starts in April and which works Monday to Saturday. */
static struct calendar *
plant(void)
{
	struct calendar *c = calendar_new();

	calendar_set_zone(c, "Asia/Kolkata", NULL);
	c->fiscal_start = 4;
	c->workdays |= 1 << 6;
	calendar_add_holiday(c, day_make(2026, 11, 24));
	return c;
}

static void
reads(void)
{
	static const struct golden golden[] = {
		{"2026-11-30", "2026-11-30"},
		{"today", "2026-11-20"},
		{"Tomorrow", "2026-11-21"},
		{"yesterday", "2026-11-19"},
		{"fri", "2026-11-27"},
		{"sat", "2026-11-21"},
		{"THU", "2026-11-26"},
		{"mon", "2026-11-23"},
		{"+0d", "2026-11-20"},
		{"+3d", "2026-11-23"},
		{"-3d", "2026-11-17"},
		{"+2w", "2026-12-04"},
		{"+1m", "2026-12-20"},
		{"+3m", "2027-02-20"},
		{"-9m", "2026-02-20"},
		{"+1y", "2027-11-20"},
		{"2026-W48", "2026-11-23"},
		{"2026-W48-5", "2026-11-27"},
		{"2026-w53-7", "2027-01-03"},
		{"2020-W53", "2020-12-28"},
		{"2025-W01", "2024-12-30"},
		{"+5wd", "2026-11-27"}, /* Sat, Mon, (Tue is a holiday,) Wed, Thu, Fri */
		{"-1wd", "2026-11-19"},
		{"eow", "2026-11-22"},
		{"eom", "2026-11-30"},
		{"eoq", "2026-12-31"},
		{"eoy", "2027-03-31"},
	};
	AUTO(calendar) c = plant();

	for (guint i = 0; i < G_N_ELEMENTS(golden); i++) {
		g_autoptr(GError) err = NULL;
		char date[11];
		day d = 0;

		g_test_message("%s", golden[i].text);
		date_read(golden[i].text, day_make(2026, 11, 20), c, &d, &err);
		g_assert_no_error(err);
		day_format_into(d, date);
		g_assert_cmpstr(date, ==, golden[i].day);
	}
}

static void
ends_on_the_last_day(void)
{
	AUTO(calendar) c = plant();
	day d;

	g_assert_true(date_read_past("Fri", day_make(2026, 11, 19), c, &d, NULL) && d == day_make(2026, 11, 13));
	g_assert_true(date_read_past("thu", day_make(2026, 11, 19), c, &d, NULL) && d == day_make(2026, 11, 19));
	g_assert_false(date_read_past("sun", day_make(1, 1, 1), c, &d, NULL));
	g_assert_true(date_read("eoy", day_make(2027, 3, 31), c, &d, NULL));
	g_assert_cmpint(d, ==, day_make(2027, 3, 31));
	g_assert_true(date_read("eow", day_make(2026, 11, 22), c, &d, NULL));
	g_assert_cmpint(d, ==, day_make(2026, 11, 22));
	g_assert_true(date_read("+1m", day_make(2028, 1, 31), c, &d, NULL));
	g_assert_cmpint(d, ==, day_make(2028, 2, 29));
}

static void
refuses(void)
{
	static const char *const bad[] = {"", " ", "tomorow", "friday", "next week", "+3", "3d", "+d", "++3d", "+3D ", "+3x",
		"+12345d", "+-3d", "+9999y", "-9999y", "2026-W54", "2025-W53", "2026-W00", "2026-W48-0", "2026-W48-8", "2026-W4",
		"2026-W48-", "0000-W01", "2026-02-30", "2026-1-1", "30/11/2026", "20261130", "eod",
		"+\xd9\xa3"
		"d",
		"2026-11-30T00:00", NULL};
	AUTO(calendar) c = plant();

	for (int i = 0; bad[i]; i++) {
		g_autoptr(GError) err = NULL;
		day d = 7;

		g_test_message("'%s'", bad[i]);
		g_assert_false(date_read(bad[i], day_make(2026, 11, 20), c, &d, &err));
		g_assert_cmpint(err->code, ==, g_str_equal(bad[i], "2026-02-30") ? ERR_INVALID : ERR_USAGE);
		g_assert_nonnull(error_more(err)->hint);
		g_assert_cmpint(d, ==, 7);
	}
}

static void
echo_is(int distance, const char *expected)
{
	g_autofree char *echo = date_echo(day_make(2026, 11, 20) + distance, day_make(2026, 11, 20));

	g_assert_cmpstr(echo, ==, expected);
}

static void
echoes(void)
{
	echo_is(10, "2026-11-30 (Mon, in 10 days)");
	echo_is(0, "2026-11-20 (Fri, today)");
	echo_is(1, "2026-11-21 (Sat, tomorrow)");
	echo_is(-1, "2026-11-19 (Thu, yesterday)");
	echo_is(-20, "2026-10-31 (Sat, 20 days ago)");
}

static void
event_is(const char *text, gint64 seconds, int offset, const char *written)
{
	g_autofree char *back = NULL;
	g_autoptr(GError) err = NULL;
	gint64 read = 0;
	int minutes = 0;

	event_parse(text, &read, &minutes, &err);
	g_assert_no_error(err);
	g_assert_cmpint(read, ==, seconds);
	g_assert_cmpint(minutes, ==, offset);
	back = event_format(read, minutes);
	g_assert_cmpstr(back, ==, written);
}

static void
events(void)
{
	static const char *const bad[] = {"", "2026-11-20", "2026-11-20T22:17:05", "2026-11-20 22:17:05+05:30",
		"2026-11-20T24:00:00Z", "2026-11-20T22:60:00Z", "2026-11-20T22:17:60Z", "2026-11-20T22:17:05+0530",
		"2026-11-20T22:17:05+05:60", "2026-11-20T22:17:05+24:00", "2026-11-20T22:17:05.5Z", "2026-02-30T22:17:05Z",
		"2026-11-20T22:17:05z", "2026-11-20T-1:17:05Z", "2026-11-20T22:17:05Z ", NULL};

	event_is("2026-11-20T22:17:05+05:30", 1795193225, 330, "2026-11-20T22:17:05+05:30");
	event_is("1969-12-31T23:59:59+00:00", -1, 0, "1969-12-31T23:59:59+00:00");
	event_is("1969-12-31T23:59:59Z", -1, 0, "1969-12-31T23:59:59+00:00");
	event_is("2024-02-29T00:00:00-08:00", 1709193600, -480, "2024-02-29T00:00:00-08:00");
	event_is("2026-11-20T22:17:05-03:30", 1795193225 + 9 * 3600, -210, "2026-11-20T22:17:05-03:30");
	event_is("0001-01-02T00:00:00+00:00", -62135510400, 0, "0001-01-02T00:00:00+00:00");
	event_is("9999-12-31T23:59:59+00:00", 253402300799, 0, "9999-12-31T23:59:59+00:00");
	for (int i = 0; bad[i]; i++) {
		g_autoptr(GError) err = NULL;
		gint64 seconds;
		int minutes;

		g_test_message("'%s'", bad[i]);
		g_assert_false(event_parse(bad[i], &seconds, &minutes, &err));
		g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
	}
}

/* As people type them; the offsets of Warsaw are those of 2026 in the zone database. */
static void
typed_events(void)
{
	static const struct {
		const char *zone, *typed, *event;
	} cases[] = {
		{"Asia/Kolkata", "today 09:30", "2026-11-20T09:30:00+05:30"},
		{"Asia/Kolkata", "2026-11-20T22:17", "2026-11-20T22:17:00+05:30"},
		{"Asia/Kolkata", "2026-11-20 22:17:05", "2026-11-20T22:17:05+05:30"},
		{"Asia/Kolkata", "+2w 00:00", "2026-12-04T00:00:00+05:30"},
		{"Asia/Kolkata", "2026-11-20T22:17:05Z", "2026-11-20T22:17:05Z"},
		{"Asia/Kolkata", "2026-11-20T22:17:05-08:00", "2026-11-20T22:17:05-08:00"},
		{"Europe/Warsaw", "2026-07-01 12:00", "2026-07-01T12:00:00+02:00"},
		{"Europe/Warsaw", "2026-03-29 02:30", "2026-03-29T03:00:00+02:00"},
		{"Europe/Warsaw", "2026-10-25 01:30", "2026-10-25T01:30:00+02:00"},
		{"Europe/Warsaw", "2026-10-25 03:30", "2026-10-25T03:30:00+01:00"},
	};
	static const char *const bad[] = {"", "today", "09:30", "today 9:30", "today 24:00", "today 09:60", "today 09:30:60",
		"today 09:30 ", "someday 09:30", "2026-02-30 09:30", "2026-11-20T", "2026-11-20T09", "today 09:30+05:30", NULL};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(calendar) c = calendar_new();
		g_autoptr(GError) err = NULL;
		g_autofree char *event = NULL;

		g_assert_true(calendar_set_zone(c, cases[i].zone, NULL));
		event = event_read(cases[i].typed, day_make(2026, 11, 20), c, &err);
		g_assert_no_error(err);
		g_assert_cmpstr(event, ==, cases[i].event);
	}
	for (int i = 0; bad[i]; i++) {
		AUTO(calendar) c = calendar_new();
		g_autoptr(GError) err = NULL;

		g_test_message("'%s'", bad[i]);
		g_assert_null(event_read(bad[i], day_make(2026, 11, 20), c, &err));
		g_assert_nonnull(err);
	}
}

static void
period_is(int fiscal_start, const char *text, const char *first, const char *last, const char *name, const char *next)
{
	AUTO(calendar) c = calendar_new();
	g_autofree char *from = NULL, *to = NULL, *back = NULL, *after = NULL;
	g_autoptr(GError) err = NULL;
	struct period p, q;

	c->fiscal_start = fiscal_start;
	period_parse(text, c, &p, &err);
	g_assert_no_error(err);
	from = day_format(p.first);
	to = day_format(p.last);
	back = period_format(&p, c);
	g_assert_cmpstr(from, ==, first);
	g_assert_cmpstr(to, ==, last);
	g_assert_cmpstr(back, ==, name);
	q = period_next(&p, 1, c);
	after = period_format(&q, c);
	g_assert_cmpstr(after, ==, next);
	g_assert_cmpint(q.first, ==, p.last + 1);
	q = period_next(&q, -1, c);
	g_assert_cmpint(q.first, ==, p.first);
	g_assert_cmpint(q.last, ==, p.last);
	for (day d = p.first; d <= p.last; d++) {
		q = period_of(d, p.unit, c);
		g_assert_cmpint(q.first, ==, p.first);
		g_assert_cmpint(q.last, ==, p.last);
	}
}

static void
periods(void)
{
	period_is(4, "2025", "2025-01-01", "2025-12-31", "2025", "2026");
	period_is(4, "2025-Q4", "2025-10-01", "2025-12-31", "2025-Q4", "2026-Q1");
	period_is(4, "2025-q1", "2025-01-01", "2025-03-31", "2025-Q1", "2025-Q2");
	period_is(4, "2024-02", "2024-02-01", "2024-02-29", "2024-02", "2024-03");
	period_is(4, "2025-12", "2025-12-01", "2025-12-31", "2025-12", "2026-01");
	period_is(4, "2025-W40", "2025-09-29", "2025-10-05", "2025-W40", "2025-W41");
	period_is(4, "2026-W53", "2026-12-28", "2027-01-03", "2026-W53", "2027-W01");
	period_is(4, "2025-W01", "2024-12-30", "2025-01-05", "2025-W01", "2025-W02");
	period_is(4, "2025-10-07", "2025-10-07", "2025-10-07", "2025-10-07", "2025-10-08");
	period_is(4, "FY2025-26", "2025-04-01", "2026-03-31", "FY2025-26", "FY2026-27");
	period_is(4, "FY2025-26-Q4", "2026-01-01", "2026-03-31", "FY2025-26-Q4", "FY2026-27-Q1");
	period_is(4, "FY2025-26-Q1", "2025-04-01", "2025-06-30", "FY2025-26-Q1", "FY2025-26-Q2");
	period_is(4, "FY1999-00", "1999-04-01", "2000-03-31", "FY1999-00", "FY2000-01");
	period_is(1, "FY2025", "2025-01-01", "2025-12-31", "FY2025", "FY2026");
	period_is(1, "fy2025-q4", "2025-10-01", "2025-12-31", "FY2025-Q4", "FY2026-Q1");
	period_is(10, "FY2025-26-Q2", "2026-01-01", "2026-03-31", "FY2025-26-Q2", "FY2025-26-Q3");
	period_is(12, "FY2025-26-Q1", "2025-12-01", "2026-02-28", "FY2025-26-Q1", "FY2025-26-Q2");
}

static void
no_periods(void)
{
	static const char *const bad[] = {"", "25", "2025-Q5", "2025-Q0", "2025-Q", "2025-13", "2025-00", "2025-W53", "2025-W4",
		"2025-W40-1", "2025-02-30", "FY2025", "FY2025-27", "FY2025-26-", "FY2025-26-Q5", "FY25-26", "2025-", "2025-1",
		"0000", "FY0000-01", "FY", "2025-Q1 ", "20255", "FY9999-00", "9999-W53", NULL};
	AUTO(calendar) c = plant();
	AUTO(calendar) january = calendar_new();
	struct period p, last;

	for (int i = 0; bad[i]; i++) {
		g_autoptr(GError) err = NULL;

		g_test_message("'%s'", bad[i]);
		g_assert_false(period_parse(bad[i], c, &p, &err));
		g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
	}
	g_assert_false(period_parse("FY2025-26", january, &p, NULL));
	g_assert_true(period_parse("9999", c, &last, NULL));
	g_assert_cmpint(last.last, ==, day_make(9999, 12, 31));
	g_assert_cmpint(period_next(&last, 1, c).first, ==, DAY_NONE);
	g_assert_cmpint(period_next(&last, -9999, c).first, ==, DAY_NONE);
	g_assert_cmpint(period_next(&last, G_MININT, c).last, ==, DAY_NONE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/date/reads", reads);
	g_test_add_func("/date/ends", ends_on_the_last_day);
	g_test_add_func("/date/refuses", refuses);
	g_test_add_func("/date/echoes", echoes);
	g_test_add_func("/date/events", events);
	g_test_add_func("/date/typed-events", typed_events);
	g_test_add_func("/date/periods", periods);
	g_test_add_func("/date/no-periods", no_periods);
	return g_test_run();
}
