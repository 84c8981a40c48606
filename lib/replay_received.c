/* When a hub received a commit, and what it had then. */
#include "replay_private.h"
#include "text.h"

void
replay_receive(struct judged *j)
{
	const struct replay *replay = j->r->replay;
	struct oid had[2] = {replay->receiver[0], replay->receiver[1]};
	const struct receipt *receipt;

	j->received = replay->received;
	if (!j->received && replay->receipts && (receipt = receipts_of(replay->receipts, &j->commit->oid))) {
		j->received = receipt->received;
		j->r->replay->unplaced += replay->branch == NULL;
		receipts_stood(replay->receipts, replay->branch, receipt, had);
	}
	for (guint i = 0; j->received && i < G_N_ELEMENTS(had); i++) /* another branch's may not be here */
		if (!oid_is_zero(&had[i]) && store_has_commit(j->r->repo->store, &had[i]))
			store_commit_tree(j->r->repo->store, &had[i], &j->had[i], NULL);
}

void
replay_had(gint64 moment, struct oid *tree, void *data)
{
	const struct judged *j = data;
	const struct replay *replay = j->r->replay;
	struct oid commit = {{0}};

	*tree = commit;
	if (replay->stood)
		replay->stood(moment, &commit, replay->stood_data);
	else if (replay->receipts)
		receipts_stood_at(replay->receipts, replay->branch, moment, &commit);
	if (!oid_is_zero(&commit) && store_has_commit(j->r->repo->store, &commit))
		store_commit_tree(j->r->repo->store, &commit, tree, NULL);
}

/* A commit can claim to be of a day on which who left was still here. It does not count for what comes in now. */
gboolean
replay_received(struct judged *j, GError **err)
{
	g_autofree char *at = NULL, *committer = NULL;
	gboolean known = FALSE;

	if (!j->received)
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(j->had); i++) {
		GError *failure = NULL;
		g_autofree char *id =
			oid_is_zero(&j->had[i]) ? NULL : replay_person_in(j->r, &j->had[i], j->commit->committer_email, &failure);

		if (failure) {
			g_propagate_error(err, failure);
			return FALSE;
		}
		if (id)
			return TRUE;
		known |= !oid_is_zero(&j->had[i]);
	}
	if (!known && !j->r->replay->received)
		return TRUE;
	j->grave = TRUE; /* whatever it is about: it is not to be taken over */
	at = event_format(j->received, 0);
	committer = text_safe(j->commit->committer_email, FALSE);
	replay_object(j, NULL, NULL, "identity", "whatever day it claims, it was not here while that person was",
		"it is by '%s', who was no active person when it came in, at %s", committer, at);
	return TRUE;
}
