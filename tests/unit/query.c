/* The filter language: which records each filter finds, and what is refused where. */
#include "query.h"

#include "repo_fixture.h"

static struct repo *repo;
static struct snapshot *snapshot;
static struct index *ix;

static void
put(const char *path, const char *text)
{
	g_autofree char *dir = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(dir, 0777), ==, 0);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void
make_repository(void)
{
	struct repo_where where = {NULL, NULL, 0};
	g_autoptr(GError) error = NULL;

	do_sh("git init -q .");
	put(".sx/config.yaml",
		"sites:\n  - {code: PUN, name: Pune, zone: Asia/Kolkata}\n  - {code: GOA, name: Goa, zone: Asia/Kolkata}\nsite: "
		"PUN\n"
		"filters:\n  late: is:overdue class:safety,quality\n  twice: '@late or @late'\n  loop: '@loop x'\n");
	put("person/asha.yaml", "name: Asha Rao\nemail: asha@plant.example\n");
	put("person/ravi.yaml", "name: Ravi Iyer\nemail: ravi@plant.example\n");
	put("action/2026/11/ACT-2611-AAAA111.yaml",
		"title: Replace the Seal\nowner: asha\ndue: 2026-11-10\nclass: safety\npriority: high\nstate: open\nsite: PUN\n"
		"tags:\n  - pump\n  - line.3\nprogress: 40\ncreated: \"2026-11-01T23:30:00+05:30\"\n"
		"notes:\n  - at: \"2026-11-02T08:00:00+05:30\"\n    by: ravi\n    did: note\n    text: ordered a gasket\n");
	put("action/2026/11/ACT-2611-BBBB222.yaml", "title: gasket\nowner: ravi\ndue: 2026-11-20\nclass: quality\npriority: "
						    "low\nstate: active\nsite: GOA\nprogress: 100\n"
						    "created: \"2026-11-02T00:30:00+05:30\"\n");
	put("action/2026/11/ACT-2611-CCCC333.yaml",
		"title: Train the crew\nowner: asha\ndue: 2026-12-04\nstate: closed\nclosed_on: 2026-11-19\npriority: normal\n");
	put("decision/2026/11/DEC-2611-DDDD444.yaml",
		"title: Buy the Äther pump\nby: ravi\ndate: 2026-11-05\nreview: 2026-11-12\n");
	put("initiative/six.yaml", "title: Six\nowner: asha\nbudget: \"120000.00 INR\"\n");
	do_sh("git add -A && git commit -qm first");
	g_assert_true(day_parse("2026-11-20", &where.today, NULL));
	repo = repo_open(&where, &error);
	g_assert_no_error(error);
	snapshot = snapshot_open(repo, NULL, &error);
	g_assert_no_error(error);
	ix = index_open(snapshot, &error);
	g_assert_no_error(error);
}

static const struct kind *
kind_named(const char *name)
{
	return name ? kind_find(snapshot->kinds, name) : NULL;
}

/* The last characters of the ids found, joined. */
static void
assert_selects(const char *kind, const char *filter, const char *expected)
{
	static const char *const columns[] = {"id", NULL};
	g_autoptr(GError) error = NULL;
	AUTO(query) query = query_parse(filter, kind_named(kind), ix, "asha", &error);
	struct selection selection = {.kind = kind_named(kind), .query = query, .columns = columns};
	AUTO(db_query) q = NULL;
	g_autoptr(GString) got = g_string_new(NULL);
	gboolean row;

	g_test_message("%s: %s", kind, filter);
	g_assert_no_error(error);
	q = query_select(ix, &selection, &error);
	g_assert_no_error(error);
	while (db_step(q, &row, &error) && row) {
		const char *id = db_text(q, 0);
		const char *dash = strrchr(id, '-');

		g_string_append_printf(got, "%s%s", got->len ? " " : "", dash ? dash + 5 : id);
	}
	g_assert_no_error(error);
	g_assert_cmpstr(got->str, ==, expected);
}

static void
assert_refused(const char *kind, const char *filter, int column, const char *message)
{
	g_autoptr(GError) error = NULL;
	AUTO(query) query = query_parse(filter, kind_named(kind), ix, NULL, &error);

	g_test_message("%s: %s", kind, filter);
	g_assert_null(query);
	g_assert_cmpstr(error->message, ==, message);
	g_assert_cmpint(error_more(error)->column, ==, column);
}

static void
test_terms(void)
{
	assert_selects("action", "", "111 222 333");
	assert_selects("action", "  ", "111 222 333");
	assert_selects("action", "owner:asha", "111 333");
	assert_selects("action", "owner:ASH", "111 333");
	assert_selects("action", "owner=asha,ravi", "111 222 333");
	assert_selects("action", "owner!=asha", "222");
	assert_selects("action", "-owner:asha", "222");
	assert_selects("action", "state:open,active", "111 222");
	assert_selects("action", "status:closed", "333");
	assert_selects("action", "class:safety", "111");
	assert_selects("action", "class:", "333");
	assert_selects("action", "-class:", "111 222");
	assert_selects("action", "class:\"\"", "333");
	assert_selects("action", "-class:safety", "222 333");
	assert_selects("action", "class!=safety", "222 333");
	assert_selects("action", "priority>=normal", "111 333");
	assert_selects("action", "priority<normal", "222");
	assert_selects("action", "title:GASKET", "222");
	assert_selects("action", "title:\"replace the seal\"", "111");
	assert_selects("action", "title~/seal|gasket/", "111 222");
	assert_selects("action", "title~Seal", "111");
	assert_selects("action", "title~(seal|crew)", "111 333");
	assert_selects("action", "(title~(seal|crew)) -state:closed", "111");
	assert_selects("action", "title!~/seal/", "222 333");
	assert_selects("action", "id:AAAA", "111");
	assert_selects("action", "id~222$", "222");
	assert_selects("action", "site:goa", "222");
	assert_selects("action", "path~/11/", "111 222 333");
	assert_selects("initiative", "budget>=120000", "six");
	assert_selects("initiative", "budget<120000", "");
	assert_selects("initiative", "budget:\"120000 inr\"", "six");
	assert_selects("initiative", "budget:\"120000 EUR\"", "");
}

static void
test_numbers_and_lists(void)
{
	assert_selects("action", "progress:40", "111");
	assert_selects("action", "progress>40", "222");
	assert_selects("action", "progress>=40", "111 222");
	assert_selects("action", "progress:40..99", "111");
	assert_selects("action", "progress:..99", "111");
	assert_selects("action", "progress:", "333");
	assert_selects("action", "tags:pump", "111");
	assert_selects("action", "tags:line.3,none", "111");
	assert_selects("action", "-tags:pump", "222 333");
	assert_selects("action", "tags:", "222 333");
	assert_selects("action", "tags~^li", "111");
	assert_selects("action", "notes.by:ravi", "111");
	assert_selects("action", "notes.by:asha", "");
	assert_selects("action", "notes.text~gasket", "111");
	assert_selects("action", "extensions:0", "111 222 333");
}

static void
test_days(void)
{
	assert_selects("action", "due<today", "111");
	assert_selects("action", "due<=today", "111 222");
	assert_selects("action", "due>today", "333");
	assert_selects("action", "due>=2026-11-20", "222 333");
	assert_selects("action", "due:today", "222");
	assert_selects("action", "due:2026-11", "111 222");
	assert_selects("action", "due:2026-W47", "222");
	assert_selects("action", "due<2026-12", "111 222");
	assert_selects("action", "due<=2026-12", "111 222 333");
	assert_selects("action", "due>2026-11", "333");
	assert_selects("action", "due:2026-11-10..today", "111 222");
	assert_selects("action", "due:..2026-11-19", "111");
	assert_selects("action", "due:today..", "222 333");
	assert_selects("action", "due:+2w", "333");
	assert_selects("action", "closed_on:2026", "333");
	assert_selects("action", "closed_on:", "111 222");
	/* in Pune 23:30 on the first is 18:00 UTC: the site's day counts */
	assert_selects("action", "created:2026-11-01", "111");
	assert_selects("action", "created:2026-11-02", "222");
	assert_selects("action", "created<2026-11-02", "111");
	assert_selects("action", "created>2026-11-01", "222");
	assert_selects("action", "created:2026-11-01..2026-11-02", "111 222");
}

static void
test_logic(void)
{
	assert_selects("action", "owner:asha due<today", "111");
	assert_selects("action", "owner:asha and due<today", "111");
	assert_selects("action", "owner:ravi or due>today", "222 333");
	assert_selects("action", "owner:ravi OR due>today", "222 333");
	assert_selects("action", "(owner:asha or owner:ravi) pump", "111");
	assert_selects("action", "not (owner:asha or owner:ravi)", "");
	assert_selects("action", "not owner:asha owner:ravi", "222");
	assert_selects("action", "-(state:closed or class:safety)", "222");
	assert_selects("action", "--owner:asha", "111 333");
	/* the deepest that is read: SQLite's parser must take it too */
	assert_selects("action", "-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(owner:asha due<today tags:pump or x)))))))))))))))", "222 333");
	assert_selects(NULL,
		"class:strategic or (owner:asha and (yy or class:safety (zz or notes.by:ravi -(-class:safety or ww))))", "111");
	assert_selects("action", "gasket", "111 222");
	assert_selects("action", "\"the seal\"", "111");
	assert_selects("action", "/S[e]al/", "111");
	assert_selects("action", "-gasket", "333");
	assert_selects("action", "order", "111");
	assert_selects("action", "is:open", "111 222");
	assert_selects("action", "is:ended", "333");
	assert_selects("action", "is:overdue", "111");
	assert_selects("action", "is:mine is:open", "111");
	assert_selects("action", "@late", "111");
	assert_selects("action", "-@late", "222 333");
	assert_selects("action", "@twice owner:asha", "111");
	assert_selects("action", "'; drop table record", "");
}

static void
test_all_kinds(void)
{
	assert_selects(NULL, "due<today", "111 444");
	assert_selects(NULL, "owner:ravi", "222 444");
	assert_selects(NULL, "kind:action state:open", "111");
	assert_selects(NULL, "kind:decisions", "444");
	assert_selects(NULL, "class:safety", "111");
	assert_selects(NULL, "-class:safety kind:action", "222 333");
	assert_selects(NULL, "ÄTHER", "444");
	assert_selects(NULL, "tags:pump or date:2026-11-05", "111 444");
	assert_selects(NULL, "is:mine", "111 333 six");
	assert_selects(NULL, "email:asha@plant.example", "asha");
}

static void
test_refused(void)
{
	g_autofree char *deep = g_strnfill(70, '('), *dashes = g_strnfill(80, '-'), *many = NULL;
	GString *words = g_string_new(NULL);

	for (int i = 0; i < 401; i++)
		g_string_append(words, "a ");
	many = g_string_free(words, FALSE);
	assert_refused("action", "owner:asha colour:red", 12, "action has no field 'colour'");
	assert_refused(NULL, "colour:red", 1, "no kind has a field 'colour'");
	assert_refused("action", "class:saftey", 1, "'saftey' is no class");
	assert_refused(NULL, "class:saftey", 1, "'saftey' is no class");
	assert_refused(NULL, "state:opne", 1, "no kind has a state 'opne'");
	assert_refused("action", "owner:zoe", 1, "no person is called 'zoe'");
	assert_refused("action", "progress:many", 1, "'many' is no number");
	assert_refused("action", "site:XYZ", 1, "no site has the code 'XYZ'");
	assert_refused("action", "due<", 1, "due is compared with nothing");
	assert_refused("action", "is:late", 1, "'is:late' is none of is:open, is:ended, is:overdue, is:mine, is:waiting");
	assert_refused("action", "is:mine", 1, "is:mine needs to know who you are");
	assert_refused("action", "(owner:asha", 1, "the ( is not closed");
	assert_refused("action", "owner:asha)", 11, "a ')' too many");
	assert_refused("action", "äh \"open", 4, "the \" is not closed");
	assert_refused("action", "title~/open", 7, "the / is not closed");
	assert_refused("action", "owner:asha or", 14, "a term is missing");
	assert_refused("action", "@nobody", 1, "no saved filter is called '@nobody'");
	assert_refused("action", "@loop", 1, "the filter is nested more than 32 levels deep");
	assert_refused("action", deep, 33, "the filter is nested more than 32 levels deep");
	assert_refused("action", dashes, 33, "the filter is nested more than 32 levels deep");
	assert_refused("action", many, 801, "the filter has more than 400 terms");
	assert_refused("action", "a\xff", 0, "the filter is not UTF-8");
}

static void
test_selection(void)
{
	static const char *const columns[] = {"id", "class", "days_overdue", "overdue", "title", NULL};
	static const char *const sort[] = {"-due", NULL};
	struct selection selection = {.columns = columns, .sort = sort, .where = "open = 1", .limit = 3};
	g_autoptr(GError) error = NULL;
	AUTO(db_query) q = query_select(ix, &selection, &error);
	g_autoptr(GString) got = g_string_new(NULL);
	gboolean row;

	g_assert_no_error(error);
	while (db_step(q, &row, &error) && row)
		g_string_append_printf(
			got, "%s %s %s %s %s\n", db_text(q, 0), db_text(q, 1), db_text(q, 2), db_text(q, 3), db_text(q, 4));
	g_assert_no_error(error);
	g_assert_cmpstr(got->str, ==,
		"ACT-2611-BBBB222 quality (null) 0 gasket\n"
		"DEC-2611-DDDD444 (null) 8 1 Buy the Äther pump\n"
		"ACT-2611-AAAA111 safety 10 1 Replace the Seal\n");
	selection.columns = (const char *const[]){"nothing", NULL};
	g_assert_null(query_select(ix, &selection, &error));
	g_assert_error(error, ERROR_DOMAIN, ERR_USAGE);
}

int
main(int argc, char **argv)
{
	char *dir;
	int status;

	g_test_init(&argc, &argv, NULL);
	dir = fixture_new();
	make_repository();
	g_test_add_func("/query/terms", test_terms);
	g_test_add_func("/query/numbers-and-lists", test_numbers_and_lists);
	g_test_add_func("/query/days", test_days);
	g_test_add_func("/query/logic", test_logic);
	g_test_add_func("/query/all-kinds", test_all_kinds);
	g_test_add_func("/query/refused", test_refused);
	g_test_add_func("/query/selection", test_selection);
	status = g_test_run();
	index_free(ix);
	snapshot_free(snapshot);
	repo_free(repo);
	fixture_done(dir);
	return status;
}
