/* Options derived from a kind's fields. */
#include "attach.h"
#include "kindopt_own.h"
#include "step.h"
#include <string.h>

struct slot *slots; /* options point into it, so it stays */
guint n_slots;
static struct option *made; /* the options given out, until others are asked for */

/* "open|active|done" when that is short, else the type's word. */
static const char *
placeholder(const struct field *field)
{
	g_autofree char *words = field->values ? g_strjoinv("|", (char **)field->values) : NULL;

	if (attach_is_files(field))
		return "FILE";
	if (words && strlen(words) <= 40)
		return g_intern_string(words);
	if (words)
		return "WORD";
	return field->type->placeholder ? field->type->placeholder : "TEXT";
}

static const char *
completes(const struct field *field)
{
	g_autofree char *words = NULL;
	g_autofree char *all = NULL;

	if (attach_is_files(field))
		return "file";
	if (!field->values && !field->to)
		return field->type->storage == STORE_BOOL ? "word:true false" : NULL;
	words = g_strjoinv(field->values ? " " : ",", (char **)(field->values ? field->values : field->to));
	all = g_strconcat(field->values ? "word:" : "id:", words, NULL);
	return g_intern_string(all);
}

static const char *
option_name(const char *field)
{
	g_autofree char *name = g_strdelimit(g_strdup(field), "_", '-');

	return g_intern_string(name);
}

/* Fields of many values say that they may be given again; long lists of words are told where there is room. */
static const char *
option_help(const struct field *field, const char *shown, gboolean add)
{
	g_autoptr(GString) help = g_string_new(field->help);

	if (field->values && g_str_equal(shown, "WORD")) {
		g_autofree char *words = g_strjoinv(", ", (char **)field->values);

		g_string_append_printf(help, ": %s", words);
	}
	if (add && field->required && !field->def)
		g_string_append(help, " (required)");
	if (field->list)
		g_string_append(help, " (may be given again)");
	return g_intern_string(help->str);
}

static void
add_option(GArray *options, struct slot *slot, gboolean listed, gboolean add)
{
	const struct field *field = slot->field;
	const char *shown = placeholder(field);
	struct option o = {
		.name = option_name(field->name), .type = field->list ? OPTION_LIST : OPTION_TEXT, .placeholder = shown};

	o.value = field->list ? (void *)&slot->list : (void *)&slot->text;
	o.completes = completes(field);
	o.help = listed ? option_help(field, shown, add) : NULL;
	g_array_append_val(options, o);
	if (field->alias) {
		o.name = option_name(field->alias);
		o.help = NULL;
		g_array_append_val(options, o);
	}
}

/* Can it be typed at all: maps cannot, but for files; counts are computed. */
static gboolean
is_typed(const struct field *field)
{
	return !field->count_of && (!field->fields || attach_is_files(field));
}

static void
make_slots(const struct kind *kind)
{
	n_slots = kind->fields->len;
	g_free(slots);
	slots = g_new0(struct slot, n_slots);
	for (guint i = 0; i < n_slots; i++)
		slots[i].field = kind->fields->pdata[i];
}

const struct option *
kindopt_all(const struct kind *kind, enum kindopt_fields which)
{
	GArray *options = g_array_new(TRUE, TRUE, sizeof(struct option));

	make_slots(kind);
	for (guint i = 0; i < n_slots; i++) {
		const struct field *field = slots[i].field;

		if (!is_typed(field) || (which == KINDOPT_ADD && field->hidden))
			continue;
		/* what only a verb may change is understood, so that `set` can name the verb */
		add_option(options, &slots[i],
			which == KINDOPT_ADD || !(field->hidden || field->immutable || step_guards(kind, field)),
			which == KINDOPT_ADD);
	}
	g_free(made);
	made = (struct option *)g_array_free(options, FALSE);
	return made;
}

const struct option *
kindopt_named(const struct kind *kind, const char *const *names, const char *const *more)
{
	GArray *options = g_array_new(TRUE, TRUE, sizeof(struct option));

	make_slots(kind);
	for (guint i = 0; i < n_slots; i++) {
		if (is_typed(slots[i].field) && (name_in(names, slots[i].field->name) || name_in(more, slots[i].field->name)))
			add_option(options, &slots[i], TRUE, FALSE);
	}
	g_free(made);
	made = (struct option *)g_array_free(options, FALSE);
	return made;
}

static struct slot *
slot_find(const char *name)
{
	for (guint i = 0; i < n_slots; i++) {
		const struct field *field = slots[i].field;

		if (g_str_equal(field->name, name) || g_strcmp0(field->alias, name) == 0)
			return &slots[i];
	}
	return NULL;
}

gboolean
kindopt_given(const char *field)
{
	const struct slot *slot = slot_find(field);

	return slot && slot_given(slot);
}

gboolean
kindopt_filled(const char *field)
{
	const struct slot *slot = slot_find(field);

	return slot && (slot->list || (slot->text && *slot->text));
}

gboolean
kindopt_any(void)
{
	for (guint i = 0; i < n_slots; i++) {
		if (slot_given(&slots[i]))
			return TRUE;
	}
	return FALSE;
}

void
kindopt_put(const char *field, const char *text)
{
	struct slot *slot = slot_find(field);

	g_return_if_fail(slot);
	if (!slot->field->list) {
		slot->text = g_strdup(text);
		return;
	}
	if (!slot->list)
		slot->list = g_ptr_array_new();
	g_ptr_array_add(slot->list, g_strdup(text));
}

gboolean
kindopt_word(const struct kind *kind, const char *word, GError **err)
{
	const char *equals = strchr(word, '=');
	g_autofree char *name = g_strndup(word, equals - word);
	const struct field *field = kind_field_get(kind, name, err);

	if (!field)
		return FALSE;
	if (!is_typed(field))
		return error_set(err, ERR_USAGE, "%s cannot be given on the command line", field->name);
	kindopt_put(field->name, equals + 1);
	return TRUE;
}
