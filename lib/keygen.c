/* Keys by their binary form, and ssh-keygen between files in memory. */
#include "keygen.h"
#include "spool.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "ssh-keygen"
#define MAGIC "openssh-key-v1"
#define BEGIN "-----BEGIN OPENSSH PRIVATE KEY-----"
#define END "-----END OPENSSH PRIVATE KEY-----"
#define SIGNATURE_MAGIC "SSHSIG"
#define SIGNATURE_BEGIN "-----BEGIN SSH SIGNATURE-----"
#define SIGNATURE_END "-----END SSH SIGNATURE-----"

/* --- keys --- */

/* A string of RFC 4251 at *at: four bytes of length, then the bytes. NULL when it does not fit. */
static const guchar *
take_string(const guchar *bytes, gsize length, gsize *at, gsize *n)
{
	const guchar *p = bytes + *at;

	if (length - *at < 4)
		return NULL;
	*n = (gsize)p[0] << 24 | (gsize)p[1] << 16 | (gsize)p[2] << 8 | p[3];
	if (length - *at - 4 < *n)
		return NULL;
	*at += 4 + *n;
	return p + 4;
}

static gboolean
no_key(GError **err)
{
	error_set(err, ERR_INVALID, "it is no key that ssh-keygen has written");
	error_hint(err, "make one with ssh-keygen -t ed25519, and give it a passphrase");
	return FALSE;
}

/* The type stands at the beginning of the body as well. */
static gboolean
body_has_type(const guchar *body, gsize length, const char *type)
{
	gsize at = 0, n;
	const guchar *name = take_string(body, length, &at, &n);

	return name && n == strlen(type) && !memcmp(name, type, n);
}

char *
keygen_read_public(const char *text, GError **err)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \t\n", 3);
	g_autofree guchar *body = NULL;
	g_autofree char *again = NULL;
	gsize n = 0;

	if (g_strv_length(words) >= 2) {
		words[1][strcspn(words[1], "\r\n")] = '\0';
		body = g_base64_decode(words[1], &n);
		again = g_base64_encode(body, n);
	}
	if (!again || !*words[0] || strcmp(again, words[1]) != 0 || !body_has_type(body, n, words[0])) {
		no_key(err);
		return NULL;
	}
	return g_strjoin(" ", words[0], words[1], NULL);
}

char *
keygen_fingerprint(const char *public)
{
	g_autofree char *key = keygen_read_public(public, NULL), *sum = NULL;
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree guchar *body = NULL;
	guint8 digest[32];
	gsize n, size = sizeof(digest);

	if (!key)
		return NULL;
	body = g_base64_decode(strchr(key, ' ') + 1, &n);
	g_checksum_update(checksum, body, (gssize)n);
	g_checksum_get_digest(checksum, digest, &size);
	sum = g_base64_encode(digest, size);
	sum[strcspn(sum, "=")] = '\0';
	return g_strconcat("SHA256:", sum, NULL);
}

/* The bytes between two lines of an armoured text; NULL when it has none. */
static guchar *
unwrap(const char *text, gsize length, const char *from, const char *to, gsize *n)
{
	g_autofree char *all = g_strndup(text, length), *body = NULL;
	const char *begin = strstr(all, from), *end = begin ? strstr(begin, to) : NULL;

	if (!end)
		return NULL;
	body = g_strndup(begin + strlen(from), end - begin - strlen(from));
	return g_base64_decode(body, n);
}

/* "ssh-ed25519 AAAA..." of a key's binary form; NULL when it is none. */
static char *
key_of_body(const guchar *body, gsize size)
{
	gsize at = 0, n;
	const guchar *type = take_string(body, size, &at, &n);
	g_autofree char *name = type ? g_strndup((const char *)type, n) : NULL, *code = type ? g_base64_encode(body, size) : NULL;

	return type ? g_strjoin(" ", name, code, NULL) : NULL;
}

char *
keygen_signer(const char *signature)
{
	gsize n = 0, at = strlen(SIGNATURE_MAGIC) + 4, size = 0; /* the number is the version */
	g_autofree guchar *bytes = unwrap(signature, strlen(signature), SIGNATURE_BEGIN, SIGNATURE_END, &n);
	const guchar *body;

	if (!bytes || n < at || memcmp(bytes, SIGNATURE_MAGIC, strlen(SIGNATURE_MAGIC)) != 0)
		return NULL;
	body = take_string(bytes, n, &at, &size);
	return body ? key_of_body(body, size) : NULL;
}

gboolean
keygen_read_secret(const char *text, gsize length, struct keygen_secret *out, GError **err)
{
	gsize n = 0, at = sizeof(MAGIC), size = 0, kdf_size = 0;
	g_autofree guchar *bytes = unwrap(text, length, BEGIN, END, &n);
	const guchar *kdf, *body;

	if (!bytes || n < at || memcmp(bytes, MAGIC, at) != 0 || !take_string(bytes, n, &at, &size) ||
		!(kdf = take_string(bytes, n, &at, &kdf_size)) || !take_string(bytes, n, &at, &size) || n - at < 4)
		return no_key(err);
	out->encrypted = !(kdf_size == 4 && !memcmp(kdf, "none", 4));
	at += 4; /* how many keys */
	body = take_string(bytes, n, &at, &size);
	out->public = body ? key_of_body(body, size) : NULL;
	return out->public || no_key(err);
}

/* --- the program --- */

/* One run: in (-1: that of this process), out and said are the standard ones, more (or -1) are what /dev/fd/3 and /dev/fd/4 name. */
struct run {
	const char **argv;
	char **environment;
	int in, out, said, more[2];
	int status;
};

static gboolean
run(struct run *r, GError **err)
{
	static const int targets[] = {3, 4};
	GPid child;
	pid_t ended;
	guint n = r->more[0] >= 0 ? 2 : 0;

	if (r->out < 0 || r->said < 0 || (n && r->more[1] < 0))
		return error_set(err, ERR_IO, "there is no memory for what '%s' reads and writes", PROGRAM);
	if (!g_spawn_async_with_pipes_and_fds(NULL, r->argv, (const char *const *)r->environment,
		    G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | (r->in < 0 ? G_SPAWN_CHILD_INHERITS_STDIN : 0), NULL, NULL,
		    r->in, r->out, r->said, r->more, targets, n, &child, NULL, NULL, NULL, NULL)) {
		error_set(err, ERR_REMOTE, "'%s' cannot be run", PROGRAM);
		error_hint(err, "it comes with OpenSSH; on Debian: openssh-client");
		return FALSE;
	}
	while ((ended = waitpid(child, &r->status, 0)) < 0 && errno == EINTR)
		;
	return (ended == child && WIFEXITED(r->status)) ||
	       error_set(err, ERR_REMOTE, "'%s' was ended before it had answered", PROGRAM);
}

static void
run_clear(struct run *r)
{
	const int all[] = {r->in, r->out, r->said, r->more[0], r->more[1]};

	for (guint i = 0; i < G_N_ELEMENTS(all); i++)
		if (all[i] >= 0)
			close(all[i]);
}

gboolean
keygen_make(const char *file, const char *comment, GError **err)
{
	const char *argv[] = {PROGRAM, "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file, NULL};
	struct run r = {argv, NULL, spool_new("in", NULL, 0), spool_new("out", NULL, 0), spool_new("said", NULL, 0), {-1, -1}};
	gboolean ran = run(&r, err), ok = ran && g_spawn_check_wait_status(r.status, NULL);
	g_autofree char *said = g_strstrip(spool_take(r.said));

	run_clear(&r);
	if (ran && !ok)
		error_set(
			err, ERR_REMOTE, "'%s' made no key in '%s': %.300s", PROGRAM, file, *said ? said : "it gives no reason");
	return ok;
}

/* ssh-keygen asks on the terminal only while that is its standard input, so what it signs is in a file, and the signature beside it. */
static char *
sign_in(const char *folder, struct run *r, const char *text, gsize length, GError **err)
{
	g_autofree char *file = g_build_filename(folder, "text", NULL), *made = g_strconcat(file, ".sig", NULL);
	g_autoptr(GError) failure = NULL;
	char *signature = NULL;

	r->argv[8] = file;
	if (!g_file_set_contents_full(file, text, (gssize)length, G_FILE_SET_CONTENTS_NONE, 0600, &failure))
		error_set(err, ERR_IO, "what is to be signed cannot be written: %s", failure->message);
	else if (run(r, err) && !r->status)
		g_file_get_contents(made, &signature, NULL, NULL);
	g_unlink(made);
	g_unlink(file);
	g_rmdir(folder);
	return signature;
}

char *
keygen_sign(
	const char *file, const char *name_space, const char *text, gsize length, const char *const *environment, GError **err)
{
	const char *argv[] = {PROGRAM, "-Y", "sign", "-q", "-n", name_space, "-f", file, NULL, NULL};
	g_auto(GStrv) without = g_environ_unsetenv(g_strdupv((char **)environment), "SSH_AUTH_SOCK");
	struct run r = {argv, without, -1, spool_new("out", NULL, 0), spool_new("said", NULL, 0), {-1, -1}};
	g_autofree char *folder = g_dir_make_tmp("sx-XXXXXX", NULL), *said = NULL;
	GError *failure = NULL;
	char *signature = NULL;

	if (!folder)
		error_set(&failure, ERR_IO, "there is no place for what is to be signed");
	else
		signature = sign_in(folder, &r, text, length, &failure);
	said = g_strstrip(spool_take(r.said));
	run_clear(&r);
	if (!signature && !failure) {
		error_set(&failure, ERR_REMOTE, "'%s' did not sign: %.300s", PROGRAM, *said ? said : "it gives no reason");
		error_hint(&failure, "nothing was changed; try again with the passphrase of %s", file);
	}
	if (failure)
		g_propagate_error(err, failure);
	return signature;
}

char *
keygen_allowed(const char *who, const char *name_space, const char *public)
{
	g_autofree char *key = keygen_read_public(public, NULL);

	return key ? g_strdup_printf("%s namespaces=\"%s\" %s\n", who, name_space, key) : NULL;
}

gboolean
keygen_verify(const char *public, const char *name_space, const char *text, gsize length, const char *signature, gboolean *good,
	GError **err)
{
	static const char who[] = "signer";
	const char *argv[] = {PROGRAM, "-Y", "verify", "-f", "/dev/fd/3", "-I", who, "-n", name_space, "-s", "/dev/fd/4", NULL};
	g_autofree char *line = keygen_allowed(who, name_space, public);
	const char *allowed = line ? line : "";
	struct run r = {argv, NULL, spool_new("text", text, length), spool_new("out", NULL, 0), spool_new("said", NULL, 0),
		{spool_new("allowed", allowed, strlen(allowed)), spool_new("signature", signature, strlen(signature))}};
	gboolean ok = r.in < 0 ? error_set(err, ERR_IO, "there is no memory for what '%s' reads", PROGRAM) : run(&r, err);

	*good = ok && g_spawn_check_wait_status(r.status, NULL);
	run_clear(&r);
	return ok;
}
