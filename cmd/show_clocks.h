/* The clocks of a record as `show` prints them: when each is over, and whether it was kept. */
#ifndef SHOW_CLOCKS_H
#define SHOW_CLOCKS_H

#include "clock.h"
#include "session.h"

/* Those of a record, dated from the history: struct clock_run; caller unrefs. NULL with *err. */
GArray *show_clocks(struct session *s, const struct record *record, GError **err);
/* For people, appended to s->out; nothing when none has begun. */
void show_clocks_text(struct session *s, const struct record *record, const GArray *clocks);
/* As an array of objects: name, from, due, met, received, state. */
void show_clocks_json(struct session *s, struct json *j, const struct record *record, const GArray *clocks);

#endif
