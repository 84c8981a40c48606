/* Types: what is stored text, what is refused, and what typed text becomes. */
#include "type.h"

struct value {
	const char *type, *good, *bad; /* '|' between them */
};

static const struct value values[] = {
	{"line", "a|no|0123|\xe0\xa4\xae\xe0\xa5\x87\xe0\xa4\x82", "|a\nb|a\rb"},
	{"slug", "a|press-shop.2|9a", "|A|a_b|-a|a-|a--b|a..b|a/b"},
	{"email", "a@b.example|a.b+c@d.example", "|a|@b|a@|a@b@c|a b@c|a@.b|a@b.|<a@b.c>"},
	{"day", "2026-11-30|2024-02-29", "|2026-11-31|2025-02-29|30.11.2026|2026-1-1|today"},
	{"event", "2026-11-20T22:17:05+05:30|2026-11-20T22:17:05Z", "|2026-11-20|2026-11-20T22:17:05|2026-11-20 22:17:05Z|now"},
	{"period", "2025|2025-Q3|2025-10|2025-W40|2025-10-07|FY2025-26|FY2025-26-Q4|FY2025|FY2025-Q4",
		"|2025-Q5|2025-13|FY2025-27|Q3|2025-W54"},
	{"days", "0|30", "|1.5|x"},
	{"integer", "0|-1|12", "|01|1.0|1e3|+1|1 |999999999999999999"},
	{"number", "0|-1.50|72.5|0.10", "|.5|5.|01.5|1e5|1,5|NaN|inf|-"},
	{"money", "120000.00 INR|-5 EUR|0.10 USD", "|120000|INR|120000INR|1 inr|1  INR|1 INRX|1,000 INR"},
	{"bool", "true|false", "|yes|no|True|1"},
	{"ref", "maint.lead|ACT-2611-7K3M9Q2|board:ACT-2611-7K3M9Q2|b.2:x",
		"|../x|a/b|a b|-a|a..b|:a|a:|a::b|a:b:c|A:b|a: b|a:-b|a/b:c|..:a"},
	{"site", "PUN|P-2|7", "|pun|-P|P/Q|ABCDEFGHIJKLMNOPQ"},
	{"sha256", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
		"|0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef|0123|"
		"00123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
	{"zone", "Asia/Kolkata|UTC|Europe/Berlin", "|Asia/Atlantis|../etc/passwd"},
	{"count", NULL, "3"},
};

static void
test_values(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
		struct field field = {.name = "f", .type = type_find(values[i].type)};
		g_auto(GStrv) good = values[i].good ? g_strsplit(values[i].good, "|", -1) : NULL;
		g_auto(GStrv) bad = g_strsplit(values[i].bad, "|", -1);

		g_assert_nonnull(field.type);
		for (int n = 0; good && good[n]; n++) {
			g_autoptr(GError) err = NULL;

			if (!type_check(&field, good[n], &err))
				g_error("%s '%s': %s", values[i].type, good[n], err->message);
		}
		for (int n = 0; bad[n]; n++) {
			g_autoptr(GError) err = NULL;

			if (type_check(&field, bad[n], &err))
				g_error("%s '%s' is taken", values[i].type, bad[n]);
			g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
			g_assert_nonnull(error_more(err)->rule);
		}
	}
	g_assert_null(type_find("lime"));
}

static void
test_text(void)
{
	struct field field = {.name = "f", .type = type_find("text")};

	g_assert_true(type_check(&field, "", NULL));
	g_assert_true(type_check(&field, "a\nb\n", NULL));
}

static void
test_enum(void)
{
	static const char *const words[] = {"low", "normal", "high", NULL};
	struct field field = {.name = "f", .type = type_find("enum"), .values = words};
	g_autoptr(GError) err = NULL;

	g_assert_true(type_check(&field, "high", NULL));
	g_assert_false(type_check(&field, "hihg", &err));
	g_assert_cmpstr(error_more(err)->rule, ==, "unknown-value");
	g_assert_cmpstr(error_more(err)->hint, ==, "did you mean 'high'?");
}

static void
test_bounds(void)
{
	struct field number = {.name = "f", .type = type_find("number"), .min = "-1.5", .max = "10"};
	struct field line = {.name = "f", .type = type_find("line"), .pattern = "[ab]+|c"};
	g_autoptr(GError) err = NULL;

	g_assert_true(type_check(&number, "-1.5", NULL) && type_check(&number, "10", NULL) && type_check(&number, "9.99", NULL));
	g_assert_false(type_check(&number, "-1.51", NULL));
	g_assert_false(type_check(&number, "10.01", &err));
	g_assert_cmpstr(error_more(err)->rule, ==, "range");
	g_clear_error(&err);
	g_assert_true(type_check(&line, "abba", NULL) && type_check(&line, "c", NULL));
	g_assert_false(type_check(&line, "cc", NULL) || type_check(&line, "ABBA", NULL) || type_check(&line, "xc", NULL));
	g_assert_false(type_check(&line, "ab\n", &err));
}

struct typed {
	const char *type, *text, *stored;
};

static const struct typed typed[] = {
	{"day", "2026-11-30", "2026-11-30"},
	{"day", "+2w", "2026-12-04"},
	{"day", "soon", NULL},
	{"bool", "Yes", "true"},
	{"bool", "off", "false"},
	{"bool", "maybe", NULL},
	{"site", "pun", "PUN"},
	{"period", "2026-10", "2026-10"},
	{"number", "72.50", "72.50"},
	{"integer", "7.5", NULL},
};

static void
test_input(void)
{
	static const char *const words[] = {"low", "High", NULL};
	struct field choice = {.name = "f", .type = type_find("enum"), .values = words};
	AUTO(calendar) calendar = calendar_new();
	struct type_context context = {calendar, day_make(2026, 11, 20)};
	g_autofree char *high = type_input(&choice, "hIGH", &context, NULL);

	g_assert_cmpstr(high, ==, "High");
	for (gsize i = 0; i < G_N_ELEMENTS(typed); i++) {
		struct field field = {.name = "f", .type = type_find(typed[i].type)};
		g_autofree char *stored = type_input(&field, typed[i].text, &context, NULL);

		g_assert_cmpstr(stored, ==, typed[i].stored);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/type/values", test_values);
	g_test_add_func("/type/text", test_text);
	g_test_add_func("/type/enum", test_enum);
	g_test_add_func("/type/bounds", test_bounds);
	g_test_add_func("/type/input", test_input);
	return g_test_run();
}
