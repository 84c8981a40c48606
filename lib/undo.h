/*
 * Taking back one commit, field by field.
 *
 * What a commit touched goes back to what it was before; what it did not touch
 * stays as it is now. When something it touched has changed since, it cannot be
 * taken back: ERR_CONFLICT names the record and the field. Evidence stays: its
 * name is its content, and other records may show it. So does a register number: ERR_REFUSED.
 */
#ifndef UNDO_H
#define UNDO_H

#include "repo.h"

struct undo_file {
	char *path;
	struct oid before, after; /* zero: absent */
};
struct undo {
	struct repo *repo;
	struct oid commit;
	char *actor, *verb, *subject; /* as the commit says; actor and verb NULL when it does not */
	char **ids;
	GPtrArray *files; /* struct undo_file *, path order */
};
/* ERR_REFUSED for the first commit and for merges. */
struct undo *undo_open(struct repo *repo, const struct oid *commit, GError **err);
void undo_free(struct undo *undo);
AUTO_FREE(undo)

/* Only who did it may take it back: ERR_REFUSED. */
gboolean undo_allowed(const struct undo *undo, const char *actor, GError **err);
/*
 * What a file is to be: *then NULL to remove it. now: its present bytes, NULL when absent. The same answer whoever
 * asks, so that the guard can compare. Caller unrefs.
 */
gboolean undo_file_text(const struct undo *undo, const struct undo_file *file, const struct kinds *kinds, GBytes *now,
	GBytes **then, GError **err);
/* The file of a path, or NULL. Borrowed. */
const struct undo_file *undo_find(const struct undo *undo, const char *path);

#endif
