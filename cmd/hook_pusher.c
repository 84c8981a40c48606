/* Who pushes, where a hub takes a commit from who made it alone. */
#include "calendar.h"
#include "hook.h"
#include "hub.h"
#include "pusher.h"
#include "text.h"

gboolean
hook_pusher(struct repo *repo, const struct oid *has, struct replay_pusher **out, GError **err)
{
	AUTO(snapshot) snapshot = NULL;
	g_autofree char *says = NULL;
	GError *failure = NULL;
	struct oid tree;

	*out = NULL;
	if (!has)
		return TRUE;
	snapshot = store_commit_tree(repo->store, has, &tree, err) ? snapshot_tree(repo, &tree, err) : NULL;
	if (!snapshot)
		return FALSE;
	if (g_strcmp0(node_text(snapshot->config->root, "relays"), "refuse"))
		return TRUE;
	says = hub_pusher();
	*out = g_new0(struct replay_pusher, 1);
	(*out)->says = text_safe(says, FALSE);
	(*out)->person = pusher_find(snapshot, says, calendar_now(), &failure);
	if (failure)
		g_propagate_error(err, failure);
	return failure == NULL;
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
