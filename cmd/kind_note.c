/* sx KIND note: add a note to a record. */
#include "command.h"
#include "text.h"
#include "write.h"
#include <string.h>
#include <unistd.h>

#define NOTE_BYTES (64 * 1024)

static struct {
	char *text;
	gboolean dry_run;
} opt;
static const struct option options[] = {
	{"message", 'm', OPTION_TEXT, &opt.text, "TEXT", "the note; else the words after ID, or '-' for standard input"},
	{"dry-run", 'n', OPTION_FLAG, &opt.dry_run, NULL, "say what would change, and write nothing"}, {0}};

static char *
read_stdin(GError **err)
{
	g_autoptr(GString) text = g_string_new(NULL);
	char part[4096];
	ssize_t n;

	while ((n = read(STDIN_FILENO, part, sizeof(part))) > 0 && text->len <= NOTE_BYTES)
		g_string_append_len(text, part, n);
	if (text->len > NOTE_BYTES || !g_utf8_validate(text->str, text->len, NULL)) {
		error_set(err, ERR_INVALID, "the note on standard input is no text of at most %d KiB", NOTE_BYTES / 1024);
		return NULL;
	}
	return g_strdup(g_strchomp(text->str));
}

static char *
note_text(int argc, char **argv, GError **err)
{
	if (argc && opt.text) {
		error_set(err, ERR_USAGE, "give the note as words or with -m, not both");
		return NULL;
	}
	if (opt.text)
		return g_strdup(opt.text);
	if (argc == 1 && g_str_equal(argv[0], "-"))
		return read_stdin(err);
	return g_strjoinv(" ", argv);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *text = NULL, *after = NULL, *brief = NULL, *did = NULL;
	AUTO(record) record = NULL;
	struct change *change;
	struct act act;

	if (!argc)
		return error_set(err, ERR_USAGE, "which %s?", s->kind->name);
	text = note_text(argc - 1, argv + 1, err);
	if (!text)
		return ERR_USAGE;
	if (!*g_strstrip(text))
		return error_set(err, ERR_USAGE, "the note is empty");
	change = session_change(s, err);
	if (!change || !write_find(s, s->kind, 1, argv, ids, err))
		return ERR_NOT_FOUND;
	record = change_record(change, s->kind, ids->pdata[0], err);
	if (!record)
		return ERR_NOT_FOUND;
	act = change_act(change, record->kind, record->doc->root, NULL);
	after = workflow_note(record, text, &act, err);
	if (!after || !change_put(change, record->path, after, strlen(after), err))
		return ERR_INVALID;
	brief = text_brief(text, 72);
	brief[strcspn(brief, "\n")] = '\0';
	did = g_strdup_printf("note: %s", brief);
	write_finish(s, change, &(struct write){.kind = s->kind, .ids = ids, .did = did, .dry_run = opt.dry_run}, err);
	return 0;
}

const struct command cmd_kind_note = {"ID [TEXT...]", options, run, "id"};
