/* The cases of tests/merge: three texts and what they make, from either end. */
#include "merge.h"

#include <string.h>

#define PATH "action/2026/11/ACT-2611-7K3M9Q2.yaml"

static struct kinds *kinds; /* of the case that is run */

/* The lines of a section, NULL when the case has none. */
static char *
section(const char *text, const char *name)
{
	g_autofree char *head = g_strdup_printf("=== %s\n", name);
	const char *at = strstr(text, head), *end;

	if (!at)
		return NULL;
	at += strlen(head);
	end = strstr(at, "=== ");
	return end ? g_strndup(at, (gsize)(end - at)) : g_strdup(at);
}

/* The built-in kinds and the case's own. */
static struct kinds *
kinds_of(const char *text)
{
	g_autofree char *own = section(text, "schema");
	struct kinds *all = kinds_new();
	g_autoptr(GError) err = NULL;

	g_assert_true(kinds_add_builtin(all, &err));
	g_assert_true(!own || kinds_add(all, ".sx/schema/own.yaml", own, strlen(own), &err));
	g_assert_true(kinds_seal(all, &err));
	return all;
}

static struct record *
record(const char *path, const char *text, const char *name)
{
	g_autofree char *lines = section(text, name);
	g_autoptr(GError) err = NULL;
	struct record *r = lines ? record_parse(kinds, path, lines, strlen(lines), &err) : NULL;

	g_assert_no_error(err);
	return r;
}

/* data: 1 when ours is the case's theirs. */
static void
origin(enum merge_side side, const struct matter *matter, void *data, struct origin *out)
{
	gboolean ours = (side == MERGE_OURS) != GPOINTER_TO_INT(data);

	out->by = g_strdup(ours ? "asha" : "ben");
	out->at = g_strdup(ours ? "2026-11-20T11:00:00Z" : "2026-11-20T12:00:00Z");
	out->commit = g_strnfill(40, ours ? '1' : '2');
}

static void
try(const char *path, const char *text, gboolean swapped)
{
	AUTO(record) base = record(path, text, "base");
	AUTO(record) ours = record(path, text, swapped ? "theirs" : "ours");
	AUTO(record) theirs = record(path, text, swapped ? "ours" : "theirs");
	struct merge merge = {{base, ours, theirs}, origin, GINT_TO_POINTER(swapped)};
	g_autoptr(GPtrArray) arisen = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) err = NULL;
	g_autofree char *is = merge_record(&merge, arisen, &err), *wanted = section(text, "merged"), *said = NULL;
	g_autofree char *waiting = section(text, "arisen");

	g_assert_no_error(err);
	g_assert_cmpstr(is, ==, wanted);
	g_ptr_array_add(arisen, g_strdup(""));
	g_ptr_array_add(arisen, NULL);
	said = g_strjoinv("\n", (char **)arisen->pdata);
	g_assert_cmpstr(said, ==, waiting ? waiting : "");
}

static void
run(gconstpointer file)
{
	g_autofree char *text = NULL, *path = NULL;
	g_autoptr(GError) err = NULL;
	const char *line;

	g_file_get_contents(file, &text, NULL, &err);
	g_assert_no_error(err);
	kinds = kinds_of(text);
	line = strstr(text, "\npath ");
	path = line ? g_strndup(line + 6, strcspn(line + 6, "\n")) : g_strdup(PATH);
	try(path, text, FALSE);
	try(path, text, TRUE);
	kinds_free(kinds);
}

int
main(int argc, char **argv)
{
	g_autofree char *folder = g_build_filename(g_getenv("SX_SOURCE"), "tests", "merge", NULL);
	g_autoptr(GError) err = NULL;
	g_autoptr(GDir) dir = g_dir_open(folder, 0, &err);
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	g_assert_no_error(err);
	g_test_init(&argc, &argv, NULL);
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = g_strconcat("/merge/", name, NULL);

		g_ptr_array_add(files, g_build_filename(folder, name, NULL));
		g_test_add_data_func(path, files->pdata[files->len - 1], run);
	}
	g_assert_cmpuint(files->len, >, 20);
	return g_test_run();
}
