/* The text of an imported record, held to the rules every record is held to. */
#include "chars.h"
#include "import_private.h"
#include <string.h>

struct act
import_act(const struct import *import, const char *site)
{
	const struct change *change = import->change;

	if (!site)
		site = change->base->site;
	return (struct act){
		.actor = change->actor,
		.now = change->now,
		.site = site,
		.calendar = config_calendar(change->base->config, site),
		.reason = import->reason,
		.world = &world_later, /* the change judges all of them together */
	};
}

/* "due: there is no day ..." -> what follows the field's name. */
static const char *
fault_of(const struct problem *problem)
{
	const char *colon = strstr(problem->message, ": ");

	return colon ? colon : problem->message;
}

/*
 * The first problem as an error without the place: the place of a refusal is its
 * row. The same fault in a field that took its value from another is no other fault.
 */
static gboolean
refuse_problems(const GPtrArray *problems, GError **err)
{
	const struct problem *first = problems->pdata[0];
	guint more = 0;

	for (guint i = 1; i < problems->len; i++)
		more += strcmp(fault_of(problems->pdata[i]), fault_of(first)) != 0;
	if (more)
		error_set(err, ERR_INVALID, "%s (and %u more)", first->message, more);
	else
		error_set(err, ERR_INVALID, "%s", first->message);
	error_rule(err, first->rule);
	if (first->hint)
		error_hint(err, "%s", first->hint);
	return FALSE;
}

static struct record *
parse(const struct import *import, const struct pending *pending, const char *text, GError **err)
{
	return record_parse(import->kinds, pending->path, text, strlen(text), err);
}

static gboolean
check(struct import *import, struct pending *pending, const struct record *record, const struct record *old, GError **err)
{
	g_autoptr(GPtrArray) problems = problems_new();

	record_check(record, problems);
	if (problems->len)
		return refuse_problems(problems, err);
	return import_unique(import, pending, record, err) && import_links(import, pending, record, old, err);
}

/* Does the file say that the field has no value? Then that is no default's to fill. */
static gboolean
is_empty(const struct draft *draft, const struct field *field)
{
	return g_ptr_array_find_with_equal_func(draft->empty, field->name, g_str_equal, NULL);
}

static void
add_defaults(const struct draft *draft, const struct act *act)
{
	const struct kind *kind = draft->kind;
	struct builder *b = draft->builder;
	struct node *values = draft->values;

	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];
		g_autofree char *value = NULL;
		struct node *node;

		if (!field->def || node_get(values, field->name) || is_empty(draft, field))
			continue;
		value = workflow_default(field, values, act);
		if (!value || !*value)
			continue;
		node = build_scalar(b, value);
		if (field->list) {
			struct node *list = build_list(b);

			build_list_add(b, list, node);
			node = list;
		}
		build_map_add(b, values, field->name, node);
	}
}

/* One more entry in the notes: this record came by import, with what it has behind it. */
static void
add_note(const struct import *import, const char *notes, struct builder *b, struct node *values, const struct act *act)
{
	struct node *list = node_get(values, notes);

	if (!list) {
		list = build_list(b);
		build_map_add(b, values, notes, list);
	}
	build_list_add(b, list, step_entry(b, act, "import", import->reason, NULL, NULL));
}

/* What YAML would refuse when it is read back. */
static gboolean
check_characters(const struct node *node, GError **err)
{
	for (guint i = 0; i < node->n; i++)
		if (!check_characters(node->items[i], err))
			return FALSE;
	return node->type != NODE_SCALAR || chars_check_value(node->text, strlen(node->text), err);
}

/* Allowed as `add` could have made it, else with the note that it brings a past. */
static gboolean
judge_new(struct import *import, const struct record *record, struct builder *b, struct act *act, GError **err)
{
	g_autoptr(GPtrArray) problems = problems_new();
	const char *notes = step_notes(record->kind);

	if (workflow_judge(NULL, record, act, problems))
		return TRUE;
	if (!notes)
		return refuse_problems(problems, err);
	act->import = TRUE;
	add_note(import, notes, b, record->doc->root, act);
	g_ptr_array_set_size(problems, 0);
	return workflow_judge(NULL, record, act, problems) || refuse_problems(problems, err);
}

/* Judged as values, before it is text: the change reads and judges the text itself. */
gboolean
import_added(struct import *import, struct pending *pending, const struct draft *draft, GError **err)
{
	struct act act = import_act(import, node_text(draft->values, "site"));
	struct doc doc = {.name = pending->path, .text = "", .root = draft->values};
	struct record record = {pending->kind, pending->id, pending->path, &doc};

	add_defaults(draft, &act);
	pending->added = TRUE;
	if (!check_characters(draft->values, err) || !check(import, pending, &record, NULL, err) ||
		!judge_new(import, &record, draft->builder, &act, err))
		return FALSE;
	pending->text = record_write(pending->kind, draft->values);
	if (strlen(pending->text) > DOC_BYTES)
		return error_set(err, ERR_INVALID, "the record would be larger than %d KiB", DOC_BYTES / 1024);
	import_accept(import, pending, &record);
	return TRUE;
}

/* --- records that are there --- */

static gboolean
list_has(const struct node *list, const struct node *item)
{
	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++)
		if (node_equal(list->items[i], item))
			return TRUE;
	return FALSE;
}

/* TRUE when the edit got something to do. */
static gboolean
change_field(struct edit *edit, const struct record *old, const struct field *field, const struct node *value)
{
	const struct node *before = record_node(old, field->name);
	gboolean changed = FALSE;

	if (!field->append_only) {
		if (node_equal(before, value))
			return FALSE;
		edit_set(edit, field->name, value);
		return TRUE;
	}
	for (guint i = 0; value->type == NODE_LIST && i < value->n; i++)
		if (!list_has(before, value->items[i])) {
			edit_append(edit, field->name, value->items[i]);
			changed = TRUE;
		}
	return changed;
}

static gboolean
change_fields(struct edit *edit, const struct record *old, const struct draft *draft)
{
	gboolean changed = FALSE;

	for (guint i = 0; i < draft->values->n; i++) {
		const struct field *field = kind_field(old->kind, draft->values->keys[i]->text);

		changed |= change_field(edit, old, field, draft->values->items[i]);
	}
	for (guint i = 0; i < draft->empty->len; i++) {
		const struct field *field = kind_field(old->kind, draft->empty->pdata[i]);

		if (field->append_only || !record_node(old, field->name))
			continue;
		edit_remove(edit, field->name);
		changed = TRUE;
	}
	return changed;
}

/* The text with the steps that its changes show; what no step explains is refused. */
static char *
judged(struct import *import, struct pending *pending, const struct record *old, char *taken, GError **err)
{
	struct act act = import_act(import, record_get(old, "site"));
	g_autoptr(GPtrArray) problems = problems_new();
	g_autofree char *text = taken;
	char *completed = NULL;
	AUTO(record) record = parse(import, pending, text, err);

	if (!record || !workflow_complete(old, record, &act, &completed, err))
		return NULL;
	if (completed) {
		g_free(text);
		text = completed;
		record_free(record);
		record = parse(import, pending, text, err);
	}
	if (!record || !check(import, pending, record, old, err))
		return NULL;
	if (!workflow_judge(old, record, &act, problems)) {
		refuse_problems(problems, err);
		return NULL;
	}
	import_accept(import, pending, record);
	return g_steal_pointer(&text);
}

gboolean
import_changed(struct import *import, struct pending *pending, const struct record *old, const struct draft *draft, GError **err)
{
	AUTO(edit) edit = edit_new(old->doc, kind_order(old->kind));
	char *text;

	if (!change_fields(edit, old, draft))
		return TRUE;
	text = edit_finish(edit, err);
	pending->text = text ? judged(import, pending, old, text, err) : NULL;
	return pending->text != NULL;
}
