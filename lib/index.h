/*
 * The index: a snapshot's records as SQL tables.
 *
 *	struct index *ix = index_open(snapshot, &err);
 *	struct db_query *q = db_prepare(index_db(ix), "select id, title from action where due < ?1", &err);
 *
 * Derived and disposable: <git dir>/sx/index.db, keyed by the schema digest
 * and the tree it holds. index_open() brings it to HEAD's tree by the tree
 * diff (parsed on two threads, written in one transaction), then lays what
 * differs from that tree - work-tree edits, or another revision - over it in
 * TEMP tables and views that shadow the names. So a query sees exactly the
 * snapshot, whatever it is, and SQL is the same in both cases. A missing,
 * damaged, foreign or older file is rebuilt; where it cannot be written, the
 * same tables are made in memory.
 *
 * Tables (the contract of `sx sql`, sx-schema(5)):
 *   record(rid, kind, id, tail, path, oid, title, state, open, owner, site, due, number, conflicts)
 *       every record; id and tail (its random part) collate nocase; open 0/1;
 *       the kind's title/state/owner/due field, NULL where it has none; number, collating nocase, is the register number;
 *       conflicts 1 when values wait for a decision, else 0
 *   body(rid, text)               the file's text, for grep
 *   <kind>                        a view: rid, id, path, open, then a column a field
 *       (lists and maps as JSON text; count fields computed; days as ISO text)
 *   link(rid, field, target)      every ref value
 *   email(rid, value)             the identity field, lower case
 *   bad(path, line, col, rule, message, hint)   files that do not read; their record is not in record
 * History (made on first need by index_history(), kept in <git dir>/sx/history.db):
 *   change_log(seq, oid, parent, time, offset, name, email, subject, verb)   one row a commit, seq oldest first, by author
 *   touch(seq, path, old, new)    which files it changed, blob ids (NULL: absent); a merge has a row for each
 *       parent, for what differs from all of them
 */
#ifndef INDEX_H
#define INDEX_H

#include "db.h"
#include "repo.h"

struct index;

/* Can records of these kinds be indexed: not when a kind or a field has a name that the index keeps for itself. */
gboolean index_holds(const struct kinds *kinds, GError **err);
struct index *index_open(struct snapshot *snapshot, GError **err);
/*
 * The same while the work tree is still being looked at, for who has something to ask meanwhile: edits by hand are not in it
 * before index_settle(), which comes before anything is told. *same: there are none, and what was asked so far holds; otherwise
 * it is asked anew, with no query left over from before.
 */
struct index *index_open_ahead(struct snapshot *snapshot, GError **err);
gboolean index_settle(struct index *index, gboolean *same, GError **err);
/*
 * Ahead as well, for who reads the text of every record: fn gets those of the commit here, and those of edits by hand in
 * index_settle(), so reading must last until then. What an edit has replaced or removed has come before; `record` has no such
 * rid any more, which there is only when the index is overlaid. Many records are read on two threads, each with data of its own and in order of rid, all of data[0] before
 * those of data[1]. ask is the query of that name, for fn to bind, step and run (db.h) when it wants more of a record.
 */
typedef gboolean (*index_text_fn)(gint64 rid, const char *text, gsize length, struct db_query *ask, void *data, GError **err);
struct index_reading {
	const char *ask; /* SQL; ?1 is a rid */
	index_text_fn fn;
	void *data[2];
};
struct index *index_open_reading(struct snapshot *snapshot, const struct index_reading *reading, GError **err);
/* Do edits of the work tree, or another tree than the file's, lie over the rows? */
gboolean index_is_overlaid(const struct index *index);
/* The same made anew in memory, whatever the files hold. */
struct index *index_open_anew(struct snapshot *snapshot, GError **err);
/* In memory as well, begun from what the file holds where that is less work. */
struct index *index_open_apart(struct snapshot *snapshot, GError **err);
/* As index_open(), of a tree without edits: nothing is copied, but what differs from the file makes questions slower. */
struct index *index_open_moving(struct snapshot *snapshot, GError **err);
/*
 * Brings an index of the last three to another snapshot with the same kinds; only what differs is read. For who goes
 * through a history: a short one is gone through over the file, a long one in memory. The first snapshot may be freed
 * then, its kinds may not. ERR_INVALID when the kinds are others; after any error it can only be freed.
 */
gboolean index_move(struct index *index, struct snapshot *snapshot, GError **err);
/*
 * Do the files say what the records and the commits say? All is made anew in memory and compared row by row, which takes
 * longer than building. *fault: what differs first, NULL for nothing; files that are wrong are removed. Caller frees it.
 */
gboolean index_verify(struct snapshot *snapshot, char **fault, GError **err);
void index_free(struct index *index);
AUTO_FREE(index)
struct db *index_db(struct index *index);
struct snapshot *index_snapshot(struct index *index);

/* What an id or a register number, or a unique prefix of an id or of its random part (4 or more), names; small or capital letters. */
struct found {
	const struct kind *kind;
	char *id, *path, *title;
};
void found_clear(struct found *found);
/*
 * kind NULL: any kind. ERR_INVALID, with place and hint, when the file of that name does not read. ERR_NOT_FOUND when nothing matches (the nearest slug is
 * suggested) or when several do (the message lists up to ten, full ids with titles).
 */
gboolean index_find(struct index *index, const struct kind *kind, const char *text, struct found *out, GError **err);
/* An exact id: found or not. */
gboolean index_has(struct index *index, const char *kind, const char *id, gboolean *open, gboolean *found, GError **err);
/* Rows of kind, id, path and text, in no order: the records without a number of all kinds that have a register. Caller frees. */
struct db_query *index_unnumbered(struct index *index, GError **err);
/* Files that do not read: struct problem *, appended. */
gboolean index_bad(struct index *index, GPtrArray *problems, GError **err);
/* Bring change_log and touch up to the snapshot's commit. */
gboolean index_history(struct index *index, GError **err);

#endif
