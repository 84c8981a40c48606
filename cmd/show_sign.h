/* The signatures of a record as `show` prints them: who, when, what it means, and what it is worth now. */
#ifndef SHOW_SIGN_H
#define SHOW_SIGN_H

#include "session.h"
#include "signature.h"

/* All of a record, each verified: struct signature *; NULL without *err when its kind is none that is signed. Caller unrefs. */
GPtrArray *show_signatures(struct session *s, const struct record *record, GError **err);
/* For people, appended to s->out. all may be NULL. */
void show_signatures_text(struct session *s, const GPtrArray *all);
/* "UNSIGNED: ..." in the record's head, a line for each that does not hold. */
void show_unsigned(struct session *s, const GPtrArray *all);
/* As an array of objects: at, by, name, role, meaning, did, state, why. */
void show_signatures_json(struct json *j, const GPtrArray *all);

#endif
