/* Options of a command line, read by tables. */
#include "options.h"
#include "foreign.h"
#include "text.h"
#include <string.h>

/* Typed names may say '_' where the option says '-'. */
static gboolean
same_start(const char *name, const char *typed, gsize length)
{
	for (gsize i = 0; i < length; i++) {
		if (!name[i] || name[i] != (typed[i] == '_' ? '-' : typed[i]))
			return FALSE;
	}
	return TRUE;
}

static const struct option *
find_exact(const struct option *const *tables, const char *name, gsize length)
{
	for (; *tables; tables++) {
		for (const struct option *o = *tables; o->name; o++) {
			if (same_start(o->name, name, length) && !o->name[length])
				return o;
		}
	}
	return NULL;
}

const struct option *
options_letter(const struct option *const *tables, char letter)
{
	for (; *tables; tables++) {
		for (const struct option *o = *tables; o->name; o++) {
			if (o->letter == letter)
				return o;
		}
	}
	return NULL;
}

static gboolean
unknown_option(const struct option *const *tables, const char *name, gsize length, enum options_words words, GError **err)
{
	g_autofree char *typed = g_strndup(name, length);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const char *near, *advice;

	for (; *tables; tables++) {
		for (const struct option *o = *tables; o->name; o++) {
			if (o->help)
				g_ptr_array_add(names, (char *)o->name);
		}
	}
	g_ptr_array_add(names, NULL);
	advice = foreign_option(typed, (const char *const *)names->pdata);
	near = text_nearest(typed, (const char *const *)names->pdata);
	error_set(err, ERR_USAGE, "there is no option '--%s'", typed);
	if (advice)
		error_hint(err, "%s", advice);
	else if (near)
		error_hint(err, "did you mean --%s?", near);
	else if (words == OPTIONS_FILTER)
		error_hint(err, "-h lists the options; which records is said by a filter, as in: owner:me due<eom");
	else
		error_hint(err, "-h lists the options");
	return FALSE;
}

const struct option *
options_find(const struct option *const *tables, const char *name, gsize length, enum options_words words, GError **err)
{
	const struct option *found = find_exact(tables, name, length);
	g_autoptr(GString) several = g_string_new(NULL);
	guint n = 0;

	if (found)
		return found;
	for (const struct option *const *table = tables; length && *table; table++) {
		for (const struct option *o = *table; o->name; o++) {
			if (!o->help || !same_start(o->name, name, length))
				continue;
			found = o;
			g_string_append_printf(several, "%s--%s", n++ ? ", " : "", o->name);
		}
	}
	if (n == 1)
		return found;
	if (n == 0) {
		unknown_option(tables, name, length, words, err);
		return NULL;
	}
	error_set(err, ERR_USAGE, "'--%.*s' may be any of %s", (int)length, name, several->str);
	return NULL;
}

static gboolean
read_int(const struct option *o, const char *value, GError **err)
{
	gint64 number;

	if (!g_ascii_string_to_signed(value, 10, G_MININT, G_MAXINT, &number, NULL))
		return error_set(err, ERR_USAGE, "'%s' is no whole number for --%s", value, o->name);
	*(int *)o->value = number;
	return TRUE;
}

static gboolean
store(const struct option *o, const char *value, GError **err)
{
	GPtrArray **list = o->value;

	switch (o->type) {
	case OPTION_FLAG:
		*(gboolean *)o->value = TRUE;
		return TRUE;
	case OPTION_TEXT:
		*(const char **)o->value = value;
		return TRUE;
	case OPTION_LIST:
		if (!*list)
			*list = g_ptr_array_new();
		g_ptr_array_add(*list, (char *)value);
		return TRUE;
	case OPTION_INT:
		return read_int(o, value, err);
	case OPTION_END:
		break;
	}
	return TRUE;
}

/* "--no-NAME" of a flag: TRUE when it was one. */
static gboolean
turned_off(const struct option *const *tables, const char *name)
{
	const struct option *o;

	if (!g_str_has_prefix(name, "no-") || find_exact(tables, name, strlen(name)))
		return FALSE;
	o = find_exact(tables, name + 3, strlen(name + 3));
	if (!o || o->type != OPTION_FLAG)
		return FALSE;
	*(gboolean *)o->value = FALSE;
	return TRUE;
}

static gboolean
needs_value(const struct option *o, const char *dashes, GError **err)
{
	return error_set(err, ERR_USAGE, "%s%.*s needs a value: %s", dashes, dashes[1] ? (int)strlen(o->name) : 1,
		dashes[1] ? o->name : &o->letter, o->placeholder ? o->placeholder : "TEXT");
}

/* One "--name", "--name=value" or "--name" "value"; *i moves over what is used. */
static gboolean
read_long(const struct option *const *tables, enum options_words words, int argc, char **argv, int *i, GError **err)
{
	const char *name = argv[*i] + 2;
	const char *equals = strchr(name, '=');
	gsize length = equals ? (gsize)(equals - name) : strlen(name);
	const struct option *o;

	if (!equals && turned_off(tables, name))
		return TRUE;
	o = options_find(tables, name, length, words, err);
	if (!o)
		return FALSE;
	if (o->type == OPTION_FLAG && equals)
		return error_set(err, ERR_USAGE, "--%s takes no value", o->name);
	if (o->type == OPTION_FLAG || equals)
		return store(o, equals ? equals + 1 : NULL, err);
	if (*i + 1 >= argc)
		return needs_value(o, "--", err);
	return store(o, argv[++*i], err);
}

/* "-x", "-xVALUE", "-x" "VALUE", and flags together: "-ab". */
static gboolean
read_letters(const struct option *const *tables, int argc, char **argv, int *i, GError **err)
{
	for (const char *c = argv[*i] + 1; *c; c++) {
		const struct option *o = options_letter(tables, *c);

		if (!o) {
			error_set(err, ERR_USAGE, "there is no option '-%c'", g_ascii_isprint(*c) ? *c : '?');
			error_hint(err, "-h lists the options");
			return FALSE;
		}
		if (o->type == OPTION_FLAG) {
			store(o, NULL, err);
			continue;
		}
		if (c[1])
			return store(o, c + 1, err);
		if (*i + 1 >= argc)
			return needs_value(o, "-", err);
		return store(o, argv[++*i], err);
	}
	return TRUE;
}

/* "-20", which is -n 20 where that is a number of rows. */
static const struct option *
is_limit(const struct option *const *tables, const char *word)
{
	const struct option *o = options_letter(tables, 'n');
	gsize digits = strspn(word + 1, "0123456789");

	return o && o->type == OPTION_INT && digits && !word[1 + digits] ? o : NULL;
}

/* "-state:closed" in a filter, rather than letters. */
static gboolean
is_term(const char *word)
{
	gsize n = strspn(word + 1, "abcdefghijklmnopqrstuvwxyz_0123456789");

	return word[1] == '(' || word[1] == '@' || (n > 1 && word[1 + n] && strchr(":=~<>!", word[1 + n]));
}

gboolean
options_read(const struct option *const *tables, enum options_words words, int argc, char **argv, int *n, GError **err)
{
	gboolean ended = FALSE;
	int kept = 0;

	for (int i = 0; i < argc; i++) {
		const struct option *limit = !ended && argv[i][0] == '-' ? is_limit(tables, argv[i]) : NULL;
		/* else "-5" is a number: no letter of an option is a digit, and KPIs fall below zero. */
		gboolean word = ended || argv[i][0] != '-' || !argv[i][1] ||
				(words != OPTIONS_FILTER && g_ascii_isdigit(argv[i][1])) ||
				(words == OPTIONS_FILTER && argv[i][1] != '-' && is_term(argv[i]));

		if (word && !limit && words == OPTIONS_FIRST)
			ended = TRUE;
		if (limit) {
			if (!store(limit, argv[i] + 1, err))
				return FALSE;
		} else if (word) {
			argv[kept++] = argv[i];
		} else if (g_str_equal(argv[i], "--")) {
			ended = TRUE;
		} else if (argv[i][1] == '-') {
			if (!read_long(tables, words, argc, argv, &i, err))
				return FALSE;
		} else if (!read_letters(tables, argc, argv, &i, err)) {
			return FALSE;
		}
	}
	*n = kept;
	return TRUE;
}

void
options_help(GString *out, const struct option *table, int columns)
{
	int width = 0;

	for (const struct option *o = table; o->name; o++) {
		if (o->help)
			width = MAX(width, (int)strlen(o->name) + (o->placeholder ? (int)strlen(o->placeholder) + 1 : 0));
	}
	width = MIN(width, 24);
	for (const struct option *o = table; o->name; o++) {
		g_autofree char *name =
			g_strdup_printf("%s%s%s", o->name, o->placeholder ? " " : "", o->placeholder ? o->placeholder : "");
		g_autofree char *letter = o->letter ? g_strdup_printf("-%c, ", o->letter) : g_strdup("    ");
		int at = 10 + width;

		if (!o->help)
			continue;
		if ((int)strlen(name) > width)
			g_string_append_printf(out, "  %s--%s\n%*s", letter, name, at, "");
		else
			g_string_append_printf(out, "  %s--%-*s  ", letter, width, name);
		text_wrap(out, o->help, columns, at);
		g_string_append_c(out, '\n');
	}
}
