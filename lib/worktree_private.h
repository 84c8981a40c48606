/* What the files of the work tree share. For worktree*.c only. */
#ifndef WORKTREE_PRIVATE_H
#define WORKTREE_PRIVATE_H

#include "stage.h"
#include "worktree.h"

/* What a look at the disk says of a staged file. */
enum seen { SEEN_CLEAN, SEEN_CHANGED, SEEN_MISSING, SEEN_LINK };

struct folder {
	char *path; /* "" for the top, else without a '/' at the end */
	guint names; /* files and folders in it that are staged */
	gint present; /* of those, how many are on disk */
	gint listed; /* names that are on disk; -1: the folder is not there */
	gint asked; /* has its task run? */
	struct folder *parent;
};

struct scan {
	struct store *store;
	int top;		/* the work tree, opened */
	struct stage *stage;	/* NULL: nothing staged */
	guint8 *seen;		/* enum seen, for each entry */
	GHashTable *folders;	/* path -> struct folder * */
	GArray *tasks;		/* struct task */
	gint next;		/* task to take */
	gint why;		/* errno of a folder that is there and cannot be read */
	struct folder *denied;	/* that folder */
};

/* Looks at every staged file below the roots, and lists the folders, on all processors. */
gboolean worktree_scan(struct scan *scan, const char *const *roots, GError **err);
void worktree_scan_clear(struct scan *scan);

/* A folder below another, reached through no symbolic link; -1 with errno. path "" is the top itself. */
int worktree_open_folder(int top, const char *path);
/* Is the content of a file this blob, as it is or with CR LF for LF? */
gboolean worktree_holds(int folder, const char *name, const struct oid *oid);

#endif
