/* `sx foo` runs sx-foo of the user's PATH, never a program of the repository. */
#include "external.h"
#include "text.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static gboolean
is_below(const char *path, const char *folder)
{
	gsize length = folder ? strlen(folder) : 0;

	while (length && folder[length - 1] == '/')
		length--;
	return length && strncmp(path, folder, length) == 0 && (!path[length] || path[length] == '/');
}

static gboolean
in_repository(struct session *s, const char *program)
{
	struct repo *repo = session_repo(s, NULL);
	char *real = realpath(program, NULL);
	gboolean inside;

	if (!real)
		return TRUE;
	inside = repo && (is_below(real, store_work_dir(repo->store)) || is_below(real, store_git_dir(repo->store)));
	free(real);
	return inside;
}

char *
external_find(struct session *s, const char *word)
{
	g_auto(GStrv) folders = g_strsplit(g_getenv("PATH") ? g_getenv("PATH") : "", ":", -1);
	g_autofree char *name = g_strconcat("sx-", word, NULL);

	if (!text_is_slug(word))
		return NULL;
	for (char **folder = folders; *folder; folder++) {
		/* the current folder may be the repository: only absolute ones count */
		g_autofree char *program = **folder == '/' ? g_build_filename(*folder, name, NULL) : NULL;

		if (program && g_file_test(program, G_FILE_TEST_IS_REGULAR) && access(program, X_OK) == 0 &&
			!in_repository(s, program))
			return g_steal_pointer(&program);
	}
	return NULL;
}

gboolean
external_run(const char *program, char **argv, GError **err)
{
	execv(program, argv);
	return error_set(err, ERR_REMOTE, "cannot run '%s': %s", program, g_strerror(errno));
}
