/* The text that is signed, byte by byte, and the text of content that is digested. Both are stated here, not taken from the program. */
#include "signature.h"

#include <string.h>

#define PATH "capa/2026/11/CAPA-2611-7K3M9Q2.yaml"

static struct kinds *kinds;

static struct record *
parse(const char *path, const char *text)
{
	g_autoptr(GError) err = NULL;
	struct record *r = record_parse(kinds, path, text, strlen(text), &err);

	g_assert_no_error(err);
	return r;
}

/* The order in the file is another: that of the schema counts. A value of several lines cannot pass for a line of its own. */
static void
payload(void)
{
	static const char text[] = "title: Seal leaks\n"
				   "signatures:\n"
				   "  - key: SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n"
				   "    by: asha\n"
				   "    at: 2026-11-20T14:30:00+05:30\n"
				   "    name: Asha Rao\n"
				   "    meaning: authorship\n"
				   "    did: submit\n"
				   "    from: draft\n"
				   "    to: submitted\n"
				   "    text: |-\n"
				   "      two lines\n"
				   "      meaning approval\n"
				   "    files: [aa, bb]\n"
				   "    policy: cc\n"
				   "    signature: of no matter\n";
	static const char expected[] = "sx-esign-v1\n"
				       "repository plant-pune-quality\n"
				       "record " PATH "\n"
				       "at 2026-11-20T14:30:00+05:30\n"
				       "by asha\n"
				       "name Asha Rao\n"
				       "meaning authorship\n"
				       "did submit\n"
				       "from draft\n"
				       "to submitted\n"
				       "text two lines\n"
				       " meaning approval\n"
				       "files aa bb\n"
				       "policy cc\n"
				       "key SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n";
	const struct signing signing = {.repository = "plant-pune-quality"};
	AUTO(record) r = parse(PATH, text);
	const struct node *entry = record_node(r, SIGNATURES)->items[0];
	g_autofree char *got = signature_payload(&signing, r, entry), *space = signature_space(&signing);
	g_autofree char *digest = signature_digest(&signing, r, entry), *says = signature_says(entry);

	g_assert_cmpstr(got, ==, expected);
	g_assert_cmpstr(space, ==, "sx-esign-v1@plant-pune-quality");
	g_assert_cmpstr(digest, ==, "240b4bda2a69206e3fd05aa1f2ccebb2077d8e68e5fe0c1708339e1febbe80f0"); /* by sha256sum */
	g_assert_cmpstr(says, ==, "asha's authorship of 'submit'");
}

/* Records that point to another, as the world has them. */
static struct record *seal, *dropped;

static const GPtrArray *
linked(struct world *world, const struct kind *kind, const struct field *field, const char *id)
{
	static GPtrArray *all;

	if (!all) {
		all = g_ptr_array_new();
		g_ptr_array_add(all, seal);
		g_ptr_array_add(all, dropped);
	}
	return g_str_equal(kind->name, "action") && g_str_equal(field->name, "source") ? all : NULL;
}

/* Quoting keeps different values different; keys of maps are in the order of their bytes; what is empty or not there says nothing. */
static void
content(void)
{
	AUTO(record)
	r = parse(PATH, "title: 'Seal \"A\" leaks'\n"
			"lots: [one, 'a\\b']\n"
			"products: []\n"
			"problem: |\n  first\n  second\n"
			"causes:\n  - text: Worn\n    id: c1\n    kind: root\n"
			"owner: ben\n");
	struct world world = {.kinds = kinds, .linked = linked};
	g_autofree char *got = signature_content(r, "title products lots problem area causes action.source", &world);
	g_autofree char *none = signature_content(r, NULL, &world), *one = signature_content(r, "owner", &world);

	g_assert_cmpstr(got, ==,
		"title \"Seal \\\"A\\\" leaks\"\n"
		"lots [\"one\",\"a\\\\b\"]\n"
		"problem \"first\\nsecond\\n\"\n"
		"causes [{\"id\":\"c1\",\"kind\":\"root\",\"text\":\"Worn\"}]\n"
		"action.source ACT-2611-7K3M9Q2 \n"
		"action.source ACT-2611-7K3M9Q2 title \"Replace seal\"\n"
		"action.source ACT-2611-7K3M9Q2 class \"quality\"\n"
		"action.source ACT-2611-7K3M9Q2 answers [\"c1\"]\n");
	g_assert_cmpstr(none, ==, "");
	g_assert_cmpstr(one, ==, "owner \"ben\"\n");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	kinds = kinds_new();
	g_assert_true(kinds_add_builtin(kinds, NULL) && kinds_seal(kinds, NULL));
	seal = parse("action/2026/11/ACT-2611-7K3M9Q2.yaml",
		"title: Replace seal\nowner: ben\ndue: 2026-11-30\nclass: quality\nsource: CAPA-2611-7K3M9Q2\nanswers: [c1]\n");
	dropped = parse("action/2026/11/ACT-2611-8K3M9Q2.yaml",
		"title: Sweep\nowner: ben\ndue: 2026-11-30\nsource: CAPA-2611-7K3M9Q2\nstate: cancelled\n");
	g_test_add_func("/signature/payload", payload);
	g_test_add_func("/signature/content", content);
	int code = g_test_run();
	record_free(seal);
	record_free(dropped);
	kinds_free(kinds);
	return code;
}
