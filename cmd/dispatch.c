/* From words to rows of the command table. */
#include "dispatch.h"
#include "global.h"

static const struct command_row *
find_engine(const struct kind *kind, const char *word)
{
	for (guint i = 0; kind->engines && i < kind->engines->len; i++) {
		const struct engine_verb *verb = kind->engines->pdata[i];

		if (g_str_equal(verb->name, word))
			return command_find(verb->engine, ENGINES);
	}
	return NULL;
}

const struct command_row *
dispatch_verb(struct session *s, const char *word)
{
	const struct command_row *row = find_engine(s->kind, word);

	if (row)
		return row;
	row = g_str_equal(word, "verb") ? NULL : command_find(word, KIND_VERBS);
	if (row)
		return row;
	row = command_find(word, -1);
	if (row && (row->flags & WITH_KIND))
		return row;
	s->verb = kind_verb(s->kind, word);
	return s->verb ? command_find("verb", KIND_VERBS) : NULL;
}

static void
add_options(GPtrArray *names, const struct option *options)
{
	for (; options->name; options++)
		g_ptr_array_add(names, (gpointer)options->name);
}

const struct kind_words *
dispatch_words(void)
{
	static struct kind_words words;
	GPtrArray *commands, *verbs, *options;

	if (words.commands)
		return &words;
	commands = g_ptr_array_new();
	verbs = g_ptr_array_new();
	options = g_ptr_array_new();
	for (const struct command_row *row = command_rows; row->name; row++) {
		gboolean of_kinds = row->group == KIND_VERBS;

		if (!of_kinds && row->group != ENGINES)
			g_ptr_array_add(commands, (gpointer)command_word(row));
		if (of_kinds || (row->flags & WITH_KIND))
			g_ptr_array_add(verbs, (gpointer)command_word(row));
	}
	add_options(options, global_options);
	add_options(options, cmd_kind_add.options);
	add_options(options, cmd_kind_set.options);
	add_options(options, cmd_kind_verb.options);
	g_ptr_array_add(commands, NULL);
	g_ptr_array_add(verbs, NULL);
	g_ptr_array_add(options, NULL);
	words.commands = (const char *const *)g_ptr_array_free(commands, FALSE);
	words.verbs = (const char *const *)g_ptr_array_free(verbs, FALSE);
	words.options = (const char *const *)g_ptr_array_free(options, FALSE);
	return &words;
}
