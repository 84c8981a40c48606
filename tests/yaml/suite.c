/*
 * Cases of the YAML test suite: each folder holds in.yaml, test.event and, when
 * the text is no YAML, error. A case passes when it is refused with a place, or
 * read with the events that test.event says; behind -a only what is no YAML may
 * be refused. TAP on stdout.
 */
#include "doc.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int tests, were_read, were_refused;
static gboolean all; /* every case that is YAML must be read */

static void
append_text(GString *out, char style, const char *text)
{
	g_string_append_printf(out, "=VAL %c", style);
	for (; *text; text++) {
		const char *found = strchr("\n\t\\", *text);

		if (found)
			g_string_append_printf(out, "\\%c", "nt\\"[found - "\n\t\\"]);
		else
			g_string_append_c(out, *text);
	}
	g_string_append_c(out, '\n');
}

static void
append_events(GString *out, const struct node *node)
{
	gboolean flow = node->style == STYLE_FLOW;

	if (node->type == NODE_SCALAR) {
		append_text(out, ":'\"|>"[node->style], node -> text);
		return;
	}
	if (node->type == NODE_LIST)
		g_string_append(out, flow ? "+SEQ []\n" : "+SEQ\n");
	else
		g_string_append(out, flow ? "+MAP {}\n" : "+MAP\n");
	for (guint i = 0; i < node->n; i++) {
		if (node->type == NODE_MAP)
			append_events(out, node->keys[i]);
		append_events(out, node->items[i]);
	}
	g_string_append(out, node->type == NODE_LIST ? "-SEQ\n" : "-MAP\n");
}

/* Whether a document's ends are marked is not kept, nor is an empty document told from none. */
static char *
normal(const char *events)
{
	g_auto(GStrv) lines = g_strsplit(events, "\n", -1);
	g_autofree char *text = NULL;

	for (guint i = 0; lines[i]; i++)
		if (g_str_has_prefix(lines[i], "+DOC") || g_str_has_prefix(lines[i], "-DOC"))
			lines[i][4] = '\0';
	text = g_strjoinv("\n", lines);
	return g_strdup(g_str_equal(text, "+STR\n-STR\n") ? "+STR\n+DOC\n=VAL :\n-DOC\n-STR\n" : text);
}

static char *
events_of(const struct doc *doc)
{
	GString *out = g_string_new("+STR\n+DOC\n");

	if (doc->root)
		append_events(out, doc->root);
	else
		g_string_append(out, "=VAL :\n");
	g_string_append(out, "-DOC\n-STR\n");
	return g_string_free(out, FALSE);
}

static void
result(gboolean ok, const char *name, const char *how)
{
	printf("%s %d - %s # %s\n", ok ? "ok" : "not ok", ++tests, name, how);
}

static void
comment(const char *title, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	printf("# %s\n", title);
	for (guint i = 0; lines[i]; i++)
		printf("#   %s\n", lines[i]);
}

static void
check_read(const char *name, const char *text, const char *wanted, const struct doc *doc)
{
	g_autofree char *read = events_of(doc), *expected = wanted ? normal(wanted) : NULL;
	gboolean same = expected && g_str_equal(read, expected);

	were_read++;
	result(same, name, same ? "read" : wanted ? "misread" : "read, but it is not YAML");
	if (same)
		return;
	comment("text", text);
	comment("read as", read);
	comment("should be", expected ? expected : "refused");
}

static void
run_case(const char *folder, const char *name)
{
	g_autofree char *yaml = g_build_filename(folder, "in.yaml", NULL), *event = g_build_filename(folder, "test.event", NULL);
	g_autofree char *error = g_build_filename(folder, "error", NULL), *text = NULL, *wanted = NULL, *place = NULL;
	g_autoptr(GError) err = NULL;
	AUTO(doc) doc = NULL;
	gsize length;

	if (!g_file_get_contents(yaml, &text, &length, NULL))
		return;
	if (!g_file_test(error, G_FILE_TEST_EXISTS))
		g_file_get_contents(event, &wanted, NULL, NULL);
	alarm(10); /* a hang ends the program, and so the test */
	doc = doc_parse("in.yaml", text, length, &err);
	alarm(0);
	if (doc) {
		check_read(name, text, wanted, doc);
		return;
	}
	were_refused++;
	place = error_place(err);
	result(error_more(err)->line > 0 && error_more(err)->column > 0 && error_more(err)->hint && !(all && wanted), name,
		"refused");
	printf("#   %s: %s\n", place, err->message);
}

static int
compare(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The folder itself, or those below it: cases may have numbered parts. */
static void
run_folder(const char *folder, const char *name)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *entry;

	run_case(folder, name);
	while (dir && (entry = g_dir_read_name(dir)))
		if (!g_str_equal(entry, "name") && !g_str_equal(entry, "tags"))
			g_ptr_array_add(names, g_strdup(entry));
	g_ptr_array_sort(names, compare);
	for (guint i = 0; i < names->len; i++) {
		const char *below = g_ptr_array_index(names, i);
		g_autofree char *path = g_build_filename(folder, below, NULL),
				*full = g_strconcat(name, *name ? "/" : "", below, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_DIR) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK))
			run_folder(path, full);
	}
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (g_str_equal(argv[i], "-a"))
			all = TRUE;
		else
			run_folder(argv[i], "");
	printf("# %d read, %d refused\n1..%d\n", were_read, were_refused, tests);
	return 0;
}
