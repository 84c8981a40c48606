/* Output longer than the screen goes through the user's pager. */
#include "session_own.h"
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* More lines than the screen has? */
static gboolean
is_long(const char *text, gsize length)
{
	struct winsize size;
	guint lines = 0;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || !size.ws_row)
		return FALSE;
	for (gsize i = 0; i < length; i++)
		lines += text[i] == '\n';
	return lines >= size.ws_row;
}

/* As git chooses: GIT_PAGER, core.pager, PAGER, less; SX_PAGER before them. Caller frees. */
static char *
pager_choose(struct session *s)
{
	const char *set = g_getenv("SX_PAGER");
	char *configured;

	if (!set)
		set = g_getenv("GIT_PAGER");
	if (set)
		return g_strdup(set);
	configured = s->own->repo ? store_config(s->own->repo->store, "core.pager") : NULL;
	if (configured)
		return configured;
	set = g_getenv("PAGER");
	return g_strdup(set ? set : "less");
}

/* The words to run. Only what needs a shell gets one; it is the user's own setting, never a repository's text. */
static char **
pager_words(const char *pager)
{
	const char *shell[] = {"/bin/sh", "-c", pager, NULL};
	char **words = NULL;

	if (!strpbrk(pager, "|&;<>()$`*?[#~=%") && g_shell_parse_argv(pager, NULL, &words, NULL))
		return words;
	return g_strdupv((char **)shell);
}

gboolean
pager_write(struct session *s, const char *text, gsize length)
{
	g_autofree char *pager = NULL;
	g_auto(GStrv) words = NULL;
	g_auto(GStrv) env = NULL;
	GPid pid;
	int in;

	if (!is_long(text, length))
		return FALSE;
	pager = pager_choose(s);
	if (!*pager || g_str_equal(pager, "cat"))
		return FALSE;
	words = pager_words(pager);
	env = g_environ_setenv(g_get_environ(), "LESS", "FRX", FALSE);
	env = g_environ_setenv(env, "LV", "-c", FALSE);
	if (!g_spawn_async_with_pipes(
		    NULL, words, env, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &in, NULL, NULL, NULL))
		return FALSE;
	while (length) {
		ssize_t n = write(in, text, length);

		if (n <= 0)
			break; /* the reader has seen enough */
		text += n;
		length -= n;
	}
	close(in);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	return TRUE;
}
