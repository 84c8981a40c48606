/*
 * One record: a kind, an id, a path and its YAML text.
 *
 * Ids and paths determine each other: the id is in no field. record_path() and
 * record_id() never give or accept a path that leaves the repository, has a
 * ".." or an empty part, or is not exactly what the kind's pattern makes.
 */
#ifndef RECORD_H
#define RECORD_H

#include "kind.h"

struct record {
	const struct kind *kind;
	char *id;
	char *path;
	struct doc *doc; /* doc->root is a map, or NULL for an empty file */
};

/* Read one file. NULL with a place when the YAML is bad or the path is no record's. The kind is found from the path. */
struct record *record_parse(const struct kinds *kinds, const char *path, const char *text, gsize length, GError **err);
void record_free(struct record *r);
AUTO_FREE(record)

/*
 * Everything wrong in one record by itself: unknown, missing, mistyped fields,
 * values, list shapes, id against path. Links are checked by check.h. Appends
 * struct problem * to problems; unknown fields are reported as rule "unknown-field".
 */
void record_check(const struct record *r, GPtrArray *problems);

/* The text of a scalar field, or NULL. Borrowed. */
const char *record_get(const struct record *r, const char *field);
/* The node of any field, or NULL. Borrowed. */
const struct node *record_node(const struct record *r, const char *field);
const char *record_title(const struct record *r); /* or the id; never NULL */
const char *record_state(
	const struct record *r); /* the workflow's initial state when it is not written; NULL when the kind has no workflow */
gboolean record_is_open(const struct record *r); /* TRUE without a workflow */

/* The id and path of a new record. now gives the YYMM; fields has what id_from and {name} patterns ask for; slug is the chosen name, or NULL. */
gboolean record_new_id(
	const struct kind *kind, const char *slug, day today, const struct node *fields, char **id, char **path, GError **err);
/* Path of an id of a kind; FALSE when the id cannot be one of the kind's. Caller frees. */
char *record_path(const struct kind *kind, const char *id, GError **err);
/* Id of a path of a kind, NULL when it does not match the pattern. Caller frees. */
char *record_id(const struct kind *kind, const char *path);

/* The new file text of a record made from a map of values, in schema order. Caller frees. */
char *record_write(const struct kind *kind, const struct node *values);

#endif
