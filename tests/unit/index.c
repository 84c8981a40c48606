/* The index against a naive reading of every file, after whatever may happen behind its back. */
#include "index.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "repo_fixture.h"

static GRand *rnd;

/* --- a random repository --- */

static const char *const kinds[] = {"action", "decision", "issue", "finding"};
static const char *const prefixes[] = {"ACT", "DEC", "ISS", "FND"};
static const char *const people[] = {"asha", "ravi.k", "meena", "nobody"};
static const char *const states[] = {"open", "active", "closed", "bogus"};
static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static char *
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

static void
write_at(const char *path, const char *text)
{
	g_autofree char *dir = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(dir, 0777), ==, 0);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static char *
new_path(void)
{
	int k = g_rand_int_range(rnd, 0, G_N_ELEMENTS(kinds)), month = g_rand_int_range(rnd, 1, 13);
	char tail[8] = "";

	for (int i = 0; i < 7; i++)
		tail[i] = crockford[g_rand_int_range(rnd, 0, 32)];
	return g_strdup_printf("%s/2026/%02d/%s-26%02d-%s.yaml", kinds[k], month, prefixes[k], month, tail);
}

static void
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

static char *
some_file(void)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);

	list_files("action", all);
	return all->len ? g_strdup(all->pdata[g_rand_int_range(rnd, 0, all->len)]) : new_path();
}

static void
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

static int
by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
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

static void
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

static void
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

static void
leave_repository(void)
{
	g_assert_cmpint(g_chdir(".."), ==, 0);
}

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

/* --- finding --- */

struct opened {
	struct repo *repo;
	struct snapshot *snapshot;
	struct index *ix;
};

static struct opened
open_here(void)
{
	struct repo_where where = {NULL, NULL, DAY_NONE};
	struct opened o;

	o.repo = repo_open(&where, NULL);
	o.snapshot = snapshot_open(o.repo, NULL, NULL);
	o.ix = index_open(o.snapshot, NULL);
	g_assert_nonnull(o.ix);
	return o;
}

static void
close_here(struct opened *o)
{
	index_free(o->ix);
	snapshot_free(o->snapshot);
	repo_free(o->repo);
}

static void
assert_finds(struct opened *o, const char *kind, const char *text, const char *id)
{
	struct found found;
	g_autoptr(GError) error = NULL;
	gboolean ok = index_find(o->ix, kind ? kind_find(o->snapshot->kinds, kind) : NULL, text, &found, &error);

	g_assert_no_error(error);
	g_assert_true(ok);
	g_assert_cmpstr(found.id, ==, id);
	found_clear(&found);
}

static void
assert_not(struct opened *o, const char *kind, const char *text, const char *message)
{
	struct found found;
	g_autoptr(GError) error = NULL;

	g_assert_false(index_find(o->ix, kind ? kind_find(o->snapshot->kinds, kind) : NULL, text, &found, &error));
	g_assert_error(error, ERROR_DOMAIN, ERR_NOT_FOUND);
	g_assert_cmpstr(error->message, ==, message);
}

static void
test_find(void)
{
	struct opened o;
	gboolean open, found;

	do_sh("rm -rf r && git init -q r");
	g_assert_cmpint(g_chdir("r"), ==, 0);
	write_at("action/2026/11/ACT-2611-7K3M9Q2.yaml", "title: one\nstate: open\n");
	write_at("action/2026/11/ACT-2611-7K3MABC.yaml", "title: two\nstate: closed\n");
	write_at("action/2026/12/ACT-2612-9999999.yaml", "title: three\n");
	write_at("person/maint.lead.yaml", "name: Maint Lead\nstate: active\n");
	write_at("person/maint.yaml", "name: Maint\n");
	write_at("unit/maint.yaml", "name: Maintenance\n");
	o = open_here();
	assert_finds(&o, NULL, "ACT-2611-7K3M9Q2", "ACT-2611-7K3M9Q2");
	assert_finds(&o, NULL, "act-2611-7k3m9q2", "ACT-2611-7K3M9Q2");
	assert_finds(&o, NULL, "7k3m9", "ACT-2611-7K3M9Q2");
	assert_finds(&o, "action", "ACT-2612", "ACT-2612-9999999");
	assert_finds(&o, NULL, "9999", "ACT-2612-9999999");
	assert_finds(&o, "person", "maint", "maint");
	assert_finds(&o, "person", "maint.l", "maint.lead");
	assert_finds(&o, NULL, "MAINT.L", "maint.lead");
	assert_not(&o, NULL, "999", "no record is called '999'");
	assert_not(&o, NULL, "K3M9Q2", "no record is called 'K3M9Q2'");
	assert_not(&o, NULL, "", "no record is called ''");
	assert_not(&o, NULL, "%", "no record is called '%'");
	assert_not(&o, "unit", "maint.lead", "no unit is called 'maint.lead'");
	assert_not(&o, NULL, "7K3M", "'7K3M' can be any of action ACT-2611-7K3M9Q2 (one), action ACT-2611-7K3MABC (two)");
	assert_not(&o, NULL, "maint", "'maint' can be any of person maint (Maint), unit maint (Maintenance)");
	g_assert_true(index_has(o.ix, "action", "ACT-2611-7K3MABC", &open, &found, NULL));
	g_assert_true(found && !open);
	g_assert_true(index_has(o.ix, "person", "maint.lead", &open, &found, NULL));
	g_assert_true(found && open);
	g_assert_true(index_has(o.ix, "person", "Maint.lead", NULL, &found, NULL));
	g_assert_false(found);
	g_assert_true(index_has(o.ix, "action", "maint.lead", NULL, &found, NULL));
	g_assert_false(found);
	close_here(&o);
	leave_repository();
}

/* --- history, against git log --- */

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

	g_assert_true(index_history(ix, NULL, NULL, &error));
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
	g_test_add_func("/index/nothing-yet", test_nothing_yet);
	g_test_add_func("/index/edits", test_edits);
	g_test_add_func("/index/sly-edits", test_sly_edits);
	g_test_add_func("/index/many", test_many);
	g_test_add_func("/index/damage", test_damage);
	g_test_add_func("/index/foreign", test_foreign);
	g_test_add_func("/index/bare", test_bare);
	g_test_add_func("/index/two-at-once", test_two_at_once);
	g_test_add_func("/index/find", test_find);
	g_test_add_func("/index/history", test_history);
	status = g_test_run();
	fixture_done(dir);
	g_rand_free(rnd);
	return status;
}
