/* Rows by COPY, as text. */
#include "pg_private.h"

#include "json.h"

#include <math.h>
#include <string.h>

#define SEND 262144 /* bytes gathered before they are sent */

struct pg_copy {
	struct pg *pg;
	char *sql;
	GString *rows;
	gboolean cell; /* the row has one already */
	guint64 n;
};

struct pg_copy *
pg_copy_new(struct pg *pg, const char *into)
{
	struct pg_copy *copy = g_new0(struct pg_copy, 1);

	copy->pg = pg;
	copy->sql = g_strdup_printf("copy %s from stdin", into);
	copy->rows = g_string_new(NULL);
	return copy;
}

void
pg_copy_free(struct pg_copy *copy)
{
	if (!copy)
		return;
	g_string_free(copy->rows, TRUE);
	g_free(copy->sql);
	g_free(copy);
}

static void
begin(struct pg_copy *copy)
{
	if (copy->cell)
		g_string_append_c(copy->rows, '\t');
	copy->cell = TRUE;
}

static void
append(GString *out, const char *text)
{
	for (;;) {
		gsize plain = strcspn(text, "\\\t\n\r");

		g_string_append_len(out, text, (gssize)plain);
		text += plain;
		if (!*text)
			return;
		g_string_append_c(out, '\\');
		g_string_append_c(out, *text == '\\' ? '\\' : *text == '\t' ? 't' : *text == '\n' ? 'n' : 'r');
		text++;
	}
}

void
pg_copy_text(struct pg_copy *copy, const char *text)
{
	begin(copy);
	if (!text)
		g_string_append(copy->rows, "\\N");
	else if (g_utf8_validate(text, -1, NULL))
		append(copy->rows, text);
	else {
		g_autofree char *valid = g_utf8_make_valid(text, -1);

		append(copy->rows, valid);
	}
}

void
pg_copy_int(struct pg_copy *copy, gint64 value)
{
	begin(copy);
	g_string_append_printf(copy->rows, "%" G_GINT64_FORMAT, value);
}

void
pg_copy_real(struct pg_copy *copy, double value)
{
	struct json j;

	begin(copy);
	if (!isfinite(value)) {
		g_string_append(copy->rows, "\\N");
		return;
	}
	json_init(&j, copy->rows); /* the shortest digits that read back */
	json_number(&j, value);
}

void
pg_copy_bool(struct pg_copy *copy, gboolean value)
{
	begin(copy);
	g_string_append_c(copy->rows, value ? 't' : 'f');
}

gboolean
pg_copy_end(struct pg_copy *copy, GError **err)
{
	g_string_append_c(copy->rows, '\n');
	copy->cell = FALSE;
	copy->n++;
	return copy->rows->len < SEND || pg_copy_send(copy, err);
}

/* What is left of a COPY that did not begin, or after its end, belongs to it: without it the connection is of no more use. */
static gboolean
finish(struct pg *pg, GError **err)
{
	PGresult *result = pq.PQgetResult(pg->conn), *more;
	gboolean ok = pg_result(pg, result, PGRES_COMMAND_OK, err);

	if (ok)
		pq.PQclear(result);
	while ((more = pq.PQgetResult(pg->conn)))
		pq.PQclear(more);
	return ok;
}

gboolean
pg_copy_send(struct pg_copy *copy, GError **err)
{
	struct pg *pg = copy->pg;
	PGresult *result;

	if (!copy->rows->len)
		return TRUE;
	result = pq.PQexec(pg->conn, copy->sql);
	if (!pg_result(pg, result, PGRES_COPY_IN, err))
		return FALSE;
	pq.PQclear(result);
	if (pq.PQputCopyData(pg->conn, copy->rows->str, (int)copy->rows->len) != 1 || pq.PQputCopyEnd(pg->conn, NULL) != 1)
		return pg_failed(pg, err);
	g_string_truncate(copy->rows, 0);
	return finish(pg, err);
}

guint64
pg_copy_rows(const struct pg_copy *copy)
{
	return copy->n;
}
