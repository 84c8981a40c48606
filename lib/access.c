/* What people may do, whether they use it, and when that was reviewed. */
#include "access.h"

#include <string.h>

#define DAYS "access_review"

static void
access_free(gpointer data)
{
	struct access *access = data;

	record_free(access->record);
	g_free(access);
}

/* --- what the history says --- */

struct finding_out {
	struct index *index;
	const char *path;
	const char *field; /* the address */
	GHashTable *emails;
	gint64 first; /* when the first version says it was made */
};

static gboolean
take_version(const struct oid *commit, gint64 claimed, const struct oid *blob, void *data, GError **err)
{
	struct finding_out *f = data;
	struct entry_state state;
	const char *email;

	f->first = f->first ? f->first : claimed;
	entry_state_read(index_snapshot(f->index), f->path, blob, &state);
	email = state.record && f->field ? record_get(state.record, f->field) : NULL;
	if (email)
		g_hash_table_add(f->emails, g_utf8_strdown(email, -1));
	entry_state_clear(&state);
	return TRUE;
}

/* The newest commit of each address. */
static gboolean
read_last(struct index *index, GHashTable *last, GHashTable *offset, GError **err)
{
	AUTO(db_query)
	q = db_prepare(index_db(index), "select email, time, offset from change_log where email is not null order by time", err);
	gboolean row = FALSE, ok = q != NULL;

	while (ok && (ok = db_step(q, &row, err)) && row) {
		char *email = g_utf8_strdown(db_text(q, 0), -1);
		gint64 time = db_int(q, 1);

		g_hash_table_replace(offset, g_strdup(email), GINT_TO_POINTER((int)db_int(q, 2)));
		g_hash_table_replace(last, email, g_memdup2(&time, sizeof(time)));
	}
	return ok;
}

static void
take_last(struct access *access, GHashTable *emails, GHashTable *last, GHashTable *offset)
{
	GHashTableIter iter;
	gpointer email;

	g_hash_table_iter_init(&iter, emails);
	while (g_hash_table_iter_next(&iter, &email, NULL)) {
		const gint64 *time = g_hash_table_lookup(last, email);

		if (time && *time > access->last) {
			access->last = *time;
			access->last_offset = GPOINTER_TO_INT(g_hash_table_lookup(offset, email));
		}
	}
}

/* --- when it is due --- */

/* 0: never. */
static int
days_of(const struct snapshot *snapshot)
{
	const char *text = node_text(snapshot->config->root, DAYS);

	return text ? (int)g_ascii_strtoll(text, NULL, 10) : 0;
}

static void
find_due(struct access *access, const struct snapshot *snapshot, gint64 first)
{
	const char *field = access->record->kind->reviewed, *text = field ? record_get(access->record, field) : NULL;
	int days = days_of(snapshot);
	day from;

	if (!text || !day_parse(text, &access->reviewed, NULL))
		access->reviewed = DAY_NONE;
	from = access->reviewed != DAY_NONE ? access->reviewed : first ? calendar_day(snapshot->calendar, first) : DAY_NONE;
	access->due = days && from != DAY_NONE ? from + days : DAY_NONE;
}

static gboolean
has_any(const struct record *record, const char *field)
{
	const struct node *node = field ? record_node(record, field) : NULL;

	return node && node->type == NODE_LIST && node->n;
}

gboolean
access_asks(const struct access *access)
{
	const struct kind *kind = access->record->kind;

	return record_is_open(access->record) && (has_any(access->record, kind->roles) || has_any(access->record, kind->keys));
}

static gboolean
read_person(struct index *index, const struct kind *people, const char *id, GHashTable *last, GHashTable *offset, GPtrArray *out,
	GError **err)
{
	g_autoptr(GHashTable) emails = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct snapshot *snapshot = index_snapshot(index);
	AUTO(record) record = snapshot_record(snapshot, people, id, err);
	struct finding_out f = {index, NULL, people->email, emails, 0};
	struct access *access;
	const char *email;

	if (!record)
		return !*err;
	f.path = record->path;
	if (!entry_versions(index, record->path, take_version, &f, err))
		return FALSE;
	email = people->email ? record_get(record, people->email) : NULL;
	if (email)
		g_hash_table_add(emails, g_utf8_strdown(email, -1));
	access = g_new0(struct access, 1);
	access->record = g_steal_pointer(&record);
	take_last(access, emails, last, offset);
	find_due(access, snapshot, f.first);
	g_ptr_array_add(out, access);
	return TRUE;
}

GPtrArray *
access_list(struct index *index, GError **err)
{
	g_autoptr(GHashTable) last = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GHashTable) offset = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) out = g_ptr_array_new_with_free_func(access_free);
	const struct kind *people = kind_of_people(index_snapshot(index)->kinds);
	AUTO(db_query) q = NULL;
	gboolean row = FALSE, ok;

	if (!people)
		return g_steal_pointer(&out);
	ok = entry_whole(index_snapshot(index)->repo->store, err) && index_history(index, err) &&
	     read_last(index, last, offset, err);
	q = ok ? db_prepare(index_db(index), "select id from record where kind = ?1 order by id", err) : NULL;
	if (q)
		db_bind_text(q, 1, people->name);
	ok = q != NULL;
	while (ok && (ok = db_step(q, &row, err)) && row)
		ok = read_person(index, people, db_text(q, 0), last, offset, out, err);
	return ok ? g_steal_pointer(&out) : NULL;
}

gboolean
access_check(struct index *index, GPtrArray *problems, GError **err)
{
	const struct snapshot *snapshot = index_snapshot(index);
	const struct kind *people = kind_of_people(snapshot->kinds);
	g_autoptr(GPtrArray) all = NULL;

	if (!people || !people->reviewed || !days_of(snapshot) || store_is_shallow(snapshot->repo->store))
		return TRUE;
	all = access_list(index, err);
	for (guint i = 0; all && i < all->len; i++) {
		const struct access *access = all->pdata[i];
		char due[11];

		if (!access_asks(access) || access->due == DAY_NONE || access->due >= snapshot->today)
			continue; /* due today is not overdue */
		day_format_into(access->due, due);
		g_ptr_array_add(
			problems, problem_new(access->record->path, NULL, "P04", access->record->id,
					  g_strdup_printf("what %s may do was to be reviewed by %s", access->record->id, due),
					  g_strdup("'sx person access' shows it, and somebody else says with 'sx person review' "
						   "that it is right")));
	}
	return all != NULL;
}
