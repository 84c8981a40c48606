/* One value against its field: type, bounds and pattern; and typed text to stored text. */
#include "regex.h"
#include "type.h"

#include <string.h>

static void
regexes_free(gpointer table)
{
	g_hash_table_unref(table);
}

/* A pattern is compiled once a thread: matching writes to it. */
static struct regex *
regex_of(const char *pattern, GError **err)
{
	static GPrivate cache = G_PRIVATE_INIT(regexes_free);
	GHashTable *table = g_private_get(&cache);
	struct regex *regex;

	if (!table) {
		table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)regex_free);
		g_private_set(&cache, table);
	}
	regex = g_hash_table_lookup(table, pattern);
	if (!regex) {
		g_autofree char *whole = g_strdup_printf("\\A(?-i:%s)\\z", pattern);

		regex = regex_new(whole, err);
		if (regex)
			g_hash_table_insert(table, g_strdup(pattern), regex);
	}
	return regex;
}

static gboolean
check_range(const struct field *field, const char *text, GError **err)
{
	double value = g_ascii_strtod(text, NULL);

	if (field->min && value < g_ascii_strtod(field->min, NULL)) {
		error_set(err, ERR_INVALID, "%s is less than %s", text, field->min);
		error_rule(err, "range");
		return FALSE;
	}
	if (field->max && value > g_ascii_strtod(field->max, NULL)) {
		error_set(err, ERR_INVALID, "%s is more than %s", text, field->max);
		error_rule(err, "range");
		return FALSE;
	}
	return TRUE;
}

static gboolean
check_pattern(const struct field *field, const char *text, GError **err)
{
	struct regex *regex = regex_of(field->pattern, err);

	if (!regex)
		return FALSE;
	if (regex_match(regex, text, strlen(text), 0, NULL, NULL))
		return TRUE;
	error_set(err, ERR_INVALID, "'%.80s' does not match %s", text, field->pattern);
	error_rule(err, "pattern");
	return FALSE;
}

/* Nothing that could be seen: blanks, and marks without a letter. */
static gboolean
is_blank(const char *text)
{
	for (; *text; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		if (!g_unichar_isspace(c) && !g_unichar_iszerowidth(c))
			return FALSE;
	}
	return TRUE;
}

gboolean
type_check(const struct field *field, const char *text, GError **err)
{
	if (is_blank(text) && !g_str_equal(field->type->name, "text"))
		error_set(err, ERR_INVALID, "it is empty");
	else if (field->type->check(field, text, err)) {
		if ((field->min || field->max) && !check_range(field, text, err))
			return FALSE;
		return !field->pattern || check_pattern(field, text, err);
	}
	error_rule(err, "type");
	return FALSE;
}

char *
type_input(const struct field *field, const char *text, const struct type_context *context, GError **err)
{
	g_autofree char *stored = NULL;

	if (!g_utf8_validate(text, -1, NULL)) {
		error_set(err, ERR_INVALID, "the text is not UTF-8");
		error_hint(err, "set the terminal, or what made the text, to UTF-8");
		return NULL;
	}
	stored = field->type->input ? field->type->input(field, text, context, err) : g_strdup(text);
	if (!stored || !type_check(field, stored, err))
		return NULL;
	return g_steal_pointer(&stored);
}
