/* The trail that was looked at, in a trial: who decides has seen all that came before, and has made none of it. */
#include "trial.h"

#include <string.h>

/* Has the actor changed what was locked since the last step that led to another state? NULL: no; else the verb. */
static const char *
changed_by_himself(const struct trial *t)
{
	const char *name = step_notes(t->new->kind);
	const struct node *notes = name ? trial_old(t, name) : NULL;
	for (guint i = notes && notes->type == NODE_LIST ? notes->n : 0; i-- > 0;) {
		const char *did = node_text(notes->items[i], "did");
		const struct verb *verb = did ? kind_verb(t->new->kind, did) : NULL;
		if (verb && verb->to)
			return NULL;
		if (verb && verb->opens && t->act->actor && step_holds(node_get(notes->items[i], "by"), t->act->actor))
			return did;
	}
	return NULL;
}

void
trial_seen(struct trial *t, const struct verb *verb, const struct node *entry)
{
	const char *seen = node_text(entry, STEP_SEEN), *rule = NULL, *did;
	struct guard_case c = step_case(t->old, t->new, t->act);
	struct world *world = t->act->world;
	for (guint i = 0; i < verb->guards->len && !rule; i++) {
		const struct kind_guard *guard = verb->guards->pdata[i];
		rule = guard->seen && guard_applies(guard, &c) ? guard->rule : NULL;
	}
	if (!entry || !t->old || world == &world_later)
		return;
	if (seen && !(world && world->left_so && world->left_so(world, t->old, seen)))
		trial_object(t, entry, "G7", "'sx audit ID' has what came since, and in its first row the commit to name then",
			"%s is not as %.10s left it, which was looked at", t->new->id, seen);
	if (rule && !seen)
		trial_object(t, entry, rule, "look at 'sx audit ID', and name the commit of its first row with --seen",
			"'%s' of %s asks that its trail was looked at", verb->name, t->new->id);
	did = rule ? changed_by_himself(t) : NULL;
	if (did)
		trial_object(t, entry, rule, "ask someone else to do it", "'%s' needs another person: %s has changed %s by '%s'",
			verb->name, t->act->actor, t->new->id, did);
}
