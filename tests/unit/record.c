/* Records: ids and paths determine each other, hostile ones are refused, and every problem of a record is reported. */
#include "record.h"

#include <string.h>

static struct kinds *kinds;

struct pair {
	const char *kind, *id, *path;
};

static const struct pair pairs[] = {
	{"action", "ACT-2611-7K3M9Q2", "action/2026/11/ACT-2611-7K3M9Q2.yaml"},
	{"capa", "CAPA-0001-0000000", "capa/2000/01/CAPA-0001-0000000.yaml"},
	{"capa", "CAPA-0100-0000000", NULL}, /* month 00 */
	{"capa", "CAPA-9912-ZZZZZZZ", "capa/2099/12/CAPA-9912-ZZZZZZZ.yaml"},
	{"person", "maint.lead", "person/maint.lead.yaml"},
	{"person", "a", "person/a.yaml"},
	{"meeting", "leadership-2026-11-20", "meeting/leadership/2026-11-20.yaml"},
	{"meeting", "plant-2-2026-11-20", "meeting/plant-2/2026-11-20.yaml"},
	{"meeting", "y-2025-01-01-2026-11-20", "meeting/y-2025-01-01/2026-11-20.yaml"},
	{"reading", "oee-press-2026", "reading/oee-press/2026.yaml"},
	{"reading", "oee-2025-2026", "reading/oee-2025/2026.yaml"},
	/* ids that are none */
	{"person", "../x", NULL},
	{"person", "a/b", NULL},
	{"person", "A", NULL},
	{"person", "", NULL},
	{"person", ".", NULL},
	{"person", "..", NULL},
	{"person", ".git", NULL},
	{"person", "-a", NULL},
	{"person", "a..b", NULL},
	{"person", "a\nb", NULL},
	{"person", "a%2fb", NULL},
	{"person", "caf\xc3\xa9", NULL},
	{"person", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL},
	{"action", "ACT-2613-7K3M9Q2", NULL},
	{"action", "ACT-2611-7K3M9QI", NULL}, /* I is no Crockford letter */
	{"action", "ACT-2611-7K3M9Q", NULL},
	{"action", "ACT-2611-7K3M9Q22", NULL},
	{"action", "act-2611-7K3M9Q2", NULL},
	{"action", "CAPA-2611-7K3M9Q2", NULL},
	{"action", "ACT-2611-../../x", NULL},
	{"meeting", "leadership", NULL},
	{"meeting", "2026-11-20", NULL},
	{"meeting", "-2026-11-20", NULL},
	{"meeting", "leadership-2026-02-30", NULL},
	{"meeting", "../x-2026-11-20", NULL},
	{"reading", "oee-press", NULL},
	{"reading", "2026", NULL},
	{"reading", "oee-02026", NULL},
	{"reading", "oee-3000", NULL},
	{"reading", "-2026", NULL},
};

static void
test_ids(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
		const struct kind *kind = kind_find(kinds, pairs[i].kind);
		g_autoptr(GError) err = NULL;
		g_autofree char *path = record_path(kind, pairs[i].id, &err);
		g_autofree char *id = NULL;

		g_assert_cmpstr(path, ==, pairs[i].path);
		if (!path) {
			g_assert_error(err, ERROR_DOMAIN, ERR_USAGE);
			continue;
		}
		id = record_id(kind, path);
		g_assert_cmpstr(id, ==, pairs[i].id);
		g_assert_true(kind_of_path(kinds, path) == kind);
	}
}

static void
test_paths_of_none(void)
{
	static const char *const paths[] = {"", "person", "person/", "person/.yaml", "person/a", "person/a.yml", "person/A.yaml",
		"person//a.yaml", "person/../person/a.yaml", "./person/a.yaml", "/person/a.yaml", "person/a.yaml/",
		"person/b/a.yaml", "people/a.yaml", "action/2026/12/ACT-2611-7K3M9Q2.yaml",
		"action/2025/11/ACT-2611-7K3M9Q2.yaml", "action/ACT-2611-7K3M9Q2.yaml", "meeting/leadership/2026-11-31.yaml",
		"meeting/Leadership/2026-11-30.yaml", "meeting/2026-11-30.yaml", "reading/oee/02026.yaml",
		"reading/oee/2026.yaml.yaml", ".sx/config.yaml", "evidence/ab/abcd.pdf", ".git/config", NULL};

	for (int i = 0; paths[i]; i++)
		if (kind_of_path(kinds, paths[i]))
			g_error("%s is taken for a %s", paths[i], kind_of_path(kinds, paths[i])->name);
}

static void
test_new_ids(void)
{
	GError *err = NULL;
	AUTO(builder) b = builder_new();
	struct node *fields = build_map(b);
	g_autofree char *id = NULL, *path = NULL, *again = NULL;

	g_assert_true(record_new_id(kind_find(kinds, "action"), NULL, day_make(2026, 11, 20), fields, &id, &path, &err));
	g_assert_true(g_str_has_prefix(id, "ACT-2611-") && strlen(id) == 16);
	g_assert_true(g_str_has_prefix(path, "action/2026/11/ACT-2611-"));
	g_clear_pointer(&id, g_free);
	g_clear_pointer(&path, g_free);

	build_map_add(b, fields, "series", build_scalar(b, "leadership"));
	g_assert_false(record_new_id(kind_find(kinds, "meeting"), NULL, 0, fields, &id, &path, &err));
	g_assert_error(err, ERROR_DOMAIN, ERR_USAGE);
	g_clear_error(&err);
	build_map_add(b, fields, "date", build_scalar(b, "2026-11-20"));
	g_assert_true(record_new_id(kind_find(kinds, "meeting"), NULL, 0, fields, &id, &path, &err));
	g_assert_cmpstr(id, ==, "leadership-2026-11-20");
	g_clear_pointer(&id, g_free);
	g_clear_pointer(&path, g_free);

	g_assert_false(record_new_id(kind_find(kinds, "person"), NULL, 0, fields, &id, &path, NULL));
	g_assert_false(record_new_id(kind_find(kinds, "person"), "../x", 0, fields, &id, &path, NULL));
	g_assert_true(record_new_id(kind_find(kinds, "person"), "ravi", 0, fields, &id, &path, &err));
	g_assert_cmpstr(path, ==, "person/ravi.yaml");
}

/* What is wrong in a record, as "line:column rule" in order, and one of the messages. */
struct wrong {
	const char *path, *text;
	const char *problems;
	const char *message, *hint;
};

#define ACTION "action/2026/11/ACT-2611-7K3M9Q2.yaml"
#define GOOD "title: t\nowner: a\ndue: 2026-11-30\n"

static const struct wrong wrongs[] = {
	{ACTION, GOOD, "", NULL, NULL},
	{ACTION,
		GOOD "tags: [a, b]\nprogress: 100\nnotes:\n  - at: 2026-11-20T10:00:00+05:30\n    by: a\n    did: note\n    "
		     "text: \"\"\n",
		"", NULL, NULL},
	{ACTION, "", "1:1 required,1:1 required,1:1 required", "title is missing",
		"add 'title:' (what will be done, beginning with a verb)"},
	{ACTION, GOOD "titel: x\n", "4:1 unknown-field", "there is no field 'titel' here", "did you mean 'title'?"},
	{ACTION, GOOD "status: open\n", "4:1 unknown-field", "there is no field 'status' here", NULL},
	{ACTION, GOOD "state: opne\n", "4:8 unknown-value",
		"state: 'opne' is none of: open, active, blocked, done, closed, cancelled", "did you mean 'open'?"},
	{ACTION, GOOD "progress: 101\n", "4:11 range", "progress: 101 is more than 100", NULL},
	{ACTION, GOOD "progress: -1\n", "4:11 range", "progress: -1 is less than 0", NULL},
	{ACTION, GOOD "progress: 1.5\n", "4:11 type", "progress: '1.5' is not a whole number, as in 12", NULL},
	{ACTION, GOOD "progress: 010\n", "4:11 type", NULL, NULL},
	{ACTION, GOOD "tags: a\n", "4:7 list", "tags: takes a list", "write tags: [..] or one '- ' line each"},
	{ACTION, GOOD "tags: [A]\n", "4:8 type", NULL, NULL},
	{ACTION, GOOD "unit: [a]\n", "4:7 type", "unit: takes one value, not a list", NULL},
	{ACTION, GOOD "unit: {a: b}\n", "4:7 type", "unit: takes one value, not a map", NULL},
	{ACTION, GOOD "unit:\n", "4:6 type", "unit: it is empty", "give a value or remove the line"},
	{ACTION, GOOD "unit: ../x\n", "4:7 type", "unit: '../x' is not the id of a record", NULL},
	{ACTION, GOOD "notes: [a]\n", "4:9 type", "notes: takes named values", NULL},
	{ACTION, GOOD "notes:\n  - did: note\n", "5:5 required,5:5 required", "at is missing", NULL},
	{ACTION, GOOD "extensions: 3\n", "4:13 type", "extensions: it is computed and never written", NULL},
	{ACTION, "title: \"a\\nb\"\nowner: a\ndue: 2026-11-30\n", "1:8 type", "title: it has several lines and takes one", NULL},
	{ACTION, "title: t\nowner: a\ndue: 2026-02-30\n", "3:6 type", NULL, NULL},
	{"meeting/lead/2026-11-20.yaml", "series: lead\ndate: 2026-11-20\n", "", NULL, NULL},
	{"meeting/lead/2026-11-20.yaml", "series: lead\ndate: 2026-11-21\n", "2:7 id",
		"date: '2026-11-21' does not agree with the file's path, which says '2026-11-20'",
		"write date: 2026-11-20, or move the file"},
	{"meeting/lead/2026-11-20.yaml", "series: lead\ndate: 2026-11-20\ntime: 9:30\n", "3:7 pattern", NULL, NULL},
	{"meeting/lead/2026-11-20.yaml", "series: lead\ndate: 2026-11-20\nagenda:\n  - item: a\n  - item: a\n", "5:5 list",
		"agenda: two entries have the item 'a'", "keep one of them"},
	{"person/a.yaml", "name: A\nemail: a@b.example\n", "", NULL, NULL},
	{"person/a.yaml", "name: A\nemail: a b@c\n", "2:8 type", NULL, NULL},
	{"person/a.yaml", "name: A\nemail: a@b@c\n", "2:8 type", NULL, NULL},
	{"initiative/x.yaml", "title: t\nowner: a\nbudget: 120000.00 INR\n", "", NULL, NULL},
	{"initiative/x.yaml", "title: t\nowner: a\nbudget: 120,000 INR\n", "3:9 type", NULL, NULL},
	{"initiative/x.yaml", "title: t\nowner: a\nbudget: 120000\n", "3:9 type", NULL, NULL},
};

static void
test_check(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(wrongs); i++) {
		const struct wrong *w = &wrongs[i];
		GError *err = NULL;
		AUTO(record) r = record_parse(kinds, w->path, w->text, strlen(w->text), &err);
		g_autoptr(GPtrArray) problems = problems_new();
		g_autoptr(GString) found = g_string_new(NULL);
		const struct problem *first;

		g_assert_no_error(err);
		record_check(r, problems);
		for (guint p = 0; p < problems->len; p++) {
			const struct problem *problem = g_ptr_array_index(problems, p);

			g_string_append_printf(found, "%s%d:%d %s", p ? "," : "", problem->line, problem->column, problem->rule);
			g_assert_cmpstr(problem->file, ==, w->path);
			g_assert_cmpstr(problem->id, ==, r->id);
		}
		if (strcmp(found->str, w->problems))
			g_error("case %zu (%s): found '%s', not '%s'", i, w->text, found->str, w->problems);
		first = problems->len ? g_ptr_array_index(problems, 0) : NULL;
		if (w->message)
			g_assert_cmpstr(first->message, ==, w->message);
		if (w->hint)
			g_assert_cmpstr(first->hint, ==, w->hint);
	}
}

static void
test_parse(void)
{
	static const char text[] = GOOD "state: active\n";
	GError *err = NULL;
	AUTO(record) r = record_parse(kinds, ACTION, text, strlen(text), &err);
	AUTO(record) list = NULL;

	g_assert_no_error(err);
	g_assert_cmpstr(r->id, ==, "ACT-2611-7K3M9Q2");
	g_assert_cmpstr(record_title(r), ==, "t");
	g_assert_cmpstr(record_state(r), ==, "active");
	g_assert_true(record_is_open(r));
	g_assert_null(record_get(r, "unit"));
	list = record_parse(kinds, ACTION, "- a\n", 4, &err);
	g_assert_null(list);
	g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
	g_assert_cmpint(error_more(err)->line, ==, 1);
	g_clear_error(&err);
	g_assert_null(record_parse(kinds, "action/x.yaml", text, strlen(text), &err));
	g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
	g_assert_cmpstr(error_more(err)->rule, ==, "path");
	g_clear_error(&err);
}

static void
test_to_error(void)
{
	AUTO(record) r = record_parse(kinds, ACTION, "a: b\n", 5, NULL);
	g_autoptr(GPtrArray) problems = problems_new();
	g_autoptr(GError) err = NULL;

	record_check(r, problems);
	g_assert_false(problems_to_error(problems, &err));
	g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
	g_assert_cmpstr(err->message, ==, "there is no field 'a' here (and 3 more)");
	g_assert_cmpstr(error_more(err)->rule, ==, "unknown-field");
}

int
main(int argc, char **argv)
{
	GError *err = NULL;
	int status;

	g_test_init(&argc, &argv, NULL);
	kinds = kinds_new();
	g_assert_true(kinds_add_builtin(kinds, &err) && kinds_seal(kinds, &err));
	g_test_add_func("/record/ids", test_ids);
	g_test_add_func("/record/paths-of-none", test_paths_of_none);
	g_test_add_func("/record/new-ids", test_new_ids);
	g_test_add_func("/record/check", test_check);
	g_test_add_func("/record/parse", test_parse);
	g_test_add_func("/record/to-error", test_to_error);
	status = g_test_run();
	kinds_free(kinds);
	return status;
}
