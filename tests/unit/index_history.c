/* The history in the index against git log. */
#include "index_random.h"

static void
compare_history(const char *at)
{
	struct repo_where where = {NULL, NULL, DAY_NONE};
	AUTO(repo) repo = repo_open(&where, NULL);
	g_autoptr(GError) error = NULL;
	AUTO(snapshot) snapshot = snapshot_open(repo, at, NULL);
	AUTO(index) ix = index_open(snapshot, NULL);
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *expected = NULL, *got = NULL;

	g_assert_true(index_history(ix, &error));
	g_assert_no_error(error);
	add_rows(lines, ix,
		"select distinct lower(hex(c.oid)) || ' ' || c.subject || coalesce(' ' || t.path, '') from change_log c left "
		"join touch t using (seq)");
	g_ptr_array_sort(lines, by_text);
	g_ptr_array_add(lines, NULL);
	got = g_strjoinv("\n", (char **)lines->pdata);
	/* -c is the combined diff: a merge lists what differs from all its parents */
	expected = sh("for c in $(git rev-list %s); do s=$(git log -1 --format='%%H %%s' $c); "
		      "f=$(git diff-tree --root --no-commit-id --name-only -r -c $c); "
		      "if [ -z \"$f\" ]; then echo \"$s\"; else echo \"$f\" | while read p; do echo \"$s $p\"; done; fi; done | "
		      "LC_ALL=C sort",
		at ? at : "HEAD");
	g_assert_cmpstr(got, ==, expected);
}

static void
test_history(void)
{
	make_repository(10);
	compare_history(NULL);
	for (int i = 0; i < 4; i++) {
		random_edits(3);
		do_sh("git add -A && git commit -qm 'on %d' --allow-empty", i);
	}
	compare_history(NULL);
	compare_history("HEAD~2");
	do_sh("git checkout -q -b side HEAD~2");
	write_at("action/2026/03/ACT-2603-BBBBBBB.yaml", "title: side\n");
	write_at("action/2026/01/ACT-2601-AAAAAAA.yaml", "title: the first\nowner: asha\n");
	do_sh("git add -A && git commit -qm side");
	compare_history(NULL);
	compare_history("main");
	do_sh("git checkout -q main");
	write_at("action/2026/01/ACT-2601-AAAAAAA.yaml", "title: the last\n");
	do_sh("git add -A && git commit -qm main");
	do_sh("git merge -q side -m merge >/dev/null || { printf 'title: both\\n' > action/2026/01/ACT-2601-AAAAAAA.yaml; "
	      "git add -A; git commit -qm merge; }");
	compare_history(NULL);
	compare_history("side");
	do_sh("git commit -q --amend -m merged");
	compare_history(NULL);
	do_sh("git reset -q --hard HEAD~1");
	compare_history(NULL);
	do_sh("head -c 5000 /dev/urandom > .git/sx/history.db");
	compare_history(NULL);
	do_sh("rm -rf .git/sx && echo > .git/sx");
	compare_history(NULL);
	compare_history("HEAD~1");
	leave_repository();
}

int
main(int argc, char **argv)
{
	char *dir;
	int status;

	g_test_init(&argc, &argv, NULL);
	rnd = g_rand_new_with_seed(g_test_rand_int());
	dir = fixture_new();
	g_test_add_func("/index/history", test_history);
	status = g_test_run();
	fixture_done(dir);
	g_rand_free(rnd);
	return status;
}
