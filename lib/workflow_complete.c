/* The clerk: what the steps of a hand edit would have written. */
#include "edit.h"
#include "trial.h"
#include "workflow.h"

#include <string.h>

struct clerk {
	struct trial *trial;
	struct builder *builder;
	struct edit *edit;
	gboolean wrote;
};

static void
write_step(struct trial *t, const struct verb *verb, void *data)
{
	struct clerk *c = data;
	const struct workflow *w = t->new->kind->workflow;
	const char *to = step_target(verb, t->state, NULL, t->new->doc->root), *takes = verb->takes ? verb->takes[0] : NULL;
	struct node *effects = step_effects(c->builder, t->old, t->new->doc->root, verb, t->state, to, t->act);
	for (guint i = 0; i < effects->n; i++) {
		const char *name = effects->keys[i]->text;
		if (trial_changed(t, name)) /* by hand: the judge compares */
			continue;
		if (*effects->items[i]->text)
			edit_set(c->edit, name, effects->items[i]);
		else
			edit_remove(c->edit, name);
		c->wrote = TRUE;
	}
	if (w->notes) {
		gboolean moved = strcmp(t->state, to) != 0;
		const char *from = moved ? t->state : takes ? record_get(t->old, takes) : NULL;
		const char *now = moved ? to : takes ? record_get(t->new, takes) : NULL;
		struct node *entry = step_entry(c->builder, t->act, verb->name, t->act->reason, from, now);
		g_autofree char *opened = verb->opens ? step_opened(verb, t->old, t->new, t->act) : NULL;
		step_entry_field(c->builder, entry, opened);
		edit_append(c->edit, w->notes, entry);
		c->wrote = TRUE;
	}
	trial_follow(t, verb, to);
}

static void
write_defaults(struct clerk *c)
{
	const struct record *new = c->trial->new;
	for (guint i = 0; i < new->kind->fields->len; i++) {
		const struct field *f = new->kind->fields->pdata[i];
		if (!f->def || record_node(new, f->name))
			continue;
		g_autofree char *value = step_value(f->def, new->doc->root, c->trial->act);
		if (!value || !*value)
			continue;
		struct node *node = build_scalar(c->builder, value);
		if (f->list) {
			struct node *list = build_list(c->builder);
			build_list_add(c->builder, list, node);
			node = list;
		}
		edit_set(c->edit, f->name, node);
		c->wrote = TRUE;
	}
}

/* What somebody has taken out of the conflicts by hand, they have settled. */
static void
write_settled(struct clerk *c)
{
	g_autoptr(GPtrArray) was = conflicts_of(c->trial->old), is = conflicts_of(c->trial->new);
	for (guint i = 0; i < was->len; i++) {
		const struct matter *matter = &((const struct conflict *)was->pdata[i])->matter;
		gboolean waits = FALSE;
		for (guint k = 0; k < is->len && !waits; k++)
			waits = matter_equal(&((const struct conflict *)is->pdata[k])->matter, matter);
		if (waits || trial_resolution(c->trial, matter))
			continue;
		edit_append(c->edit, step_notes(c->trial->new->kind),
			step_resolution(c->builder, c->trial->old, c->trial->new->doc->root, matter, c->trial->act));
		c->wrote = TRUE;
	}
}

gboolean
workflow_complete(const struct record *old, const struct record *new, const struct act *act, char **text, GError **err)
{
	*text = NULL;
	struct trial t;
	trial_begin(&t, old, new, act, NULL);
	AUTO(builder) b = builder_new();
	AUTO(edit) e = edit_new(new->doc, kind_order(new->kind));
	struct clerk c = {&t, b, e, FALSE};
	trial_replay(&t);
	if (old) {
		trial_settle(&t);
		trial_infer(&t, write_step, &c);
		write_settled(&c);
	} else
		write_defaults(&c);
	trial_clear(&t);
	if (!c.wrote)
		return TRUE;
	*text = edit_finish(e, err);
	return *text != NULL;
}
