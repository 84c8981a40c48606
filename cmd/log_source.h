/* The history of one repository as `sx log` looks at it: the entries that are asked for, newest first. */
#ifndef LOG_SOURCE_H
#define LOG_SOURCE_H

#include "log_print.h"

struct log_ask {
	const char *id, *field, *since, *until, *by; /* as typed, or NULL */
	gboolean shared;			     /* days are the repository's, the same in every clone, not this site's */
};
/* What is looked for. */
struct looking {
	const struct kind *kind; /* of the index's own kinds, or NULL */
	char *path;		 /* of one record, or NULL */
	GHashTable *emails;	 /* lower case, or NULL: anybody's */
	day since, until;
	const struct calendar *calendar; /* that they are of; borrowed */
};
/* The history of one repository, newest first. */
struct log_source {
	struct log_place place;
	struct looking looking;
	struct db_query *touches;
	gboolean row;	    /* touches stand at the first row of the entry after this one */
	struct entry entry; /* the next to print; its seq is 0 at the end */
};

/* plant NULL: the only one. ERR_NOT_FOUND or ERR_USAGE when this repository does not know what is asked for. Stands at its first entry. */
struct log_source *log_source_new(
	struct session *s, struct index *index, const struct plant *plant, const struct log_ask *ask, GError **err);
void log_source_free(struct log_source *source);
gboolean log_source_next(struct log_source *source, GError **err);
/* Of all struct log_source * the one whose entry is newest: of one repository by its order of commits, else by time. NULL at the end. */
struct log_source *log_source_newest(const GPtrArray *sources);

/* What a history is read from: HEAD, since edits in the work tree are no part of one, or what --at names. Borrowed. */
struct index *log_index(struct session *s, GError **err);

#endif
