/* From words to rows of the command table. */
#include "dispatch.h"

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
