/* How a KPI stands: colour and its reason, staleness, what a reading must be, the text of its file. */
#include "reading.h"

#include <math.h>
#include <string.h>

static struct kinds *kinds;
static struct calendar *calendar;

static struct measure *
kpi(const char *text)
{
	g_autoptr(GError) err = NULL;
	AUTO(record) r = record_parse(kinds, "kpi/oee.yaml", text, strlen(text), &err);
	g_assert_no_error(err);
	return measure_of(r);
}

static day
on(const char *text)
{
	day d;
	g_assert_true(day_parse(text, &d, NULL));
	return d;
}

static void
put(struct measure *m, const char *period, const char *value)
{
	struct reading r = {
		.name = g_strdup(period), .text = g_strdup(value), .value = value ? g_ascii_strtod(value, NULL) : NAN};
	g_assert_true(period_parse(period, calendar, &r.period, NULL));
	if (!value)
		r.na = g_strdup("shut");
	g_ptr_array_add(m->readings, g_memdup2(&r, sizeof r));
}

static void
stands(const struct measure *m, const char *today, enum colour colour, const char *why)
{
	struct standing s;
	reading_stand(m, on(today), calendar, &s);
	g_assert_cmpstr(s.why, ==, why);
	g_assert_cmpstr(colour_name(s.colour), ==, colour_name(colour));
	g_assert_cmpint(isnan(s.score), ==, colour == COLOUR_GREY);
	standing_clear(&s);
}

#define OEE "title: OEE\nowner: anna\ntarget: 80\nred: 72\nmeasured_in: '%'\n"

static void
colours(void)
{
	AUTO(measure) m = kpi(OEE);
	stands(m, "2026-11-20", COLOUR_GREY, "it has no reading");
	put(m, "2026-08", "80");
	stands(m, "2026-09-20", COLOUR_GREEN, "80 % is exactly the target 80 %");
	put(m, "2026-09", "72");
	stands(m, "2026-10-20", COLOUR_AMBER, "72 % is between the target 80 % and the red threshold 72 %");
	put(m, "2026-10", "71.9");
	stands(m, "2026-11-20", COLOUR_RED, "71.9 % is worse than the red threshold 72 %");
	put(m, "2026-11", NULL);
	stands(m, "2026-12-05", COLOUR_GREY, "2026-11 is n/a: shut");
}

static void
staleness(void)
{
	AUTO(measure) m = kpi(OEE "freshness: 5\n");
	put(m, "2026-09", "85");
	stands(m, "2026-11-05", COLOUR_GREEN,
		"85 % is at or better than the target 80 %"); /* October's is expected until the 5th */
	stands(m, "2026-11-06", COLOUR_GREY, "the latest reading, of 2026-09, is stale");
}

static void
no_thresholds(void)
{
	AUTO(measure) none = kpi("title: OEE\nowner: anna\n");
	put(none, "2026-10", "85");
	stands(none, "2026-11-05", COLOUR_GREY, "it has no target");
	AUTO(measure) no_red = kpi("title: OEE\nowner: anna\ntarget: 80\n");
	put(no_red, "2026-10", "85");
	stands(no_red, "2026-11-05", COLOUR_GREY, "it has no red threshold");
	AUTO(measure) baseline = kpi("title: OEE\nowner: anna\nbaseline: 72\ntarget: 80\n");
	put(baseline, "2026-10", "71");
	stands(baseline, "2026-11-05", COLOUR_RED, "71 is worse than the baseline 72");
	AUTO(measure) equal = kpi("title: OEE\nowner: anna\nred: 80\ntarget: 80\n");
	put(equal, "2026-10", "85");
	stands(equal, "2026-11-05", COLOUR_GREY, "the red threshold 80 equals the target");
	AUTO(measure) watched = kpi("title: OEE\nowner: anna\ndirection: unscored\ntarget: 80\nred: 70\n");
	put(watched, "2026-10", "85");
	stands(watched, "2026-11-05", COLOUR_GREY, "it is watched, not judged");
	AUTO(measure)
	band = kpi("title: pH\nowner: anna\ndirection: band\nred_low: 60\ngreen_low: 65\ngreen_high: 75\nred_high: 80\n");
	put(band, "2026-10", "77");
	stands(band, "2026-11-05", COLOUR_AMBER, "77 is between the limit 75 and the red threshold 80");
}

static void
fits(const struct measure *m, struct reading_new new, const char *want_text, const char *want_error)
{
	g_autoptr(GError) err = NULL;
	struct reading r;
	gboolean ok = reading_read(m, &new, on("2026-11-20"), calendar, &r, &err);
	g_assert_cmpstr(err ? err->message : NULL, ==, want_error);
	g_assert_cmpint(ok, ==, !want_error);
	if (ok)
		g_assert_cmpstr(r.text, ==, want_text);
	reading_clear(&r);
}

static void
readings(void)
{
	AUTO(measure) m = kpi(OEE);
	fits(m, (struct reading_new){.period = "2026-10", .value = "81.50"}, "81.50", NULL);
	fits(m, (struct reading_new){.period = "2026-11", .value = "-3"}, "-3", NULL);
	fits(m, (struct reading_new){.period = "2026-10", .na = "shut"}, NULL, NULL);
	fits(m, (struct reading_new){.period = "2026-Q3", .value = "81"}, NULL, "oee is read every month, and '2026-Q3' is none");
	fits(m, (struct reading_new){.period = "2026-12", .value = "81"}, NULL, "'2026-12' has not begun");
	fits(m, (struct reading_new){.period = "2026-10", .value = "81,5"}, NULL, "the value '81,5' is not a number");
	fits(m, (struct reading_new){.period = "2026-10", .value = "nan"}, NULL, "the value 'nan' is not a number");
	fits(m, (struct reading_new){.period = "2026-10", .value = "0x51"}, NULL, "the value '0x51' is not a number");
	fits(m, (struct reading_new){.period = "2026-10", .value = "1e999"}, NULL, "the value '1e999' is not a number");
	fits(m, (struct reading_new){.period = "2026-10"}, NULL, "no value is given");
	fits(m, (struct reading_new){.period = "2026-10", .value = "1", .na = "shut"}, NULL, "a period that is n/a has no value");
	AUTO(measure) ratio = kpi("title: OTIF\nowner: anna\nover_time: ratio\nmeasured_in: '%'\n");
	fits(ratio, (struct reading_new){.period = "2026-10", .value = "85"}, NULL, "oee is a ratio: say what it is made of");
	fits(ratio, (struct reading_new){.period = "2026-10", .numerator = "29", .denominator = "100"}, "29", NULL);
	fits(ratio, (struct reading_new){.period = "2026-10", .numerator = "340", .denominator = "400"}, "85", NULL);
	fits(ratio, (struct reading_new){.period = "2026-10", .numerator = "1", .denominator = "0"}, NULL,
		"the denominator is 0");
	fits(ratio, (struct reading_new){.period = "2026-10", .value = "99", .numerator = "29", .denominator = "100"}, NULL,
		"the value 99 is not 29 / 100");
}

static void
turning_red(void)
{
	AUTO(measure) m = kpi(OEE);
	struct reading r = {.value = 60};
	g_assert_true(period_parse("2026-10", calendar, &r.period, NULL));
	g_assert_true(reading_turns_red(m, &r));
	put(m, "2026-08", "75");
	g_assert_true(reading_turns_red(m, &r));
	put(m, "2026-09", "71");
	g_assert_false(reading_turns_red(m, &r));
	r.value = 72;
	g_assert_false(reading_turns_red(m, &r));
}

static void
years(void)
{
	static const struct {
		const char *name;
		int year;
	} cases[] = {{"2026-01", 2026}, {"2026-W01", 2026}, {"2026-W53", 2026}, {"2025-Q4", 2025}, {"FY2025-26", 2025},
		{"FY2025-26-Q4", 2026}, {"2026-12-31", 2026}};
	g_autoptr(GError) err = NULL;
	AUTO(calendar) india = calendar_new();
	india->fiscal_start = 4;
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct period p;
		period_parse(cases[i].name, india, &p, &err);
		g_assert_no_error(err);
		g_test_message("%s", cases[i].name);
		g_assert_cmpint(reading_year(&p), ==, cases[i].year);
	}
}

static char *
written(const struct record *file, const char *period, const char *value)
{
	g_autoptr(GError) err = NULL;
	struct reading r = {.name = (char *)period,
		.text = (char *)value,
		.value = 1,
		.numerator = NAN,
		.denominator = NAN,
		.by = "anna",
		.at = "2026-11-20T09:00:00Z"};
	g_assert_true(period_parse(period, calendar, &r.period, NULL));
	char *text = reading_write(file, kind_find(kinds, "reading"), "oee", &r, &err);
	g_assert_no_error(err);
	return text;
}

#define ENTRY(period, value) "  - period: " period "\n    value: " value "\n    at: 2026-11-20T09:00:00Z\n    by: anna\n"

static void
files(void)
{
	g_autofree char *first = written(NULL, "2026-10", "81");
	g_assert_cmpstr(first, ==, "kpi: oee\nyear: 2026\nreadings:\n" ENTRY("2026-10", "81"));
	AUTO(record) a = record_parse(kinds, "reading/oee/2026.yaml", first, strlen(first), NULL);
	g_autofree char *second = written(a, "2026-11", "82");
	g_assert_cmpstr(second, ==, "kpi: oee\nyear: 2026\nreadings:\n" ENTRY("2026-10", "81") ENTRY("2026-11", "82"));
	AUTO(record) b = record_parse(kinds, "reading/oee/2026.yaml", second, strlen(second), NULL);
	g_autofree char *earlier = written(b, "2026-09", "79");
	g_assert_cmpstr(earlier, ==,
		"kpi: oee\nyear: 2026\nreadings:\n" ENTRY("2026-09", "79") ENTRY("2026-10", "81") ENTRY("2026-11", "82"));
	AUTO(record) c = record_parse(kinds, "reading/oee/2026.yaml", earlier, strlen(earlier), NULL);
	g_autofree char *again = written(c, "2026-10", "80");
	g_assert_cmpstr(again, ==,
		"kpi: oee\nyear: 2026\nreadings:\n" ENTRY("2026-09", "79") ENTRY("2026-10", "80") ENTRY("2026-11", "82"));
}

static void
sparkline(void)
{
	AUTO(measure) m = kpi(OEE);
	put(m, "2026-07", "70");
	put(m, "2026-08", "77");
	put(m, "2026-10", "78");
	g_autofree char *line = reading_sparkline(m, 12, calendar);
	g_assert_cmpstr(line, ==, "▁▇ █");
	AUTO(measure) flat = kpi(OEE);
	put(flat, "2026-07", "70");
	put(flat, "2026-08", "70");
	g_autofree char *level = reading_sparkline(flat, 12, calendar);
	g_assert_cmpstr(level, ==, "▄▄");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	kinds = kinds_new();
	g_assert_true(kinds_add_builtin(kinds, NULL) && kinds_seal(kinds, NULL));
	calendar = calendar_new();
	g_test_add_func("/reading/colours", colours);
	g_test_add_func("/reading/staleness", staleness);
	g_test_add_func("/reading/no-thresholds", no_thresholds);
	g_test_add_func("/reading/readings", readings);
	g_test_add_func("/reading/turning-red", turning_red);
	g_test_add_func("/reading/years", years);
	g_test_add_func("/reading/files", files);
	g_test_add_func("/reading/sparkline", sparkline);
	int failed = g_test_run();
	calendar_free(calendar);
	kinds_free(kinds);
	return failed;
}
