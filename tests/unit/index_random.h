/*
 * A random repository for tests of the index, and its rows as lines. Include once.
 *
 *	rnd = g_rand_new_with_seed(g_test_rand_int());
 *	make_repository(60);  random_edits(8);  ...  leave_repository();
 */
#ifndef INDEX_RANDOM_H
#define INDEX_RANDOM_H

#include "index.h"
#include "repo_fixture.h"

static GRand *rnd G_GNUC_UNUSED;

/* --- a random repository --- */

static const char *const kinds[] = {"action", "decision", "issue", "finding"};
static const char *const prefixes[] = {"ACT", "DEC", "ISS", "FND"};
static const char *const people[] = {"asha", "ravi.k", "meena", "nobody"};
static const char *const states[] = {"open", "active", "closed", "bogus"};
static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static inline char *
random_text(void)
{
	GString *out = g_string_new(NULL);

	if (g_rand_int_range(rnd, 0, 12) == 0)
		return g_string_free(g_string_assign(out, "title: [broken\n"), FALSE);
	g_string_append_printf(out, "title: Seal number %d\n", g_rand_int_range(rnd, 0, 100000));
	if (g_rand_boolean(rnd))
		g_string_append_printf(out, "owner: %s\n", people[g_rand_int_range(rnd, 0, 4)]);
	if (g_rand_boolean(rnd))
		g_string_append_printf(out, "due: 2026-%02d-%02d\n", g_rand_int_range(rnd, 1, 13), g_rand_int_range(rnd, 1, 28));
	if (g_rand_boolean(rnd))
		g_string_append_printf(out, "state: %s\n", states[g_rand_int_range(rnd, 0, 4)]);
	if (g_rand_boolean(rnd))
		g_string_append_printf(
			out, "tags: [a%d, b]\nprogress: %d\n", g_rand_int_range(rnd, 0, 9), g_rand_int_range(rnd, 0, 100));
	if (g_rand_boolean(rnd))
		g_string_append(out, "notes:\n  - at: \"2026-01-01T00:00:00Z\"\n    by: asha\n    did: extend\n    text: |\n     "
				     " it's \"late\"\n");
	if (g_rand_boolean(rnd))
		g_string_append(out, "# a comment\nunknown: {x: 1}\n");
	return g_string_free(out, FALSE);
}

static inline void
write_at(const char *path, const char *text)
{
	g_autofree char *dir = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(dir, 0777), ==, 0);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static inline char *
new_path(void)
{
	int k = g_rand_int_range(rnd, 0, G_N_ELEMENTS(kinds)), month = g_rand_int_range(rnd, 1, 13);
	char tail[8] = "";

	for (int i = 0; i < 7; i++)
		tail[i] = crockford[g_rand_int_range(rnd, 0, 32)];
	return g_strdup_printf("%s/2026/%02d/%s-26%02d-%s.yaml", kinds[k], month, prefixes[k], month, tail);
}

static inline void
list_files(const char *dir, GPtrArray *out)
{
	g_autoptr(GDir) d = g_dir_open(*dir ? dir : ".", 0, NULL);
	const char *name;

	while (d && (name = g_dir_read_name(d))) {
		g_autofree char *path = *dir ? g_build_filename(dir, name, NULL) : g_strdup(name);

		if (g_str_equal(name, ".git"))
			continue;
		if (g_file_test(path, G_FILE_TEST_IS_DIR) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK))
			list_files(path, out);
		else
			g_ptr_array_add(out, g_strdup(path));
	}
}

static inline char *
some_file(void)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);

	list_files("action", all);
	return all->len ? g_strdup(all->pdata[g_rand_int_range(rnd, 0, all->len)]) : new_path();
}

static inline void
random_edits(int n)
{
	for (int i = 0; i < n; i++) {
		g_autofree char *old = some_file(), *path = new_path(), *text = random_text();

		switch (g_rand_int_range(rnd, 0, 3)) {
		case 0:
			write_at(path, text);
			break;
		case 1:
			write_at(old, text);
			break;
		default:
			g_unlink(old);
		}
	}
}

static inline void
make_repository(int n)
{
	do_sh("rm -rf r && git init -q r");
	g_assert_cmpint(g_chdir("r"), ==, 0);
	write_at("person/asha.yaml", "name: Asha Rao\nemail: Asha@Plant.example\nstate: active\n");
	write_at("README.md", "no record\n");
	write_at("action/2026/01/ACT-2601-AAAAAAA.yaml", "title: the first\n");
	for (int i = 0; i < n; i++) {
		g_autofree char *path = new_path(), *text = random_text();

		write_at(path, text);
	}
	do_sh("git add -A && git commit -qm first");
}

static inline void
leave_repository(void)
{
	g_assert_cmpint(g_chdir(".."), ==, 0);
}

/* --- rows of the index as lines --- */

static inline int
by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static inline void
add_rows(GPtrArray *lines, struct index *ix, const char *sql)
{
	g_autoptr(GError) error = NULL;
	AUTO(db_query) q = db_prepare(index_db(ix), sql, &error);
	gboolean row;

	g_assert_no_error(error);
	while (db_step(q, &row, &error) && row)
		g_ptr_array_add(lines, g_strdup(db_text(q, 0)));
	g_assert_no_error(error);
}

#endif
