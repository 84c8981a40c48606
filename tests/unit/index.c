/* The index against a naive reading of every file, after whatever may happen behind its back. */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "index_random.h"

/* --- the naive reading --- */

static G_GNUC_PRINTF(2, 3) void add_line(GPtrArray *lines, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(lines, g_strdup_vprintf(format, args));
	va_end(args);
}

static const char *
or_none(const char *text)
{
	return text && *text ? text : "-";
}

static void
naive_links(GPtrArray *lines, const struct record *r)
{
	for (guint i = 0; r->doc->root && i < r->doc->root->n; i++) {
		const struct field *field = kind_field(r->kind, r->doc->root->keys[i]->text);
		const struct node *value = r->doc->root->items[i];

		if (field && g_str_equal(field->type->name, "ref") && value->type == NODE_SCALAR && *value->text)
			add_line(lines, "link %s %s %s", r->id, field->name, value->text);
		if (field && g_str_equal(field->name, "notes"))
			add_line(lines, "link %s notes.by asha", r->id);
	}
}

static void
naive_file(GPtrArray *lines, const struct kinds *all, const char *path, const char *text, gsize length)
{
	const struct kind *kind = kind_of_path(all, path);
	AUTO(record) r = NULL;
	const struct node *notes;
	const char *site;

	if (!kind)
		return;
	r = text ? record_parse(all, path, text, length, NULL) : NULL;
	if (!r) {
		add_line(lines, "bad %s", path);
		return;
	}
	site = kind_field(kind, "site") ? record_get(r, "site") : NULL;
	add_line(lines, "record %s %s %s|%s|%s|%d|%s|%s|%s", kind->name, r->id, path, or_none(record_get(r, kind->title)),
		or_none(record_state(r)), record_is_open(r), or_none(kind->owner ? record_get(r, kind->owner) : NULL),
		or_none(site), or_none(kind->due ? record_get(r, kind->due) : NULL));
	add_line(lines, "body %s %.*s", r->id, (int)length, text);
	naive_links(lines, r);
	notes = record_node(r, "notes");
	if (g_str_equal(kind->name, "action")) {
		const struct node *tags = record_node(r, "tags");

		add_line(lines, "action %s %s %s%s%s %d", r->id, or_none(record_get(r, "progress")), tags ? "[\"" : "-",
			tags ? tags->items[0]->text : "", tags ? "\",\"b\"]" : "", notes ? 1 : 0);
	}
}

static gboolean
naive_blob(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	void **args = data;
	struct snapshot *snapshot = args[0];
	g_autoptr(GBytes) bytes = store_blob(snapshot->repo->store, new, err);
	gsize length;
	const char *text;

	g_assert_nonnull(bytes);
	text = g_bytes_get_data(bytes, &length);
	naive_file(args[1], snapshot->kinds, path, mode == 0120000 ? NULL : text ? text : "", length);
	return TRUE;
}

static char *
naive(struct snapshot *snapshot)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free), files = g_ptr_array_new_with_free_func(g_free);
	void *args[] = {snapshot, lines};

	if (!snapshot->live)
		g_assert_true(store_diff(snapshot->repo->store, NULL, &snapshot->tree, naive_blob, args, NULL));
	else
		list_files("", files);
	for (guint i = 0; i < files->len; i++) {
		g_autofree char *text = NULL;
		gsize length = 0;

		if (!g_file_test(files->pdata[i], G_FILE_TEST_IS_SYMLINK))
			g_assert_true(g_file_get_contents(files->pdata[i], &text, &length, NULL));
		naive_file(lines, snapshot->kinds, files->pdata[i], text, length);
	}
	g_ptr_array_sort(lines, by_text);
	g_ptr_array_add(lines, NULL);
	return g_strjoinv("\n", (char **)lines->pdata);
}

/* --- the same from the index --- */

static char *
indexed(struct index *ix)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);

	add_rows(lines, ix, "select 'bad ' || path from bad");
	add_rows(lines, ix,
		"select 'record ' || kind || ' ' || id || ' ' || path || '|' || coalesce(title, '-') || '|' || coalesce(state, "
		"'-') || '|' "
		"|| open || '|' || coalesce(owner, '-') || '|' || coalesce(site, '-') || '|' || coalesce(due, '-') from record");
	add_rows(lines, ix, "select 'body ' || id || ' ' || text from body join record using (rid)");
	add_rows(lines, ix, "select 'link ' || id || ' ' || field || ' ' || target from link join record using (rid)");
	add_rows(lines, ix,
		"select 'action ' || id || ' ' || coalesce(progress, '-') || ' ' || coalesce(tags, '-') || ' ' || extensions "
		"from action");
	g_ptr_array_sort(lines, by_text);
	g_ptr_array_add(lines, NULL);
	return g_strjoinv("\n", (char **)lines->pdata);
}

static void
compare(const char *at, const char *git_dir)
{
	g_autoptr(GError) error = NULL;
	struct repo_where where = {NULL, git_dir, DAY_NONE};
	AUTO(repo) repo = repo_open(&where, &error);
	AUTO(snapshot) snapshot = NULL;
	AUTO(index) ix = NULL;
	g_autofree char *expected = NULL, *got = NULL;

	g_assert_no_error(error);
	snapshot = snapshot_open(repo, at, &error);
	g_assert_no_error(error);
	ix = index_open(snapshot, &error);
	g_assert_no_error(error);
	expected = naive(snapshot);
	got = indexed(ix);
	g_assert_cmpstr(got, ==, expected);
}

/* Does the file hold HEAD's own tree, so that nothing had to be laid over it? */
static void
assert_file_is_head(void)
{
	g_autofree char *tree = sh("git rev-parse HEAD^{tree}");
	g_autoptr(GError) error = NULL;
	AUTO(db) db = db_open(".git/sx/index.db", DB_READ, &error);
	AUTO(db_query) q = db_prepare(db, "select lower(hex(tree)) from meta", &error);
	gboolean row;

	g_assert_no_error(error);
	g_assert_true(db_step(q, &row, &error) && row);
	g_assert_cmpstr(db_text(q, 0), ==, tree);
}

/* --- tests --- */

static void
test_edits(void)
{
	make_repository(60);
	compare(NULL, NULL);
	assert_file_is_head();
	compare(NULL, NULL);
	for (int i = 0; i < 6; i++) {
		random_edits(8);
		compare(NULL, NULL);
		do_sh("git add -A && git commit -qm change --allow-empty");
		compare(NULL, NULL);
		assert_file_is_head();
	}
	compare("HEAD~3", NULL);
	compare("HEAD~6", NULL);
	random_edits(5);
	compare("HEAD", NULL);
	compare("HEAD~2", NULL);
	do_sh("git stash -qu");
	compare(NULL, NULL);
	do_sh("git checkout -q -b other HEAD~4");
	compare(NULL, NULL);
	random_edits(4);
	do_sh("git add -A && git commit -qm other");
	compare(NULL, NULL);
	compare("main", NULL);
	do_sh("git checkout -q main && git stash pop -q");
	compare(NULL, NULL);
	leave_repository();
}

/* One index that goes to and fro through a history, over a file (of HEAD, when there is one) or in memory. */
static void
go_through(struct index *(*open)(struct snapshot *snapshot, GError **err))
{
	g_autoptr(GError) error = NULL;
	struct repo_where where = {NULL, NULL, DAY_NONE};
	AUTO(repo) repo = repo_open(&where, &error);
	AUTO(snapshot) before = NULL;
	AUTO(kinds) kept = NULL;
	AUTO(index) ix = NULL;

	g_assert_no_error(error);
	for (int i = 0; i < 12; i++) {
		g_autofree char *at = g_strdup_printf("HEAD~%d", g_rand_int_range(rnd, 0, 7)), *expected = NULL, *got = NULL;
		struct snapshot *snapshot = snapshot_open(repo, at, &error);

		g_assert_no_error(error);
		if (!kept)
			kept = kinds_share(snapshot->kinds);
		g_assert_true(snapshot->kinds == kept); /* read once */
		if (!ix)
			ix = open(snapshot, &error);
		else
			index_move(ix, snapshot, &error);
		g_assert_no_error(error);
		snapshot_free(before);
		before = snapshot;
		expected = naive(snapshot);
		got = indexed(ix);
		g_assert_cmpstr(got, ==, expected);
	}
}

static void
test_moving(void)
{
	make_repository(60);
	for (int i = 0; i < 6; i++) {
		random_edits(8);
		do_sh("git add -A && git commit -qm change --allow-empty");
	}
	go_through(index_open_moving); /* without a file */
	compare(NULL, NULL);
	go_through(index_open_moving);
	go_through(index_open_apart);
	assert_file_is_head();
	leave_repository();
}

/* Many at once go another way, over threads. */
static void
test_many(void)
{
	make_repository(700);
	compare(NULL, NULL);
	random_edits(500);
	compare(NULL, NULL);
	do_sh("git add -A && git commit -qm many");
	compare(NULL, NULL);
	assert_file_is_head();
	compare("HEAD~1", NULL);
	leave_repository();
}

/* An edit of the same size in the same second, and one whose time is put back. */
static void
test_sly_edits(void)
{
	static const char path[] = "action/2026/01/ACT-2601-AAAAAAA.yaml";
	struct stat st;
	struct timespec times[2];

	make_repository(5);
	compare(NULL, NULL);
	for (int i = 0; i < 20; i++) {
		g_autofree char *text = g_strdup_printf("title: the %05d\n", i);

		write_at(path, text);
		do_sh("git add -A && git commit -qm sly");
		text[7] = 'T';
		g_assert_cmpint(stat(path, &st), ==, 0);
		write_at(path, text);
		compare(NULL, NULL);
		times[0] = st.st_atim;
		times[1] = st.st_mtim;
		g_assert_cmpint(utimensat(AT_FDCWD, path, times, 0), ==, 0);
		compare(NULL, NULL);
	}
	g_assert_cmpint(g_unlink(path), ==, 0);
	g_assert_cmpint(symlink("/etc/passwd", path), ==, 0);
	compare(NULL, NULL);
	do_sh("git add -A && git commit -qm link");
	compare(NULL, NULL);
	leave_repository();
}

/* The file is derived: whatever is wrong with it, the answers are right. */
static void
test_damage(void)
{
	make_repository(30);
	compare(NULL, NULL);
	do_sh("rm -rf .git/sx");
	compare(NULL, NULL);
	do_sh("truncate -s 10000 .git/sx/index.db");
	compare(NULL, NULL);
	assert_file_is_head();
	do_sh("truncate -s 0 .git/sx/index.db");
	compare(NULL, NULL);
	assert_file_is_head();
	do_sh("head -c 50000 /dev/urandom > .git/sx/index.db");
	compare(NULL, NULL);
	assert_file_is_head();
	do_sh("sqlite3 .git/sx/index.db 'update meta set digest = 0'");
	compare(NULL, NULL);
	assert_file_is_head();
	do_sh("sqlite3 .git/sx/index.db 'pragma user_version = 99'");
	compare(NULL, NULL);
	assert_file_is_head();
	do_sh("sqlite3 .git/sx/index.db 'drop table link_row'");
	random_edits(3);
	do_sh("git add -A && git commit -qm on");
	compare(NULL, NULL);
	assert_file_is_head();
	do_sh("sqlite3 .git/sx/index.db \"update meta set boot = 'another'\"");
	compare(NULL, NULL);
	assert_file_is_head();
	do_sh("rm -rf .git/sx && echo > .git/sx");
	compare(NULL, NULL);
	compare("HEAD~1", NULL);
	leave_repository();
}

/* The index of another repository, copied in. */
static void
test_foreign(void)
{
	make_repository(20);
	compare(NULL, NULL);
	do_sh("rm -rf ../foreign && git clone -q . ../foreign && cp -r .git/sx ../foreign/.git");
	random_edits(4);
	do_sh("git add -A && git commit -qm on");
	compare(NULL, NULL);
	g_assert_cmpint(g_chdir("../foreign"), ==, 0);
	compare(NULL, NULL);
	do_sh("cp ../r/.git/sx/index.db .git/sx/index.db");
	compare(NULL, NULL);
	assert_file_is_head();
	do_sh("git pull -q");
	compare(NULL, NULL);
	assert_file_is_head();
	leave_repository();
}

static void
test_bare(void)
{
	make_repository(20);
	do_sh("rm -rf ../bare && git clone -q --bare . ../bare");
	compare(NULL, "../bare");
	compare(NULL, "../bare");
	random_edits(4);
	do_sh("git add -A && git commit -qm on && git push -q ../bare main");
	compare(NULL, "../bare");
	compare("HEAD~1", "../bare");
	leave_repository();
}

static void
test_nothing_yet(void)
{
	do_sh("rm -rf r && git init -q r");
	g_assert_cmpint(g_chdir("r"), ==, 0);
	compare(NULL, NULL);
	write_at("person/asha.yaml", "name: Asha Rao\n");
	compare(NULL, NULL);
	do_sh("git add -A && git commit -qm first");
	compare(NULL, NULL);
	assert_file_is_head();
	leave_repository();
}

/* Two processes that both find the file behind. */
static void
test_two_at_once(void)
{
	make_repository(300);
	for (int i = 0; i < 5; i++) {
		pid_t child;
		int status;

		if (i % 2)
			do_sh("rm -rf .git/sx");
		random_edits(20);
		do_sh("git add -A && git commit -qm on --allow-empty");
		child = fork();
		if (!child) {
			compare(NULL, NULL);
			_exit(0);
		}
		compare(NULL, NULL);
		g_assert_cmpint(waitpid(child, &status, 0), ==, child);
		g_assert_cmpint(status, ==, 0);
		assert_file_is_head();
	}
	leave_repository();
}

static void
count(const char *what, guint done, guint total, void *data)
{
	guint *rows = data;

	if (g_str_equal(what, "comparing row"))
		rows[0] = done;
	else
		rows[1] = done == total ? total : 0;
}

static void
test_progress(void)
{
	g_autoptr(GError) error = NULL;
	guint rows[2] = {0};
	struct repo_where where = {.today = DAY_NONE, .progress = count, .progress_data = rows};
	AUTO(repo) repo = NULL;
	AUTO(snapshot) snapshot = NULL;
	AUTO(index) ix = NULL;
	g_autofree char *fault = NULL, *files = NULL, *told = NULL;

	make_repository(300);
	files = sh("git ls-files '*/*.yaml' | grep -vc ^.sx/");
	repo = repo_open(&where, &error);
	snapshot = snapshot_open(repo, NULL, &error);
	ix = index_open(snapshot, &error);
	g_assert_no_error(error);
	told = g_strdup_printf("%u", rows[1]);
	g_assert_cmpstr(told, ==, files);
	g_assert_true(index_verify(snapshot, &fault, &error));
	g_assert_null(fault);
	g_assert_cmpint(rows[0], >, 3 * rows[1]); /* records, texts and what their kinds have */
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
	g_test_add_func("/index/nothing-yet", test_nothing_yet);
	g_test_add_func("/index/edits", test_edits);
	g_test_add_func("/index/moving", test_moving);
	g_test_add_func("/index/sly-edits", test_sly_edits);
	g_test_add_func("/index/many", test_many);
	g_test_add_func("/index/progress", test_progress);
	g_test_add_func("/index/damage", test_damage);
	g_test_add_func("/index/foreign", test_foreign);
	g_test_add_func("/index/bare", test_bare);
	g_test_add_func("/index/two-at-once", test_two_at_once);
	status = g_test_run();
	fixture_done(dir);
	g_rand_free(rnd);
	return status;
}
