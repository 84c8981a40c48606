/*
 * Register numbers: CAPA-PUN-2026-014, by which a record is known outside.
 *
 * A kind with `register` in its file has a register of every site and year. A number is
 *
 *	PREFIX-SITE-YYYY-NNN    PREFIX-YYYY-NNN for a record without a site
 *
 * the prefix of the kind's ids, the site as the record names it when it gets the number, the year of its id (which is
 * that of the day it was made on, at the site that made it), and a count from 001 without gaps. It is the record's field
 * `number`, and stays whatever becomes of the record, of its site too.
 *
 * Numbers are given on the way to the hub and nowhere else, since only there it is certain that nobody else gives the same:
 *
 *	AUTO(snapshot) joined = snapshot_open(repo, hex, &err);     the hub's head with what we bring, as a commit or HEAD
 *	AUTO(index) index = index_open(joined, &err);
 *	g_autoptr(GPtrArray) waits = problems_new();
 *	g_autoptr(GPtrArray) given = register_assign(index, waits, &err);
 *	for each struct numbering: put its text at its path, as a tree on top of joined's; one commit for all
 *	push that commit; only when the hub has taken it, move the branch to it
 *
 * When the hub refuses because it has moved on, throw that commit away and begin again from its new head: another plant
 * may have been given the same numbers. So no branch may hold the numbers before the hub does.
 *
 * The judge (workflow.h) lets a number be given only where struct act says which; no other hand writes one.
 */
#ifndef REGISTER_H
#define REGISTER_H

#include "index.h"

struct numbering {
	const struct kind *kind;
	char *path, *id, *number;
	char *text; /* the record's file with its number: one line more than before */
};
void numbering_free(struct numbering *numbering);

/*
 * The numbers of all records that wait for one in the index's snapshot, which must be without edits: struct numbering *,
 * by number. The same snapshot gives the same numbers: what was made first comes first. Its cost grows with the records that
 * wait and with what the registers of their years hold. Not numbered are:
 * records whose site is in conflict, until that is settled; and those of a kind and year in which a file does
 * not read, as nobody knows which number it has: a problem (rule "number") is appended to waits for each such file.
 * Nothing is written. Caller unrefs; NULL on error.
 */
GPtrArray *register_assign(struct index *index, GPtrArray *waits, GError **err);

/*
 * Everything wrong with the numbers of a snapshot, appended to problems (rule "number"): a wrong form, prefix or year, one of a
 * kind that has no register, the same one twice, one that is missing below another; and in the work tree one that an edit
 * has written, changed or removed. Reads the index, and files only of what is wrong. Success is TRUE.
 */
gboolean register_check(struct index *index, GPtrArray *problems, GError **err);

/*
 * Is the number of a record none that it can keep: of a wrong form, kind or year, or one that another record has as well? Then,
 * and only then, it may be taken out; the next sync gives the record one.
 */
gboolean register_is_wrong(
	struct index *index, const struct kind *kind, const char *id, const char *number, gboolean *wrong, GError **err);
/*
 * What became of the number of one record: appended to problems (rule "number") when it is another or none, unless the old one
 * was wrong, and when a new one is wrong. old may be NULL; index is of the snapshot that has new.
 */
gboolean register_compare(
	struct index *index, const struct record *old, const struct record *new, GPtrArray *problems, GError **err);
/* The year in whose register an id's record is; 0 when the kind's ids say none. */
int register_year(const struct kind *kind, const char *id);
/* A number taken apart; FALSE when it is none of the kind. */
struct number {
	char site[17]; /* "" for none */
	int year;
	guint64 count;
};
gboolean number_parse(const struct kind *kind, const char *text, struct number *out);
/* Caller frees. */
char *number_format(const struct kind *kind, const struct number *number);

#endif
