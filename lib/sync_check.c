/* What changed on either side, read and checked on what comes of it; and the lists of what came in and goes out. */
#include "register.h"
#include "sync_private.h"
#include <string.h>

struct looked { /* one path that differs from either side */
	char *path;
	const struct kind *kind;
	struct oid blob; /* as it becomes; zero: gone */
	gboolean in, out;
};

struct looking {
	struct round *r;
	GHashTable *by_path; /* path -> struct looked * */
	GPtrArray *all;	     /* the same */
	gboolean out;	     /* the difference from theirs is being read */
	GHashTable *records; /* path -> struct record *, NULL where it goes */
	GPtrArray *ours;     /* problems of what only we have, by itself */
};

static void
looked_free(gpointer data)
{
	struct looked *p = data;

	g_free(p->path);
	g_free(p);
}

static gboolean
note(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct looking *l = data;
	struct looked *p = g_hash_table_lookup(l->by_path, path);

	if (!p) {
		p = g_new0(struct looked, 1);
		p->path = g_strdup(path);
		p->kind = kind_of_path(l->r->after->kinds, path);
		if (new)
			p->blob = *new;
		g_hash_table_insert(l->by_path, p->path, p);
		g_ptr_array_add(l->all, p);
	}
	if (l->out)
		p->out = TRUE;
	else
		p->in = TRUE;
	return TRUE;
}

static void
record_drop(gpointer record)
{
	if (record)
		record_free(record);
}

static gboolean
looking_begin(struct looking *l, struct round *r, GError **err)
{
	struct store *store = r->sync->repo->store;

	*l = (struct looking){.r = r};
	l->by_path = g_hash_table_new(g_str_hash, g_str_equal);
	l->all = g_ptr_array_new_with_free_func(looked_free);
	l->records = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, record_drop);
	l->ours = problems_new();
	if (!store_diff(store, &r->trees[ROUND_OURS], &r->trees[ROUND_TARGET], note, l, err))
		return FALSE;
	l->out = TRUE;
	return store_diff(store, &r->trees[ROUND_THEIRS], &r->trees[ROUND_TARGET], note, l, err);
}

static void
looking_clear(struct looking *l)
{
	g_hash_table_unref(l->by_path);
	g_hash_table_unref(l->records);
	g_ptr_array_unref(l->all);
	g_ptr_array_unref(l->ours);
}

/* A record as it is in a tree; NULL without *err when it is not there, or does not read. */
static struct record *
read_in(struct looking *l, const struct oid *tree, const char *path, GError **err)
{
	struct store *store = l->r->sync->repo->store;
	struct oid blob;
	gboolean found;
	g_autoptr(GBytes) bytes = NULL;

	if (!store_lookup(store, tree, path, &found, &blob, NULL, err) || !found)
		return NULL;
	bytes = store_blob(store, &blob, err);
	if (!bytes)
		return NULL;
	return record_parse(l->r->after->kinds, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL);
}

/* What was wrong in a record already as others have it was not made by us: it is told, and stops nothing. */
static void
excuse(struct looking *l, const struct looked *p, guint first)
{
	AUTO(record) published = read_in(l, &l->r->trees[ROUND_THEIRS], p->path, NULL);
	g_autoptr(GPtrArray) known = problems_new();

	if (published)
		record_check(published, known);
	for (guint i = l->ours->len; i-- > first;) {
		const struct problem *mine = l->ours->pdata[i];
		gboolean found = FALSE;

		for (guint k = 0; k < known->len && !found; k++) {
			const struct problem *theirs = known->pdata[k];

			found = g_str_equal(mine->rule, theirs->rule) && g_str_equal(mine->message, theirs->message);
		}
		if (found)
			g_ptr_array_add(l->r->sync->problems, g_ptr_array_steal_index(l->ours, i));
	}
}

/* What does not read is a problem as well. */
static void
read_one(struct looking *l, const struct looked *p, GBytes *bytes)
{
	GPtrArray *problems = p->out && !p->in ? l->ours : l->r->sync->problems;
	guint first = problems->len;
	GError *failure = NULL;
	gsize length;
	const char *text = g_bytes_get_data(bytes, &length);
	struct record *record = record_parse(l->r->after->kinds, p->path, text, length, &failure);

	if (record) {
		record_check(record, problems);
		if (problems == l->ours && problems->len > first)
			excuse(l, p, first);
		l->r->sync->waiting += p->in && conflicts_wait(record->doc->root);
		g_hash_table_insert(l->records, p->path, record);
	} else {
		const struct error_more *more = error_more(failure);
		struct problem *problem = problem_new(
			p->path, NULL, "yaml", NULL, g_strdup(failure->message), more->hint ? g_strdup(more->hint) : NULL);

		problem->line = more->line;
		problem->column = more->column;
		g_ptr_array_add(problems, problem);
		g_error_free(failure);
	}
}

static gboolean
read_all(struct looking *l, GError **err)
{
	for (guint i = 0; i < l->all->len; i++) {
		const struct looked *p = l->all->pdata[i];
		g_autoptr(GBytes) bytes = NULL;

		if (!p->kind)
			continue;
		if (oid_is_zero(&p->blob)) {
			g_hash_table_insert(l->records, p->path, NULL);
			continue;
		}
		bytes = store_blob(l->r->sync->repo->store, &p->blob, err);
		if (!bytes)
			return FALSE;
		read_one(l, p, bytes);
	}
	return TRUE;
}

static gboolean
check_together(struct looking *l, GError **err)
{
	struct index *index = l->r->index = index_open(l->r->after, err);
	GPtrArray *problems = l->r->sync->problems;

	if (!index)
		return FALSE;
	for (guint i = 0; i < l->all->len; i++) {
		const struct looked *p = l->all->pdata[i];
		const struct record *record = g_hash_table_lookup(l->records, p->path);
		GError *failure = NULL;
		AUTO(record) old = record ? read_in(l, &l->r->trees[ROUND_BASE], p->path, &failure) : NULL;

		if (failure) {
			g_propagate_error(err, failure);
			return FALSE;
		}
		if (!record)
			continue;
		check_sites(l->r->after->config, record, old, problems);
		if (!check_links(index, l->r->after->kinds, l->r->after->config, NULL, record, old, problems, err) ||
			!register_compare(index, old, record, p->out && !p->in ? l->ours : problems, err))
			return FALSE;
	}
	return check_unique_all(index, l->records, problems, err);
}

/* What is wrong by us is not sent out; where nothing goes out it is told like all else. */
static gboolean
judge_ours(struct looking *l, GError **err)
{
	struct sync *s = l->r->sync;

	if (l->ours->len && s->push) {
		problems_to_error(l->ours, err);
		g_prefix_error(err, "what is wrong here is not shared: ");
		return FALSE;
	}
	g_ptr_array_extend_and_steal(s->problems, g_steal_pointer(&l->ours));
	l->ours = problems_new();
	return TRUE;
}

gboolean
round_check(struct round *r, GError **err)
{
	struct looking l;
	gboolean ok = looking_begin(&l, r, err) && read_all(&l, err) && judge_ours(&l, err) && check_together(&l, err) &&
		      judge_ours(&l, err);

	looking_clear(&l);
	return ok;
}

static gboolean
note_item(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	gpointer *to = data; /* the array, the kinds, the paths told already */

	if (!g_hash_table_contains(to[2], path))
		g_ptr_array_add(to[0], sync_item_new(kind_of_path(to[1], path), path, old, new));
	return TRUE;
}

gboolean
round_tell(struct round *r, GError **err)
{
	struct sync *s = r->sync;
	struct store *store = s->repo->store;
	g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
	gpointer came[] = {s->came, r->after->kinds, told}, out[] = {s->out, r->after->kinds, told};

	for (guint i = 0; i < s->merged->len; i++)
		g_hash_table_add(told, ((struct sync_item *)s->merged->pdata[i])->path);
	for (guint i = 0; i < s->kept->len; i++)
		g_hash_table_add(told, ((struct sync_item *)s->kept->pdata[i])->path);
	if (r->in && !store_diff(store, &r->trees[ROUND_OURS], &r->trees[ROUND_TARGET], note_item, came, err))
		return FALSE;
	if (r->out && !store_diff(store, &r->trees[ROUND_THEIRS], &r->trees[ROUND_TARGET], note_item, out, err))
		return FALSE;
	if (r->in && !store_count_ahead(store, &r->theirs, &r->head.commit, &s->n_in, err))
		return FALSE;
	return !r->out || store_count_ahead(store, &r->ours, &r->theirs, &s->n_out, err);
}
