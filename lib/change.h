/*
 * One change = one commit. The only way anything is written, and the guard
 * that no command can go round: change_commit() judges every record it writes.
 *
 *	struct change *c = change_begin(repo, &err);     takes the lock, re-reads HEAD, finds who is acting
 *	change_put(c, path, text, length, &err);         any number of times
 *	change_commit(c, &message, &commit, &err);       objects, commit, branch, work tree, index; then returns
 *	change_free(c);                                  releases the lock; without commit nothing has changed
 *
 * Order of writing, so that a kill at any point leaves the old or the new
 * repository: blobs and trees, the commit, a journal (what the work tree is to
 * become), the branch, the work-tree files, the index, the journal's removal.
 * change_begin() and change_recover() finish a journal that a killed process left.
 *
 * A change refuses: no matching active person (ERR_REFUSED, rule "identity"),
 * two people with one e-mail, a merge in progress, a file with uncommitted
 * edits that it would overwrite (ERR_CONFLICT), a detached HEAD, a read-only
 * repository, a clock that is a day behind the last commit (ERR_REFUSED, rule "clock"). Waits up to ten seconds for another writer, then names it.
 *
 * A message is a subject, the reason, and trailers Sx-Verb, Sx-Record (one each),
 * Sx-Actor, Sx-Undoes, Sx-Version as the last paragraph. A line of the reason that
 * begins like a trailer of ours ("Sx-") is indented by a blank, so that neither a
 * parser of trailers nor a search at line beginnings takes it for one.
 */
#ifndef CHANGE_H
#define CHANGE_H

#include "check.h"
#include "step.h"

#define CHANGE_BEHIND (24 * 60 * 60) /* seconds that a clock may be behind the last commit: plants' clocks are not one */

struct change {
	struct repo *repo;
	struct snapshot *base;		/* HEAD without edits, as of the lock */
	char *actor;			/* id of the person acting; NULL only while the first person is being made */
	char *actor_name, *actor_email; /* what git will record */
	gint64 now;			/* unix seconds, read once */
	gint64 received;		/* when a hub received what is judged again; 0: no receipt tells */
	struct snapshot *receiver;	/* what the hub had then; borrowed, may be NULL */
	void (*had)(gint64 moment, struct oid *tree,
		void *data); /* and at a moment before: a tree, zero for nothing; NULL: not known */
	void *had_data;
	const char *seen;     /* the commit, hex, up to which the actor has looked, or NULL: struct act. Borrowed */
	gboolean signs_later; /* steps are judged before they are signed: see struct act */
	gboolean import;      /* new records bring a past: see struct act */
	/*
	 * How a commit is signed, for repositories where git's commit.gpgsign is on or whose settings ask for it
	 * (signed_commits); without it a change is refused there. Set after begin.
	 */
	store_sign_fn sign;
	void *sign_data;
	struct change_own *own; /* private */
};

/* The person of git's user.email in a snapshot: id, or NULL with an error saying how to become known. Caller frees. */
char *identity_find(struct snapshot *snapshot, GError **err);
/* The same of any e-mail. */
char *identity_of(struct snapshot *snapshot, const char *email, GError **err);

/*
 * Finish or take back what a killed process left, before reading a live
 * snapshot. Costs two looks at the disk when there is nothing to do. Leaves it when
 * another process is writing or nothing may be written here.
 */
gboolean change_recover(struct repo *repo, GError **err);

struct change *change_begin(struct repo *repo, GError **err);
/* For `init`: no person is asked for. */
struct change *change_begin_first(struct repo *repo, GError **err);
/* For `commit`: the listed paths' own edits are what is recorded, so edits there are no refusal. */
struct change *change_begin_edits(struct repo *repo, GError **err);
void change_free(struct change *change);
AUTO_FREE(change)

gboolean change_put(struct change *change, const char *path, const void *bytes, gsize length, GError **err);
gboolean change_remove(struct change *change, const char *path, GError **err);
/* The bytes of a path as the change now has it: put, else base. NULL with *err unset when absent. */
GBytes *change_read(struct change *change, const char *path, GError **err);
/*
 * Who acts, when and why, for workflow.h: with the calendar of the site that the values, a record's map, name; else of the clone.
 * kind may be NULL when there are none. Where locks of the kind hold under a condition, world has the records as they are before
 * the change; the judge of the change has its own. Borrows from the change.
 */
struct act change_act(struct change *change, const struct kind *kind, const struct node *values, const char *reason);
/* A new record: id, path and text from values; adds the kind's defaults (today, now, actor, site). Gives its id; caller frees. */
char *change_add(struct change *change, const struct kind *kind, const char *slug, const struct node *values, GError **err);
/*
 * The kinds as the change leaves them: those of the base, or what is put below .sx/schema makes of them. Borrowed, until more is put there:
 * so what makes kinds is put first.
 */
const struct kinds *change_kinds(struct change *change, GError **err);
/* The configuration in the same way. */
const struct config *change_config(struct change *change, GError **err);
/* Read a record to change it: ERR_NOT_FOUND when absent. */
struct record *change_record(struct change *change, const struct kind *kind, const char *id, GError **err);
/* The index of the base. Opened on first use; borrowed. */
struct index *change_index(struct change *change, GError **err);
/* Number of paths changed so far; one put back to what it was does not count. */
guint change_count(const struct change *change);
/* More than a few hundred puts: write a pack. Call before the first put. */
gboolean change_bulk(struct change *change, GError **err);

/*
 * Lets others write while a person is asked for something; what was put stays. change_resume() goes on as the only writer:
 * ERR_CONFLICT, rule "G7", when somebody has recorded a change meanwhile.
 */
void change_pause(struct change *change);
gboolean change_resume(struct change *change, GError **err);

struct change_message {
	const char *subject;	/* "action ACT-2611-7K3M9Q2: due 2026-11-30 -> 2026-12-14" */
	const char *reason;	/* body, or NULL */
	const char *verb;	/* trailer Sx-Verb: "action extend" */
	const char *const *ids; /* trailer Sx-Record, one each; NULL-ended; NULL for none (bulk: Sx-Count) */
	const char *undoes;	/* trailer Sx-Undoes: a commit, or NULL */
};
/*
 * Would change_commit() take it? Each record put is read and checked, judged by its workflow, its links and unique fields
 * looked up; a record that goes is refused, unless it is undone. For dry runs; change_commit() asks by itself.
 */
gboolean change_judge(struct change *change, const struct change_message *message, GError **err);
gboolean change_commit(struct change *change, const struct change_message *message, struct oid *commit, GError **err);

/*
 * --- commits that are made first and taken over later, for what plants share ---
 *
 * A candidate is a commit as an object to which nothing points: it can be pushed, and then taken over or thrown away.
 * No lock is held, the work tree is not looked at, and change_write() judges nothing: who takes it over has judged it.
 *
 *	struct change *c = change_begin_candidate(repo, &ours, &theirs, &err);
 *	change_take(c, path, &blob, FALSE), change_put(c, path, text, length, &err) ...
 *	change_write(c, &message, &commit, &err);
 *	change_advance(repo, &ours, &commit, "sync", &moved, &err);
 */

/* On top of a commit; other, its second parent, may be NULL. Who acts is known to one of the two. */
struct change *change_begin_candidate(struct repo *repo, const struct oid *onto, const struct oid *other, GError **err);
/* A blob that the repository has; NULL: the path goes. */
void change_take(struct change *change, const char *path, const struct oid *blob, gboolean executable);
gboolean change_write(struct change *change, const struct change_message *message, struct oid *commit, GError **err);

/*
 * --- commits that are there already, judged again ---
 *
 * A change with nothing to write: what a commit changed is put, and change_judge() says whether a command could have made it.
 * base: of the parent, borrowed. actor NULL: nobody who is known, as while the first person is being made.
 */
struct change *change_again(struct repo *repo, struct snapshot *base, const char *actor, gint64 now);
/* The tree that the commit has. */
void change_becomes(struct change *change, const struct oid *tree);
/* An index of base, so that none is opened. Borrowed. */
void change_lend_index(struct change *change, struct index *index);
/* A path as the commit has it: from a blob; zero: it goes. */
gboolean change_put_again(struct change *change, const char *path, const struct oid *old, const struct oid *blob, GError **err);
/* As change_judge(); all that it found is appended to problems (struct problem *), besides the first as *err. */
gboolean change_judge_again(struct change *change, const struct change_message *message, GPtrArray *problems, GError **err);

/*
 * The commits whose people say with which keys a merge may be signed, where it is to be signed: of each side what it had when they
 * parted, or all it has if it was held to the setting since. What one side entered unsigned does not vouch for itself so, whichever
 * parent it is. struct oid in a new array; empty when they share nothing. Caller unrefs; NULL with *err.
 */
GArray *change_vouching(struct repo *repo, const struct oid parents[2], GError **err);

/*
 * What a merge of two commits gives people: roles that the guards of the steps which give them would refuse though neither side is
 * refused (P03), and keys of which each side's has to be vouched for by whom the other knows (K04). tree: what comes of both; kinds:
 * those that say where people are. Appends struct problem *; FALSE only with *err. Costs next to nothing where people are as they were.
 */
gboolean change_judge_merge(struct repo *repo, const struct kinds *kinds, const struct oid parents[2], const struct oid *tree,
	gint64 now, GPtrArray *problems, GError **err);

/* HEAD, after what a killed process left is finished; refuses where no change could be made: see above. */
gboolean change_stand(struct repo *repo, struct head *out, GError **err);
/* Nobody's edits are in the way of going from one commit (zero: none yet) to another. ERR_CONFLICT, rule "edited", names them. */
gboolean change_may_advance(struct repo *repo, const struct oid *from, const struct oid *to, GError **err);
/*
 * The branch, the work tree and git's index go from one commit to another that is there already, durably. *moved FALSE,
 * no error: HEAD was not at from any more, and nothing has changed. subject is for git's log of the branch.
 */
gboolean change_advance(
	struct repo *repo, const struct oid *from, const struct oid *to, const char *subject, gboolean *moved, GError **err);

#endif
