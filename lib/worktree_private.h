/* What the files of the work tree share. For worktree*.c only. */
#ifndef WORKTREE_PRIVATE_H
#define WORKTREE_PRIVATE_H

#include "stage.h"
#include "worktree.h"

/* What a look at the disk says of a staged file. */
enum seen { SEEN_CLEAN, SEEN_CHANGED, SEEN_MISSING, SEEN_LINK };

/* What is kept of a folder. */
struct dir_line {
	gint64 mtime, mtime_ns, ctime, ctime_ns;
	guint64 ino;
	gint64 names;
};
struct dirs;

struct folder {
	char *path;	  /* "" for the top, else without a '/' at the end */
	gint present;	  /* files and folders in it that are staged and on disk */
	gint listed;	  /* names that are on disk; -1: the folder is not there */
	gboolean lasting; /* line tells how many names it has as long as the times stay */
	struct dir_line line;
	struct folder *parent;
};

struct scan {
	struct store *store;	  /* NULL as long as it is only expected */
	char *git_dir, *work_dir; /* as store_git_dir() and store_work_dir() */
	int top;		  /* the work tree, opened */
	struct stage *stage;	  /* NULL: nothing staged */
	guint8 *seen;		  /* enum seen, for each entry */
	GMutex lock;		  /* of folders, and of how far it is */
	GCond further;		  /* known has grown, or is all there is */
	guint known, taken;	  /* entries that may be looked at, and those that are */
	gboolean all_known;
	GHashTable *folders;   /* path -> struct folder * */
	GPtrArray *listing;    /* struct folder *: those of the roots, to be listed; borrowed from folders */
	gint listed;	       /* how many of them are */
	gint why;	       /* errno of a folder that is there and cannot be read */
	struct folder *denied; /* that folder */
	struct dirs *dirs;
	gint read;    /* names that had to be read */
	char **roots; /* NULL: all */
	GThread *
		thread; /* that began; NULL when it has been waited for, or none could be had: then the look is taken when it is asked for */
	gboolean cancelled;
	GError *error;
};

/* Is a path in one of the roots? NULL: it is. */
gboolean worktree_below(const char *path, const char *const *roots);
/* The look itself, in a thread of its own: takes the scan, gives nothing. */
gpointer worktree_scan_run(gpointer scan);
/* Every staged file below the roots has been looked at, and the folders listed. */
gboolean worktree_scan_join(struct scan *scan, GError **err);

struct dirs *dirs_open(const char *git_dir);
/* The number of names an opened folder had when its times were these; -1 when it must be read. Fills st. Any thread. */
int dirs_names(struct dirs *dirs, const char *path, int fd, struct stat *st);
/* Were a folder's times older than the first look? Then they tell of any change since. */
gboolean dirs_lasting(const struct dirs *dirs, const struct stat *st);
/* Writes what is known of the folders (struct folder *), when enough had to be read. */
void dirs_close(struct dirs *dirs, GHashTable *folders, guint read_in_vain);

/* A folder below another, reached through no symbolic link; -1 with errno. path "" is the top itself. */
int worktree_open_folder(int top, const char *path);
/* Is the content of a file this blob, as it is or with CR LF for LF? */
gboolean worktree_holds(int folder, const char *name, const struct oid *oid);

#endif
