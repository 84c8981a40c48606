/* The table of commands. */
#include "command.h"
#include <string.h>

#define COMMAND(name, group, flags, summary) {#name, group, flags, summary, &cmd_##name},
#define VERB(name, flags, summary) {#name, KIND_VERBS, flags, summary, &cmd_kind_##name},
#define ENGINE(name, flags, summary) {#name, ENGINES, flags, summary, &cmd_##name},
const struct command_row command_rows[] = {
#include "commands.def"
	{NULL}};
#undef COMMAND
#undef VERB
#undef ENGINE

const char *
command_word(const struct command_row *row)
{
	g_autofree char *word = g_strdelimit(g_strdup(row->name), "_", '-');

	return g_intern_string(word);
}

const struct command_row *
command_find(const char *name, enum command_group group)
{
	for (const struct command_row *row = command_rows; row->name; row++) {
		gboolean general = row->group != KIND_VERBS && row->group != ENGINES;

		if (g_str_equal(command_word(row), name) && ((int)group == -1 ? general : row->group == group))
			return row;
	}
	return NULL;
}
