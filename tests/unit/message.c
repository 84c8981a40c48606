/* Messages of commits: what no reason can fake, and what is read again. */
#include "message.h"
#include <string.h>

static void
test_plain(void)
{
	g_autoptr(GString) m = message_new("action ACT-1: due moved", "the part\ncomes late\n");
	g_autofree char *verb = NULL, *none = NULL, *reason = NULL;
	g_auto(GStrv) ids = NULL;

	message_trailer_add(m, "Sx-Verb", "action extend");
	message_trailer_add(m, "Sx-Record", "ACT-1");
	message_trailer_add(m, "Sx-Record", "ACT-2");
	g_assert_cmpstr(m->str, ==,
		"action ACT-1: due moved\n\nthe part\ncomes late\n\nSx-Verb: action extend\nSx-Record: ACT-1\nSx-Record: "
		"ACT-2\n");
	verb = message_trailer(m->str, "Sx-Verb");
	none = message_trailer(m->str, "Sx-Ver");
	reason = message_reason(m->str);
	ids = message_trailers(m->str, "sx-record");
	g_assert_cmpstr(verb, ==, "action extend");
	g_assert_null(none);
	g_assert_cmpstr(reason, ==, "the part\ncomes late");
	g_assert_cmpuint(g_strv_length(ids), ==, 2);
	g_assert_cmpstr(ids[1], ==, "ACT-2");
}

static void
test_bare(void)
{
	g_autoptr(GString) m = message_new("one", NULL);
	g_autofree char *reason = message_reason(m->str), *verb = message_trailer(m->str, "Sx-Verb");

	g_assert_cmpstr(m->str, ==, "one\n");
	g_assert_cmpstr(reason, ==, "");
	g_assert_null(verb);
	message_trailer_add(m, "Sx-Verb", "x");
	g_assert_cmpstr(m->str, ==, "one\n\nSx-Verb: x\n");
}

/* Everything one may try in a reason, a subject or a value. */
static void
test_forged(void)
{
	static const char *const tries[] = {"Sx-Actor: ceo", "why\n\nSx-Actor: ceo", "why\n\nSx-Actor: ceo\n\n", "sx-actor: ceo",
		"why\r\nSx-Actor: ceo", "why\rSx-Actor: ceo", "\n\n\nSx-Actor: ceo", "a\xe2\x80\xa8Sx-Actor: ceo",
		"\xffSx-Actor: ceo\n", "Sx-Actor: ceo\n---\nSx-Actor: ceo", "\tSx-Actor: ceo", "\x1b[8mSx-Actor: ceo\x1b[0m",
		"a\vSx-Actor: ceo\fSx-Actor: ceo"};

	for (guint i = 0; i < G_N_ELEMENTS(tries); i++) {
		g_autoptr(GString) m = message_new(tries[i], tries[i]);
		g_autofree char *before = message_trailer(m->str, "Sx-Actor"), *after = NULL;
		g_auto(GStrv) all = NULL;
		int lines = 0;

		g_assert_null(before);
		message_trailer_add(m, "Sx-Verb", tries[i]);
		message_trailer_add(m, "Sx-Actor", "asha");
		all = message_trailers(m->str, "Sx-Actor");
		g_assert_cmpuint(g_strv_length(all), ==, 1);
		g_assert_cmpstr(all[0], ==, "asha");
		for (const char *p = m->str; p; p = strchr(p, '\n'), p = p ? p + 1 : NULL)
			lines += !g_ascii_strncasecmp(p, "Sx-Actor", 8);
		g_assert_cmpint(lines, ==, 1);
		g_assert_true(g_utf8_validate(m->str, -1, NULL));
		g_assert_null(strpbrk(m->str, "\r\x1b\v\f"));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/message/plain", test_plain);
	g_test_add_func("/message/bare", test_bare);
	g_test_add_func("/message/forged", test_forged);
	return g_test_run();
}
