/* Every kind and field that an engine in C names is one of the built-in kinds'. */
#include "domain.h"
#include "kind.h"

static void
fields(void)
{
	g_autoptr(GError) err = NULL;
	AUTO(kinds) kinds = kinds_new();
	g_assert_true(kinds_add_builtin(kinds, &err) && kinds_seal(kinds, &err));
	for (const struct domain_field *f = domain_fields; f->kind; f++) {
		const struct kind *kind = kind_find(kinds, f->kind);
		g_test_message("%s %s", f->kind, f->field);
		g_assert_nonnull(kind);
		g_assert_nonnull(kind_field(kind, f->field));
	}
	g_assert_nonnull(kind_field(kind_find(kinds, "action"), MEETING_LINK));
	g_assert_nonnull(kind_field(kind_find(kinds, "decision"), MEETING_LINK));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/domain/fields", fields);
	return g_test_run();
}
