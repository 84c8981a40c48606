/* What the files of the change share. For change*.c only. */
#ifndef CHANGE_PRIVATE_H
#define CHANGE_PRIVATE_H

#include "change.h"
#include "stage.h"
#include "undo.h"

/* One path that changes. */
struct change_file {
	char *path;
	GBytes *bytes;	 /* NULL: removed */
	struct oid oid;	 /* of bytes; zero when removed */
	struct oid disk; /* what the work tree held when it was put; zero: nothing */
	struct oid base; /* what the base holds; zero: nothing */
	gboolean taken;	 /* put as a blob that is there already */
	char mode;	 /* 'x': is to be executable; '-': not any more; 0: as it is */
};

/* A file of the change that is a record. */
struct judged {
	const struct change_file *file;
	struct record *old, *new; /* as it was and as the change has it; NULL: it is new, it goes */
};

/* What a write may still have to do to the work tree, as the journal keeps it. */
struct journal {
	char *branch;
	struct oid from, to; /* commits */
	GPtrArray *files;    /* struct change_file *, sorted by path, without bytes */
};

struct change_own {
	int lock;		   /* the lock file, held; -1 */
	gboolean edits;		   /* the files' own edits are what is recorded */
	gboolean bulk, packed;	   /* objects go into one pack; the files' contents are in it */
	gboolean signs_as_asked;   /* the settings ask for the signature: its key is to be one of who acts */
	gboolean candidate;	   /* a commit is made and nothing moves */
	gboolean lent, lent_index; /* base and index are somebody else's */
	GPtrArray *found;	   /* where the judge's problems go besides; or NULL */
	struct oid other;	   /* its second parent, or zero */
	struct oid becomes;	   /* the tree that it makes, where that is there already; else zero */
	GHashTable *files;	   /* path -> struct change_file *: change_hold(), change_touched() */
	GPtrArray *sorted;	   /* the same in path order; NULL: not asked for since one came or went */
	char *branch;
	struct index *index;
	struct world *world,
		*judging; /* for change_act(): of the base, NULL: not asked for; and that of the judge, while it is at work */
	struct config *config; /* the same of the configuration */
	gboolean schema;       /* a file of kinds was put */
	struct kinds *kinds;   /* as the change leaves them; NULL: not read, or those of the base */
	char *judged;	       /* the reason under which all was found right; NULL: not judged since the last put */
};

/* Is nothing in the way of a change: a merge that is not finished, a detached HEAD? *branch is HEAD's; caller frees. */
gboolean change_check_state(struct repo *repo, char **branch, GError **err);
/* Who is acting, from base: actor, actor_name, actor_email. first: no person is asked for. */
gboolean change_find_actor(struct change *change, gboolean first, GError **err);
/* The repository's lock: waits up to seconds for another writer. -1 with *err. quiet: -1 without one when it is held or cannot be. */
int lock_take(struct repo *repo, int seconds, GError **err);
void lock_release(int fd);

struct change_file *change_file_new(const char *path);
/* Takes the file into the change, in place of one of the same path. */
void change_hold(struct change *change, struct change_file *file);
/* What was found out about the change holds no longer: one of its files is another. */
void change_touched(struct change *change, struct change_file *file);
void change_file_free(struct change_file *file);

/* What is in the work tree at the file's path is neither what was there nor what is to be. FALSE with *err. */
gboolean change_check_edit(struct repo *repo, const struct change_file *file, GError **err);
/* What could not follow in the work tree is not recorded in the first place: files are to be in path order. */
gboolean change_may_follow(struct repo *repo, const GPtrArray *files, GError **err);
/* Moves the branch, and then all that follows it. The caller holds both locks. */
gboolean change_move(
	struct repo *repo, const struct journal *journal, const struct person_mark *who, const char *subject, GError **err);

gboolean journal_write(struct repo *repo, const struct journal *journal, GError **err);
/* Brings the work tree and git's index to what the journal says, then removes it. bytes are read from the store where a file has none. */
gboolean journal_apply(struct repo *repo, const struct journal *journal, GError **err);
/* Finishes or takes back what is left of a killed process. The caller holds the lock. */
gboolean journal_recover(struct repo *repo, GError **err);
gboolean journal_remove(struct repo *repo, GError **err);
gboolean journal_exists(struct repo *repo);
void journal_clear(struct journal *journal);
/* What the work tree holds at a path: zero for nothing, all ones for what is no plain file. */
void journal_look(struct repo *repo, const char *path, struct oid *out);

/* The clock is not behind a commit that this follows. */
gboolean change_check_clock(const struct change *change, gint64 before, GError **err);
int lock_take_for_change(struct repo *repo, GError **err);
/* Is the commit to be signed? ERR_REFUSED when it is, and would not be, or not so that the settings take it. */
gboolean change_signs(struct change *change, gboolean *signs, GError **err);
/* Signs it (store_sign_fn; data: the change). ERR_REFUSED, rule "signature", for a key that the settings do not take. */
char *change_sign(const char *text, gsize length, void *data, GError **err);
/*
 * What is below .sx/ is changed by agreement, where the settings before ask for one, and by no more people than there are (P05).
 * Appends struct problem *; FALSE only with *err.
 */
gboolean change_judge_agreed(struct change *change, GPtrArray *problems, GError **err);
/* Nobody shuts himself out: who begins with signed_commits has a key. */
gboolean change_judge_signed(struct change *change, GError **err);
/* The message as it is stored. Caller frees. */
char *message_text(const struct change *change, const struct change_message *message);
/* Is it a file of kinds? */
gboolean change_is_schema(const char *path);
/*
 * The records there are, held against the kinds as the change leaves them: none may be wrong by them that was not before,
 * and no kind may go that has any. also: those that change, as check_links() takes them. TRUE at once when no kind changes.
 */
gboolean change_judge_kinds(struct change *change, GHashTable *also, GError **err);
/* Nor may a site go that has records, as long as there are others. */
gboolean change_judge_sites(struct change *change, GHashTable *also, GError **err);
/* Nor the name of another repository that records link to. */
gboolean change_judge_repositories(struct change *change, GHashTable *also, GError **err);
/* The last text of a record that reads, going back from the base; NULL: there is none not far back. Caller frees. */
struct record *change_last_readable(struct change *change, const struct kinds *kinds, const char *path);
/* Digests of the evidence that the change itself brings: a set. Caller unrefs. */
GHashTable *change_evidence(const struct change *change);
/* What a record shows as evidence that it did not before is in that set, or a file that is there. old may be NULL. */
gboolean change_judge_evidence(struct change *change, GHashTable *evidence, const struct record *old, const struct record *new,
	GPtrArray *problems, GError **err);
/*
 * Whoever decides several things decides them one by one, each with its own moment and its own reason: G9. n files; while
 * own->judging is there.
 */
void change_judge_single(struct change *change, const struct judged *files, guint n, GPtrArray *problems);
/* How many steps about which there is some rule in this case lead from one to the other. */
guint change_ruled_steps(const struct record *old, const struct record *new, const struct act *act);
/*
 * Is what an undo makes of a file judged as any other change? What others rely on is: records whose kind has rules or which are
 * signed, and who may do what, before the change or after it (kinds); and of other records what rules hold as they are. Not a
 * link to a record that has not come to where it counts, and that nothing has happened to since.
 */
gboolean change_undo_judged(struct change *change, const struct undo *undo, const struct kinds *after,
	const struct judged *judged, const char *reason, struct world *world);
/* Says of the problem that it is the undo that makes it, and what can be done instead. */
void change_undo_blame(const struct undo *undo, const struct judged *judged, struct problem *problem);
/* Files in path order; borrowed, until one comes or goes. Caller unrefs the array. */
GPtrArray *change_sorted(const struct change *change);

#endif
