/* Signing commits as git does: gpg.format, gpg.program, user.signingkey; gpg, gpgsm or ssh-keygen. */
#include "sign.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
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

/* All of a file in memory, from its beginning. */
static char *
take_memory(int fd)
{
	GString *text = g_string_new(NULL);
	char block[4096];
	ssize_t n;

	for (off_t at = 0; (n = pread(fd, block, sizeof(block), at)) > 0; at += n)
		g_string_append_len(text, block, n);
	return g_string_free(text, FALSE);
}

/* Runs the program between three files; FALSE when it cannot be run or does not end well. */
static gboolean
run_between(const char *const *argv, int in, int out, int said, GError **failure)
{
	int status = 0;
	GPid child;

	if (!g_spawn_async_with_fds(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
		    &child, in, out, said, failure))
		return FALSE;
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return g_spawn_check_wait_status(status, NULL);
}

/* What the program says of the text on its standard output. Files in memory, as two pipes may wait for each other. */
static char *
ask(const char *const *argv, const char *text, gsize length, GError **err)
{
	int in = memfd_create("text", MFD_CLOEXEC), out = memfd_create("out", MFD_CLOEXEC),
	    said = memfd_create("said", MFD_CLOEXEC);
	g_autoptr(GError) failure = NULL;
	g_autofree char *signature = NULL, *why = NULL;
	gboolean ok = in >= 0 && out >= 0 && said >= 0 && pwrite(in, text, length, 0) == (ssize_t)length;

	ok = ok && run_between(argv, in, out, said, &failure);
	if (out >= 0)
		signature = take_memory(out);
	if (said >= 0)
		why = g_strstrip(take_memory(said));
	for (int i = 0; i < 3; i++)
		close((const int[]){in, out, said}[i]);
	if (ok && *signature)
		return g_steal_pointer(&signature);
	failed(err, argv[0], failure ? failure->message : why && *why ? why : "it gives no reason");
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
