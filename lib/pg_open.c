/* Loading libpq, and connecting without letting a password out. */
#include "pg_private.h"

#include <dlfcn.h>
#include <string.h>

#define LEAST_VERSION 120000
#define LIBRARY "libpq.so.5"

struct pq_calls pq;

gboolean
pq_load(GError **err)
{
	static gboolean loaded;
	void *library = loaded ? NULL : dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL); /* for as long as the process lives */

	if (loaded)
		return TRUE;
	if (!library) {
		error_set(err, ERR_REMOTE, "PostgreSQL's client library is missing: %s", dlerror());
		error_hint(err, "install it; Debian's package is libpq5");
		return FALSE;
	}
#define X(name)                                                                                                                  \
	if (!(pq.name = (__typeof__(pq.name))dlsym(library, #name)))                                                             \
		return error_set(err, ERR_REMOTE, "PostgreSQL's client library is too old: it has no %s", #name);
	PG_CALLS(X)
#undef X
	loaded = TRUE;
	return TRUE;
}

/* --- the address --- */

static gboolean
is_url(const char *target)
{
	return g_str_has_prefix(target, "postgresql://") || g_str_has_prefix(target, "postgres://");
}

static gboolean
no_address(GError **err, const char *why)
{
	error_set(err, ERR_USAGE, "the address of the database cannot be read: %s", why);
	error_hint(err, "write postgresql://USER@HOST/DATABASE, or as in 'service=plants'; signs of a password that is in it as "
			"%%40 for @, better in the file .pgpass");
	return FALSE;
}

/* libpq quotes what it could not read, which may be a part of the password: between its first and last quote nothing is kept. */
static gboolean
not_parsed(char *message, GError **err)
{
	g_autofree char *first = g_strndup(message ? message : "", message ? strcspn(message, "\"") : 0);
	const char *last = message ? strrchr(message, '"') : NULL;
	g_autofree char *rest = last ? g_strdup_printf("%s\"...\"%s", first, last + 1) : g_strdup(first);

	if (message)
		pq.PQfreemem(message);
	return no_address(err, g_strstrip(rest));
}

static gboolean
is_option(const PQconninfoOption *option, const char *names)
{
	g_auto(GStrv) all = g_strsplit(names, " ", -1);

	return option->val && g_strv_contains((const char *const *)all, option->keyword);
}

static gboolean
read_address(const char *target, GPtrArray *secrets, GError **err)
{
	char *message = NULL;
	PQconninfoOption *options;
	gboolean ok = TRUE;

	if (!is_url(target) && (strstr(target, "://") || !strchr(target, '=')))
		return no_address(err, "it is neither a URL of PostgreSQL's nor a list of KEY=VALUE");
	options = pq.PQconninfoParse(target, &message);
	if (!options)
		return not_parsed(message, err);
	for (const PQconninfoOption *o = options; o->keyword; o++) {
		if (is_option(o, "password sslpassword") && *o->val)
			g_ptr_array_add(secrets, g_strdup(o->val));
		/* where a password with a raw @ or / ends up */
		if (is_url(target) && is_option(o, "user host hostaddr port dbname") && strchr(o->val, '@'))
			ok = FALSE;
	}
	pq.PQconninfoFree(options);
	return ok || no_address(err, "it has more than one @");
}

/* --- connecting --- */

static void
drop_notice(void *data, const PGresult *result)
{
}

static char *
place(PGconn *conn)
{
	const char *host = pq.PQhost(conn), *db = pq.PQdb(conn);

	return g_strdup_printf("database '%s' at %s", db ? db : "", host && *host ? host : "this machine");
}

static gboolean
check_server(struct pg *pg, GError **err)
{
	int version = pq.PQserverVersion(pg->conn);
	const char *encoding = pq.PQparameterStatus(pg->conn, "server_encoding");

	if (version < LEAST_VERSION)
		return error_set(
			err, ERR_REMOTE, "%s: the server is PostgreSQL %d, and 12 is needed", pg->place, version / 10000);
	if (g_strcmp0(encoding, "UTF8") == 0)
		return TRUE;
	error_set(err, ERR_REMOTE, "%s: it is encoded in %s, which cannot hold every text", pg->place, encoding ? encoding : "?");
	error_hint(err, "make a database with the encoding UTF8");
	return FALSE;
}

struct pg *
pg_open(const char *target, GError **err)
{
	static const char *const keys[] = {"fallback_application_name", "dbname", "client_encoding", NULL};
	const char *const values[] = {"sx", target, "UTF8", NULL};
	AUTO(pg) pg = NULL;

	if (!pq_load(err))
		return NULL;
	pg = g_new0(struct pg, 1);
	pg->secrets = g_ptr_array_new_with_free_func(g_free);
	pg->wait = PG_WAIT;
	if (!read_address(target, pg->secrets, err))
		return NULL;
	pg->conn = pq.PQconnectdbParams(keys, values, 1);
	if (pq.PQstatus(pg->conn) != CONNECTION_OK) {
		g_autofree char *said = pg_sentence(pg->secrets, pq.PQerrorMessage(pg->conn));

		error_set(err, ERR_REMOTE, "cannot reach the database: %s", said);
		return NULL;
	}
	pg->place = place(pg->conn);
	pq.PQsetNoticeReceiver(pg->conn, drop_notice, NULL);
	return check_server(pg, err) ? g_steal_pointer(&pg) : NULL;
}
