/* From words to rows of the command table. */
#ifndef DISPATCH_H
#define DISPATCH_H

#include "command.h"

/* What is understood without a kind, after any kind, and as an option: no kind can have it. Made once. */
const struct kind_words *dispatch_words(void);
/* The row of `sx KIND WORD`: an engine of s->kind, what every kind has, a step of its workflow (then s->verb is set); NULL: none. */
const struct command_row *dispatch_verb(struct session *s, const char *word);

#endif
