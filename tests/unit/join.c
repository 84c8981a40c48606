/* Histories brought together, against a plain reading of the rules path by path; from either end; and when they have crossed. */
#include "join.h"
#include "repo_fixture.h"

#define PATHS 24
#define ROUNDS 60

static struct repo *repo;
static const struct person_mark who = {"Asha Rao", "asha@plant.example", 1795000000, 0};

/* A path is a record or a file that is none. */
static char *
path_of(guint i)
{
	return i % 3 ? g_strdup_printf("action/2026/11/ACT-2611-00000%02u.yaml", i) : g_strdup_printf("notes/%u.txt", i);
}

/* The text of a version of a path; NULL when it is not there. Files that are no record differ in lines that lie apart. */
static char *
text_of(guint i, int version)
{
	if (version < 0)
		return NULL;
	if (i % 3)
		return g_strdup_printf("title: Title %d\nowner: asha\ndue: 2026-12-%02d\nclass: %s\n", version / 4,
			10 + version % 4, version % 2 ? "strategic" : "operational");
	return g_strdup_printf("%d\na\nb\nc\nd\n%d\n", version / 4, version % 4);
}

struct side {
	int versions[PATHS];
	struct oid commit, tree;
};

static void
record_side(struct side *side, const struct oid *parents, guint n)
{
	struct tree_change changes[PATHS];
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) err = NULL;
	guint k = 0;

	for (guint i = 0; i < PATHS; i++) {
		g_autofree char *text = text_of(i, side->versions[i]);

		if (!text)
			continue;
		g_ptr_array_add(paths, path_of(i));
		changes[k] = (struct tree_change){.path = paths->pdata[k]};
		g_assert_true(store_write_blob(repo->store, text, strlen(text), &changes[k].oid, &err));
		k++;
	}
	g_assert_true(store_write_tree(repo->store, NULL, changes, k, &side->tree, &err));
	g_assert_true(store_write_join(repo->store, &side->tree, parents, n, &who, "made\n", NULL, NULL, &side->commit, &err));
}

static char *
merged(guint i, char *const texts[3])
{
	g_autofree char *path = path_of(i);
	AUTO(snapshot) s = NULL;
	struct record *sides[3] = {NULL};
	g_autoptr(GError) err = NULL;
	gboolean clean;
	char *out;

	if (i % 3 == 0)
		return store_merge_text(texts[0] ? texts[0] : "", texts[1], texts[2], &clean, NULL);
	s = snapshot_tree(repo, &(struct oid){{0}}, &err);
	g_assert_no_error(err);
	for (int k = 0; k < 3; k++)
		sides[k] = texts[k] ? record_parse(s->kinds, path, texts[k], strlen(texts[k]), NULL) : NULL;
	out = merge_record(&(struct merge){{sides[0], sides[1], sides[2]}, NULL, NULL}, NULL, NULL);
	for (int k = 0; k < 3; k++)
		record_free(sides[k]);
	return out;
}

/* What the rules say of one path. Caller frees; NULL: it is gone. */
static char *
naive(guint i, const struct side *base, const struct side *ours, const struct side *theirs)
{
	g_autofree char *b = text_of(i, base->versions[i]), *o = text_of(i, ours->versions[i]),
			*t = text_of(i, theirs->versions[i]);

	if (!g_strcmp0(o, t) || !g_strcmp0(b, t))
		return g_steal_pointer(&o);
	if (!g_strcmp0(b, o))
		return g_steal_pointer(&t);
	if (!o || !t)
		return o ? g_steal_pointer(&o) : g_steal_pointer(&t);
	return merged(i, (char *const[]){b, o, t});
}

/* Who wrote a value is of the history, and not of the naive reading. */
static char *
without_origin(const char *text, gsize length)
{
	g_autofree char *all = g_strndup(text, length);
	g_auto(GStrv) lines = g_strsplit(all, "\n", -1);
	GString *out = g_string_new(NULL);

	for (char **line = lines; *line; line++)
		if (!g_str_has_prefix(*line, "    by:") && !g_str_has_prefix(*line, "    at:") &&
			!g_str_has_prefix(*line, "    commit:"))
			g_string_append_printf(out, "%s\n", *line);
	return g_string_free(out, FALSE);
}

/* A path as a join leaves it. */
static char *
joined(const struct join *join, const struct side *ours, guint i)
{
	g_autofree char *path = path_of(i);
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GError) err = NULL;

	for (guint k = 0; k < join->paths->len; k++) {
		const struct join_path *p = join->paths->pdata[k];

		if (!g_str_equal(p->path, path))
			continue;
		if (oid_is_zero(&p->blob))
			return NULL;
		bytes = p->bytes ? g_bytes_ref(p->bytes) : store_blob(repo->store, &p->blob, &err);
		g_assert_no_error(err);
		return without_origin(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	}
	g_autofree char *text = text_of(i, ours->versions[i]);
	return text ? without_origin(text, strlen(text)) : NULL;
}

static void
change_some(struct side *side, const struct side *from, GRand *rand)
{
	*side = *from;
	for (guint i = 0; i < PATHS; i++) {
		gboolean line = g_rand_boolean(rand);

		if (g_rand_int_range(rand, 0, 3))
			continue;
		if (i % 3)
			side->versions[i] = g_rand_int_range(rand, -1, 12);
		else if (side->versions[i] >= 0) /* lines that lie apart, so that they go together */
			side->versions[i] = line ? side->versions[i] % 4 + 4 : side->versions[i] / 4 * 4 + 1;
	}
}

static void
test_naive(void)
{
	guint32 seed = g_test_rand_int();
	g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
	guint both = 0;

	g_test_message("seed %u", seed);
	for (guint round = 0; round < ROUNDS; round++) {
		struct side base = {0}, ours, theirs;
		g_autoptr(GError) err = NULL;

		for (guint i = 0; i < PATHS; i++)
			base.versions[i] = i % 3 ? g_rand_int_range(rand, -1, 12) : 0;
		record_side(&base, NULL, 0);
		change_some(&ours, &base, rand);
		change_some(&theirs, &base, rand);
		record_side(&ours, &base.commit, 1);
		record_side(&theirs, &base.commit, 1);
		AUTO(join) one = join_commits(repo, &ours.commit, &theirs.commit, &err);
		g_assert_no_error(err);
		AUTO(join) other = join_commits(repo, &theirs.commit, &ours.commit, &err);
		g_assert_no_error(err);
		for (guint i = 0; i < PATHS; i++) {
			g_autofree char *plain = naive(i, &base, &ours, &theirs);
			g_autofree char *wanted = plain ? without_origin(plain, strlen(plain)) : NULL;
			g_autofree char *here = joined(one, &ours, i), *there = joined(other, &theirs, i);

			g_assert_cmpstr(here, ==, wanted);
			g_assert_cmpstr(there, ==, wanted);
		}
		for (guint k = 0; k < one->paths->len; k++)
			both += ((struct join_path *)one->paths->pdata[k])->how == JOIN_MERGED;
	}
	g_assert_cmpint(both, >, ROUNDS); /* else nothing was tried */
}

/* Two merges of the same two, one of which goes on: what comes of it is that, and no conflict of what was settled. */
static void
test_crossed(void)
{
	struct side base = {0}, a, b, m, n;
	struct oid parents[2];
	g_autoptr(GError) err = NULL;

	record_side(&base, NULL, 0);
	a = b = base;
	a.versions[1] = 4; /* another title */
	b.versions[2] = 1;
	record_side(&a, &base.commit, 1);
	record_side(&b, &base.commit, 1);
	m = a;
	m.versions[2] = 1;
	n = m;
	n.versions[4] = 8;
	m.versions[5] = 3;
	parents[0] = a.commit, parents[1] = b.commit;
	record_side(&m, parents, 2);
	parents[0] = b.commit, parents[1] = a.commit;
	record_side(&n, parents, 2);
	AUTO(join) join = join_commits(repo, &m.commit, &n.commit, &err);
	g_assert_no_error(err);
	g_assert_cmpint(join->paths->len, ==, 1);
	g_assert_cmpint(((struct join_path *)join->paths->pdata[0])->how, ==, JOIN_CAME);
}

static void
test_refused(void)
{
	struct side base = {0}, ours, theirs, alone = {0};
	g_autoptr(GError) err = NULL;

	record_side(&base, NULL, 0);
	ours = theirs = base;
	ours.versions[0] = 4;
	theirs.versions[0] = 8;
	record_side(&ours, &base.commit, 1);
	record_side(&theirs, &base.commit, 1);
	g_assert_null(join_commits(repo, &ours.commit, &theirs.commit, &err));
	g_assert_cmpint(err->code, ==, ERR_CONFLICT);
	g_assert_cmpstr(error_more(err)->rule, ==, "file");
	g_assert_cmpstr(error_more(err)->file, ==, "notes/0.txt");
	g_clear_error(&err);
	alone.versions[1] = 11;
	record_side(&alone, NULL, 0);
	g_assert_null(join_commits(repo, &ours.commit, &alone.commit, &err));
	g_assert_cmpstr(error_more(err)->rule, ==, "unrelated");
}

/* A record, and a commit that has nothing else. */
static struct oid
made(const char *path, const char *title, const char *by, const struct oid *parent)
{
	g_autofree char *text = g_strdup_printf("title: %s\nowner: asha\ndue: 2026-12-04\n%s%s", title,
		by ? "created: 2026-11-20T09:00:00+00:00\ncreated_by: " : "", by ? by : "");
	g_autofree char *whole = g_strconcat(text, by ? "\n" : "", NULL);
	struct tree_change change = {.path = path};
	g_autoptr(GError) err = NULL;
	struct oid tree, commit;

	g_assert_true(store_write_blob(repo->store, whole, strlen(whole), &change.oid, &err));
	g_assert_true(store_write_tree(repo->store, NULL, &change, 1, &tree, &err));
	g_assert_true(store_write_join(repo->store, &tree, parent, 1, &who, "made\n", NULL, NULL, &commit, &err));
	return commit;
}

static enum join_how
how_again(const struct oid *ours, const struct oid *theirs)
{
	g_autoptr(GError) err = NULL;
	AUTO(join) join = join_again(repo, ours, theirs, &err);

	g_assert_no_error(err);
	g_assert_cmpint(join->paths->len, ==, 1);
	return ((struct join_path *)join->paths->pdata[0])->how;
}

/* Two records under one id never become one; one that came by two ways, or that does not say who made it, does. */
static void
test_apart(void)
{
	static const char path[] = "action/2026/11/ACT-2611-0000001.yaml";
	struct side base = {0};

	for (guint i = 0; i < PATHS; i++)
		base.versions[i] = -1;
	base.versions[0] = 1;
	record_side(&base, NULL, 0);
	struct oid ours = made(path, "One", "asha", &base.commit), theirs = made(path, "Two", "ben", &base.commit);
	struct oid same = made(path, "Two", "asha", &base.commit), silent = made(path, "Two", NULL, &base.commit);
	g_assert_cmpint(how_again(&ours, &theirs), ==, JOIN_APART);
	g_assert_cmpint(how_again(&theirs, &ours), ==, JOIN_APART);
	g_assert_cmpint(how_again(&ours, &same), ==, JOIN_MERGED);
	g_assert_cmpint(how_again(&ours, &silent), ==, JOIN_MERGED);
}

int
main(int argc, char **argv)
{
	char *dir;
	struct repo_where where = {".", NULL, DAY_NONE};
	int status;

	g_test_init(&argc, &argv, NULL);
	dir = fixture_new();
	do_sh("git init -q .");
	repo = repo_open(&where, NULL);
	g_assert_nonnull(repo);
	g_test_add_func("/join/naive", test_naive);
	g_test_add_func("/join/crossed", test_crossed);
	g_test_add_func("/join/refused", test_refused);
	g_test_add_func("/join/apart", test_apart);
	status = g_test_run();
	repo_free(repo);
	fixture_done(dir);
	return status;
}
