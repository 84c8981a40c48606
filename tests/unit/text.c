/* Text: widths against the terminal's own table (wcwidth of glibc 2.36), safety, nearest words, slugs. */
#include "text.h"

#include <string.h>

static void
width(void)
{
	g_assert_cmpint(text_width(""), ==, 0);
	g_assert_cmpint(text_width("seal"), ==, 4);
	g_assert_cmpint(text_width("शिकायत"), ==, 6); /* spacing vowel signs take a column */
	g_assert_cmpint(text_width("प्लांट"), ==, 4);   /* virama and anusvara take none */
	g_assert_cmpint(text_width("கியர்"), ==, 4);   /* pulli takes none */
	g_assert_cmpint(text_width("日本語"), ==, 6);
	g_assert_cmpint(text_width("한국"), ==, 4);
	g_assert_cmpint(text_width("e\xcc\x81"), ==, 1); /* e and combining acute */
	g_assert_cmpint(text_width("a\xe2\x80\x8b"
				   "b"),
		==, 2); /* zero width space */
	g_assert_cmpint(text_width("a\xff"
				   "b"),
		==, 3);
}

static void
safe_is(const char *in, gboolean keep_lines, const char *expected)
{
	g_autofree char *out = text_safe(in, keep_lines);

	g_assert_cmpstr(out, ==, expected);
}

static void
safe(void)
{
	safe_is("plain प्लांट", FALSE, "plain प्लांट");
	safe_is("\x1b[31mred", FALSE, "\xef\xbf\xbd[31mred");
	safe_is("a\nb\tc", FALSE, "a b c");
	safe_is("a\nb\tc", TRUE, "a\nb\tc");
	safe_is("a\r\nb", TRUE, "a\xef\xbf\xbd\nb");
	safe_is("\x7f", FALSE, "\xef\xbf\xbd");
	safe_is("\xc2\x9b"
		"1m",
		FALSE,
		"\xef\xbf\xbd"
		"1m");
	safe_is("\xe2\x80\xae"
		"cba",
		FALSE,
		"\xef\xbf\xbd"
		"cba");
	safe_is("\xe2\x81\xa9", FALSE, "\xef\xbf\xbd");
	safe_is("\xe2\x80\xa9", TRUE, "\xef\xbf\xbd");
	safe_is("\xc3(", FALSE, "\xef\xbf\xbd(");
	safe_is("\xed\xa0\x80", FALSE, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"); /* a surrogate */
	safe_is("\xe2\x82", FALSE, "\xef\xbf\xbd\xef\xbf\xbd");			/* cut short */
}

static void
fit(void)
{
	g_autofree char *whole = text_fit("seal", 4), *cut = text_fit("seals", 4), *wide = text_fit("日本語", 4);
	g_autofree char *mark = text_fit("प्लांटप्लांट", 5), *none = text_fit("abc", 0);

	g_assert_cmpstr(whole, ==, "seal");
	g_assert_cmpstr(cut, ==, "sea…");
	g_assert_cmpstr(wide, ==, "日…");
	g_assert_cmpstr(mark, ==, "प्लांट…");
	g_assert_cmpstr(none, ==, "");
}

static void
brief(void)
{
	static const struct {
		const char *text;
		int width;
		const char *want;
	} cases[] = {{"the seal", 8, "the seal"}, {"the seal is worn", 10, "the seal…"}, {"the seal is worn", 9, "the seal…"},
		{"title a, state submitted", 20, "title a, state…"}, {"a, b, long", 8, "a, b…"},
		{"incomprehensible", 8, "incompr…"}, {"a incomprehensible", 10, "a incompr…"}, {"", 3, ""}, {"abc", 0, ""},
		{"東京の プレス機", 10, "東京の…"}};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = text_brief(cases[i].text, cases[i].width);

		g_assert_cmpstr(got, ==, cases[i].want);
	}
}

static void
pad(void)
{
	g_autoptr(GString) out = g_string_new(NULL);

	text_pad(out, "日本", 6, FALSE);
	text_pad(out, "7", 3, TRUE);
	text_pad(out, "long", 2, FALSE);
	g_assert_cmpstr(out->str, ==, "日本    7long");
}

static void
wrap(void)
{
	g_autoptr(GString) out = g_string_new("title: ");

	text_wrap(out, "the quick  brown fox jumps\n\nover", 17, 7);
	g_assert_cmpstr(out->str, ==, "title: the quick\n       brown fox\n       jumps\n\n       over");
}

static void
nearest(void)
{
	static const char *const list[] = {"low", "normal", "high", "critical", NULL};

	g_assert_cmpstr(text_nearest("hgih", list), ==, "high");
	g_assert_cmpstr(text_nearest("Normal", list), ==, "normal");
	g_assert_cmpstr(text_nearest("critcal", list), ==, "critical");
	g_assert_cmpstr(text_nearest("lo", list), ==, "low");
	g_assert_null(text_nearest("urgent", list));
	g_assert_null(text_nearest("", list));
	for (int n = 60; n < 70; n++) {
		g_autofree char *word = g_strnfill((gsize)n, 'x');

		g_assert_null(text_nearest(word, list));
	}
}

static void
slug(void)
{
	static const char *const good[] = {"a", "9", "maint.lead", "press-shop", "5s.audit-2", NULL};
	static const char *const bad[] = {
		"", ".", "..", "a..b", "a--b", "-a", ".a", "a-", "a.", "A", "a b", "a/b", "../x", "a_b", "é", "a\n", NULL};
	g_autofree char *most = g_strnfill(64, 'a'), *over = g_strnfill(65, 'a');

	for (int i = 0; good[i]; i++)
		g_assert_true(text_is_slug(good[i]));
	for (int i = 0; bad[i]; i++)
		g_assert_false(text_is_slug(bad[i]));
	g_assert_cmpstr(text_article("action"), ==, "an");
	g_assert_cmpstr(text_article("unit"), ==, "a");
	g_assert_cmpstr(text_article("person or unit"), ==, "a");
	g_assert_true(text_is_slug(most));
	g_assert_false(text_is_slug(over));
}

static void
random_word(void)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	gboolean used[256] = {FALSE};
	int letters = 0;

	for (int i = 0; i < 1000; i++) {
		char *word = text_random(7);

		g_assert_cmpuint(strspn(word, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"), ==, 7);
		g_assert_cmpuint(strlen(word), ==, 7);
		for (int j = 0; j < 7; j++)
			used[(guchar)word[j]] = TRUE;
		g_assert_true(g_hash_table_add(seen, word));
	}
	for (int i = 0; i < 256; i++)
		letters += used[i];
	g_assert_cmpint(letters, ==, 32);
}

/* The wanted ones are of sha256sum and a long division. */
static void
derived_word(void)
{
	g_autofree char *none = text_derived("", 7), *all = text_derived("", 51);

	g_assert_cmpstr(none, ==, "WERC8GM");
	g_assert_cmpstr(all, ==, "WERC8GMRZGE196QVYK49JVXS4GKTWGF4CJDS6K54JPCHPY2JQ1A");
}

static void
upper(void)
{
	g_autofree char *s = text_upper("capa-2611-7k3é");

	g_assert_cmpstr(s, ==, "CAPA-2611-7K3é");
}

static void
shows(void)
{
	static const char *const shown[] = {
		"", "action/x y.txt", "caf\u00e9", "cafe\u0301", "\u0915\u094d\u200d\u0937", "\u6f22"};
	static const char *const hidden[] = {
		"a\u200bb", "a\u200db", "a\u202eb", "a\u2060", "a\u00adb", "a\xe9", "a\nb", "a\U000e0041"};

	for (guint i = 0; i < G_N_ELEMENTS(shown); i++)
		g_assert_true(text_shows(shown[i]));
	for (guint i = 0; i < G_N_ELEMENTS(hidden); i++)
		g_assert_false(text_shows(hidden[i]));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/text/shows", shows);
	g_test_add_func("/text/width", width);
	g_test_add_func("/text/safe", safe);
	g_test_add_func("/text/fit", fit);
	g_test_add_func("/text/pad", pad);
	g_test_add_func("/text/brief", brief);
	g_test_add_func("/text/wrap", wrap);
	g_test_add_func("/text/nearest", nearest);
	g_test_add_func("/text/slug", slug);
	g_test_add_func("/text/random", random_word);
	g_test_add_func("/text/derived", derived_word);
	g_test_add_func("/text/upper", upper);
	return g_test_run();
}
