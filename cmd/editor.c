/* The user's editor on a draft. */
#include "editor.h"
#include "session_own.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DRAFT_BYTES (1024 * 1024)

gboolean
editor_can_ask(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && isatty(STDERR_FILENO);
}

/* As git chooses. Caller frees. */
static char *
editor_choose(struct session *s)
{
	const char *set = g_getenv("GIT_EDITOR");
	char *configured;

	if (set && *set)
		return g_strdup(set);
	configured = store_config(s->own->repo->store, "core.editor");
	if (configured)
		return configured;
	set = g_getenv("VISUAL");
	if (!set || !*set)
		set = g_getenv("EDITOR");
	if (set && *set)
		return g_strdup(set);
	return editor_can_ask() ? g_strdup("vi") : NULL;
}

static char *
draft_path(struct session *s, const char *name)
{
	g_autofree char *file = g_strconcat(name, ".yaml", NULL);

	return g_build_filename(store_git_dir(s->own->repo->store), "sx", "drafts", file, NULL);
}

static gboolean
draft_write(const char *path, const char *text, GError **err)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autoptr(GError) why = NULL;

	if (g_mkdir_with_parents(folder, 0700) < 0)
		return error_set(err, ERR_IO, "cannot make '%s': %s", folder, g_strerror(errno));
	if (!g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &why))
		return error_set(err, ERR_IO, "cannot write '%s': %s", path, why->message);
	return TRUE;
}

static char *
draft_read(const char *path, GError **err)
{
	g_autoptr(GError) why = NULL;
	g_autofree char *text = NULL;
	gsize length;

	if (!g_file_get_contents(path, &text, &length, &why)) {
		error_set(err, ERR_IO, "cannot read '%s': %s", path, why->message);
		return NULL;
	}
	if (length > DRAFT_BYTES || strlen(text) != length) {
		error_set(err, ERR_INVALID, "what the editor wrote is no text of at most 1 MiB");
		return NULL;
	}
	return g_steal_pointer(&text);
}

/* In the child: a terminal's interrupt is the editor's business, not ours. */
static void
own_signals(gpointer data)
{
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
}

/* The user's own setting and a path of ours: the shell sees no record's text. */
static gboolean
run_editor(const char *editor, const char *path, GError **err)
{
	g_autofree char *script = g_strconcat(editor, " \"$@\"", NULL);
	const char *words[] = {"/bin/sh", "-c", script, editor, path, NULL};
	g_autoptr(GError) why = NULL;
	void (*interrupt)(int) = signal(SIGINT, SIG_IGN);
	void (*quit)(int) = signal(SIGQUIT, SIG_IGN);
	int status;
	gboolean done = g_spawn_sync(
		NULL, (char **)words, NULL, G_SPAWN_CHILD_INHERITS_STDIN, own_signals, NULL, NULL, NULL, &status, &why);

	signal(SIGINT, interrupt);
	signal(SIGQUIT, quit);
	if (!done || !g_spawn_check_wait_status(status, NULL))
		return error_set(err, ERR_REMOTE, "the editor '%s' failed%s%s", editor, why ? ": " : "", why ? why->message : "");
	return TRUE;
}

char *
editor_edit(struct session *s, const char *name, const char *text, GError **err)
{
	g_autofree char *editor = editor_choose(s), *path = draft_path(s, name);
	char *edited;

	if (!editor) {
		error_set(err, ERR_REMOTE, "there is no editor and no terminal");
		error_hint(err, "set EDITOR");
		return NULL;
	}
	if (!draft_write(path, text, err))
		return NULL;
	edited = run_editor(editor, path, err) ? draft_read(path, err) : NULL;
	if (!edited)
		error_hint_more(err, "the draft is kept in '%s'", path);
	return edited;
}

void
editor_done(struct session *s, const char *name)
{
	g_autofree char *path = draft_path(s, name);

	g_unlink(path);
}

gboolean
editor_again(struct session *s, const char *name, GError **err)
{
	g_autofree char *path = draft_path(s, name);
	char answer[8];

	if (editor_can_ask()) {
		session_report(s, *err);
		fputs("Edit again? [Y/n] ", stderr);
		if (fgets(answer, sizeof(answer), stdin) && *answer != 'n' && *answer != 'N') {
			g_clear_error(err);
			return TRUE;
		}
	}
	error_hint_more(err, "the draft is kept in '%s'", path);
	return FALSE;
}
