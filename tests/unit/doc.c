/* The YAML reader: what it reads, where it says it stands, and what it refuses. */
#include "doc.h"

#include <string.h>

static struct doc *
read_text(const char *text)
{
	g_autoptr(GError) err = NULL;
	struct doc *doc = doc_parse("x.yaml", text, strlen(text), &err);

	g_assert_no_error(err);
	return doc;
}

static void
values(void)
{
	AUTO(doc)
	doc = read_text("# head\ntitle: Replace seal # soon\nno: no\nv: 1.10\nn: 0123\nq: 'it''s'\nd: \"a\\tb\\u00e9\"\nempty:\n"
			"l:\n- a\n- {x: 1, y: [2, 3]}\ntext: |\n  one\n   two\n\nfold: >-\n  a\n  b\n");
	const struct node *root = doc->root, *list = node_get(root, "l");

	g_assert_cmpuint(root->n, ==, 10);
	g_assert_cmpstr(node_text(root, "title"), ==, "Replace seal");
	g_assert_cmpstr(node_text(root, "no"), ==, "no");
	g_assert_cmpstr(node_text(root, "v"), ==, "1.10");
	g_assert_cmpstr(node_text(root, "n"), ==, "0123");
	g_assert_cmpstr(node_text(root, "q"), ==, "it's");
	g_assert_cmpstr(node_text(root, "d"), ==, "a\tbé");
	g_assert_cmpstr(node_text(root, "empty"), ==, "");
	g_assert_cmpstr(node_text(root, "text"), ==, "one\n two\n");
	g_assert_cmpstr(node_text(root, "fold"), ==, "a b");
	g_assert_cmpint(list->type, ==, NODE_LIST);
	g_assert_cmpuint(list->n, ==, 2);
	g_assert_cmpstr(node_text(list->items[1], "x"), ==, "1");
	g_assert_cmpint(node_get(list->items[1], "y")->style, ==, STYLE_FLOW);
	g_assert_null(node_get(root, "missing"));
	g_assert_null(node_text(root, "l"));
	g_assert_null(node_get(NULL, "x"));
	g_assert_null(node_get(list, "x"));
}

static void
nothing(void)
{
	AUTO(doc) empty = read_text("");
	AUTO(doc) comment = read_text("# only this\n\n");

	AUTO(doc) dashes = read_text("---\n");

	g_assert_null(dashes->root);
	g_assert_null(empty->root);
	g_assert_null(comment->root);
}

/* The text between a node's offsets, for the value of a key. */
static void
span_is(const struct doc *doc, const char *key, const char *expected, int line, int column)
{
	const struct node *node = node_get(doc->root, key);
	g_autofree char *span = g_strndup(doc->text + node->start, node->end - node->start);

	g_assert_cmpstr(span, ==, expected);
	g_assert_cmpint(node->line, ==, line);
	g_assert_cmpint(node->column, ==, column);
}

static void
places(void)
{
	AUTO(doc)
	doc = read_text("é: ü # ö\nname: 'प्लांट' # x\nlist:\n  - é\n  - ß: 1\n    ö:\n  # end\n\nflow: [a,\n  é ] # c\nlit: | # "
			"h\n  é\n   x\n\n\n"
			"keep: |+\n  a\n\n\nnone:\nmore: one\n  two\n\n# tail\nlast: 日本\n");

	span_is(doc, "é", "ü", 1, 4);
	span_is(doc, "name", "'प्लांट'", 2, 7);
	span_is(doc, "list", "- é\n  - ß: 1\n    ö:", 4, 3);
	span_is(doc, "flow", "[a,\n  é ]", 9, 7);
	span_is(doc, "lit", "| # h\n  é\n   x", 11, 6);
	span_is(doc, "keep", "|+\n  a\n\n", 16, 7);
	span_is(doc, "none", "", 20, 6);
	span_is(doc, "more", "one\n  two", 21, 7);
	span_is(doc, "last", "日本", 25, 7);
}

struct bad {
	const char *text;
	int line, column;
	const char *word; /* in the message */
};

static const struct bad bad[] = {
	{"a: 1\nb: 2\na: 3\n", 3, 1, "'a' stands twice"},
	{"x: {a: 1, a: 2}\n", 1, 11, "twice"},
	{"a: &x 1\n", 1, 4, "anchors"},
	{"a: *x\n", 1, 4, "anchors"},
	{"a: !!str 1\n", 1, 4, "tags"},
	{"a: ! 1\n", 1, 4, "tags"},
	{"%YAML 1.2\n---\na: 1\n", 1, 1, "directives"},
	{"a: 1\n---\nb: 2\n", 2, 1, "second document"},
	{"a: 1\n...\n---\nb: 2\n", 3, 1, "second document"},
	{"? a\n: b\n", 1, 1, "'?'"},
	{"{?a: b}\n", 1, 2, "'?'"},
	{"[?a]\n", 1, 2, "'?'"},
	{"a: [1]# c\n", 1, 7, "comment"},
	{"a: [1,# c\n  2]\n", 1, 7, "comment"},
	{"a: '1'# c\n", 1, 7, "comment"},
	{"a: |# c\n  x\n", 1, 5, "comment"},
	{"a: |\n    \n # c\n", 3, 2, "comment"},
	{"a: [1,\n2]\n", 2, 1, "indented"},
	{"- a: 'x\n  y'\n", 2, 3, "indented"},
	{"a: [-]\n", 1, 5, "alone"},
	{"? [a]\n: b\n", 1, 3, "list or a map"},
	{"{[a]: b}\n", 1, 2, "list or a map"},
	{": b\n", 1, 1, NULL},
	{"{: b}\n", 1, 2, NULL},
	{"<<: b\n", 1, 1, "merge"},
	{"a: 1\n\tb: 2\n", 2, 1, NULL},
	{"a:\n  b: [1,\n\t2]\n", 3, 1, "tab"},
	{"a: 'x\n  \ty'\n", 2, 3, "tab"},
	{"a: \x01\n", 1, 4, "U+0001"},
	{"é: \x7f\n", 1, 4, "U+007F"},
	{"a: \xc2\x85\n", 1, 4, "U+0085"},
	{"a: \xe2\x80\xae"
	 "x\n",
		1, 4, "U+202E"},
	{"a: \xe2\x81\xa6\n", 1, 4, "U+2066"},
	{"a: x\xe2\x80\xa8"
	 "y\n",
		1, 5, "U+2028"},
	{"a: \"\\e[31m\"\n", 1, 4, "U+001B"},
	{"a: \"\\x00\"\n", 1, 4, "U+0000"},
	{"a: \"\\0\"\n", 1, 4, "U+0000"},
	{"a: \"\\r\"\n", 1, 4, "U+000D"},
	{"a: \"\\N\"\n", 1, 4, "U+0085"},
	{"a: \"\\u202e\"\n", 1, 4, "U+202E"},
	{"\"\\u2067\": 1\n", 1, 1, "U+2067"},
	{"a: 1\r\nb: 2\r\n", 1, 5, "carriage return"},
	{"\xef\xbb\xbf"
	 "a: 1\n",
		1, 1, "byte order mark"},
	{"a: \xff\n", 1, 4, "UTF-8"},
	{"a: \xc0\xaf\n", 1, 4, "UTF-8"},
	{"a: \xed\xa0\x80\n", 1, 4, "UTF-8"},
	{"a: b: c\n", 1, 5, "not valid YAML"},
	{"a: [1, 2\n", 2, 1, "not valid YAML"},
	{"a: 'x\n", 2, 1, "not valid YAML"},
	{"a: @x\n", 1, 4, "cannot start"},
	{"a: 1\n b: 2\n", 2, 3, "not valid YAML"},
	{"[[[[[[[[[[[[[[[[[a]]]]]]]]]]]]]]]]]\n", 1, 17, "deep"},
};

static void
refused(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autofree char *shown = g_strescape(bad[i].text, NULL);
		g_autoptr(GError) err = NULL;

		g_test_message("%u: %s", i, shown);
		g_assert_null(doc_parse("x.yaml", bad[i].text, strlen(bad[i].text), &err));
		g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
		g_test_message("   %s", err->message);
		g_assert_cmpstr(error_more(err)->file, ==, "x.yaml");
		g_assert_cmpint(error_more(err)->line, ==, bad[i].line);
		g_assert_cmpint(error_more(err)->column, ==, bad[i].column);
		g_assert_nonnull(error_more(err)->hint);
		if (bad[i].word)
			g_assert_nonnull(strstr(err->message, bad[i].word));
	}
}

static void
nul(void)
{
	g_autoptr(GError) err = NULL;

	g_assert_null(doc_parse("x.yaml", "a: 1\n\0b", 7, &err));
	g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
	g_assert_cmpint(error_more(err)->line, ==, 2);
}

/* Tabs are text inside a block scalar, between words and behind values. */
static void
tabs(void)
{
	AUTO(doc) doc = read_text("a: |2\n  \tx\nb: one\ttwo\nc: \"\\ty\"\n");

	g_assert_cmpstr(node_text(doc->root, "a"), ==, "\tx\n");
	g_assert_cmpstr(node_text(doc->root, "b"), ==, "one\ttwo");
	g_assert_cmpstr(node_text(doc->root, "c"), ==, "\ty");
}

static void
limits(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) err = NULL, long_err = NULL;
	gint64 start;

	for (int i = 0; i < 60000; i++)
		g_string_append_printf(text, "key%d: %d\n", i, i);
	start = g_get_monotonic_time();
	AUTO(doc) many = doc_parse("x", text->str, text->len, &err);
	g_assert_no_error(err);
	g_assert_cmpuint(many->root->n, ==, 60000);
	g_string_append(text, "key59999: again\n");
	g_assert_null(doc_parse("x", text->str, text->len, &err));
	g_assert_cmpint(error_more(err)->line, ==, 60001);
	g_assert_true(node_equal(many->root, many->root));
	g_assert_cmpint(g_get_monotonic_time() - start, <, 20 * G_USEC_PER_SEC);

	g_string_set_size(text, 0);
	g_string_append(text, "a: ");
	while (text->len <= DOC_BYTES)
		g_string_append(text, "words and more words ");
	g_assert_null(doc_parse("x", text->str, text->len, &long_err));
	g_assert_error(long_err, ERROR_DOMAIN, ERR_INVALID);
	AUTO(doc) fits = doc_parse("x", text->str, DOC_BYTES - 100, NULL);
	g_assert_nonnull(fits);
}

static void
built(void)
{
	AUTO(builder) b = builder_new();
	AUTO(doc) doc = read_text("l: [a, {k: v}]\nt: x\n");
	struct node *root = build_map(b), *list = build_list(b), *map = build_map(b), *copy;

	build_map_add(b, root, "t", build_scalar(b, "x"));
	build_map_add(b, map, "k", build_scalar(b, "v"));
	build_list_add(b, list, build_scalar(b, "a"));
	build_list_add(b, list, map);
	build_map_add(b, root, "l", list);
	g_assert_true(node_equal(root, doc->root));
	copy = build_copy(b, doc->root);
	g_assert_true(node_equal(copy, root));
	for (int i = 0; i < 100; i++)
		build_list_add(b, node_get(copy, "l"), build_scalar(b, "more"));
	g_assert_cmpuint(node_get(copy, "l")->n, ==, 102);
	g_assert_cmpstr(node_get(copy, "l")->items[101]->text, ==, "more");
	g_assert_cmpstr(node_get(copy, "l")->items[0]->text, ==, "a");
	g_assert_false(node_equal(copy, root));
	g_assert_false(node_equal(root, NULL));
	g_assert_true(node_equal(NULL, NULL));
	build_map_add(b, root, "u", build_scalar(b, "x"));
	build_map_add(b, copy, "v", build_scalar(b, "x"));
	g_assert_false(node_equal(root, copy));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/doc/values", values);
	g_test_add_func("/doc/nothing", nothing);
	g_test_add_func("/doc/places", places);
	g_test_add_func("/doc/refused", refused);
	g_test_add_func("/doc/nul", nul);
	g_test_add_func("/doc/tabs", tabs);
	g_test_add_func("/doc/limits", limits);
	g_test_add_func("/doc/built", built);
	return g_test_run();
}
