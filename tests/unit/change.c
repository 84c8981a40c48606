/* Changes: who may, what is refused, what is written, what a killed process leaves. */
#include "change.h"
#include "repo_fixture.h"

static struct repo *
open_repo(const char *dir)
{
	g_autoptr(GError) error = NULL;
	struct repo_where where = {dir, NULL, DAY_NONE};
	struct repo *repo = repo_open(&where, &error);

	g_assert_no_error(error);
	return repo;
}

/* A repository with asha and ben, and one action of ben's. */
static struct repo *
make(const char *dir)
{
	g_free(sh("git init -q %s; cd %s; mkdir -p person .sx action/2026/11;"
		  "printf 'name: Asha Rao\\nemail: asha@plant.example\\nstate: active\\n' >person/asha.yaml;"
		  "printf 'name: Ben\\nemail: Ben@plant.example\\nstate: active\\n' >person/ben.yaml;"
		  "printf 'title: One\\nowner: ben\\ndue: 2026-12-04\\nstate: open # still\\n' "
		  ">action/2026/11/ACT-2611-AAAAAAA.yaml;"
		  "echo 'zone: Asia/Kolkata' >.sx/config.yaml; git add .; git commit -qm begun",
		dir, dir));
	return open_repo(dir);
}

static const char path[] = "action/2026/11/ACT-2611-AAAAAAA.yaml";

static void
assert_refused(struct repo *repo, int code, const char *rule)
{
	g_autoptr(GError) error = NULL;
	struct change *change = change_begin(repo, &error);

	g_assert_null(change);
	g_assert_error(error, ERROR_DOMAIN, code);
	g_assert_cmpstr(error_more(error)->rule, ==, rule);
	g_assert_nonnull(error_more(error)->hint);
}

static void
assert_begins(struct repo *repo, const char *actor)
{
	g_autoptr(GError) error = NULL;
	AUTO(change) change = change_begin(repo, &error);

	g_assert_no_error(error);
	g_assert_cmpstr(change->actor, ==, actor);
}

static void
test_identity(void)
{
	AUTO(repo) first = make("i");
	struct repo *repo;

	assert_begins(first, "asha");
	g_free(sh("cd i; git config user.email BEN@plant.example"));
	repo = open_repo("i");
	assert_begins(repo, "ben");
	repo_free(repo);
	g_free(sh("cd i; git config user.email eve@plant.example"));
	repo = open_repo("i");
	assert_refused(repo, ERR_REFUSED, "identity");
	repo_free(repo);
	g_free(sh("cd i; git config user.email ben@plant.example; sed -i s/active/left/ person/ben.yaml; git commit -qam left"));
	repo = open_repo("i");
	assert_refused(repo, ERR_REFUSED, "identity");
	repo_free(repo);
	g_free(sh("cd i; git config user.email asha@plant.example; sed 's/Asha/Other/' person/asha.yaml >person/other.yaml; git "
		  "add .; git commit -qm two"));
	repo = open_repo("i");
	assert_refused(repo, ERR_REFUSED, "identity");
	repo_free(repo);
}

static void
test_state(void)
{
	AUTO(repo) repo = make("s");

	g_free(sh("cd s; git checkout -q --detach"));
	assert_refused(repo, ERR_REFUSED, "detached");
	g_free(sh(
		"cd s; git checkout -q main; git checkout -qb side; echo 2 >x; git add x; git commit -qm x; git checkout -q main;"
		"echo 3 >x; git add x; git commit -qm y; git merge side >/dev/null || true"));
	assert_refused(repo, ERR_CONFLICT, "busy");
}

static gboolean
commit(struct change *change, const char *reason, GError **err)
{
	static const char *const ids[] = {"ACT-2611-AAAAAAA", NULL};
	struct change_message message = {"action ACT-2611-AAAAAAA: a title", reason, "action set", ids, NULL};
	struct oid oid;

	return change_commit(change, &message, &oid, err);
}

static void
put(struct change *change, const char *name, const char *text)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(change_put(change, name, text, strlen(text), &error));
	g_assert_no_error(error);
}

static const char two[] = "title: Two\nowner: ben\ndue: 2026-12-04\nstate: open # still\n";
static const char one[] = "title: One\nowner: ben\ndue: 2026-12-04\nstate: open # still\n";

static void
test_commit(void)
{
	g_autoptr(GError) error = NULL;
	AUTO(repo) repo = make("c");
	AUTO(change) change = change_begin(repo, &error);
	g_autoptr(GBytes) read = NULL;

	g_assert_no_error(error);
	put(change, path, two);
	g_assert_cmpuint(change_count(change), ==, 1);
	put(change, path, one);
	g_assert_cmpuint(change_count(change), ==, 0);
	g_assert_false(commit(change, NULL, &error));
	g_assert_error(error, ERROR_DOMAIN, ERR_NO);
	g_clear_error(&error);
	put(change, path, two);
	read = change_read(change, path, NULL);
	g_assert_cmpmem(g_bytes_get_data(read, NULL), g_bytes_get_size(read), two, strlen(two));
	g_assert_true(commit(change, "because", &error));
	g_assert_no_error(error);
	assert_sh("cd c; git log -1 --format='%an <%ae>|%B'; git status --porcelain; git fsck --strict --no-dangling 2>&1; cat "
		  "action/2026/11/*",
		"Asha Rao <asha@plant.example>|action ACT-2611-AAAAAAA: a title\n\nbecause\n\nSx-Verb: action set\n"
		"Sx-Record: ACT-2611-AAAAAAA\nSx-Actor: asha\nSx-Version: " SX_VERSION "\n\n"
		"title: Two\nowner: ben\ndue: 2026-12-04\nstate: open # still");
	assert_sh("cd c; git log -1 --format=%ad --date=format:%z", "+0530");
	assert_sh("ls c/.git/sx | grep -v index.db; ls c/.git | grep index", "lock\nindex");
}

static void
refuse_text(struct repo *repo, const char *text, int code)
{
	g_autoptr(GError) error = NULL;
	AUTO(change) change = change_begin(repo, &error);

	g_assert_no_error(error);
	put(change, path, text);
	g_assert_false(commit(change, "x", &error));
	g_assert_error(error, ERROR_DOMAIN, code);
}

static void
test_guard(void)
{
	AUTO(repo) repo = make("g");
	g_autofree char *before = sh("cd g; git rev-parse HEAD"), *after = NULL;

	refuse_text(repo, "title: [\n", ERR_INVALID);
	refuse_text(repo, "title: One\nowner: ben\ndue: 2026-12-04\nstate: open\nkpi: nothing\n", ERR_INVALID);
	refuse_text(repo, "title: One\nowner: ben\ndue: 2026-13-04\nstate: open\n", ERR_INVALID);
	refuse_text(repo, "title: One\nowner: ben\ndue: 2026-12-04\nstate: closed\n", ERR_REFUSED);
	refuse_text(repo, "title: One\nowner: ben\ndue: 2026-12-24\nstate: open\n", ERR_REFUSED);
	{
		g_autoptr(GError) error = NULL;
		AUTO(change) change = change_begin(repo, &error);

		g_assert_true(change_remove(change, path, &error));
		g_assert_false(commit(change, "gone", &error));
		g_assert_error(error, ERROR_DOMAIN, ERR_REFUSED);
	}
	after = sh("cd g; git rev-parse HEAD; git status --porcelain");
	g_assert_cmpstr(after, ==, before);
}

static void
test_paths(void)
{
	static const char *const bad[] = {"../x", "/etc/x", ".git/config", "a//b", "action/../../x", "a\nb"};
	AUTO(repo) repo = make("p");

	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		AUTO(change) change = change_begin(repo, &error);
		gboolean ok = change_put(change, bad[i], "x", 1, &error) && commit(change, "x", &error);

		g_assert_false(ok);
		g_assert_nonnull(error);
	}
	assert_sh("cd p; git status --porcelain; git rev-list --count HEAD; ls ..|grep -c '^x$' || true", "1\n0");
}

/* What a person is editing is not written over, nor what they have removed or put in the way. */
static void
test_edited(void)
{
	AUTO(repo) repo = make("e");
	static const struct {
		const char *edit, *path;
	} cases[] = {{"echo '# mine' >>e/action/2026/11/ACT-2611-AAAAAAA.yaml", path}, {"rm e/action/2026/11/*", path},
		{"echo mine >e/action/2026/11/ACT-2611-BBBBBBB.yaml", "action/2026/11/ACT-2611-BBBBBBB.yaml"},
		{"rm e/action/2026/11/*; ln -s /etc/passwd e/action/2026/11/ACT-2611-AAAAAAA.yaml", path}};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		AUTO(change) change = NULL;
		g_autofree char *edited = sh("%s", cases[i].edit), *restored = NULL;

		change = change_begin(repo, &error);
		g_assert_no_error(error);
		g_assert_false(change_put(change, cases[i].path, two, strlen(two), &error));
		g_assert_error(error, ERROR_DOMAIN, ERR_CONFLICT);
		g_assert_cmpstr(error_more(error)->rule, ==, "edited");
		restored = sh("cd e; git clean -qfd; git checkout -q .");
	}
}

static void
test_add(void)
{
	g_autoptr(GError) error = NULL;
	AUTO(repo) repo = make("a");
	AUTO(change) change = change_begin(repo, &error);
	AUTO(builder) b = builder_new();
	struct node *values = build_map(b);
	const struct kind *action = kind_find(change->base->kinds, "action"), *person = kind_find(change->base->kinds, "person");
	g_autofree char *id = NULL, *none = NULL;
	AUTO(record) record = NULL;

	build_map_add(b, values, "title", build_scalar(b, "New"));
	build_map_add(b, values, "owner", build_scalar(b, "ben"));
	build_map_add(b, values, "due", build_scalar(b, "2026-12-24"));
	id = change_add(change, action, NULL, values, &error);
	g_assert_no_error(error);
	record = change_record(change, action, id, &error);
	g_assert_cmpstr(record_get(record, "first_due"), ==, "2026-12-24");
	g_assert_cmpstr(record_get(record, "created_by"), ==, "asha");
	g_assert_cmpstr(record_get(record, "state"), ==, "open");
	values = build_map(b);
	build_map_add(b, values, "name", build_scalar(b, "Ben again"));
	none = change_add(change, person, "ben", values, &error);
	g_assert_null(none);
	g_assert_error(error, ERROR_DOMAIN, ERR_CONFLICT);
	g_clear_error(&error);
	none = change_add(change, person, "../ben", values, &error);
	g_assert_null(none);
	g_assert_error(error, ERROR_DOMAIN, ERR_USAGE);
}

/* Many records at once go into one pack, and those that point to each other are fine. */
static void
test_bulk(void)
{
	g_autoptr(GError) error = NULL;
	AUTO(repo) repo = make("b");
	AUTO(change) change = change_begin(repo, &error);
	struct change_message message = {.subject = "many", .verb = "import"};
	struct oid oid;
	guint n = g_test_thorough() ? 20000 : 500;

	g_assert_true(change_bulk(change, &error));
	put(change, "person/chitra.yaml", "name: Chitra\nemail: chitra@plant.example\nstate: active\n");
	for (guint i = 0; i < n; i++) {
		g_autofree char *name = g_strdup_printf("action/2026/%02u/ACT-26%02u-%07u.yaml", i % 12 + 1, i % 12 + 1, i);
		g_autofree char *text = g_strdup_printf(
			"title: Number %u\nowner: chitra\ndue: 2026-12-04\nfirst_due: 2026-12-04\nstate: open\n", i);

		put(change, name, text);
	}
	g_assert_true(change_commit(change, &message, &oid, &error));
	g_assert_no_error(error);
	assert_sh("cd b; git status --porcelain; git fsck --strict --no-dangling 2>&1; ls .git/objects/pack | wc -l; git "
		  "ls-files action | wc -l;"
		  "git log -1 --format='%(trailers:key=Sx-Count,valueonly)'",
		g_test_thorough() ? "2\n20001\n20001" : "2\n501\n501");
}

/* The branch has moved, the process is gone: the journal's files follow, but for one that was edited since. */
static void
test_journal(void)
{
	g_autoptr(GError) error = NULL;
	AUTO(repo) repo = make("j");

	g_free(sh("cd j; mkdir -p .git/sx; f=action/2026/11/ACT-2611-AAAAAAA.yaml; g=person/ben.yaml; from=$(git rev-parse HEAD);"
		  "old=$(git rev-parse HEAD:$f); oldg=$(git rev-parse HEAD:$g); cp .git/index keep;"
		  "sed -i s/One/Two/ $f; echo '# new' >>$g; git commit -qam two; to=$(git rev-parse HEAD);"
		  "printf 'sx journal 1\\nrefs/heads/main %%s %%s\\n%%s %%s %%s\\n%%s %%s %%s\\nend\\n' $from $to"
		  " $old $(git rev-parse HEAD:$f) $f $oldg $(git rev-parse HEAD:$g) $g >.git/sx/journal;"
		  "git checkout -q HEAD~1 -- $f $g; echo '# mine' >>$g; mv keep .git/index; printf 'sx\\n' >.git/index.lock"));
	g_assert_true(change_recover(repo, &error));
	g_assert_no_error(error);
	assert_sh("cd j; head -n 1 action/2026/11/*; tail -n 1 person/ben.yaml; git status --porcelain; ls .git/sx "
		  ".git/index.lock 2>/dev/null || true",
		"title: Two\n# mine\n M person/ben.yaml\n.git/sx:\nlock");
	/* A branch that never moved, and a journal that was cut off: nothing happens but that it goes. */
	g_free(sh(
		"cd j; git checkout -q .; printf 'sx journal 1\\nrefs/heads/main %%040d %%040d\\nend\\n' 1 2 >.git/sx/journal"));
	g_assert_true(change_recover(repo, &error));
	assert_sh("cd j; git status --porcelain; ls .git/sx", "lock");
	g_free(sh("cd j; printf 'sx journal 1\\nrefs/heads/main' >.git/sx/journal"));
	g_assert_true(change_recover(repo, &error));
	assert_sh("cd j; git status --porcelain; ls .git/sx", "lock");
	/* One that names files outside is not followed. */
	g_free(sh("cd j; git commit -q --allow-empty -m x; printf 'sx journal 1\\nrefs/heads/main %%s %%s\\n%%040d %%s "
		  "../out\\nend\\n'"
		  " $(git rev-parse HEAD~1 HEAD HEAD:person/ben.yaml | head -n 2 | tr '\\n' ' ') 0 $(git rev-parse "
		  "HEAD:person/ben.yaml) >.git/sx/journal"));
	g_assert_false(change_recover(repo, &error));
	g_clear_error(&error);
	assert_sh("ls out 2>/dev/null || echo none", "none");
}

int
main(int argc, char **argv)
{
	char *dir = NULL;
	int result;

	g_test_init(&argc, &argv, NULL);
	dir = fixture_new();
	g_test_add_func("/change/identity", test_identity);
	g_test_add_func("/change/state", test_state);
	g_test_add_func("/change/commit", test_commit);
	g_test_add_func("/change/guard", test_guard);
	g_test_add_func("/change/paths", test_paths);
	g_test_add_func("/change/edited", test_edited);
	g_test_add_func("/change/add", test_add);
	g_test_add_func("/change/bulk", test_bulk);
	g_test_add_func("/change/journal", test_journal);
	result = g_test_run();
	fixture_done(dir);
	return result;
}
