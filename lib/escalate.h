/*
 * Escalation: who hears of an open record, and why, by the ladder of its kind (sx-schema(5)). Nothing is stored: the same record
 * on the same day gives the same.
 *
 *	GPtrArray *all = escalations_of(&(struct escalate){record, now, calendar, world});      struct escalation *
 *
 * A level is reached by one of its rungs, or when nobody who heard at the level below has answered for the ladder's `wait` of working days.
 * It is answered when one of those who hear at it adds an entry to the record's notes, by a step or a plain note, since then. As
 * long as a level has no answer, nothing more is raised at it.
 */
#ifndef ESCALATE_H
#define ESCALATE_H

#include "world.h"

struct escalate { /* all borrowed */
	const struct record *record;
	gint64 now;
	const struct calendar *calendar; /* of the record's site */
	struct world *world;		 /* people and their roles */
};
struct escalation {
	int level;
	gint64 at; /* unix seconds: when it was raised */
	char *why;
	GPtrArray *to;	 /* char *: ids of people, who may be none */
	gint64 answered; /* 0: not yet */
	char *by;	 /* who answered, or NULL */
};
void escalation_free(gpointer escalation);
/* By level, then by when; none for a record that has ended. Caller unrefs. What could not be looked up is in world->failure. */
GPtrArray *escalations_of(const struct escalate *ask);
/* Looks for an answer in a record's notes up to a moment. */
void escalation_answer(struct escalation *escalation, const struct record *record, gint64 now);

#endif
