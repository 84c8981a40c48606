/* Rows of the history: one for each field that a commit has changed, and whose e-mails they are. */
#include "publish_private.h"
#include "typed.h"

#include <string.h>

#define CHUNK 2000 /* commits taken out by one statement */

static char *
lower(const char *email)
{
	g_autofree char *valid = email ? g_utf8_make_valid(email, -1) : NULL;

	return valid ? g_utf8_strdown(valid, -1) : NULL;
}

/* --- people: every address that somebody has or has had --- */

static gboolean
take_past(struct run *run, const struct kind *people, GError **err)
{
	g_autofree char *from = g_strndup(people->path, strcspn(people->path, "/")),
			*to = g_strconcat(from, "0", NULL); /* '/' + 1 */
	AUTO(db_query)
	q = db_prepare(index_db(run->index),
		"select path, new from touch where path > ?1 and path < ?2 and new is not null order by seq", err);
	gboolean row;

	if (!q)
		return FALSE;
	db_bind_text(q, 1, from);
	db_bind_text(q, 2, to);
	for (;;) {
		struct entry_state state;
		struct oid oid;
		const void *raw;
		gsize length;

		if (!db_step(q, &row, err))
			return FALSE;
		if (!row)
			return TRUE;
		raw = db_bytes(q, 1, &length);
		if (kind_of_path(run->snapshot->kinds, db_text(q, 0)) != people || !raw || length != sizeof(oid.raw))
			continue;
		memcpy(oid.raw, raw, length);
		entry_state_read(run->snapshot, db_text(q, 0), &oid, &state);
		if (state.record && record_get(state.record, people->email))
			g_hash_table_replace(
				run->people, lower(record_get(state.record, people->email)), g_strdup(state.record->id));
		entry_state_clear(&state);
	}
}

/* Who has it now comes before who had it, the active before those who left. */
static gboolean
take_present(struct run *run, GError **err)
{
	AUTO(db_query)
	q = db_prepare(index_db(run->index),
		"select e.value, r.id from email e join record r on r.rid = e.rid order by r.open, r.id desc", err);
	gboolean row;

	while (q && db_step(q, &row, err)) {
		if (!row)
			return TRUE;
		g_hash_table_replace(run->people, lower(db_text(q, 0)), g_strdup(db_text(q, 1)));
	}
	return FALSE;
}

static gboolean
read_people(struct run *run, GError **err)
{
	const struct kind *people = kind_of_people(run->snapshot->kinds);

	run->people = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return !people || (take_past(run, people, err) && take_present(run, err));
}

static const char *
person(const struct run *run, const char *email)
{
	g_autofree char *key = lower(email);

	return key ? g_hash_table_lookup(run->people, key) : NULL;
}

static gboolean
people_have_changed(const struct run *run)
{
	const struct kind *people = kind_of_people(run->snapshot->kinds);

	for (guint i = 0; people && i < run->changed->len; i++)
		if (((struct changed *)run->changed->pdata[i])->kind == people)
			return TRUE;
	return FALSE;
}

/* Rows that are there already belong to whom the new state of things says. */
static gboolean
update_people(struct run *run, GError **err)
{
	g_autofree char *sql =
		g_strdup_printf("update %s h set by = m.person from unnest($2::text[], $3::text[]) m(email, person) "
				"where h.repository = $1 and lower(h.email) = m.email and h.by is distinct from m.person",
			run_table(run, TABLE_HISTORY)->quoted);
	g_autoptr(GPtrArray) emails = g_ptr_array_new(), ids = g_ptr_array_new();
	g_autofree char *email_array = NULL, *id_array = NULL;
	GHashTableIter iter;
	gpointer email, id;

	g_hash_table_iter_init(&iter, run->people);
	while (g_hash_table_iter_next(&iter, &email, &id)) {
		g_ptr_array_add(emails, email);
		g_ptr_array_add(ids, id);
	}
	email_array = pg_array(emails);
	id_array = pg_array(ids);
	const char *const values[] = {run->p->name, email_array, id_array};
	AUTO(pg_rows) rows = pg_ask(run->pg, sql, 3, values, err);
	return rows != NULL;
}

/* --- rows --- */

/* One commit on its way into rows. */
struct telling {
	struct run *run;
	struct pg_copy *copy;
	struct entry entry;
	char *reason, *at, hex[OID_HEX];
	gint64 seq; /* whose reason it is */
};

/* A scalar as it is written, a map as JSON. Caller frees. */
static char *
value_text(const struct field *field, const struct node *node)
{
	GString *out;
	struct json j;

	if (!node)
		return NULL;
	if (node->type == NODE_SCALAR)
		return g_strdup(node->text);
	out = g_string_new(NULL);
	json_init(&j, out);
	typed_value(&j, node->type == NODE_MAP && field && !field->named ? field : NULL, node);
	return g_string_free(out, FALSE);
}

/* In the order of history_columns. */
static gboolean
put_row(struct telling *t, const struct compared *c, const char *site, const struct delta *delta, GError **err)
{
	const struct entry_commit *commit = &t->entry.commit;
	g_autofree char *old = delta ? value_text(delta->field, delta->from) : NULL;
	g_autofree char *new = delta ? value_text(delta->field, delta->to) : NULL;

	pg_copy_text(t->copy, t->run->p->name);
	pg_copy_text(t->copy, site);
	pg_copy_text(t->copy, c->kind->name);
	pg_copy_text(t->copy, c->id);
	pg_copy_text(t->copy, delta ? delta->name : NULL);
	pg_copy_text(t->copy, old);
	pg_copy_text(t->copy, new);
	pg_copy_text(t->copy, t->at);
	pg_copy_text(t->copy, person(t->run, commit->email));
	pg_copy_text(t->copy, commit->name);
	pg_copy_text(t->copy, commit->email);
	pg_copy_text(t->copy, commit->verb);
	pg_copy_text(t->copy, t->reason && *t->reason ? t->reason : NULL);
	pg_copy_text(t->copy, t->hex);
	t->run->p->changes++;
	return pg_copy_end(t->copy, err);
}

static gboolean
meet_commit(struct telling *t, GError **err)
{
	const struct entry_commit *commit = &t->entry.commit;

	if (t->seq == commit->seq)
		return TRUE;
	g_free(t->reason);
	g_free(t->at);
	t->seq = commit->seq;
	t->at = run_moment(commit->time);
	oid_hex(&commit->oid, t->hex);
	t->reason = entry_reason(t->run->snapshot, commit, err);
	return t->reason != NULL;
}

static gboolean
put_entry(struct telling *t, GError **err)
{
	struct compared c;
	const struct record *record;
	const char *site;
	gboolean ok;

	if (!t->entry.path || !kind_of_path(t->run->snapshot->kinds, t->entry.path))
		return TRUE;
	ok = meet_commit(t, err);
	entry_compare(t->run->snapshot, &t->entry, NULL, &c);
	record = c.new.record ? c.new.record : c.n_old ? c.old[0].record : NULL;
	site = record ? run_site(t->run, record) : t->run->site;
	if (ok && !c.deltas)
		ok = put_row(t, &c, site, NULL, err);
	for (guint i = 0; ok && c.deltas && i < c.deltas->len; i++)
		ok = put_row(t, &c, site, c.deltas->pdata[i], err);
	compared_clear(&c);
	return ok;
}

/* Rows of one commit and file make one entry. */
static gboolean
put_entries(struct telling *t, struct db_query *q, GError **err)
{
	gboolean row = TRUE, ok = TRUE;

	while (ok && row) {
		gboolean same;

		ok = db_step(q, &row, err);
		same = ok && row && entry_continues(&t->entry, q);
		if (ok && !same && t->entry.commit.seq)
			ok = put_entry(t, err);
		if (!same)
			entry_clear(&t->entry);
		if (ok && row && same)
			entry_add_parent(&t->entry, q);
		else if (ok && row)
			entry_begin(&t->entry, q);
	}
	entry_clear(&t->entry);
	return ok;
}

/* --- which commits --- */

static gboolean
take_oid(const struct commit_info *commit, void *data, GError **err)
{
	g_array_append_val(data, commit->oid);
	return TRUE;
}

/* Commits that one has and the other has not. NULL on error; caller unrefs. */
static GArray *
only_in(struct run *run, const struct oid *one, const struct oid *other, GError **err)
{
	g_autoptr(GArray) oids = g_array_new(FALSE, FALSE, sizeof(struct oid));

	return store_walk(run->snapshot->repo->store, one, other, TRUE, take_oid, oids, err) ? g_steal_pointer(&oids) : NULL;
}

static gboolean
remove_lost(struct run *run, GError **err)
{
	g_autoptr(GArray) lost = only_in(run, &run->p->from, &run->snapshot->commit, err);

	for (guint at = 0; lost && at < lost->len; at += CHUNK) {
		g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
		g_autofree char *array = NULL;

		for (guint i = at; i < MIN(at + CHUNK, lost->len); i++) {
			char *hex = g_malloc(OID_HEX);

			oid_hex(&g_array_index(lost, struct oid, i), hex);
			g_ptr_array_add(texts, hex);
		}
		array = pg_array(texts);
		const char *const values[] = {array};
		if (!run_delete(run, run_table(run, TABLE_HISTORY)->quoted, "commit = any($2::text[])", 1, values, NULL, err))
			return FALSE;
	}
	return lost != NULL;
}

static gboolean
put_new(struct telling *t, GError **err)
{
	struct run *run = t->run;
	g_autoptr(GArray) oids = only_in(run, &run->snapshot->commit, &run->p->from, err);
	AUTO(db_query)
	q = oids ? db_prepare(index_db(run->index),
			   "select " ENTRY_COLUMNS
			   " from change_log c join touch t on t.seq = c.seq where c.oid = ?1 order by t.path",
			   err)
		 : NULL;

	for (guint i = 0; q && i < oids->len; i++) {
		db_bind_bytes(q, 1, g_array_index(oids, struct oid, i).raw, sizeof(struct oid));
		if (!put_entries(t, q, err))
			return FALSE;
	}
	if (q)
		run->p->commits = oids->len;
	return q != NULL;
}

static gboolean
put_all(struct telling *t, GError **err)
{
	struct db *db = index_db(t->run->index);
	gint64 n;
	AUTO(db_query)
	q = db_prepare(
		db, "select " ENTRY_COLUMNS " from change_log c join touch t on t.seq = c.seq order by c.seq, t.path", err);

	if (!q || !db_ask_int(db, "select count(*) from change_log", 0, &n, err))
		return FALSE;
	t->run->p->commits = (guint64)n;
	return put_entries(t, q, err);
}

gboolean
history_write(struct run *run, GError **err)
{
	struct telling t = {.run = run, .copy = run_copy(run, run_table(run, TABLE_HISTORY))};
	gboolean ok = read_people(run, err);

	if (run->changed)
		ok = ok && remove_lost(run, err) && (!people_have_changed(run) || update_people(run, err)) && put_new(&t, err);
	else
		ok = ok && put_all(&t, err);
	g_free(t.reason);
	g_free(t.at);
	return ok;
}
