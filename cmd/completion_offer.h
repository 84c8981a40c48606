/* What a shell's completion can be offered: ids, kinds, fields, values, reports, commands, options. */
#ifndef COMPLETION_OFFER_H
#define COMPLETION_OFFER_H

#include "command.h"

/* What is asked: the word under the cursor, and what has been found out from those before it. */
struct asked {
	struct session *s;
	const char *word; /* what has been typed of it */
	const char *lead; /* "--due=" before a value, else "" */
	const struct option *tables[4];
};

/* As option.completes and one place of command.completes say. */
void offer_by(const struct asked *a, const char *completes);
void offer_options(const struct asked *a);
/* Commands (kind NULL) or verbs of a kind. */
void offer_commands(const struct asked *a, const struct kind *kind);

#endif
