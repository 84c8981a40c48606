/* JSON in and out: numbers keep their text, faults have places, escapes are right. */
#include "json.h"

#include <math.h>
#include <string.h>

static void
reads(void)
{
	static const char text[] =
		"{\"amount\": 1.10, \"big\": 123456789012345678901234567890, \"e\": -1.5E+3, \"s\": \"a \\\"1\\\" \\u00e9\\n\","
		" \"yes\": true, \"no\": false, \"none\": null, \"list\": [1, null, \"x\", []], \"sub\": {\"12\": 0}}";
	AUTO(builder) b = builder_new();
	g_autoptr(GError) err = NULL;
	struct node *root = json_parse(b, "x.json", text, strlen(text), &err);

	g_assert_no_error(err);
	g_assert_cmpstr(node_text(root, "amount"), ==, "1.10");
	g_assert_cmpstr(node_text(root, "big"), ==, "123456789012345678901234567890");
	g_assert_cmpstr(node_text(root, "e"), ==, "-1.5E+3");
	g_assert_cmpstr(node_text(root, "s"), ==, "a \"1\" é\n");
	g_assert_cmpstr(node_text(root, "yes"), ==, "true");
	g_assert_cmpstr(node_text(root, "no"), ==, "false");
	g_assert_null(node_get(root, "none"));
	g_assert_cmpuint(node_get(root, "list")->n, ==, 3);
	g_assert_cmpstr(node_get(root, "list")->items[1]->text, ==, "x");
	g_assert_cmpint(node_get(root, "list")->items[2]->type, ==, NODE_LIST);
	g_assert_cmpstr(node_text(node_get(root, "sub"), "12"), ==, "0");
	g_assert_cmpstr(root->keys[0]->text, ==, "amount");
	g_assert_cmpstr(root->keys[7]->text, ==, "sub");
}

struct bad {
	const char *text;
	int line, column; /* 0: not looked at */
};

static void
refuses(void)
{
	static const struct bad bad[] = {{"", 1, 1}, {"null", 0, 0}, {"{\"a\": 01}", 1, 8}, {"{\"a\": 1.}", 0, 0},
		{"{\"a\": .5}", 0, 0}, {"{\"a\": 1e}", 0, 0}, {"{\"a\": -}", 0, 0}, {"{\"a\": 0x10}", 0, 0},
		{"{\"a\": NaN}", 0, 0}, {"{\"a\": 1,}", 0, 0}, {"{\"a\": 1, \"a\": 2}", 0, 0}, {"[1, 2", 0, 0}, {"[1 2]", 0, 0},
		{"{1: 2}", 0, 0}, {"{'a': 1}", 0, 0}, {"[1] x", 0, 0}, {"\"a\\u0000b\"", 0, 0}, {"\"\xff\"", 0, 0},
		{"\"a\nb\"", 0, 0}, {"[\"x\",\n 10, 20,\n 3 \"é\" x]", 3, 7}, {"\"\\ud800\"", 0, 0}};

	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		AUTO(builder) b = builder_new();
		g_autofree char *shown = g_strescape(bad[i].text, NULL);
		g_autoptr(GError) err = NULL;

		g_test_message("%u: %s", i, shown);
		g_assert_null(json_parse(b, "x.json", bad[i].text, strlen(bad[i].text), &err));
		g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
		g_test_message("   %d:%d %s", error_more(err)->line, error_more(err)->column, err->message);
		g_assert_cmpstr(error_more(err)->file, ==, "x.json");
		if (bad[i].line) {
			g_assert_cmpint(error_more(err)->line, ==, bad[i].line);
			g_assert_cmpint(error_more(err)->column, ==, bad[i].column);
		}
	}
}

static void
deep(void)
{
	g_autofree char *open = g_strnfill(100000, '['), *some = g_strnfill(100, '[');
	AUTO(builder) b = builder_new();
	g_autoptr(GError) err = NULL, err2 = NULL;
	g_autoptr(GString) closed = g_string_new(some);

	for (int i = 0; i < 100; i++)
		g_string_append_c(closed, ']');
	g_assert_null(json_parse(b, "x", open, 100000, &err));
	g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
	g_assert_null(json_parse(b, "x", closed->str, closed->len, &err2));
	g_assert_error(err2, ERROR_DOMAIN, ERR_INVALID);
}

static void
writes(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct json j;

	json_init(&j, out);
	json_open(&j, '{');
	json_key(&j, "a");
	json_text(&j, "x\"\\\n\x1b\x7f"
		      "é\xff");
	json_key(&j, "b");
	json_open(&j, '[');
	json_int(&j, G_MININT64);
	json_bool(&j, TRUE);
	json_none(&j);
	json_text(&j, NULL);
	json_raw(&j, "{}");
	json_open(&j, '[');
	json_close(&j, ']');
	json_close(&j, ']');
	json_key(&j, "c");
	json_open(&j, '[');
	json_number(&j, 0.1);
	json_number(&j, 89.84);
	json_number(&j, 1.0 / 3);
	json_number(&j, 5);
	json_number(&j, -0.5e-7);
	json_number(&j, NAN);
	json_number(&j, INFINITY);
	json_number(&j, 0.1 + 0.2);
	json_close(&j, ']');
	json_close(&j, '}');
	g_assert_cmpstr(out->str, ==,
		"{\"a\":\"x\\\"\\\\\\n\\u001b\\u007fé\xef\xbf\xbd\",\"b\":[-9223372036854775808,true,null,null,{},[]],"
		"\"c\":[0.1,89.84,0.3333333333333333,5,-5e-08,null,null,0.30000000000000004]}");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/json/reads", reads);
	g_test_add_func("/json/refuses", refuses);
	g_test_add_func("/json/deep", deep);
	g_test_add_func("/json/writes", writes);
	return g_test_run();
}
