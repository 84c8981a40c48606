/*
 * PostgreSQL, thinly: the only module that includes libpq-fe.h. One connection, one thread.
 *
 * libpq is loaded when the first connection is opened: it brings a dozen
 * libraries along, which no other command should wait for. Without it
 * pg_open() is ERR_REMOTE. Every failure of the server or of the way to it is
 * ERR_REMOTE with the server's own sentence, in which no password stands;
 * ERR_CONFLICT when somebody else holds for too long what is asked for.
 *
 * All text is UTF-8; bytes that are none are replaced on the way. Texts go as
 * parameters or as COPY data, names and the few constants of SQL through
 * pg_name() and pg_string().
 */
#ifndef PG_H
#define PG_H

#include "error.h"

struct pg;

/*
 * target: what libpq takes, "postgresql://host/database", "host=... dbname=..."; the environment, a service file and a
 * password file fill in the rest. ERR_USAGE when it is none of these: the message repeats nothing of it.
 */
struct pg *pg_open(const char *target, GError **err);
void pg_free(struct pg *pg); /* takes NULL */
AUTO_FREE(pg)
/* "database 'plants' at db.example". Borrowed. */
const char *pg_place(const struct pg *pg);
/* How long a lock is waited for, from the next pg_begin() on. */
#define PG_WAIT 10000 /* milliseconds */
void pg_wait(struct pg *pg, int milliseconds);

/* A transaction in which only pg_catalog is found without its schema's name, and moments are of UTC. */
gboolean pg_begin(struct pg *pg, GError **err);
gboolean pg_commit(struct pg *pg, GError **err);
/* After an error; nothing when no transaction is open. */
void pg_rollback(struct pg *pg);

/* Statements without parameters whose rows nobody wants. */
gboolean pg_run(struct pg *pg, const char *sql, GError **err);

struct pg_rows;
/* One statement with $1..$n as texts, NULL for null. */
struct pg_rows *pg_ask(struct pg *pg, const char *sql, guint n, const char *const *values, GError **err);
void pg_rows_free(struct pg_rows *rows);
AUTO_FREE(pg_rows)
guint pg_rows_count(const struct pg_rows *rows);
const char *pg_rows_text(const struct pg_rows *rows, guint row, guint column); /* NULL for null; borrowed */
guint64 pg_rows_changed(const struct pg_rows *rows);			       /* how many an update or delete met */

/* Any text as a quoted name or string of SQL. Caller frees. */
char *pg_name(struct pg *pg, const char *name);
char *pg_string(struct pg *pg, const char *text);
/* Texts (char *) as the one text of an array: for `= any($1::text[])`. Caller frees. */
char *pg_array(const GPtrArray *texts);

/*
 * Rows into a table, gathered and sent by COPY some hundred kilobytes at a time. Several may gather side by side.
 * into is quoted: "x.y(a, b)". Cells are put one by one, in order, then the row is ended.
 */
struct pg_copy;
struct pg_copy *pg_copy_new(struct pg *pg, const char *into);
void pg_copy_free(struct pg_copy *copy); /* what has not been sent is not sent; takes NULL */
AUTO_FREE(pg_copy)
void pg_copy_text(struct pg_copy *copy, const char *text); /* NULL is null */
void pg_copy_int(struct pg_copy *copy, gint64 value);
void pg_copy_real(struct pg_copy *copy, double value); /* null when it is no finite number */
void pg_copy_bool(struct pg_copy *copy, gboolean value);
gboolean pg_copy_end(struct pg_copy *copy, GError **err);  /* of the row */
gboolean pg_copy_send(struct pg_copy *copy, GError **err); /* what has gathered, now */
guint64 pg_copy_rows(const struct pg_copy *copy);

#endif
