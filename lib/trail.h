/*
 * The trail: the history as an inspector asks for it. A row for each field that a commit changed: who, in which roles, when
 * by whose clock, what it was and what it became, why.
 *
 *	AUTO(trail) trail = trail_new(index, &err);
 *	trail_entry(trail, &entry, NULL, print_row, data, &err);	entry as entry.h reads it
 *
 * Who: the person who had the commit's e-mail, and the roles he had, in the tree before the commit: nobody's role of today
 * is read into a change of last year. Only who is recorded by the very commit is read in the tree after it.
 *
 * Who relayed it: the person whom that receipt means by its pusher, in the tree that the push brought, when he is another.
 *
 * When: claimed, as the commit says, by the clock of whoever made it; and received, when a hub first had it (receipt.h).
 */
#ifndef TRAIL_H
#define TRAIL_H

#include "entry.h"
#include "receipt.h"

/* Texts are borrowed, and valid until the call returns; NULL: there is none. */
struct trail_row {
	const char *by;		  /* person id; NULL: nobody's e-mail */
	const char *name;	  /* the printed name: of the person then, else of the commit */
	const char *email, *verb; /* of the commit */
	const char *role;	  /* roles, with ", " between */
	const char *claimed;	  /* RFC 3339, in the zone of who made it */
	const char *received;	  /* RFC 3339, UTC; NULL: no receipt tells */
	const char *pusher;	  /* who brought it to the hub, as that receipt says; NULL: none tells */
	const char *relayed_by;	  /* person id of the pusher (pusher.h), where that is not `by`; NULL: none, or nobody known */
	const char *kind, *id;	  /* kind NULL: a file that is no record, whose path id is */
	const char *field, *old, *new; /* old and new in one line, as delta_says() has them */
	const char *reason;
	const char *subject;
	const char *commit; /* hex */
	gint64 moment;	    /* claimed, unix seconds */
};
typedef void (*trail_fn)(const struct trail_row *row, void *data);

struct trail;
/* index_history() must have been called. ERR_INTEGRITY when the receipts are no chain. The index is borrowed. */
struct trail *trail_new(struct index *index, GError **err);
void trail_free(struct trail *trail); /* takes NULL */
struct snapshot *trail_snapshot(const struct trail *trail);
AUTO_FREE(trail)
/* A row for each change of the entry, or of one field; of what cannot be compared one row without a field. */
gboolean trail_entry(struct trail *trail, const struct entry *entry, const char *field, trail_fn fn, void *data, GError **err);
/* The same for all that a record's file went through, oldest first. */
gboolean trail_record(struct trail *trail, const char *path, trail_fn fn, void *data, GError **err);
/* Which commit brought an entry of a list that only grows, and when. */
struct trail_arrival {
	struct oid commit; /* zero: none that is known */
	char *received;	   /* RFC 3339, UTC; NULL: no receipt tells */
};
/* Of each entry of a record's list, in its order, the first that had it: struct trail_arrival; caller unrefs. */
GArray *trail_arrivals(struct trail *trail, const struct record *record, const char *list, GError **err);
/* The receipts that it reads. Borrowed. */
struct receipts *trail_receipts(struct trail *trail);

#endif
