/* Tests of lib/source.c: rows of CSV, JSON and NDJSON, their lines and faults. */
#include "source.h"
#include <glib/gstdio.h>
#include <string.h>

/* Rows as "line:a=..,b=..\n"; a fault or an error instead of the cells. */
static char *
dump(const char *text, const struct source_options *options, const char *const *columns)
{
	g_autoptr(GError) err = NULL;
	g_autofree char *path = NULL;
	GString *out = g_string_new(NULL);
	AUTO(source) source = NULL;
	gboolean row;
	int fd = g_file_open_tmp("sx-source-XXXXXX", &path, NULL);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	g_close(fd, NULL);
	source = source_open(path, options, &err);
	row = source != NULL;
	while (row && source_next(source, &row, &err) && row) {
		g_string_append_printf(out, "%d:", source_line(source));
		if (source_fault(source)) {
			g_string_append_printf(out, "!%s\n", source_fault(source));
			continue;
		}
		for (guint i = 0; columns[i]; i++) {
			const char *cell = source_text(source, columns[i]);

			g_string_append_printf(out, "%s%s", i ? "|" : "", cell ? cell : "NULL");
		}
		g_string_append_c(out, '\n');
	}
	if (err)
		g_string_append_printf(out, "error %d:%s", error_more(err)->line, err->message);
	g_unlink(path);
	return g_string_free(out, FALSE);
}

static void
same(const char *text, struct source_options options, const char *expected)
{
	static const char *const columns[] = {"a", "b.c", NULL};
	g_autofree char *got = dump(text, &options, columns);

	g_assert_cmpstr(got, ==, expected);
}

static void
test_csv(void)
{
	struct source_options csv = {.format = SOURCE_CSV}, guarded = {.format = SOURCE_CSV, .guarded = TRUE};

	same("a, b.c \n1,2\n\"x\ny\",3\n4\n5,6\n", csv, "2:1|2\n3:x\ny|3\n5:!the row has 1 cells and the heading 2\n6:5|6\n");
	same("a,a\n", csv, "error 1:the heading has the column 'a' twice");
	same("a,,b\n", csv, "error 1:the heading has a column without a name");
	same("z\n1\n", csv, "2:NULL|NULL\n");
	same("", csv, "");
	/* What the writer guards, the reader takes off; other apostrophes stay. */
	same("a,b.c\n'=1+1,''=x\n'quoted',-5\n", guarded, "2:=1+1|'=x\n3:'quoted'|-5\n");
	same("a,b.c\n'=1+1,''=x\n", csv, "2:'=1+1|''=x\n");
}

static void
test_json(void)
{
	struct source_options json = {.format = SOURCE_JSON}, deep = {.format = SOURCE_JSON, .rows = "d.rows"};

	same("[]", json, "");
	same("[\n {\"a\": 1, \"b\": {\"c\": \"x\"}},\n\n {\"a\": null, \"b.c\": true}\n]\n", json, "2:1|x\n4:NULL|true\n");
	same("{\"n\": [1, {\"rows\": 2}], \"d\": {\"t\": \"]}\\\"\", \"rows\": [{\"a\": \"[\"}]}}", deep, "1:[|NULL\n");
	same("[7, {\"a\": 2}]", json, "1:!the row is not a JSON object\n1:2|NULL\n");
	same("{\"d\": {}}", deep, "error 1:there is no key 'rows' on the mapping's path to the rows");
	same("{\"a\": 1}", json, "error 1:there is no key 'data' on the mapping's path to the rows");
	same("{\"sx\": 1, \"data\": [{\"a\": 1}]}", json, "1:1|NULL\n");
	same("7", json, "error 1:the rows are not a JSON array");
	same("[{\"a\": 1}\n{\"a\": 2}]", json, "1:1|NULL\nerror 2:a comma is missing between two rows");
	same("[{\"a\": 1},\n", json, "1:1|NULL\nerror 2:the file ends in the middle of a row, or this is not JSON");
	same("[{\"a\": 1}", json, "1:1|NULL\nerror 1:the file ends before its array does");
	same("[{\"a\": \"never", json, "error 1:the file ends in the middle of a row, or this is not JSON");
}

static void
test_ndjson(void)
{
	struct source_options lines = {.format = SOURCE_NDJSON};
	g_autofree char *got = NULL;

	same("{\"a\":1}\n\n{\"b\":{\"c\":2}}", lines, "1:1|NULL\n3:NULL|2\n");
	got = dump("{\"a\":1\n{\"a\":2}\n", &lines, (const char *const[]){"a", NULL});
	g_assert_true(g_str_has_prefix(got, "1:!"));
	g_assert_true(g_str_has_suffix(got, "\n2:2\n"));
}

static void
test_format(void)
{
	enum source_format format;

	g_assert_true(source_format_of("x/y.CSV", &format, NULL) && format == SOURCE_CSV);
	g_assert_true(source_format_of("ndjson", &format, NULL) && format == SOURCE_NDJSON);
	g_assert_true(source_format_of("a.json", &format, NULL) && format == SOURCE_JSON);
	g_assert_false(source_format_of("a.xlsx", &format, NULL));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/source/csv", test_csv);
	g_test_add_func("/source/json", test_json);
	g_test_add_func("/source/ndjson", test_ndjson);
	g_test_add_func("/source/format", test_format);
	return g_test_run();
}
