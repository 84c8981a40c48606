/* The records that link to one as `show` prints them: those that are open, and all that the rules of its kind ask about. */
#ifndef SHOW_LINKED_H
#define SHOW_LINKED_H

#include "session.h"

/* Appended to s->out. */
gboolean show_linked(struct session *s, const struct record *record, GError **err);

#endif
