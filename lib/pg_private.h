/* What the parts of pg share: libpq's functions, found when it is loaded. For pg*.c only. */
#ifndef PG_PRIVATE_H
#define PG_PRIVATE_H

#include "pg.h"

#include <libpq-fe.h>

/* clang-format off */
#define PG_CALLS(X) \
	X(PQclear) X(PQcmdTuples) X(PQconnectdbParams) X(PQconninfoFree) X(PQconninfoParse) X(PQdb) X(PQerrorMessage) \
	X(PQescapeIdentifier) X(PQescapeLiteral) X(PQexec) X(PQexecParams) X(PQfinish) X(PQfreemem) X(PQgetResult) \
	X(PQgetisnull) X(PQgetvalue) X(PQhost) X(PQntuples) X(PQparameterStatus) X(PQputCopyData) X(PQputCopyEnd) \
	X(PQresultErrorField) X(PQresultErrorMessage) X(PQresultStatus) X(PQserverVersion) X(PQsetNoticeReceiver) \
	X(PQstatus) X(PQtransactionStatus)
/* clang-format on */

struct pq_calls {
#define X(name) __typeof__(name) *name;
	PG_CALLS(X)
#undef X
};
extern struct pq_calls pq;

/* The functions found; FALSE with ERR_REMOTE when there is no libpq. */
gboolean pq_load(GError **err);

struct pg {
	PGconn *conn;
	char *place;
	GPtrArray *secrets; /* what no message may hold */
	int wait;
};
/* The connection's last words as an error. */
gboolean pg_failed(struct pg *pg, GError **err);
/* What came of a statement: TRUE when it is as wanted; else the server's words as an error. Takes the result. */
gboolean pg_result(struct pg *pg, PGresult *result, ExecStatusType wanted, GError **err);
/* A message of libpq's as one sentence without secrets. Caller frees. */
char *pg_sentence(const GPtrArray *secrets, const char *message);

#endif
