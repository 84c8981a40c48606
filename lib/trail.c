/* The trail: entries of the history with the person, the roles and the receipt of each commit. */
#include "trail.h"
#include "pusher.h"
#include "vouch.h"
#include <string.h>

/* A person as one version of the file has him. */
struct face {
	char *email, *name, *role;
};
struct trail {
	struct index *index;
	const struct kind *people;
	GHashTable *files; /* e-mail in lower case -> GPtrArray of paths of people who have had it */
	GHashTable *faces; /* blob id and path -> struct face * */
	struct receipts *receipts;
	GHashTable *pushers;  /* digest of a receipt -> person id, "" for nobody */
	struct oid folder;    /* of people, read last */
	GHashTable *everyone; /* in that folder: id -> struct record *; NULL: none was read */
	/* of the commit asked for last */
	gint64 seq;
	char *by, *reason;
	char *received;
	const struct receipt *receipt;
	const char *pushed_by; /* person id, or NULL */
	const struct face *face;
};

static void
face_free(gpointer data)
{
	struct face *face = data;

	g_free(face->email);
	g_free(face->name);
	g_free(face->role);
	g_free(face);
}

static char *
joined(const struct node *node)
{
	g_autoptr(GString) all = g_string_new(NULL);

	if (node && node->type == NODE_SCALAR)
		return g_strdup(node->text);
	for (guint i = 0; node && node->type == NODE_LIST && i < node->n; i++)
		if (node->items[i]->type == NODE_SCALAR)
			g_string_append_printf(all, "%s%s", all->len ? ", " : "", node->items[i]->text);
	return all->len ? g_strdup(all->str) : NULL;
}

static const struct face *
face_of(struct trail *trail, const char *path, const struct oid *blob)
{
	struct entry_state state;
	struct face *face;
	char hex[OID_HEX];
	g_autofree char *key = NULL;

	oid_hex(blob, hex);
	key = g_strconcat(hex, " ", path, NULL);
	face = g_hash_table_lookup(trail->faces, key);
	if (face)
		return face;
	face = g_new0(struct face, 1);
	entry_state_read(index_snapshot(trail->index), path, blob, &state);
	if (state.record) {
		const char *email = record_get(state.record, trail->people->email);

		face->email = email ? g_utf8_strdown(email, -1) : NULL;
		face->name = g_strdup(record_title(state.record));
		face->role = trail->people->roles ? joined(record_node(state.record, trail->people->roles)) : NULL;
	}
	entry_state_clear(&state);
	g_hash_table_insert(trail->faces, g_steal_pointer(&key), face);
	return face;
}

static void
remember(struct trail *trail, const char *path, const struct oid *blob)
{
	const struct face *face = face_of(trail, path, blob);
	GPtrArray *paths = face->email ? g_hash_table_lookup(trail->files, face->email) : NULL;

	if (!face->email)
		return;
	if (!paths) {
		paths = g_ptr_array_new_with_free_func(g_free);
		g_hash_table_insert(trail->files, g_strdup(face->email), paths);
	}
	if (!g_ptr_array_find_with_equal_func(paths, path, g_str_equal, NULL))
		g_ptr_array_add(paths, g_strdup(path));
}

static gboolean
read_people(struct trail *trail, GError **err)
{
	const struct kinds *kinds = index_snapshot(trail->index)->kinds;
	AUTO(db_query) q = NULL;
	g_autofree char *folder = trail->people ? g_strndup(trail->people->path, strcspn(trail->people->path, "/{")) : NULL;
	gboolean row;

	if (!trail->people)
		return TRUE;
	q = db_prepare(index_db(trail->index),
		"select distinct path, new from touch where path >= ?1 || '/' and path < ?1 || '0' and new is not null order by "
		"path",
		err);
	if (q)
		db_bind_text(q, 1, folder);
	while (q && db_step(q, &row, err) && row) {
		struct oid blob = {{0}};
		gsize length;
		const void *raw = db_bytes(q, 1, &length);

		if (!raw || length != sizeof(blob.raw) || kind_of_path(kinds, db_text(q, 0)) != trail->people)
			continue;
		memcpy(blob.raw, raw, length);
		remember(trail, db_text(q, 0), &blob);
	}
	return q && !(err && *err);
}

struct trail *
trail_new(struct index *index, GError **err)
{
	struct trail *trail = g_new0(struct trail, 1);

	trail->index = index;
	trail->people = kind_of_people(index_snapshot(index)->kinds);
	trail->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
	trail->faces = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, face_free);
	trail->pushers = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	trail->receipts = receipts_load(index_snapshot(index)->repo->store, err);
	if (trail->receipts && read_people(trail, err))
		return trail;
	trail_free(trail);
	return NULL;
}

static void
forget(struct trail *trail)
{
	g_clear_pointer(&trail->by, g_free);
	g_clear_pointer(&trail->reason, g_free);
	g_clear_pointer(&trail->received, g_free);
	trail->receipt = NULL;
	trail->pushed_by = NULL;
	trail->face = NULL;
	trail->seq = 0;
}

void
trail_free(struct trail *trail)
{
	if (!trail)
		return;
	forget(trail);
	receipts_free(trail->receipts);
	g_hash_table_unref(trail->files);
	g_hash_table_unref(trail->faces);
	g_hash_table_unref(trail->pushers);
	g_clear_pointer(&trail->everyone, g_hash_table_unref);
	g_free(trail);
}

struct snapshot *
trail_snapshot(const struct trail *trail)
{
	return index_snapshot(trail->index);
}

struct receipts *
trail_receipts(struct trail *trail)
{
	return trail->receipts;
}

/* --- one commit --- */

/* Who has the e-mail in a commit's tree? */
static gboolean
look_in(struct trail *trail, const struct oid *commit, const char *email, GError **err)
{
	struct store *store = index_snapshot(trail->index)->repo->store;
	const GPtrArray *paths = g_hash_table_lookup(trail->files, email);
	struct oid tree;

	if (!paths || trail->face)
		return TRUE;
	if (!store_commit_tree(store, commit, &tree, err))
		return FALSE;
	for (guint i = 0; i < paths->len && !trail->face; i++) {
		const struct face *face;
		gboolean found;
		struct oid blob;

		if (!store_lookup(store, &tree, paths->pdata[i], &found, &blob, NULL, err))
			return FALSE;
		face = found ? face_of(trail, paths->pdata[i], &blob) : NULL;
		if (!face || g_strcmp0(face->email, email))
			continue;
		trail->face = face;
		trail->by = record_id(trail->people, paths->pdata[i]);
	}
	return TRUE;
}

static char *
received_text(struct trail *trail, const struct oid *commit)
{
	gint64 received = receipts_received(trail->receipts, commit);
	g_autoptr(GDateTime) at = received ? g_date_time_new_from_unix_utc(received) : NULL;

	return at ? g_date_time_format(at, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

/* Everybody in the tree that a push brought; most pushes change nobody. NULL without *err: that is not here. */
static GHashTable *
people_of(struct trail *trail, const struct receipt *receipt, GError **err)
{
	struct snapshot then = *index_snapshot(trail->index);
	struct oid folder;

	if (!store_has_commit(then.repo->store, &receipt->new))
		return NULL;
	if (!store_commit_tree(then.repo->store, &receipt->new, &then.tree, err) ||
		!vouch_folder(then.repo->store, then.kinds, &then.tree, &folder, err))
		return NULL;
	if (trail->everyone && oid_equal(&folder, &trail->folder))
		return trail->everyone;
	g_clear_pointer(&trail->everyone, g_hash_table_unref);
	trail->folder = folder;
	return trail->everyone = vouch_people(&then, err);
}

static gboolean
find_pusher(struct trail *trail, GError **err)
{
	const struct receipt *receipt = trail->receipt;
	const char *known = receipt ? g_hash_table_lookup(trail->pushers, receipt->digest) : NULL;
	GError *failure = NULL;
	GHashTable *people;
	char *id;

	if (receipt && !known && trail->people) {
		people = people_of(trail, receipt, &failure);
		if (failure) {
			g_propagate_error(err, failure);
			return FALSE;
		}
		id = people ? pusher_among(people, receipt->pusher, receipt->received) : NULL;
		known = id ? id : g_strdup("");
		g_hash_table_insert(trail->pushers, (gpointer)receipt->digest, (gpointer)known);
	}
	trail->pushed_by = known && *known ? known : NULL;
	return TRUE;
}

static gboolean
take_commit(const struct commit_info *commit, void *data, GError **err)
{
	*(struct commit_info *)data = *commit;
	return TRUE;
}

static gboolean
look_at(struct trail *trail, const struct entry_commit *commit, GError **err)
{
	struct snapshot *snapshot = index_snapshot(trail->index);
	g_autofree char *email = g_utf8_strdown(commit->email ? commit->email : "", -1);
	struct commit_info info; /* its texts are gone */

	if (trail->seq == commit->seq)
		return TRUE;
	forget(trail);
	if (!store_commit_read(snapshot->repo->store, &commit->oid, take_commit, &info, err))
		return FALSE;
	for (guint i = 0; i < info.n_parents; i++)
		if (store_has_commit(snapshot->repo->store, &info.parents[i]) && !look_in(trail, &info.parents[i], email, err))
			return FALSE;
	if (!look_in(trail, &commit->oid, email, err))
		return FALSE;
	trail->received = received_text(trail, &commit->oid);
	trail->receipt = trail->received ? receipts_of(trail->receipts, &commit->oid) : NULL;
	if (!find_pusher(trail, err))
		return FALSE;
	trail->reason = entry_reason(snapshot, commit, err);
	trail->seq = trail->reason ? commit->seq : 0;
	return trail->reason != NULL;
}

/* --- rows --- */

static void
give_row(const struct trail_row *all, const struct delta *delta, trail_fn fn, void *data)
{
	g_autofree char *old = delta ? delta_says(delta, delta->from) : NULL, *new = delta ? delta_says(delta, delta->to) : NULL;
	struct trail_row row = *all;

	row.field = delta ? delta->name : NULL;
	row.old = old;
	row.new = new;
	fn(&row, data);
}

gboolean
trail_entry(struct trail *trail, const struct entry *entry, const char *field, trail_fn fn, void *data, GError **err)
{
	const struct entry_commit *commit = &entry->commit;
	g_autofree char *claimed = NULL;
	struct trail_row row = {0};
	struct compared c;
	char hex[OID_HEX];

	if (!look_at(trail, commit, err))
		return FALSE;
	claimed = event_format(commit->time, commit->offset);
	oid_hex(&commit->oid, hex);
	row.by = trail->by;
	row.name = trail->face ? trail->face->name : commit->name;
	row.role = trail->face ? trail->face->role : NULL;
	row.email = commit->email;
	row.verb = commit->verb;
	row.subject = commit->subject;
	row.claimed = claimed;
	row.received = trail->received;
	row.pusher = trail->receipt ? trail->receipt->pusher : NULL;
	row.relayed_by = g_strcmp0(trail->pushed_by, trail->by) ? trail->pushed_by : NULL;
	row.reason = *trail->reason ? trail->reason : NULL;
	row.commit = hex;
	row.moment = commit->time;
	entry_compare(index_snapshot(trail->index), entry, field, &c);
	row.kind = c.kind ? c.kind->name : NULL;
	row.id = c.id ? c.id : entry->path;
	if (!field && (!c.deltas || !c.deltas->len))
		give_row(&row, NULL, fn, data);
	for (guint i = 0; c.deltas && i < c.deltas->len; i++)
		give_row(&row, c.deltas->pdata[i], fn, data);
	compared_clear(&c);
	return TRUE;
}

gboolean
trail_record(struct trail *trail, const char *path, trail_fn fn, void *data, GError **err)
{
	AUTO(db_query)
	q = db_prepare(index_db(trail->index), ENTRY_OF_PATH, err);
	gboolean row = FALSE, ok = q != NULL;

	if (q)
		db_bind_text(q, 1, path);
	ok = ok && db_step(q, &row, err);
	while (ok && row) {
		struct entry entry = {0};

		ok = entry_read(&entry, q, &row, err);
		ok = ok && trail_entry(trail, &entry, NULL, fn, data, err);
		entry_clear(&entry);
	}
	return ok;
}

struct arriving {
	struct trail *trail;
	const struct record *record;
	const char *list;
	const struct node *now; /* the list as it is */
	GArray *out;		/* one for each of its entries; zero where none has come yet */
	GHashTable *waiting;	/* the moment an entry says -> GArray of guint, the places of those that have not come yet */
};

static void
arrival_clear(gpointer arrival)
{
	g_free(((struct trail_arrival *)arrival)->received);
}

static const char *
moment_of(const struct node *entry)
{
	const char *at = entry->type == NODE_MAP ? node_text(entry, "at") : NULL;

	return at ? at : "";
}

static GHashTable *
waiting_of(const struct node *list)
{
	GHashTable *waiting = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);

	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++) {
		gpointer moment = (gpointer)moment_of(list->items[i]);
		GArray *places = g_hash_table_lookup(waiting, moment);

		if (!places) {
			places = g_array_new(FALSE, FALSE, sizeof(guint));
			g_hash_table_insert(waiting, moment, places);
		}
		g_array_append_val(places, i);
	}
	return waiting;
}

/* Which of the list's entries that have not come yet it is, which then has; NULL: none. */
static struct trail_arrival *
expected(const struct arriving *a, const struct node *entry)
{
	GArray *places = g_hash_table_lookup(a->waiting, moment_of(entry));

	for (guint i = 0; places && i < places->len; i++) {
		guint place = g_array_index(places, guint, i);

		if (node_equal(a->now->items[place], entry)) {
			g_array_remove_index(places, i);
			return &g_array_index(a->out, struct trail_arrival, place);
		}
	}
	return NULL;
}

/* Where two lines of work have added to a list its entries come in another order than they stand in: each is told by what it says. */
static gboolean
take_arrivals(const struct oid *commit, gint64 claimed, const struct oid *blob, void *data, GError **err)
{
	struct arriving *a = data;
	const struct node *list;
	struct entry_state state;

	entry_state_read(index_snapshot(a->trail->index), a->record->path, blob, &state);
	list = state.record ? record_node(state.record, a->list) : NULL;
	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++) {
		struct trail_arrival *arrival = expected(a, list->items[i]);

		if (arrival)
			*arrival = (struct trail_arrival){*commit, received_text(a->trail, commit)};
	}
	entry_state_clear(&state);
	return TRUE;
}

GArray *
trail_arrivals(struct trail *trail, const struct record *record, const char *list, GError **err)
{
	const struct node *now = record_node(record, list);
	g_autoptr(GHashTable) waiting = waiting_of(now);
	struct arriving a = {trail, record, list, now, g_array_new(FALSE, TRUE, sizeof(struct trail_arrival)), waiting};

	g_array_set_clear_func(a.out, arrival_clear);
	g_array_set_size(a.out, now && now->type == NODE_LIST ? now->n : 0);
	if (entry_versions(trail->index, record->path, take_arrivals, &a, err))
		return a.out;
	g_array_unref(a.out);
	return NULL;
}
