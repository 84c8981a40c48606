/* One connection to PostgreSQL: statements and what comes back. */
#include "pg_private.h"

#include <string.h>

void
pg_free(struct pg *pg)
{
	if (!pg)
		return;
	if (pg->conn)
		pq.PQfinish(pg->conn);
	g_ptr_array_unref(pg->secrets);
	g_free(pg->place);
	g_free(pg);
}

const char *
pg_place(const struct pg *pg)
{
	return pg->place;
}

void
pg_wait(struct pg *pg, int milliseconds)
{
	pg->wait = milliseconds;
}

/* --- messages --- */

char *
pg_sentence(const GPtrArray *secrets, const char *message)
{
	g_autofree char *valid = g_utf8_make_valid(message ? message : "", -1);
	g_autoptr(GString) out = g_string_new(NULL);
	const char *between = "";

	for (const char *c = valid; *c; c++) {
		if (g_ascii_isspace(*c)) {
			between = *c == '\n' || *between == ';' ? "; " : " ";
			continue;
		}
		if (out->len)
			g_string_append(out, between);
		between = "";
		g_string_append_c(out, *c);
	}
	for (guint i = 0; i < secrets->len; i++)
		g_string_replace(out, secrets->pdata[i], "***", 0);
	return g_strdup(*out->str ? out->str : "the server said nothing");
}

gboolean
pg_failed(struct pg *pg, GError **err)
{
	g_autofree char *said = pg_sentence(pg->secrets, pq.PQerrorMessage(pg->conn));

	return error_set(err, ERR_REMOTE, "%s: %s", pg->place ? pg->place : "the database", said);
}

/* Classes of errors that pass when one tries again: locks, deadlocks, serialization. */
static enum error_code
code_of(const char *state)
{
	return state && (g_str_equal(state, "55P03") || g_str_has_prefix(state, "40")) ? ERR_CONFLICT : ERR_REMOTE;
}

gboolean
pg_result(struct pg *pg, PGresult *result, ExecStatusType wanted, GError **err)
{
	const char *primary, *detail;
	enum error_code code;

	if (result && pq.PQresultStatus(result) == wanted)
		return TRUE;
	primary = result ? pq.PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	detail = primary ? pq.PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL) : NULL;
	code = code_of(primary ? pq.PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL);
	if (primary && pq.PQstatus(pg->conn) == CONNECTION_OK) {
		g_autofree char *all = detail ? g_strdup_printf("%s: %s", primary, detail) : g_strdup(primary);
		g_autofree char *said = pg_sentence(pg->secrets, all);

		error_set(err, code, "%s: %s", pg->place, said);
		if (code == ERR_CONFLICT)
			error_hint(err, "somebody else is at the same tables; run it again when that is done");
	} else
		pg_failed(pg, err);
	if (result)
		pq.PQclear(result);
	return FALSE;
}

/* --- statements --- */

gboolean
pg_run(struct pg *pg, const char *sql, GError **err)
{
	PGresult *result = pq.PQexec(pg->conn, sql);
	ExecStatusType status = result ? pq.PQresultStatus(result) : PGRES_FATAL_ERROR;

	if (!pg_result(pg, result, status == PGRES_TUPLES_OK ? status : PGRES_COMMAND_OK, err))
		return FALSE;
	pq.PQclear(result);
	return TRUE;
}

/* Whatever the role, the database or the environment has set. */
gboolean
pg_begin(struct pg *pg, GError **err)
{
	g_autofree char *sql = g_strdup_printf("begin isolation level read committed read write; "
					       "set local search_path to pg_catalog, pg_temp; set local timezone to 'UTC'; "
					       "set local datestyle to 'ISO, YMD'; set local standard_conforming_strings to on; "
					       "set local lock_timeout to %d",
		pg->wait);

	return pg_run(pg, sql, err);
}

gboolean
pg_commit(struct pg *pg, GError **err)
{
	return pg_run(pg, "commit", err);
}

void
pg_rollback(struct pg *pg)
{
	PGTransactionStatusType status = pq.PQtransactionStatus(pg->conn);

	if (status == PQTRANS_INTRANS || status == PQTRANS_INERROR)
		pg_run(pg, "rollback", NULL);
}

struct pg_rows {
	PGresult *result;
};

static char *
valid_text(const char *text)
{
	return text ? g_utf8_make_valid(text, -1) : NULL;
}

struct pg_rows *
pg_ask(struct pg *pg, const char *sql, guint n, const char *const *values, GError **err)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	struct pg_rows *rows;
	PGresult *result;
	ExecStatusType status;

	for (guint i = 0; i < n; i++)
		g_ptr_array_add(texts, valid_text(values[i]));
	result = pq.PQexecParams(pg->conn, sql, (int)n, NULL, (const char *const *)texts->pdata, NULL, NULL, 0);
	status = result ? pq.PQresultStatus(result) : PGRES_FATAL_ERROR;
	if (!pg_result(pg, result, status == PGRES_COMMAND_OK ? status : PGRES_TUPLES_OK, err))
		return NULL;
	rows = g_new(struct pg_rows, 1);
	rows->result = result;
	return rows;
}

void
pg_rows_free(struct pg_rows *rows)
{
	if (!rows)
		return;
	pq.PQclear(rows->result);
	g_free(rows);
}

guint
pg_rows_count(const struct pg_rows *rows)
{
	return (guint)pq.PQntuples(rows->result);
}

const char *
pg_rows_text(const struct pg_rows *rows, guint row, guint column)
{
	return pq.PQgetisnull(rows->result, (int)row, (int)column) ? NULL : pq.PQgetvalue(rows->result, (int)row, (int)column);
}

guint64
pg_rows_changed(const struct pg_rows *rows)
{
	return g_ascii_strtoull(pq.PQcmdTuples(rows->result), NULL, 10);
}

/* --- texts in SQL --- */

static char *
taken(char *escaped)
{
	char *copy = g_strdup(escaped);

	pq.PQfreemem(escaped);
	return copy;
}

/* Only memory can lack: the text is valid, and the connection says its encoding. */
char *
pg_name(struct pg *pg, const char *name)
{
	g_autofree char *valid = valid_text(name);

	return taken(pq.PQescapeIdentifier(pg->conn, valid, strlen(valid)));
}

char *
pg_string(struct pg *pg, const char *text)
{
	g_autofree char *valid = valid_text(text);

	return taken(pq.PQescapeLiteral(pg->conn, valid, strlen(valid)));
}

char *
pg_array(const GPtrArray *texts)
{
	GString *out = g_string_new("{");

	for (guint i = 0; i < texts->len; i++) {
		g_string_append(out, i ? ",\"" : "\"");
		for (const char *c = texts->pdata[i]; *c; c++) {
			if (*c == '"' || *c == '\\')
				g_string_append_c(out, '\\');
			g_string_append_c(out, *c);
		}
		g_string_append_c(out, '"');
	}
	g_string_append_c(out, '}');
	return g_string_free(out, FALSE);
}
