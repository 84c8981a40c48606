/* Who could vouch a while ago, by the history: what a record says of when somebody left is only what its writer's clock said. */
#include "vouch.h"

#include <string.h>

struct vouch_line {
	struct snapshot *snapshot;
	struct oid folder;  /* of people */
	GHashTable *people; /* id -> struct record * */
};

/* --- people of a tree --- */

struct reading {
	struct store *store;
	const struct kinds *kinds;
	const char *folder;
	GHashTable *people;
};

static gboolean
note_person(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	const struct reading *r = data;
	g_autofree char *whole = g_strconcat(r->folder, "/", path, NULL);
	g_autoptr(GBytes) bytes = NULL;
	struct record *record;

	if (kind_of_path(r->kinds, whole) != kind_of_people(r->kinds))
		return TRUE;
	bytes = store_blob(r->store, new, err);
	record = bytes ? record_parse(r->kinds, whole, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL) : NULL;
	if (record)
		g_hash_table_insert(r->people, record->id, record); /* one that does not read is told of elsewhere */
	return bytes != NULL;
}

/* NULL: no kind is of people. Caller frees. */
static char *
folder_name(const struct kinds *kinds)
{
	const struct kind *people = kind_of_people(kinds);

	return people ? g_strndup(people->path, strcspn(people->path, "/{")) : NULL;
}

gboolean
vouch_folder(struct store *store, const struct kinds *kinds, const struct oid *tree, struct oid *out, GError **err)
{
	g_autofree char *folder = folder_name(kinds);
	gboolean found;

	*out = (struct oid){{0}};
	return !folder || store_lookup(store, tree, folder, &found, out, NULL, err);
}

GHashTable *
vouch_people(const struct snapshot *snapshot, GError **err)
{
	struct store *store = snapshot->repo->store;
	g_autofree char *folder = folder_name(snapshot->kinds);
	g_autoptr(GHashTable) all = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)record_free);
	struct reading r = {store, snapshot->kinds, folder, all};
	struct oid oid;

	if (!vouch_folder(store, snapshot->kinds, &snapshot->tree, &oid, err) ||
		(!oid_is_zero(&oid) && !store_diff(store, NULL, &oid, note_person, &r, err)))
		return NULL;
	return g_steal_pointer(&all);
}

/* --- where lines of work stood --- */

struct stand {
	struct oid oid, tree;
	gint64 time;   /* of the latest of all that it has: a clock that goes back does not make what follows older */
	gboolean last; /* something later goes on from it */
};

struct walk {
	gint64 until;
	GHashTable *stands;
	struct stand *tip;
};

static gboolean
note_stand(const struct commit_info *commit, void *data, GError **err)
{
	struct walk *w = data;
	struct stand *stand = g_new0(struct stand, 1);

	stand->oid = commit->oid;
	stand->tree = commit->tree;
	stand->time = commit->time;
	for (guint i = 0; i < commit->n_parents && i < G_N_ELEMENTS(commit->parents); i++) {
		const struct stand *parent = g_hash_table_lookup(w->stands, &commit->parents[i]);

		stand->time = parent ? MAX(stand->time, parent->time) : stand->time;
	}
	for (guint i = 0; i < commit->n_parents && i < G_N_ELEMENTS(commit->parents); i++) {
		struct stand *parent = g_hash_table_lookup(w->stands, &commit->parents[i]);

		if (parent && parent->time <= w->until)
			parent->last |= stand->time > w->until;
	}
	g_hash_table_insert(w->stands, &stand->oid, stand);
	w->tip = stand;
	return TRUE;
}

static void
line_free(gpointer data)
{
	struct vouch_line *line = data;

	g_clear_pointer(&line->people, g_hash_table_unref);
	snapshot_free(line->snapshot);
	g_free(line);
}

/* NULL without *err: those people are there already. */
static struct vouch_line *
read_line(struct repo *repo, const struct oid *tree, const GPtrArray *lines, GError **err)
{
	struct vouch_line *line = g_new0(struct vouch_line, 1);
	gboolean known = FALSE;

	line->snapshot = snapshot_tree(repo, tree, err);
	if (line->snapshot && vouch_folder(repo->store, line->snapshot->kinds, tree, &line->folder, err)) {
		for (guint i = 0; i < lines->len; i++)
			known |= oid_equal(&((struct vouch_line *)lines->pdata[i])->folder, &line->folder);
		line->people = known ? NULL : vouch_people(line->snapshot, err);
	}
	if (line->people)
		return line;
	line_free(line);
	return NULL;
}

static gboolean
add_line(struct repo *repo, const struct oid *tree, GPtrArray *lines, GError **err)
{
	GError *failure = NULL;
	struct vouch_line *line = read_line(repo, tree, lines, &failure);

	if (line)
		g_ptr_array_add(lines, line);
	if (failure && error_status(failure) != ERR_INVALID) { /* settings of then that do not read tell of nobody */
		g_propagate_error(err, failure);
		return FALSE;
	}
	g_clear_error(&failure);
	return TRUE;
}

GPtrArray *
vouch_lately(struct repo *repo, const struct oid *commit, gint64 now, const struct oid *public, GError **err)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(line_free);
	g_autoptr(GHashTable) stands = g_hash_table_new_full(store_oid_hash, store_oid_same, NULL, g_free);
	struct walk w = {now - VOUCH_WHILE, stands, NULL};
	GHashTableIter iter;
	gpointer value;

	if (!store_walk(repo->store, commit, NULL, TRUE, note_stand, &w, err))
		return NULL;
	if (w.tip && w.tip->time <= w.until)
		w.tip->last = TRUE;
	if (public && !oid_is_zero(public) && !add_line(repo, public, lines, err))
		return NULL;
	g_hash_table_iter_init(&iter, stands);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const struct stand *stand = value;

		if (stand->last && !add_line(repo, &stand->tree, lines, err))
			return NULL;
	}
	return g_steal_pointer(&lines);
}

const struct record *
vouch_line_person(const struct vouch_line *line, const char *id)
{
	return g_hash_table_lookup(line->people, id);
}
