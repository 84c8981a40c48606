/* The history of one repository as `sx log` looks at it. */
#include "log_source.h"

#include <string.h>

/* The file of a record that is there no more, when the id is whole and the history knows it. */
static char *
path_in_history(struct index *index, const struct kind *kind, const char *id)
{
	const GPtrArray *all = kinds_all(index_snapshot(index)->kinds);
	AUTO(db_query) q = db_prepare(index_db(index), "select 1 from touch where path = ?1", NULL);

	for (guint i = 0; q && i < all->len; i++) {
		const struct kind *k = g_ptr_array_index(all, i);
		g_autofree char *path = kind && kind != k ? NULL : record_path(k, id, NULL);
		gboolean row;

		if (!path)
			continue;
		db_bind_text(q, 1, path);
		if (db_step(q, &row, NULL) && row)
			return g_steal_pointer(&path);
	}
	return NULL;
}

static gboolean
look_for_record(struct index *index, const char *id, struct looking *l, GError **err)
{
	struct found found;
	GError *error = NULL;

	if (index_find(index, l->kind, id, &found, &error)) {
		l->path = g_strdup(found.path);
		found_clear(&found);
		return TRUE;
	}
	l->path = path_in_history(index, l->kind, id);
	if (!l->path) {
		g_propagate_error(err, error);
		return FALSE;
	}
	g_error_free(error);
	return TRUE;
}

/* Every address that the person has or has had. */
static gboolean
look_for_person(struct session *s, struct index *index, const struct log_ask *ask, struct looking *l, GError **err)
{
	const char *actor = g_str_equal(ask->by, "me") ? session_actor(s) : NULL;
	const struct kind *people = kind_of_people(index_snapshot(index)->kinds);
	AUTO(db_query) q = NULL;
	struct found found;
	gboolean row;

	l->emails = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (strchr(ask->by, '@')) {
		g_hash_table_add(l->emails, g_utf8_strdown(ask->by, -1));
		return TRUE;
	}
	if (!index_find(index, people, actor ? actor : ask->by, &found, err))
		return FALSE;
	q = db_prepare(index_db(index), "select new from touch where path = ?1 and new is not null", err);
	if (q)
		db_bind_text(q, 1, found.path);
	while (q && db_step(q, &row, err) && row) {
		struct entry_state state;
		struct oid oid;
		gsize length;
		const void *raw = db_bytes(q, 0, &length);

		memcpy(oid.raw, raw, MIN(length, sizeof(oid.raw)));
		entry_state_read(index_snapshot(index), found.path, &oid, &state);
		if (state.record && people->email && record_get(state.record, people->email))
			g_hash_table_add(l->emails, g_utf8_strdown(record_get(state.record, people->email), -1));
		entry_state_clear(&state);
	}
	found_clear(&found);
	return q && !(err && *err);
}

/* A field of the kind, or of any: a name mistyped must not look as if nothing had happened. */
static gboolean
has_field(const struct kinds *kinds, const struct kind *kind, const struct log_ask *ask, GError **err)
{
	if (kind)
		return kind_field_get(kind, ask->field, err) != NULL;
	for (guint i = 0; i < kinds_all(kinds)->len; i++)
		if (kind_field(kinds_all(kinds)->pdata[i], ask->field))
			return TRUE;
	error_set(err, ERR_USAGE, "no kind has a field '%s'", ask->field);
	error_hint(err, "'sx schema KIND --text' lists the fields of one");
	return FALSE;
}

static gboolean
look(struct session *s, struct index *index, const struct log_ask *ask, struct looking *l, GError **err)
{
	const struct snapshot *snapshot = index_snapshot(index);

	l->kind = s->kind ? kind_get(snapshot->kinds, s->kind->name, err) : NULL;
	l->since = l->until = DAY_NONE;
	l->calendar = ask->shared ? snapshot->config->calendar : snapshot->calendar;
	if (s->kind && !l->kind)
		return FALSE;
	if (ask->field && !has_field(snapshot->kinds, l->kind, ask, err))
		return FALSE;
	if (ask->since && !date_read_past(ask->since, snapshot->today, l->calendar, &l->since, err))
		return FALSE;
	if (ask->until && !date_read_past(ask->until, snapshot->today, l->calendar, &l->until, err))
		return FALSE;
	if (!index_history(index, err))
		return FALSE;
	return (!ask->by || look_for_person(s, index, ask, l, err)) && (!ask->id || look_for_record(index, ask->id, l, err));
}

static gboolean
is_wanted(const struct looking *l, const struct entry_commit *commit)
{
	day at = calendar_day(l->calendar, commit->time);
	g_autofree char *email = l->emails && commit->email ? g_utf8_strdown(commit->email, -1) : NULL;

	return (l->since == DAY_NONE || at >= l->since) && (l->until == DAY_NONE || at <= l->until) &&
	       (!l->emails || (email && g_hash_table_contains(l->emails, email)));
}

static struct db_query *
select_touches(struct session *s, struct index *index, const struct looking *l, GError **err)
{
	struct db_query *q = db_prepare(index_db(index),
		l->path ? "select " ENTRY_COLUMNS
			  " from touch t join change_log c on c.seq = t.seq where t.path = ?1 order by c.seq desc"
			: "select " ENTRY_COLUMNS
			  " from change_log c left join touch t on t.seq = c.seq order by c.seq desc, t.path",
		err);

	if (q && l->path)
		db_bind_text(q, 1, l->path);
	return q;
}

static gboolean
is_of(const struct log_source *source, const struct entry *entry)
{
	const struct looking *l = &source->looking;

	return !l->kind || l->path || (entry->path && kind_of_path(source->place.snapshot->kinds, entry->path) == l->kind);
}

/* Rows of one commit and file make one entry: a merge has one for each parent. */
gboolean
log_source_next(struct log_source *source, GError **err)
{
	struct entry *entry = &source->entry;

	entry_clear(entry);
	while (source->row) {
		if (!entry_read(entry, source->touches, &source->row, err))
			return FALSE;
		if (is_wanted(&source->looking, &entry->commit) && is_of(source, entry))
			return TRUE;
		entry_clear(entry);
	}
	return TRUE;
}

struct log_source *
log_source_new(struct session *s, struct index *index, const struct plant *plant, const struct log_ask *ask, GError **err)
{
	struct log_source *source = g_new0(struct log_source, 1);
	gboolean ok = entry_whole(index_snapshot(index)->repo->store, err) && look(s, index, ask, &source->looking, err) &&
		      log_place_init(&source->place, index, plant, err);

	source->touches = ok ? select_touches(s, index, &source->looking, err) : NULL;
	if (source->touches && db_step(source->touches, &source->row, err) && log_source_next(source, err))
		return source;
	log_source_free(source);
	return NULL;
}

void
log_source_free(struct log_source *source)
{
	entry_clear(&source->entry);
	db_query_free(source->touches);
	log_place_clear(&source->place);
	g_free(source->looking.path);
	if (source->looking.emails)
		g_hash_table_unref(source->looking.emails);
	g_free(source);
}

static gboolean
is_newer(const struct log_source *a, const struct log_source *b)
{
	const struct entry_commit *x = &a->entry.commit, *y = &b->entry.commit;

	return a->place.plant == b->place.plant ? x->seq > y->seq : x->time > y->time;
}

struct log_source *
log_source_newest(const GPtrArray *sources)
{
	struct log_source *first = NULL;

	for (guint i = 0; i < sources->len; i++) {
		struct log_source *source = sources->pdata[i];

		if (source->entry.commit.seq && (!first || is_newer(source, first)))
			first = source;
	}
	return first;
}

/* Looking for edits takes longer than all else. */
struct index *
log_index(struct session *s, GError **err)
{
	struct repo *repo = session_repo(s, err);
	struct snapshot *head = repo && !s->at ? snapshot_head(repo, err) : NULL;

	if (!repo || (!head && !s->at))
		return NULL;
	if (head) {
		s->kind = s->kind ? kind_find(head->kinds, s->kind->name) : NULL;
		s->bad_known = TRUE; /* what cannot be read is told where it stands in the history */
		session_keep_snapshot(s, head);
	}
	return session_index(s, err);
}
