/* sx KIND add: make a new record. */
#include "editor.h"
#include "form.h"
#include "kindopt.h"
#include "text.h"
#include "write.h"
#include <string.h>

static struct {
	char *slug, *reason;
	gboolean dry_run;
} opt;
static const struct option options[] = {
	{"slug", 0, OPTION_TEXT, &opt.slug, "ID", "the id of a kind whose ids are chosen; else its first word"},
	{"message", 'm', OPTION_TEXT, &opt.reason, "TEXT", "why"},
	{"dry-run", 'n', OPTION_FLAG, &opt.dry_run, NULL, "show the record, and write nothing"}, {0}};

static const struct option *
more(struct session *s, GError **err)
{
	return kindopt_all(s->kind, KINDOPT_ADD);
}

/* "Lower cost of press 2" -> "lower-cost-of-press-2": what the id might be. */
static char *
slug_of(const char *text)
{
	g_autofree char *ascii = g_str_to_ascii(text, "C");
	GString *slug = g_string_new(NULL);

	for (const char *c = ascii; *c; c++) {
		if (g_ascii_isalnum(*c))
			g_string_append_c(slug, g_ascii_tolower(*c));
		else if (slug->len && slug->str[slug->len - 1] != '-')
			g_string_append_c(slug, '-');
	}
	while (slug->len && slug->str[slug->len - 1] == '-')
		g_string_truncate(slug, slug->len - 1);
	return g_string_free(slug, FALSE);
}

static gboolean
bad_slug(const struct kind *kind, const char *word, GError **err)
{
	g_autofree char *near = slug_of(word);

	error_set(err, ERR_USAGE, "'%s' cannot be the id of %s %s", word, text_article(kind->name), kind->name);
	if (text_is_slug(near))
		error_hint(err, "choose one of small letters, digits, '-' and '.', as in: sx %s add %s '%s'", kind->name, near,
			word);
	else
		error_hint(err, "choose one of small letters, digits, '-' and '.'");
	return FALSE;
}

/* The words are the id, where ids are chosen, and the title. */
static gboolean
read_words(const struct kind *kind, int argc, char **argv, GError **err)
{
	gboolean chosen = !kind->prefix && !kind->id_from;
	g_autofree char *title = NULL;

	if (chosen && !opt.slug) {
		if (!argc && editor_can_ask())
			return TRUE; /* the form asks */
		if (!argc)
			return error_set(err, ERR_USAGE, "which id is the new %s to have?", kind->name);
		opt.slug = argv[0];
		argc--;
		argv++;
	}
	if (opt.slug && !chosen)
		return error_set(err, ERR_USAGE, "the id of %s %s is not chosen", text_article(kind->name), kind->name);
	if (opt.slug && !text_is_slug(opt.slug))
		return bad_slug(kind, opt.slug, err);
	if (!argc)
		return TRUE;
	if (!kind->title || kindopt_given(kind->title))
		return error_set(err, ERR_USAGE, "'%s' is one word too many", argv[0]);
	title = g_strjoinv(" ", argv);
	kindopt_put(kind->title, title);
	return TRUE;
}

/* Required fields that nothing was said of, as options. */
static char *
missing(const struct kind *kind)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];
		g_autofree char *name = g_strdelimit(g_strdup(field->name), "_", '-');

		if (field->required && !field->def && !field->hidden && !kindopt_filled(field->name))
			g_string_append_printf(names, "%s--%s", names->len ? ", " : "", name);
	}
	return names->len ? g_strdup(names->str) : NULL;
}

/* The title of what was made, for the one line that is printed. */
static char *
said(struct change *change, const struct kind *kind, const char *id, GError **err)
{
	AUTO(record) record = change_record(change, kind, id, err);
	g_autofree char *title = record ? text_brief(record_title(record), 100) : NULL;

	if (!record)
		return NULL;
	return g_str_equal(record_title(record), id) ? g_strdup("added") : g_strdup_printf("added, %s", title);
}

static gboolean
add(struct session *s, struct change *change, const struct node *values, GError **err)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *did = NULL;
	char *id = change_add(change, s->kind, opt.slug, values, err);
	struct write write = {.kind = s->kind, .ids = ids, .reason = opt.reason, .dry_run = opt.dry_run};

	if (!id)
		return FALSE;
	g_ptr_array_add(ids, id);
	write.did = did = said(change, s->kind, id, err);
	if (!did || !write_finish(s, change, &write, err)) {
		g_autofree char *path = record_path(s->kind, id, NULL);

		error_nowhere(err, path);
		return FALSE;
	}
	if (opt.dry_run) {
		AUTO(record) record = change_record(change, s->kind, id, err);

		if (!record)
			return FALSE;
		session_say(s, "%s", g_strchomp(record->doc->text));
	}
	return TRUE;
}

static char *
typed_value(const struct field *field, const char *text, void *data, GError **err)
{
	return session_value(data, field, text, err);
}

/* What the form says becomes a record; nothing filled in is no record, and no error. */
static gboolean
save_form(struct session *s, const char *text, const char *empty, GError **err)
{
	AUTO(builder) b = builder_new();
	struct change *change;
	const struct node *values;
	g_autofree char *slug = NULL;

	if (g_str_equal(text, empty)) {
		session_warn(s, "nothing was filled in, so nothing is added");
		return TRUE;
	}
	change = session_change(s, err);
	values = change ? form_read(b, s->kind, s->kind->name, text, strlen(text), typed_value, s, &slug, err) : NULL;
	if (!values)
		return FALSE;
	if (slug)
		opt.slug = slug;
	return add(s, change, values, err);
}

/* The form, with what the options say filled in, until it can be recorded. */
static gboolean
add_by_form(struct session *s, GError **err)
{
	AUTO(builder) b = builder_new();
	struct node *values = build_map(b);
	g_autofree char *empty = NULL, *text = NULL;

	if (!kindopt_read(s, b, values, err))
		return FALSE;
	empty = form_new(s->kind, opt.slug, values);
	text = g_strdup(empty);
	for (;;) {
		g_autofree char *typed = editor_edit(s, s->kind->name, text, err);

		if (!typed)
			return FALSE;
		if (save_form(s, typed, empty, err)) {
			editor_done(s, s->kind->name);
			return TRUE;
		}
		session_keep_change(s, NULL); /* nothing stays locked while someone types */
		if (!editor_again(s, s->kind->name, err))
			return FALSE;
		g_free(text);
		text = g_steal_pointer(&typed);
	}
}

static gboolean
name_missing(const struct kind *kind, const char *names, GError **err)
{
	error_set(err, ERR_USAGE, "a new %s needs %s", kind->name, names);
	error_hint(err, "'sx %s add -h' says what each is", kind->name);
	return FALSE;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	AUTO(builder) b = builder_new();
	struct node *values = build_map(b);
	g_autofree char *names = NULL;
	struct change *change;

	if (!read_words(s->kind, argc, argv, err))
		return ERR_USAGE;
	names = missing(s->kind);
	if (names && editor_can_ask())
		return add_by_form(s, err) ? 0 : ERR_INVALID;
	if (names)
		return name_missing(s->kind, names, err);
	change = session_change(s, err);
	if (change && kindopt_read(s, b, values, err))
		add(s, change, values, err);
	return 0;
}

const struct command cmd_kind_add = {"[ID] [TITLE...]", options, run, NULL, more};
