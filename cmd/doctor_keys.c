/* Keys that fewer people vouch for than could: the first ones of a repository, entered when nobody else had any. */
#include "doctor.h"
#include "proof.h"
#include "vouch.h"
#include "world.h"
#include <string.h>

/* Has somebody here a key that is not revoked, for which too few vouch? */
static gboolean
lacks_some(const struct vouching *v, const struct record *person)
{
	const struct node *list = person->kind->keys ? record_node(person, person->kind->keys) : NULL;
	guint asked = vouching_asked(v, person->id);

	for (guint i = 0; record_is_open(person) && list && list->type == NODE_LIST && i < list->n; i++) {
		const struct node *vouchers = node_get(list->items[i], VOUCHERS);

		if (!node_get(list->items[i], "revoked") && (vouchers ? vouchers->n : 0) < asked)
			return TRUE;
	}
	return FALSE;
}

void
doctor_look_at_keys(struct visit *visit)
{
	struct index *index = visit->snapshot ? session_index(visit->s, NULL) : NULL;
	AUTO(world) world = index ? world_new(index, index_snapshot(index)->kinds, NULL) : NULL;
	GHashTable *people = world && proof_asked(&world->signing) ? world->people(world) : NULL;
	gint64 now = calendar_now();
	struct vouching v = {people ? &world->signing : NULL, people, NULL, now, now, 0};
	g_autoptr(GString) says = g_string_new("fewer than two vouch for a key of");
	GList *ids = people ? g_list_sort(g_hash_table_get_keys(people), (GCompareFunc)strcmp) : NULL;
	guint n = 0;

	for (GList *l = ids; l; l = l->next)
		if (lacks_some(&v, g_hash_table_lookup(people, l->data)))
			g_string_append_printf(says, "%s %s", n++ ? "," : "", (char *)l->data);
	g_list_free(ids);
	if (n)
		doctor_say(visit, "keys", NOTE, says->str, "who has a key says that it is theirs: sx person key -h");
	else if (people)
		doctor_say(visit, "keys", FINE, "two people vouch for each key", NULL);
}
