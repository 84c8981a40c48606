/* A record for people: fields with their names, titles of what they name, notes, links, last changes. */
#ifndef SHOW_TEXT_H
#define SHOW_TEXT_H

#include "session.h"

/* Appends to s->out. brief: the fields only. */
gboolean show_text(struct session *s, const struct record *record, gboolean brief, GError **err);

#endif
