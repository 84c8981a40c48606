/* The editor form: what it asks, and what comes back from it. */
#include "form.h"

#include <string.h>

static struct kinds *kinds;

static void
test_new_form(void)
{
	g_autofree char *action = form_new(kind_find(kinds, "action"), NULL, NULL);
	g_autofree char *unit = form_new(kind_find(kinds, "unit"), "press-shop", NULL);
	const char *title = strstr(action, "\ntitle:\n"), *owner = strstr(action, "\nowner:\n"),
		   *more = strstr(action, "# ---- if it helps"), *class = strstr(action, "\nclass:\n");

	g_assert_true(title && owner && more && class);
	g_assert_true(title < owner && owner < more && more < class);
	g_assert_nonnull(strstr(action, "# what will be done, beginning with a verb (line; required)\n"));
	g_assert_nonnull(strstr(action, "operational, strategic, quality"));
	g_assert_null(strstr(action, "\nstate:"));
	g_assert_null(strstr(action, "\nextensions:"));
	g_assert_null(strstr(action, "\nnotes:"));
	g_assert_null(strstr(action, "\nid:"));
	g_assert_nonnull(strstr(unit, "\nid: press-shop\n"));
}

static struct node *
read_form(struct builder *b, const char *kind, const char *text, char **slug, GError **err)
{
	return form_read(b, kind_find(kinds, kind), "form", text, strlen(text), NULL, NULL, slug, err);
}

/* A form nobody touched is empty, for every kind. */
static void
test_untouched(void)
{
	const GPtrArray *all = kinds_all(kinds);

	for (guint i = 0; i < all->len; i++) {
		const struct kind *kind = g_ptr_array_index(all, i);
		GError *err = NULL;
		AUTO(builder) b = builder_new();
		g_autofree char *text = form_new(kind, NULL, NULL);
		g_autofree char *slug = NULL;
		struct node *map = read_form(b, kind->name, text, &slug, &err);

		g_assert_no_error(err);
		g_assert_cmpuint(map->n, ==, 0);
		g_assert_null(slug);
	}
}

static void
test_filled(void)
{
	GError *err = NULL;
	AUTO(builder) b = builder_new();
	g_autofree char *slug = NULL;
	struct node *map = read_form(b, "unit",
		"# hello\nid: press-shop\nname: Press shop # here\nhead:\ntags: [a, b]\nmission: |\n  one\n  two\n", &slug, &err);

	g_assert_no_error(err);
	g_assert_cmpstr(slug, ==, "press-shop");
	g_assert_cmpuint(map->n, ==, 3);
	g_assert_cmpstr(node_text(map, "name"), ==, "Press shop");
	g_assert_cmpstr(node_text(map, "mission"), ==, "one\ntwo\n");
	g_assert_cmpuint(node_get(map, "tags")->n, ==, 2);
	g_assert_null(node_get(map, "id"));
}

/* What a record has goes through the form unchanged, but for what only verbs set. */
static void
test_round_trip(void)
{
	static const char text[] = "title: \"Replace: seal\"\nowner: asha\ndue: 2026-11-30\nstate: active\noutcome: |\n  dry\n  "
				   "for 48 h\ntags: [a]\n";
	GError *err = NULL;
	AUTO(builder) b = builder_new();
	AUTO(record) r = record_parse(kinds, "action/2026/11/ACT-2611-7K3M9Q2.yaml", text, strlen(text), &err);
	g_autofree char *form = form_edit(r);
	struct node *map = read_form(b, "action", form, NULL, &err);

	g_assert_no_error(err);
	g_assert_cmpuint(map->n, ==, 5);
	for (guint i = 0; i < map->n; i++)
		g_assert_true(node_equal(map->items[i], record_node(r, map->keys[i]->text)));
}

struct fault {
	const char *text, *message;
	int line, column;
};

static const struct fault faults[] = {
	{"title: t\nownr: a\n", "there is no field 'ownr' here", 2, 1},
	{"title: t\npriority: urgent\n", "priority: 'urgent' is none of: low, normal, high, critical", 2, 11},
	{"title: t\ntags: a\n", "tags: takes a list", 2, 7},
	{"title: t\ntitle: u\n", "", 2, 1},
	{"- a\n", "a form has 'field: value' lines", 1, 1},
};

static void
test_faults(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
		g_autoptr(GError) err = NULL;
		AUTO(builder) b = builder_new();

		g_assert_null(read_form(b, "action", faults[i].text, NULL, &err));
		g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
		if (!strstr(err->message, faults[i].message))
			g_error("'%s' is not in '%s'", faults[i].message, err->message);
		g_assert_cmpstr(error_more(err)->file, ==, "form");
		g_assert_cmpint(error_more(err)->line, ==, faults[i].line);
		g_assert_cmpint(error_more(err)->column, ==, faults[i].column);
	}
}

static char *
as_typed(const struct field *field, const char *text, void *data, GError **err)
{
	return type_input(field, text, data, err);
}

static void
test_typed(void)
{
	static const char text[] = "title: t\ndue: +2w\n", wrong[] = "title: t\ndue: soon\n";
	AUTO(calendar) calendar = calendar_new();
	struct type_context context = {calendar, day_make(2026, 11, 20)};
	AUTO(builder) b = builder_new();
	g_autoptr(GError) err = NULL;
	struct node *map = form_read(b, kind_find(kinds, "action"), "form", text, strlen(text), as_typed, &context, NULL, &err);

	g_assert_no_error(err);
	g_assert_cmpstr(node_text(map, "due"), ==, "2026-12-04");
	g_assert_null(form_read(b, kind_find(kinds, "action"), "form", wrong, strlen(wrong), as_typed, &context, NULL, &err));
	g_assert_cmpint(error_more(err)->line, ==, 2);
	g_assert_cmpint(error_more(err)->column, ==, 6);
}

int
main(int argc, char **argv)
{
	GError *err = NULL;
	int status;

	g_test_init(&argc, &argv, NULL);
	kinds = kinds_new();
	g_assert_true(kinds_add_builtin(kinds, &err) && kinds_seal(kinds, &err));
	g_test_add_func("/form/new", test_new_form);
	g_test_add_func("/form/untouched", test_untouched);
	g_test_add_func("/form/filled", test_filled);
	g_test_add_func("/form/round-trip", test_round_trip);
	g_test_add_func("/form/faults", test_faults);
	g_test_add_func("/form/typed", test_typed);
	status = g_test_run();
	kinds_free(kinds);
	return status;
}
