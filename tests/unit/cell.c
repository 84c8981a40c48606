/* Tests of lib/cell.c: days, numbers and slugs by declared forms. */
#include "cell.h"
#include <string.h>

static void
test_days(void)
{
	/* NULL: refused. Weekdays are not checked, %b is English in every locale. */
	static const char *const rows[][3] = {
		{"2026-11-30", "%Y-%m-%d", "2026-11-30"},
		{"30/11/2026", "%d/%m/%Y", "2026-11-30"},
		{"03/04/2026", "%d/%m/%Y", "2026-04-03"},
		{"03/04/2026", "%m/%d/%Y", "2026-03-04"},
		{"13/14/2026", "%d/%m/%Y", NULL},
		{"29.2.2024", "%d.%m.%Y", "2024-02-29"},
		{"29.2.2023", "%d.%m.%Y", NULL},
		{"Mon 7 September 2026", "%a %d %b %Y", "2026-09-07"},
		{"SEP 07 2026", "%b %d %Y", "2026-09-07"},
		{"Sept 7 2026", "%b %d %Y", NULL},
		{"20261130", "%Y%m%d", "2026-11-30"},
		{"2026-11-30 23:59:00", "%Y-%m-%d %H:%M:%S", "2026-11-30"},
		{"2026-11-30T10", "%Y-%m-%d", NULL},
		{"26-11-30", "%Y-%m-%d", NULL},
		{"", "%Y-%m-%d", NULL},
		{"2026-00-10", "%Y-%m-%d", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) err = NULL;
		g_autofree char *got = cell_day(rows[i][0], rows[i][1], &err);

		g_assert_cmpstr(got, ==, rows[i][2]);
		g_assert_true(got || error_status(err) == ERR_INVALID);
	}
	g_assert_true(cell_day_format("%d/%m/%Y", NULL));
	g_assert_false(cell_day_format("%d/%m/%y", NULL));
	g_assert_false(cell_day_format("%m/%Y", NULL));
	g_assert_false(cell_day_format("%Y-%m-%d%", NULL));
}

static void
test_numbers(void)
{
	static const struct {
		const char *text;
		struct cell_number form;
		const char *expected;
	} rows[] = {
		{"1234.50", {'.', 0, FALSE, 0}, "1234.50"},
		{"-0.5", {'.', 0, FALSE, 0}, "-0.5"},
		{"007", {'.', 0, FALSE, 0}, "7"},
		{"1,234.5", {'.', 0, FALSE, 0}, NULL},
		{"1,234.5", {'.', ',', FALSE, 0}, "1234.5"},
		{"1.234.567,89", {',', '.', FALSE, 0}, "1234567.89"},
		{"1.23,4", {',', '.', FALSE, 0}, NULL},
		{"1234.567,8", {',', '.', FALSE, 0}, NULL},
		{"1 234\xc2\xa0"
		 "567",
			{',', ' ', FALSE, 0}, "1234567"},
		{"1'000.00", {'.', '\'', FALSE, 0}, "1000.00"},
		{"155,22-", {',', 0, TRUE, 0}, "-155.22"},
		{"155,22-", {',', 0, FALSE, 0}, NULL},
		{"-155,22-", {',', 0, TRUE, 0}, NULL},
		{"0.169802632", {'.', 0, FALSE, 2}, "16.9802632"},
		{"1", {'.', 0, FALSE, 2}, "100"},
		{"0.25", {'.', 0, FALSE, 2}, "25"},
		{"0", {'.', 0, FALSE, 2}, "0"},
		{"-0.002", {'.', 0, FALSE, 2}, "-0.2"},
		{"12345", {'.', 0, FALSE, -3}, "12.345"},
		{"5", {'.', 0, FALSE, -3}, "0.005"},
		{"1.", {'.', 0, FALSE, 0}, NULL},
		{".5", {'.', 0, FALSE, 0}, NULL},
		{"1e5", {'.', 0, FALSE, 0}, NULL},
		{"12 kg", {'.', 0, FALSE, 0}, NULL},
		{"", {'.', 0, FALSE, 0}, NULL},
		{"-", {'.', 0, FALSE, 0}, NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) err = NULL;
		g_autofree char *got = cell_number(rows[i].text, &rows[i].form, &err);

		g_assert_cmpstr(got, ==, rows[i].expected);
		g_assert_true(got || error_status(err) == ERR_INVALID);
	}
}

static void
test_slugs(void)
{
	static const char *const rows[][2] = {
		{"Delta Pharma, Inc.", "delta-pharma-inc"},
		{"  Caf\xc3\xa9 -- d'Or ", "cafe-dor"},
		{"Simchah-Suveyke-Bogin", "simchah-suveyke-bogin"},
		{"---", NULL},
		{"", NULL},
	};
	g_autofree char *a = g_strnfill(80, 'a'), *b = g_strnfill(81, 'a'), *sa = cell_slug(a), *sb = cell_slug(b);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = cell_slug(rows[i][0]);

		g_assert_cmpstr(got, ==, rows[i][1]);
	}
	g_assert_cmpuint(strlen(sa), ==, 64);
	g_assert_cmpstr(sa, !=, sb);
}

static void
test_texts(void)
{
	g_autofree char *line = cell_one_line(" in countries\r\n\r\nexperiencing  it \n");
	g_autofree char *cut = cell_cut("Pr\xc3\xa9"
					"cision machining",
				11),
			*whole = cell_cut("short", 8);

	g_autofree char *lines = cell_lines("a\r\nb\rc\n\r\n");

	g_assert_cmpstr(lines, ==, "a\nb\nc\n\n");
	g_assert_cmpstr(line, ==, "in countries experiencing it");
	g_assert_cmpstr(cut, ==,
		"Pr\xc3\xa9"
		"cision\xe2\x80\xa6");
	g_assert_cmpstr(whole, ==, "short");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cell/days", test_days);
	g_test_add_func("/cell/numbers", test_numbers);
	g_test_add_func("/cell/slugs", test_slugs);
	g_test_add_func("/cell/texts", test_texts);
	return g_test_run();
}
