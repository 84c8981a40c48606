/* Keys in a trial: one that is entered comes with the proof that its owner has it. */
#include "proof.h"
#include "trial.h"

#include <string.h>

static const struct node *
keys_of(const struct record *record)
{
	const struct node *list = record && record->kind->keys ? record_node(record, record->kind->keys) : NULL;
	return list && list->type == NODE_LIST ? list : NULL;
}

/* Was it entered so before: the key, and what proves it? */
static gboolean
was_there(const struct node *was, const struct node *entry)
{
	for (guint i = 0; was && i < was->n; i++)
		if (!g_strcmp0(node_text(was->items[i], "key"), node_text(entry, "key")))
			return !g_strcmp0(node_text(was->items[i], "proof"), node_text(entry, "proof"));
	return FALSE;
}

void
trial_keys(struct trial *t)
{
	struct world *world = t->act->world;
	const struct node *was = keys_of(t->old), *is = keys_of(t->new);
	if (!is || !world || world == &world_later || !proof_asked(&world->signing))
		return;
	for (guint i = 0; i < is->n; i++) {
		g_autoptr(GError) failure = NULL;
		gboolean good;
		if (was_there(was, is->items[i]))
			continue;
		if (proof_holds(&world->signing, t->new->id, is->items[i], &good, &failure) && good)
			continue;
		g_autofree char *hint =
			g_strdup_printf("%s makes one with 'sx person key %s FILE.pub --prove', and it is entered with --proof",
				t->new->id, t->new->id);
		trial_object(t, is->items[i], PROOF_RULE, hint, "nothing shows that %s has this key%s%s", t->new->id,
			failure ? ": " : "", failure ? failure->message : "");
	}
}
