/*
 * A clone as a witness of the hubs it shares with: it remembers what each had, and tells when one went back on it (sx-hub(7)).
 *
 *	struct witness witness = {store, "origin", "refs/heads/main", "refs/remotes/origin/main", check};
 *	witness_look(&witness, &soon, &err)	after a fetch; FALSE: the hub went back
 *	witness_keep(&witness, &commit)		after a push
 *	witness_report(store, NULL, found, data, &err)	at any time, from what is known here
 *
 * What is remembered is refs, so that git keeps the objects: refs/sx/hub/REMOTE/receipts and refs/sx/hub/REMOTE/heads/BRANCH, and
 * refs/sx/hub/REMOTE/unreceipted/BRANCH for what the branch was found to be without a receipt.
 * They go on only to what was found in order, and the branch to no commit that was refused by what it says. A fetch puts the receipts as the hub has them at witness_fetched(). What was
 * found wrong is in <git dir>/sx/witness until a look finds the hub in order. A remote without receipts is no hub, and
 * nothing is remembered of it.
 */
#ifndef WITNESS_H
#define WITNESS_H

#include "receipt.h"

/* Is it the key's signature of the text? cmd/ has it from ssh-keygen. */
typedef gboolean (*witness_check_fn)(const char *key, GBytes *text, GBytes *signature, GError **err);

struct witness { /* all borrowed */
	struct store *store;
	const char *remote;   /* "origin" */
	const char *branch;   /* the ref there */
	const char *tracking; /* where it was fetched to */
	witness_check_fn check;
};

/* Where a fetch is to put the receipts of a remote. Caller frees. */
char *witness_fetched(const char *remote);
/* Has the remote had receipts before, so that it must have them now? */
gboolean witness_expects(struct store *store, const char *remote);

/*
 * Does the hub have what it had, and what its receipts acknowledge? Then that is remembered. FALSE: ERR_INTEGRITY, rule "hub"; it is noted.
 * *soon: it may only be that somebody pushed while it was asked; ask again. With TRUE: no receipt of what the branch is came with it,
 * and that was not known yet.
 */
gboolean witness_look(const struct witness *witness, gboolean *soon, GError **err);
/* It was asked again, and there is still no receipt: that is remembered, and told until one comes. */
void witness_lacks(const struct witness *witness);
/* What else shows that a hub went back: what the sentence says of it is noted, and becomes *err as above. Always FALSE. */
gboolean witness_object(const struct witness *witness, const char *says, GError **err);
/* Is the remote a hub of which something is remembered of this branch? */
gboolean witness_knows(const struct witness *witness);
/* The hub has taken a commit. */
void witness_keep(const struct witness *witness, const struct oid *commit);
/* What is remembered of the branch; zero: nothing. */
void witness_seen(const struct witness *witness, struct oid *seen);
/*
 * What a look found in order was refused by what it says: the branch is remembered as it was seen before that look, and what was fetched
 * counts as not fetched. The hub may take it back. Receipts that came stay: they are its word.
 */
void witness_forget(const struct witness *witness, const struct oid *seen);

/*
 * How many branches of hubs were fetched here and not looked at since, as a plain git fetch leaves them. *clone: a hub elsewhere is known,
 * so that this is a witness at all.
 */
gboolean witness_unseen(struct store *store, guint *n, gboolean *clone, GError **err);

/*
 * What is known of all hubs without asking them: where one went back (grave), also when a plain git fetch has brought that here; where
 * it gave no receipt of what it has (not grave); with check, also whether the receipts here are in order, and how many commits have none (not grave). oid: what is spoken of.
 */
typedef void (*witness_found_fn)(const struct oid *oid, const char *message, gboolean grave, void *data);
gboolean witness_report(struct store *store, witness_check_fn check, witness_found_fn found, void *data, GError **err);

#endif
