/*
 * Replay: commits that are there already, judged again one by one. The judge is the one that a command asks before it
 * writes (change.h): what it would have refused then is a violation now, whoever made the commit and with whatever program.
 *
 *	struct replay replay = {.repo = repo, .tip = new, .known = heads, .n_known = 3, .now = calendar_now()};
 *	replay_run(&replay, &err)       judges every commit that tip has and no head of known
 *	replay.violations->len          0: all is as it may be
 *	replay_clear(&replay);
 *
 * So `sx verify` judges a history from its first commit, a hook what is pushed, and a sync what comes in. Each commit is
 * judged from its parent: by the kinds, the configuration, the people and the roles that the parent has, at the moment the commit
 * says it was made, as done by the person whose e-mail the committer has. Only what a commit changed is read.
 *
 * Besides what a command is held to, this is judged here:
 *   a merge is what joining its parents gives (join.h), and so are numbers and new ids that a sync gave;
 *   a commit is not older than those before it, nor of the future, as far as clocks go;
 *   committer, author and the trailer Sx-Actor are one person, who is also the one that pushes it where the hub asks for that;
 *   evidence has the digest that it is named by, stays, and is there where a record shows it;
 *   no link, submodule, .mailmap, attribute that hides, or path with signs that do not show.
 *
 * A key that signed a step or the commit must have counted when the commit was received, as well as when it says that it was
 * made; and who made it must have been active then. What a hub had of people then is known to itself, and by its receipts.
 *
 * Each commit that is signed is verified (gpgsig.h), whatever the settings are; with signed_commits in the settings of a parent
 * each is to be signed.
 *
 * Nothing is written to the repository. What comes of it depends on the commits, the receipts and `now`, not on the machine.
 */
#ifndef REPLAY_H
#define REPLAY_H

#include "receipt.h"
#include "repo.h"

#define REPLAY_AHEAD                                                                                                             \
	(10 * 60) /* seconds that a commit's clock may be ahead of ours; CHANGE_BEHIND: behind that of the commits before */

struct violation {
	struct oid commit;
	char *path, *id;  /* of the record or file; NULL when it is about the commit */
	const char *rule; /* interned: "T06", "workflow", "merge", "identity", "clock", "object", ... */
	char *message;	  /* what is wrong, one sentence */
	char *honest;	  /* what it would have to be, or NULL */
	gboolean grave; /* about a record of a kind with rules, evidence, people, settings, or who did it: not to be taken over */
	gboolean passing; /* it may be another by and by, when time passes or an object or a key comes: not to be remembered */
};
struct violation *violation_new(
	const struct oid *commit, const char *path, const char *id, const char *rule, const char *message, const char *honest);
void violation_free(struct violation *violation); /* takes NULL */

struct replay_pusher { /* who pushes what is judged */
	char *person;  /* id; NULL: nobody is known */
	char *says;    /* what the receipt calls him */
};
struct replay {
	struct repo *repo;
	struct oid tip; /* zero: nothing to judge */
	const struct oid *
		known; /* commits: they and what was before them are not judged. Borrowed; those that are not there are passed over */
	guint n_known;
	gint64 now;		/* unix seconds: commits of later are of the future; 0: not asked */
	gint64 received;	/* for a hub: what is judged comes in at this moment; 0: as receipts tell */
	struct oid receiver[2]; /* with received: commits of the hub's main branch, as it is and as it would be; zero for none */
	void (*stood)(gint64 moment, struct oid *out, void *stood_data); /* with received: the same at a moment before, or NULL */
	void *stood_data;
	const struct replay_pusher *pusher; /* for a hub that takes a commit from who made it alone; or NULL. Borrowed */
	struct receipts *receipts;	    /* or NULL. Borrowed */
	const char *branch; /* with receipts: the hub's main branch, "refs/heads/main"; NULL: not known. Borrowed */
	void (*progress)(guint done, guint total, void *data); /* may be NULL */
	void *data;

	/* What came of it. */
	GPtrArray *violations; /* struct violation *, in the order judged: parents first */
	guint commits;	       /* judged */
	guint unverifiable;    /* of these, signed with OpenPGP or X.509 */
	guint unplaced; /* of these, received by a hub of which the main branch is not known, nor so who was active there */
};
/*
 * TRUE whatever was found. An object that is missing or damaged is a violation (rule "object") and ends the replay: what comes
 * after it is not judged. FALSE: it could not be judged, and a hook refuses.
 */
gboolean replay_run(struct replay *replay, GError **err);
void replay_clear(struct replay *replay);
/* The first violation that is grave as an error, ERR_INTEGRITY; "(and N more)". FALSE when there is one. */
gboolean replay_refuse(const struct replay *replay, GError **err);

#endif
