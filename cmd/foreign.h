/* What people type who know git, gh, taskwarrior or a shell, and what it is here: for advice, never to be run. */
#ifndef FOREIGN_H
#define FOREIGN_H

/* The word for it, where it has one that stands in the list (NULL-ended) or is a verb of kinds; else NULL. Static. */
const char *foreign_word(const char *word, const char *const *known);
/* Else a sentence, or NULL. Static. */
const char *foreign_advice(const char *word);
/* Of an option "--NAME" that is none: a sentence that fits the options there are (NULL-ended), or NULL. Static. */
const char *foreign_option(const char *name, const char *const *known);

#endif
