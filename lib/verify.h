/*
 * The history of a branch, judged from its first commit (replay.h), and only what is new the next time.
 *
 *	struct verify verify = {.repo = repo, .now = calendar_now()};
 *	verify_run(&verify, &err)
 *	verify.violations->len		0: nothing is wrong
 *	verify_clear(&verify);
 *
 * What was judged is remembered in <git dir>/sx/verified: the commit, the judge, and the violations found, which are told again
 * each time. It is forgotten when the judge is another (another version of sx, other built-in kinds, a hub whose receipts came
 * since), when the commit is no part of the history any more, and when it is damaged; it can be deleted at any time. A full run reads every object of the history and holds it
 * against its name; one that goes on from what is remembered does so with what is new.
 */
#ifndef VERIFY_H
#define VERIFY_H

#include "replay.h"

struct verify {
	struct repo *repo;
	const char *rev; /* NULL: HEAD */
	gboolean full;	 /* from the first commit, whatever is remembered */
	gint64 now;
	void (*progress)(guint done, guint total, void *data); /* may be NULL */
	void *data;

	struct oid tip;
	GPtrArray *violations;
	guint commits;	    /* judged now */
	guint unplaced;	    /* of those judged now: received by a hub of which the main branch is not known (receipt.h) */
	guint unverifiable; /* of all that were judged, now or before: signed with OpenPGP or X.509 */
	gboolean gone_on;   /* from what was remembered */
};
/*
 * ERR_INTEGRITY, rule "unverifiable", for a shallow clone, and where git shows other objects in place of some; ERR_NOT_FOUND when
 * there is no commit.
 */
gboolean verify_run(struct verify *verify, GError **err);
void verify_clear(struct verify *verify);

#endif
