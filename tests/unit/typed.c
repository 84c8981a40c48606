/* Values as JSON: types, digits, and what stands where it does not belong. */
#include "typed.h"
#include "record.h"

#include <string.h>

static const char kind_text[] =
	"kind: audit\nhelp: a test\nprefix: AUD\npath: audit/{id}.yaml\ntitle: title\n"
	"columns: [id]\nfields:\n"
	"  title: {type: line, help: t}\n"
	"  ratio: {type: number, help: t}\n"
	"  parts: {type: number, list: true, help: t}\n"
	"  days: {type: days, help: t}\n"
	"  sure: {type: bool, help: t}\n"
	"  scores: {type: number, named: true, help: t}\n"
	"  teams: {type: line, named: true, list: true, help: t}\n"
	"  steps: {type: map, list: true, help: t, fields: {at: {type: day, help: t}, n: {type: integer, help: t}}}\n"
	"  n_steps: {type: count, of: steps, help: t}\n";

static const char record_text[] = "title: \"a \\\"b\\\"\"\nratio: 72.50\nparts: [1.10, 1e999999, -0, 0x10, nan, +1, 007, \"\"]\n"
				  "days: 1234567890123456\nsure: yes\nscores: {left: 1.50, right: much}\n"
				  "teams: {red: [a, b], blue: c}\nsteps:\n  - at: 2026-11-20\n    n: 4\n    odd: 1\n  - plain\n";

struct want {
	const char *field, *json;
};
static const struct want wanted[] = {
	{"title", "\"a \\\"b\\\"\""},
	{"ratio", "72.50"},
	/* only what is a decimal is a number: 1e999999 is none that every reader can hold */
	{"parts", "[1.10,\"1e999999\",-0,\"0x10\",\"nan\",\"+1\",\"007\",\"\"]"},
	{"days", "\"1234567890123456\""},
	{"sure", "\"yes\""},
	{"scores", "{\"left\":1.50,\"right\":\"much\"}"},
	{"teams", "{\"red\":[\"a\",\"b\"],\"blue\":[]}"},
	{"steps", "[{\"at\":\"2026-11-20\",\"n\":4},\"plain\"]"},
	{"n_steps", "2"},
	{"notes", "[]"},
	{"number", "null"},
};

static void
test_fields(void)
{
	AUTO(kinds) kinds = kinds_new();
	AUTO(record) record = NULL;

	g_assert_true(kinds_add_builtin(kinds, NULL));
	g_assert_true(kinds_add(kinds, ".sx/schema/audit.yaml", kind_text, strlen(kind_text), NULL));
	g_assert_true(kinds_seal(kinds, NULL));
	record = record_parse(kinds, "audit/AUD-2611-7K3M9Q2.yaml", record_text, strlen(record_text), NULL);
	g_assert_nonnull(record);
	for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		const struct field *field = kind_field(record->kind, wanted[i].field);
		struct json j;

		json_init(&j, out);
		typed_field(&j, field, record->doc->root);
		g_assert_cmpstr(out->str, ==, wanted[i].json);
	}
}

/* Without a field everything is what it looks like: maps, lists, texts. */
static void
test_unknown(void)
{
	static const char text[] = "a: {b: [1, {c: 2}], d: x}\n";
	AUTO(doc) doc = doc_parse("test", text, strlen(text), NULL);
	g_autoptr(GString) out = g_string_new(NULL);
	struct json j;

	json_init(&j, out);
	typed_value(&j, NULL, node_get(doc->root, "a"));
	g_assert_cmpstr(out->str, ==, "{\"b\":[\"1\",{\"c\":\"2\"}],\"d\":\"x\"}");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/typed/fields", test_fields);
	g_test_add_func("/typed/unknown", test_unknown);
	return g_test_run();
}
