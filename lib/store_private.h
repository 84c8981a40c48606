/* What the files of the store share: the handles of libgit2 and how its failures become errors. For store*.c only. */
#ifndef STORE_PRIVATE_H
#define STORE_PRIVATE_H

#include "store.h"
#include <git2.h>
#include <zlib.h>

AUTO_FREE(git_repository)
AUTO_FREE(git_reference)
AUTO_FREE(git_commit)
AUTO_FREE(git_tree)
AUTO_FREE(git_object)
AUTO_FREE(git_config)
AUTO_FREE(git_odb)
AUTO_FREE(git_odb_object)
AUTO_FREE(git_tree_entry)
AUTO_FREE(git_index)
AUTO_FREE(git_patch)
AUTO_FREE(git_signature)

struct pack;

/* Trees read last: a commit's are the next one's old ones, when a history is gone through. */
#define STORE_TREES 16

struct store {
	git_repository *repo;
	git_odb *odb;
	git_config *config;
	char *git_dir, *common_dir, *work_dir;
	char *objects;	       /* store_add_objects(); NULL for none */
	struct oid folders_of; /* the tree that folders are of */
	GHashTable *folders; /* path -> git_tree of it, NULL when there is none: a folder of 100,000 is not read for each file */
	GHashTable *shallow; /* set of struct oid *: commits whose parents are not here; NULL for none */
	struct pack *pack;   /* while a pack is being written */
	gboolean pack_reads; /* the pack's objects can be read through odb */
	git_odb_object *trees[STORE_TREES]; /* of store_diff(), the oldest at next_tree */
	guint next_tree;
};

/* libgit2 is ready from here on. */
void store_need(void);
/* Once, when libgit2 starts: which files of configuration it is not to look for. */
void config_start(void);
/* The user's configuration without a repository; below 0 as libgit2 says. */
int config_of_user(git_config **out);
/* Fills store->config. */
int config_read(struct store *store);
/* "FORMAT: what libgit2 says", the code by what failed. Always FALSE. */
gboolean store_fail(GError **err, int result, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* struct oid and git_oid have the same 20 bytes. */
static inline const git_oid *
store_git_oid(const struct oid *oid)
{
	return (const git_oid *)oid->raw;
}
static inline void
store_from_git(struct oid *out, const git_oid *id)
{
	memcpy(out->raw, id->id, sizeof(out->raw));
}
git_tree *store_tree(struct store *store, const struct oid *oid, GError **err);
git_commit *store_lookup_commit(struct store *store, const struct oid *oid, GError **err);

/* An object of a pack being made. */
struct pack_entry {
	struct oid oid; /* first: the entry is its own key */
	guint32 crc;
	git_object_t type;
	guint64 offset;
	gsize size;
	GBytes *tree; /* the bytes of a tree, else NULL */
};
/* Writes an object to the pack being made; out is its id. */
gboolean pack_write(struct pack *pack, git_object_t type, const void *bytes, gsize length, struct oid *out, GError **err);
gboolean pack_write_blobs(struct pack *pack, const struct blob_text *blobs, guint n, GError **err);

/* Makes the bytes that a pack has of objects; used by one thread. */
struct press {
	z_stream z;
	GByteArray *out;
};
struct press *press_new(void);
void press_free(struct press *press);
/* Appends an object to out. Sets the entry's offset, in out, and crc. */
void press_object(struct press *press, const void *bytes, struct pack_entry *entry);

#endif
