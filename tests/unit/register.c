/* Register numbers against a naive count, over random registers; what is wrong with numbers; who may write one. */
#include "register.h"
#include "repo_fixture.h"
#include "workflow.h"

static GRand *rnd;

struct opened {
	struct repo *repo;
	struct snapshot *snapshot;
	struct index *index;
};

static struct opened
open_at(const char *at)
{
	const struct repo_where where = {.today = DAY_NONE};
	g_autoptr(GError) error = NULL;
	struct opened o = {.repo = repo_open(&where, &error)};

	g_assert_no_error(error);
	o.snapshot = snapshot_open(o.repo, at, &error);
	g_assert_no_error(error);
	o.index = index_open(o.snapshot, &error);
	g_assert_no_error(error);
	return o;
}

static void
close_all(struct opened *o)
{
	index_free(o->index);
	snapshot_free(o->snapshot);
	repo_free(o->repo);
}

static void
put(const char *path, const char *text)
{
	g_autofree char *dir = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(dir, 0777), ==, 0);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void
commit(void)
{
	do_sh("git add -A && git commit -qm x --allow-empty");
}

static void
make_repository(void)
{
	static int n;

	do_sh("git init -q r%d", ++n);
	g_autofree char *dir = g_strdup_printf("r%d", n);
	g_assert_cmpint(g_chdir(dir), ==, 0);
	put(".sx/config.yaml", "sites:\n  - {code: PUN, name: Pune}\n  - {code: PUN-2, name: Pune two}\n"
			       "  - {code: \"2026\", name: The year}\n");
}

/* --- a random register, and the naive answer --- */

struct entry {
	char *path, *id, *site, *series;
	int made;    /* when, of the moments; 2 is unsaid */
	guint count; /* 0: none yet */
};

static const char *const folders[] = {"capa", "finding", "action"}, *const prefixes[] = {"CAPA", "FND", "ACT"};
static const char *const moments[] = {"2026-03-01T10:00:00+05:30", "2026-03-01T05:00:00+00:00"}; /* 04:30Z, 05:00Z */
static const char *const sites[] = {"PUN", "PUN-2", "2026", ""};

static void
entry_free(gpointer data)
{
	struct entry *e = data;

	g_free(e->path);
	g_free(e->id);
	g_free(e->series);
	g_free(e);
}

static void
entry_write(const struct entry *e)
{
	g_autoptr(GString) text = g_string_new("# kept\ntitle: it leaks\n");

	if (*e->site)
		g_string_append_printf(text, "site: \"%s\"\n", e->site);
	if (e->made < 2)
		g_string_append_printf(text, "created: %s\n", moments[e->made]);
	if (e->count)
		g_string_append_printf(text, "number: %s%03u\n", e->series, e->count);
	put(e->path, text->str);
}

static struct entry *
entry_new(int i)
{
	struct entry *e = g_new0(struct entry, 1);
	int kind = g_rand_int_range(rnd, 0, 3), year = g_rand_int_range(rnd, 25, 27), month = g_rand_int_range(rnd, 1, 13);

	e->site = (char *)sites[g_rand_int_range(rnd, 0, 4)];
	e->id = g_strdup_printf("%s-%02d%02d-%07d", prefixes[kind], year, month, i * 7919 % 1000);
	e->path = g_strdup_printf("%s/20%02d/%02d/%s.yaml", folders[kind], year, month, e->id);
	e->series = kind == 2 ? NULL : g_strdup_printf("%s-%s%s20%02d-", prefixes[kind], e->site, *e->site ? "-" : "", year);
	e->made = g_rand_int_range(rnd, 0, 3);
	return e;
}

static gboolean
before(const struct entry *a, const struct entry *b)
{
	return a->made != b->made ? a->made < b->made : strcmp(a->id, b->id) < 0;
}

static guint
held(GPtrArray *all, const char *series)
{
	guint n = 0;

	for (guint i = 0; i < all->len; i++) {
		const struct entry *e = all->pdata[i];

		n += e->count && !g_strcmp0(e->series, series);
	}
	return n;
}

/* How many of its series that wait are before it. */
static char *
expected_number(GPtrArray *all, const struct entry *e)
{
	guint n = held(all, e->series) + 1;

	for (guint i = 0; i < all->len; i++) {
		const struct entry *o = all->pdata[i];

		n += o != e && !o->count && !g_strcmp0(o->series, e->series) && before(o, e);
	}
	return g_strdup_printf("%s%03u", e->series, n);
}

static void
assert_clean(const struct opened *o)
{
	g_autoptr(GPtrArray) problems = problems_new();
	g_autoptr(GError) error = NULL;

	g_assert_true(register_check(o->index, problems, &error));
	g_assert_no_error(error);
	if (problems->len)
		g_error("%s: %s", ((struct problem *)problems->pdata[0])->file, ((struct problem *)problems->pdata[0])->message);
}

static GPtrArray *
assigned(const struct opened *o, guint waits)
{
	g_autoptr(GPtrArray) problems = problems_new();
	g_autoptr(GError) error = NULL;
	GPtrArray *given = register_assign(o->index, problems, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(problems->len, ==, waits);
	return given;
}

static void
put_all(GPtrArray *given)
{
	for (guint i = 0; i < given->len; i++) {
		const struct numbering *n = given->pdata[i];

		put(n->path, n->text);
	}
	commit();
}

static const struct numbering *
given_to(GPtrArray *given, const char *id)
{
	for (guint i = 0; i < given->len; i++)
		if (g_str_equal(((const struct numbering *)given->pdata[i])->id, id))
			return given->pdata[i];
	return NULL;
}

/* Gap-free, in order of making, whatever is there; the file has one line more; and then nothing is left to do. */
static void
test_random(void)
{
	for (int round = 0; round < 4; round++) {
		g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(entry_free);
		guint open = 0;

		make_repository();
		for (int i = 0; i < 60; i++)
			g_ptr_array_add(all, entry_new(i));
		for (guint i = 0; i < all->len; i++) {
			struct entry *e = all->pdata[i];

			if (e->series && g_rand_boolean(rnd))
				e->count = held(all, e->series) + 1;
			open += e->series && !e->count;
			entry_write(e);
		}
		commit();
		struct opened o = open_at(NULL);
		assert_clean(&o);
		g_autoptr(GPtrArray) given = assigned(&o, 0), again = assigned(&o, 0);
		g_assert_cmpuint(given->len, ==, open);
		for (guint i = 0; i < all->len; i++) {
			const struct entry *e = all->pdata[i];
			const struct numbering *n = given_to(given, e->id);
			g_autofree char *number = e->series && !e->count ? expected_number(all, e) : NULL, *was = NULL,
					*with = NULL;

			g_assert_cmpint(n != NULL, ==, number != NULL);
			if (!n)
				continue;
			g_assert_cmpstr(n->number, ==, number);
			g_assert_true(g_file_get_contents(e->path, &was, NULL, NULL));
			with = g_strdup_printf("%snumber: %s\n", was, number);
			g_assert_cmpstr(n->text, ==, with);
		}
		for (guint i = 0; i < given->len; i++)
			g_assert_cmpstr(
				((struct numbering *)given->pdata[i])->number, ==, ((struct numbering *)again->pdata[i])->number);
		put_all(given);
		close_all(&o);
		o = open_at(NULL);
		assert_clean(&o);
		g_autoptr(GPtrArray) none = assigned(&o, 0);
		g_assert_cmpuint(none->len, ==, 0);
		close_all(&o);
		/* At a revision, which is laid over the file's tables: what waited then. */
		o = open_at("HEAD~1");
		g_autoptr(GPtrArray) then = assigned(&o, 0);
		g_assert_cmpuint(then->len, ==, open);
		close_all(&o);
		g_assert_cmpint(g_chdir(".."), ==, 0);
	}
}

/* --- particular cases --- */

#define CAPA(tail) "capa/2026/11/CAPA-2611-" tail ".yaml"

static void
assert_given(guint waits, const char *const *numbers)
{
	struct opened o = open_at(NULL);
	g_autoptr(GPtrArray) given = assigned(&o, waits);

	g_assert_cmpuint(given->len, ==, g_strv_length((char **)numbers));
	for (guint i = 0; i < given->len; i++)
		g_assert_cmpstr(((struct numbering *)given->pdata[i])->number, ==, numbers[i]);
	close_all(&o);
}

static void
test_growing(void)
{
	make_repository();
	put(CAPA("0000001"), "title: a\nsite: PUN\nnumber: CAPA-PUN-2026-998\n");
	put(CAPA("0000002"), "title: a\nsite: PUN\n");
	put(CAPA("0000003"), "title: a\nsite: PUN\n");
	commit();
	assert_given(0, (const char *const[]){"CAPA-PUN-2026-999", "CAPA-PUN-2026-1000", NULL});
	put(CAPA("0000002"), "title: a\nsite: PUN\nnumber: CAPA-PUN-2026-1000\n");
	commit();
	assert_given(0, (const char *const[]){"CAPA-PUN-2026-1001", NULL});
	/* One that is wrong is not given again either; after the last there is none. */
	put(CAPA("0000002"), "title: a\nsite: PUN\nnumber: capa-pun-2026-2000\n");
	commit();
	assert_given(0, (const char *const[]){"CAPA-PUN-2026-2001", NULL});
	put(CAPA("0000002"), "title: a\nsite: PUN\nnumber: CAPA-PUN-2026-999999999\n");
	commit();
	assert_given(1, (const char *const[]){NULL});
	g_assert_cmpint(g_chdir(".."), ==, 0);
}

static void
test_waits(void)
{
	make_repository();
	put(CAPA("0000001"),
		"title: a\nsite: PUN\nconflicts:\n  - field: site\n    value: PUN\n  - field: site\n    value: PUN-2\n");
	put(CAPA("0000002"), "title: a\nsite: ULM\n");
	put(CAPA("0000003"), "title: a\nsite: PUN\nconflicts:\n  - field: title\n    value: a\n  - field: title\n    value: b\n");
	put("capa/2025/11/CAPA-2511-0000004.yaml", "title: a\nsite: PUN\n");
	put("action/2025/11/ACT-2511-0000004.yaml", "title: [\n");
	commit();
	assert_given(2, (const char *const[]){"CAPA-PUN-2025-001", "CAPA-PUN-2026-001", NULL});
	put("capa/2025/12/CAPA-2512-0000005.yaml", "<<<<<<< ours\nnumber: CAPA-PUN-2025-001\n");
	commit();
	assert_given(3, (const char *const[]){"CAPA-PUN-2026-001", NULL});
	g_assert_cmpint(g_chdir(".."), ==, 0);
}

static void
assert_problem(const char *expected)
{
	struct opened o = open_at(NULL);
	g_autoptr(GPtrArray) problems = problems_new();
	g_autoptr(GString) said = g_string_new(NULL);

	g_assert_true(register_check(o.index, problems, NULL));
	for (guint i = 0; i < problems->len; i++) {
		const struct problem *p = problems->pdata[i];

		g_assert_cmpstr(p->rule, ==, "number");
		g_string_append_printf(said, "%s:%d: %s\n", p->id, p->line, p->message);
	}
	g_assert_cmpstr(said->str, ==, expected);
	close_all(&o);
}

static void
test_wrong(void)
{
	make_repository();
	put(CAPA("0000001"), "title: a\nnumber: CAPA-PUN-2026-001\n");
	commit();
	assert_problem("");
	put(CAPA("0000002"), "title: a\nnumber: CAPA-PUN-2026-02\n");
	commit();
	assert_problem("CAPA-2611-0000002:2: 'CAPA-PUN-2026-02' is no register number of a capa\n");
	put(CAPA("0000002"), "title: a\nnumber: CAPA-PUN-2025-002\n");
	commit();
	assert_problem("CAPA-2611-0000002:2: CAPA-PUN-2025-002 is not of the year of CAPA-2611-0000002\n");
	put(CAPA("0000002"), "title: a\nnumber: CAPA-PUN-2026-001\n");
	commit();
	assert_problem("CAPA-2611-0000002:2: CAPA-2611-0000001 has the number CAPA-PUN-2026-001 as well\n");
	put(CAPA("0000002"), "title: a\nnumber: CAPA-PUN-2026-003\n");
	put(CAPA("0000003"), "title: a\nnumber: CAPA-PUN-2026-1007\n");
	commit();
	assert_problem("CAPA-2611-0000002:2: CAPA-PUN-2026-002, the number before, is missing\n"
		       "CAPA-2611-0000003:2: the numbers before are missing, from CAPA-PUN-2026-004 to 1006\n");
	put(CAPA("0000002"), "title: a\n");
	put(CAPA("0000003"), "title: a\n");
	put("action/2026/11/ACT-2611-0000001.yaml", "title: a\nnumber: ACT-PUN-2026-001\n");
	commit();
	assert_problem("ACT-2611-0000001:2: actions have no register, so no number\n");
	put("action/2026/11/ACT-2611-0000001.yaml", "title: a\n");
	commit();
	put(CAPA("0000001"), "title: a\nnumber: CAPA-PUN-2026-002\n");
	put(CAPA("0000002"), "title: a\nnumber: CAPA-PUN-2026-001\n");
	assert_problem("CAPA-2611-0000001:2: its number is CAPA-PUN-2026-001, and an edit has changed it\n"
		       "CAPA-2611-0000002:2: CAPA-PUN-2026-001 was written by hand; 'sx sync' gives the number\n");
	put(CAPA("0000001"), "title: a\n");
	put(CAPA("0000002"), "title: a\n");
	assert_problem("CAPA-2611-0000001:0: its number is CAPA-PUN-2026-001, and an edit has removed it\n");
	g_assert_cmpint(g_chdir(".."), ==, 0);
}

static void
test_parse(void)
{
	static const struct {
		const char *text, *site;
		int year;
		guint64 count; /* 0: none */
	} cases[] = {
		{"CAPA-PUN-2026-014", "PUN", 2026, 14},
		{"CAPA-2026-014", "", 2026, 14},
		{"CAPA-PUN-2-2026-014", "PUN-2", 2026, 14},
		{"CAPA-2026-2026-014", "2026", 2026, 14},
		{"CAPA-PUN-2026-1014", "PUN", 2026, 1014},
		{"CAPA-PUN-2026-000", "", 0, 0},
		{"CAPA-PUN-2026-0014", "", 0, 0},
		{"CAPA-PUN-2026-14", "", 0, 0},
		{"CAPA-PUN-2026-1234567890", "", 0, 0},
		{"CAPA-PUN-26-014", "", 0, 0},
		{"CAPA-pun-2026-014", "", 0, 0},
		{"CAPA--2026-014", "", 0, 0},
		{"CAPA-2026-", "", 0, 0},
		{"CAPA-014", "", 0, 0},
		{"CAPA-", "", 0, 0},
		{"CAPA", "", 0, 0},
		{"", "", 0, 0},
		{"FND-PUN-2026-014", "", 0, 0},
		{"CAPA-PUN-2026-014 ", "", 0, 0},
		{"CAPA-PUN/../x-2026-014", "", 0, 0},
		{"CAPA-ABCDEFGHIJKLMNOP-2026-014", "ABCDEFGHIJKLMNOP", 2026, 14},
		{"CAPA-ABCDEFGHIJKLMNOPQ-2026-014", "", 0, 0},
	};
	AUTO(kinds) kinds = kinds_new();

	g_assert_true(kinds_add_builtin(kinds, NULL) && kinds_seal(kinds, NULL));
	const struct kind *capa = kind_find(kinds, "capa");
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct number n;
		gboolean is = number_parse(capa, cases[i].text, &n);
		g_autofree char *again = is ? number_format(capa, &n) : NULL;

		g_test_message("%s", cases[i].text);
		g_assert_cmpint(is, ==, cases[i].count > 0);
		if (!is)
			continue;
		g_assert_cmpstr(n.site, ==, cases[i].site);
		g_assert_cmpint(n.year, ==, cases[i].year);
		g_assert_cmpuint(n.count, ==, cases[i].count);
		g_assert_cmpstr(again, ==, cases[i].text);
	}
}

/* --- finding by number --- */

static void
assert_finds(const char *text, const char *id)
{
	struct opened o = open_at(NULL);
	struct found found;
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(index_find(o.index, NULL, text, &found, &error), ==, id != NULL);
	g_assert_cmpstr(found.id, ==, id);
	if (!id)
		g_assert_cmpint(error->code, ==, ERR_NOT_FOUND);
	found_clear(&found);
	close_all(&o);
}

static void
test_find(void)
{
	make_repository();
	put(CAPA("0000001"), "title: a\nnumber: CAPA-PUN-2026-001\n");
	put(CAPA("0000002"), "title: a\nnumber: CAPA-PUN-2026-002\n");
	commit();
	assert_finds("CAPA-PUN-2026-001", "CAPA-2611-0000001");
	assert_finds("capa-pun-2026-002", "CAPA-2611-0000002");
	assert_finds("CAPA-PUN-2026-00", NULL);
	assert_finds("CAPA-PUN-2026-003", NULL);
	put(CAPA("0000003"), "title: a\nnumber: CAPA-PUN-2026-003\n"); /* an edit is found as well */
	assert_finds("CAPA-PUN-2026-003", "CAPA-2611-0000003");
	put(CAPA("0000003"), "title: a\nnumber: CAPA-PUN-2026-001\n");
	assert_finds("CAPA-PUN-2026-001", NULL);
	put(CAPA("0000003"), "title: a\n");
	put("objective/capa-pun-2026-002.yaml", "title: a\n"); /* never the wrong one of two */
	assert_finds("CAPA-PUN-2026-002", NULL);
	g_assert_cmpint(g_chdir(".."), ==, 0);
}

/* What waits and what is numbered are met through indexes, not by reading everything. */
static void
assert_plan(struct db *db, const char *sql, const char *uses)
{
	g_autofree char *explain = g_strconcat("explain query plan ", sql, NULL);
	AUTO(db_query) q = db_prepare(db, explain, NULL);
	g_autoptr(GString) plan = g_string_new(NULL);
	gboolean row;

	while (db_step(q, &row, NULL) && row)
		g_string_append_printf(plan, "%s\n", db_text(q, 3));
	if (!strstr(plan->str, uses) || strstr(plan->str, "SCAN record\n"))
		g_error("%s:\n%s", sql, plan->str);
}

static void
test_plan(void)
{
	make_repository();
	put(CAPA("0000001"), "title: a\n");
	commit();
	struct opened o = open_at(NULL);
	struct db *db = index_db(o.index);
	g_autofree char *list = NULL;
	AUTO(db_query) q = db_prepare(db, "select sql from sqlite_schema where name = 'record_unnumbered'", NULL);
	gboolean row;

	g_assert_true(db_step(q, &row, NULL) && row);
	list = g_strdup_printf("select kind from record where %s", strstr(db_text(q, 0), "where ") + strlen("where "));
	assert_plan(db, list, "record_unnumbered");
	assert_plan(db, "select number from record where number >= 'A' and number < 'B'", "record_number");
	assert_plan(db, "select id from record where (id = ?1 or number = ?1) and ?2 is not null", "record_number");
	g_clear_pointer(&q, db_query_free);
	close_all(&o);
	g_assert_cmpint(g_chdir(".."), ==, 0);
}

/* --- who may write one --- */

static void
judged(const struct record *old, const struct record *new, const struct act *act, const char *rule)
{
	g_autoptr(GPtrArray) problems = problems_new();

	g_assert_cmpint(workflow_judge(old, new, act, problems), ==, rule == NULL);
	g_assert_cmpstr(problems->len ? ((struct problem *)problems->pdata[0])->rule : NULL, ==, rule);
}

#define PAST "notes:\n  - at: 2026-11-20T09:00:00+00:00\n    by: asha\n    did: import\n"

static void
test_judge(void)
{
	static const char base[] = "title: a\nowner: asha\ndue: 2026-12-01\nfirst_due: 2026-12-01\n";
	static const char *const texts[] = {"", "number: CAPA-PUN-2026-001\n", "number: CAPA-PUN-2026-002\n",
		("number: CAPA-PUN-2026-001\n" PAST), "number: [CAPA-PUN-2026-001]\n", PAST};
	struct record *r[G_N_ELEMENTS(texts)];
	AUTO(kinds) kinds = kinds_new();
	AUTO(calendar) calendar = calendar_new();
	struct act act = {.actor = "asha", .now = 1795165200, .calendar = calendar}; /* 2026-11-20T09:00:00Z */

	g_assert_true(kinds_add_builtin(kinds, NULL) && kinds_seal(kinds, NULL));
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *text = g_strconcat(base, texts[i], NULL);

		r[i] = record_parse(kinds, CAPA("0000001"), text, strlen(text), NULL);
		g_assert_nonnull(r[i]);
	}
	judged(r[0], r[0], &act, NULL);
	judged(r[1], r[1], &act, NULL);
	judged(r[0], r[1], &act, "number");
	judged(r[1], r[0], &act, "number");
	judged(r[1], r[2], &act, "number");
	judged(r[1], r[4], &act, "number");
	judged(r[0], r[4], &act, "number");
	act.number = "CAPA-PUN-2026-001";
	judged(r[0], r[1], &act, NULL);
	judged(r[0], r[2], &act, "number");
	judged(r[0], r[0], &act, "number");
	act.number = "CAPA-PUN-2026-002";
	judged(r[1], r[2], &act, "number");
	act.number = NULL;
	act.import = TRUE;
	judged(NULL, r[5], &act, NULL);
	judged(NULL, r[3], &act, "number");
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		record_free(r[i]);
}

int
main(int argc, char **argv)
{
	char *dir = fixture_new();
	const char *seed = g_getenv("SX_SEED");
	int code;

	g_test_init(&argc, &argv, NULL);
	rnd = g_rand_new_with_seed(seed ? (guint32)g_ascii_strtoull(seed, NULL, 10) : 20261120);
	g_test_add_func("/register/parse", test_parse);
	g_test_add_func("/register/random", test_random);
	g_test_add_func("/register/growing", test_growing);
	g_test_add_func("/register/waits", test_waits);
	g_test_add_func("/register/wrong", test_wrong);
	g_test_add_func("/register/find", test_find);
	g_test_add_func("/register/plan", test_plan);
	g_test_add_func("/register/judge", test_judge);
	code = g_test_run();
	g_rand_free(rnd);
	fixture_done(dir);
	return code;
}
