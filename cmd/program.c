/* Running another program between texts. */
#include "program.h"
#include "spool.h"
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

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
	int files[] = {spool_new("text", text, length), spool_new("out", NULL, 0), spool_new("said", NULL, 0)};
	g_autoptr(GError) failure = NULL;
	gboolean ok = files[0] >= 0 && files[1] >= 0 && files[2] >= 0;

	ok = ok && run_between(argv, files[0], files[1], files[2], &failure);
	*out = spool_take(files[1]);
	*said = failure ? g_strdup(failure->message) : g_strstrip(spool_take(files[2]));
	for (int i = 0; i < 3; i++)
		if (files[i] >= 0)
			close(files[i]);
	return ok;
}
