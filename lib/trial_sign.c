/* Signatures in a trial: those that steps ask for, those that are new, and those that must still hold. */
#include "signature.h"
#include "trial.h"

#include <string.h>

static const struct node *
list_of(const struct record *record)
{
	const struct node *list = record && kind_field(record->kind, SIGNATURES) ? record_node(record, SIGNATURES) : NULL;
	return list && list->type == NODE_LIST ? list : NULL;
}

/* The entry among those before a place that has a digest; NULL for none. */
static const struct node *
renewed_by(const struct trial *t, const struct node *list, guint at)
{
	const char *renews = node_text(list->items[at], "renews");
	for (guint i = 0; renews && i < at; i++) {
		g_autofree char *digest = signature_digest(&t->act->world->signing, t->new, list->items[i]);
		if (!strcmp(digest, renews) && step_holds(node_get(list->items[i], "did"), node_text(list->items[at], "did")))
			return list->items[i];
	}
	return NULL;
}

/* Whoever may sign again: who signed, and who could take the step as far as people go. */
static gboolean
may_renew(const struct trial *t, const struct verb *verb, const struct node *renewed)
{
	struct guard_case c = step_case(t->old, t->new, t->act);
	if (step_holds(node_get(renewed, "by"), c.actor))
		return TRUE;
	if (guard_excluded(verb->not_by, &c))
		return FALSE;
	for (guint i = 0; i < verb->guards->len; i++) {
		g_autofree char *detail = NULL;
		if (guard_is_personal(verb->guards->pdata[i]) && !guard_holds(verb->guards->pdata[i], &c, &detail))
			return FALSE;
	}
	return TRUE;
}

static gboolean
is_new_note(const struct trial *t, const struct node *note)
{
	const char *name = step_notes(t->new->kind);
	const struct node *list = record_node(t->new, name);
	for (guint i = step_first_new(trial_old(t, name), list); i < list->n; i++)
		if (list->items[i] == note)
			return TRUE;
	return FALSE;
}

/* Why a new entry is no signature; NULL when it is one. Caller frees. */
static char *
fault_of(const struct trial *t, const struct node *list, guint at)
{
	const struct node *entry = list->items[at], *note = signature_note(t->new, entry), *renewed = renewed_by(t, list, at);
	const char *did = node_text(entry, "did");
	const struct verb *verb = did ? kind_verb(t->new->kind, did) : NULL;
	if (!signature_applies(t->new, t->act->world) && !(t->old && signature_applies(t->old, t->act->world)))
		return g_strdup_printf("the configuration does not say that %s are signed", t->new->kind->plural);
	if (!t->old || !note || !is_new_note(t, note) || !verb || !verb->sign)
		return g_strdup("no step that is signed is taken with it");
	if (node_get(entry, "renews") && (!renewed || !may_renew(t, verb, renewed)))
		return g_strdup_printf("there is none that %s could give again", t->act->actor ? t->act->actor : "nobody");
	const struct signing_act s = {t->new, verb, note, renewed, at ? list->items[at - 1] : NULL, t->act};
	return signature_fault(&s, entry);
}

static void
judge_new(struct trial *t, const struct node *list, guint first)
{
	for (guint i = first; i < list->n; i++) {
		g_autofree char *why = fault_of(t, list, i), *says = signature_says(list->items[i]);
		if (why)
			trial_object(t, list->items[i], SIGNATURE_RULE, NULL, "%s is no signature: %s", says, why);
	}
}

static gboolean
has_signature(const struct trial *t, const struct node *note)
{
	const struct node *list = list_of(t->new);
	for (guint i = step_first_new(list_of(t->old), list); list && i < list->n; i++)
		if (signature_note(t->new, list->items[i]) == note)
			return TRUE;
	return FALSE;
}

static void
judge_missing(struct trial *t)
{
	const char *name = step_notes(t->new->kind);
	const struct node *notes = name ? record_node(t->new, name) : NULL;
	guint first = step_first_new(name ? trial_old(t, name) : NULL, notes);
	for (guint i = first; notes && notes->type == NODE_LIST && i < notes->n; i++) {
		const char *did = node_text(notes->items[i], "did");
		const struct verb *verb = did ? kind_verb(t->new->kind, did) : NULL;
		if (!verb || !signature_asked(verb, t->old, t->new, t->act->world) || has_signature(t, notes->items[i]))
			continue;
		g_autofree char *hint =
			g_strdup_printf("take it with 'sx %s %s', which signs it; see sx-signatures(7)", t->new->kind->name, did);
		trial_object(t, notes->items[i], SIGNATURE_RULE, hint, "'%s' of %s is signed, and there is no signature", did,
			t->new->id);
	}
}

void
trial_unsigned(struct trial *t)
{
	struct world *world = t->act->world;
	if (!signature_applies(t->new, world) || !list_of(t->new))
		return;
	g_autoptr(GPtrArray) all = signatures_of(t->new, world, FALSE);
	if (!all)
		trial_object(t, NULL, SIGNATURE_RULE, NULL, "its signatures cannot be read: %s", world->failure->message);
	for (guint i = 0; all && i < all->len; i++) {
		const struct signature *s = all->pdata[i];
		g_autofree char *says = signature_says(s->entry);
		g_autofree char *hint = g_strdup_printf("it is signed again with 'sx %s sign'", t->new->kind->name);
		if (s->state == SIGNATURE_STALE || s->state == SIGNATURE_BAD)
			trial_object(t, s->entry, SIGNATURE_RULE, s->state == SIGNATURE_STALE ? hint : NULL,
				"%s does not hold: %s", says, s->why);
	}
}

void
trial_signatures(struct trial *t)
{
	const struct world *world = t->act->world;
	const struct node *was = list_of(t->old), *is = list_of(t->new);
	guint first = step_first_new(was, is);
	if (!world || world == &world_later || (was && first < was->n))
		return; /* the last: that the list only grows is objected to by itself */
	if (is)
		judge_new(t, is, first);
	if (t->old && !t->act->signs_later)
		judge_missing(t);
	if (t->old && t->steps && g_strcmp0(t->state, step_state(t->old)) != 0)
		trial_unsigned(t);
}
