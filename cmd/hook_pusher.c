/* Who pushes, where a hub takes a commit from who made it alone. */
#include "calendar.h"
#include "hook.h"
#include "hub.h"
#include "pusher.h"
#include "text.h"

/* The tree of a commit, if its settings ask for that. NULL without *err: they do not. */
static struct snapshot *
asks(struct repo *repo, const struct oid *commit, GError **err)
{
	struct oid tree;
	struct snapshot *snapshot = store_commit_tree(repo->store, commit, &tree, err) ? snapshot_tree(repo, &tree, err) : NULL;

	if (snapshot && !g_strcmp0(node_text(snapshot->config->root, "relays"), "refuse"))
		return snapshot;
	snapshot_free(snapshot);
	return NULL;
}

/* Else whoever asks for it before anybody is known could not even take it back. What does not read is for the judge of commits. */
static gboolean
leaves_somebody(struct repo *repo, const struct oid *new, GError **err)
{
	AUTO(snapshot) snapshot = oid_is_zero(new) ? NULL : asks(repo, new, NULL);
	g_autofree char *says = hub_pusher(), *safe = text_safe(says, FALSE);
	g_autofree char *person = snapshot ? pusher_find(snapshot, says, calendar_now(), NULL) : NULL;

	if (!snapshot || person)
		return TRUE;
	error_set(
		err, ERR_REFUSED, "with 'relays: refuse' nobody would be known as '%s', who pushes it, and push any more", safe);
	error_rule(err, "relayed");
	error_hint(err, "who administers keys enters that first: sx person enrol ID --logins");
	return FALSE;
}

gboolean
hook_pusher(struct repo *repo, const struct oid *has, const struct oid *new, struct replay_pusher **out, GError **err)
{
	GError *failure = NULL;
	AUTO(snapshot) snapshot = has ? asks(repo, has, &failure) : NULL;
	g_autofree char *says = NULL;

	*out = NULL;
	if (snapshot) {
		says = hub_pusher();
		*out = g_new0(struct replay_pusher, 1);
		(*out)->says = text_safe(says, FALSE);
		(*out)->person = pusher_find(snapshot, says, calendar_now(), &failure);
	}
	if (failure)
		g_propagate_error(err, failure);
	return !failure && (snapshot || leaves_somebody(repo, new, err));
}

void
hook_pusher_free(struct replay_pusher *pusher)
{
	if (!pusher)
		return;
	g_free(pusher->person);
	g_free(pusher->says);
	g_free(pusher);
}
