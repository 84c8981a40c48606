/* sx help: the manual page of a command, or what -h says. */
#include "dispatch.h"
#include "usage.h"
#include <string.h>
#include <unistd.h>

/* The name of the manual page of some words: "sx", "sx-list", "sx-kind-add"; NULL: there is none. */
static char *
page_of(struct session *s, const struct kinds *kinds, int argc, char **argv, const struct command_row **row,
	const struct kind **kind)
{
	*row = NULL;
	*kind = argc ? kind_find(kinds, argv[0]) : NULL;
	if (!argc)
		return g_strdup("sx");
	*row = command_find(argv[0], -1);
	if (*row) {
		*kind = NULL;
		return g_strconcat("sx-", command_word(*row), NULL);
	}
	if (!*kind || argc < 2)
		return NULL;
	s->kind = *kind;
	*row = dispatch_verb(s, argv[1]);
	if (!*row)
		return NULL;
	return g_strconcat((*row)->group == KIND_VERBS ? "sx-kind-" : "sx-", command_word(*row), NULL);
}

/* Is the page where man looks? */
static gboolean
is_installed(const char *page)
{
	const char *words[] = {"man", "-w", page, NULL};
	int status;

	return g_spawn_sync(NULL, (char **)words, NULL,
		       G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL,
		       &status, NULL) &&
	       g_spawn_check_wait_status(status, NULL);
}

/* A page about no command, sx-query(7), when it is installed. Caller frees. */
static char *
topic(const char *word)
{
	g_autofree char *page = g_strconcat("sx-", word, NULL);

	return strspn(word, "abcdefghijklmnopqrstuvwxyz-") == strlen(word) && is_installed(page) ? g_steal_pointer(&page) : NULL;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	const struct kinds *own = session_kinds(s, NULL); /* whose own do not read needs help most */
	const struct kinds *kinds = own ? own : session_kinds_builtin(s, err);
	const struct command_row *row;
	const struct kind *kind;
	g_autofree char *page = NULL;

	if (!kinds)
		return ERR_INVALID;
	page = page_of(s, kinds, argc, argv, &row, &kind);
	if (argc == 1 && !row && !kind)
		page = topic(argv[0]);
	if ((argc && !row && !kind && !page) || (kind && argc > 1 && !row))
		return usage_unknown(kinds, kind, argv[kind != NULL], NULL, err);
	if (page && s->format == FORMAT_TEXT && is_installed(page)) {
		execlp("man", "man", page, NULL);
		/* no man after all: what -h says will do */
	}
	s->kind = kind;
	if (row) {
		s->command = session_keep(g_strjoinv(" ", argv));
		usage_command(s, row, s->out, err);
	} else if (kind) {
		usage_kind(s, s->out, kind);
	} else {
		usage_all(s, s->out);
	}
	return 0;
}

const struct command cmd_help = {"[COMMAND | KIND [VERB]]", NULL, run, "command;verb"};
