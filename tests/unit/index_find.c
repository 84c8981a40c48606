/* What an id, or the beginning of one, finds. */
#include "index_random.h"

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

int
main(int argc, char **argv)
{
	char *dir;
	int status;

	g_test_init(&argc, &argv, NULL);
	dir = fixture_new();
	g_test_add_func("/index/find", test_find);
	status = g_test_run();
	fixture_done(dir);
	return status;
}
