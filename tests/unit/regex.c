/* Patterns: case, UTF-8, lines, faults with their place, and patterns made to hang. */
#include "regex.h"

#include <string.h>

static gboolean
matches(const char *pattern, const char *text)
{
	g_autoptr(GError) err = NULL;
	AUTO(regex) regex = regex_new(pattern, &err);

	g_assert_no_error(err);
	return regex_match(regex, text, strlen(text), 0, NULL, NULL);
}

static void
smart_case(void)
{
	g_assert_true(matches("seal|gasket", "Replace SEAL"));
	g_assert_false(matches("Seal", "Replace seal"));
	g_assert_true(matches("Seal", "Replace Seal"));
	g_assert_true(matches("\\Seal", "SEAL")); /* the capital of an escape is none */
	g_assert_true(matches("\\p{Lu}a", "SEAL"));
	g_assert_true(matches("é", "É"));
	g_assert_false(matches("É", "é"));
}

static void
text(void)
{
	g_assert_true(matches("^.$", "é"));
	g_assert_true(matches("लां", "प्लांट"));
	g_assert_true(matches("^two$", "one\ntwo\n"));
	g_assert_false(matches("one.two", "one\ntwo"));
	g_assert_true(matches("\\bé\\b", "a é b"));
	g_assert_true(matches("seal", "\xff\xfe seal"));
	g_assert_true(matches("", ""));
}

static void
places(void)
{
	AUTO(regex) regex = regex_new("o", NULL);
	gsize start = 9, end = 9;

	g_assert_true(regex_match(regex, "éoo", 4, 0, &start, &end));
	g_assert_cmpuint(start, ==, 2);
	g_assert_cmpuint(end, ==, 3);
	g_assert_true(regex_match(regex, "éoo", 4, end, &start, &end));
	g_assert_cmpuint(start, ==, 3);
	g_assert_false(regex_match(regex, "éoo", 4, 4, &start, &end));
	g_assert_false(regex_match(regex, "éoo", 4, 5, &start, &end));
}

/* Where one text stood there is another: what was known of the first is not taken for it. */
static void
same_place(void)
{
	AUTO(regex) regex = regex_new("^.b", NULL);
	char text[] = "abab";
	gsize start = 9;

	g_assert_true(regex_match(regex, text, 4, 0, &start, NULL));
	g_assert_false(regex_match(regex, text, 4, 1, &start, NULL));
	text[0] = '\xc3';
	text[1] = '\xa9'; /* é, one character */
	g_assert_false(regex_match(regex, text, 4, 0, &start, NULL));
	text[2] = 'b';
	g_assert_true(regex_match(regex, text, 4, 0, &start, NULL));
	g_assert_cmpuint(start, ==, 0);
}

static void
fault(const char *pattern, const char *place)
{
	g_autoptr(GError) err = NULL;

	g_assert_null(regex_new(pattern, &err));
	g_assert_error(err, ERROR_DOMAIN, ERR_USAGE);
	g_test_message("%s", err->message);
	g_assert_nonnull(strstr(err->message, place));
}

static void
faults(void)
{
	g_autofree char *longest = g_strnfill(5000, 'a');

	fault("(", "character 2");
	fault("é(", "character 3");
	fault("a**b", "character 3");
	fault("[z-a]", "character 4");
	fault("\\C", "character 3");
	fault("\xff", "UTF-8");
	fault(longest, "character");
}

static void
no_hang(void)
{
	g_autofree char *as = g_strnfill(100000, 'a');
	gint64 start = g_get_monotonic_time();

	as[99999] = 'b';
	g_assert_false(matches("(a+)+$", as));
	g_assert_false(matches("(a|aa)+$", as));
	g_assert_false(matches("(.*)*(.*)*(.*)*x", as));
	g_assert_cmpint(g_get_monotonic_time() - start, <, 20 * G_USEC_PER_SEC);
}

/* What is passed over without matching is what GLib's own matching passes over: random patterns, random texts. */
static void
passed_over(void)
{
	static const char letters[] = "aabbkKsS .*+?|()^$\n";
	g_autoptr(GRand) rand = g_rand_new_with_seed(20261121);
	int compared = 0, matched = 0;

	for (int i = 0; i < 20000; i++) {
		char pattern[13] = "", text[41] = "";
		g_autoptr(GRegex) other = NULL;
		AUTO(regex) regex = NULL;
		g_autoptr(GMatchInfo) info = NULL;
		gboolean capital = FALSE;
		gsize start = 0;
		int is = -1;

		for (int k = g_rand_int_range(rand, 1, 12); k--;)
			pattern[k] = letters[g_rand_int_range(rand, 0, sizeof(letters) - 2)];
		for (int k = g_rand_int_range(rand, 0, 40); k--;)
			text[k] = "abkKsS\n"[g_rand_int_range(rand, 0, 7)];
		for (const char *c = pattern; *c; c++)
			capital |= g_ascii_isupper(*c);
		other = g_regex_new(pattern, G_REGEX_MULTILINE | G_REGEX_NEWLINE_LF | (capital ? 0 : G_REGEX_CASELESS), 0, NULL);
		regex = regex_new(pattern, NULL);
		g_assert_true(!other == !regex);
		if (!regex)
			continue;
		if (g_regex_match(other, text, 0, &info))
			g_match_info_fetch_pos(info, 0, &is, NULL);
		g_assert_cmpint(regex_match(regex, text, strlen(text), 0, &start, NULL) ? (int)start : -1, ==, is);
		compared++;
		matched += is >= 0;
	}
	g_assert_cmpint(compared, >, 5000);
	g_assert_cmpint(matched, >, 500);
	g_assert_cmpint(matched, <, compared - 500);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/regex/smart-case", smart_case);
	g_test_add_func("/regex/text", text);
	g_test_add_func("/regex/places", places);
	g_test_add_func("/regex/same-place", same_place);
	g_test_add_func("/regex/faults", faults);
	g_test_add_func("/regex/no-hang", no_hang);
	g_test_add_func("/regex/passed-over", passed_over);
	return g_test_run();
}
