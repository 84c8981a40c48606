/* Between the files of the check module. */
#ifndef CHECK_PRIVATE_H
#define CHECK_PRIVATE_H

#include "check.h"

/* Answers whether a record is there and open; FALSE with *err when the answer cannot be had. */
typedef gboolean (*target_fn)(void *data, const char *kind, const char *id, gboolean *open, gboolean *found, GError **err);

/* The links of a record, with targets answered by fn. */
gboolean links_check(const struct record *record, const struct record *old, target_fn fn, void *data, const struct kinds *kinds,
	const struct config *config, GPtrArray *problems, GError **err);

/* What the files of a snapshot are, whatever is in them. digests: set of char *, filled with those of the evidence there is. */
gboolean files_check(struct snapshot *snapshot, GHashTable *digests, GPtrArray *problems, GError **err);

#endif
