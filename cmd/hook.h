/* What is pushed to a hub, and the judgement of it. */
#ifndef HOOK_H
#define HOOK_H

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

#endif
