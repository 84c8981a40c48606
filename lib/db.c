/* SQLite, thinly: connections, statements, values, and the regexp function. */
#include "db.h"

#include <sqlite3.h>
#include <string.h>

#include "regex.h"

#define DB_CACHE_KIB 8192

struct db {
	sqlite3 *handle;
	gboolean damaged, restricted;
	db_missing missing;
	void *missing_data;
};

struct db_query {
	struct db *db;
	sqlite3_stmt *stmt;
};

static gboolean
db_fail(struct db *db, int code, GError **err)
{
	db->damaged |= (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return error_set(err, ERR_CONFLICT, "another process keeps the index locked");
	case SQLITE_ERROR:
	case SQLITE_AUTH:
	case SQLITE_RANGE:
	case SQLITE_TOOBIG:
		return error_set(err, ERR_USAGE, "%s", sqlite3_errmsg(db->handle));
	default:
		return error_set(err, ERR_IO, "cannot use the index: %s", sqlite3_errmsg(db->handle));
	}
}

static void
regexp_free(void *regex)
{
	regex_free(regex);
}

static void
db_regexp(sqlite3_context *context, int argc, sqlite3_value **argv)
{
	struct regex *regex = sqlite3_get_auxdata(context, 0);
	const char *text = (const char *)sqlite3_value_text(argv[1]);
	g_autoptr(GError) error = NULL;

	if (!text || sqlite3_value_type(argv[0]) == SQLITE_NULL)
		return;
	if (!regex) {
		regex = regex_new((const char *)sqlite3_value_text(argv[0]), &error);
		if (!regex) {
			sqlite3_result_error(context, error->message, -1);
			return;
		}
		sqlite3_set_auxdata(context, 0, regex, regexp_free);
		regex = sqlite3_get_auxdata(context, 0);
		if (!regex) {
			sqlite3_result_error_nomem(context);
			return;
		}
	}
	sqlite3_result_int(context, regex_match(regex, text, sqlite3_value_bytes(argv[1]), 0, NULL, NULL));
}

static gboolean
db_settle(struct db *db, enum db_mode mode, GError **err)
{
	const char *pragmas = mode == DB_WRITE
				      ? "pragma cache_size = -" G_STRINGIFY(
						DB_CACHE_KIB) "; pragma temp_store = memory; pragma trusted_schema = off; "
							      "pragma page_size = 32768; pragma synchronous = normal; pragma "
							      "journal_mode = truncate"
				      : "pragma cache_size = -" G_STRINGIFY(
						DB_CACHE_KIB) "; pragma temp_store = memory; pragma trusted_schema = off";

	sqlite3_busy_timeout(db->handle, DB_WAIT);
	sqlite3_extended_result_codes(db->handle, 1);
	if (sqlite3_create_function(db->handle, "regexp", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL,
		    db_regexp, NULL, NULL) != SQLITE_OK)
		return db_fail(db, SQLITE_NOMEM, err);
	return db_exec(db, pragmas, err);
}

struct called {
	db_function fn;
	void *data;
};

static void
db_call(sqlite3_context *context, int argc, sqlite3_value **argv)
{
	const struct called *called = sqlite3_user_data(context);
	const char *texts[8] = {NULL};

	for (int i = 0; i < argc; i++)
		texts[i] = (const char *)sqlite3_value_text(argv[i]);
	sqlite3_result_text(context, called->fn(texts, called->data), -1, g_free);
}

gboolean
db_add_function(struct db *db, const char *name, int n, db_function fn, void *data, GError **err)
{
	struct called *called = g_new(struct called, 1);

	g_assert(n < 8);
	*called = (struct called){fn, data};
	return sqlite3_create_function_v2(db->handle, name, n, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, called,
		       db_call, NULL, NULL, g_free) == SQLITE_OK ||
	       db_fail(db, SQLITE_NOMEM, err);
}

/* Counting what is allocated takes a lock that all connections share. */
static gpointer
library_start(gpointer unused)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	return NULL;
}

struct db *
db_open(const char *path, enum db_mode mode, GError **err)
{
	int flags = mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	static GOnce once = G_ONCE_INIT;
	struct db *db = g_new0(struct db, 1);
	int code;

	g_once(&once, library_start, NULL);
	code = sqlite3_open_v2(mode == DB_MEMORY ? ":memory:" : path, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);

	if (code != SQLITE_OK) {
		db_fail(db, code, err);
		db_close(db);
		return NULL;
	}
	if (mode == DB_WRITE && sqlite3_db_readonly(db->handle, "main"))
		mode = DB_READ;
	if (!db_settle(db, mode, err)) {
		db_close(db);
		return NULL;
	}
	return db;
}

gboolean
db_sync(struct db *db, GError **err)
{
	sqlite3_file *file = NULL;
	int code = sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);

	if (code == SQLITE_OK && file && file->pMethods)
		code = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
	return code == SQLITE_OK || db_fail(db, code, err);
}

gboolean
db_copy(struct db *from, struct db *to, GError **err)
{
	sqlite3_backup *backup = sqlite3_backup_init(to->handle, "main", from->handle, "main");
	int code;

	if (!backup)
		return db_fail(to, sqlite3_extended_errcode(to->handle), err);
	sqlite3_backup_step(backup, -1);
	code = sqlite3_backup_finish(backup);
	return code == SQLITE_OK || db_fail(to, code, err);
}

void
db_close(struct db *db)
{
	if (!db)
		return;
	sqlite3_close(db->handle);
	g_free(db);
}

gboolean
db_writable(struct db *db)
{
	return !sqlite3_db_readonly(db->handle, "main");
}

gboolean
db_damaged(const struct db *db)
{
	return db->damaged;
}

void
db_wait(struct db *db, int milliseconds)
{
	sqlite3_busy_timeout(db->handle, milliseconds);
}

gboolean
db_bulk(struct db *db, gboolean on, GError **err)
{
	return db_exec(db,
		on ? "pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -65536"
		   : "pragma journal_mode = truncate; pragma synchronous = normal; pragma cache_size = -" G_STRINGIFY(
			     DB_CACHE_KIB),
		err);
}

static int
db_only_reads(void *data, int action, const char *a, const char *b, const char *database, const char *view)
{
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_FUNCTION:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	default:
		return SQLITE_DENY;
	}
}

void
db_restrict(struct db *db)
{
	/* a table-valued function is made on first use, by what will be forbidden */
	sqlite3_exec(db->handle, "select 1 from json_each('[]'), json_tree('[]')", NULL, NULL, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_set_authorizer(db->handle, db_only_reads, NULL);
	db->restricted = TRUE;
}

gboolean
db_exec(struct db *db, const char *sql, GError **err)
{
	int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	return code == SQLITE_OK || db_fail(db, code, err);
}

void
db_on_missing(struct db *db, db_missing fn, void *data)
{
	db->missing = fn;
	db->missing_data = data;
}

/* Is a table missing that can be made, and has it been? */
static gboolean
make_missing(struct db *db, int code)
{
	static const char says[] = "no such table: ";
	const char *message = (code & 0xff) == SQLITE_ERROR && db->missing ? sqlite3_errmsg(db->handle) : "";
	g_autofree char *table = g_str_has_prefix(message, says) ? g_strdup(message + strlen(says)) : NULL;

	gboolean made;

	if (!table)
		return FALSE;
	/* what is made is ours, also for SQL that may only read */
	sqlite3_set_authorizer(db->handle, NULL, NULL);
	made = db->missing(db, table, db->missing_data);
	if (db->restricted)
		sqlite3_set_authorizer(db->handle, db_only_reads, NULL);
	return made;
}

struct db_query *
db_prepare(struct db *db, const char *sql, GError **err)
{
	sqlite3_stmt *stmt = NULL;
	const char *rest = NULL;
	struct db_query *q;
	int code;

	do
		code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, &rest);
	while (code != SQLITE_OK && make_missing(db, code));
	if (code != SQLITE_OK) {
		db_fail(db, code, err);
		return NULL;
	}
	if (!stmt || rest[strspn(rest, " \t\r\n;")]) {
		sqlite3_finalize(stmt);
		error_set(err, ERR_USAGE, stmt ? "more than one SQL statement" : "no SQL statement");
		return NULL;
	}
	q = g_new(struct db_query, 1);
	*q = (struct db_query){db, stmt};
	return q;
}

void
db_query_free(struct db_query *q)
{
	if (!q)
		return;
	sqlite3_finalize(q->stmt);
	g_free(q);
}

void
db_bind_text(struct db_query *q, int at, const char *text)
{
	sqlite3_bind_text(q->stmt, at, text, -1, SQLITE_TRANSIENT);
}

void
db_bind_bytes(struct db_query *q, int at, const void *bytes, gsize length)
{
	sqlite3_bind_blob64(q->stmt, at, bytes, length, SQLITE_TRANSIENT);
}

void
db_bind_borrowed(struct db_query *q, int at, const char *text, gsize length)
{
	sqlite3_bind_text64(q->stmt, at, text, length, SQLITE_STATIC, SQLITE_UTF8);
}

void
db_bind_int(struct db_query *q, int at, gint64 value)
{
	sqlite3_bind_int64(q->stmt, at, value);
}

void
db_bind_real(struct db_query *q, int at, double value)
{
	sqlite3_bind_double(q->stmt, at, value);
}

gboolean
db_step(struct db_query *q, gboolean *row, GError **err)
{
	int code = sqlite3_step(q->stmt);

	*row = code == SQLITE_ROW;
	if (*row)
		return TRUE;
	if (code != SQLITE_DONE)
		db_fail(q->db, code, err);
	sqlite3_reset(q->stmt);
	return code == SQLITE_DONE;
}

gboolean
db_run(struct db_query *q, GError **err)
{
	gboolean row, ok;

	do
		ok = db_step(q, &row, err);
	while (ok && row);
	sqlite3_clear_bindings(q->stmt);
	return ok;
}

int
db_columns(struct db_query *q)
{
	return sqlite3_column_count(q->stmt);
}

const char *
db_column_name(struct db_query *q, int column)
{
	return sqlite3_column_name(q->stmt, column);
}

enum db_type
db_column_type(struct db_query *q, int column)
{
	switch (sqlite3_column_type(q->stmt, column)) {
	case SQLITE_NULL:
		return DB_NULL;
	case SQLITE_INTEGER:
		return DB_INT;
	case SQLITE_FLOAT:
		return DB_REAL;
	case SQLITE_BLOB:
		return DB_BYTES;
	default:
		return DB_TEXT;
	}
}

const char *
db_text(struct db_query *q, int column)
{
	return (const char *)sqlite3_column_text(q->stmt, column);
}

const void *
db_bytes(struct db_query *q, int column, gsize *length)
{
	const void *bytes = sqlite3_column_blob(q->stmt, column);

	*length = sqlite3_column_bytes(q->stmt, column);
	return bytes;
}

gint64
db_int(struct db_query *q, int column)
{
	return sqlite3_column_int64(q->stmt, column);
}

double
db_real(struct db_query *q, int column)
{
	return sqlite3_column_double(q->stmt, column);
}

gboolean
db_ask_int(struct db *db, const char *sql, gint64 fallback, gint64 *out, GError **err)
{
	AUTO(db_query) q = db_prepare(db, sql, err);
	gboolean row;

	if (!q || !db_step(q, &row, err))
		return FALSE;
	*out = row ? db_int(q, 0) : fallback;
	return TRUE;
}

char *
db_name(const char *name)
{
	g_auto(GStrv) parts = g_strsplit(name, "\"", -1);
	g_autofree char *inner = g_strjoinv("\"\"", parts);

	return g_strdup_printf("\"%s\"", inner);
}

char *
db_string(const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, "'", -1);
	g_autofree char *inner = g_strjoinv("''", parts);

	return g_strdup_printf("'%s'", inner);
}
