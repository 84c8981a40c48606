/*
 * What guards look up around a record (guard.h), in an index and the records that change together.
 *
 *	struct world *world = world_new(index, also);
 *	act.world = world;
 *	workflow_judge(old, new, &act, problems);
 *	world_free(world);
 *
 * The index is that of the parent: people and their roles, and which roles count, are read from it alone. Linked records
 * are those of the index as the change leaves them. What a guard does not ask for costs nothing.
 */
#ifndef WORLD_H
#define WORLD_H

#include "guard.h"
#include "index.h"

/*
 * also (may be NULL): path -> struct record *, records as the change leaves them; NULL where one goes. Both borrowed.
 * kinds: those the change leaves; borrowed.
 */
struct world *world_new(struct index *index, const struct kinds *kinds, GHashTable *also);
void world_free(struct world *world); /* takes NULL */
AUTO_FREE(world)
/* The commit that the change is made upon, where it is another than that of the index's snapshot, whose tree it has. */
void world_stands_on(struct world *world, const struct oid *commit);
/* When the change was received, and what who received it had before, or NULL: keys are judged by that as well. Borrowed. */
void world_received(struct world *world, gint64 moment, struct snapshot *receiver);
/* What who received it had at a moment: a tree, zero for nothing. NULL: that is not known. */
typedef void (*world_had_fn)(gint64 moment, struct oid *tree, void *data);
void world_received_after(struct world *world, world_had_fn had, void *data);
/* Every active person before the change: struct record *, in order of their ids; NULL with world->failure. Borrowed. */
const GPtrArray *world_people(struct world *world);

#endif
