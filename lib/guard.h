/*
 * Guards: does what a verb asks for hold? The one place that judges what kinds declare as `guards` (sx-schema(5)).
 *
 * A pure function of the record before and after, who acts, the day, and what is around. It reads no repository: what it
 * must look up goes through struct world, so that a command, a commit by hand, a hook that sees a pushed tree and a replay
 * of the history can all ask it, each with a world of its own. Linked records are those of the tree that comes to be; what
 * gives authority, people's roles and which roles count, is of the tree before, so that nobody grants it to himself in
 * the same change.
 *
 *	struct guard_case c = {old, new, "asha", today, world};
 *	g_autofree char *detail = NULL;
 *	if (!guard_holds(guard, &c, &detail))		"c2, c4", or NULL
 *
 * What cannot be looked up is refused: world->failure says why.
 */
#ifndef GUARD_H
#define GUARD_H

#include "record.h"

/* What signatures of steps are held against, all as before the change: signature.h. All zero: there are none here. */
struct signing {
	const char *const *kinds; /* whose steps are signed; NULL-ended; NULL: none */
	const char *repository;	  /* the repository's own name */
	char policy[65];	  /* SHA-256 of configuration and schema, hex */
	char parent[65];	  /* the commit before the change, hex; "": not known, and not compared */
	gint64 received; /* when somebody else than the signer saw the change; 0: nobody did, and what it says itself counts */
};

/* What is around a record. The functions' records are the world's, and live as long as it. */
struct world {
	const struct kinds *kinds;
	/* Roles that count, by the configuration before the change; NULL-ended; NULL: none, and authority is everybody's. */
	const char *const *roles;
	/* A record of one of the kinds as the change leaves it; NULL when there is none. */
	const struct record *(*record)(struct world *world, const char *const *kinds, const char *id);
	/* The records of a kind whose field names the id, as the change leaves them: struct record *, in order of their ids; NULL with failure. */
	const GPtrArray *(*linked)(struct world *world, const struct kind *kind, const struct field *field, const char *id);
	/* A person as before the change; NULL when there is none. */
	const struct record *(*person)(struct world *world, const char *id);
	/* A person as who received the change had it; NULL when there is none or nobody did. May itself be NULL: not known. */
	const struct record *(*received)(struct world *world, const char *id);
	/* Everybody as before the change, also those who have left: id -> const struct record *; NULL with failure. Borrowed. */
	GHashTable *(*people)(struct world *world);
	/* Who could vouch a while before a moment, by the history that the change goes on from (vouch.h); NULL with failure. May itself be NULL. Borrowed. */
	const GPtrArray *(*lately)(struct world *world, gint64 now);
	/* Is a record still as a commit (hex) left it which the change goes on from? May itself be NULL: not known, which is no. */
	gboolean (*left_so)(struct world *world, const struct record *record, const char *commit);
	struct signing signing;
	GError *failure; /* what could not be looked up */
	void *data;
};
/* For who knows that the change will be judged again, with a world: what needs one is passed over. */
extern struct world world_later;

struct guard_case {
	const struct record *old; /* NULL: a new record */
	const struct record *new;
	const char *actor; /* person id, or NULL: nobody */
	day today;	   /* at the record's site */
	struct world *world;
	gint64 now; /* unix seconds */
};
/* *detail: which entries, records or people it fails for, or NULL; caller frees. */
gboolean guard_holds(const struct kind_guard *guard, const struct guard_case *c, char **detail);
/* Is this person, as before the change, an active one with one of the roles, wherever? */
gboolean guard_has_role(struct world *world, const char *id, const char *const *roles);
/* Has the actor one of the roles, so far as they count, at the record's site? Borrowed from roles; NULL for none. */
const char *guard_role(const char *const *roles, const struct guard_case *c);
/* The first of the paths by which the actor is among the people named; NULL for none. Borrowed. */
const char *guard_named(const char *const *paths, const struct guard_case *c);
/* Is it about who acts, and nothing else? */
gboolean guard_is_personal(const struct kind_guard *guard);
/* Does it ask for anything in this case: its conditions hold, and its roles count? */
gboolean guard_applies(const struct kind_guard *guard, const struct guard_case *c);
/* The first of the paths by which the actor is among the people named, before or after; NULL for none. Borrowed. */
const char *guard_excluded(const char *const *paths, const struct guard_case *c);
/* Are the numbers, days or moments of "due < today" there in a map of the kind's fields, and do they rise? rise NULL: yes. */
gboolean guard_rises(const char *rise, const struct kind *kind, const struct node *map, day today, gint64 now);
/* The day that "DAY" or "DAY + DAYS" is of a record; DAY_NONE: a part is absent, or it is none that can be written. */
day guard_day(const char *sum, const struct record *record);
/* Does a lock hold for a record, as far as its `when` goes? Where that cannot be looked up it does; world NULL: nothing can. */
gboolean guard_locks(const struct lock *lock, const struct record *record, struct world *world);
/* Do all fields of a condition (NULL: yes) have one of its values? Paths are allowed. */
gboolean guard_condition(const struct condition *condition, const struct record *record, struct world *world);

#endif
