/*
 * Options of a command line, read by tables (command.h says what they take).
 *
 * Tables are tried in order, so a command's own option hides a global one of
 * the same name; an option without a help text is a hidden second name.
 * '_' in a typed name is '-'. --no-NAME turns a flag off.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "command.h"

enum options_words {
	OPTIONS_ALL,	/* words and options in any order; "--" ends the options */
	OPTIONS_FIRST,	/* stop at the first word */
	OPTIONS_FILTER, /* as OPTIONS_ALL, and "-state:closed" is a word */
};
/*
 * Reads argv[0..argc-1] and sets the options' values. Words stay in argv, moved
 * to its front, in order; with OPTIONS_FIRST everything from the first word on
 * stays. *n is their number. ERR_USAGE names the nearest option.
 */
gboolean options_read(const struct option *const *tables, enum options_words words, int argc, char **argv, int *n, GError **err);
/* The option of a long name or unique prefix, or NULL with ERR_USAGE. */
const struct option *options_find(
	const struct option *const *tables, const char *name, gsize length, enum options_words words, GError **err);
/* The option of a letter, or NULL. */
const struct option *options_letter(const struct option *const *tables, char letter);
/* The lines of -h for one table. */
void options_help(GString *out, const struct option *table, int columns);

#endif
