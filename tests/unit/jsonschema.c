/* JSON Schema of every kind: JSON, and saying what the kind says. Its meaning is judged by an independent validator in tests/kinds/. */
#include "jsonschema.h"
#include "json.h"

#include <string.h>

static struct kinds *kinds;

static void
test_every_kind(void)
{
	const GPtrArray *all = kinds_all(kinds);

	for (guint i = 0; i < all->len; i++) {
		const struct kind *kind = g_ptr_array_index(all, i);
		g_autofree char *text = jsonschema_kind(kind);
		GError *err = NULL;
		AUTO(builder) b = builder_new();
		const struct node *schema = json_parse(b, kind->name, text, strlen(text), &err), *properties, *required;
		guint n = 0;

		g_assert_no_error(err);
		g_assert_cmpstr(node_text(schema, "$schema"), ==, "https://json-schema.org/draft/2020-12/schema");
		g_assert_cmpstr(node_text(schema, "title"), ==, kind->name);
		g_assert_cmpstr(node_text(schema, "additionalProperties"), ==, "false");
		properties = node_get(schema, "properties");
		required = node_get(schema, "required");
		g_assert_cmpuint(properties->n, ==,
			kind->fields->len + 3 + kind_has_rules(kind) + kind_is_signed(kind) +
				(kind->workflow && kind->workflow->clocks->len));
		for (guint f = 0; f < kind->fields->len; f++) {
			const struct field *field = g_ptr_array_index(kind->fields, f);

			g_assert_true(g_str_has_prefix(node_text(node_get(properties, field->name), "description"), field->help));
			n += field->required;
		}
		g_assert_cmpuint(required ? required->n : 0, ==, n);
	}
}

static void
test_field(void)
{
	g_autofree char *text = jsonschema_kind(kind_find(kinds, "action"));

	g_assert_nonnull(strstr(text, "    \"due\": {\n"
				      "      \"description\": \"the day it must be done\",\n"
				      "      \"type\": \"string\",\n"
				      "      \"format\": \"date\"\n"
				      "    },\n"));
}

int
main(int argc, char **argv)
{
	GError *err = NULL;
	int status;

	g_test_init(&argc, &argv, NULL);
	kinds = kinds_new();
	g_assert_true(kinds_add_builtin(kinds, &err) && kinds_seal(kinds, &err));
	g_test_add_func("/jsonschema/every-kind", test_every_kind);
	g_test_add_func("/jsonschema/field", test_field);
	status = g_test_run();
	kinds_free(kinds);
	return status;
}
