/* Keys in a trial: one that is entered comes with the proof that its owner has it, and what has ended never counts again. */
#include "proof.h"
#include "trial.h"
#include "vouch.h"

#include <string.h>

static const struct node *
keys_of(const struct record *record)
{
	const struct node *list = record && record->kind->keys ? record_node(record, record->kind->keys) : NULL;
	return list && list->type == NODE_LIST ? list : NULL;
}

/* The entry of the same key; NULL for none. */
static const struct node *
same_key(const struct node *list, const struct node *entry)
{
	for (guint i = 0; list && i < list->n; i++)
		if (!g_strcmp0(node_text(list->items[i], "key"), node_text(entry, "key")))
			return list->items[i];
	return NULL;
}

/* --- from when and until when --- */

/* A moment of an entry; FALSE when there is none that reads. */
static gboolean
moment_of(const struct node *entry, const char *name, gint64 *out)
{
	const char *text = node_text(entry, name);
	int offset;
	return text && event_parse(text, out, &offset, NULL);
}

/* Nothing that was there is gone or later now. */
static gboolean
no_later(const struct node *was, const struct node *is, const char *name)
{
	gint64 before, now;
	return !node_get(was, name) ||
	       (moment_of(was, name, &before) ? moment_of(is, name, &now) && now <= before : node_equal(was, is));
}

static void
judge_moments(struct trial *t, const struct node *was, const struct node *is)
{
	gint64 from, until;
	if (!was && moment_of(is, "from", &from) && from < t->act->now && !step_is_now(t->act, from))
		trial_object(t, node_get(is, "from"), KEY_RULE, "leave it out: 'sx person key' says now",
			"a key counts from when it is entered, not from %s", node_text(is, "from"));
	if (!was)
		return;
	if (g_strcmp0(node_text(was, "from"), node_text(is, "from")) != 0)
		trial_object(t, node_get(is, "from"), KEY_RULE, "put the old moment back; another key counts from another moment",
			"from when a key counts never changes; it was %s", node_text(was, "from"));
	if (!no_later(was, is, "revoked"))
		trial_object(t, is, KEY_RULE, "put it back; who still has the key to himself makes another one",
			"a revocation is never taken back nor made later; it was %s", node_text(was, "revoked"));
	if (moment_of(was, "until", &until) && until <= t->act->now && !no_later(was, is, "until"))
		trial_object(t, is, KEY_RULE, "put it back, and enter another key",
			"a key that has run out does not count again; it was until %s", node_text(was, "until"));
}

/* --- whose it is --- */

static void
judge_proof(struct trial *t, const struct node *was, const struct node *is)
{
	g_autoptr(GError) failure = NULL;
	gboolean good;
	if (was && !g_strcmp0(node_text(was, "proof"), node_text(is, "proof")))
		return;
	if (proof_holds(&t->act->world->signing, t->new->id, is, &good, &failure) && good)
		return;
	g_autofree char *hint = g_strdup_printf(
		"%s makes one with 'sx person key %s FILE.pub --prove', and it is entered with --proof", t->new->id, t->new->id);
	trial_object(t, is, PROOF_RULE, hint, "nothing shows that %s has this key%s%s", t->new->id, failure ? ": " : "",
		failure ? failure->message : "");
}

/* --- who else says so --- */

static gboolean
holds(const struct node *list, const struct node *entry)
{
	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++)
		if (node_equal(list->items[i], entry))
			return TRUE;
	return FALSE;
}

static void
judge_given(struct trial *t, struct vouching *v, const struct node *is)
{
	g_autoptr(GError) failure = NULL;
	guint asked, given = 0;
	if (!vouching_remember(v, t->new->id, t->act->world)) {
		trial_object(t, is, VOUCH_RULE, NULL, "it cannot be looked up who could vouch for it");
		return;
	}
	asked = vouching_asked(v, t->new->id);
	if (vouching_given(v, t->new->id, is, &given, &failure) && given >= asked)
		return;
	g_autofree char *hint =
		g_strdup_printf("who has a key that counts, or %s with an earlier one, says so with 'sx person key %s "
				"FILE.pub --vouch', and it is entered with --vouched%s",
			t->new->id, t->new->id,
			given < vouching_could(v, t->new->id) ? "" : "; whose keys have ended is asked for a week");
	trial_object(t, is, VOUCH_RULE, hint, "%u of %u other signatures show that it is %s's key%s%s", given, asked, t->new->id,
		failure ? ": " : "", failure ? failure->message : "");
}

/* A key that is new has them; those that are there stay, and more may come. */
static void
judge_vouchers(struct trial *t, struct vouching *v, const struct node *was, const struct node *is)
{
	const struct node *before = was ? node_get(was, VOUCHERS) : NULL, *list = node_get(is, VOUCHERS);
	for (guint i = 0; before && before->type == NODE_LIST && i < before->n; i++)
		if (!holds(list, before->items[i]))
			trial_object(t, is, VOUCH_RULE, "put it back", "who said that it is %s's key has said so", t->new->id);
	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++) {
		g_autoptr(GError) failure = NULL;
		gboolean good;
		if (holds(before, list->items[i]) || (vouching_good(v, t->new->id, is, list->items[i], &good, &failure) && good))
			continue;
		trial_object(t, list->items[i], VOUCH_RULE, NULL, "nothing shows that %s says that it is %s's key%s%s",
			node_text(list->items[i], "by") ? node_text(list->items[i], "by") : "anybody", t->new->id,
			failure ? ": " : "", failure ? failure->message : "");
	}
	if (!was)
		judge_given(t, v, is);
}

void
trial_keys(struct trial *t)
{
	struct world *world = t->act->world;
	const struct node *was = keys_of(t->old), *is = keys_of(t->new);
	gboolean proofs = world && world != &world_later && proof_asked(&world->signing);
	struct vouching v = {proofs ? &world->signing : NULL, NULL, NULL, t->act->now, t->act->now,
		proofs ? world->signing.received : 0, NULL};
	for (guint i = 0; is && i < is->n; i++) {
		const struct node *before = same_key(was, is->items[i]);
		judge_moments(t, before, is->items[i]);
		if (!proofs || (before && node_equal(before, is->items[i])))
			continue;
		judge_proof(t, before, is->items[i]);
		v.people = v.people ? v.people : world->people(world);
		if (v.people)
			judge_vouchers(t, &v, before, is->items[i]);
		else
			trial_object(t, is->items[i], VOUCH_RULE, NULL, "it cannot be looked up who could vouch for it");
	}
}
