/* Signing commits as git does: gpg.format, gpg.program, user.signingkey; gpg, gpgsm or ssh-keygen. */
#include "sign.h"
#include "program.h"
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* The program of a format: gpg.FORMAT.program, for openpgp also gpg.program. */
static char *
program(const struct store *store, const char *format, const char *usual)
{
	g_autofree char *name = g_strdup_printf("gpg.%s.program", format);
	char *found = store_config(store, name);

	if (!found && g_str_equal(format, "openpgp"))
		found = store_config(store, "gpg.program");
	return found ? found : g_strdup(usual);
}

static gboolean
failed(GError **err, const char *name, const char *why)
{
	error_set(err, ERR_REMOTE, "'%s' could not sign the commit: %s", name, why);
	error_hint(err, "nothing was changed; see commit.gpgsign and user.signingkey in git-config(1)");
	return FALSE;
}

/* What the program says of the text on its standard output. */
static char *
ask(const char *const *argv, const char *text, gsize length, GError **err)
{
	g_autofree char *signature = NULL, *why = NULL;
	gboolean ok = program_ask(argv, text, length, &signature, &why);

	if (ok && *signature)
		return g_steal_pointer(&signature);
	failed(err, argv[0], *why ? why : "it gives no reason");
	return NULL;
}

static char *
sign_pgp(const struct store *store, const char *format, const char *usual, const struct change *change, const char *text,
	gsize length, GError **err)
{
	g_autofree char *name = program(store, format, usual), *set = store_config(store, "user.signingkey");
	g_autofree char *key = set ? g_strdup(set) : g_strdup_printf("%s <%s>", change->actor_name, change->actor_email);
	const char *argv[] = {name, "--status-fd=2", "-bsau", key, NULL};

	return ask(argv, text, length, err);
}

/* A key that is written out goes through a file; its private half is the agent's. NULL for a key in a file. */
static char *
literal_key(const char *key, GError **err)
{
	const char *text = g_str_has_prefix(key, "key::") ? key + 5 : g_str_has_prefix(key, "ssh-") ? key : NULL;
	char *path = NULL;
	int fd;

	if (!text)
		return NULL;
	fd = g_file_open_tmp("sx-key-XXXXXX", &path, err);
	if (fd < 0)
		return NULL;
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text) || write(fd, "\n", 1) != 1)
		failed(err, path, "it cannot be written");
	close(fd);
	return path;
}

static char *
sign_ssh(const struct store *store, const char *text, gsize length, GError **err)
{
	g_autofree char *name = program(store, "ssh", "ssh-keygen"), *key = store_config(store, "user.signingkey");
	g_autofree char *file = NULL, *home = NULL, *signature = NULL;
	GError *failure = NULL;

	if (!key) {
		failed(err, name, "user.signingkey is not set");
		return NULL;
	}
	file = literal_key(key, &failure);
	if (!failure) {
		home = g_str_has_prefix(key, "~/") ? g_build_filename(g_get_home_dir(), key + 2, NULL) : g_strdup(key);
		const char *argv[] = {name, "-Y", "sign", "-n", "git", "-f", file ? file : home, file ? "-U" : NULL, NULL};

		signature = ask(argv, text, length, &failure);
	}
	if (file)
		g_unlink(file);
	if (failure)
		g_propagate_error(err, failure);
	return g_steal_pointer(&signature);
}

static char *
sign_text(const char *text, gsize length, void *data, GError **err)
{
	const struct change *change = data;
	const struct store *store = change->repo->store;
	g_autofree char *format = store_config(store, "gpg.format");

	if (!g_strcmp0(format, "ssh"))
		return sign_ssh(store, text, length, err);
	if (!g_strcmp0(format, "x509"))
		return sign_pgp(store, "x509", "gpgsm", change, text, length, err);
	if (!format || g_str_equal(format, "openpgp"))
		return sign_pgp(store, "openpgp", "gpg", change, text, length, err);
	error_set(err, ERR_USAGE, "gpg.format '%s' is none that git knows", format);
	error_hint(err, "it is openpgp, ssh or x509");
	return NULL;
}

void
sign_change(struct change *change)
{
	change->sign = sign_text;
	change->sign_data = change;
}
