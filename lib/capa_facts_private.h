/* What capa_facts*.c share. */
#ifndef CAPA_FACTS_PRIVATE_H
#define CAPA_FACTS_PRIVATE_H

#include "capa_facts.h"
#include "domain.h"
#include "escalate.h"

/* A record before and after a commit. A merge has one before for each parent; NULL: not there, or it does not read. */
struct versions {
	struct record **old, *new;
	guint n_old;
};

struct capa_fact *capa_fact_new(struct plant *plant);
void capa_fact_free(gpointer fact);
/* The next change of a record that counts: event has its day, and the moment that it counts for. */
void capa_fact_take(struct capa_fact *fact, const struct versions *versions, const struct capa_event *event, gint64 moment);
/*
 * Escalations that a version of the record raised while it stood: from a moment to another. And what a later version answers of them.
 */
void capa_fact_raise(struct capa_fact *fact, const struct escalate *version, gint64 since);
void capa_fact_answer(struct capa_fact *fact, const struct record *record, day on);
/* The clocks of the record as it is at the end. */
void capa_fact_clocks(struct capa_fact *fact, gint64 now, const struct calendar *calendar);
/* The same of an action. */
void capa_promise_take(struct capa_promise *promise, const struct record *record, day on);
/* A day in a map, or DAY_NONE. */
day capa_day(const struct node *map, const char *field);

#endif
