/* People whom a merge gives what neither side gave: roles that exclude each other, keys that not enough people vouch for. */
#include "change_private.h"
#include "proof.h"
#include "vouch.h"
#include <string.h>

enum { RESULT = 2 }; /* beside the parents, 0 and 1 */

struct joined {
	struct repo *repo;
	const struct oid *trees[3];
	struct snapshot *sides[3];
	char *folder;		/* of people */
	GHashTable *people[3];	/* id -> struct record *: everybody */
	struct signing signing; /* as a parent has it that asks for proofs; zero: neither does */
	gint64 now;
	GPtrArray *problems;
};

/* A key that a parent has not, and who would have it. */
struct arrival {
	const struct record *person;
	const struct node *entry;
	gboolean taken;
};

/* --- reading --- */

struct reading {
	const struct joined *j;
	int side;
};

static gboolean
note_person(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	const struct reading *r = data;
	g_autofree char *whole = g_strconcat(r->j->folder, "/", path, NULL);
	const struct kinds *kinds = r->j->sides[r->side]->kinds;
	g_autoptr(GBytes) bytes = NULL;
	struct record *record;

	if (kind_of_path(kinds, whole) != kind_of_people(kinds))
		return TRUE;
	bytes = store_blob(r->j->repo->store, new, err);
	record = bytes ? record_parse(kinds, whole, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL) : NULL;
	if (record)
		g_hash_table_insert(r->j->people[r->side], record->id, record); /* one that does not read is told of elsewhere */
	return bytes != NULL;
}

static gboolean
find_folder(const struct joined *j, int side, struct oid *out, GError **err)
{
	gboolean found;

	*out = (struct oid){{0}};
	return store_lookup(j->repo->store, j->trees[side], j->folder, &found, out, NULL, err);
}

static gboolean
read_side(struct joined *j, int side, GError **err)
{
	struct reading r = {j, side};
	struct oid folder;

	j->sides[side] = snapshot_tree(j->repo, j->trees[side], err);
	if (!j->sides[side] || !find_folder(j, side, &folder, err))
		return FALSE;
	j->people[side] = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)record_free);
	if (side != RESULT && !j->signing.repository)
		signing_read(&j->signing, j->sides[side]->config, j->sides[side]->kinds, NULL);
	if (side != RESULT && !proof_asked(&j->signing))
		j->signing = (struct signing){0};
	return oid_is_zero(&folder) || store_diff(j->repo->store, NULL, &folder, note_person, &r, err);
}

static void
joined_clear(struct joined *j)
{
	for (int side = 0; side <= RESULT; side++) {
		g_clear_pointer(&j->people[side], g_hash_table_unref);
		snapshot_free(j->sides[side]);
	}
	g_free(j->folder);
}

static void
object(struct joined *j, const struct record *person, const struct node *at, const char *rule, char *message, const char *hint)
{
	g_ptr_array_add(j->problems, problem_new(person->path, at, rule, person->id, message, g_strdup(hint)));
}

/* --- roles --- */

static gboolean
holds_for(const struct joined *j, const struct kind_guard *guard, const struct record *person)
{
	g_autofree char *detail = NULL;
	const struct guard_case c = {.old = person, .new = person, .now = j->now};

	return !person || guard_holds(guard, &c, &detail);
}

/* What whoever changes a locked field must see to holds on either side, and of what comes of them no more. */
static void
judge_roles(struct joined *j, const struct record *person)
{
	const struct workflow *w = person->kind->workflow;
	const struct record *sides[2];

	for (int side = 0; side < RESULT; side++)
		sides[side] = g_hash_table_lookup(j->people[side], person->id);
	for (guint i = 0; w && i < w->locks->len; i++) {
		const struct lock *lock = w->locks->pdata[i];
		const struct verb *verb = kind_verb(person->kind, lock->by);

		for (guint k = 0; verb && k < verb->guards->len; k++) {
			const struct kind_guard *guard = verb->guards->pdata[k];

			if (!guard_is_personal(guard) && !holds_for(j, guard, person) && holds_for(j, guard, sides[0]) &&
				holds_for(j, guard, sides[1]))
				object(j, person, record_node(person, lock->fields[0]), guard->rule,
					g_strdup_printf(
						"what both sides together give %s is not allowed: %s", person->id, guard->say),
					"take back on one side what it gave, then bring them together");
		}
	}
}

/* --- keys --- */

/* Was it revoked since before it began? As that is never made later, nothing that it signs is ever good. */
static gboolean
counts_never(const struct node *entry)
{
	const char *text = node_text(entry, "from");
	gint64 from;
	int offset;

	return text && event_parse(text, &from, &offset, NULL) && signature_key_past(entry, "revoked", from);
}

/* What counts, or has counted for a while, of the keys that a parent has not. */
static GArray *
arrivals_at(const struct joined *j, int side)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct arrival));
	GHashTableIter iter;
	gpointer id, person;

	g_hash_table_iter_init(&iter, j->people[RESULT]);
	while (g_hash_table_iter_next(&iter, &id, &person)) {
		const struct node *list = vouch_keys(person);
		const struct record *there = g_hash_table_lookup(j->people[side], id);

		for (guint i = 0; list && i < list->n; i++) {
			struct arrival arrival = {person, list->items[i], FALSE};

			if (!vouch_has_key(there, node_text(list->items[i], "key")) && !counts_never(list->items[i]))
				g_array_append_val(all, arrival);
		}
	}
	return all;
}

static gboolean
take(const struct joined *j, struct vouching *v, struct arrival *arrival, gboolean *taken, GError **err)
{
	const char *from = node_text(arrival->entry, "from");
	guint given;
	int offset;

	if (!from || !event_parse(from, &v->moment, &offset, NULL))
		return TRUE;
	if (!proof_holds(&j->signing, arrival->person->id, arrival->entry, taken, err))
		return FALSE;
	if (*taken && !vouching_given(v, arrival->person->id, arrival->entry, &given, err))
		return FALSE;
	*taken = *taken && given >= vouching_asked(v, arrival->person->id);
	return TRUE;
}

static void
object_to_key(struct joined *j, const struct arrival *arrival)
{
	const char *id = arrival->person->id, *from = node_text(arrival->entry, "from");
	gint64 moment;
	int offset;
	gboolean reads = from && event_parse(from, &moment, &offset, NULL);
	g_autofree char *hint =
		g_strdup_printf("there it is revoked from its beginning, 'sx person key %s FILE.pub --revoke --since "
				"%s', and another one entered when both sides are together",
			id, reads ? from : "FROM");

	object(j, arrival->person, arrival->entry, VOUCH_RULE,
		g_strdup_printf("a key of %s comes with one side for which too few vouch whom the other knows", id), hint);
}

/*
 * A key that one side brings has to be what it would have to be if it were entered upon the other: work that begins before
 * others had keys does not bring one that nobody else knows of. Those who vouch may come with it, if enough vouch for them.
 */
static gboolean
judge_keys(struct joined *j, int side, GError **err)
{
	g_autoptr(GArray) all = arrivals_at(j, side);
	g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);
	struct vouching v = {&j->signing, j->people[side], taken, j->now, 0, 0};
	gboolean more = TRUE;

	while (more) {
		more = FALSE;
		for (guint i = 0; i < all->len; i++) {
			struct arrival *arrival = &g_array_index(all, struct arrival, i);

			if (arrival->taken)
				continue;
			if (!take(j, &v, arrival, &arrival->taken, err))
				return FALSE;
			if (!arrival->taken)
				continue;
			more = TRUE;
			if (!node_get(arrival->entry, "revoked")) /* one that was vouches for nobody who comes with it */
				g_hash_table_insert(taken, (gpointer)node_text(arrival->entry, "key"), arrival->person->id);
		}
	}
	for (guint i = 0; i < all->len; i++) {
		const struct arrival *arrival = &g_array_index(all, struct arrival, i);

		if (!arrival->taken)
			object_to_key(j, arrival);
	}
	return TRUE;
}

/* --- both --- */

static gboolean
judge_all(struct joined *j, GError **err)
{
	GHashTableIter iter;
	gpointer id, person;

	for (int side = 0; side <= RESULT; side++)
		if (!read_side(j, side, err))
			return FALSE;
	g_hash_table_iter_init(&iter, j->people[RESULT]);
	while (g_hash_table_iter_next(&iter, &id, &person))
		judge_roles(j, person);
	for (int side = 0; j->signing.repository && side < RESULT; side++)
		if (!judge_keys(j, side, err))
			return FALSE;
	return TRUE;
}

gboolean
change_judge_merge(struct repo *repo, const struct kinds *kinds, const struct oid parents[2], const struct oid *tree, gint64 now,
	GPtrArray *problems, GError **err)
{
	const struct kind *people = kind_of_people(kinds);
	struct oid trees[2], folders[3];
	struct joined j = {.repo = repo, .trees = {&trees[0], &trees[1], tree}, .now = now, .problems = problems};
	gboolean ok = TRUE, same;

	for (int side = 0; side < RESULT && ok; side++)
		ok = store_commit_tree(repo->store, &parents[side], &trees[side], err);
	if (!ok || !people)
		return ok;
	j.folder = g_strndup(people->path, strcspn(people->path, "/{"));
	for (int side = 0; side <= RESULT && ok; side++)
		ok = find_folder(&j, side, &folders[side], err);
	same = oid_equal(&folders[0], &folders[1]) && oid_equal(&folders[0], &folders[RESULT]);
	ok = ok && (same || judge_all(&j, err));
	joined_clear(&j);
	return ok;
}
