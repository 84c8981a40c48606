/* Running another program between texts: never through a shell, and without pipes, which may wait for each other. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <glib.h>

/*
 * Runs argv, NULL-ended, found on the PATH, with a text on its standard input. out gets its standard output, said what it has
 * to say: its standard error, or why it could not be run; both are set in any case, and the caller frees them. TRUE when it
 * ended well.
 */
gboolean program_ask(const char *const *argv, const char *text, gsize length, char **out, char **said);

#endif
