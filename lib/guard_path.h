/* Between the files of the guard module: from a path to values. */
#ifndef GUARD_PATH_H
#define GUARD_PATH_H

#include "guard.h"

/* What something is said of: a record, or an entry of one of its lists. Everything is borrowed. */
struct subject {
	const struct record *record; /* NULL: an entry */
	const struct record *home;   /* the record that "record." means */
	const GPtrArray *fields;
	const struct node *map;
	const char *key; /* the field that names an entry, or NULL */
	guint place;	 /* of an entry, from 0 */
};
struct subject subject_of(const struct record *record);
/* The entries of a list, or the records that "KIND.FIELD" says, of a record: struct subject. Caller unrefs. */
GArray *subjects_of(const struct record *record, const char *of, struct world *world);
/*
 * The values a path leads to, as texts: const char *, kept alive by the array, the record or the world. A map or a list of maps that
 * holds anything is one value, its field's name. Caller unrefs.
 */
GPtrArray *path_values(const struct subject *subject, const char *path, struct world *world);

#endif
