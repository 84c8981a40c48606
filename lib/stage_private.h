/* What the files of the stage share. For stage*.c only. */
#ifndef STAGE_PRIVATE_H
#define STAGE_PRIVATE_H

#include "stage.h"

#define STAGE_HEADER 12
#define STAGE_FIXED 62 /* bytes of an entry before its path */
#define STAGE_DIGEST 20

/* Bits of an entry's flags, gitformat-index(5). */
enum { FLAG_VALID = 0x8000, FLAG_EXTENDED = 0x4000, FLAG_LEVEL = 0x3000, FLAG_LENGTH = 0x0fff };
enum { EXTENDED_SKIP_WORKTREE = 0x4000, EXTENDED_INTENT_TO_ADD = 0x2000 };

struct stage {
	GMappedFile *map;
	guint8 *expanded; /* of a version 4 index: the same as version 2 or 3; else NULL */
	const guint8 *bytes;
	gsize length;	    /* all bytes, the digest not */
	guint n, known;	    /* entries, and those that have been read */
	guint32 *at;	    /* n + 1 offsets: where each entry begins, where the last ends; known + 1 of them are set */
	const guint8 *tree; /* the cache tree extension, or NULL */
	gsize tree_length;
	const char *work_dir; /* where its files are, for stage_update(); borrowed */
	gint64 mtime;	      /* of the file */
	guint32 mtime_ns;
	guint mode;
	gboolean pathless; /* an entry has no path, or one from the root */
};

static inline guint32
be32(const guint8 *p)
{
	return (guint32)p[0] << 24 | (guint32)p[1] << 16 | (guint32)p[2] << 8 | p[3];
}
static inline guint16
be16(const guint8 *p)
{
	return (guint16)(p[0] << 8 | p[1]);
}

gboolean stage_racy(const struct stage *s, guint32 mtime, guint32 mtime_ns, gboolean fine);

/* Version 4, whose paths are cut to what differs from the one before, as version 2 or 3. NULL when it is damaged. */
guint8 *stage_expand(const guint8 *bytes, gsize length, gsize *out_length);

/*
 * The cache tree: for each folder the tree it equals and how many entries it
 * has. count -1: not known.
 */
struct cache_tree {
	char *name;
	int count;
	struct oid oid;
	GPtrArray *children; /* struct cache_tree * */
};
/* NULL when the bytes are none. */
struct cache_tree *cache_tree_read(const guint8 *bytes, gsize length);
void cache_tree_free(struct cache_tree *tree);
AUTO_FREE(cache_tree)
struct cache_tree *cache_tree_new(const char *name);
/* An entry comes (+1), goes (-1) or changes (0): its folders are no longer known. */
void cache_tree_touch(struct cache_tree *tree, const char *path, int entries);
/* Folders that are no longer known get their trees from the tree that the index now equals. */
gboolean cache_tree_fill(struct cache_tree *tree, struct store *store, const struct oid *root, GError **err);
void cache_tree_write(const struct cache_tree *tree, GByteArray *out);

#endif
