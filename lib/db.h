/*
 * SQLite, thinly: the only module that includes sqlite3.h. One connection, one
 * thread. Every failure is an error with SQLite's own sentence; a damaged or
 * foreign file is ERR_IO so that the caller can rebuild it, and a file that
 * another process keeps locked for too long is ERR_CONFLICT.
 */
#ifndef DB_H
#define DB_H

#include "error.h"

struct db;
struct db_query;

enum db_mode { DB_WRITE, DB_READ, DB_MEMORY };
/*
 * DB_WRITE creates, with a rollback journal and synchronous normal: a process
 * of some milliseconds gains nothing from a write-ahead log, and its last
 * closer would pay for the checkpoint. Where the file may only be read it
 * opens for reading, as DB_READ does, which never writes a byte. path is
 * ignored for DB_MEMORY.
 */
struct db *db_open(const char *path, enum db_mode mode, GError **err);
void db_close(struct db *db);
static inline void
db_free(struct db *db)
{
	db_close(db);
}
AUTO_FREE(db)
gboolean db_writable(struct db *db);
gboolean db_damaged(const struct db *db); /* some call has found the file to be no database, or a broken one */
/* How long to wait for another process: at first DB_WAIT, as the longest of them builds the whole file. */
#define DB_WAIT 30000
void db_wait(struct db *db, int milliseconds);
/* For a new file that is thrown away when the process dies half-way: no journal, no fsync. Off again: as db_open made it. */
gboolean db_bulk(struct db *db, gboolean on, GError **err);
/* Makes what the file holds durable, by its own descriptor: closing another one would end the locks that SQLite has on it. */
gboolean db_sync(struct db *db, GError **err);
/* All that a database holds as the whole content of another, which has to be empty. */
gboolean db_copy(struct db *from, struct db *to, GError **err);
/* From now on statements can only read: no pragma, no attach, no change. For SQL that a person has typed. */
void db_restrict(struct db *db);

/*
 * Tables that are only made when a statement names one: fn makes it and says so, or does not know it. Reading what a file
 * says of its tables takes time, once for every connection.
 */
typedef gboolean (*db_missing)(struct db *db, const char *table, void *data);
void db_on_missing(struct db *db, db_missing fn, void *data);

gboolean db_exec(struct db *db, const char *sql, GError **err);
/* Prepare; for SELECT and for repeated INSERT. One statement only. Must be freed before db_close. */
struct db_query *db_prepare(struct db *db, const char *sql, GError **err);
void db_query_free(struct db_query *q);
AUTO_FREE(db_query)
void db_bind_text(struct db_query *q, int at, const char *text);		 /* at from 1; NULL text is NULL; copied */
void db_bind_bytes(struct db_query *q, int at, const void *bytes, gsize length); /* copied */
void db_bind_borrowed(
	struct db_query *q, int at, const char *text, gsize length); /* text, not copied: must live until db_run has returned */
void db_bind_int(struct db_query *q, int at, gint64 value);
void db_bind_real(struct db_query *q, int at, double value);
/* One step: TRUE and *row TRUE with a row, FALSE row at the end (and reset). */
gboolean db_step(struct db_query *q, gboolean *row, GError **err);
gboolean db_run(struct db_query *q, GError **err); /* step to the end, reset, clear bindings */
int db_columns(struct db_query *q);
const char *db_column_name(struct db_query *q, int column);
enum db_type { DB_NULL, DB_INT, DB_REAL, DB_TEXT, DB_BYTES };
enum db_type db_column_type(struct db_query *q, int column);
const char *db_text(struct db_query *q, int column); /* borrowed until the next step; NULL for NULL */
const void *db_bytes(struct db_query *q, int column, gsize *length);
gint64 db_int(struct db_query *q, int column);
double db_real(struct db_query *q, int column);
/* The first column of the first row of a query without parameters; fallback when there is no row. */
gboolean db_ask_int(struct db *db, const char *sql, gint64 fallback, gint64 *out, GError **err);

/* Any text as a quoted SQL name ("x ""y""") or string ('it''s'). Caller frees. */
char *db_name(const char *name);
char *db_string(const char *text);

/* A function of n texts for SQL, the same for the same texts: what fn gives is freed, NULL is null. data must outlive the connection. */
typedef char *(*db_function)(const char *const *texts, void *data);
gboolean db_add_function(struct db *db, const char *name, int n, db_function fn, void *data, GError **err);

/* regexp(pattern, text) for `~` is added to every connection, through regex.h. */

#endif
