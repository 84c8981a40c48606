/*
 * Several repositories read as one: opened side by side, each with its own
 * snapshot, index and way of dating; nothing of one can be seen from another.
 *
 *	struct fleet *fleet = fleet_new(at, today);
 *	fleet_add(fleet, "pune", "/srv/pune.git", NULL);      any number
 *	fleet_open(fleet);                                    which are there, and which are the same twice
 *	fleet_each(fleet, fn, data, &err);                    on as many threads as there are processors
 *
 * One that is missing or cannot be read stays in the list and says why: what
 * is not known is shown, never left away. Only those with PLANT_OK are asked.
 */
#ifndef FLEET_H
#define FLEET_H

#include "index.h"

/* In the git folder of a copy: a file with something in it, as old as what the copy holds. */
#define FLEET_FETCHED "sx/fetched"

enum plant_state {
	PLANT_OK,
	PLANT_SAME,	 /* another of the list is the same repository, and counts */
	PLANT_MISSING,	 /* nothing is there, or nothing as old as was asked for */
	PLANT_UNREADABLE /* something is there, and cannot be read */
};
extern const char *const plant_states[]; /* "ok" "same" "missing" "unreadable" */

/* One repository of the fleet. */
struct plant {
	char *name; /* as people call it; no two of a fleet have the same */
	char *path; /* of its work tree or git folder; NULL: none is known */
	enum plant_state state;
	char *why;	   /* what hinders: a sentence without its full stop; NULL when nothing does */
	const char *site;  /* of records that name none: the clone's site, else its name */
	struct repo *repo; /* these three NULL until opened */
	struct snapshot *snapshot;
	struct index *index;		   /* plant_index() opens it */
	gint64 fetched;			   /* when it last got changes from elsewhere: unix seconds, 0 when it never did */
	GPtrArray *notes;		   /* char *: what of the question it does not know */
	char *real;			   /* for who adds plants: the true name of its place; freed with it */
	GError *error;			   /* private: of fleet_each() */
	gboolean borrowed, index_borrowed; /* private */
	struct oid head, root;		   /* private */
	char *actor;			   /* private: plant_actor() */
	gboolean actor_known;		   /* private */
};
struct fleet {
	GPtrArray *plants; /* struct plant *, in the order added */
	gboolean several;  /* FALSE: the one repository of a command that was asked for no other */
	const char *at;
	day today;
	struct shelf *shelf;
	repo_progress progress; /* of how many have been read or asked; or NULL */
	void *progress_data;
};

/* at: a day that each is read at, or NULL; today: DAY_NONE unless asked for. */
struct fleet *fleet_new(const char *at, day today);
/* What is open already: the fleet borrows all of it. */
struct fleet *fleet_of_one(struct snapshot *snapshot, struct index *index);
void fleet_free(struct fleet *fleet);
AUTO_FREE(fleet)
/* The process ends: only what must be put right, a damaged index, is closed, and the rest left to the system. */
void fleet_leave(struct fleet *fleet);
/* Its name is made another when it is taken. path NULL: it is missing, and why says what to do about it. */
struct plant *fleet_add(struct fleet *fleet, const char *name, const char *path, const char *why);
/* Opens the snapshot of each, and settles the state of each. */
void fleet_open(struct fleet *fleet);

/* Ask one plant, on any thread. */
typedef gboolean (*fleet_fn)(struct plant *plant, void *data, GError **err);
/*
 * Asks each that is PLANT_OK. One that cannot answer becomes PLANT_UNREADABLE; an error of usage, and the only plant's error,
 * is everybody's: FALSE with the first.
 */
gboolean fleet_each(struct fleet *fleet, fleet_fn fn, void *data, GError **err);
/* private: the same, and what went wrong stays in plant->error */
void fleet_ask(const struct fleet *fleet, fleet_fn fn, void *data);
/* The next that is PLANT_OK from *i on, which moves past it; NULL at the end. */
struct plant *fleet_next(const struct fleet *fleet, guint *i);
/* How many are PLANT_OK; and how many there are, the same repository counted once. */
guint fleet_answered(const struct fleet *fleet);
guint fleet_asked(const struct fleet *fleet);
/* Does its site say which repository a record is of? */
gboolean fleet_sites_tell(const struct fleet *fleet);
/* A kind, by name or plural, as the first that has it has it; NULL when none does. */
const struct kind *fleet_kind(const struct fleet *fleet, const char *name);
/* By name, or NULL. */
struct plant *fleet_find(const struct fleet *fleet, const char *name);
/*
 * "NAME:ID": the plant of that name, and *word is ID from then on. NULL where the word does not begin so; NULL with
 * ERR_NOT_FOUND when that plant cannot be asked.
 */
struct plant *fleet_named(const struct fleet *fleet, const char **word, GError **err);

/* Opened on first use, by the one thread that asks the plant. Borrowed. */
struct index *plant_index(struct plant *plant, GError **err);
/* Who you are there, by e-mail; NULL when you are nobody. Borrowed. */
const char *plant_actor(struct plant *plant);
/* It is left out from here on. */
void plant_fail(struct plant *plant, enum plant_state state, const char *why);
/* Takes the text; one that is noted already is not noted again. */
void plant_note(struct plant *plant, char *text);

#endif
