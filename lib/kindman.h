/* A kind as a manual page and as a table for the terminal. */
#ifndef KINDMAN_H
#define KINDMAN_H

#include "kind.h"

/* The page sx-KIND(5) in mdoc. Caller frees. */
char *kindman_page(const struct kind *kind);
/* The same for reading at once: fields, states and verbs, wrapped at width columns. Caller frees. */
char *kindman_text(const struct kind *kind, int width);

#endif
