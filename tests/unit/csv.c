/* Tests of lib/csv.c: RFC 4180, encodings, places of faults, bounds. */
#include "csv.h"
#include <string.h>

/* All rows as "line:cell|cell\n"; on a fault the message with its place. */
static char *
dump(const char *text, gsize length, const struct csv_options *options)
{
	g_autoptr(GError) err = NULL;
	GString *out = g_string_new(NULL);
	AUTO(csv) csv = csv_open_text("f.csv", text, length, options, &err);
	gboolean row = csv != NULL;

	while (row && csv_next(csv, &row, &err) && row) {
		g_string_append_printf(out, "%d:", csv_line(csv));
		for (guint i = 0; i < csv_count(csv); i++)
			g_string_append_printf(out, "%s%s", i ? "|" : "", csv_cell(csv, i));
		g_string_append_c(out, '\n');
		g_assert_null(csv_cell(csv, csv_count(csv)));
	}
	if (err) {
		g_autofree char *place = error_place(err);

		g_string_append_printf(out, "%s: %s", place, err->message);
	}
	return g_string_free(out, FALSE);
}

#define SAME(text, expected) same(text, sizeof(text) - 1, NULL, expected)

static void
same(const char *text, gsize length, const struct csv_options *options, const char *expected)
{
	g_autofree char *got = dump(text, length, options);

	g_assert_cmpstr(got, ==, expected);
}

static void
test_rows(void)
{
	SAME("", "");
	SAME("a,b\r\n1,2\r\n", "1:a|b\n2:1|2\n");
	SAME("a,b\n1,2", "1:a|b\n2:1|2\n");
	SAME("a,b\n1,\n,2\n,\n", "1:a|b\n2:1|\n3:|2\n4:|\n");
	SAME("a,\"b\"\"c\",\"d,e\"\n", "1:a|b\"c|d,e\n");
	SAME("a\n\n\nb\n", "1:a\n4:b\n");
	SAME("a\n\"\"\nb\n", "1:a\n2:\n3:b\n");
	SAME("x,y\n\"two\r\nlines\",1\nlast,2\n", "1:x|y\n2:two\r\nlines|1\n4:last|2\n");
	SAME(" a , b \n", "1: a | b \n");
}

static void
test_faults(void)
{
	SAME("a,b\nc,d\"e\n", "1:a|b\nf.csv:2:4: there is a quote inside a cell that did not begin with one");
	SAME("a,b\n\"c\"d,e\n", "1:a|b\nf.csv:2:4: there is text after a closing quote");
	SAME("a\nb\n\"never\n closed\n", "1:a\n2:b\nf.csv:3:1: a quote is opened here and never closed");
	SAME("a\rb\n", "f.csv:1:2: there is a carriage return without a line feed");
	SAME("a\n\xff\n", "1:a\nf.csv:2: a cell is not valid UTF-8; say the file's encoding in the mapping");
	SAME("a\nb\0c\n", "1:a\nf.csv:2:2: there is a NUL byte; text in UTF-16 needs its byte order mark, or its encoding said "
			  "in the mapping");
	SAME("\xc3\xa9,\xc3\xa9\"\n", "f.csv:1:4: there is a quote inside a cell that did not begin with one");
}

static void
test_separator(void)
{
	struct csv_options semicolon = {.separator = ';'};

	SAME("a;b\n1,5;2\n", "1:a|b\n2:1,5|2\n");
	SAME("a\tb\n1\t2\n", "1:a|b\n2:1|2\n");
	SAME("\"a;\tb\",c\n", "1:a;\tb|c\n");
	SAME("one\n1;2\n", "1:one\n2:1;2\n");
	SAME("a,b;c\n", "f.csv:1: the first line has more than one of comma, semicolon and tab, so what separates its cells is "
			"not clear");
	same("a,b;c\n", 6, &semicolon, "1:a,b|c\n");
}

static void
test_encoding(void)
{
	struct csv_options western = {.encoding = "windows-1252"}, little = {.encoding = "utf-16le"},
			   unknown = {.encoding = "klingon"};
	g_autoptr(GError) err = NULL;

	SAME("\xef\xbb\xbfid,b\n", "1:id|b\n");
	SAME("\xff\xfe"
	     "a\0\t\0\xe9\0\r\0\n\0",
		"1:a|\xc3\xa9\n");
	SAME("\xfe\xff\0a\0,\0b", "1:a|b\n");
	same("a\0,\0b\0", 6, &little, "1:a|b\n");
	same("caf\xe9,\x80\n", 7, &western, "1:caf\xc3\xa9|\xe2\x82\xac\n");
	/* A lone surrogate on the second line. */
	SAME("\xff\xfe"
	     "a\0\n\0\0\xdc",
		"1:a\nf.csv:2:1: the text is not valid in the encoding it is read in");
	g_assert_null(csv_open_text("f", "a", 1, &unknown, &err));
	g_assert_error(err, ERROR_DOMAIN, ERR_USAGE);
}

/* Text that crosses the reader's buffer at every offset reads the same. */
static void
test_chunks(void)
{
	for (gsize pad = 65526; pad < 65540; pad++) {
		g_autoptr(GString) text = g_string_new("h\n");
		g_autofree char *got = NULL;

		while (text->len < pad)
			g_string_append_c(text, 'x');
		g_string_append(text, ",\"q\"\"\r\n\xc3\xa9\"\r\nend,1\r\n");
		got = dump(text->str, text->len, NULL);
		g_assert_true(g_str_has_suffix(got, "x|q\"\r\n\xc3\xa9\n4:end|1\n"));
	}
}

static void
test_bounds(void)
{
	g_autofree char *cell = g_strnfill(CSV_CELL + 1, 'x'), *row = g_strnfill(CSV_COLUMNS, ',');

	same(cell, CSV_CELL + 1, NULL, "f.csv:1: a cell is longer than 1 MiB");
	same(row, CSV_COLUMNS, NULL, "f.csv:1: a row has more than 4096 cells");
}

static void
test_file(void)
{
	g_autoptr(GError) err = NULL;

	g_assert_null(csv_open("/nonexistent/x.csv", NULL, &err));
	g_assert_error(err, ERROR_DOMAIN, ERR_NOT_FOUND);
	g_clear_error(&err);
	g_assert_null(csv_open("/", NULL, &err)); /* a folder opens but does not read */
	g_assert_error(err, ERROR_DOMAIN, ERR_IO);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/csv/rows", test_rows);
	g_test_add_func("/csv/faults", test_faults);
	g_test_add_func("/csv/separator", test_separator);
	g_test_add_func("/csv/encoding", test_encoding);
	g_test_add_func("/csv/chunks", test_chunks);
	g_test_add_func("/csv/bounds", test_bounds);
	g_test_add_func("/csv/file", test_file);
	return g_test_run();
}
