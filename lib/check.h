/*
 * Everything wrong in a snapshot, as a list: each record by itself (record.h),
 * files that do not read, links to nothing or to the wrong kind, owners who
 * have left, uniqueness, register numbers (register.h), foreign files in record folders, symbolic links,
 * evidence whose content does not match its name, the configuration, the
 * .gitattributes line.
 */
#ifndef CHECK_H
#define CHECK_H

#include "index.h"

/* Appends struct problem * in path, line order. Success is TRUE, however many there are. */
gboolean check_all(struct index *index, GPtrArray *problems, GError **err);
/*
 * The links of one record against a snapshot: each ref exists, is of a kind
 * allowed, and is open where the field says so; one to another repository is right by itself (outside.h). Links that old
 * (may be NULL) already had are not judged for being open: people leave, history stays.
 * kinds, config: those that the record is read by, the index's or what they become.
 * also (may be NULL): path -> struct record *, records that come into being or change together with this
 * one, which count before what the index says; a NULL value is one that goes.
 */
gboolean check_links(struct index *index, const struct kinds *kinds, const struct config *config, GHashTable *also,
	const struct record *record, const struct record *old, GPtrArray *problems, GError **err);
/*
 * Do these records, some of also's in the order of their paths, close circles by links that they had not in was (path ->
 * struct record *; NULL or nothing for a new one)? Follows links that are acyclic from record to record, each read once: the
 * cost is that of the ways that lead on from these records, however many others there are.
 */
void check_circles(struct index *index, const struct kinds *kinds, GHashTable *also, GHashTable *was, const GPtrArray *records,
	GPtrArray *problems);
/* The sites that a record names are those of the configuration; what old (may be NULL) said already is not judged. */
void check_sites(const struct config *config, const struct record *record, const struct record *old, GPtrArray *problems);
/*
 * Unique fields of all records of `also`, against each other and the rest, in
 * one go: its cost grows with their number, not with its square.
 */
gboolean check_unique_all(struct index *index, GHashTable *also, GPtrArray *problems, GError **err);
/*
 * What the records of the index would have wrong if its kinds became these, and have not wrong now: by themselves, in
 * their links, and in what becomes unique. Those of `also` are judged where they change, and only answer here.
 * Reads every record: for when kinds change.
 */
gboolean check_kinds(struct index *index, const struct kinds *kinds, GHashTable *also, GPtrArray *problems, GError **err);

#endif
