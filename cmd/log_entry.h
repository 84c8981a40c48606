/*
 * Entries of the log: one commit's change of one file, its fields compared,
 * printed as a paragraph for people or as a row a field for programs.
 */
#ifndef LOG_ENTRY_H
#define LOG_ENTRY_H

#include "command.h"

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
/* The columns of q: seq, oid, time, offset, name, email, subject, verb, path, old, new. */
void entry_begin(struct entry *entry, struct db_query *q);
gboolean entry_continues(const struct entry *entry, struct db_query *q);
void entry_add_parent(struct entry *entry, struct db_query *q);
void entry_clear(struct entry *entry);

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

struct log_printer {
	struct session *s;
	struct snapshot *snapshot;
	const struct kind *kind; /* only records of it, or NULL */
	gboolean one;		 /* all entries are of one record */
	struct db_query *ask;	 /* whose an e-mail is */
	GHashTable *people;	 /* what it answered: e-mail in lower case -> person id, or "" */
	struct rows *rows;	 /* JSON and CSV */
	gint64 seq;		 /* of the commit printed last, for people */
	char *why;		 /* its reason */
	guint in_commit;	 /* entries of it so far */
};
/* kind: only records of it, or NULL; one: all entries are of one record. */
struct log_printer *log_printer_new(struct session *s, struct index *index, const struct kind *kind, gboolean one, GError **err);
void log_printer_free(struct log_printer *printer);
void log_printer_done(struct log_printer *printer);
gboolean entry_is_of(const struct log_printer *printer, const struct entry *entry);
/* field NULL: all. *some: was there anything to print? */
gboolean log_print(struct log_printer *printer, const struct entry *entry, const char *field, gboolean *some, GError **err);

#endif
