/* Minutes shared out over an agenda add up. */
#include "meeting.h"

static void
shares(guint minutes, const guint *share, const guint *want, guint n)
{
	g_autoptr(GArray) sections = g_array_new(FALSE, TRUE, sizeof(struct meeting_section));
	guint sum = 0;

	for (guint i = 0; i < n; i++) {
		struct meeting_section s = {.share = share[i]};
		g_array_append_val(sections, s);
	}
	meeting_share(sections, minutes);
	for (guint i = 0; i < n; i++) {
		g_assert_cmpuint(g_array_index(sections, struct meeting_section, i).minutes, ==, want[i]);
		sum += g_array_index(sections, struct meeting_section, i).minutes;
	}
	g_assert_cmpuint(sum, ==, minutes);
}

static void
share_out(void)
{
	shares(60, (const guint[]){25, 20, 25, 30}, (const guint[]){15, 12, 15, 18}, 4);
	shares(10, (const guint[]){1, 1, 1}, (const guint[]){4, 3, 3}, 3);
	shares(15, (const guint[]){30, 30, 30, 10}, (const guint[]){5, 5, 4, 1}, 4); /* 4.5 4.5 4.5 1.5 */
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/meeting/share", share_out);
	return g_test_run();
}
