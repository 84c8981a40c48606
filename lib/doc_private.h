/* What the parts of the reader share; for doc*.c and their tests only. */
#ifndef DOC_PRIVATE_H
#define DOC_PRIVATE_H

#include "doc.h"

/*
 * The form that sx itself writes and people mostly do, read without libyaml in
 * a tenth of the time: block maps and lists; scalars on one line, plain or
 * quoted without escapes; brackets on one line; block texts as they come;
 * comments on lines of their own. The characters must have been checked. FALSE for any other text, right or wrong: then nothing is said,
 * doc->root is NULL and libyaml reads it. Gives exactly what libyaml would.
 */
gboolean doc_read_plain(struct doc *doc);

/* doc_parse(), by libyaml alone unless plain. */
struct doc *doc_parse_by(const char *name, const char *text, gsize length, gboolean plain, GError **err);

/* A key that stands twice in a map, the later one; or NULL. */
const struct node *doc_duplicate(const struct node *map);

#endif
