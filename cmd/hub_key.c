/* A hub's key, and by which key somebody came in. */
#include "hub_own.h"
#include "keygen.h"
#include <glib/gstdio.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

char *
hub_file(const struct store *store, const char *name)
{
	return g_build_filename(store_common_dir(store), "hub", name, NULL);
}

gboolean
hub_make_key(const struct store *store, GError **err)
{
	g_autofree char *folder = g_build_filename(store_common_dir(store), "hub", NULL), *key = hub_file(store, "key");

	if (g_file_test(key, G_FILE_TEST_EXISTS))
		return TRUE;
	if (g_mkdir_with_parents(folder, 0700) < 0)
		return error_set(err, ERR_IO, "cannot make the folder '%s'", folder);
	return keygen_make(key, "sx hub", err);
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

gboolean
hub_key_fits(const struct store *store, GError **err)
{
	g_autofree char *path = hub_file(store, "key"), *public = hub_public_key(store, err), *text = NULL, *bare = NULL;
	struct keygen_secret secret = {0};
	gsize length;
	gboolean fits;

	if (!public)
		return FALSE;
	if (!g_file_get_contents(path, &text, &length, NULL))
		return error_set(err, ERR_INTEGRITY, "this hub's key is gone");
	bare = keygen_read_public(public, NULL);
	fits = bare && keygen_read_secret(text, length, &secret, NULL) && g_str_equal(secret.public, bare);
	g_free(secret.public);
	memset(text, 0, length);
	return fits || error_set(err, ERR_INTEGRITY, "this hub's key is not the one that hub/key.pub is of");
}

char *
hub_sign(const char *text, gsize length, void *data, GError **err)
{
	const struct store *store = data;
	g_autofree char *key = hub_file(store, "key");
	g_auto(GStrv) environment = g_get_environ();

	return keygen_sign(key, RECEIPTS_NAMESPACE, text, length, (const char *const *)environment, err);
}

gboolean
hub_check(const char *key, GBytes *text, GBytes *signature, GError **err)
{
	g_autofree char *armoured = g_strndup(g_bytes_get_data(signature, NULL), g_bytes_get_size(signature));
	g_autoptr(GError) failure = NULL;
	gboolean good = FALSE;

	if (keygen_verify(
		    key, RECEIPTS_NAMESPACE, g_bytes_get_data(text, NULL), g_bytes_get_size(text), armoured, &good, &failure) &&
		good)
		return TRUE;
	error_set(err, ERR_INTEGRITY, "the last receipt is not signed by the hub's key%s%s", failure ? ": " : "",
		failure ? failure->message : "");
	error_rule(err, "receipts");
	return FALSE;
}

/* --- who came in --- */

/* sshd tells by which key, where ExposeAuthInfo is on: lines like "publickey ssh-ed25519 AAAA...". */
static char *
key_of_sshd(void)
{
	const char *path = g_getenv("SSH_USER_AUTH"), *key;
	g_autofree char *text = NULL, *line = NULL, *print = NULL;

	if (!path || !g_file_get_contents(path, &text, NULL, NULL) || !g_str_has_prefix(text, "publickey "))
		return NULL;
	key = text + strlen("publickey ");
	line = g_strndup(key, strcspn(key, "\n"));
	print = keygen_fingerprint(line);
	return print ? g_strconcat("key ", print, NULL) : NULL;
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
