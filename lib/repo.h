/*
 * A repository opened for one command, and snapshots of it.
 *
 *	struct repo *repo = repo_open(&where, &err);
 *	struct snapshot *snap = snapshot_open(repo, NULL, &err);    HEAD and the work tree's edits
 *	GBytes *b = snapshot_read(snap, "person/a.yaml", &err);
 *
 * A snapshot is a tree plus, when it is of HEAD and there is a work tree, the
 * edits on disk. It carries the kinds and the configuration of that tree, so a
 * day in the past is read with the schema of that day.
 */
#ifndef REPO_H
#define REPO_H

#include "config.h"
#include "record.h"
#include "shelf.h"
#include "store.h"
#include "worktree.h"

/* Told on the thread that asked how far something is that takes long: "reading record" 500 of 10000; total 0: unknown. */
typedef void (*repo_progress)(const char *what, guint done, guint total, void *data);
struct repo_where {
	const char *dir;		/* -C; NULL: the current folder */
	const char *git_dir;		/* --git-dir; NULL */
	day today;			/* --today; DAY_NONE: the site's day now */
	const struct kind_words *words; /* that new kinds, steps and fields are not called by; NULL: none */
	gboolean look;			/* HEAD's edits will be asked for: begin to look for them at once */
	struct shelf *shelf;		/* of kinds that several repositories share; NULL: of its own */
	repo_progress progress;		/* or NULL */
	void *progress_data;
};
struct repo {
	struct store *store;
	day asked_today; /* DAY_NONE unless --today */
	const struct kind_words *words;
	struct shelf *shelf;	/* of the kinds of all its snapshots */
	repo_progress progress; /* private: repo_tell() */
	void *progress_data;
	struct kinds *built_in; /* private: for the first snapshot */
	struct scan *scan;	/* private: the look that repo_open() began */
};
struct repo *repo_open(const struct repo_where *where, GError **err);
void repo_free(struct repo *repo);
/*
 * The commit of a day as date_read_past() has it, the last one before its end, or else of a revision. *asked: the day, or
 * DAY_NONE. ERR_NOT_FOUND when there is none.
 */
gboolean repo_commit_at(struct repo *repo, const char *at, struct oid *commit, day *asked, GError **err);
/* To whom repo_where named; never from another thread than that which asked. */
void repo_tell(const struct repo *repo, const char *what, guint done, guint total);
/* Somebody is about to change the work tree: what repo_open() began to look at does not hold. */
void repo_look_away(struct repo *repo);
AUTO_FREE(repo)

struct snapshot {
	struct repo *repo;	 /* borrowed */
	struct oid commit, tree; /* zero before the first commit */
	gint64 commit_time;	 /* unix seconds, 0 before the first commit */
	gboolean live;		 /* HEAD with its work tree */
	GPtrArray *edits;	 /* struct worktree_edit *, when live; else NULL. Found on first need: use snapshot_edits() */
	struct kinds *kinds;
	struct config *config;
	const char *site;		 /* this clone's site code (git config sx.site, else config.yaml's), or NULL */
	const struct calendar *calendar; /* of that site */
	day today;			 /* --today, else --at's day (of a revision: its commit's), else now in the site's zone */
	day asked;			 /* the day that `at` named; DAY_NONE for a revision, and for none */
	gint64 moment;	    /* that `today` is the day of, and that other sites may have another day at; 0: a day was asked for */
	char *own_site;	    /* private: what git's configuration says */
	struct scan *scan;  /* private: the look for edits that is going on */
	GHashTable *edited; /* private: edits by path */
};
/* at: NULL for HEAD and edits, else as repo_commit_at() has it. ERR_NOT_FOUND when it is no commit; a repository with no .sx folder is still read. */
struct snapshot *snapshot_open(struct repo *repo, const char *at, GError **err);
/* The same for HEAD's tree alone, without edits: what a write starts from. */
struct snapshot *snapshot_head(struct repo *repo, GError **err);
/* The same with the edits, for who looks at edits that keep the kinds or the configuration on disk from being read. */
struct snapshot *snapshot_edited_head(struct repo *repo, GError **err);
/* A tree that no commit has yet. */
struct snapshot *snapshot_tree(struct repo *repo, const struct oid *tree, GError **err);
void snapshot_free(struct snapshot *snapshot);
AUTO_FREE(snapshot)

/* The calendar of a site; the clone's for NULL or a code that is none. Borrowed. */
const struct calendar *snapshot_calendar(const struct snapshot *snapshot, const char *site);
/* Begin to look for the edits, which takes a while, in other threads. For who will need them soon. */
void snapshot_look(struct snapshot *snapshot);
/* The edits below record and .sx folders; an empty array when not live. Borrowed; NULL on error. */
const GPtrArray *snapshot_edits(struct snapshot *snapshot, GError **err);
/* A file's bytes in the snapshot (an edit wins over the tree). NULL with *err unset when absent. Caller unrefs. */
GBytes *snapshot_read(struct snapshot *snapshot, const char *path, GError **err);
/* A record by full id, parsed; NULL with *err unset when absent. */
struct record *snapshot_record(struct snapshot *snapshot, const struct kind *kind, const char *id, GError **err);

#endif
