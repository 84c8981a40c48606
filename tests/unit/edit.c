/* Edits of YAML text: exact results, and random edits of random documents that must leave everything else alone. */
#include "edit.h"

#include <string.h>

static const char *const order[] = {"title", "owner", "due", "state", "text", "tags", "notes", NULL};

static struct edit *
start(const char *text, struct doc **doc)
{
	g_autoptr(GError) err = NULL;

	*doc = doc_parse("x.yaml", text, strlen(text), &err);
	g_assert_no_error(err);
	return edit_new(*doc, order);
}

/* Sets one field to a text, or removes it when value is NULL, and compares. */
static void
set_is(const char *before, const char *field, const char *value, const char *after)
{
	g_autoptr(GError) err = NULL;
	AUTO(builder) b = builder_new();
	AUTO(doc) doc = NULL;
	AUTO(edit) e = start(before, &doc);
	g_autofree char *text = NULL;

	if (value)
		edit_set(e, field, build_scalar(b, value));
	else
		edit_remove(e, field);
	text = edit_finish(e, &err);
	g_assert_no_error(err);
	g_assert_cmpstr(text, ==, after);
}

static void
set_scalar(void)
{
	set_is("due: 2026-11-30\n", "due", "2026-12-14", "due: 2026-12-14\n");
	set_is("due: 2026-11-30\n", "due", "2026-11-30", "due: 2026-11-30\n");
	set_is("# head\ntitle:   'Old'   # why\n\nx: y # keep\n", "title", "New one",
		"# head\ntitle:   New one   # why\n\nx: y # keep\n");
	set_is("title: old", "title", "new", "title: new");
	set_is("title: old", "title", "new\n", "title: |\n  new\n");
	set_is("title:\n", "title", "new", "title: new\n");
	set_is("title: # soon\nx: 1\n", "title", "new", "title: new # soon\nx: 1\n");
	set_is("title:\n  long\n  text # c\nx: 1\n", "title", "new", "title:\n  new # c\nx: 1\n");
	set_is("text: |  # h\n  a\n\n  b\n\n\nx: 1\n", "text", "new", "text: new # h\n\n\nx: 1\n");
	set_is("title: é # ö\nx: ü\n", "title", "ß", "title: ß # ö\nx: ü\n");
	set_is("tags: # who\n  - a # one\n  # two\n  - b\nx: 1\n", "tags", "none", "tags: none # who\nx: 1\n");
	set_is("tags: [a,\n  b] # c\nx: 1\n", "tags", "none", "tags: none # c\nx: 1\n");
	set_is("title: old # c\n", "title", "one\ntwo\n", "title: | # c\n  one\n  two\n");
	set_is("title: old\nx: 1\n", "title", "one\n\n two", "title: |-\n  one\n\n   two\nx: 1\n");
	set_is("title: old\n", "title", " lead\nx\n", "title: |2\n   lead\n  x\n");
	set_is("title: old\n    \nx: 1\n", "title", "a\nb\n", "title: |\n  a\n  b\n\nx: 1\n");
	set_is("title: old\n    # c\nx: 1\n", "title", "a\nb\n", "title: |\n  a\n  b\n# c\nx: 1\n");
	set_is("---\ntitle: old\n...\n", "title", "new", "---\ntitle: new\n...\n");
	set_is("  title: old\n  x: 1\n", "title", "a\nb\n", "  title: |\n    a\n    b\n  x: 1\n");
}

static void
insert(void)
{
	set_is("", "due", "2026-12-14", "due: 2026-12-14\n");
	set_is("# only a comment", "due", "2026-12-14", "# only a comment\ndue: 2026-12-14\n");
	set_is("title: a\nstate: b\n", "due", "2026-12-14", "title: a\ndue: 2026-12-14\nstate: b\n");
	set_is("# head\nowner: a\n", "title", "x", "# head\ntitle: x\nowner: a\n");
	set_is("title: a\nextra: b", "state", "open", "title: a\nstate: open\nextra: b");
	set_is("extra: b", "state", "open", "extra: b\nstate: open\n");
	set_is("title: a\n# tail\n", "unknown", "x", "title: a\nunknown: x\n# tail\n");
	set_is("tags:\n  - a\n  # - b\nx: 1\n", "notes", "m", "tags:\n  - a\n  # - b\nnotes: m\nx: 1\n");
	set_is("text: |\n  a\n\n\n# about x\nx: 1\n", "tags", "m", "text: |\n  a\ntags: m\n\n\n# about x\nx: 1\n");
	set_is("title: a\ntext: |\n  abc", "tags", "m", "title: a\ntext: |\n  abc\ntags: m\n");
	set_is("  title: a\n...\n", "due", "x", "  title: a\n  due: x\n...\n");
	set_is("{title: a, due: b} # c\n", "state", "open", "title: a\ndue: b\nstate: open # c\n");
	set_is("--- {title: a}\n", "due", "b", "--- \ntitle: a\ndue: b\n");
}

static void
take_out(void)
{
	set_is("title: a\ndue: b # c\nx: 1\n", "due", NULL, "title: a\nx: 1\n");
	set_is("title: a\ntags:\n- a\n- b\n\nx: 1\n", "tags", NULL, "title: a\n\nx: 1\n");
	set_is("title: a\ntext: |+\n  x\n\nx: 1\n", "text", NULL, "title: a\nx: 1\n");
	set_is("title: a\ndue: b", "due", NULL, "title: a\n");
	set_is("due: b", "due", NULL, "");
	set_is("title: a\n", "due", NULL, "title: a\n");
	set_is("# c\ndue: b\n", "due", NULL, "# c\n");
}

static void
append_is(const char *before, const char *item, const char *after)
{
	g_autoptr(GError) err = NULL;
	AUTO(doc) doc = NULL;
	AUTO(doc) value = doc_parse("item", item, strlen(item), NULL);
	AUTO(edit) e = start(before, &doc);
	g_autofree char *text = NULL;

	edit_append(e, "notes", value->root);
	text = edit_finish(e, &err);
	g_assert_no_error(err);
	g_assert_cmpstr(text, ==, after);
}

static void
append(void)
{
	append_is("title: a\n", "x", "title: a\nnotes:\n  - x\n");
	append_is("notes:\ntitle: a\n", "x", "notes:\n  - x\ntitle: a\n");
	append_is("notes: [] # none\n", "x", "notes: # none\n  - x\n");
	append_is("notes:\n- a\ntitle: b\n", "x", "notes:\n- a\n- x\ntitle: b\n");
	append_is("notes:\n    -   a # c\n\n# t\ntitle: b\n", "{at: 1, by: c}",
		"notes:\n    -   a # c\n    - at: 1\n      by: c\n\n# t\ntitle: b\n");
	append_is("notes: [a, 'b'] # c\n", "\"x, y\"", "notes: [a, 'b', 'x, y'] # c\n");
	append_is("notes: [a,\n  b,\n]\n", "c", "notes: [a,\n  b, c,\n]\n");
	append_is("notes: [a] # c\n", "{b: c}", "notes: # c\n  - a\n  - b: c\n");
	append_is("notes:\n- text: |\n    a\n", "{text: \"b\\nc\\n\"}", "notes:\n- text: |\n    a\n- text: |\n    b\n    c\n");
	append_is("notes:\n- |\n  a", "b", "notes:\n- |\n  a\n- b\n");
	append_is("notes:\n- a", "[[b, c], {}, []]", "notes:\n- a\n- - - b\n    - c\n  - {}\n  - []\n");
}

static void
several(void)
{
	g_autoptr(GError) err = NULL;
	AUTO(builder) b = builder_new();
	AUTO(doc) doc = NULL;
	AUTO(edit) e = start("title: a # t\nstate: open # s\nwaiting: x\n# end\n", &doc);
	g_autofree char *text = NULL;

	edit_set(e, "tags", build_scalar(b, "t"));
	edit_set(e, "due", build_scalar(b, "2026-12-14"));
	edit_set(e, "owner", build_scalar(b, "no"));
	edit_set(e, "state", build_scalar(b, "done"));
	edit_remove(e, "waiting");
	edit_append(e, "notes", build_scalar(b, "one"));
	edit_append(e, "notes", build_scalar(b, "two"));
	text = edit_finish(e, &err);
	g_assert_no_error(err);
	g_assert_cmpstr(text, ==,
		"title: a # t\nowner: 'no'\ndue: 2026-12-14\nstate: done # s\ntags: t\nnotes:\n  - one\n  - two\n# end\n");
}

static void
refused(void)
{
	static const char *const bad[] = {"\x1b[31m", "a\rb", "\xe2\x80\xae", "\xff", "\x7f", NULL};
	AUTO(builder) b = builder_new();

	for (int i = 0; bad[i]; i++) {
		g_autoptr(GError) err = NULL;
		AUTO(doc) doc = NULL;
		AUTO(edit) e = start("title: a\n", &doc);

		edit_set(e, "title", build_scalar(b, bad[i]));
		g_assert_null(edit_finish(e, &err));
		g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
	}
	for (int i = 0; i < 2; i++) {
		g_autoptr(GError) err = NULL;
		AUTO(doc) doc = NULL;
		AUTO(edit) e = start(i ? "- a\n" : "notes: text\n", &doc);

		edit_append(e, "notes", build_scalar(b, "x"));
		g_assert_null(edit_finish(e, &err));
		g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
	}
}

/* ---- written forms ---- */

struct form {
	const char *value, *line;
};

static void
forms(void)
{
	static const struct form golden[] = {{"Replace seal", "Replace seal"}, {"2026-11-30", "2026-11-30"},
		{"2026-11-20T22:17:05+05:30", "2026-11-20T22:17:05+05:30"}, {"5", "5"}, {"-5", "-5"}, {"1.10", "1.10"},
		{"-0.5", "-0.5"}, {"0123", "'0123'"}, {"+5", "'+5'"}, {"1e5", "'1e5'"}, {".5", "'.5'"}, {"5.", "'5.'"},
		{"0x1F", "'0x1F'"}, {"0b1", "'0b1'"}, {"0o17", "'0o17'"}, {"1_000", "'1_000'"}, {"12:30", "'12:30'"},
		{"1:30:00", "'1:30:00'"}, {".inf", "'.inf'"}, {"2026-02-30", "'2026-02-30'"}, {"2026-1-5", "'2026-1-5'"},
		{"2026-11-20 10:00:00", "'2026-11-20 10:00:00'"}, {"2026-10", "2026-10"}, {"2026-W48", "2026-W48"},
		{"2026-11-20 review", "2026-11-20 review"}, {"10 bar", "10 bar"}, {"5S", "5S"}, {"no", "'no'"}, {"Yes", "'Yes'"},
		{"on", "'on'"}, {"y", "'y'"}, {"N", "'N'"}, {"null", "'null'"}, {"True", "'True'"}, {"~", "'~'"}, {"<<", "'<<'"},
		{"=", "'='"}, {"", "''"}, {" lead", "' lead'"}, {"trail ", "'trail '"}, {"a: b", "'a: b'"}, {"a:b", "a:b"},
		{"a:", "'a:'"}, {"a #b", "'a #b'"}, {"a#b", "a#b"}, {"# x", "'# x'"}, {"- x", "'- x'"}, {"-x", "'-x'"},
		{"---", "'---'"}, {"...", "'...'"}, {"? x", "'? x'"}, {"[a]", "'[a]'"}, {"{a}", "'{a}'"}, {"a, [b]", "a, [b]"},
		{"&a", "'&a'"}, {"*a", "'*a'"}, {"!a", "'!a'"}, {"%a", "'%a'"}, {"@a", "'@a'"}, {"`a", "'`a'"}, {"|", "'|'"},
		{">", "'>'"}, {"it's", "it's"}, {"'it'", "\"'it'\""}, {"it's: \"x\"", "'it''s: \"x\"'"}, {"\"x\"", "'\"x\"'"},
		{"a\\b", "a\\b"}, {"a\tb", "\"a\\tb\""}, {"\n", "\"\\n\""}, {"a\n\n", "\"a\\n\\n\""},
		{"\xe2\x80\xa8", "\"\\u2028\""}, {"\xef\xbb\xbf", "\"\\ufeff\""}, {"प्लांट", "प्लांट"}, {"日本: 語", "'日本: 語'"}};

	for (guint i = 0; i < G_N_ELEMENTS(golden); i++) {
		AUTO(builder) b = builder_new();
		struct node *map = build_map(b);
		g_autofree char *text = NULL, *expected = g_strdup_printf("k: %s\n", golden[i].line);

		build_map_add(b, map, "k", build_scalar(b, golden[i].value));
		text = edit_write(map);
		g_assert_cmpstr(text, ==, expected);
	}
}

/* ---- random ---- */

static const char *const pieces[] = {"a", "b c", "no", "1.10", "0123", "12:30", "~", "", " ", "  ", "\n", "\n\n", ": ", ":", " #",
	"#", "- ", "-", "'", "\"", "\\", "\t", "é", "日本", "[", "]", "{", "}", ",", "?", "!", "&", "*", "|", ">", "%", "@", "`",
	"---", "...", "\xe2\x80\xa8", "\xef\xbb\xbf", "\xc2\xa0", "2026-11-30", "<<", "=", "key: value",
	"text that is somewhat longer than the rest of the pieces"};

static char *
random_text(int most)
{
	GString *text = g_string_new(NULL);
	int n = g_test_rand_int_range(0, most);

	for (int i = 0; i < n; i++)
		g_string_append(text, pieces[g_test_rand_int_range(0, G_N_ELEMENTS(pieces))]);
	return g_string_free(text, FALSE);
}

static struct node *
random_node(struct builder *b, int depth)
{
	int kind = depth ? g_test_rand_int_range(0, 6) : 0;
	int n = g_test_rand_int_range(0, 4);
	struct node *node = kind == 4 ? build_list(b) : build_map(b);

	if (kind < 4) {
		g_autofree char *text = random_text(6);

		return build_scalar(b, text);
	}
	for (int i = 0; i < n; i++) {
		g_autofree char *name = random_text(3), *key = g_strdup_printf("%s%d", name, i);

		if (kind == 4)
			build_list_add(b, node, random_node(b, depth - 1));
		else
			build_map_add(b, node, key, random_node(b, depth - 1));
	}
	return node;
}

static void
round_trip(void)
{
	for (int i = 0; i < 20000; i++) {
		AUTO(builder) b = builder_new();
		g_autoptr(GError) err = NULL;
		struct node *map = build_map(b);
		g_autofree char *text = NULL, *again = NULL;

		for (int k = 0; k < 3; k++) {
			g_autofree char *key = g_strdup_printf("k%d", k);

			build_map_add(b, map, key, random_node(b, 3));
		}
		text = edit_write(map);
		AUTO(doc) doc = doc_parse("x", text, strlen(text), &err);
		if (!doc || !node_equal(doc->root, map))
			g_error("%s\n%s", err ? err->message : "differs", text);
		again = edit_write(doc->root);
		g_assert_cmpstr(again, ==, text);
	}
}

static const char *const fields[] = {
	"title: plain # c\n",
	"owner:   'quoted it''s'\n",
	"due: \"double\\n\\u00e9\"  # é\n",
	"state:\n",
	"state: # nothing\n",
	"text: |\n  literal é\n    more\n\n",
	"text: >- # folded\n   one\n   two\n\n   three\n",
	"text: |+\n  keep\n\n\n",
	"text:\n  on the next\n  lines # c\n",
	"tags: [a, 'b', {c: d}] # flow\n",
	"tags: {a: 1, b: [x,\n   y]}\n",
	"tags: []\n",
	"notes:\n- not indented\n-\n  at: 1\n  by: é # c\n",
	"notes:\n    - at: 1\n      text: |\n        x\n    # inner\n    - 'y' # c\n",
	"extra:\n  sub:\n    k: v\n\n    l:\n      - 1\n",
	"# a comment\n",
	"\n",
	"     \n",
	"    # an indented comment\n",
	"\"quoted key\" : x\n",
	"ключ: значение # é\n",
};

static char *
field_name(const char *lines)
{
	AUTO(doc) doc = doc_parse("x", lines, strlen(lines), NULL);

	return doc->root ? g_strdup(doc->root->keys[0]->text) : NULL;
}

/* Random fields in random order, none twice; parts gets the lines of each. */
static char *
random_doc(GPtrArray *names, GPtrArray *parts)
{
	GString *text = g_string_new(g_test_rand_int_range(0, 5) ? "" : "---\n");
	int n = g_test_rand_int_range(0, 8);

	for (int i = 0; i < n; i++) {
		const char *lines = fields[g_test_rand_int_range(0, G_N_ELEMENTS(fields))];
		g_autofree char *name = field_name(lines);

		if (name && g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
			continue;
		g_string_append(text, lines);
		if (name) {
			g_ptr_array_add(names, g_steal_pointer(&name));
			g_ptr_array_add(parts, (char *)lines);
		}
	}
	if (text->len > 4 && !g_test_rand_int_range(0, 4))
		g_string_truncate(text, text->len - 1);
	return g_string_free(text, FALSE);
}

static void
touch(struct edit *e, struct builder *b, const char *field, GHashTable *wanted, const struct node *old)
{
	int what = g_test_rand_int_range(0, 4);
	struct node *list;

	if (what == 0) {
		edit_remove(e, field);
		g_hash_table_insert(wanted, (char *)field, NULL);
	} else if (what == 1 && (!old || old->type == NODE_LIST)) {
		list = old ? build_copy(b, old) : build_list(b);
		for (int i = 0; i < 2; i++) {
			struct node *item = random_node(b, 2);

			build_list_add(b, list, item);
			edit_append(e, field, item);
		}
		g_hash_table_insert(wanted, (char *)field, list);
	} else {
		struct node *value = random_node(b, 2);

		edit_set(e, field, value);
		g_hash_table_insert(wanted, (char *)field, value);
	}
}

static void
check_result(const char *before, const char *after, const struct doc *old, GHashTable *wanted, GPtrArray *names, GPtrArray *parts)
{
	g_autoptr(GError) err = NULL;
	AUTO(doc) new = doc_parse("new", after, strlen(after), &err);
	GHashTableIter iter;
	gpointer key, value;

	g_assert_no_error(err);
	g_hash_table_iter_init(&iter, wanted);
	while (g_hash_table_iter_next(&iter, &key, &value))
		if (!node_equal(node_get(new->root, key), value))
			g_error("'%s' differs\n%s---\n%s", (char *)key, before, after);
	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autofree char *line = NULL;

		if (g_hash_table_contains(wanted, name))
			continue;
		line = g_strndup(g_ptr_array_index(parts, i), strcspn(g_ptr_array_index(parts, i), "\n"));
		if (!node_equal(node_get(new->root, name), node_get(old->root, name)) || !strstr(after, line))
			g_error("'%s' touched\n%s---\n%s", name, before, after);
	}
	if (strstr(before, "# a comment\n"))
		g_assert_nonnull(strstr(after, "# a comment\n"));
	/* unless it is text of a block text, being indented as deep */
	if (strstr(before, "# an indented comment\n") &&
		!(node_text(old->root, "text") && strstr(node_text(old->root, "text"), "# an")))
		g_assert_nonnull(strstr(after, "# an indented comment\n"));
}

static void
random_edits(void)
{
	for (int i = 0; i < 20000; i++) {
		g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free), parts = g_ptr_array_new();
		g_autoptr(GHashTable) wanted = g_hash_table_new(g_str_hash, g_str_equal);
		g_autofree char *before = random_doc(names, parts), *after = NULL;
		g_autoptr(GError) err = NULL;
		AUTO(builder) b = builder_new();
		AUTO(doc) doc = doc_parse("before", before, strlen(before), &err);
		AUTO(edit) e = NULL;

		g_assert_no_error(err);
		if (doc->root && doc->root->type != NODE_MAP)
			continue;
		e = edit_new(doc, order);
		for (int k = g_test_rand_int_range(0, 4); k > 0; k--) {
			const char *field = order[g_test_rand_int_range(0, 7)];

			if (!g_hash_table_contains(wanted, field))
				touch(e, b, field, wanted, node_get(doc->root, field));
		}
		after = edit_finish(e, &err);
		if (!after)
			g_error("%s\n%s", err->message, before);
		check_result(before, after, doc, wanted, names, parts);
		if (!g_hash_table_size(wanted))
			g_assert_cmpstr(before, ==, after);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/edit/set", set_scalar);
	g_test_add_func("/edit/insert", insert);
	g_test_add_func("/edit/remove", take_out);
	g_test_add_func("/edit/append", append);
	g_test_add_func("/edit/several", several);
	g_test_add_func("/edit/refused", refused);
	g_test_add_func("/edit/forms", forms);
	g_test_add_func("/edit/round-trip", round_trip);
	g_test_add_func("/edit/random", random_edits);
	return g_test_run();
}
