/* What is pushed to a hub, and the judgement of it. */
#ifndef HOOK_H
#define HOOK_H

#include "replay.h"
#include "session.h"

struct update { /* one ref */
	struct oid old, new;
	char *ref;
};
/*
 * May all of these (struct update *) be taken? The first reason why not as *err, and on standard error what else is wrong. Anything
 * that keeps from judging is a reason. The store reads the pushed objects already.
 */
gboolean hook_judge(struct session *s, const GPtrArray *updates, GError **err);

/*
 * Who pushes, where the settings at a commit that the hub has ask for that (relays: refuse); *out NULL where not, or has is NULL. A
 * person is one of that commit, so that no push makes itself known. FALSE also when the main branch as it would be asks for it, and its
 * pusher is nobody there. Free with hook_pusher_free().
 */
gboolean hook_pusher(struct repo *repo, const struct oid *has, const struct oid *new, struct replay_pusher **out, GError **err);
void hook_pusher_free(struct replay_pusher *pusher); /* takes NULL */

#endif
