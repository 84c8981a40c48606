/* People whom a merge gives what neither side gave: roles that exclude each other, keys that not enough people vouch for. */
#include "change_private.h"
#include "proof.h"
#include "vouch.h"
#include <string.h>

#define DAY_SECONDS (24 * 60 * 60)
#define NAMED 5	     /* people at most of whom a hint tells */
enum { RESULT = 2 }; /* beside the parents, 0 and 1 */

struct joined {
	struct repo *repo;
	const struct oid *parents; /* 2 */
	const struct oid *trees[3];
	struct snapshot *sides[3];
	char *folder;		/* of people */
	GHashTable *people[3];	/* id -> struct record *: those who are another than on a side, perhaps all */
	GHashTable *differs[2]; /* set of ids: who is another than on this side; NULL: that is not known */
	struct signing signing; /* as a parent has it that asks for proofs; zero: neither does */
	gint64 now;
	GPtrArray *problems;
};

/* A key that a parent has not, and who would have it. */
struct arrival {
	const struct record *person;
	const struct node *entry;
	guint asked, given;
	gboolean taken;
};

/* --- reading --- */

struct reading {
	struct joined *j;
	int side;
};

static gboolean
read_person(struct joined *j, int side, const char *path, const struct oid *blob, const char **id, GError **err)
{
	const struct kinds *kinds = j->sides[side]->kinds;
	g_autoptr(GBytes) bytes = NULL;
	struct record *record;

	if (!blob || kind_of_path(kinds, path) != kind_of_people(kinds))
		return TRUE;
	bytes = store_blob(j->repo->store, blob, err);
	record = bytes ? record_parse(kinds, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL) : NULL;
	if (record) { /* one that does not read is told of elsewhere */
		g_hash_table_replace(j->people[side], record->id, record);
		*id = record->id;
	}
	return bytes != NULL;
}

static gboolean
note_difference(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	const struct reading *r = data;
	g_autofree char *whole = g_strconcat(r->j->folder, "/", path, NULL);
	const char *before = NULL, *after = NULL;

	if (!read_person(r->j, r->side, whole, old, &before, err) || !read_person(r->j, RESULT, whole, new, &after, err))
		return FALSE;
	if (before || after)
		g_hash_table_add(r->j->differs[r->side], g_strdup(after ? after : before));
	return TRUE;
}

static GHashTable *
table_of_people(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)record_free);
}

/* Of hundreds of people few are another in a merge, and only these can be given anything by it. */
static gboolean
read_differences(struct joined *j, const struct oid folders[3], GError **err)
{
	for (int side = 0; side <= RESULT; side++)
		j->people[side] = table_of_people();
	for (int side = 0; side < RESULT; side++) {
		struct reading r = {j, side};

		j->differs[side] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
		if (!store_diff(j->repo->store, &folders[side], &folders[RESULT], note_difference, &r, err))
			return FALSE;
	}
	return TRUE;
}

/* Where kinds are not the same, what is written alike may say something else. */
static gboolean
read_all(struct joined *j, GError **err)
{
	for (int side = 0; side <= RESULT; side++)
		if (!(j->people[side] = vouch_people(j->sides[side], err)))
			return FALSE;
	return TRUE;
}

static gboolean
read_sides(struct joined *j, const struct oid folders[3], GError **err)
{
	gboolean alike = TRUE;

	for (int side = 0; side <= RESULT; side++) {
		j->sides[side] = snapshot_tree(j->repo, j->trees[side], err);
		if (!j->sides[side])
			return FALSE;
		alike &= g_str_equal(kinds_digest(j->sides[0]->kinds), kinds_digest(j->sides[side]->kinds));
		if (side != RESULT && !j->signing.repository)
			signing_read(&j->signing, j->sides[side]->config, j->sides[side]->kinds, NULL);
		if (side != RESULT && !proof_asked(&j->signing))
			j->signing = (struct signing){0};
	}
	return alike ? read_differences(j, folders, err) : read_all(j, err);
}

static gboolean
differs(const struct joined *j, int side, const char *id)
{
	return !j->differs[side] || g_hash_table_contains(j->differs[side], id);
}

static void
joined_clear(struct joined *j)
{
	for (int side = 0; side <= RESULT; side++) {
		g_clear_pointer(&j->people[side], g_hash_table_unref);
		if (side != RESULT)
			g_clear_pointer(&j->differs[side], g_hash_table_unref);
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

	if (!differs(j, 0, person->id) || !differs(j, 1, person->id)) /* it is as it was judged there */
		return;
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

/* What counts, or has counted for a while, of the keys that a parent has not. Whoever is as there brings none. */
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

		for (guint i = 0; list && differs(j, side, id) && i < list->n; i++) {
			struct arrival arrival = {person, list->items[i], 0, 0, FALSE};

			if (!vouch_has_key(there, node_text(list->items[i], "key")) && !counts_never(list->items[i]))
				g_array_append_val(all, arrival);
		}
	}
	return all;
}

/* How many the side asks for, also of those whose keys have ended lately in any line of work that it has. */
static gboolean
count_asked(const struct joined *j, int side, struct vouching *v, GPtrArray **lately, struct arrival *arrival, GError **err)
{
	const char *id = arrival->person->id;

	arrival->asked = vouching_asked(v, id);
	if (arrival->asked >= VOUCH_MOST || *lately)
		return TRUE;
	v->lately = *lately = vouch_lately(j->repo, &j->parents[side], v->now, NULL, err);
	if (*lately)
		arrival->asked = vouching_asked(v, id);
	return *lately != NULL;
}

static gboolean
take(const struct joined *j, struct vouching *v, struct arrival *arrival, GError **err)
{
	const char *id = arrival->person->id, *from = node_text(arrival->entry, "from");
	gboolean proved;
	int offset;

	if (!from || !event_parse(from, &v->moment, &offset, NULL))
		return TRUE;
	if (!proof_holds(&j->signing, id, arrival->entry, &proved, err) ||
		!vouching_given(v, id, arrival->entry, &arrival->given, err))
		return FALSE;
	arrival->taken = proved && arrival->given >= arrival->asked;
	return TRUE;
}

/* Who of the side could vouch for it yet. */
static char *
others_of(const struct vouching *v, const struct arrival *arrival)
{
	GList *ids = g_list_sort(g_hash_table_get_keys(v->people), (GCompareFunc)strcmp);
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (GList *l = ids; l && names->len < NAMED; l = l->next)
		if (strcmp(l->data, arrival->person->id) && vouching_counts(v, g_hash_table_lookup(v->people, l->data)) &&
			!vouch_names(arrival->entry, l->data))
			g_ptr_array_add(names, l->data);
	g_list_free(ids);
	g_ptr_array_add(names, NULL);
	return names->len > 1 ? g_strjoinv(", ", (char **)names->pdata) : NULL;
}

/* From when on those who have vouched are enough, as whose keys have ended are forgotten by then; NULL: they are not. */
static char *
enough_from(const struct vouching *v, const struct arrival *arrival)
{
	char *at;

	if (vouching_could(v, arrival->person->id) > arrival->given)
		return NULL;
	at = event_format(v->now + VOUCH_WHILE + DAY_SECONDS, 0);
	at[strcspn(at, "T")] = '\0';
	return at;
}

/* Nobody but people can mend it: who did not know of the key says so as well, where he is, or it goes. */
static void
object_to_key(struct joined *j, const struct vouching *v, const struct arrival *arrival)
{
	const char *id = arrival->person->id, *from = node_text(arrival->entry, "from");
	g_autofree char *others = others_of(v, arrival), *enough = enough_from(v, arrival);
	g_autoptr(GString) hint = g_string_new(NULL);
	gint64 moment;
	int offset;
	gboolean reads = from && event_parse(from, &moment, &offset, NULL);

	if (others)
		g_string_append_printf(hint,
			"the other side enters it as well, with 'sx person key %s FILE.pub', and of who has a key there more "
			"vouch "
			"for it: %s; or ",
			id, others);
	if (enough)
		g_string_append_printf(hint, "from %s on it is enough as it is; or ", enough);
	g_string_append_printf(hint,
		"where it was entered it is revoked from its beginning, 'sx person key %s FILE.pub --revoke --since %s', and "
		"another "
		"one entered when both sides are together",
		id, reads ? from : "FROM");
	object(j, arrival->person, arrival->entry, VOUCH_RULE,
		g_strdup_printf("a key of %s comes with one side; the other asks for %u who vouch for it, and knows %u", id,
			arrival->asked, arrival->given),
		hint->str);
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
	g_autoptr(GHashTable) everybody = all->len ? vouch_people(j->sides[side], err) : NULL;
	g_autoptr(GPtrArray) lately = NULL;
	struct vouching v = {&j->signing, everybody, taken, j->now, 0, 0, NULL};
	gboolean more = TRUE;

	if (!everybody)
		return all->len == 0;
	for (guint i = 0; i < all->len; i++)
		if (!count_asked(j, side, &v, &lately, &g_array_index(all, struct arrival, i), err))
			return FALSE;
	while (more) {
		more = FALSE;
		for (guint i = 0; i < all->len; i++) {
			struct arrival *arrival = &g_array_index(all, struct arrival, i);

			if (arrival->taken)
				continue;
			if (!take(j, &v, arrival, err))
				return FALSE;
			if (!arrival->taken)
				continue;
			more = TRUE;
			if (!node_get(arrival->entry, "revoked")) /* one that was vouches for nobody who comes with it */
				g_hash_table_insert(taken, (gpointer)node_text(arrival->entry, "key"), arrival->person->id);
		}
	}
	for (guint i = 0; i < all->len; i++)
		if (!g_array_index(all, struct arrival, i).taken)
			object_to_key(j, &v, &g_array_index(all, struct arrival, i));
	return TRUE;
}

/* --- both --- */

static gboolean
judge_all(struct joined *j, const struct oid folders[3], GError **err)
{
	GHashTableIter iter;
	gpointer id, person;

	if (!read_sides(j, folders, err))
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
	struct joined j = {
		.repo = repo, .parents = parents, .trees = {&trees[0], &trees[1], tree}, .now = now, .problems = problems};
	gboolean ok = TRUE, same;

	for (int side = 0; side < RESULT && ok; side++)
		ok = store_commit_tree(repo->store, &parents[side], &trees[side], err);
	if (!ok || !people)
		return ok;
	j.folder = g_strndup(people->path, strcspn(people->path, "/{"));
	for (int side = 0; side <= RESULT && ok; side++)
		ok = vouch_folder(repo->store, kinds, j.trees[side], &folders[side], err);
	same = oid_equal(&folders[0], &folders[1]) && oid_equal(&folders[0], &folders[RESULT]);
	ok = ok && (same || judge_all(&j, folders, err));
	joined_clear(&j);
	return ok;
}
