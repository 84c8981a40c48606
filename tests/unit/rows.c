/* Rows: the same cells as a table, as JSON and as CSV. */
#include "rows.h"

static struct rows *
make(enum rows_format format, GString *out)
{
	struct rows *rows = rows_new(format, out);

	rows_column(rows, "id", "ID", ROWS_TEXT);
	rows_column(rows, "title", "TITLE", ROWS_TEXT);
	rows_column(rows, "days", "DAYS", ROWS_INT);
	rows_column(rows, "tags", "TAGS", ROWS_RAW);
	return rows;
}

static void
fill(struct rows *rows)
{
	rows_begin(rows);
	rows_text(rows, "A-1");
	rows_text(rows, "replace \"seal\", press 2");
	rows_int(rows, -3);
	rows_text(rows, "[\"pump\",\"oil\"]");
	rows_end(rows);
	rows_begin(rows);
	rows_text(rows, "A-22");
	rows_text(rows, "=cmd()");
	rows_int(rows, 120);
	rows_end(rows);
	rows_finish(rows);
}

static void
test_table(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	AUTO(rows) rows = make(ROWS_TABLE, out);

	fill(rows);
	g_assert_cmpstr(out->str, ==,
		"ID    TITLE                    DAYS  TAGS\n"
		"A-1   replace \"seal\", press 2    -3  pump, oil\n"
		"A-22  =cmd()                    120\n");
	g_assert_cmpuint(rows_count(rows), ==, 2);
}

static void
test_json(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	AUTO(rows) rows = make(ROWS_JSON, out);

	fill(rows);
	g_assert_cmpstr(out->str, ==,
		"[{\"id\":\"A-1\",\"title\":\"replace \\\"seal\\\", press 2\",\"days\":-3,\"tags\":[\"pump\",\"oil\"]},"
		"{\"id\":\"A-22\",\"title\":\"=cmd()\",\"days\":120,\"tags\":null}]");
}

static void
test_ndjson(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	AUTO(rows) rows = make(ROWS_NDJSON, out);

	fill(rows);
	g_assert_cmpstr(out->str, ==,
		"{\"id\":\"A-1\",\"title\":\"replace \\\"seal\\\", press 2\",\"days\":-3,\"tags\":[\"pump\",\"oil\"]}\n"
		"{\"id\":\"A-22\",\"title\":\"=cmd()\",\"days\":120,\"tags\":null}\n");
}

static void
test_csv(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	AUTO(rows) rows = make(ROWS_CSV, out);

	fill(rows);
	/* -3 is a number and stays one; what a spreadsheet would compute does not */
	g_assert_cmpstr(out->str, ==,
		"id,title,days,tags\r\n"
		"A-1,\"replace \"\"seal\"\", press 2\",-3,pump;oil\r\n"
		"A-22,\"'=cmd()\",120,\r\n");
}

static void
test_csv_guard(void)
{
	static const struct {
		const char *cell, *written;
	} cases[] = {{"+1", "+1"}, {"-1.5e3", "-1.5e3"}, {"-", "\"'-\""}, {"@sum", "\"'@sum\""}, {"+a", "\"'+a\""},
		{"\tx", "\"'\tx\""}, {"a\nb", "\"a\nb\""}, {"", ""}, {"-1-1", "\"'-1-1\""}, {"a=b", "a=b"},
		{"-nan", "\"'-nan\""}};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		AUTO(rows) rows = rows_new(ROWS_CSV, out);
		g_autofree char *want = g_strdup_printf("c\r\n%s\r\n", cases[i].written);

		rows_column(rows, "c", "C", ROWS_TEXT);
		rows_begin(rows);
		rows_text(rows, cases[i].cell);
		rows_end(rows);
		rows_finish(rows);
		g_assert_cmpstr(out->str, ==, want);
	}
}

static void
test_empty(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	AUTO(rows) table = make(ROWS_TABLE, out);
	AUTO(rows) json = make(ROWS_JSON, out);
	AUTO(rows) csv = make(ROWS_CSV, out);

	rows_finish(table);
	g_assert_cmpstr(out->str, ==, "");
	rows_finish(json);
	g_assert_cmpstr(out->str, ==, "[]");
	rows_finish(csv);
	g_assert_cmpstr(out->str, ==, "[]id,title,days,tags\r\n");
}

/* Titles give way; wide letters and marks count as what they take. */
static void
test_width(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	AUTO(rows) rows = rows_new(ROWS_TABLE, out);

	rows_width(rows, 30);
	rows_header(rows, FALSE);
	rows_column(rows, "title", "TITLE", ROWS_TEXT);
	rows_column(rows, "owner", "OWNER", ROWS_TEXT);
	rows_begin(rows);
	rows_text(rows, "a title that is m…  maint.lead\n"
			"पुणे                  b\n"
			"東京                c\n");
	rows_text(rows, "maint.lead");
	rows_end(rows);
	rows_begin(rows);
	rows_text(rows, "पुणे");
	rows_text(rows, "b");
	rows_end(rows);
	rows_begin(rows);
	rows_text(rows, "東京");
	rows_text(rows, "c");
	rows_end(rows);
	rows_finish(rows);
	g_assert_cmpstr(out->str, ==,
		"a title that is m…  maint.lead\n"
		"पुणे                  b\n"
		"東京                c\n");
}

/* Made by hand: where each column ends is counted on paper. */
static char *
narrow(int width, gboolean header)
{
	GString *out = g_string_new(NULL);
	AUTO(rows) rows = rows_new(ROWS_TABLE, out);

	rows_width(rows, width);
	rows_header(rows, header);
	rows_column(rows, "id", "ID", ROWS_TEXT);
	rows_column(rows, "title", "TITLE", ROWS_TEXT);
	rows_column(rows, "why", "WHY", ROWS_TEXT);
	rows_column(rows, "days", "DAYS", ROWS_INT);
	for (int i = 0; i < 2; i++) {
		rows_begin(rows);
		rows_text(rows, "ACT-2611-7K3M9Q2");
		rows_text(rows, i ? "東京のプレス機の保守を来月までに完了" : "a seal of the press in hall 2 is worn");
		rows_text(rows, i ? NULL : "the supplier is late again");
		rows_int(rows, 12);
		rows_end(rows);
	}
	rows_finish(rows);
	return g_string_free(out, FALSE);
}

/* Nothing but numbers beside what they are of: there is nothing to cut. */
static char *
counts(int width)
{
	GString *out = g_string_new(NULL);
	AUTO(rows) rows = rows_new(ROWS_TABLE, out);

	rows_width(rows, width);
	rows_column(rows, "owner", "OWNER", ROWS_TEXT);
	rows_column(rows, "open", "OPEN", ROWS_INT);
	rows_column(rows, "overdue", "OVERDUE", ROWS_INT);
	rows_begin(rows);
	rows_text(rows, "asha");
	rows_int(rows, 12);
	rows_int(rows, 3);
	rows_end(rows);
	rows_finish(rows);
	return g_string_free(out, FALSE);
}

static void
test_narrow(void)
{
	g_autofree char *wide = counts(20), *tall = counts(19);
	g_autofree char *both = narrow(66, TRUE), *under = narrow(47, TRUE), *stacked = narrow(30, TRUE),
			*bare = narrow(30, FALSE);

	g_assert_cmpstr(wide, ==, "OWNER  OPEN  OVERDUE\nasha     12        3\n");
	g_assert_cmpstr(tall, ==, "OWNER    asha\nOPEN     12\nOVERDUE  3\n");
	/* the title to 20 columns first, then the other text */
	g_assert_cmpstr(both, ==,
		"ID                TITLE                 WHY                   DAYS\n"
		"ACT-2611-7K3M9Q2  a seal of the press…  the supplier is lat…    12\n"
		"ACT-2611-7K3M9Q2  東京のプレス機の保…                           12\n");
	g_assert_cmpstr(under, ==,
		"ID                WHY                   DAYS\n"
		"ACT-2611-7K3M9Q2  the supplier is lat…    12\n"
		"  a seal of the press in hall 2 is worn\n"
		"ACT-2611-7K3M9Q2                          12\n"
		"  東京のプレス機の保守を来月までに完了\n");
	g_assert_cmpstr(stacked, ==,
		"ID     ACT-2611-7K3M9Q2\n"
		"TITLE  a seal of the press in\n"
		"       hall 2 is worn\n"
		"WHY    the supplier is late\n"
		"       again\n"
		"DAYS   12\n\n"
		"ID     ACT-2611-7K3M9Q2\n"
		"TITLE  東京のプレス機の保守を\n"
		"       来月までに完了\n"
		"DAYS   12\n");
	g_assert_cmpstr(bare, ==,
		"ACT-2611-7K3M9Q2\n"
		"  a seal of the press in hall\n"
		"  2 is worn\n"
		"  the supplier is late again\n"
		"  12\n"
		"ACT-2611-7K3M9Q2\n"
		"  東京のプレス機の保守を来月ま\n"
		"  でに完了\n"
		"  12\n");
}

static void
test_tones(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	AUTO(rows) rows = rows_new(ROWS_TABLE, out);

	rows_color(rows, TRUE);
	rows_header(rows, FALSE);
	rows_column(rows, "due", "DUE", ROWS_TEXT);
	rows_column(rows, "x", "X", ROWS_TEXT);
	rows_begin(rows);
	rows_tone(rows, TONE_BAD);
	rows_text(rows, "2026-11-01");
	rows_text(rows, "\033[2Jevil");
	rows_end(rows);
	rows_finish(rows);
	g_assert_true(g_str_has_prefix(out->str, "\033[31m2026-11-01\033[0m  "));
	/* an escape in a record is shown, never obeyed */
	g_assert_null(g_strstr_len(out->str, -1, "\033[2J"));
}

static void
test_groups(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	AUTO(rows) rows = rows_new(ROWS_TABLE, out);

	rows_column(rows, "id", "ID", ROWS_TEXT);
	rows_group(rows, "");
	rows_begin(rows);
	rows_text(rows, "A-1");
	rows_end(rows);
	rows_group_again(rows, "asha  1 action");
	rows_finish(rows);
	g_assert_cmpstr(out->str, ==, "ID\n\nasha  1 action\nA-1\n");
}

static void
empty(void *data)
{
	g_string_truncate(data, 0);
}

static void
test_sink(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	AUTO(rows) rows = rows_new(ROWS_CSV, out);
	gsize most = 0;

	rows_sink(rows, empty, out);
	rows_column(rows, "n", "N", ROWS_INT);
	for (int i = 0; i < 200000; i++) {
		rows_begin(rows);
		rows_int(rows, i);
		rows_end(rows);
		most = MAX(most, out->len);
	}
	g_assert_cmpuint(most, <, 128 * 1024);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rows/table", test_table);
	g_test_add_func("/rows/json", test_json);
	g_test_add_func("/rows/ndjson", test_ndjson);
	g_test_add_func("/rows/csv", test_csv);
	g_test_add_func("/rows/csv-guard", test_csv_guard);
	g_test_add_func("/rows/empty", test_empty);
	g_test_add_func("/rows/width", test_width);
	g_test_add_func("/rows/narrow", test_narrow);
	g_test_add_func("/rows/tones", test_tones);
	g_test_add_func("/rows/groups", test_groups);
	g_test_add_func("/rows/sink", test_sink);
	return g_test_run();
}
