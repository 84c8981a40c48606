/* Links to records of other repositories. */
#include "outside.h"
#include "text.h"

#include <string.h>

const char *
outside_id(const char *text)
{
	const char *colon = strchr(text, ':');

	return colon ? colon + 1 : NULL;
}

static gboolean
fail(GError **err, const char *hint)
{
	error_rule(err, "link");
	error_hint(err, "%s", hint);
	return FALSE;
}

gboolean
outside_check(const char *text, const struct field *field, const struct config *config, const struct kinds *kinds, GError **err)
{
	const char *id = outside_id(text);
	g_autofree char *name = g_strndup(text, id - 1 - text);
	gboolean fits = FALSE, only_people = TRUE;

	if (!config_repository(config, name)) {
		error_set(err, ERR_INVALID, "there is no repository '%s'", name);
		return fail(err, "name it under 'repositories:' in .sx/config.yaml");
	}
	for (const char *const *to = field->to; to && *to; to++) {
		const struct kind *kind = kind_find(kinds, *to);
		g_autofree char *path = kind && !kind->email ? kind_path_of_id(kind, id) : NULL;

		fits |= path != NULL;
		only_people &= !kind || kind->email != NULL;
	}
	if (fits)
		return TRUE;
	if (only_people) {
		error_set(err, ERR_INVALID, "it takes somebody of this repository");
		return fail(err, "add them here first");
	}
	g_autofree char *kinds_said = g_strjoinv(" or ", (char **)field->to);
	error_set(err, ERR_INVALID, "'%s' cannot be the id of %s %s", id, text_article(kinds_said), kinds_said);
	return fail(err, "give the whole id, as that repository has it");
}
