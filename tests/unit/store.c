/* The store against the git program: what one writes the other reads. */
#include "store.h"
#include "repo_fixture.h"

static struct person_mark asha = {"Asha Rao", "asha@plant.example", 1795000000, 330};

static struct oid
oid_from(const char *hex)
{
	struct oid oid;

	g_assert_true(oid_parse(hex, &oid));
	return oid;
}

static void
test_oid(void)
{
	struct oid oid, none;
	char hex[OID_HEX];

	oid_of_blob("hello\n", 6, &oid);
	oid_hex(&oid, hex);
	g_assert_cmpstr(hex, ==, "ce013625030ba8dba906f756967f9e9ca394464a"); /* git hash-object */
	none = oid;
	g_assert_false(oid_parse("ce01", &none));
	g_assert_false(oid_parse("ce013625030ba8dba906f756967f9e9ca394464g", &none));
	g_assert_false(oid_parse("ce013625030ba8dba906f756967f9e9ca394464a0", &none));
	g_assert_true(oid_equal(&oid, &none));
}

static void
test_none(void)
{
	g_autoptr(GError) error = NULL;

	g_mkdir("empty", 0755);
	g_assert_null(store_open("empty", NULL, &error));
	g_assert_error(error, ERROR_DOMAIN, ERR_NOT_FOUND);
	g_assert_nonnull(error_more(error)->hint);
}

/* A commit and the move of the branch. */
static gboolean
make_commit(struct store *store, const struct oid *tree, const struct oid *parent, const char *branch,
	const struct person_mark *who, const char *message, struct oid *out, GError **err)
{
	return store_write_commit(store, tree, parent, who, message, NULL, NULL, out, err) &&
	       store_move_branch(store, branch, parent, out, who, "one more", err);
}

/* One commit with one more file. */
static struct oid
commit_file(struct store *store, const char *path, const char *text)
{
	g_autoptr(GError) error = NULL;
	struct tree_change change = {.path = path};
	struct head head = {0};
	struct oid tree, commit;

	g_assert_true(store_head(store, &head, &error));
	g_assert_true(store_write_blob(store, text, strlen(text), &change.oid, &error));
	g_assert_true(store_write_tree(store, &head.tree, &change, 1, &tree, &error));
	g_assert_true(make_commit(store, &tree, &head.commit, head.branch, &asha, "one more\n", &commit, &error));
	g_assert_no_error(error);
	head_clear(&head);
	return commit;
}

static void
test_write(void)
{
	g_autoptr(GError) error = NULL;
	AUTO(store) store = store_init("w", FALSE, &error);
	struct tree_change remove = {.path = "a/b/c.yaml", .remove = TRUE};
	struct head head = {0};
	struct oid first, tree, other;

	g_assert_no_error(error);
	g_assert_true(store_head(store, &head, &error));
	g_assert_true(oid_is_zero(&head.commit));
	g_assert_cmpstr(head.branch, ==, "refs/heads/main");
	head_clear(&head);
	first = commit_file(store, "a/b/c.yaml", "one\n");
	commit_file(store, "a.txt", "two\n");
	assert_sh("git -C w log --format='%an|%ae|%ad|%cn|%s' --date=iso -1 --first-parent",
		"Asha Rao|asha@plant.example|2026-11-18 16:36:40 +0530|Asha Rao|one more");
	assert_sh("git -C w ls-tree -r --name-only HEAD", "a.txt\na/b/c.yaml");
	assert_sh("git -C w fsck --strict --no-dangling 2>&1", "");
	assert_sh("git -C w reflog --format=%gs", "commit: one more\ncommit (initial): one more");
	g_assert_true(store_head(store, &head, &error));
	g_assert_true(store_write_tree(store, &head.tree, &remove, 1, &tree, &error));
	g_assert_false(make_commit(store, &tree, &first, head.branch, &asha, "late\n", &other, &error));
	g_assert_error(error, ERROR_DOMAIN, ERR_CONFLICT);
	g_clear_error(&error);
	g_assert_true(make_commit(store, &tree, &head.commit, head.branch, &asha, "less\n", &other, &error));
	assert_sh("git -C w ls-tree -r --name-only HEAD", "a.txt");
	assert_sh("git -C w ls-tree --name-only HEAD", "a.txt");
	head_clear(&head);
}

static void
test_read(void)
{
	g_autoptr(GError) error = NULL;
	do_sh("git init -q r; cd r; mkdir -p x/y; echo 1 >x/y/1; ln -s y x/l; git add .; git commit -qm one");
	AUTO(store) store = fixture_store("r/x/y");
	g_autofree char *name = store_config(store, "user.name"), *none = store_config(store, "sx.nothing");
	g_autoptr(GBytes) bytes = NULL;
	struct head head = {0};
	struct oid oid;
	unsigned mode;
	gboolean found;
	gsize size;

	g_assert_cmpstr(name, ==, "Asha Rao");
	g_assert_null(none);
	g_assert_true(g_str_has_suffix(store_work_dir(store), "/r/"));
	g_assert_null(store_busy(store));
	g_assert_true(store_head(store, &head, &error));
	g_assert_true(store_lookup(store, &head.tree, "x/y/1", &found, &oid, &mode, &error) && found);
	g_assert_cmpuint(mode, ==, 0100644);
	bytes = store_blob(store, &oid, &error);
	g_assert_cmpmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), "1\n", 2);
	g_assert_true(store_blob_size(store, &oid, &size, &error) && size == 2);
	g_assert_true(store_lookup(store, &head.tree, "x/l", &found, &oid, &mode, &error) && found);
	g_assert_cmpuint(mode, ==, 0120000);
	g_assert_true(store_lookup(store, &head.tree, "x/none/1", &found, &oid, &mode, &error) && !found);
	g_assert_false(store_resolve(store, "nobranch", &oid, &error));
	g_assert_error(error, ERROR_DOMAIN, ERR_NOT_FOUND);
	g_clear_error(&error);
	g_assert_true(store_resolve(store, "main", &oid, &error) && oid_equal(&oid, &head.commit));
	g_assert_true(store_config_set(store, "sx.site", "PUN", &error));
	assert_sh("git -C r config sx.site", "PUN");
	oid.raw[3] ^= 1;
	g_assert_null(store_blob(store, &oid, &error));
	g_assert_error(error, ERROR_DOMAIN, ERR_IO);
	head_clear(&head);
}

static gboolean
note_diff(const char *path, const struct oid *old, const struct oid *new, unsigned new_mode, void *data, GError **err)
{
	g_string_append_printf(data, "%c %s\n", !old ? 'A' : !new ? 'D' : 'M', path);
	return TRUE;
}

static void
test_diff(void)
{
	g_autoptr(GError) error = NULL;
	do_sh("git init -q d; cd d; mkdir -p a b c; echo 1 >a/1; echo 1 >a/2; echo 1 >b/1; echo 1 >c/1; echo f >f;"
	      "git add .; git commit -qm one; echo 2 >a/2; rm -r b; echo x >b; echo x >b.x; rm f; mkdir f; echo 3 >f/3;"
	      "chmod +x c/1; git add -A; git commit -qm two");
	AUTO(store) store = fixture_store("d");
	g_autoptr(GString) got = g_string_new(NULL);
	g_autofree char *expected = sh("git -C d diff --no-renames --name-status HEAD~ HEAD | tr '\\t' ' '");
	struct oid old, new;

	g_assert_true(store_resolve(store, "HEAD~", &old, &error) && store_commit_tree(store, &old, &old, &error));
	g_assert_true(store_resolve(store, "HEAD", &new, &error) && store_commit_tree(store, &new, &new, &error));
	g_assert_true(store_diff(store, &old, &new, note_diff, got, &error));
	g_assert_cmpstr(g_strchomp(got->str), ==, expected);
	g_string_truncate(got, 0);
	g_assert_true(store_diff(store, NULL, &old, note_diff, got, &error));
	g_assert_cmpstr(got->str, ==, "A a/1\nA a/2\nA b/1\nA c/1\nA f\n");
}

static gboolean
note_commit(const struct commit_info *commit, void *data, GError **err)
{
	g_string_append(data, commit->message);
	return TRUE;
}

static void
assert_walk(struct store *store, const char *tip, const char *hide, gboolean oldest_first, const char *expected)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) got = g_string_new(NULL);
	g_autofree char *flat = NULL;
	struct oid t, h = {0};

	g_assert_true(store_resolve(store, tip, &t, &error));
	if (hide)
		g_assert_true(store_resolve(store, hide, &h, &error));
	g_assert_true(store_walk(store, &t, hide ? &h : NULL, oldest_first, note_commit, got, &error));
	g_assert_no_error(error);
	flat = g_strdelimit(g_strdup(g_strchomp(got->str)), "\n", ' ');
	g_assert_cmpstr(flat, ==, expected);
}

/* Two lines of work merged, one commit with a clock ten years late. */
static void
test_walk(void)
{
	do_sh("git init -q h; cd h; c() { GIT_COMMITTER_DATE=\"$2\" git commit -q --allow-empty -m $1; };"
	      "c a 2026-01-01T00:00; c b 2026-01-02T00:00; git checkout -qb side; c s 2026-01-05T00:00; git checkout -q main;"
	      "c d 2036-01-03T00:00; GIT_COMMITTER_DATE=2026-01-06T00:00 git merge -q --no-ff -m m side; c e 2026-01-07T00:00");
	AUTO(store) store = fixture_store("h");
	struct oid a, b, base;
	gboolean yes;
	g_autofree char *day = NULL;

	assert_walk(store, "HEAD", NULL, TRUE, "a b s d m e");
	assert_walk(store, "HEAD", NULL, FALSE, "e m d s b a");
	assert_walk(store, "HEAD", "side", TRUE, "d m e");
	assert_walk(store, "HEAD", "HEAD", TRUE, "");
	assert_walk(store, "HEAD", "HEAD~2", TRUE, "s m e");
	assert_walk(store, "HEAD~2", "HEAD", TRUE, "");
	g_assert_true(store_resolve(store, "side", &a, NULL) && store_resolve(store, "HEAD~2", &b, NULL));
	g_assert_true(store_merge_base(store, &a, &b, &yes, &base, NULL) && yes);
	day = sh("git -C h merge-base side HEAD~2");
	b = oid_from(day);
	g_assert_true(oid_equal(&base, &b));
	g_assert_true(store_is_ancestor(store, &b, &a, &yes, NULL) && yes);
	g_assert_true(store_is_ancestor(store, &a, &b, &yes, NULL) && !yes);
	g_assert_true(store_resolve_before(store, 1767355200 + 3600, &a, NULL)); /* 2026-01-02T13:00Z */
	g_assert_true(oid_equal(&a, &b));
	g_assert_false(store_resolve_before(store, 1000, &a, NULL));
}

/* A commit whose time was set back hides its ancestors all the same. */
static void
test_walk_set_back(void)
{
	do_sh("git init -q back; cd back; c() { GIT_COMMITTER_DATE=\"$2\" git commit -q --allow-empty -m $1; };"
	      "c a 2026-01-01T00:00; c b 2026-01-02T00:00; c c 2020-01-03T00:00");
	AUTO(store) store = fixture_store("back");

	assert_walk(store, "HEAD", NULL, TRUE, "a b c");
	assert_walk(store, "HEAD~1", "HEAD", TRUE, "");
	assert_walk(store, "HEAD", "HEAD~1", TRUE, "c");
	assert_walk(store, "HEAD", "HEAD~2", TRUE, "b c");
}

static void
test_shallow(void)
{
	do_sh("git clone -q --depth 2 file://$PWD/h hs");
	AUTO(store) store = fixture_store("hs");

	g_assert_true(store_is_shallow(store));
	assert_walk(store, "HEAD", NULL, TRUE, "m e");
}

static void
assert_at(struct store *store, const struct oid *tree, const char *path, const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;
	struct oid oid;
	gboolean found;

	g_assert_true(store_lookup(store, tree, path, &found, &oid, NULL, &error));
	g_assert_cmpint(found, ==, text != NULL);
	bytes = found ? store_blob(store, &oid, &error) : NULL;
	g_assert_no_error(error);
	if (found && text)
		g_assert_cmpmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), text, strlen(text));
}

/* Folders are kept open between lookups: of the right tree, however the trees and folders change. */
static void
test_folders(void)
{
	g_autoptr(GError) error = NULL;
	AUTO(store) store = store_init("f", TRUE, &error);
	struct oid before, after, commit = commit_file(store, "d/a", "1");

	g_assert_true(store_commit_tree(store, &commit, &before, &error));
	commit_file(store, "d/a", "2");
	commit_file(store, "e/f/a", "3");
	commit_file(store, "e/f.g", "5");
	commit = commit_file(store, "top", "4");
	g_assert_true(store_commit_tree(store, &commit, &after, &error));
	for (int i = 0; i < 200; i++) {
		g_autofree char *none = g_strdup_printf("none%d/a", i);

		assert_at(store, &before, "d/a", "1");
		assert_at(store, &before, "d/b", NULL);
		assert_at(store, &before, "e/f/a", NULL);
		assert_at(store, &before, "top", NULL);
		assert_at(store, &after, "e/f/a", "3");
		assert_at(store, &after, "d/a", "2");
		assert_at(store, &after, "e/f.g", "5");
		assert_at(store, &after, "e/f.g/a", NULL);
		assert_at(store, &after, none, NULL);
		assert_at(store, &after, "top", "4");
	}
	for (int i = 0; i < 200; i++) {
		g_autofree char *none = g_strdup_printf("none%d/a", i);

		assert_at(store, &after, none, NULL);
		assert_at(store, &after, "e/f/a", "3");
	}
}

static void
test_pack(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) changes = g_array_new(FALSE, TRUE, sizeof(struct tree_change));
	AUTO(store) store = store_init("p", TRUE, &error);
	guint n = g_test_thorough() ? 100000 : 3000;
	struct head head = {0};
	struct oid tree, commit;
	gint64 begun = g_get_monotonic_time();

	commit_file(store, "person/a.yaml", "name: A\n");
	g_assert_true(store_head(store, &head, &error));
	g_assert_true(store_pack_begin(store, &error));
	for (guint i = 0; i < n; i++) {
		g_autofree char *text = g_strdup_printf("title: record %u\nowner: a\n%0*d\n", i, (int)(i % 400 + 1), 7);
		struct tree_change change = {.path = g_strdup_printf("action/2026/%02u/ACT-%06u.yaml", i % 12 + 1, i)};

		g_assert_true(store_write_blob(store, text, strlen(text), &change.oid, &error));
		g_array_append_val(changes, change);
	}
	g_assert_true(store_write_tree(store, &head.tree, (struct tree_change *)changes->data, n, &tree, &error));
	g_assert_no_error(error);
	g_assert_true(store_pack_end(store, &error));
	g_assert_no_error(error);
	g_assert_true(make_commit(store, &tree, &head.commit, head.branch, &asha, "many\n", &commit, &error));
	g_test_message("%u blobs in %.2f s", n, (g_get_monotonic_time() - begun) / 1e6);
	assert_sh("git -C p fsck --strict --full 2>&1", "");
	assert_sh("git verify-pack p/objects/pack/*.idx", "");
	assert_sh("ls p/objects/pack | wc -l", "2");
	assert_sh("git -C p cat-file -p HEAD:action/2026/04/ACT-000003.yaml", "title: record 3\nowner: a\n0007");
	g_assert_true(store_pack_begin(store, &error));
	g_assert_true(store_write_blob(store, "x", 1, &commit, &error));
	store_pack_abort(store);
	assert_sh("ls p/objects/pack | wc -l", "2");
	for (guint i = 0; i < n; i++)
		g_free((char *)g_array_index(changes, struct tree_change, i).path);
	head_clear(&head);
}

int
main(int argc, char **argv)
{
	char *dir = NULL;
	int result;

	g_test_init(&argc, &argv, NULL);
	dir = fixture_new();
	g_test_add_func("/store/oid", test_oid);
	g_test_add_func("/store/none", test_none);
	g_test_add_func("/store/write", test_write);
	g_test_add_func("/store/read", test_read);
	g_test_add_func("/store/diff", test_diff);
	g_test_add_func("/store/walk", test_walk);
	g_test_add_func("/store/walk-set-back", test_walk_set_back);
	g_test_add_func("/store/shallow", test_shallow);
	g_test_add_func("/store/folders", test_folders);
	g_test_add_func("/store/pack", test_pack);
	result = g_test_run();
	fixture_done(dir);
	return result;
}
