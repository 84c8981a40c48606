/*
 * Import: the rows of a file as one change.
 *
 *	struct import *import = import_new(change, index, mapping, reason);
 *	import_rows(import, source, progress, data, &err);   reads, maps and judges every row; writes nothing
 *	... import_report(import): counts, and every refused row with its reason
 *	import_put(import, &err);                             into the change, as a pack when there are many
 *
 * Every record is held to the same rules as one made by `add`: fields, links,
 * uniqueness, workflow. A new record may bring a past (struct act's import);
 * one that is there already changes as `set` would change it. Rows find their
 * record by the mapping's key (the field `external`), else by its id; what is
 * equal is left alone, so that the same file twice changes nothing. Links may point to
 * records further down in the file.
 */
#ifndef IMPORT_H
#define IMPORT_H

#include "change.h"
#include "index.h"
#include "mapping.h"

struct refusal {
	int line;
	char *reason; /* one sentence */
	char *hint;   /* or NULL */
	char *rule;   /* or NULL */
};

struct import_report {
	guint rows;					    /* of the file */
	guint left_out;					    /* rows skipped by the mapping's rules */
	guint added, changed, same;			    /* records */
	guint made;					    /* records of other kinds made by lookups */
	guint entries_added, entries_changed, entries_same; /* rows that are entries of a record's list */
	GPtrArray *refusals;				    /* struct refusal *, by line */
};

struct import;
/* change, index (of the change's base) and mapping are borrowed until import_free(). reason may be NULL. */
struct import *import_new(struct change *change, struct index *index, struct mapping *mapping, const char *reason);
void import_free(struct import *import);
AUTO_FREE(import)

/* Called now and then with the rows read so far. */
typedef void (*import_progress)(guint rows, void *data);
/* FALSE only when the file itself cannot be read, or the repository. */
gboolean import_rows(struct import *import, struct source *source, import_progress progress, void *data, GError **err);
const struct import_report *import_report(const struct import *import);
/* Put what was accepted into the change. */
gboolean import_put(struct import *import, GError **err);

#endif
