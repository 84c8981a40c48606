/* One act, one change: steps with rules are not taken by the dozen. */
#include "change_private.h"
#include "workflow.h"

/* Has it a rule here: its own, or a guard that asks for something in this case? What cannot be looked up asks. */
static gboolean
is_ruled(const struct verb *verb, const struct guard_case *c)
{
	gboolean ruled = verb->rule != NULL;

	for (guint i = 0; !ruled && i < verb->guards->len; i++)
		ruled = guard_applies(verb->guards->pdata[i], c) || (c->world && c->world->failure);
	return ruled;
}

guint
change_ruled_steps(const struct record *old, const struct record *new, const struct act *act)
{
	const char *notes = step_notes(new->kind);
	const struct node *is = notes ? record_node(new, notes) : NULL;
	struct guard_case c = {0};
	guint n = 0;

	if (!is || is->type != NODE_LIST)
		return 0;
	c = step_case(old, new, act);
	for (guint i = step_first_new(record_node(old, notes), is); i < is->n; i++) {
		const char *did = node_text(is->items[i], "did");
		const struct verb *verb = did ? kind_verb(new->kind, did) : NULL;

		n += verb && is_ruled(verb, &c);
	}
	return n;
}

void
change_judge_single(struct change *change, const struct judged *files, guint n, GPtrArray *problems)
{
	guint steps = 0;

	for (guint i = 0; i < n; i++) {
		const struct record *old = files[i].old, *new = files[i].new;
		struct act act = {0};
		guint more;

		if (!old || !new)
			continue;
		act = change_act(change, new->kind, new->doc->root, NULL);
		act.world = change->own->judging;
		more = change_ruled_steps(old, new, &act);
		if (more && steps + more > 1) {
			g_ptr_array_add(problems,
				problem_new(files[i].file->path, NULL, "G9", new->id,
					g_strdup_printf("a step of %s with rules is a change of its own", new->kind->plural),
					g_strdup("take one step of one record at a time")));
			return;
		}
		steps += more;
	}
}
