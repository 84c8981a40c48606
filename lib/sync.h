/*
 * Sharing with another repository: fetch, join, look at what comes of it, push; again when somebody was quicker.
 *
 *	struct sync sync = {.repo = repo, .tracking = "refs/remotes/origin/main", .exchange = &exchange, .push = TRUE};
 *	sync_run(&sync, &err)
 *	... sync.came, sync.merged, ... say what happened
 *	sync_clear(&sync);
 *
 * What is pushed is made as objects first, and the branch moves only when the other side has taken it: killed anywhere,
 * the repository is as it was or as it is to be, and the next sync goes on. No lock is held while the network is waited
 * for. When the other side takes nothing, what came in stays here all the same, and failure says why.
 *
 * How it talks to the other side is the caller's: struct exchange.
 */
#ifndef SYNC_H
#define SYNC_H

#include "change.h"
#include "join.h"

enum exchange_answer {
	EXCHANGE_DONE,
	EXCHANGE_ABSENT,    /* fetch: the other side is there, and has no such branch yet */
	EXCHANGE_STALE,	    /* push: somebody was quicker */
	EXCHANGE_BUSY,	    /* somebody may have been quicker, or another git is at work here: try again */
	EXCHANGE_REWRITTEN, /* fetch: the branch there does not contain any more what it contained */
	EXCHANGE_FAILED,    /* it was refused, or could not be asked; *err says which */
};
struct exchange {
	/* Brings the branch of the other side to sync's tracking ref; ref and objects stay as they are unless DONE. */
	enum exchange_answer (*fetch)(void *data, GError **err);
	/* Offers a commit to the other side's branch. */
	enum exchange_answer (*push)(const struct oid *commit, void *data, GError **err);
	/* What the last fetch brought is not taken over: it is not what the other side is known to have. May be NULL. */
	void (*refused)(void *data);
	void *data;
};

struct sync_item {
	char *path, *id;      /* id NULL: no record */
	const char *kind;     /* its kind's name, interned; NULL: no record */
	char change;	      /* '+' new, '~' changed, '-' gone */
	gboolean out;	      /* of kept: it was removed there, and our change stays */
	GPtrArray *conflicts; /* char *; NULL for none */
};

/* A record and what it is called besides, or from now on. */
struct sync_name {
	const char *kind; /* interned */
	char *id, *is;
	gboolean theirs; /* of moved: it is not ours that did */
};

struct sync {
	struct repo *repo;
	const char *tracking;		 /* where what was fetched is */
	const char *whose;		 /* how the other side is called in messages: "origin" */
	const struct exchange *exchange; /* NULL: nothing is fetched */
	gboolean push, dry_run;
	gboolean aside; /* the other side is not where all meet: of ids drawn twice, the one that is shared elsewhere stays */
	void (*prepare)(struct change *change); /* before a commit is written: how it is signed; may be NULL */
	void (*progress)(const char *what, void *data);
	void *data;

	/* What happened. Arrays of struct sync_item * but problems. */
	struct oid before, after; /* HEAD; after: with dry_run as it would be */
	guint n_in, n_out;	  /* commits */
	gboolean absent;	  /* the other side had no such branch */
	gboolean pushed;
	guint tries; /* pushes */
	GPtrArray *came, *merged,
		*kept;	     /* what came in by itself; what both had changed; what stayed though one side removed it */
	GPtrArray *out;	     /* what goes out by itself */
	GPtrArray *moved;    /* struct sync_name *: ids that were drawn twice, and what ours (or theirs) are from now on */
	GPtrArray *numbers;  /* struct sync_name *: register numbers; they hold only when pushed */
	guint unplaced;	     /* commits that came in, received by a hub of which the main branch is not known (receipt.h) */
	guint waiting;	     /* records among those that came in or were merged in which something waits for a decision */
	GPtrArray *problems; /* struct problem *: what is wrong since, and may be mended later */
	GPtrArray *let_in;   /* the same: what is wrong in the history that came in, and is no reason to refuse it */
	struct oid tracked;  /* private: what was at tracking before; zero: nothing */
	struct oid judged;   /* private: theirs of an earlier round, found to be as it may be; zero: none */
	GError *failure;     /* why nothing went out though it should; what came in is in */
};

/*
 * ERR_CONFLICT: edits by hand are in the way, files that do not merge, histories that share nothing or were rewritten;
 * ERR_INVALID: a record of ours that nobody has seen yet is wrong by itself; ERR_INTEGRITY: the commits of one side are not such as a
 * command could have made (replay.h), and what was fetched is forgotten again; ERR_REMOTE: nothing could be fetched.
 * Nothing has changed then; but where files do not merge, ids of ours that were drawn twice are others from then on, as the
 * message says, so that git has only the files to merge.
 */
gboolean sync_run(struct sync *sync, GError **err);
void sync_clear(struct sync *sync);
/* How many commits are here and not there, as of the last fetch; FALSE when nothing was fetched yet. */
gboolean sync_waiting(struct repo *repo, const char *tracking, guint *out, guint *in);

#endif
