/* What a new repository and a new clone have in common. */
#include "setup.h"
#include "text.h"
#include "verify.h"

gboolean
setup_site(struct session *s, const char *site, GError **err)
{
	struct snapshot *snapshot = session_snapshot(s, err);
	g_autoptr(GPtrArray) codes = g_ptr_array_new();
	const char *near;

	if (!snapshot)
		return FALSE;
	if (config_site(snapshot->config, site))
		return store_config_set(snapshot->repo->store, "sx.site", site, err);
	for (guint i = 0; i < snapshot->config->sites->len; i++)
		g_ptr_array_add(codes, (gpointer)((const struct site *)snapshot->config->sites->pdata[i])->code);
	g_ptr_array_add(codes, NULL);
	near = text_nearest(site, (const char *const *)codes->pdata);
	error_set(err, ERR_NOT_FOUND, "the repository has no site '%s'", site);
	if (near)
		error_hint(err, "did you mean '%s'? .sx/config.yaml lists them", near);
	else
		error_hint(err, "add it to 'sites' in .sx/config.yaml");
	return FALSE;
}

static const struct {
	const char *name, *value, *command;
} merging[] = {
	{"merge.sx.driver", "sx merge-driver %O %A %B %P", "git config merge.sx.driver 'sx merge-driver %O %A %B %P'"},
	{"merge.sx.name", "records of sx, field by field", "git config merge.sx.name 'records of sx, field by field'"},
	{"merge.renames", "false", "git config merge.renames false"},
	/* git's newer strategy looks for renames all the same */
	{"pull.twohead", "recursive", "git config pull.twohead recursive"},
};

gboolean
setup_merge(struct session *s, GError **err)
{
	struct repo *repo = session_repo(s, err);

	for (guint i = 0; repo && i < G_N_ELEMENTS(merging); i++)
		if (!store_config_set(repo->store, merging[i].name, merging[i].value, err))
			return FALSE;
	return repo != NULL;
}

const char *
setup_merge_lacks(struct repo *repo)
{
	for (guint i = 0; i < G_N_ELEMENTS(merging); i++) {
		g_autofree char *is = store_config(repo->store, merging[i].name);

		if (g_strcmp0(is, merging[i].value) != 0)
			return merging[i].command;
	}
	return NULL;
}

void
setup_greet(struct session *s)
{
	struct snapshot *snapshot = session_snapshot(s, NULL);
	g_autoptr(GError) why = NULL;
	g_autofree char *actor = snapshot ? identity_find(snapshot, &why) : NULL;

	if (actor)
		session_say(s, "you are %s here", actor);
	else if (why)
		session_warn(s, "%s%s%s", why->message, error_more(why)->hint ? "; " : "",
			error_more(why)->hint ? error_more(why)->hint : "");
}

static void
tell_progress(guint done, guint total, void *data)
{
	session_progress(data, "verifying", done, total);
}

gboolean
setup_judge(struct session *s, const char *dir, gboolean *refused, GError **err)
{
	struct snapshot *snapshot = session_snapshot(s, err);
	struct verify v = {.now = calendar_now(), .progress = tell_progress, .data = s};
	struct replay found = {0};
	gboolean ok;

	*refused = FALSE;
	if (!snapshot || oid_is_zero(&snapshot->commit))
		return snapshot != NULL;
	v.repo = snapshot->repo;
	ok = verify_run(&v, err);
	found.violations = v.violations;
	if (ok && !replay_refuse(&found, err)) {
		error_hint(
			err, "the copy stays, to be looked at with 'sx verify'; build nothing on it before that is cleared up");
		*refused = TRUE;
		ok = FALSE;
	}
	if (!ok)
		g_prefix_error(err, "'%s' is there, but not to be relied on: ", dir);
	else if (v.violations->len)
		session_warn(s, "in its history 'sx verify' finds what is not as it should be, %u time%s", v.violations->len,
			v.violations->len == 1 ? "" : "s");
	verify_clear(&v);
	return ok;
}

void
setup_json(struct session *s, const struct oid *commit)
{
	struct snapshot *snapshot = session_snapshot(s, NULL);
	struct json *j;
	g_autofree char *path = NULL;
	const char *work;

	if (s->format != FORMAT_JSON || !snapshot)
		return;
	work = store_work_dir(snapshot->repo->store);
	j = session_json(s, commit);
	json_open(j, '{');
	json_key(j, "path");
	path = g_canonicalize_filename(work ? work : store_git_dir(snapshot->repo->store), NULL);
	json_text(j, path);
	json_key(j, "bare");
	json_bool(j, !work);
	json_key(j, "person");
	json_text(j, session_actor(s));
	json_key(j, "site");
	json_text(j, snapshot->site);
	json_close(j, '}');
	session_json_done(s);
}
