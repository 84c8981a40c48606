/* Entries of the log, read from the history and the two blobs of each. */
#include "entry.h"
#include "message.h"

#include <string.h>

static void
read_oid(struct db_query *q, int column, struct oid *out)
{
	gsize length;
	const void *raw = db_bytes(q, column, &length);

	memset(out, 0, sizeof(*out));
	if (raw && length == sizeof(out->raw))
		memcpy(out->raw, raw, length);
}

void
entry_begin(struct entry *entry, struct db_query *q)
{
	entry->commit.seq = db_int(q, 0);
	read_oid(q, 1, &entry->commit.oid);
	entry->commit.time = db_int(q, 2);
	entry->commit.offset = db_int(q, 3);
	entry->commit.name = g_strdup(db_text(q, 4));
	entry->commit.email = g_strdup(db_text(q, 5));
	entry->commit.subject = g_strdup(db_text(q, 6));
	entry->commit.verb = g_strdup(db_text(q, 7));
	entry->path = g_strdup(db_text(q, 8));
	entry->old = g_array_new(FALSE, FALSE, sizeof(struct oid));
	entry_add_parent(entry, q);
	read_oid(q, 10, &entry->new);
}

gboolean
entry_continues(const struct entry *entry, struct db_query *q)
{
	return entry->commit.seq && entry->commit.seq == db_int(q, 0) && !g_strcmp0(entry->path, db_text(q, 8));
}

void
entry_add_parent(struct entry *entry, struct db_query *q)
{
	struct oid old;

	read_oid(q, 9, &old);
	g_array_append_val(entry->old, old);
}

gboolean
entry_read(struct entry *entry, struct db_query *q, gboolean *row, GError **err)
{
	gboolean ok;

	entry_begin(entry, q);
	while ((ok = db_step(q, row, err)) && *row && entry_continues(entry, q))
		entry_add_parent(entry, q);
	return ok;
}

void
entry_clear(struct entry *entry)
{
	g_free(entry->commit.name);
	g_free(entry->commit.email);
	g_free(entry->commit.subject);
	g_free(entry->commit.verb);
	g_free(entry->path);
	if (entry->old)
		g_array_unref(entry->old);
	memset(entry, 0, sizeof(*entry));
}

gboolean
entry_versions(struct index *index, const char *path, entry_version_fn fn, void *data, GError **err)
{
	AUTO(db_query)
	q = db_prepare(index_db(index),
		"select distinct c.oid, c.time, t.new, c.seq from touch t join change_log c on c.seq = t.seq"
		" where t.path = ?1 and t.new is not null order by c.seq",
		err);
	gboolean row = FALSE, ok = q != NULL;

	if (q)
		db_bind_text(q, 1, path);
	while (ok && (ok = db_step(q, &row, err)) && row) {
		g_autoptr(GError) failure = NULL;
		struct oid commit, blob;
		gsize length;

		memcpy(commit.raw, db_bytes(q, 0, &length), sizeof(commit.raw));
		memcpy(blob.raw, db_bytes(q, 2, &length), sizeof(blob.raw));
		if (fn(&commit, db_int(q, 1), &blob, data, &failure))
			continue;
		ok = !failure;
		if (failure)
			g_propagate_error(err, g_steal_pointer(&failure));
		break;
	}
	return ok;
}

void
entry_state_read(struct snapshot *snapshot, const char *path, const struct oid *oid, struct entry_state *out)
{
	g_autoptr(GBytes) bytes = NULL;
	const char *text;
	gsize length;

	*out = (struct entry_state){.present = !oid_is_zero(oid)};
	if (!out->present)
		return;
	bytes = store_blob(snapshot->repo->store, oid, NULL);
	text = bytes ? g_bytes_get_data(bytes, &length) : NULL;
	if (bytes)
		out->record = record_parse(snapshot->kinds, path, text ? text : "", length, NULL);
}

void
entry_state_clear(struct entry_state *state)
{
	record_free(state->record);
	state->record = NULL;
}

static gboolean
take_reason(const struct commit_info *commit, void *data, GError **err)
{
	*(char **)data = message_reason(commit->message);
	return TRUE;
}

char *
entry_reason(struct snapshot *snapshot, const struct entry_commit *commit, GError **err)
{
	char *text = NULL;

	store_commit_read(snapshot->repo->store, &commit->oid, take_reason, &text, err);
	return text;
}

gboolean
entry_whole(const struct store *store, GError **err)
{
	if (!store_is_shallow(store))
		return TRUE;
	error_set(err, ERR_INTEGRITY, "the history is cut off in this clone, so it cannot tell what happened when");
	error_hint(err, "'git fetch --unshallow' brings the rest");
	return FALSE;
}
