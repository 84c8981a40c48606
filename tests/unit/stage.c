/* git's index as sx reads and writes it, against the git program. */
#include "stage.h"
#include "repo_fixture.h"

static struct store *
open_at(const char *dir)
{
	g_autoptr(GError) error = NULL;
	struct store *store = store_open(dir, NULL, &error);

	g_assert_no_error(error);
	return store;
}

/* What git ls-files says of the index, from the stage. */
static char *
list_stage(const char *git_dir)
{
	g_autoptr(GError) error = NULL;
	AUTO(stage) stage = stage_open(git_dir, &error);
	GString *out = g_string_new(NULL);
	struct stage_entry e;
	char hex[OID_HEX];

	g_assert_no_error(error);
	for (guint i = 0; stage && stage_get(stage, i, &e); i++) {
		oid_hex(&e.oid, hex);
		g_string_append_printf(out, "%o %s %d\t%s\n", e.mode, hex, e.level, e.path);
	}
	return g_strchomp(g_string_free(out, FALSE));
}

static void
assert_same_list(const char *dir)
{
	g_autofree char *git_dir = g_build_filename(dir, ".git", NULL), *ours = list_stage(git_dir);
	g_autofree char *theirs = sh("git -C %s ls-files --stage", dir);

	g_assert_cmpstr(ours, ==, theirs);
}

static void
test_read(void)
{
	g_autofree char *made =
		sh("git init -q r; cd r; mkdir -p a/b 'long'; echo 1 >a/b/1; echo 2 >a/2; echo 3 >'long/%0200d'; ln -s a link;"
		   "git add .; git commit -qm one",
			7);
	AUTO(store) store = NULL;
	struct head head = {0};
	struct oid tree;

	assert_same_list("r");
	store = open_at("r");
	g_assert_true(store_head(store, &head, NULL));
	{
		AUTO(stage) stage = stage_open("r/.git", NULL);

		g_assert_true(stage_tree(stage, &tree) && oid_equal(&tree, &head.tree));
		g_assert_cmpuint(stage_count(stage), ==, 4);
	}
	g_free(sh("cd r; git update-index --index-version 4; echo 5 >a/b/12; git add -N a/b/12"));
	assert_same_list("r");
	g_free(sh("cd r; git update-index --index-version 2; git update-index --skip-worktree a/2"));
	assert_same_list("r"); /* version 3 by now */
	head_clear(&head);
}

static void
test_odd(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *made = sh("git init -q o; cd o; echo 1 >1; echo 2 >2; git add .; git update-index --split-index");
	g_autofree char *bytes = NULL;
	gsize length;

	g_assert_null(stage_open("empty-folder", &error));
	g_assert_no_error(error);
	g_assert_null(stage_open("o/.git", &error));
	g_assert_error(error, ERROR_DOMAIN, ERR_NO);
	g_clear_error(&error);
	g_free(sh("cd o; git update-index --no-split-index"));
	assert_same_list("o");
	/* Every way to cut it short, and every byte wrong: an error or entries, never a crash. */
	g_assert_true(g_file_get_contents("o/.git/index", &bytes, &length, NULL));
	g_mkdir("cut", 0755);
	for (gsize i = 0; i < 2 * length; i++) {
		AUTO(stage) stage = NULL;
		g_autofree char *copy = g_memdup2(bytes, length);
		struct stage_entry e;

		if (i >= length)
			copy[i - length] ^= 0x55;
		g_assert_true(g_file_set_contents("cut/index", copy, i < length ? i : length, NULL));
		stage = stage_open("cut", &error);
		g_assert_true(stage || error);
		for (guint n = 0; stage && stage_get(stage, n, &e); n++)
			g_assert_cmpuint(strlen(e.path), <, length);
		g_clear_error(&error);
	}
}

/* A commit and the move of the branch. */
static gboolean
make_commit(struct store *store, const struct oid *tree, const struct oid *parent, const char *branch,
	const struct person_mark *who, const char *message, struct oid *out, GError **err)
{
	return store_write_commit(store, tree, parent, who, message, NULL, NULL, out, err) &&
	       store_move_branch(store, branch, parent, out, who, "change", err);
}

/* One change as a command makes it: file, tree, commit, index. text NULL removes. */
static void
change(struct store *store, const char *path, const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *full = g_build_filename(store_work_dir(store), path, NULL), *folder = g_path_get_dirname(full);
	struct person_mark who = {"A", "a@b.example", 1795000000, 0};
	struct tree_change tree_change = {.path = path, .remove = !text};
	struct stage_change stage_change = {.path = path, .remove = !text, .work_path = full};
	AUTO(stage_lock) lock = stage_lock_take(store, &error);
	struct head head = {0};
	struct oid tree, commit;

	g_assert_no_error(error);
	g_assert_true(store_head(store, &head, &error));
	g_mkdir_with_parents(folder, 0755);
	if (text)
		g_assert_true(store_write_blob(store, text, strlen(text), &tree_change.oid, &error));
	if (text)
		g_assert_true(g_file_set_contents(full, text, -1, &error));
	else
		g_unlink(full);
	stage_change.oid = tree_change.oid;
	g_assert_true(store_write_tree(store, &head.tree, &tree_change, 1, &tree, &error));
	g_assert_true(make_commit(store, &tree, &head.commit, head.branch, &who, "change\n", &commit, &error));
	g_assert_true(stage_update(store, &stage_change, 1, &head.tree, &tree, &error));
	g_assert_no_error(error);
	head_clear(&head);
}

static void
assert_clean(const char *dir)
{
	g_autofree char *status = sh("cd %s; git status --porcelain; git fsck --strict 2>&1; git diff-index --cached HEAD", dir);
	g_autofree char *valid =
		sh("cd %s; GIT_TRACE2_PERF=1 git diff-index --cached --quiet HEAD 2>&1 | grep -c do_write_index || true", dir);
	g_autofree char *git_dir = g_build_filename(dir, ".git", NULL);
	AUTO(store) store = open_at(dir);
	struct head head = {0};
	struct oid tree;
	AUTO(stage) stage = stage_open(git_dir, NULL);

	g_assert_cmpstr(status, ==, "");
	g_assert_true(store_head(store, &head, NULL));
	g_assert_true(stage_tree(stage, &tree));
	g_assert_true(oid_equal(&tree, &head.tree));
	head_clear(&head);
	assert_same_list(dir);
}

/* The cache tree as git wrote it after the same changes. */
static void
assert_cache_tree(const char *dir)
{
	g_autofree char *whole =
		sh("cd %s; cp .git/index .git/ours; rm .git/index; git read-tree HEAD; git write-tree >/dev/null;"
		   "tail -c +13 .git/index | LC_ALL=C grep -obUaP 'TREE\\x00' | head -1 | cut -d: -f1",
			dir);
	g_autofree char *ours = NULL, *theirs = NULL;
	g_autofree char *a = g_build_filename(dir, ".git/ours", NULL), *b = g_build_filename(dir, ".git/index", NULL);
	gsize n = 0, m = 0;
	const char *x, *y;

	g_assert_true(g_file_get_contents(a, &ours, &n, NULL) && g_file_get_contents(b, &theirs, &m, NULL));
	x = memmem(ours, n, "TREE\0\0", 6);
	y = memmem(theirs, m, "TREE\0\0", 6);
	g_assert_true(x && y);
	g_assert_cmpmem(x, n - 20 - (x - ours), y, m - 20 - (y - theirs));
	g_free(sh("cd %s; mv .git/ours .git/index", dir));
}

static void
test_update(void)
{
	AUTO(store) store = store_init("u", FALSE, NULL);

	change(store, "person/a.yaml", "name: A\n");
	assert_clean("u");
	change(store, "action/2026/11/ACT-1.yaml", "title: one\n");
	change(store, "action/2026/11/ACT-2.yaml", "title: two\n");
	change(store, "action/2025/11/ACT-0.yaml", "title: null\n");
	assert_clean("u");
	assert_cache_tree("u");
	change(store, "action/2026/11/ACT-1.yaml", "title: other\n");
	change(store, "action/2025/11/ACT-0.yaml", NULL);
	assert_clean("u");
	assert_cache_tree("u");
	change(store, "a", "first in order\n");
	change(store, "zz/z", "last\n");
	change(store, "zz/z", NULL);
	assert_clean("u");
	assert_cache_tree("u");
	g_free(sh("cd u; git update-index --index-version 4"));
	change(store, "action/2026/12/ACT-4.yaml", "title: four\n");
	assert_clean("u");
	assert_cache_tree("u");
	assert_sh("cd u; ls .git | grep -c 'index.lock\\|index.sx' || true", "0");
}

/* Something else is staged: it stays, and the folders that are not known are not claimed. */
static void
test_staged(void)
{
	g_autofree char *made = sh("git init -q s; cd s; mkdir -p x/y; echo 1 >x/y/1; echo 2 >x/2; git add .; git commit -qm one;"
				   "echo 3 >x/y/3; git add x/y/3");
	AUTO(store) store = open_at("s");

	change(store, "x/y/4", "4\n");
	assert_sh("cd s; git status --porcelain", "A  x/y/3");
	g_free(sh("cd s; git commit -qm three"));
	assert_clean("s");
}

/*
 * A file that was changed in the second the index was written, later than the index by nanoseconds that git does not look at:
 * it does not look clean for git in the next index, which is younger.
 */
static void
test_same_second(void)
{
	g_autofree char *made = sh(
		"git init -q t; cd t; git config core.trustctime false; printf 1 >1; printf 2 >2; touch -d @1000.1 1; git add .;"
		"git commit -qm one; printf 3 >1; touch -d @1000.5 1; touch -d @1000.3 .git/index");
	AUTO(store) store = open_at("t");

	change(store, "2", "4");
	assert_sh("cd t; git status --porcelain", " M 1");
}

static void
test_lock(void)
{
	g_autoptr(GError) error = NULL;
	AUTO(store) store = store_init("l", FALSE, NULL);
	struct stage_lock *lock = stage_lock_take(store, &error);

	g_assert_nonnull(lock);
	assert_sh("cd l; echo 1 >1; git add 1 2>/dev/null || echo refused", "refused");
	stage_lock_free(lock);
	g_free(sh("cd l; git add 1; : >.git/index.lock"));
	stage_lock_clear(store); /* git's, not ours: stays */
	g_assert_null(stage_lock_take(store, &error));
	g_assert_error(error, ERROR_DOMAIN, ERR_CONFLICT);
	g_free(sh("printf 'sx\\n' >l/.git/index.lock"));
	stage_lock_clear(store);
	lock = stage_lock_take(store, NULL);
	g_assert_nonnull(lock);
	stage_lock_free(lock);
}

int
main(int argc, char **argv)
{
	char *dir = NULL;
	int result;

	g_test_init(&argc, &argv, NULL);
	dir = fixture_new();
	g_test_add_func("/stage/read", test_read);
	g_test_add_func("/stage/odd", test_odd);
	g_test_add_func("/stage/update", test_update);
	g_test_add_func("/stage/staged", test_staged);
	g_test_add_func("/stage/same_second", test_same_second);
	g_test_add_func("/stage/lock", test_lock);
	result = g_test_run();
	fixture_done(dir);
	return result;
}
