/* What an undo may not take back. */
#include "change_private.h"
#include "signature.h"
#include "workflow.h"
#include "world.h"

/* Is a state no later than another, in the order of the kind? */
static gboolean
is_up_to(const struct kind *kind, const char *state, const char *last)
{
	const struct field *field = kind_field(kind, kind->workflow->field);

	for (const char *const *value = field->values; state && *value; value++) {
		if (g_str_equal(*value, state))
			return TRUE;
		if (g_str_equal(*value, last))
			return FALSE;
	}
	return FALSE;
}

/*
 * Does the field link to a record that speaks of what links to it (`signed`) only later than where it is, and that nothing has
 * happened to since the commit? Then nobody has decided anything about the link.
 */
static gboolean
is_fresh(const struct undo *undo, const struct record *record, const struct field *field, struct world *world)
{
	const char *id = field->to && !field->list ? record_get(record, field->name) : NULL;
	const struct record *target = id ? world->record(world, field->to, id) : NULL;
	g_autofree char *of = g_strdup_printf("%s.%s", record->kind->name, field->name);
	const struct cover *cover = target && target->kind->workflow ? signature_cover(target->kind, of) : NULL;
	char commit[OID_HEX];

	oid_hex(&undo->commit, commit);
	return cover && is_up_to(target->kind, step_state(target), cover->after) && world->left_so &&
	       world->left_so(world, target, commit);
}

/* Would the undo change what is locked as the record is now, or take out a step about which there is some rule in its case? */
static gboolean
goes_around(struct change *change, const struct undo *undo, const struct judged *judged, const char *reason, struct world *world)
{
	const struct record *old = judged->old, *new = judged->new;
	struct act act = change_act(change, old->kind, old->doc->root, reason);

	act.world = world;
	for (guint i = 0; i < old->kind->fields->len; i++) {
		const struct field *field = old->kind->fields->pdata[i];

		if (!node_equal(record_node(old, field->name), new ? record_node(new, field->name) : NULL) &&
			step_lock(old, field->name, &act) && !is_fresh(undo, old, field, world))
			return TRUE;
	}
	return new ? change_ruled_steps(new, old, &act) > 0 : FALSE;
}

gboolean
change_undo_judged(struct change *change, const struct undo *undo, const struct kinds *after, const struct judged *judged,
	const char *reason, struct world *world)
{
	const struct kinds *both[] = {change->base->kinds, after};
	const struct kind *kind;

	for (int i = 0; i < 2; i++)
		if ((kind = kind_of_path(both[i], judged->file->path)) &&
			(kind_has_rules(kind) || kind == kind_of_people(both[i])))
			return TRUE;
	return judged->old && (record_node(judged->old, SIGNATURES) || goes_around(change, undo, judged, reason, world));
}

void
change_undo_blame(const struct undo *undo, const struct judged *judged, struct problem *problem)
{
	const struct record *old = judged->old;
	g_autofree char *why = problem->message, *allowed = old ? workflow_allowed(old) : NULL;

	problem->message = g_strdup_printf("'%s' is not taken back: %s", undo->subject, why);
	g_free(problem->hint);
	problem->hint = g_strdup_printf("steps, signatures, notes, keys and roles stay; correct %s by its next step (what can be "
					"done now: %s), or add a note",
		old ? old->id : judged->file->path, allowed ? allowed : "nothing");
}
