/* sx restore --check: the test that a backup can be restored, and its record. */
#include "restore_check.h"
#include "calendar.h"
#include "date.h"
#include "folder.h"
#include "hub.h"
#include "restore_make.h"
#include "restoretest.h"
#include "verify.h"
#include "write.h"
#include <string.h>

struct testing {
	struct session *s;
	struct snapshot *here;
	const char *folder;
	struct backup *says; /* NULL: it does not read */
};

static gboolean
fails(GError **err, const char *why)
{
	error_set(err, ERR_INTEGRITY, "%s", why);
	error_rule(err, "backup");
	return FALSE;
}

/* --- is it of this repository? --- */

static gboolean
judge_head(const struct testing *t, GError **err)
{
	struct store *store = t->here->repo->store;
	gboolean within = FALSE;

	if (!store_has_commit(store, &t->says->head))
		return fails(err, "its head is no commit that is known here, which a sync brings when it is only newer");
	return store_is_ancestor(store, &t->says->head, &t->here->commit, &within, err) &&
	       (within || fails(err, "its head is no part of the history here"));
}

/* Receipts only get more: those of a backup are a part of those here, or the other way round. */
static gboolean
goes_on(struct store *store, const struct oid *one, const struct oid *other)
{
	gboolean within = FALSE;

	return store_has_commit(store, one) && store_has_commit(store, other) &&
	       store_is_ancestor(store, one, other, &within, NULL) && within;
}

static gboolean
note_oldest(const struct commit_info *commit, void *data, GError **err)
{
	gint64 *oldest = data;

	*oldest = MIN(*oldest, commit->time);
	return TRUE;
}

static gboolean
is_receipts(const char *name)
{
	return g_str_equal(name, RECEIPTS_REF) || (g_str_has_prefix(name, "refs/sx/hub/") && g_str_has_suffix(name, "/receipts"));
}

/* What is known here of a hub that had receipts when the backup was made is in it, whatever its ref is called there. */
static gboolean
judge_receipts(const struct testing *t, struct store *restored, const char *name, GError **err)
{
	struct store *here = t->here->repo->store;
	gint64 oldest = G_MAXINT64, made = 0;
	struct oid own;
	gboolean found;
	int offset;

	if (!store_ref(here, name, &found, &own, err) || !event_parse(t->says->made, &made, &offset, err))
		return FALSE;
	if (!found)
		return TRUE;
	if (!store_walk(here, &own, NULL, FALSE, note_oldest, &oldest, err))
		return FALSE;
	for (guint i = 0; i < t->says->refs->len; i++) {
		const struct backup_ref *ref = t->says->refs->pdata[i];

		if (is_receipts(ref->name) && (goes_on(here, &ref->oid, &own) || goes_on(restored, &own, &ref->oid)))
			return TRUE;
	}
	return oldest > made || fails(err, "it has not the receipts of the hub that were there when it was made");
}

static gboolean
judge_all_receipts(const struct testing *t, struct store *restored, GError **err)
{
	g_auto(GStrv) names = store_refs(t->here->repo->store, "refs/sx/*", err);

	for (char **name = names; name && *name; name++)
		if (is_receipts(*name) && !judge_receipts(t, restored, *name, err))
			return FALSE;
	return names != NULL;
}

/* --- is it whole? --- */

static void
tell_progress(guint done, guint total, void *data)
{
	session_progress(data, "verifying", done, total);
}

static gboolean
judge(const struct testing *t, const char *git_dir, GError **err)
{
	const struct repo_where where = {.git_dir = git_dir, .today = DAY_NONE};
	AUTO(repo) repo = repo_open(&where, err);
	struct verify v = {.repo = repo, .full = TRUE, .now = calendar_now(), .progress = tell_progress, .data = t->s};
	struct replay found = {0};
	gboolean ok = repo && verify_run(&v, err);

	found.violations = v.violations;
	ok = ok && replay_refuse(&found, err) && judge_all_receipts(t, repo->store, err);
	verify_clear(&v);
	return ok;
}

static gboolean
restore(const struct testing *t, GError **err)
{
	g_autofree char *dir = g_dir_make_tmp("sx-restore.XXXXXX", NULL);
	gboolean ok;

	if (!dir)
		return error_set(err, ERR_IO, "there is no place for a folder that goes again, in '%s'", g_get_tmp_dir());
	ok = restore_make(t->folder, t->says, dir, TRUE, err) && judge(t, dir, err);
	folder_remove(dir);
	return ok;
}

/* --- its record --- */

static gboolean
record(struct session *s, const struct restoretest *test, const char *reason, GError **err)
{
	struct change *change = session_change(s, err);
	const struct kinds *kinds = change ? change_kinds(change, err) : NULL;
	const struct kind *kind = kinds ? restoretest_kind(kinds, err) : NULL;
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	struct write write = {.kind = kind, .ids = ids, .did = test->failure ? "failed" : "passed", .reason = reason};
	g_autofree char *moment = kind ? calendar_event(change->base->calendar, change->now) : NULL;
	AUTO(builder) b = builder_new();
	char *id = kind ? change_add(change, kind, NULL, restoretest_values(b, test, moment), err) : NULL;

	if (!id)
		return FALSE;
	g_ptr_array_add(ids, id);
	return write_finish(s, change, &write, err);
}

/* What would keep the result from being recorded is told before hours are spent. */
static gboolean
may_record(struct session *s, struct snapshot *here, GError **err)
{
	g_autofree char *actor = NULL;

	if (s->at || s->asked_today != DAY_NONE)
		return error_set(err, ERR_USAGE, "what a test finds is recorded, which is done at no other time than now");
	if (hub_is(here->repo->store)) {
		error_set(err, ERR_REFUSED, "a hub records nothing by itself");
		error_hint(err, "run it in a clone of the hub, which has the same history");
		return FALSE;
	}
	actor = identity_find(here, err);
	return actor && restoretest_kind(here->kinds, err);
}

gboolean
restore_check(struct session *s, const char *backup, const char *reason, GError **err)
{
	struct testing t = {s, session_snapshot(s, err), backup, NULL};
	g_autoptr(GError) failure = NULL;
	AUTO(backup) says = NULL;
	gboolean ok;

	if (!t.here || !may_record(s, t.here, err))
		return FALSE;
	t.says = says = backup_read(backup, &failure);
	ok = says && judge_head(&t, &failure) && restore(&t, &failure);
	if (!ok && error_status(failure) != ERR_INTEGRITY) {
		g_propagate_error(err, g_steal_pointer(&failure));
		return FALSE;
	}
	if (!record(s, &(struct restoretest){says, ok ? NULL : failure->message}, reason, err))
		return FALSE;
	s->told = TRUE;
	if (!ok)
		g_propagate_prefixed_error(err, g_steal_pointer(&failure), "the test failed, as is recorded: ");
	return ok;
}
