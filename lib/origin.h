/*
 * Who wrote a value, when, in which commit: the newest commit of a line of
 * work in which a matter came to be as it is at its end.
 */
#ifndef ORIGIN_H
#define ORIGIN_H

#include "conflict.h"
#include "store.h"

struct origin {
	char *by, *at, *commit; /* person id (or e-mail), RFC 3339, 40 hex digits; NULL each when unknown */
};
void origin_clear(struct origin *origin);

/*
 * Looks from tip back, not at what is reachable from hide (NULL: all). Nothing found, or a file that
 * does not read, is no error: out stays empty.
 */
gboolean origin_find(struct store *store, const struct kinds *kinds, const struct oid *tip, const struct oid *hide,
	const char *path, const struct matter *matter, struct origin *out, GError **err);

#endif
