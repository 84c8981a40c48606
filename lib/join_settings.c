/*
 * Settings that both sides have, where one of them asks for agreements: those of one side stand for both, as all others were agreed
 * with by nobody. A side gives way to the other where agreements lead from its settings to those, which it has not itself and which
 * hold by what it knows: by its people, or, of people that are to it as they were when the two parted, by those of the other. A side that
 * asks for none gives way, too, where it has not changed its settings.
 */
#include "agreement.h"
#include "join_private.h"

#include <string.h>

#define FOLDER ".sx"
#define MODE_EXECUTABLE 0111

struct side {
	struct snapshot *snapshot;
	char *digest;	    /* of its settings */
	guint asked;	    /* people who have to agree */
	gint64 time;	    /* of its last commit; 0: not asked for yet */
	GHashTable *people; /* NULL: not read yet */
};
struct settling {
	struct joining *j;
	struct side sides[3]; /* by enum merge_side; of the base only the digest */
};

/* An agreement that one side has and the other has not. */
struct link {
	struct agreement *agreement;
	gboolean holds;
};

/* What does not read asks for nothing; whether it may be so is told elsewhere. */
static gboolean
read_side(struct settling *s, int i, GError **err)
{
	struct side *side = &s->sides[i];
	GError *failure = NULL;

	side->snapshot = snapshot_tree(s->j->repo, &s->j->trees[i], &failure);
	if (side->snapshot)
		side->asked = agreement_asked(side->snapshot->config);
	if (failure && error_status(failure) == ERR_IO) {
		g_propagate_error(err, failure);
		return FALSE;
	}
	g_clear_error(&failure);
	return TRUE;
}

/* Digests only where somebody asks for agreements. */
static gboolean
read_sides(struct settling *s, GError **err)
{
	struct joining *j = s->j;

	if (!read_side(s, MERGE_OURS, err) || !read_side(s, MERGE_THEIRS, err))
		return FALSE;
	for (int i = MERGE_BASE; i <= MERGE_THEIRS && (s->sides[MERGE_OURS].asked || s->sides[MERGE_THEIRS].asked); i++) {
		s->sides[i].digest = settings_digest_of(j->repo->store, &j->trees[i], err);
		if (!s->sides[i].digest)
			return FALSE;
	}
	return TRUE;
}

static void
settling_clear(struct settling *s)
{
	for (int i = MERGE_BASE; i <= MERGE_THEIRS; i++) {
		snapshot_free(s->sides[i].snapshot);
		g_free(s->sides[i].digest);
		g_clear_pointer(&s->sides[i].people, g_hash_table_unref);
	}
}

/* --- agreements that lead from one to the other --- */

struct linking {
	struct store *store;
	GPtrArray *links;
};

static void
link_free(gpointer data)
{
	struct link *link = data;

	agreement_free(link->agreement);
	g_free(link);
}

/* One that does not read leads nowhere. */
static gboolean
note_agreement(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct linking *l = data;
	g_autoptr(GBytes) bytes = NULL;
	struct link *link;

	if (old || !new || (mode & 0170000) != 0100000)
		return TRUE;
	bytes = store_blob(l->store, new, err);
	if (!bytes)
		return FALSE;
	link = g_new0(struct link, 1);
	link->agreement = agreement_read(path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL);
	if (link->agreement)
		g_ptr_array_add(l->links, link);
	else
		link_free(link);
	return TRUE;
}

static GPtrArray *
links_of(struct settling *s, int from, int to, GError **err)
{
	g_autoptr(GPtrArray) links = g_ptr_array_new_with_free_func(link_free);
	struct joining *j = s->j;
	struct linking l = {j->repo->store, links};
	struct oid folders[2] = {{{0}}, {{0}}};
	gboolean found;

	return store_lookup(l.store, &j->trees[from], FOLDER "/agreed", &found, &folders[0], NULL, err) &&
			       store_lookup(l.store, &j->trees[to], FOLDER "/agreed", &found, &folders[1], NULL, err) &&
			       store_diff(l.store, &folders[0], &folders[1], note_agreement, &l, err)
		       ? g_steal_pointer(&links)
		       : NULL;
}

static gboolean
read_people(struct side *side, GError **err)
{
	if (!side->people && side->snapshot)
		side->people = vouch_people(side->snapshot, err);
	else if (!side->people)
		side->people = g_hash_table_new(g_str_hash, g_str_equal);
	return side->people != NULL;
}

/* Is a person to a side as when the two parted? */
static gboolean
is_as_before(struct settling *s, int side, const char *id, gboolean *same, GError **err)
{
	const struct kind *people = kind_of_people(s->sides[side].snapshot->kinds);
	g_autofree char *path = people ? kind_path_of_id(people, id) : NULL;
	struct joining *j = s->j;
	struct oid then = {{0}}, now = {{0}};
	gboolean found;

	*same = FALSE;
	if (!path)
		return TRUE;
	if (!store_lookup(j->repo->store, &j->trees[MERGE_BASE], path, &found, &then, NULL, err) ||
		!store_lookup(j->repo->store, &j->trees[side], path, &found, &now, NULL, err))
		return FALSE;
	*same = oid_equal(&then, &now);
	return TRUE;
}

static gboolean
note_time(const struct commit_info *commit, void *data, GError **err)
{
	*(gint64 *)data = commit->time;
	return TRUE;
}

/* What the side knows has to hold at its end: a key that it has ended agrees with nothing, whatever day that claims to be of. */
static gboolean
judge_link(struct settling *s, int from, int to, struct link *link, GError **err)
{
	struct side *mine = &s->sides[from], *theirs = &s->sides[to];
	g_autoptr(GHashTable) known = NULL, told = NULL;
	struct agreeing by = {NULL};
	GHashTableIter iter;
	gpointer id;

	if (!mine->asked) /* the other side was judged as it changed */
		return link->holds = TRUE;
	by.config = mine->snapshot->config;
	if (!read_people(mine, err) || !read_people(theirs, err) ||
		(!mine->time && !store_commit_read(s->j->repo->store, &s->j->tips[from], note_time, &mine->time, err)))
		return FALSE;
	by.people = mine->people;
	by.now = mine->time;
	if (!agreeing_given(&by, link->agreement, &known, err))
		return FALSE;
	by.people = theirs->people;
	by.now = 0;
	if (g_hash_table_size(known) < mine->asked && !agreeing_given(&by, link->agreement, &told, err))
		return FALSE;
	if (told)
		g_hash_table_iter_init(&iter, told);
	while (told && g_hash_table_iter_next(&iter, &id, NULL)) {
		gboolean same;

		if (!is_as_before(s, from, id, &same, err))
			return FALSE;
		if (same)
			g_hash_table_add(known, id);
	}
	link->holds = g_hash_table_size(known) >= mine->asked;
	return TRUE;
}

/* Those that hold, one upon the other. *latest: the last of them. */
static gboolean
leads(const GPtrArray *links, const char *from, const char *to, gint64 *latest)
{
	g_autoptr(GHashTable) reached = g_hash_table_new(g_str_hash, g_str_equal);
	guint before;

	g_hash_table_add(reached, (gpointer)from);
	do {
		before = g_hash_table_size(reached);
		for (guint i = 0; i < links->len; i++) {
			const struct link *link = links->pdata[i];
			const struct node *list = link->agreement->before;

			for (guint k = 0; link->holds && k < list->n; k++)
				if (g_hash_table_contains(reached, list->items[k]->text)) {
					g_hash_table_add(reached, (gpointer)link->agreement->after);
					*latest = MAX(*latest, link->agreement->moment);
				}
		}
	} while (g_hash_table_size(reached) > before);
	return g_hash_table_contains(reached, to);
}

/* Does one side give way to the other's settings? */
static gboolean
gives_way(struct settling *s, int from, int to, gboolean *does, gint64 *latest, GError **err)
{
	const char *mine = s->sides[from].digest, *theirs = s->sides[to].digest;
	g_autoptr(GPtrArray) links = NULL;

	*does = !s->sides[from].asked && g_str_equal(mine, s->sides[MERGE_BASE].digest);
	*latest = 0;
	if (*does)
		return TRUE;
	links = links_of(s, from, to, err);
	for (guint i = 0; links && i < links->len; i++)
		if (!judge_link(s, from, to, links->pdata[i], err))
			return FALSE;
	*does = links && leads(links, mine, theirs, latest);
	return links != NULL;
}

/* --- the result --- */

/* Both have the agreement, with other signatures: of two that are good, one is kept, the same by whomever they are brought together. */
static void
settle_agreements(const GPtrArray *paths)
{
	for (guint i = 0; i < paths->len; i++) {
		struct join_path *p = paths->pdata[i];
		gboolean ours;

		if (!g_str_has_prefix(p->path, AGREEMENT_FOLDER))
			continue;
		ours = !oid_is_zero(&p->ours) &&
		       (oid_is_zero(&p->theirs) || memcmp(p->ours.raw, p->theirs.raw, sizeof(p->ours.raw)) < 0);
		p->blob = p->how == JOIN_CAME && !oid_is_zero(&p->theirs) ? p->theirs : ours ? p->ours : p->theirs;
		p->how = JOIN_CAME;
	}
}

static gboolean
take_path(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct joining *j = data;
	struct join_path *p;

	if (!settings_has(path))
		return TRUE;
	p = g_new0(struct join_path, 1);
	p->path = g_strdup(path);
	p->how = JOIN_CAME;
	if (old)
		p->base = p->ours = *old;
	if (new)
		p->theirs = p->blob = *new;
	p->executable = (mode & MODE_EXECUTABLE) != 0;
	g_ptr_array_add(j->join->paths, p);
	return TRUE;
}

static gint
by_path(gconstpointer a, gconstpointer b)
{
	return strcmp((*(struct join_path *const *)a)->path, (*(struct join_path *const *)b)->path);
}

/* All settings become those of one side. */
static gboolean
take(struct joining *j, int side, GError **err)
{
	GPtrArray *paths = j->join->paths;

	for (guint i = paths->len; i-- > 0;)
		if (settings_has(((struct join_path *)paths->pdata[i])->path))
			g_ptr_array_remove_index(paths, i);
	if (side == MERGE_THEIRS &&
		!store_diff(j->repo->store, &j->trees[MERGE_OURS], &j->trees[MERGE_THEIRS], take_path, j, err))
		return FALSE;
	g_ptr_array_sort(paths, by_path);
	return TRUE;
}

static gboolean
settle(struct settling *s, gboolean *settled, GError **err)
{
	const struct side *ours = &s->sides[MERGE_OURS], *theirs = &s->sides[MERGE_THEIRS];
	gboolean to_theirs, to_ours;
	gint64 there, here;

	*settled = (ours->asked || theirs->asked) && strcmp(ours->digest, theirs->digest) != 0;
	if (!*settled)
		return TRUE;
	if (!gives_way(s, MERGE_OURS, MERGE_THEIRS, &to_theirs, &there, err) ||
		!gives_way(s, MERGE_THEIRS, MERGE_OURS, &to_ours, &here, err))
		return FALSE;
	if (to_theirs && to_ours) /* each takes the place of the other: what was agreed later */
		to_theirs = there != here ? there > here : strcmp(theirs->digest, ours->digest) > 0;
	if (to_theirs || to_ours)
		return take(s->j, to_theirs ? MERGE_THEIRS : MERGE_OURS, err);
	error_set(err, ERR_CONFLICT,
		"the settings are others on both sides, and neither was agreed to take the place of the other");
	error_at(err, CONFIG_PATH, 0, 0);
	error_rule(err, AGREEMENT_RULE);
	return FALSE;
}

gboolean
join_settings(struct joining *j, gboolean *settled, GError **err)
{
	struct settling s = {.j = j};
	struct oid folders[2] = {{{0}}, {{0}}};
	gboolean found, ok;

	*settled = FALSE;
	settle_agreements(j->join->paths);
	if (!store_lookup(j->repo->store, &j->trees[MERGE_OURS], FOLDER, &found, &folders[0], NULL, err) ||
		!store_lookup(j->repo->store, &j->trees[MERGE_THEIRS], FOLDER, &found, &folders[1], NULL, err))
		return FALSE;
	if (j->over || oid_equal(&folders[0], &folders[1]))
		return TRUE;
	ok = read_sides(&s, err) && settle(&s, settled, err);
	settling_clear(&s);
	return ok;
}
