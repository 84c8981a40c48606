/* What -h prints, and the nearest command to a wrong one. */
#ifndef USAGE_H
#define USAGE_H

#include "command.h"

/* `sx -h`: every command in its group, the kinds, the global options. */
void usage_all(struct session *s, GString *out);
/* One command; s->kind and s->verb say of what kind. */
gboolean usage_command(struct session *s, const struct command_row *row, GString *out, GError **err);
/* `sx KIND -h`: its verbs. */
void usage_kind(const struct session *s, GString *out, const struct kind *kind);
/* Names of everything that can follow `sx` (kind NULL) or `sx KIND`. NULL-ended, static strings; caller frees the array. */
const char **usage_words(const struct kinds *kinds, const struct kind *kind);
/*
 * ERR_USAGE: there is no such command, or verb of a kind; advises the one that is meant, also by the words of other tools.
 * next: what was typed after it, or NULL.
 */
gboolean usage_unknown(const struct kinds *kinds, const struct kind *kind, const char *word, const char *next, GError **err);

#endif
