/* The judge: what may not become of a record, and why. */
#include "trial.h"
#include "workflow.h"

#include <string.h>

static gboolean
just_now(const struct act *act, const char *text)
{
	gint64 moment;
	int offset;
	return text && event_parse(text, &moment, &offset, NULL) && step_is_now(act, moment);
}

static const char *
or_nothing(const char *text)
{
	return text && *text ? text : "nothing";
}

/* --- entries: lists that only grow, signed by who adds to them --- */

static void
judge_signature(struct trial *t, const struct field *list, const struct node *entry)
{
	const struct field *by = list->fields ? fields_find(list->fields, "by") : NULL;
	const struct field *at = list->fields ? fields_find(list->fields, "at") : NULL;
	const char *who = node_text(entry, "by"), *when = node_text(entry, "at");
	if (!at && !list->append_only)
		return; /* who did what it speaks of, not who wrote it */
	if (by && who && t->act->actor && strcmp(who, t->act->actor) != 0)
		trial_object(t, node_get(entry, "by"), "forged", "an entry is signed by the person who records it",
			"%s signs an entry of %s as %s", t->act->actor, list->name, who);
	if (at && when && !just_now(t->act, when))
		trial_object(t, node_get(entry, "at"), "forged", "an entry is made when the thing is done",
			"an entry of %s says %s, which is not now", list->name, when);
}

/* A list but for the entries that a decision has settled. */
static const struct node *
unsettled(const struct trial *t, struct builder *b, const struct field *field, const struct node *list)
{
	if (!field->key || !list || list->type != NODE_LIST || !g_hash_table_size(t->settled))
		return list;
	struct node *rest = build_list(b);
	for (guint i = 0; i < list->n; i++)
		if (!trial_settled(t, field->name, node_text(list->items[i], field->key)))
			build_list_add(b, rest, list->items[i]);
	return rest;
}

static void
judge_list(struct trial *t, const struct field *list)
{
	AUTO(builder) b = g_hash_table_size(t->settled) ? builder_new() : NULL;
	const struct node *was = unsettled(t, b, list, trial_old(t, list->name)),
			  *is = unsettled(t, b, list, record_node(t->new, list->name));
	guint first = step_first_new(was, is);
	if (was && was->type == NODE_LIST && first < was->n) {
		trial_object(t, is ? is : t->new->doc->root, "append-only",
			"put the entry back and add a new one that corrects it", "entry %u of %s was changed or removed",
			first + 1, list->name);
		return;
	}
	for (guint i = first; is && is->type == NODE_LIST && i < is->n; i++)
		judge_signature(t, list, is->items[i]);
}

/* What was signed may be corrected by who signs the correction, and does not go without anybody's name. */
static void
judge_removed(struct trial *t, const struct field *list, const struct node *was, const struct node *is)
{
	for (guint i = 0; was && was->type == NODE_LIST && i < was->n; i++) {
		const char *key = node_text(was->items[i], list->key);
		gboolean found = !key;
		for (guint k = 0; is && is->type == NODE_LIST && k < is->n && !found; k++)
			found = !g_strcmp0(node_text(is->items[k], list->key), key);
		if (!found)
			trial_object(t, is ? is : t->new->doc->root, "kept",
				"put the entry back and correct it; what was added by mistake can be undone",
				"the entry %s of %s was removed", key, list->name);
	}
}

/* A keyed list may be corrected in place: who changes an entry signs it. */
static void
judge_keyed(struct trial *t, const struct field *list)
{
	AUTO(builder) b = builder_new();
	const struct node *was = trial_old(t, list->name), *is = unsettled(t, b, list, record_node(t->new, list->name));
	const struct field *by = fields_find(list->fields, "by");

	if (!by || !by->to)
		return;
	for (guint i = 0; is && is->type == NODE_LIST && i < is->n; i++) {
		gboolean old = FALSE;
		for (guint k = 0; was && was->type == NODE_LIST && k < was->n && !old; k++)
			old = node_equal(was->items[k], is->items[i]);
		if (!old)
			judge_signature(t, list, is->items[i]);
	}
	if (by->required && list->key)
		judge_removed(t, list, unsettled(t, b, list, was), record_node(t->new, list->name));
}

/* --- fields --- */

/* "extend or reassign": the verbs that change a field. */
static char *
verbs_of(const struct kind *kind, const char *field)
{
	GString *names = g_string_new(NULL);
	const struct workflow *w = kind->workflow;
	for (guint i = 0; w && i < w->verbs->len; i++) {
		const struct verb *v = w->verbs->pdata[i];
		if (step_changes(w, v, field))
			g_string_append_printf(names, "%s%s", names->len ? " or " : "", v->name);
	}
	return g_string_free(names, FALSE);
}

static void
judge_guarded(struct trial *t, const struct field *f)
{
	const struct kind *kind = t->new->kind;
	const char *expected = g_hash_table_lookup(t->follows, f->name);
	if (expected == any_value)
		return;
	const char *is = record_get(t->new, f->name);
	if (expected && !strcmp(expected, is ? is : ""))
		return;
	if (!expected && kind->workflow && !strcmp(f->name, kind->workflow->field) &&
		!strcmp(step_state(t->old), step_state(t->new)))
		return;
	g_autofree char *verbs = verbs_of(kind, f->name);
	const struct node *at = record_node(t->new, f->name);
	if (expected)
		trial_object(t, at, "forged", "leave it out: the step sets it", "%s is %s, but the step sets it to %s", f->name,
			or_nothing(is), or_nothing(expected));
	else if (kind->workflow && !strcmp(f->name, kind->workflow->field)) {
		g_autofree char *allowed = workflow_allowed(t->old);
		g_autofree char *hint = g_strdup_printf("what can be done now: %s", allowed);
		trial_object(t, at, "workflow", hint, "no step taken leads from %s to %s", t->state, or_nothing(is));
	} else if (*verbs) {
		g_autofree char *allowed = workflow_allowed(t->old);
		g_autofree char *hint =
			g_strdup_printf("%s is %s; what can be done now: %s", t->new->id, step_state(t->old), allowed);
		trial_object(t, at, "workflow", hint, "%s changes by '%s' only", f->name, verbs);
	} else
		trial_object(t, at, "forged", NULL, "%s is set when the record is made, not by hand", f->name);
}

/* TRUE when it is locked and no verb opened it. */
static gboolean
judge_lock(struct trial *t, const struct field *f)
{
	const struct lock *lock = step_lock(t->old, f->name, t->act);
	if (!lock || g_hash_table_contains(t->follows, f->name))
		return FALSE;
	g_autofree char *hint = g_strdup_printf("say why with -m: '%s' changes it", lock->by);
	trial_object(t, record_node(t->new, f->name), lock->rule, kind_verb(t->new->kind, lock->by) ? hint : NULL,
		"%s is %s: its %s changes by '%s' only", t->new->id, step_state(t->old), f->name, lock->by);
	return TRUE;
}

/* ended: it had ended, and no step has opened it again. */
static void
judge_field(struct trial *t, const struct field *f, gboolean ended)
{
	if (!strcmp(f->name, CONFLICTS) || trial_settled(t, f->name, NULL))
		return; /* trial_settle() has judged it */
	if (f->append_only)
		judge_list(t, f);
	if (trial_changed(t, f->name) && judge_lock(t, f))
		return;
	if (f->append_only)
		return;
	if (f->list && f->fields)
		judge_keyed(t, f);
	gboolean changed = trial_changed(t, f->name);
	if (!changed && !g_hash_table_contains(t->follows, f->name))
		return;
	const struct node *was = trial_old(t, f->name), *at = record_node(t->new, f->name);
	if (f->immutable && was && changed)
		trial_object(t, at, "immutable", "put the old value back", "%s never changes; it was %s", f->name,
			was->type == NODE_SCALAR ? was->text : "a list");
	else if (step_guards(t->new->kind, f))
		judge_guarded(t, f);
	else if (changed && ended && !g_hash_table_contains(t->follows, f->name) &&
		 field_allows(f, was)) /* what the kind allows no longer is mended */
		trial_object(t, at, "ended", "add a note instead", "%s is %s: its %s stays as it is", t->new->id,
			step_state(t->old), f->name);
}

/* What needed a second person no longer does: that is allowed, but not in silence. */
static void
judge_relief(struct trial *t)
{
	const struct workflow *w = t->new->kind->workflow;
	const char *reason = t->act->reason;

	for (guint i = 0; t->old && w && i < w->verbs->len; i++) {
		const struct verb *v = w->verbs->pdata[i];
		const char *field = v->instead ? v->instead->fields[0] : NULL;
		if (!step_is_instead(v, t->old->doc->root) || step_is_instead(v, t->new->doc->root) || step_says(reason))
			continue;
		trial_object(t, record_node(t->new, field), "reason", "say why with -m",
			"'%s' would no longer lead to %s: a change of %s needs a reason", v->name, v->to_instead, field);
	}
}

/* Does it still say all that was said? */
static gboolean
says_it(const struct node *was, const struct node *is)
{
	if (was->type == NODE_SCALAR && !*was->text)
		return TRUE;
	if (!is || was->type != is->type)
		return FALSE;
	if (was->type == NODE_SCALAR)
		return node_equal(was, is);
	for (guint i = 0; i < was->n; i++) {
		gboolean said = FALSE;
		if (was->type == NODE_MAP)
			said = node_get(is, was->keys[i]->text) && says_it(was->items[i], node_get(is, was->keys[i]->text));
		for (guint k = 0; was->type == NODE_LIST && k < is->n && !said; k++)
			said = says_it(was->items[i], is->items[k]);
		if (!said)
			return FALSE;
	}
	return TRUE;
}

/* What was said is said otherwise: whoever reads the trail is to know why. What a step sets has the reasons of the step. */
static void
judge_reason(struct trial *t)
{
	const struct kind *kind = t->new->kind;
	const struct workflow *w = kind->workflow;

	if (!t->old || !w || !w->reasons || !name_in(w->reasons, step_state(t->old)) || step_says(t->act->reason))
		return;
	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *f = kind->fields->pdata[i];
		const struct node *was = record_node(t->old, f->name), *is = record_node(t->new, f->name);
		if (!was || f->append_only || f->hidden || !strcmp(f->name, CONFLICTS) || says_it(was, is) ||
			g_hash_table_contains(t->follows, f->name) || trial_settled(t, f->name, NULL))
			continue;
		trial_object(t, is, "reason", "say why with -m", "%s is %s: a change of its %s needs a reason", t->new->id,
			step_state(t->old), f->name);
		return;
	}
}

static gboolean
as_made(const struct trial *t, const struct field *f, const char *is)
{
	if (!f->def)
		return !is;
	if (!is || (!strcmp(f->def, "actor") && !t->act->actor))
		return TRUE;
	if (!strcmp(f->def, "now"))
		return just_now(t->act, is);
	g_autofree char *made = step_value(f->def, t->new->doc->root, t->act);
	return made && !strcmp(made, is);
}

/* What is locked from the first is given by who may take the verb that changes it; the first person of all is asked for nothing. */
static void
judge_given(struct trial *t, const struct field *f)
{
	const struct workflow *w = t->new->kind->workflow;
	struct world *world = t->act->world;
	if (!w || !world || world == &world_later || !t->act->actor || !record_node(t->new, f->name))
		return;
	const struct lock *lock = kind_lock(t->new->kind, f->name, w->initial);
	if (lock && !lock->when && world->person(world, t->act->actor))
		trial_give(t, kind_verb(t->new->kind, lock->by), record_node(t->new, f->name));
}

static void
judge_new_field(struct trial *t, const struct field *f)
{
	const struct workflow *w = t->new->kind->workflow;
	const char *is = record_get(t->new, f->name);
	judge_given(t, f);
	if (f->list && f->fields && !f->append_only)
		judge_keyed(t, f);
	if (f->append_only)
		judge_list(t, f);
	else if (w && !strcmp(f->name, w->field)) {
		if (is && strcmp(is, w->initial) != 0)
			trial_object(t, record_node(t->new, f->name), "initial-state", "make it, then take its steps",
				"a new %s is %s, not %s", t->new->kind->name, w->initial, is);
	} else if (f->hidden && step_guards(t->new->kind, f) && !as_made(t, f, is))
		trial_object(t, record_node(t->new, f->name), "forged", "leave it out", "%s of a new %s is not given by hand",
			f->name, t->new->kind->name);
}

/*
 * A register number comes from the register, and stays, but for one that is wrong. An import brings none: another system's
 * keys are `external`.
 */
static void
judge_number(struct trial *t)
{
	const struct node *was = trial_old(t, NUMBER), *at = record_node(t->new, NUMBER);
	const char *is = record_get(t->new, NUMBER), *given = t->act->number;
	if ((!trial_changed(t, NUMBER) && (was || !given)) || trial_settled(t, NUMBER, NULL))
		return;
	if (was && (at || (record_get(t->old, NUMBER) && !t->act->misnumbered)))
		trial_object(t, at, NUMBER, "put it back", "the number of %s stays what it is: %s", t->new->id,
			was->type == NODE_SCALAR ? was->text : "a list");
	else if (!was && (g_strcmp0(is, given) || (at && !is)))
		trial_object(t, at, NUMBER, "leave it out: 'sx sync' gives the number", "%s is no number that the register gave",
			or_nothing(is));
}

static gboolean
imports(const struct record *old, const struct record *new, const struct act *act)
{
	const char *notes = step_notes(new->kind);
	const struct node *list = notes ? record_node(new, notes) : NULL;
	if (!act->import || old || !list || list->type != NODE_LIST || !list->n)
		return FALSE;
	const struct node *last = list->items[list->n - 1];
	return step_holds(node_get(last, "did"), "import") && step_holds(node_get(last, "by"), act->actor) &&
	       just_now(act, node_text(last, "at"));
}

/* A kind that keeps no notes has no entries to go by: its steps are those the fields show. */
static void
unwritten(struct trial *t, const struct verb *verb, void *data)
{
	trial_step(t, verb, NULL, t->act->reason);
}

gboolean
workflow_judge(const struct record *old, const struct record *new, const struct act *act, GPtrArray *problems)
{
	struct trial t;
	guint before = problems->len;
	trial_begin(&t, old, new, act, problems);
	if (imports(old, new, act)) {
		for (guint i = 0; i < new->kind->fields->len; i++)
			judge_given(&t, new->kind->fields->pdata[i]);
		judge_number(&t);
		trial_keys(&t);
		trial_clear(&t);
		return problems->len == before;
	}
	trial_replay(&t);
	trial_settle(&t);
	judge_number(&t);
	trial_signatures(&t);
	trial_keys(&t);
	const struct workflow *w = new->kind->workflow;
	if (old && w && !w->notes)
		trial_infer(&t, unwritten, NULL);
	gboolean ended = old && w && name_in(w->ended, step_state(old)) && name_in(w->ended, t.state);
	for (guint i = 0; i < new->kind->fields->len; i++) {
		const struct field *f = new->kind->fields->pdata[i];
		if (!strcmp(f->name, NUMBER))
			continue; /* judged already */
		if (!old)
			judge_new_field(&t, f);
		else
			judge_field(&t, f, ended);
	}
	judge_relief(&t);
	judge_reason(&t);
	trial_clear(&t);
	return problems->len == before;
}

/* One part of the judgement of a step that has not been taken. */
static void
suppose(const struct record *record, const struct record *after, const struct verb *verb, const struct act *act, int who,
	GPtrArray *problems)
{
	struct trial t;
	trial_begin(&t, record, after, act, problems);
	t.who = who;
	trial_step(&t, verb, NULL, "said when it is taken");
	if (who == TRIAL_MATTER && g_strcmp0(t.state, step_state(record)) != 0)
		trial_unsigned(&t);
	trial_clear(&t);
}

void
workflow_missing(const struct record *record, const struct record *after, const struct verb *verb, const struct act *act,
	GPtrArray *problems)
{
	suppose(record, after, verb, act, TRIAL_MATTER, problems);
}

gboolean
workflow_may(const struct record *record, const struct record *after, const struct verb *verb, const struct act *act)
{
	g_autoptr(GPtrArray) problems = problems_new();
	suppose(record, after, verb, act, TRIAL_PERSON, problems);
	return problems->len == 0;
}

gboolean
workflow_chooses(const struct record *after, const struct verb *verb, const struct act *act)
{
	struct guard_case c = step_case(NULL, after, act);
	gboolean chooses = FALSE;
	for (guint i = 0; i < verb->guards->len && !chooses; i++) {
		const struct kind_guard *guard = verb->guards->pdata[i];
		chooses = (guard->by || guard->role) && !guard->who && guard_applies(guard, &c);
	}
	return chooses;
}

gboolean
workflow_refuse(const GPtrArray *problems, GError **err)
{
	if (problems->len == 0)
		return TRUE;
	problems_to_error(problems, err);
	if (err && *err)
		(*err)->code = ERR_REFUSED;
	return FALSE;
}
