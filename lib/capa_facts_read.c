/* Reading the history of corrective and preventive actions, and of what is linked to them. */
#include "capa_facts_private.h"
#include "entry.h"
#include "query.h"
#include "receipt.h"
#include "witness.h"

#include <string.h>

struct reader {
	struct capa_facts *facts;
	struct plant *plant;
	struct receipts *receipts;
	GHashTable *asked;   /* ids; NULL: all */
	GHashTable *by_id;   /* id -> struct capa_fact * of this plant */
	struct world *world; /* people as they are now, for escalations */
};

/* --- when --- */

static gboolean
take_time(const struct commit_info *commit, void *data, GError **err)
{
	*(gint64 *)data = commit->time;
	return TRUE;
}

/* Of an entry of a record whose last counted at *last. FALSE in event->on: it is after the day, or cannot be read. */
static gboolean
time_event(struct reader *r, const struct entry *entry, const struct calendar *calendar, gint64 *last, struct capa_event *event,
	GError **err)
{
	*event = (struct capa_event){.received = receipts_received(r->receipts, &entry->commit.oid)};
	if (!store_commit_read(r->plant->repo->store, &entry->commit.oid, take_time, &event->claimed, err))
		return FALSE;
	*last = MAX(*last, event->received ? event->received : event->claimed);
	event->on = calendar_day(calendar, *last);
	return TRUE;
}

static const struct calendar *
calendar_of(const struct reader *r, const struct record *record)
{
	const struct field *site = kind_site(record->kind);

	return snapshot_calendar(r->plant->snapshot, site ? record_get(record, site->name) : NULL);
}

/* --- files and their versions --- */

/* What has been read of one file. */
struct file {
	struct reader *r;
	struct record *record; /* the last version, or NULL */
	struct oid version;
	gint64 last, since; /* the moments that the version being read and the one before it count for */
	gboolean over;	    /* the rest is after the day */
	struct capa_fact *fact;
	struct capa_promise promise;
};
/* The next version, which counts on a day. */
typedef void (*file_fn)(struct file *file, const struct versions *v, const struct capa_event *event);

static struct record *
read_version(struct file *file, const char *path, const struct oid *oid)
{
	struct entry_state state;

	entry_state_read(file->r->plant->snapshot, path, oid, &state);
	return state.record;
}

/* Mostly the version before is the one read last. */
static gboolean
take_entry(struct file *file, const struct entry *entry, file_fn fn, GError **err)
{
	g_autoptr(GPtrArray) old = g_ptr_array_new(), own = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	struct capa_event event;
	struct record *new;

	if (file->over || oid_is_zero(&entry->new))
		return TRUE;
	new = read_version(file, entry->path, &entry->new);
	if (!new) {
		file->r->facts->unreadable++;
		return TRUE;
	}
	if (!time_event(file->r, entry, calendar_of(file->r, new), &file->last, &event, err)) {
		record_free(new);
		return FALSE;
	}
	file->over = event.on > file->r->facts->as_of;
	for (guint i = 0; !file->over && i < entry->old->len; i++) {
		const struct oid *oid = &g_array_index(entry->old, struct oid, i);

		if (file->record && oid_equal(oid, &file->version)) {
			g_ptr_array_add(old, file->record);
			continue;
		}
		g_ptr_array_add(old, oid_is_zero(oid) ? NULL : read_version(file, entry->path, oid));
		g_ptr_array_add(own, g_ptr_array_index(old, old->len - 1));
	}
	if (file->over) {
		record_free(new);
		return TRUE;
	}
	fn(file, &(struct versions){(struct record **)old->pdata, new, old->len}, &event);
	record_free(file->record);
	file->record = new;
	file->since = file->last;
	file->version = entry->new;
	return TRUE;
}

static void
file_clear(struct file *file)
{
	record_free(file->record);
	*file = (struct file){.r = file->r, .promise = {DAY_NONE, DAY_NONE, FALSE}};
}

/* Every entry of the query, which goes by path and then by age; done is called after the last of each file. */
static gboolean
read_files(struct reader *r, struct db_query *q, file_fn fn, void (*done)(struct file *file), GError **err)
{
	struct file file = {.r = r, .promise = {DAY_NONE, DAY_NONE, FALSE}};
	g_autofree char *path = NULL;
	gboolean row = FALSE, ok = q && db_step(q, &row, err);

	while (ok && row) {
		struct entry entry = {0};

		ok = entry_read(&entry, q, &row, err);
		if (g_strcmp0(path, entry.path)) {
			done(&file);
			file_clear(&file);
			g_free(path);
			path = g_strdup(entry.path);
		}
		ok = ok && take_entry(&file, &entry, fn, err);
		entry_clear(&entry);
	}
	if (ok)
		done(&file);
	file_clear(&file);
	return ok;
}

#define FROM_HISTORY "select " ENTRY_COLUMNS " from touch t join change_log c on c.seq = t.seq where "

/* All that was ever in the kind's folder. */
static struct db_query *
entries_of(struct reader *r, const struct kind *kind, GError **err)
{
	g_autofree char *folder = g_strndup(kind->path, strcspn(kind->path, "/"));
	g_autofree char *from = g_strconcat(folder, "/", NULL), *to = g_strconcat(folder, "0", NULL); /* '/' + 1 */
	struct db_query *q =
		db_prepare(index_db(r->plant->index), FROM_HISTORY "t.path > ?1 and t.path < ?2 order by t.path, c.seq", err);

	if (q) {
		db_bind_text(q, 1, from);
		db_bind_text(q, 2, to);
	}
	return q;
}

/* --- of which kind --- */

/* What the version before has raised. */
static void
raise_until(struct file *file, gint64 moment)
{
	const struct calendar *calendar = file->record ? calendar_of(file->r, file->record) : NULL;

	if (calendar)
		capa_fact_raise(file->fact, &(struct escalate){file->record, moment, calendar, file->r->world}, file->since);
}

static void
capa_version(struct file *file, const struct versions *v, const struct capa_event *event)
{
	if (!file->fact)
		file->fact = capa_fact_new(file->r->plant);
	raise_until(file, file->last - 1);
	capa_fact_answer(file->fact, v->new, event->on);
	capa_fact_take(file->fact, v, event, file->last);
}

static void
capa_done(struct file *file)
{
	struct capa_fact *fact = file->fact;
	const struct calendar *calendar;
	gint64 end;

	if (!fact)
		return;
	calendar = calendar_of(file->r, file->record);
	end = calendar_moment(calendar, file->r->facts->as_of + 1, 0) - 1;
	raise_until(file, end);
	fact->record = g_steal_pointer(&file->record);
	capa_fact_clocks(fact, end, calendar);
	fact->asked = !file->r->asked || g_hash_table_contains(file->r->asked, fact->record->id);
	g_ptr_array_add(file->r->facts->all, fact);
	g_hash_table_replace(file->r->by_id, fact->record->id, fact);
}

static void
action_version(struct file *file, const struct versions *v, const struct capa_event *event)
{
	capa_promise_take(&file->promise, v->new, event->on);
}

static void
action_done(struct file *file)
{
	const char *source = file->record ? record_get(file->record, ACTION_SOURCE) : NULL;
	struct capa_fact *fact = source ? g_hash_table_lookup(file->r->by_id, source) : NULL;

	if (fact)
		g_array_append_val(fact->promises, file->promise);
}

static void
initiative_version(struct file *file, const struct versions *v, const struct capa_event *event)
{
	g_hash_table_add(file->r->facts->initiatives, g_strdup(v->new->id));
}

static void
initiative_done(struct file *file)
{
}

static gboolean
read_kind(struct reader *r, const char *name, file_fn fn, void (*done)(struct file *file), GError **err)
{
	const struct kind *kind = kind_find(r->plant->snapshot->kinds, name);
	AUTO(db_query) q = kind ? entries_of(r, kind, err) : NULL;

	return !kind || (q && read_files(r, q, fn, done, err));
}

/* Only those that have such a source now, or most of the history would be read. */
static gboolean
read_actions(struct reader *r, GError **err)
{
	AUTO(db_query)
	q = db_prepare(index_db(r->plant->index),
		FROM_HISTORY "t.path in (select a.path from record a join link l on l.rid = a.rid and l.field = '" ACTION_SOURCE
			     "' join record s on s.id = l.target and s.kind = '" CAPA "' where a.kind = '" ACTION
			     "') order by t.path, c.seq",
		err);

	return q && read_files(r, q, action_version, action_done, err);
}

static gboolean
read_filter(struct reader *r, const char *filter, GError **err)
{
	static const char *const columns[] = {"id", NULL};
	const struct kind *kind = kind_get(r->plant->snapshot->kinds, CAPA, err);
	AUTO(query) query = kind ? query_parse(filter, kind, r->plant->index, plant_actor(r->plant), err) : NULL;
	AUTO(db_query) q = NULL;
	gboolean row;

	if (!query)
		return FALSE;
	r->asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	q = query_select(
		r->plant->index, &(struct selection){.kind = kind, .query = query, .columns = columns, .unordered = TRUE}, err);
	while (q && db_step(q, &row, err)) {
		if (!row)
			return TRUE;
		g_hash_table_add(r->asked, g_strdup(db_text(q, 0)));
	}
	return FALSE;
}

static void
take_refusals(struct reader *r)
{
	const struct snapshot *snapshot = r->plant->snapshot;

	r->facts->hub |= r->receipts->list->len > 0;
	for (guint i = 0; i < r->receipts->list->len; i++) {
		const struct receipt *receipt = r->receipts->list->pdata[i];
		day on = calendar_day(snapshot->calendar, receipt->received);

		if (receipt->result == RECEIPT_REFUSED && on <= r->facts->as_of)
			g_array_append_val(r->facts->refusals, on);
	}
}

static gboolean
read_all(struct reader *r, GError **err)
{
	gboolean ok = read_kind(r, CAPA, capa_version, capa_done, err) && read_actions(r, err) &&
		      read_kind(r, INITIATIVE, initiative_version, initiative_done, err);

	if (ok && r->world->failure)
		g_propagate_error(err, g_steal_pointer(&r->world->failure));
	return ok && !*err;
}

static gboolean
begin(struct reader *r, const char *filter, guint *unseen, gboolean *clone, GError **err)
{
	struct plant *plant = r->plant;

	return entry_whole(plant->repo->store, err) && plant_index(plant, err) && index_history(plant->index, err) &&
	       (r->receipts = receipts_load(plant->repo->store, err)) && witness_unseen(plant->repo->store, unseen, clone, err) &&
	       (!filter || read_filter(r, filter, err));
}

gboolean
capa_facts_read(struct capa_facts *facts, struct plant *plant, const char *filter, GError **err)
{
	struct reader r = {.facts = facts, .plant = plant};
	guint n = facts->all->len, refusals = facts->refusals->len, unseen = 0;
	g_autoptr(GError) failure = NULL;
	gboolean clone = FALSE, ok;

	r.by_id = g_hash_table_new(g_str_hash, g_str_equal);
	ok = begin(&r, filter, &unseen, &clone, &failure);
	if (ok) {
		r.world = world_new(plant->index, plant->snapshot->kinds, NULL);
		ok = read_all(&r, &failure);
		world_free(r.world);
	}
	if (ok) {
		take_refusals(&r);
		facts->unwitnessed += unseen;
		facts->clone |= clone;
	} else {
		g_ptr_array_set_size(facts->all, (int)n);
		g_array_set_size(facts->refusals, refusals);
		g_propagate_error(err, g_steal_pointer(&failure));
	}
	g_hash_table_unref(r.by_id);
	if (r.asked)
		g_hash_table_unref(r.asked);
	receipts_free(r.receipts);
	return ok;
}
