/*
 * Entries of the history: one commit's change of one file, its fields compared.
 *
 *	index_history(index, &err);
 *	struct db_query *q = db_prepare(index_db(index), "select " ENTRY_COLUMNS " from change_log c join touch t ...");
 *	db_step(q, &row, err);
 *	while (row && entry_read(&entry, q, &row, err)) {
 *		entry_compare(snapshot, &entry, NULL, &compared); ... entry_clear(&entry);
 *	}
 */
#ifndef ENTRY_H
#define ENTRY_H

#include "delta.h"
#include "index.h"

/* What is read: of change_log as c and touch as t, rows of one commit and path beside each other. */
#define ENTRY_COLUMNS "c.seq, c.oid, c.time, c.offset, c.name, c.email, c.subject, c.verb, t.path, t.old, t.new"
/* Those of the path ?1, oldest first. */
#define ENTRY_OF_PATH "select " ENTRY_COLUMNS " from touch t join change_log c on c.seq = t.seq where t.path = ?1 order by c.seq"

struct entry_commit {
	gint64 seq; /* 0: no entry */
	struct oid oid;
	gint64 time;
	int offset; /* minutes east */
	char *name, *email, *subject, *verb;
};
struct entry {
	struct entry_commit commit;
	char *path;  /* NULL: the commit touched nothing */
	GArray *old; /* struct oid, zero: absent; one a parent */
	struct oid new;
};
/*
 * All of the entry whose first row the query is at; then it is at the first row of the next, or *row is FALSE. entry is empty before, and
 * is to be cleared whatever comes of it. FALSE with the query's error.
 */
gboolean entry_read(struct entry *entry, struct db_query *q, gboolean *row, GError **err);
/* The same by single rows: a merge has one a parent. */
void entry_begin(struct entry *entry, struct db_query *q);
gboolean entry_continues(const struct entry *entry, struct db_query *q);
void entry_add_parent(struct entry *entry, struct db_query *q);
void entry_clear(struct entry *entry);
/* Why: the body of the commit's message. "" for none; caller frees. */
char *entry_reason(struct snapshot *snapshot, const struct entry_commit *commit, GError **err);

/*
 * Each version of a file, oldest first: the commit that has it, the time that it claims, the blob. FALSE of fn ends it, with or without an error.
 */
typedef gboolean (*entry_version_fn)(const struct oid *commit, gint64 claimed, const struct oid *blob, void *data, GError **err);
gboolean entry_versions(struct index *index, const char *path, entry_version_fn fn, void *data, GError **err);

/* A record as a commit had it: absent, or there but perhaps not readable. */
struct entry_state {
	gboolean present;
	struct record *record; /* NULL when absent or not readable */
};
void entry_state_read(struct snapshot *snapshot, const char *path, const struct oid *oid, struct entry_state *out);
void entry_state_clear(struct entry_state *state);

/* What an entry changed. Clear with compared_clear(). */
struct compared {
	const struct kind *kind;
	char *id;
	struct entry_state *old, new;
	guint n_old;
	GPtrArray *deltas; /* struct delta *; NULL when there is nothing to compare */
};
/* field NULL: all. Of a merge only what differs from every parent. */
void entry_compare(struct snapshot *snapshot, const struct entry *entry, const char *field, struct compared *out);
void compared_clear(struct compared *compared);
/* ERR_INTEGRITY in a shallow clone: what is cut off would look as if it had never been, or as if one commit had done it. */
gboolean entry_whole(const struct store *store, GError **err);

#endif
