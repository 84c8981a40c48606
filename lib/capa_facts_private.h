/* What capa_facts*.c share. */
#ifndef CAPA_FACTS_PRIVATE_H
#define CAPA_FACTS_PRIVATE_H

#include "capa_facts.h"
#include "domain.h"

/* A record before and after a commit. A merge has one before for each parent; NULL: not there, or it does not read. */
struct versions {
	struct record **old, *new;
	guint n_old;
};

struct capa_fact *capa_fact_new(struct plant *plant);
void capa_fact_free(gpointer fact);
/* The next change of a record that counts: event has its day. */
void capa_fact_take(struct capa_fact *fact, const struct versions *versions, const struct capa_event *event);
/* The same of an action. */
void capa_promise_take(struct capa_promise *promise, const struct record *record, day on);
/* A day in a map, or DAY_NONE. */
day capa_day(const struct node *map, const char *field);

#endif
