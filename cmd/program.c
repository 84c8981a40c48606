/* Running another program between texts. */
#include "program.h"
#include <errno.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

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
	int status = -1;
	GPid child;

	if (!g_spawn_async_with_fds(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
		    &child, in, out, said, failure))
		return FALSE;
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return g_spawn_check_wait_status(status, NULL);
}

gboolean
program_ask(const char *const *argv, const char *text, gsize length, char **out, char **said)
{
	int files[] = {memfd_create("text", MFD_CLOEXEC), memfd_create("out", MFD_CLOEXEC), memfd_create("said", MFD_CLOEXEC)};
	g_autoptr(GError) failure = NULL;
	gboolean ok = files[0] >= 0 && files[1] >= 0 && files[2] >= 0 && pwrite(files[0], text, length, 0) == (ssize_t)length;

	ok = ok && run_between(argv, files[0], files[1], files[2], &failure);
	*out = files[1] >= 0 ? take_memory(files[1]) : g_strdup("");
	*said = failure ? g_strdup(failure->message) : files[2] >= 0 ? g_strstrip(take_memory(files[2])) : g_strdup("");
	for (int i = 0; i < 3; i++)
		if (files[i] >= 0)
			close(files[i]);
	return ok;
}
