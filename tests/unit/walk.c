/* Walks of random histories, whose clocks are weeks apart, against a naive one; and how little of a long one is read. */
#include "repo_fixture.h"
#include "store.h"
#include <string.h>

#define COMMITS 120
#define LONG 1000

static GRand *rnd;
static int parents[LONG + 1][2]; /* of the history made last, by number; 0: none */

/* A history as git fast-import reads it: each commit goes on from one or two of the last few, by a clock that is up to `apart` off. */
static void
make_history(const char *dir, int n, int merges, int apart)
{
	g_autoptr(GString) stream = g_string_new(NULL);

	for (int i = 1; i <= n; i++) {
		int at = 1700000000 + i * 60 + g_rand_int_range(rnd, -apart, apart + 1), one = i - g_rand_int_range(rnd, 1, 8),
		    other = i - g_rand_int_range(rnd, 1, 25);

		parents[i][0] = i > 1 ? MAX(one, 1) : 0;
		parents[i][1] = i > 1 && g_rand_int_range(rnd, 0, 100) < merges ? MAX(other, 1) : 0;
		g_string_append_printf(
			stream, "commit refs/heads/c%d\nmark :%d\ncommitter A <a@x> %d +0000\ndata 4\n%04d\n", i, i, at, i);
		for (int p = 0; p < 2; p++)
			if (parents[i][p])
				g_string_append_printf(stream, "%s :%d\n", p ? "merge" : "from", parents[i][p]);
		g_string_append_c(stream, '\n');
	}
	g_assert_true(g_file_set_contents("stream", stream->str, -1, NULL));
	do_sh("git init -q %s && git -C %s fast-import --quiet <stream", dir, dir);
}

static void
reach(gboolean *from, int commit)
{
	if (!commit || from[commit])
		return;
	from[commit] = TRUE;
	reach(from, parents[commit][0]);
	reach(from, parents[commit][1]);
}

/* Of one commit what two others have not, by its numbers. */
static char *
expected(int tip, int one, int other)
{
	gboolean wanted[LONG + 1] = {FALSE}, known[LONG + 1] = {FALSE};
	GString *lines = g_string_new(NULL);

	reach(wanted, tip);
	reach(known, one);
	reach(known, other);
	for (int i = 1; i <= LONG; i++)
		if (wanted[i] && !known[i])
			g_string_append_printf(lines, "%04d ", i);
	return g_string_free(lines, FALSE);
}

static int
by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static gboolean
note(const struct commit_info *commit, void *data, GError **err)
{
	g_ptr_array_add(data, g_strdup_printf("%.4s ", commit->message));
	return TRUE;
}

static void
compare(struct store *store, int tip, int one, int other)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autofree char *wanted = expected(tip, one, other), *got = NULL;
	int at[] = {tip, one, other};
	struct oid oids[3];

	for (int i = 0; i < 3; i++) {
		g_autofree char *name = g_strdup_printf("c%d", at[i]);

		g_assert_true(store_resolve(store, name, &oids[i], &error));
	}
	g_assert_true(store_walk_new(store, &oids[0], oids + 1, 2, TRUE, note, lines, &error));
	g_assert_no_error(error);
	g_ptr_array_sort(lines, by_text);
	g_ptr_array_add(lines, NULL);
	got = g_strjoinv("", (char **)lines->pdata);
	g_assert_cmpstr(got, ==, wanted);
}

static int
some(int from)
{
	return g_rand_int_range(rnd, from, COMMITS + 1);
}

static void
test_random(void)
{
	static const int apart[] = {0, 600, 3600, 2 * 86400, 40 * 86400};

	for (guint round = 0; round < G_N_ELEMENTS(apart); round++) {
		g_autofree char *dir = g_strdup_printf("h%u", round);
		AUTO(store) store = NULL;

		make_history(dir, COMMITS, 10 + 15 * (int)round, apart[round]);
		store = fixture_store(dir);
		for (int i = 0; i < 200; i++)
			compare(store, some(COMMITS / 2), some(1), some(COMMITS / 2));
	}
}

/* What is long known is not read, even when all was recorded within a day: here it is not there any more. */
static void
test_little(void)
{
	AUTO(store) store = NULL;

	make_history("l", LONG, 30, 0);
	do_sh("cd l && mv .git/objects/pack .. && mkdir .git/objects/pack && "
	      "for p in ../pack/*.pack; do git unpack-objects -q <$p; done");
	do_sh("cd l && git rev-list c700 | sed 's|^..|.git/objects/&/|' | xargs rm");
	store = fixture_store("l");
	compare(store, LONG, LONG - 10, LONG - 9);
}

int
main(int argc, char **argv)
{
	char *dir;
	int status;

	g_test_init(&argc, &argv, NULL);
	rnd = g_rand_new_with_seed(g_test_rand_int());
	dir = fixture_new();
	g_test_add_func("/walk/random", test_random);
	g_test_add_func("/walk/little", test_little);
	status = g_test_run();
	fixture_done(dir);
	g_rand_free(rnd);
	return status;
}
