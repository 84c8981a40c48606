/* Ids drawn twice: which are told apart, what becomes of our side, and what never changes. */
#include "collision.h"
#include "repo_fixture.h"
#include "text.h"

#define A "ACT-2611-AAAAAAA"
#define B "ACT-2611-BBBBBBB"
#define C "ACT-2611-CCCCCCC"
#define P(id) "action/2026/11/" id ".yaml"
#define MADE(who) "created: 2026-11-20T09:00:00+00:00\ncreated_by: " who "\n"
/* 2026-11-20T09:00:00Z, as the joining person's entry says it */
#define NOW 1795165200
#define NOTE(old) "notes:\n" ENTRY(old)
#define ENTRY(old)                                                                                                               \
	"  - at: 2026-11-20T09:00:00+00:00\n    by: chitra\n    did: rename\n    text: another record had been given the same "  \
	"id "                                                                                                                    \
	"elsewhere\n    from: " old "\n    to: NEW(" old ")\n"

static struct kinds *kinds;

static void
put(const char *path, const char *text)
{
	g_autofree char *dir = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(dir, 0777), ==, 0);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* base, then theirs: ours is put by the test. */
static void
begin(void)
{
	static int n;
	g_autofree char *dir = g_strdup_printf("c%d", ++n);

	do_sh("git init -q %s", dir);
	g_assert_cmpint(g_chdir(dir), ==, 0);
	put("unit/press.yaml", "name: Press\nhead: asha\n");
}

static void
side(const char *name)
{
	do_sh("git add -A && git commit -qm x --allow-empty && git tag %s", name);
	if (g_str_equal(name, "base") || g_str_equal(name, "theirs"))
		do_sh("git checkout -q -b %s-next base", name);
}

static struct collision *
find(struct store **store)
{
	struct oid trees[3], commit;
	static const char *const names[] = {"base", "ours", "theirs"};
	g_autoptr(GError) error = NULL;
	AUTO(calendar) calendar = calendar_new();
	struct act act = {.actor = "chitra", .now = NOW, .calendar = calendar};

	*store = store_open(".", NULL, &error);
	g_assert_no_error(error);
	for (int i = 0; i < 3; i++) {
		g_assert_true(store_resolve(*store, names[i], &commit, &error));
		g_assert_true(store_commit_tree(*store, &commit, &trees[i], &error));
	}
	struct sides sides = {*store, &trees[0], &trees[1], &trees[2], kinds, &act};
	struct collision *found = collision_find(&sides, &error);
	g_assert_no_error(error);
	return found;
}

/* NEW(id) in an expected text is the id it has now. */
static char *
with_new_ids(const struct collision *found, const char *text)
{
	GString *out = g_string_new(text);

	for (guint i = 0; i < found->moved->len; i++) {
		const struct collision_move *m = found->moved->pdata[i];
		g_autofree char *mark = g_strdup_printf("NEW(%s)", m->old_id);

		g_string_replace(out, mark, m->new_id, 0);
	}
	return g_string_free(out, FALSE);
}

static const struct collision_file *
file_of(const struct collision *found, const char *path)
{
	g_autofree char *real = with_new_ids(found, path);

	for (guint i = 0; i < found->files->len; i++)
		if (g_str_equal(((const struct collision_file *)found->files->pdata[i])->path, real))
			return found->files->pdata[i];
	return NULL;
}

/* text NULL: not among the files; "": removed */
static void
assert_file(const struct collision *found, const char *path, const char *text)
{
	const struct collision_file *file = file_of(found, path);
	g_autofree char *expected = text ? with_new_ids(found, text) : NULL;

	g_assert_cmpint(file != NULL, ==, text != NULL);
	if (text)
		g_assert_cmpstr(file->text, ==, *text ? expected : NULL);
}

static void
assert_moved(const struct collision *found, const char *const *ids)
{
	g_assert_cmpuint(found->moved->len, ==, g_strv_length((char **)ids));
	for (guint i = 0; ids[i]; i++) {
		const struct collision_move *m = found->moved->pdata[i];
		g_autofree char *path = record_path(m->kind, m->new_id, NULL);

		g_assert_cmpstr(m->old_id, ==, ids[i]);
		g_assert_nonnull(path);
		g_assert_cmpstr(m->new_id, !=, m->old_id);
		g_assert_true(g_str_has_prefix(m->new_id, "ACT-2611-")); /* made in that month */
		g_assert_nonnull(file_of(found, path));
	}
}

static void
end(struct collision *found, struct store *store)
{
	collision_free(found);
	store_free(store);
	g_assert_cmpint(g_chdir(".."), ==, 0);
}

#define IDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NONE ((const char *const[]){NULL})

static void
test_links(void)
{
	struct store *store;

	begin();
	put(P("ACT-2611-0000001"),
		"title: published # kept\nneeds: [ACT-2611-0000002]\nnotes:\n  - at: 2026-11-01T09:00:00+00:00\n"
		"    by: asha\n    did: note\n    text: by chance " A "\n");
	put(P("ACT-2611-0000002"), "title: published\n");
	put("meeting/ops/2026-11-20.yaml",
		"series: ops\ndate: 2026-11-20\nagenda:\n  - title: One\n    about: [ACT-2611-0000002]\n");
	side("base");
	put(P(A), "title: theirs\n" MADE("ben"));
	side("theirs");
	put(P(A), "title: ours\n" MADE("asha"));
	put(P("ACT-2611-0000001"), "title: published # kept\nneeds: [ACT-2611-0000002, " A "] # and this\nnotes:\n"
				   "  - at: 2026-11-01T09:00:00+00:00\n    by: asha\n    did: note\n    text: by chance " A "\n"
				   "  - at: 2026-11-19T09:00:00+00:00\n    by: asha\n    did: note\n    text: |\n      See " A
				   ", then\n      (" A ").\n");
	put(P("ACT-2611-0000003"), "# about " A "\ntitle: new, after " A "\nneeds:\n  - \"" A "\"\n  - 'ACT-2611-0000002'\n");
	put("meeting/ops/2026-11-20.yaml",
		"series: ops\ndate: 2026-11-20\nagenda:\n  - title: One\n    about: [ACT-2611-0000002, " A
		"]\n  - title: Two\n    about:\n      - " A "\n");
	put("meeting/ops/2026-11-27.yaml", "series: ops\ndate: 2026-11-27\nagenda:\n  - {title: One, about: [" A "]}\n");
	put("unit/press.yaml", "name: Presses\nhead: asha\n");
	put("readme.txt", A "\n");
	side("ours");
	struct collision *found = find(&store);
	assert_moved(found, IDS(A));
	g_assert_cmpuint(found->files->len, ==, 6);
	assert_file(found, P(A), "");
	assert_file(found, P("NEW(" A ")"), "title: ours\n" MADE("asha") NOTE(A));
	assert_file(found, P("ACT-2611-0000001"),
		"title: published # kept\nneeds: [ACT-2611-0000002, NEW(" A ")] # and this\nnotes:\n"
		"  - at: 2026-11-01T09:00:00+00:00\n    by: asha\n    did: note\n    text: by chance " A "\n"
		"  - at: 2026-11-19T09:00:00+00:00\n    by: asha\n    did: note\n    text: |\n      See NEW(" A ")"
		", then\n      (NEW(" A ")).\n");
	assert_file(found, P("ACT-2611-0000003"),
		"# about " A "\ntitle: new, after NEW(" A ")\nneeds:\n  - \"NEW(" A ")\"\n  - 'ACT-2611-0000002'\n");
	assert_file(found, "meeting/ops/2026-11-20.yaml",
		"series: ops\ndate: 2026-11-20\nagenda:\n  - title: One\n    about: [ACT-2611-0000002, NEW(" A ")]\n"
		"  - title: Two\n    about:\n      - NEW(" A ")\n");
	assert_file(found, "meeting/ops/2026-11-27.yaml",
		"series: ops\ndate: 2026-11-27\nagenda:\n  - {title: One, about: [NEW(" A ")]}\n");
	end(found, store);
}

/* Several at once that point to each other and to themselves; evidence and words that only look like it stay. */
static void
test_several(void)
{
	struct store *store;

	begin();
	side("base");
	put(P(A), "title: theirs\n" MADE("ben"));
	put(P(B), "title: theirs\nneeds: [" A "]\n" MADE("ben"));
	put(P(C), "title: the same by other ways\nprogress: 10\n" MADE("ben"));
	put(P("ACT-2611-DDDDDDD"), "title: [does not read\n");
	put(P("ACT-2611-EEEEEEE"), "title: says nothing of its making\n");
	put("person/ben.yaml", "name: Ben\n");
	side("theirs");
	put(P(A), "title: ours\nneeds: [" B ", " A
		  "]\n" MADE("asha") "external: " A "\nevidence:\n  - sha256: "
				     "0000000000000000000000000000000000000000000000000000000000000000\n    name: " A
				     ".jpg\n    bytes: 1\n");
	put(P(B), "title: " A "X, x" A ", " A "-1, " A "_b, corp:" A ", " A "- and " A ".\noutcome: \"a " A ": " B
		  "\\u2014\"\n" MADE("asha") NOTE(C));
	put(P(C), "title: the same by other ways\nprogress: 20\nneeds: [" A "]\n" MADE("ben"));
	put(P("ACT-2611-DDDDDDD"), "title: ours\nneeds: [" A "]\n" MADE("asha"));
	put(P("ACT-2611-EEEEEEE"), "title: says nothing either\n");
	put("person/ben.yaml", "name: Benedict\n");
	side("ours");
	struct collision *found = find(&store);
	assert_moved(found, IDS(A, B, "ACT-2611-EEEEEEE"));
	assert_file(found, P("NEW(" A ")"),
		"title: ours\nneeds: [NEW(" B "), NEW(" A
		")]\n" MADE("asha") "external: " A "\nevidence:\n  - sha256: "
				    "0000000000000000000000000000000000000000000000000000000000000000\n    name: " A
				    ".jpg\n    bytes: 1\n" NOTE(A));
	assert_file(found, P("NEW(" B ")"),
		"title: " A "X, x" A ", " A "-1, " A "_b, corp:" A ", NEW(" A ")- and NEW(" A ").\noutcome: \"a NEW(" A
		"): NEW(" B ")\\u2014\"\n" MADE("asha") NOTE(C) ENTRY(B));
	assert_file(found, P(C), "title: the same by other ways\nprogress: 20\nneeds: [NEW(" A ")]\n" MADE("ben"));
	assert_file(found, P("ACT-2611-DDDDDDD"), "title: ours\nneeds: [NEW(" A ")]\n" MADE("asha"));
	assert_file(found, "person/ben.yaml", NULL);
	end(found, store);
}

static void
test_conflicts(void)
{
	struct store *store;

	begin();
	put(P("ACT-2611-0000001"), "title: published\nsource: CAPA-2611-0000001\n");
	side("base");
	put("capa/2026/11/CAPA-2611-0000002.yaml", "title: theirs\n" MADE("ben"));
	side("theirs");
	put("capa/2026/11/CAPA-2611-0000002.yaml", "title: ours\n" MADE("asha"));
	put(P("ACT-2611-0000001"),
		"title: published\nsource: CAPA-2611-0000002\nconflicts:\n  - field: source\n    value: "
		"CAPA-2611-0000001\n  - field: source\n    value: CAPA-2611-0000002\n  - field: sources\n    value: |\n"
		"      - CAPA-2611-0000002\n      - CAPA-2611-0000003\n");
	side("ours");
	struct collision *found = find(&store);
	g_assert_cmpuint(found->moved->len, ==, 1);
	assert_file(found, P("ACT-2611-0000001"),
		"title: published\nsource: NEW(CAPA-2611-0000002)\nconflicts:\n  - field: source\n    value: "
		"CAPA-2611-0000001\n  - field: source\n    value: NEW(CAPA-2611-0000002)\n  - field: sources\n    value: |\n"
		"      - NEW(CAPA-2611-0000002)\n      - CAPA-2611-0000003\n");
	end(found, store);
}

/* The new id is the first characters of a SHA-256 over the old one and the making, wherever it is given. */
static void
test_same_everywhere(void)
{
	struct store *store;

	begin();
	side("base");
	put(P(A), "title: theirs\n" MADE("ben"));
	side("theirs");
	put(P(A), "title: ours\n" MADE("asha"));
	side("ours");
	struct collision *found = find(&store);
	assert_moved(found, IDS(A));
	g_assert_cmpstr(((struct collision_move *)found->moved->pdata[0])->new_id, ==, "ACT-2611-Y25KN0M");
	end(found, store);
}

/* Ours, in whose place theirs was taken in once, has given way there; now theirs is what all have. */
static void
test_back(void)
{
	struct store *store;

	begin();
	put(P(A), "title: ours\n" MADE("asha"));
	side("base");
	put(P(A), "title: ours, changed there\n" MADE("asha"));
	side("theirs");
	put(P(A), "title: another\n" MADE("ben"));
	put(P("ACT-2611-Y25KN0M"), "title: ours\n" MADE("asha"));
	put(P(B), "title: links\nneeds: [" A ", ACT-2611-Y25KN0M]\n" MADE("ben"));
	side("ours");
	struct collision *found = find(&store);
	assert_moved(found, IDS(A, "ACT-2611-Y25KN0M"));
	assert_file(found, P("NEW(" A ")"), "title: another\n" MADE("ben") NOTE(A));
	assert_file(found, P("ACT-2611-Y25KN0M"), "");
	assert_file(found, P(A),
		"title: ours\n" MADE("asha") "notes:\n  - at: 2026-11-20T09:00:00+00:00\n    by: chitra\n"
					     "    did: rename\n    text: another record had been given the same id elsewhere\n"
					     "    from: ACT-2611-Y25KN0M\n    to: " A "\n");
	assert_file(found, P(B), "title: links\nneeds: [NEW(" A "), " A "]\n" MADE("ben"));
	end(found, store);
}

/* Where the bytes do not show the id, the field is written anew; the rest stays. */
static void
test_escapes(void)
{
	struct store *store;

	begin();
	side("base");
	put(P(A), "title: theirs\n" MADE("ben"));
	side("theirs");
	put(P(A), "title: ours\n" MADE("asha"));
	put(P(B), "title: x # kept\nneeds: [\"\\x41CT-2611-AAAAAAA\"]\noutcome: \"\\u2014" A "\"\n");
	side("ours");
	struct collision *found = find(&store);
	assert_moved(found, IDS(A));
	assert_file(found, P(B), "title: x # kept\nneeds:\n  - NEW(" A ")\noutcome: —NEW(" A ")\n");
	end(found, store);
}

static void
test_none(void)
{
	struct store *store;

	begin();
	put(P(C), "title: published\n");
	side("base");
	put(P(A), "title: same bytes\n");
	put(P(C), "title: theirs\n");
	put("meeting/ops/2026-11-20.yaml", "series: ops\ndate: 2026-11-20\ntitle: theirs\n");
	put("person/eva.yaml", "name: Eva\n");
	side("theirs");
	put(P(A), "title: same bytes\n");
	put(P(C), "title: ours\nneeds: [" A "]\n");
	put(P(B), "title: ours\nneeds: [" A "]\n");
	put("meeting/ops/2026-11-20.yaml", "series: ops\ndate: 2026-11-20\ntitle: ours\n");
	put("person/eva.yaml", "name: Eva M\n");
	side("ours");
	struct collision *found = find(&store);
	g_assert_cmpuint(found->moved->len, ==, 0);
	g_assert_cmpuint(found->files->len, ==, 0);
	end(found, store);
}

/* Random plants that link at random: exactly the words of our records change, as a naive replacement of them says. */
static void
test_random(void)
{
	g_autoptr(GRand) rnd = g_rand_new_with_seed(20261120);

	for (int round = 0; round < 5; round++) {
		enum { N = 24 };
		char ids[N][17];
		g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free), hit = g_ptr_array_new();
		struct store *store;

		begin();
		side("base");
		for (int i = 0; i < N; i++) {
			g_autofree char *tail = text_random(7);

			g_snprintf(ids[i], sizeof(ids[i]), "ACT-2611-%s", tail);
			if (g_rand_int_range(rnd, 0, 3))
				continue;
			g_autofree char *path = g_strdup_printf("action/2026/11/%s.yaml", ids[i]);
			put(path, "title: theirs\n" MADE("ben"));
			g_ptr_array_add(hit, ids[i]);
		}
		side("theirs");
		for (int i = 0; i < N; i++) {
			g_autofree char *path = g_strdup_printf("action/2026/11/%s.yaml", ids[i]);
			GString *text = g_string_new(NULL);

			g_string_append_printf(text, "title: like %s, or %s\nneeds:\n", ids[g_rand_int_range(rnd, 0, N)],
				ids[g_rand_int_range(rnd, 0, N)]);
			for (int k = 0; k < 4; k++)
				g_string_append_printf(text, "  - %s # %d\n", ids[g_rand_int_range(rnd, 0, N)], k);
			g_string_append(text, MADE("asha"));
			put(path, text->str);
			g_ptr_array_add(texts, g_string_free(text, FALSE));
		}
		side("ours");
		struct collision *found = find(&store);
		g_assert_cmpuint(found->moved->len, ==, hit->len);
		for (int i = 0; i < N; i++) {
			GString *expected = g_string_new(texts->pdata[i]);
			gboolean moved = g_ptr_array_find(hit, ids[i], NULL);
			g_autofree char *path =
				g_strdup_printf(moved ? "action/2026/11/NEW(%s).yaml" : "action/2026/11/%s.yaml", ids[i]);

			for (guint k = 0; k < hit->len; k++) {
				g_autofree char *mark = g_strdup_printf("NEW(%s)", (char *)hit->pdata[k]);

				g_string_replace(expected, hit->pdata[k], mark, 0);
			}
			gboolean same = g_str_equal(expected->str, texts->pdata[i]);
			if (moved) {
				g_string_append(expected, NOTE("@"));
				g_string_replace(expected, "@", ids[i], 0);
			}
			assert_file(found, path, same && !moved ? NULL : expected->str);
			g_string_free(expected, TRUE);
		}
		end(found, store);
	}
}

int
main(int argc, char **argv)
{
	char *dir = fixture_new();
	int code;

	g_test_init(&argc, &argv, NULL);
	kinds = kinds_new();
	g_assert_true(kinds_add_builtin(kinds, NULL) && kinds_seal(kinds, NULL));
	g_test_add_func("/collision/links", test_links);
	g_test_add_func("/collision/several", test_several);
	g_test_add_func("/collision/conflicts", test_conflicts);
	g_test_add_func("/collision/escapes", test_escapes);
	g_test_add_func("/collision/same-everywhere", test_same_everywhere);
	g_test_add_func("/collision/back", test_back);
	g_test_add_func("/collision/none", test_none);
	g_test_add_func("/collision/random", test_random);
	code = g_test_run();
	kinds_free(kinds);
	fixture_done(dir);
	return code;
}
