/* A hub's key: made, used and judged by ssh-keygen; and by which key somebody came in. */
#include "hub_own.h"
#include "program.h"
#include <glib/gstdio.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#define PRINCIPAL "hub"

char *
hub_file(const struct store *store, const char *name)
{
	return g_build_filename(store_common_dir(store), "hub", name, NULL);
}

/* Runs ssh-keygen with a text on its standard input. *out, its output, may be NULL. */
static gboolean
run(const char *const *argv, const char *text, gsize length, char **out, GError **err)
{
	g_autofree char *said = NULL, *why = NULL;

	if (program_ask(argv, text, length, &said, &why)) {
		if (out)
			*out = g_steal_pointer(&said);
		return TRUE;
	}
	error_set(err, ERR_REMOTE, "ssh-keygen says no: %s", *why ? why : *said ? g_strstrip(said) : "it gives no reason");
	error_hint(err, "see that OpenSSH's ssh-keygen is installed");
	return FALSE;
}

gboolean
hub_make_key(const struct store *store, GError **err)
{
	g_autofree char *folder = g_build_filename(store_common_dir(store), "hub", NULL), *key = hub_file(store, "key");
	const char *argv[] = {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "sx hub", "-f", key, NULL};

	if (g_file_test(key, G_FILE_TEST_EXISTS))
		return TRUE;
	if (g_mkdir_with_parents(folder, 0700) < 0)
		return error_set(err, ERR_IO, "cannot make the folder '%s'", folder);
	return run(argv, "", 0, NULL, err);
}

char *
hub_public_key(const struct store *store, GError **err)
{
	g_autofree char *path = hub_file(store, "key.pub");
	g_autoptr(GError) failure = NULL;
	char *text = NULL;

	if (g_file_get_contents(path, &text, NULL, &failure))
		return g_strchomp(text);
	error_set(err, ERR_IO, "the hub's key cannot be read: %s", failure->message);
	return NULL;
}

char *
hub_sign(const char *text, gsize length, void *data, GError **err)
{
	const struct store *store = data;
	g_autofree char *key = hub_file(store, "key");
	const char *argv[] = {"ssh-keygen", "-q", "-Y", "sign", "-n", RECEIPTS_NAMESPACE, "-f", key, NULL};
	char *out = NULL;

	return run(argv, text, length, &out, err) ? out : NULL;
}

static char *
write_temporary(const char *what, gsize length, GError **err)
{
	g_autofree char *path = NULL;
	g_autoptr(GError) failure = NULL;
	int fd = g_file_open_tmp("sx-hub-XXXXXX", &path, &failure);

	if (fd >= 0)
		close(fd);
	if (fd >= 0 && g_file_set_contents(path, what, (gssize)length, &failure))
		return g_steal_pointer(&path);
	error_set(err, ERR_IO, "cannot write a temporary file: %s", failure->message);
	return NULL;
}

gboolean
hub_check(const char *key, GBytes *text, GBytes *signature, GError **err)
{
	g_autofree char *allowed = g_strdup_printf(PRINCIPAL " namespaces=\"" RECEIPTS_NAMESPACE "\" %s\n", key);
	g_autofree char *signers = write_temporary(allowed, strlen(allowed), err);
	g_autofree char *file =
		signers ? write_temporary(g_bytes_get_data(signature, NULL), g_bytes_get_size(signature), err) : NULL;
	const char *argv[] = {
		"ssh-keygen", "-Y", "verify", "-n", RECEIPTS_NAMESPACE, "-I", PRINCIPAL, "-f", signers, "-s", file, NULL};
	GError *failure = NULL;
	gboolean ok = file && run(argv, g_bytes_get_data(text, NULL), g_bytes_get_size(text), NULL, &failure);

	if (signers)
		g_unlink(signers);
	if (file)
		g_unlink(file);
	if (failure) {
		error_set(err, ERR_INTEGRITY, "the last receipt is not signed by the hub's key: %s", failure->message);
		error_rule(err, "receipts");
		g_error_free(failure);
	}
	return ok;
}

/* --- who came in --- */

/* sshd tells by which key, where ExposeAuthInfo is on: lines like "publickey ssh-ed25519 AAAA...". */
static char *
key_of_sshd(void)
{
	const char *path = g_getenv("SSH_USER_AUTH");
	g_autofree char *text = NULL, *print = NULL, *line = NULL;
	const char *argv[] = {"ssh-keygen", "-l", "-f", "-", NULL};
	g_auto(GStrv) words = NULL;

	if (!path || !g_file_get_contents(path, &text, NULL, NULL) || !g_str_has_prefix(text, "publickey "))
		return NULL;
	line = g_strndup(text + strlen("publickey "), strcspn(text + strlen("publickey "), "\n"));
	if (!run(argv, line, strlen(line), &print, NULL))
		return NULL;
	words = g_strsplit(print, " ", 3);
	return words[0] && words[1] && g_str_has_prefix(words[1], "SHA256:") ? g_strconcat("key ", words[1], NULL) : NULL;
}

char *
hub_pusher(void)
{
	char *key = key_of_sshd();
	const char *user = g_getenv("REMOTE_USER"); /* what a web server has made sure of */
	const struct passwd *account;

	if (key)
		return key;
	if (user && *user && g_getenv("GATEWAY_INTERFACE"))
		return g_strconcat("user ", user, NULL);
	account = getpwuid(getuid());
	return account ? g_strconcat("account ", account->pw_name, NULL) : g_strdup_printf("account %u", (unsigned)getuid());
}
