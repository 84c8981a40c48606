/*
 * Kinds parsed once for all repositories whose schema is the same.
 *
 *	struct shelf *shelf = shelf_new();
 *	struct kinds *kinds = shelf_kinds(shelf, files, &err);      on any thread
 *	kinds_free(kinds); shelf_free(shelf);                       in either order, by the last owner
 *
 * Reading the built-in kinds takes longer than all else of opening a small
 * repository; many repositories share them, and what they add to them.
 */
#ifndef SHELF_H
#define SHELF_H

#include "kind.h"

/* A file of .sx/schema as it was read. */
struct schema_file {
	char *path;
	GBytes *bytes;
};
void schema_file_free(struct schema_file *file);

struct shelf;
struct shelf *shelf_new(void);
struct shelf *shelf_share(struct shelf *shelf); /* one more owner */
void shelf_free(struct shelf *shelf);
AUTO_FREE(shelf)
/*
 * The built-in kinds and those of some files (struct schema_file *), sealed. begun: a set that has the built-in
 * kinds already and is taken over, or NULL. Free with kinds_free(). ERR_INVALID with a place; what does not parse is not kept.
 */
struct kinds *shelf_kinds(struct shelf *shelf, struct kinds *begun, const GPtrArray *files, GError **err);

#endif
