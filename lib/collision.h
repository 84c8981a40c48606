/*
 * Collisions of ids: two plants that could not see each other have drawn the same random id.
 *
 * Both records are kept. Theirs keeps its id; ours gets a new one, before the sides are joined. Which side is called ours is the
 * caller's to say: that of records nobody else has seen yet.
 *
 *	struct sides sides = {.store = store, .base = &base_tree, .ours = &our_tree, .theirs = &their_tree,
 *		.kinds = kinds, .act = &act};
 *	AUTO(collision) found = collision_find(&sides, &err);          NULL on error; found->moved->len 0: none
 *	for each struct collision_file: put its text (NULL: remove it) on top of our tree
 *	commit that on ours, so that the log of the new id begins there; then join that commit with theirs as always
 *	for each struct collision_move: tell "ACT-2611-7K3M9Q2 is ACT-2611-0C9T4XW from now on"
 *
 * What moves: the file; links to it in what our side has changed since base, wherever a link can stand (fields, lists,
 * maps in maps, values that wait in conflicts); and the id where texts of ours have it as a word of its own. What base says
 * already stays: it cannot mean a record that base has not. The month in the id stays, and so do evidence with what is
 * said of it, unique fields (keys of other systems), and links to other repositories (NAME:ID). A note in the record says what its id was, so that
 * a search for the old one finds it.
 *
 * The new id follows from the old one and from when and by whom the record was made, so that it is the same wherever it is
 * given. Where two clones have each moved another of the two, this shows it: theirs keeps what it has, and the copy of it
 * that ours has under the other id goes back there.
 */
#ifndef COLLISION_H
#define COLLISION_H

#include "step.h"
#include "store.h"

struct sides {
	struct store *store;
	const struct oid *base, *ours, *theirs; /* trees; base NULL or zero: the empty one */
	const struct kinds *kinds;
	const struct act *act; /* who joins, and when: for the note. Of it actor, now and calendar are used */
	/* Does ours keep the id as well, for now? Then it does not move, and is counted. NULL: none does. */
	gboolean (*stays)(const struct record *ours, const struct record *theirs, void *data);
	void *data;
};
struct collision_move {
	const struct kind *kind;
	char *old_id, *new_id;
};
struct collision_file {
	char *path;
	char *text; /* NULL: to be removed */
};
struct collision {
	GPtrArray *moved; /* struct collision_move *, by old id */
	GPtrArray *files; /* struct collision_file *, by path: what is to become of our tree */
	guint stayed;	  /* records that keep their id for now */
};
/*
 * All collisions between ours and theirs: a path that both have added with other content, of a kind with random ids. The
 * same record that came to both sides by other ways is none: of its making (when and by whom) both say the same.
 * Files that do not read are left alone; who joins them will say so. Writes nothing.
 */
struct collision *collision_find(const struct sides *sides, GError **err);
/*
 * The same of a collision that was settled before: moves has the ids that were drawn then, old -> new. One that it lacks had not
 * come in by then, and stays.
 */
struct collision *collision_again(const struct sides *sides, GHashTable *moves, GError **err);
void collision_free(struct collision *collision);
/*
 * Are two texts of one record the same once new ids stand for old ones (moves) wherever they can? How much of that has been done
 * depends on what was shared at the time. FALSE as well for what does not read.
 */
gboolean collision_alike(const struct kinds *kinds, const char *path, const char *a, const char *b, GHashTable *moves);
/* Two records of one path that both sides have added: are they of one making (or of a kind whose ids are no draw), as a merge needs? */
gboolean collision_none(const struct record *ours, const struct record *theirs);
/*
 * Where both sides hold a record at a path that it was moved to since they parted (the notes of either side say from which id): what
 * the first of bases (struct oid: commits) that has it has of it, read as if it had been at that path. was: what the sides have as
 * base at the path itself, or NULL. NULL without *err: that is the record already, or none has it under any of its ids. Caller frees.
 */
struct record *collision_before(struct store *store, const GArray *bases, const struct record *was, const struct record *ours,
	const struct record *theirs, const struct kinds *kinds, GError **err);
/* Does one side have another record at the path than the other: both made one there, base NULL, or one has put another in its place? */
gboolean collision_apart(const struct record *base, const struct record *ours, const struct record *theirs);
/* The same where both say of their making that it was another one; else it may be that they only do not say. */
gboolean collision_apart_for_sure(const struct record *base, const struct record *ours, const struct record *theirs);
AUTO_FREE(collision)

#endif
