/* The lists of entries of a record as `show` prints them: notes, evidence, signatures and others. */
#ifndef SHOW_ENTRIES_H
#define SHOW_ENTRIES_H

#include "session.h"

/* Appended to s->out. signatures: show_signatures(), may be NULL. */
void show_entries(struct session *s, const struct record *record, const GPtrArray *signatures);

#endif
