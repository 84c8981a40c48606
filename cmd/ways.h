/*
 * The ways out of a record's state: which steps can be taken now, what each still asks for, and who may take it.
 * The answer is that of the judge itself, asked about the record as each step would leave it.
 */
#ifndef WAYS_H
#define WAYS_H

#include "session.h"

/* One step. */
struct way {
	const struct verb *verb;
	GPtrArray *missing; /* struct problem *: what keeps everybody from it */
	GPtrArray *people;  /* const char *: who may take it, ids in order; those of `ways` */
	gboolean anybody;   /* no roles or names are asked for: people are all but those it excludes */
	guint excluded;	    /* active people who may not */
};
struct ways {
	GPtrArray *all; /* struct way * */
	struct world *world;
};
/* verb NULL: all that start in the record's state. values: what is given with it, may be NULL. NULL with *err. */
struct ways *ways_of(
	struct session *s, const struct record *record, const struct verb *verb, const struct node *values, GError **err);
void ways_free(struct ways *ways); /* takes NULL */
AUTO_FREE(ways)
/* For people, appended to s->out; nothing when there is no way. */
void ways_text(struct session *s, const struct ways *ways);
/* As an array of objects: verb, to, missing [{rule, message}], people [ids]. */
void ways_json(struct json *j, const struct ways *ways, const struct record *record);

#endif
