/* Names that could not be reached: kinds, steps and fields called like what the program understands by itself. */
#include "kind.h"

static gboolean
taken(const struct kind *kind, int line, const char *what, const char *name, const char *by, GError **err)
{
	error_set(err, ERR_INVALID, "a %s cannot be called '%s', which is %s", what, name, by);
	if (g_str_has_prefix(kind->source, ".sx/")) /* else it has grown by files that it does not remember */
		error_at(err, kind->source, line, line ? 1 : 0);
	error_rule(err, "schema");
	error_hint(err, "give it another name");
	return FALSE;
}

/* Options are typed with '-' where fields have '_'. */
static gboolean
is_option(const struct kind_words *words, const char *name)
{
	g_autofree char *typed = name ? g_strdelimit(g_strdup(name), "_", '-') : NULL;

	return typed && name_in(words->options, typed);
}

static gboolean
check_fields(const struct kind *kind, const struct kind *before, const struct kind_words *words, GError **err)
{
	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];
		const char *name = is_option(words, field->name)    ? field->name
				   : is_option(words, field->alias) ? field->alias
								    : NULL;

		if (name && !(before && kind_field(before, name)))
			return taken(kind, field->line, "field", name, "an option", err);
	}
	return TRUE;
}

/* What notes say was done by other means than a step. */
static const char *const entries[] = {"import", "rename", "settle", NULL};

static gboolean
check_steps(const struct kind *kind, const struct kind *before, const struct kind_words *words, GError **err)
{
	for (guint i = 0; kind->workflow && i < kind->workflow->verbs->len; i++) {
		const char *name = ((const struct verb *)kind->workflow->verbs->pdata[i])->name;

		if (before && kind_verb(before, name))
			continue;
		if (name_in(words->verbs, name) || name_in(entries, name))
			return taken(kind, 0, "step", name, "what every kind has", err);
		for (guint k = 0; kind->engines && k < kind->engines->len; k++)
			if (g_str_equal(((const struct engine_verb *)kind->engines->pdata[k])->name, name))
				return taken(kind, 0, "step", name, "a special verb of the kind", err);
	}
	return TRUE;
}

gboolean
kinds_reachable(const struct kinds *kinds, const struct kinds *before, const struct kind_words *words, GError **err)
{
	const GPtrArray *all = kinds_all(kinds);

	for (guint i = 0; i < all->len; i++) {
		const struct kind *kind = all->pdata[i], *old = before ? kind_find(before, kind->name) : NULL;

		if (!old && name_in(words->commands, kind->name))
			return taken(kind, 0, "kind", kind->name, "a command", err);
		if (!(old && g_str_equal(old->plural, kind->plural)) && name_in(words->commands, kind->plural))
			return taken(kind, 0, "plural", kind->plural, "a command", err);
		if (!check_fields(kind, old, words, err) || !check_steps(kind, old, words, err))
			return FALSE;
	}
	return TRUE;
}
