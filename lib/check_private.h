/* Between the files of the check module. */
#ifndef CHECK_PRIVATE_H
#define CHECK_PRIVATE_H

#include "check.h"

/* Answers whether a record is there and open; FALSE with *err when the answer cannot be had. */
typedef gboolean (*target_fn)(void *data, const char *kind, const char *id, gboolean *open, gboolean *found, GError **err);

/* The links of a record, with targets answered by fn. */
gboolean links_check(const struct record *record, const struct record *old, target_fn fn, void *data, const struct kinds *kinds,
	const struct config *config, GPtrArray *problems, GError **err);

/* Links that lead back to where they began, of any length but one, which links_check() finds. */
gboolean circles_check(struct index *index, GPtrArray *problems, GError **err);

/* What the files of a snapshot are, whatever is in them. digests: set of char *, filled with those of the evidence there is. */
gboolean files_check(struct snapshot *snapshot, GHashTable *digests, GPtrArray *problems, GError **err);

/* Of the people among the records (struct record *): is a key of theirs another's? */
gboolean check_keys(struct index *index, GHashTable *also, const GPtrArray *records, GPtrArray *problems, GError **err);
/* The same of all people there are; the later one by the order of ids is at fault. Where steps are signed, also keys without proof. */
gboolean check_keys_all(struct index *index, GPtrArray *problems, GError **err);

#endif
