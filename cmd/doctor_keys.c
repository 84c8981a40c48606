/* What keys are worth: those that fewer people vouch for than could, settings that too few could agree with, commits that none binds to who made them. */
#include "agreement.h"
#include "doctor.h"
#include "proof.h"
#include "vouch.h"
#include "world.h"
#include <string.h>

/* The keys of somebody here that have not ended: how many, and for how many of them too few vouch. */
struct tally {
	guint keys, lacking;
};

static void
count_keys(const struct vouching *v, const struct record *person, struct tally *tally)
{
	const struct node *list = person->kind->keys ? record_node(person, person->kind->keys) : NULL;
	guint asked = vouching_asked(v, person->id);

	for (guint i = 0; record_is_open(person) && list && list->type == NODE_LIST && i < list->n; i++) {
		const struct node *entry = list->items[i], *vouchers = node_get(entry, VOUCHERS);

		if (signature_key_past(entry, "until", v->now) || signature_key_past(entry, "revoked", v->now))
			continue;
		tally->keys++;
		tally->lacking += (vouchers ? vouchers->n : 0) < asked;
	}
}

void
doctor_look_at_keys(struct visit *visit)
{
	struct index *index = visit->snapshot ? session_index(visit->s, NULL) : NULL;
	AUTO(world) world = index ? world_new(index, index_snapshot(index)->kinds, NULL) : NULL;
	GHashTable *people = world && proof_asked(&world->signing) ? world->people(world) : NULL;
	gint64 now = calendar_now();
	struct vouching v = {people ? &world->signing : NULL, people, NULL, now, now, 0, NULL};
	g_autoptr(GString) says = g_string_new("fewer than two vouch for a key of");
	GList *ids = people ? g_list_sort(g_hash_table_get_keys(people), (GCompareFunc)strcmp) : NULL;
	struct tally all = {0, 0};

	for (GList *l = ids; l; l = l->next) {
		guint before = all.lacking;

		count_keys(&v, g_hash_table_lookup(people, l->data), &all);
		if (all.lacking > before)
			g_string_append_printf(says, "%s %s", before ? "," : "", (char *)l->data);
	}
	g_list_free(ids);
	if (all.lacking)
		doctor_say(visit, "keys", NOTE, says->str, "who has a key says that it is theirs: sx person key -h");
	else if (people && !all.keys)
		doctor_say(visit, "keys", NOTE, "steps are signed here, and nobody has a key: there is nothing to vouch for",
			"who signs enters his own: sx person key -h");
	else if (people)
		doctor_say(visit, "keys", FINE, "as many vouch for each key as could", NULL);
}

void
doctor_look_at_agreement(struct visit *visit)
{
	guint asked = visit->snapshot ? agreement_asked(visit->snapshot->config) : 0;
	g_autoptr(GHashTable) people = asked ? vouch_people(visit->snapshot, NULL) : NULL;
	g_autoptr(GPtrArray) could = NULL;
	g_autofree char *says = NULL;

	if (!people)
		return;
	could = agreeing_could(&(struct agreeing){visit->snapshot->config, people, calendar_now(), 0});
	says = g_strdup_printf("%u people agree with other settings, and %u could", asked, could->len);
	doctor_say(visit, "agreement",
		could->len < asked    ? MEND
		: could->len == asked ? NOTE
				      : FINE,
		says, could->len > asked ? NULL : "give more of them a role of settings_by and enter their keys: sx-settings(1)");
}

/* Is there a record of a kind with rules about who does what? */
static gboolean
has_ruled(struct index *index)
{
	const GPtrArray *kinds = kinds_all(index_snapshot(index)->kinds);
	gboolean has = FALSE;

	for (guint i = 0; i < kinds->len && !has; i++) {
		const struct kind *kind = kinds->pdata[i];
		AUTO(db_query)
		q = kind_has_rules(kind) ? db_prepare(index_db(index), "select 1 from record where kind = ?1 limit 1", NULL)
					 : NULL;

		if (!q)
			continue;
		db_bind_text(q, 1, kind->name);
		if (!db_step(q, &has, NULL))
			has = FALSE;
	}
	return has;
}

void
doctor_look_at_commits(struct visit *visit)
{
	struct index *index = visit->snapshot && !visit->snapshot->config->signed_commits ? session_index(visit->s, NULL) : NULL;

	if (index && has_ruled(index))
		doctor_say(visit, "commits", NOTE,
			"who made a commit is told by its e-mail alone: whoever may push can write another's, and has that "
			"person's "
			"roles by it",
			"enter everybody's key, then set signed_commits: sx-signatures(7)");
}
