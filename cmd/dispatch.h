/* From words to rows of the command table. */
#ifndef DISPATCH_H
#define DISPATCH_H

#include "command.h"

/* The row of `sx KIND WORD`: an engine of s->kind, what every kind has, a step of its workflow (then s->verb is set); NULL: none. */
const struct command_row *dispatch_verb(struct session *s, const char *word);

#endif
