/* Taking a verb, adding a note: the text of the record afterwards. */
#include "workflow.h"
#include "edit.h"

#include <string.h>

/* What cannot be told without looking around keeps nothing from being offered. */
static gboolean
is_offered(const struct record *record, const struct verb *verb)
{
	struct guard_case c = {.old = record, .new = record};
	gboolean offered = name_in(verb->from, step_state(record));
	for (guint i = 0; i < verb->guards->len && offered; i++) {
		const struct kind_guard *guard = verb->guards->pdata[i];
		g_autofree char *unknown = NULL;
		offered = !guard->before || guard_holds(guard, &c, &unknown) || unknown;
	}
	return offered;
}

GPtrArray *
workflow_open_verbs(const struct record *record)
{
	GPtrArray *open = g_ptr_array_new();
	const struct workflow *w = record->kind->workflow;
	for (guint i = 0; w && i < w->verbs->len; i++) {
		struct verb *v = w->verbs->pdata[i];
		if (is_offered(record, v))
			g_ptr_array_add(open, v);
	}
	return open;
}

char *
workflow_allowed(const struct record *record)
{
	g_autoptr(GPtrArray) open = workflow_open_verbs(record);
	GString *names = g_string_new(NULL);
	for (guint i = 0; i < open->len; i++)
		g_string_append_printf(names, "%s%s", i ? ", " : "", ((struct verb *)open->pdata[i])->name);
	return open->len ? g_string_free(names, FALSE) : (g_string_free(names, TRUE), g_strdup("nothing"));
}

const char *
workflow_target(const struct record *record, const struct verb *verb, const struct node *values)
{
	return step_target(verb, step_state(record), values, record->doc->root);
}

char *
workflow_default(const struct field *field, const struct node *values, const struct act *act)
{
	return step_value(field->def, values, act);
}

static gboolean
refuse(GError **err, const struct record *record, const char *rule, const char *hint)
{
	error_rule(err, rule);
	error_id(err, record->id);
	if (hint)
		error_hint(err, "%s", hint);
	return FALSE;
}

static gboolean
may_start(const struct record *record, const struct verb *verb, const char *to, const struct act *act, GError **err)
{
	const char *state = step_state(record);
	if (!name_in(verb->from, state)) {
		g_autofree char *allowed = workflow_allowed(record), *from = g_strjoinv(" or ", (char **)verb->from);
		g_autofree char *hint = strcmp(allowed, "nothing") ? g_strdup_printf("what can be done now: %s", allowed)
								   : g_strdup("it can only be noted on: it has ended");
		error_set(err, ERR_REFUSED, "%s is %s, and '%s' is for what is %s", record->id, state, verb->name, from);
		return refuse(err, record, step_rule(verb, "workflow"), hint);
	}
	for (const char *const *f = verb->not_by; f && *f; f++)
		if (step_holds(record_node(record, *f), act->actor)) {
			error_set(err, ERR_REFUSED, "'%s' of %s needs another person: %s is its %s", verb->name, record->id,
				act->actor, *f);
			return refuse(err, record, step_rule(verb, "separation"), "ask someone else to do it");
		}
	if (step_waits(record, verb, step_state(record), to)) {
		error_set(err, ERR_REFUSED, "'%s' of %s waits until its conflicts are settled", verb->name, record->id);
		return refuse(err, record, "conflicts", "'sx conflicts' lists them, 'sx resolve' settles one");
	}
	if (verb->reason && !step_says(act->reason)) {
		error_set(err, ERR_REFUSED, "'%s' needs a reason", verb->name);
		return refuse(err, record, step_rule(verb, "reason"), "say why with -m");
	}
	return TRUE;
}

/* Only what the verb takes, and something that changes. */
static gboolean
values_fit(const struct record *record, const struct verb *verb, const struct node *values, const char *to, const struct act *act,
	GError **err)
{
	gboolean changes =
		strcmp(step_state(record), to) != 0 || (verb->to && step_says(act->reason)) || (verb->sets && !verb->takes);
	for (guint i = 0; values && i < values->n; i++) {
		const char *name = values->keys[i]->text;
		if (!name_in(verb->takes, name) && !name_in(verb->opens, name))
			return error_set(err, ERR_USAGE, "'%s' does not change %s", verb->name, name);
		const struct node *old = record_node(record, name);
		const struct field *field = kind_field(record->kind, name);
		gboolean empty = values->items[i]->type == NODE_SCALAR && !*values->items[i]->text;
		if ((field && field->append_only) || (empty ? old != NULL : !node_equal(old, values->items[i])))
			changes = TRUE;
	}
	if (changes)
		return TRUE;
	const char *takes = verb->takes ? verb->takes[0] : verb->opens ? verb->opens[0] : NULL;
	const char *now = takes ? record_get(record, takes) : NULL;
	if (!verb->takes && verb->opens && !(values && values->n)) {
		error_set(err, ERR_USAGE, "'%s' needs what is to change in %s", verb->name, record->id);
		error_hint(err, "give it with an option, or change the file and run 'sx commit -m REASON'");
	} else if (takes && values && values->n)
		error_set(err, ERR_USAGE, "%s of %s is already %s", takes, record->id, now ? now : "empty");
	else if (takes) {
		g_autofree char *value = g_ascii_strup(takes, -1);

		error_set(err, ERR_USAGE, "'%s' needs the new %s of %s", verb->name, takes, record->id);
		error_hint(err, "as in: sx %s %s %s %s", record->kind->name, verb->name, record->id, value);
	} else
		error_set(err, ERR_USAGE, "'%s' would change nothing in %s", verb->name, record->id);
	return FALSE;
}

static gboolean
has_needed(
	const struct record *record, const struct verb *verb, const struct node *values, const struct node *effects, GError **err)
{
	for (const char *const *f = verb->needs; f && *f; f++) {
		const struct node *node = node_get(values, *f);
		if (!node)
			node = node_get(effects, *f);
		if (!node)
			node = record_node(record, *f);
		if (node && (node->type != NODE_SCALAR ? node->n > 0 : *node->text != 0))
			continue;
		error_set(err, ERR_REFUSED, "'%s' needs %s in %s", verb->name, *f, record->id);
		const struct field *field = kind_field(record->kind, *f);
		g_autofree char *hint = name_in(verb->takes, *f) ? g_strdup_printf("give it with --%s", *f)
					: field && field->fields ? g_strdup_printf("write %s with 'sx %s edit %s'", *f,
									   record->kind->name, record->id)
								 : g_strdup_printf("set %s first", *f);
		return refuse(err, record, step_rule(verb, "needs"), hint);
	}
	return TRUE;
}

/* "" removes; the items for an append-only list are added to it. */
static void
write_values(struct edit *e, const struct record *record, const struct node *values)
{
	for (guint i = 0; values && i < values->n; i++) {
		const char *name = values->keys[i]->text;
		const struct node *value = values->items[i];
		const struct field *field = kind_field(record->kind, name);
		if (field && field->append_only)
			for (guint k = 0; value->type == NODE_LIST && k < value->n; k++)
				edit_append(e, name, value->items[k]);
		else if (value->type == NODE_SCALAR && !*value->text)
			edit_remove(e, name);
		else
			edit_set(e, name, value);
	}
}

/* What an entry says changed: the state, else the first taken field. */
static struct node *
entry_of(struct builder *b, const struct record *record, const struct verb *verb, const struct node *values, const char *to,
	const struct act *act)
{
	const char *from = step_state(record);
	if (!strcmp(from, to)) {
		const char *takes = verb->takes ? verb->takes[0] : NULL;
		to = takes ? node_text(values, takes) : NULL;
		from = to ? record_get(record, takes) : NULL;
	}
	struct node *entry = step_entry(b, act, verb->name, act->reason, from, to);
	g_autofree char *opened = verb->opens ? step_opened_by(verb, record, values, act) : NULL;
	step_entry_field(b, entry, opened);
	if (act->seen)
		build_map_add(b, entry, STEP_SEEN, build_scalar(b, act->seen));
	return entry;
}

/* The text after the step, allowed or not. */
static char *
written(const struct record *record, const struct verb *verb, const struct node *values, const struct node *effects,
	const char *to, struct builder *b, const struct act *act, GError **err)
{
	AUTO(edit) e = edit_new(record->doc, kind_order(record->kind));
	write_values(e, record, effects);
	write_values(e, record, values);
	if (record->kind->workflow->notes)
		edit_append(e, record->kind->workflow->notes, entry_of(b, record, verb, values, to, act));
	return edit_finish(e, err);
}

char *
workflow_apply(
	const struct record *record, const struct verb *verb, const struct node *values, const struct act *act, GError **err)
{
	if (!act->actor)
		return error_set(err, ERR_REFUSED, "'%s' needs to know who you are", verb->name), NULL;
	const char *to = workflow_target(record, verb, values);
	if (!may_start(record, verb, to, act, err) || !values_fit(record, verb, values, to, act, err))
		return NULL;
	AUTO(builder) b = builder_new();
	struct node *effects = step_effects(b, record, values, verb, step_state(record), to, act);
	if (!has_needed(record, verb, values, effects, err))
		return NULL;
	return written(record, verb, values, effects, to, b, act, err);
}

struct record *
workflow_suppose(
	const struct record *record, const struct verb *verb, const struct node *values, const struct act *act, GError **err)
{
	AUTO(builder) b = builder_new();
	const char *to = workflow_target(record, verb, values);
	struct node *effects = step_effects(b, record, values, verb, step_state(record), to, act);
	g_autofree char *text = written(record, verb, values, effects, to, b, act, err);
	struct doc *doc = text ? doc_parse(record->path, text, strlen(text), err) : NULL;
	if (!doc)
		return NULL;
	struct record *after = g_new(struct record, 1);
	*after = (struct record){record->kind, g_strdup(record->id), g_strdup(record->path), doc};
	return after;
}

char *
workflow_note(const struct record *record, const char *text, const struct act *act, GError **err)
{
	const char *notes = step_notes(record->kind);
	if (!notes)
		return error_set(err, ERR_REFUSED, "%s has no notes", record->kind->plural), NULL;
	if (!text || !*text)
		return error_set(err, ERR_USAGE, "the note is empty"), NULL;
	if (!act->actor)
		return error_set(err, ERR_REFUSED, "a note needs to know who you are"), NULL;
	AUTO(builder) b = builder_new();
	AUTO(edit) e = edit_new(record->doc, kind_order(record->kind));
	edit_append(e, notes, step_entry(b, act, "note", text, NULL, NULL));
	return edit_finish(e, err);
}
