/* What the files of remote.h share: the other side as a hub. */
#ifndef REMOTE_OWN_H
#define REMOTE_OWN_H

#include "remote.h"

/* How a fetch is to bring a hub's receipts, and to which ref. Callers free. */
char *remote_receipts(const struct remote *remote);
char *remote_fetched(const struct remote *remote);
/* The answer of a fetch, held against what the other side had. said: by git. */
enum exchange_answer remote_judge(struct remote *remote, enum exchange_answer answer, const char *said, GError **err);
/* The other side has taken a commit. */
void remote_took(const struct remote *remote, const struct oid *commit);

#endif
