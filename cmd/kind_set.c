/* sx KIND set: change fields of records. */
#include "edit.h"
#include "kindopt.h"
#include "write.h"
#include <string.h>

static struct {
	char *reason;
	gboolean dry_run;
} opt;
static const struct option options[] = {{"message", 'm', OPTION_TEXT, &opt.reason, "TEXT", "why"},
	{"dry-run", 'n', OPTION_FLAG, &opt.dry_run, NULL, "say what would change, and write nothing"}, {0}};

static const struct option *
more(struct session *s, GError **err)
{
	return kindopt_all(s->kind, KINDOPT_SET);
}

/* The verb that may change a field, or NULL. */
static const char *
verb_for(const struct kind *kind, const char *field)
{
	const struct workflow *workflow = kind->workflow;

	for (guint i = 0; workflow && i < workflow->verbs->len; i++) {
		const struct verb *verb = workflow->verbs->pdata[i];

		if (name_in(verb->takes, field))
			return verb->name;
	}
	for (guint i = 0; workflow && i < workflow->verbs->len; i++) {
		const struct verb *verb = workflow->verbs->pdata[i];

		if (step_changes(workflow, verb, field))
			return verb->name;
	}
	return NULL;
}

/* What only a verb may change is refused here, where the verb can be named. */
static gboolean
may_set(const struct kind *kind, GError **err)
{
	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];
		const char *verb;

		if (!kindopt_given(field->name) || !(field->hidden || field->immutable || step_guards(kind, field)))
			continue;
		verb = verb_for(kind, field->name);
		error_set(err, ERR_REFUSED, "%s of a record is not changed by hand", field->name);
		error_rule(err, field->immutable ? "immutable" : "workflow");
		if (verb)
			error_hint(err, "'sx %s %s ID' changes it", kind->name, verb);
		return FALSE;
	}
	return TRUE;
}

static char *
with_values(const struct record *record, const struct node *values, GError **err)
{
	AUTO(edit) edit = edit_new(record->doc, kind_order(record->kind));

	for (guint i = 0; i < values->n; i++) {
		const char *field = values->keys[i]->text;
		const struct node *value = values->items[i];

		if (value->type == NODE_SCALAR && !*value->text)
			edit_remove(edit, field);
		else if (!node_equal(record_node(record, field), value))
			edit_set(edit, field, value);
	}
	return edit_finish(edit, err);
}

static gboolean
set_one(struct session *s, struct change *change, const char *id, struct builder *b, GError **err)
{
	AUTO(record) old = change_record(change, s->kind, id, err);
	const struct node *values = old ? kindopt_read_for(s, b, old, err) : NULL;
	g_autofree char *text = values ? with_values(old, values, err) : NULL;

	return text && write_text(change, old, text, opt.reason, err);
}

/* "field=value" words go to the options, the rest are ids. */
static gboolean
sort_words(const struct kind *kind, int argc, char **argv, GPtrArray *ids, GError **err)
{
	for (int i = 0; i < argc; i++) {
		if (!strchr(argv[i], '='))
			g_ptr_array_add(ids, argv[i]);
		else if (!kindopt_word(kind, argv[i], err))
			return FALSE;
	}
	if (!ids->len)
		return error_set(err, ERR_USAGE, "which %s?", kind->name);
	if (!kindopt_any()) {
		error_set(err, ERR_USAGE, "nothing to set");
		error_hint(err, "give --FIELD VALUE or FIELD=VALUE; 'sx %s set -h' lists the fields", kind->name);
		return FALSE;
	}
	return may_set(kind, err);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new(), ids = g_ptr_array_new_with_free_func(g_free);
	AUTO(builder) b = builder_new();
	struct write write = {.kind = s->kind, .ids = ids, .reason = opt.reason, .dry_run = opt.dry_run};
	struct change *change;

	if (!sort_words(s->kind, argc, argv, words, err))
		return ERR_USAGE;
	change = session_change(s, err);
	if (!change || !write_find(s, s->kind, words->len, (char **)words->pdata, ids, err))
		return ERR_IO;
	for (guint i = 0; i < ids->len; i++) {
		if (!set_one(s, change, ids->pdata[i], b, err))
			return ERR_INVALID;
	}
	write_finish(s, change, &write, err);
	return 0;
}

const struct command cmd_kind_set = {"ID... [FIELD=VALUE...]", options, run, "id", more};
