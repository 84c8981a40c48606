/* A hub: its settings, its hooks, and whether they are as they must be. */
#include "calendar.h"
#include "hub_own.h"
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* What git is to hold to. The last is there so that nobody's own settings lead git to other hooks. */
static const struct {
	const char *name, *value, *why;
} settings[] = {
	{"sx.hub", "true", "this repository does not say that it is a hub"},
	{"receive.denyNonFastForwards", "true", "git would let a history be rewritten"},
	{"receive.denyDeletes", "true", "git would let a branch be removed"},
	{"receive.fsckObjects", "true", "git would take malformed objects"},
	{"core.logAllRefUpdates", "always", "git does not note each move of a branch"},
	{"gc.reflogExpire", "never", "git forgets how branches moved"},
	{"gc.reflogExpireUnreachable", "never", "git forgets what branches were moved away from"},
	{"gc.pruneExpire", "never", "git throws away what nothing points to any more"},
	{"core.hooksPath", "hooks", "somebody's own settings could lead git to other hooks"},
};
static const char *const hooks[] = {"pre-receive", "post-receive"};

gboolean
hub_is(const struct store *store)
{
	return store_config_is(store, "sx.hub");
}

gboolean
hub_ready(struct store *store, GError **err)
{
	g_autofree char *public = hub_public_key(store, err), *of_chain = NULL;
	struct oid tip, tree, blob;
	gboolean found;
	g_autoptr(GBytes) bytes = NULL;

	if (!public || !store_ref(store, RECEIPTS_REF, &found, &tip, err))
		return FALSE;
	if (!found)
		return error_set(err, ERR_INTEGRITY, "this hub has lost its receipts");
	if (!hub_key_fits(store, err))
		return FALSE;
	if (!store_commit_tree(store, &tip, &tree, err) || !store_lookup(store, &tree, RECEIPTS_KEY, &found, &blob, NULL, err) ||
		(found && !(bytes = store_blob(store, &blob, err))))
		return FALSE;
	of_chain = found ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : g_strdup("");
	return g_str_equal(g_strchomp(of_chain), public) ||
	       error_set(err, ERR_INTEGRITY, "this hub's key is another key than that of its receipts");
}

gboolean
hub_append(struct store *store, struct receipt *const *add, guint n, GError **err)
{
	return hub_ready(store, err) && receipts_append(store, add, n, NULL, hub_sign, store, err);
}

/* --- making one --- */

static char *
hook_text(const char *name)
{
	return g_strdup_printf(
		"#!/bin/sh\n# Set up by sx init --hub; sx-hub(7). Without sx, git refuses what is pushed.\nexec sx hook %s\n",
		name);
}

static gboolean
write_hooks(const struct store *store, GError **err)
{
	for (guint i = 0; i < G_N_ELEMENTS(hooks); i++) {
		g_autofree char *path = g_build_filename(store_common_dir(store), "hooks", hooks[i], NULL);
		g_autofree char *folder = g_path_get_dirname(path), *text = hook_text(hooks[i]);
		g_autoptr(GError) failure = NULL;

		g_mkdir_with_parents(folder, 0777);
		if (!g_file_set_contents_full(
			    path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0755, &failure) ||
			g_chmod(path, 0755) < 0)
			return error_set(err, ERR_IO, "cannot write the hook '%s'%s%s", path, failure ? ": " : "",
				failure ? failure->message : "");
	}
	return TRUE;
}

/* What is there already: known, but when it came nobody can say. */
static gboolean
begin_receipts(struct store *store, GError **err)
{
	g_auto(GStrv) names = store_refs(store, "refs/heads/*", err);
	g_autofree char *key = names ? hub_public_key(store, err) : NULL;
	g_autoptr(GPtrArray) add = g_ptr_array_new_with_free_func((GDestroyNotify)receipt_free);
	gboolean found;

	if (!key)
		return FALSE;
	for (char **name = names; *name; name++) {
		struct receipt *r = g_new0(struct receipt, 1);

		g_ptr_array_add(add, r);
		r->ref = g_strdup(*name);
		r->received = calendar_now();
		r->pusher = hub_pusher();
		r->result = RECEIPT_BEGUN;
		if (!store_ref(store, *name, &found, &r->new, err))
			return FALSE;
	}
	if (!add->len) {
		error_set(err, ERR_REFUSED, "there is nothing in this repository yet");
		error_hint(err, "push its first branch to it before it becomes a hub, or let 'sx init --bare --hub' make it");
		return FALSE;
	}
	return receipts_append(store, (struct receipt *const *)add->pdata, add->len, key, hub_sign, store, err);
}

gboolean
hub_setup(struct store *store, gboolean *begun, GError **err)
{
	gboolean found;
	struct oid tip;

	if (store_work_dir(store)) {
		error_set(err, ERR_REFUSED, "a repository with a work tree cannot be a hub");
		error_hint(err, "make a bare copy of it, as in: sx clone --bare plant hub.git; sx init --bare --hub hub.git");
		return FALSE;
	}
	if (!store_ref(store, RECEIPTS_REF, &found, &tip, err))
		return FALSE;
	*begun = !found;
	if (!found && hub_is(store)) {
		error_set(err, ERR_INTEGRITY, "this hub has lost its receipts");
		error_hint(err, "clones have them, at refs/sx/hub; sx-hub(7) says how to bring them back");
		return FALSE;
	}
	if (found && !hub_ready(store, err)) { /* another key would not go on from what clones have seen */
		error_hint(err, "nothing was changed; take hub/key and hub/key.pub from the backup: sx-hub(7)");
		return FALSE;
	}
	if ((!found && (!hub_make_key(store, err) || !begin_receipts(store, err))) || !write_hooks(store, err))
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(settings); i++)
		if (!store_config_set(store, settings[i].name, settings[i].value, err))
			return FALSE;
	return TRUE;
}

/* --- looking at one --- */

static void
look_at_settings(struct store *store, hub_fault_fn fault, void *data)
{
	for (guint i = 0; i < G_N_ELEMENTS(settings); i++) {
		g_autofree char *is = store_config(store, settings[i].name);
		g_autofree char *do_this = g_strdup_printf("run: git config %s %s", settings[i].name, settings[i].value);
		gboolean right = g_str_equal(settings[i].value, "true") ? store_config_is(store, settings[i].name)
									: g_strcmp0(is, settings[i].value) == 0;

		if (!right)
			fault(settings[i].why, do_this, data);
	}
}

static void
look_at_hooks(struct store *store, hub_fault_fn fault, void *data)
{
	for (guint i = 0; i < G_N_ELEMENTS(hooks); i++) {
		g_autofree char *path = g_build_filename(store_common_dir(store), "hooks", hooks[i], NULL);
		g_autofree char *text = NULL, *wanted = hook_text(hooks[i]);
		g_autofree char *says = g_strdup_printf("the hook %s is not the one that 'sx init --hub' makes", hooks[i]);

		if (!g_file_get_contents(path, &text, NULL, NULL) || !g_str_equal(text, wanted) ||
			!g_file_test(path, G_FILE_TEST_IS_EXECUTABLE))
			fault(says, "run: sx init --bare --hub, in this folder", data);
	}
}

static void
look_at_key(struct store *store, hub_fault_fn fault, void *data)
{
	g_autofree char *path = hub_file(store, "key");
	g_autoptr(GError) error = NULL;
	struct stat st;

	if (stat(path, &st) < 0)
		fault("the hub's key is gone, so that no receipt can be signed", "take hub/key from the backup", data);
	else if (!hub_key_fits(store, &error))
		fault(error->message, "take hub/key and hub/key.pub from the backup", data);
	else if (st.st_mode & 0077)
		fault("others than the hub's account may read its key", "run: chmod 600 hub/key", data);
}

static void
look_at_receipts(struct store *store, hub_fault_fn fault, void *data)
{
	static const char *const restore = "clones have what was acknowledged; sx-hub(7) says how to bring it back";
	g_autoptr(GError) error = NULL;
	AUTO(receipts) receipts = receipts_read(store, RECEIPTS_REF, &error);
	g_autofree char *key = receipts ? hub_public_key(store, NULL) : NULL;
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GBytes) text = NULL, signature = NULL;

	if (!receipts || !receipts->list->len) {
		fault(error ? error->message : "there are no receipts", restore, data);
		return;
	}
	if (g_strcmp0(key, receipts->key) != 0)
		fault("the hub's key is another than that of its receipts", "take hub/key from the backup", data);
	if (!receipts_texts(receipts, receipts->list->len, &text, &signature, &error) ||
		!hub_check(receipts->key, text, signature, &error))
		fault(error->message, restore, data);
	for (guint i = receipts->list->len; i-- > 0;) {
		const struct receipt *r = receipts->list->pdata[i];
		g_autofree char *says = NULL;
		struct oid at;
		gboolean found, within = FALSE;

		if (r->result == RECEIPT_REFUSED || !g_hash_table_add(seen, r->ref))
			continue;
		if (store_ref(store, r->ref, &found, &at, NULL) && found && oid_equal(&at, &r->new))
			continue;
		within = found && store_is_ancestor(store, &r->new, &at, &within, NULL) && within;
		says = g_strdup_printf(
			within ? "%s went on without a receipt since number %u" : "%s does not have what receipt %u acknowledged",
			r->ref, r->number);
		fault(says, within ? "see that nobody writes to it but by git push" : restore, data);
	}
}

void
hub_look(struct store *store, hub_fault_fn fault, void *data)
{
	look_at_settings(store, fault, data);
	look_at_hooks(store, fault, data);
	look_at_key(store, fault, data);
	look_at_receipts(store, fault, data);
}
