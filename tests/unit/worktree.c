/* Edits found in the work tree, against git status; files reached through links refused. */
#include "worktree.h"
#include "repo_fixture.h"
#include <unistd.h>

static void
assert_edits(const char *dir, const char *const *roots, const char *expected)
{
	g_autoptr(GError) error = NULL;
	AUTO(store) store = fixture_store(dir);
	g_autoptr(GPtrArray) edits = NULL;
	g_autoptr(GString) got = g_string_new(NULL);
	struct head head = {0};

	g_assert_true(store_head(store, &head, &error));
	edits = worktree_edits(store, &head.tree, roots, &error);
	g_assert_no_error(error);
	for (guint i = 0; i < edits->len; i++) {
		struct worktree_edit *edit = edits->pdata[i];

		g_string_append_printf(got, "%s%c %s", i ? ", " : "", "MADL"[edit->type], edit -> path);
	}
	g_assert_cmpstr(got->str, ==, expected);
	head_clear(&head);
}

static const char *const roots[] = {"action", "person", ".sx", NULL};

static void
make(const char *dir)
{
	g_free(sh("git init -q %s; cd %s; mkdir -p action/1 action/2 person .sx other; for i in 1 2 3; do echo $i >action/1/$i; "
		  "echo $i >action/2/$i;"
		  "done; echo p >person/p; echo c >.sx/config.yaml; echo o >other/o; printf '*.swp\\ntmp/\\n' >.gitignore; git "
		  "add .; git commit -qm one",
		dir, dir));
}

static void
test_plain(void)
{
	make("p");
	assert_edits("p", roots, "");
	assert_edits("p", NULL, "");
	g_free(sh("cd p; echo x >>action/1/2; rm action/2/3; echo n >person/n; mkdir -p action/3/4; echo n >action/3/4/n; echo z "
		  ">other/z;"
		  "echo s >action/1/.x.swp; mkdir person/tmp; echo t >person/tmp/t; touch action/1/1"));
	assert_edits("p", roots, "M action/1/2, D action/2/3, A action/3/4/n, A person/n");
}

static void
test_same_size(void)
{
	make("q");
	/* Same size, same second, in place; and with the time set back. */
	g_free(sh("cd q; printf 9 | dd of=action/1/1 conv=notrunc status=none; touch -r action/1/2 keep; printf 8 | dd "
		  "of=action/1/2 conv=notrunc status=none;"
		  "touch -r keep action/1/2; rm keep"));
	assert_edits("q", roots, "M action/1/1, M action/1/2");
	g_free(sh("cd q; git checkout -q action; printf 'p\\r\\n' >person/p; chmod +x action/1/3"));
	assert_edits("q", roots, ""); /* what git's eol=lf would bring in is no edit */
}

/* The index is not HEAD's tree. */
static void
test_staged(void)
{
	make("s");
	g_free(sh("cd s; echo n >action/1/n; echo x >action/1/1; git add .; git rm -q --cached action/1/2 person/p; echo y "
		  ">person/p;"
		  "git rm -q action/2/1; echo 2 >action/1/0; git add action/1/0; rm action/1/0; echo x >action/2/2; git add "
		  "action/2/2; echo 2 >action/2/2"));
	assert_edits("s", roots, "M action/1/1, A action/1/n, D action/2/1, M person/p");
}

static void
test_none(void)
{
	g_free(sh("git init -q n; cd n; mkdir action; echo 1 >action/1"));
	assert_edits("n", roots, "A action/1");
	g_free(sh("cd n; git add .; git commit -qm 1; rm .git/index"));
	assert_edits("n", roots, "");
}

static void
test_shapes(void)
{
	make("t");
	g_free(sh("cd t; rm action/1/1; mkdir action/1/1; echo in >action/1/1/in; rm -r action/2; echo file >action/2; rm "
		  "action/1/2; ln -s 3 action/1/2;"
		  "rm -r person; ln -s /etc person; mkdir action/repo; git init -q action/repo; echo 1 >action/repo/x; mkfifo "
		  "action/1/pipe"));
	assert_edits("t", roots,
		"D action/1/1, A action/1/1/in, L action/1/2, L action/1/pipe, A action/2, D action/2/1, D action/2/2, D "
		"action/2/3, L person, D person/p");
}

static void
test_files(void)
{
	g_autoptr(GError) error = NULL;
	AUTO(store) store = store_init("f", FALSE, NULL);
	static const char *const bad[] = {"../x", "a/../x", "/x", "", "a//b", ".git/config", "a/.GIT/x", "./x", NULL};
	g_autoptr(GBytes) bytes = NULL;

	g_assert_true(worktree_write(store, "action/2026/11/a.yaml", "one\n", 4, &error));
	g_assert_true(worktree_write(store, "action/2026/11/a.yaml", "two\n", 4, &error));
	g_assert_true(worktree_sync(store, &error));
	{
		AUTO(worktree_fill) fill = worktree_fill_new(store, 1);

		g_assert_true(worktree_fill_put(fill, "person/a.yaml", "one\n", 4, &error));
		g_assert_true(worktree_fill_put(fill, "person/a.yaml", "two\n", 4, &error));
		g_assert_true(worktree_fill_put(fill, "person/b/c.yaml", "three\n", 6, &error));
		g_assert_true(worktree_fill_put(fill, "top.yaml", "four\n", 5, &error));
		g_assert_false(worktree_fill_put(fill, "../top.yaml", "four\n", 5, NULL));
		g_assert_false(worktree_fill_put(fill, "person/b", "four\n", 5, NULL));
	}
	assert_sh("cd f; cat person/a.yaml person/b/c.yaml top.yaml; rm -r person top.yaml", "two\nthree\nfour");
	assert_sh("cat f/action/2026/11/a.yaml; ls f/.git/sx", "two");
	bytes = worktree_read(store, "action/2026/11/a.yaml", 4, &error);
	g_assert_cmpmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), "two\n", 4);
	g_assert_null(worktree_read(store, "action/2026/11/a.yaml", 3, &error));
	g_assert_error(error, ERROR_DOMAIN, ERR_INVALID);
	g_clear_error(&error);
	for (int i = 0; bad[i]; i++) {
		g_assert_false(worktree_write(store, bad[i], "x", 1, &error));
		g_assert_error(error, ERROR_DOMAIN, ERR_INVALID);
		g_clear_error(&error);
		g_assert_null(worktree_read(store, bad[i], 10, NULL));
		g_assert_false(worktree_remove(store, bad[i], NULL));
	}
	g_free(sh("mkdir out; echo secret >out/s; cd f; ln -s ../out link; ln -s ../out/s action/l; mkfifo action/p; mkdir "
		  "action/d"));
	g_assert_null(worktree_read(store, "link/s", 100, NULL));
	g_assert_null(worktree_read(store, "action/l", 100, NULL));
	g_assert_null(worktree_read(store, "action/p", 100, NULL));
	g_assert_null(worktree_read(store, "action/d", 100, NULL));
	g_assert_false(worktree_write(store, "link/s", "x", 1, &error));
	g_assert_error(error, ERROR_DOMAIN, ERR_INVALID);
	g_assert_false(worktree_write(store, "link/new/s", "x", 1, NULL));
	g_assert_false(worktree_write(store, "action/l", "x", 1, NULL));
	g_assert_false(worktree_write(store, "action/d", "x", 1, NULL));
	g_assert_false(worktree_remove(store, "link/s", NULL));
	assert_sh("cat out/s; ls out", "secret\ns");
	g_assert_true(worktree_remove(store, "action/2026/11/a.yaml", NULL));
	g_assert_true(worktree_remove(store, "action/2026/11/a.yaml", NULL));
	assert_sh("ls f/action", "d\nl\np");
}

/* A look leaves a file behind: none begins early in a repository of somebody else, which only root can make. */
static void
test_foreign(void)
{
	static const char *const none[] = {NULL};
	struct scan *scan;

	do_sh("git init -q g");
	scan = worktree_expect("g", none);
	g_assert_nonnull(scan);
	worktree_cancel(scan);
	if (geteuid() != 0)
		return;
	g_assert_cmpint(chown("g/.git", 65534, 65534), ==, 0);
	g_assert_null(worktree_expect("g", none));
	g_assert_cmpint(chown("g/.git", 0, 0), ==, 0);
	g_assert_cmpint(chown("g", 65534, 65534), ==, 0);
	g_assert_null(worktree_expect("g", none));
}

int
main(int argc, char **argv)
{
	char *dir = NULL;
	int result;

	g_test_init(&argc, &argv, NULL);
	dir = fixture_new();
	g_test_add_func("/worktree/plain", test_plain);
	g_test_add_func("/worktree/same-size", test_same_size);
	g_test_add_func("/worktree/staged", test_staged);
	g_test_add_func("/worktree/none", test_none);
	g_test_add_func("/worktree/shapes", test_shapes);
	g_test_add_func("/worktree/files", test_files);
	g_test_add_func("/worktree/foreign", test_foreign);
	result = g_test_run();
	fixture_done(dir);
	return result;
}
