/* The configuration: defaults, sites with calendars of their own, and faults with their place. */
#include "config.h"

#include <string.h>

static struct config *
parse(const char *text, GError **err)
{
	return config_parse(text, text ? strlen(text) : 0, err);
}

static void
test_defaults(void)
{
	GError *err = NULL;
	AUTO(config) none = parse(NULL, &err);
	AUTO(config) empty = parse("# nothing\n", &err);

	g_assert_no_error(err);
	g_assert_null(none->site);
	g_assert_cmpuint(none->sites->len, ==, 0);
	g_assert_cmpint(none->calendar->fiscal_start, ==, 1);
	g_assert_null(config_filter(none, "mine"));
	g_assert_true(config_calendar(none, "PUN") == none->calendar);
	g_assert_nonnull(empty);
}

static const char text[] = "site: PUN\n"
			   "zone: Asia/Kolkata\n"
			   "workdays: [mon, tue, wed, thu, fri, sat]\n"
			   "holidays: [2026-01-26, 2026-08-15]\n"
			   "fiscal_start: 4\n"
			   "sites:\n"
			   "  - {code: PUN, name: Pune}\n"
			   "  - code: ULM\n"
			   "    name: Ulm\n"
			   "    zone: Europe/Berlin\n"
			   "    workdays: [mon, tue, wed, thu, fri]\n"
			   "    holidays: [2026-10-03]\n"
			   "    fiscal_start: 1\n"
			   "filters:\n"
			   "  mine: owner:me -state:closed\n";

static void
test_sites(void)
{
	GError *err = NULL;
	AUTO(config) config = parse(text, &err);
	const struct calendar *pune, *ulm;
	day saturday = day_make(2026, 11, 21), india = day_make(2026, 1, 26), germany = day_make(2026, 10, 3) - 1;

	g_assert_no_error(err);
	g_assert_cmpstr(config->site, ==, "PUN");
	g_assert_cmpstr(config_site(config, "ULM")->name, ==, "Ulm");
	g_assert_null(config_site(config, "XXX"));
	pune = config_calendar(config, "PUN");
	ulm = config_calendar(config, "ULM");
	g_assert_true(calendar_is_workday(pune, saturday) && !calendar_is_workday(ulm, saturday));
	g_assert_true(!calendar_is_workday(pune, india) && calendar_is_workday(ulm, india));
	g_assert_true(calendar_is_workday(ulm, germany));
	g_assert_cmpint(pune->fiscal_start, ==, 4);
	g_assert_cmpint(ulm->fiscal_start, ==, 1);
	/* a second before 2026-11-20 23:00 UTC: the next day in Pune (+05:30), not yet in Ulm (+01:00) */
	g_assert_cmpint(calendar_day(pune, 1795215599), ==, day_make(2026, 11, 21));
	g_assert_cmpint(calendar_day(ulm, 1795215599), ==, day_make(2026, 11, 20));
	g_assert_cmpstr(config_filter(config, "mine"), ==, "owner:me -state:closed");
}

struct fault {
	const char *text, *message;
	int line, column;
};

static const struct fault faults[] = {
	{"zome: UTC\n", "there is no field 'zome' here", 1, 1},
	{"zone: Asia/Atlantis\n", "zone: ", 1, 7},
	{"holidays: [2026-02-30]\n", "holidays: ", 1, 12},
	{"fiscal_start: 13\n", "fiscal_start: 13 is more than 12", 1, 15},
	{"workdays: [mon, tus]\n", "workdays: 'tus' is none of", 1, 17},
	{"sites:\n  - name: Pune\n", "code is missing", 2, 5},
	{"sites:\n  - {code: A, name: a}\n  - {code: A, name: b}\n", "two entries have the code 'A'", 3, 5},
	{"site: B\nsites:\n  - {code: A, name: a}\n", "site: 'B' is none of the sites", 1, 7},
	{"filters: mine\n", "filters: takes names with their values", 1, 10},
	{"- a\n", "not a map", 1, 1},
	{"a: &x b\n", "", 1, 4},
};

static void
test_faults(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
		g_autoptr(GError) err = NULL;
		AUTO(config) config = parse(faults[i].text, &err);

		g_assert_null(config);
		g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
		if (!strstr(err->message, faults[i].message))
			g_error("'%s' is not in '%s'", faults[i].message, err->message);
		g_assert_cmpstr(error_more(err)->file, ==, ".sx/config.yaml");
		g_assert_cmpint(error_more(err)->line, ==, faults[i].line);
		g_assert_cmpint(error_more(err)->column, ==, faults[i].column);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/config/defaults", test_defaults);
	g_test_add_func("/config/sites", test_sites);
	g_test_add_func("/config/faults", test_faults);
	return g_test_run();
}
