/* `sx foo` runs sx-foo of the user's PATH, never a program of the repository. */
#ifndef EXTERNAL_H
#define EXTERNAL_H

#include "session.h"

/* The program of a word, or NULL. Caller frees. */
char *external_find(struct session *s, const char *word);
/* Becomes the program; returns only with an error. argv is NULL-ended, argv[0] the word. */
gboolean external_run(const char *program, char **argv, GError **err);

#endif
