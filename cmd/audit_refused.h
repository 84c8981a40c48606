/* sx audit refused: what was pushed to a hub, and is not there. */
#ifndef AUDIT_REFUSED_H
#define AUDIT_REFUSED_H

#include "session.h"

struct audit_refused {
	const char *since, *until; /* as typed, days of the repository, or NULL */
	guint limit;		   /* 0: none */
	gboolean exit_code;	   /* exit with 1 when there are any */
};
/* A row for each refusal that the hub's receipts tell of, newest first: of this hub, or of those that this clone shares with. */
int audit_refused(struct session *s, const struct audit_refused *ask, GError **err);

#endif
