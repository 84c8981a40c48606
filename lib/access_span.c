/* From when to when people had which roles, by the history of their records. */
#include "access.h"
#include "trail.h"
#include <string.h>

/* One person on the way through the history. */
struct walk {
	struct trail *trail;
	const struct kind *people;
	char *person, *name;
	GHashTable *open; /* role -> struct access_span *, borrowed: those that he has */
	GPtrArray *out;
};

static void
act_clear(struct access_act *act)
{
	g_free(act->by);
	g_free(act->at);
	g_free(act->reason);
	g_free(act->commit);
}

static void
span_free(gpointer data)
{
	struct access_span *span = data;

	g_free(span->person);
	g_free(span->name);
	g_free(span->role);
	act_clear(&span->given);
	act_clear(&span->taken);
	g_free(span);
}

/* --- one commit --- */

/* Of the first row: who, when and why are the commit's. */
static void
take_act(const struct trail_row *row, void *data)
{
	struct access_act *act = data;

	if (act->commit)
		return;
	*act = (struct access_act){g_strdup(row->by ? row->by : row->email), g_strdup(row->claimed),
		g_strdup(row->reason || row->verb ? row->reason : row->subject), g_strdup(row->commit), row->moment};
}

static void
give(struct walk *w, const char *role, const struct access_act *act)
{
	struct access_span *span;

	if (g_hash_table_contains(w->open, role)) /* two lines of work gave it */
		return;
	span = g_new0(struct access_span, 1);
	span->person = g_strdup(w->person);
	span->name = g_strdup(w->name);
	span->role = *role ? g_strdup(role) : NULL;
	span->given = (struct access_act){
		g_strdup(act->by), g_strdup(act->at), g_strdup(act->reason), g_strdup(act->commit), act->moment};
	g_ptr_array_add(w->out, span);
	g_hash_table_insert(w->open, g_strdup(role), span);
}

static void
take(struct walk *w, const char *role, const struct access_act *act)
{
	struct access_span *span = g_hash_table_lookup(w->open, role);

	if (!span)
		return;
	span->taken = (struct access_act){
		g_strdup(act->by), g_strdup(act->at), g_strdup(act->reason), g_strdup(act->commit), act->moment};
	g_hash_table_remove(w->open, role);
}

/* What he may do in a version: the roles and "", to record anything; nothing when he has left, or there is no such record. */
static GHashTable *
roles_of(const struct record *person)
{
	GHashTable *roles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const struct node *list = person && person->kind->roles ? record_node(person, person->kind->roles) : NULL;

	if (!person || !record_is_open(person))
		return roles;
	g_hash_table_add(roles, g_strdup(""));
	if (list && list->type == NODE_SCALAR)
		g_hash_table_add(roles, g_strdup(list->text));
	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++)
		if (list->items[i]->type == NODE_SCALAR)
			g_hash_table_add(roles, g_strdup(list->items[i]->text));
	return roles;
}

/* Of a merge, what none of both sides had is given by it, and what both had and it has not is taken. */
static void
compare(const struct compared *c, GPtrArray *given, GPtrArray *taken)
{
	g_autoptr(GHashTable) now = roles_of(c->new.record), some = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) sides = g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref);
	GHashTableIter iter;
	gpointer role, n;

	for (guint i = 0; i < c->n_old; i++) {
		GHashTable *had = roles_of(c->old[i].record);

		g_ptr_array_add(sides, had);
		g_hash_table_iter_init(&iter, had);
		while (g_hash_table_iter_next(&iter, &role, NULL))
			g_hash_table_insert(some, role, GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(some, role)) + 1));
	}
	g_hash_table_iter_init(&iter, some);
	while (g_hash_table_iter_next(&iter, &role, &n))
		if (GPOINTER_TO_UINT(n) == c->n_old && !g_hash_table_contains(now, role))
			g_ptr_array_add(taken, g_strdup(role));
	g_hash_table_iter_init(&iter, now);
	while (g_hash_table_iter_next(&iter, &role, NULL))
		if (!g_hash_table_contains(some, role))
			g_ptr_array_add(given, g_strdup(role));
}

static gint
by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A version that does not read says nothing of roles: those of before are had on. */
static gboolean
is_told(const struct compared *c)
{
	for (guint i = 0; i < c->n_old; i++)
		if (c->old[i].present && !c->old[i].record)
			return FALSE;
	return !c->new.present || c->new.record;
}

static gboolean
look_at(struct walk *w, const struct entry *entry, GError **err)
{
	g_autoptr(GPtrArray) given = g_ptr_array_new_with_free_func(g_free), taken = g_ptr_array_new_with_free_func(g_free);
	struct access_act act = {0};
	struct compared c;
	gboolean ok = TRUE;

	entry_compare(trail_snapshot(w->trail), entry, NULL, &c);
	if (is_told(&c))
		compare(&c, given, taken);
	if (c.new.record) {
		g_free(w->name);
		w->name = g_strdup(record_title(c.new.record));
	}
	compared_clear(&c);
	if (given->len || taken->len)
		ok = trail_entry(w->trail, entry, NULL, take_act, &act, err);
	g_ptr_array_sort(given, by_name);
	for (guint i = 0; ok && i < taken->len; i++)
		take(w, taken->pdata[i], &act);
	for (guint i = 0; ok && i < given->len; i++)
		give(w, given->pdata[i], &act);
	act_clear(&act);
	return ok;
}

/* --- all people --- */

static gboolean
walk_person(struct walk *w, struct db *db, const char *path, GError **err)
{
	AUTO(db_query)
	q = db_prepare(db, ENTRY_OF_PATH, err);
	gboolean row = FALSE, ok = q != NULL;

	w->person = record_id(w->people, path);
	if (q)
		db_bind_text(q, 1, path);
	ok = ok && db_step(q, &row, err);
	while (ok && row) {
		struct entry entry = {0};

		ok = entry_read(&entry, q, &row, err);
		ok = ok && look_at(w, &entry, err);
		entry_clear(&entry);
	}
	g_hash_table_remove_all(w->open);
	g_clear_pointer(&w->person, g_free);
	g_clear_pointer(&w->name, g_free);
	return ok;
}

GPtrArray *
access_spans(struct index *index, GError **err)
{
	const struct kind *people = kind_of_people(index_snapshot(index)->kinds);
	g_autofree char *folder = people ? g_strndup(people->path, strcspn(people->path, "/{")) : NULL;
	g_autoptr(GPtrArray) out = g_ptr_array_new_with_free_func(span_free);
	g_autoptr(GHashTable) open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	AUTO(trail) trail = NULL;
	AUTO(db_query) q = NULL;
	gboolean row = FALSE, ok;
	struct walk w = {.people = people, .open = open, .out = out};

	if (!people)
		return g_steal_pointer(&out);
	if (!entry_whole(index_snapshot(index)->repo->store, err) || !index_history(index, err) ||
		!(trail = trail_new(index, err)))
		return NULL;
	w.trail = trail;
	q = db_prepare(index_db(index),
		"select distinct path from touch where path >= ?1 || '/' and path < ?1 || '0' order by path", err);
	if (q)
		db_bind_text(q, 1, folder);
	ok = q != NULL;
	while (ok && (ok = db_step(q, &row, err)) && row)
		if (kind_of_path(index_snapshot(index)->kinds, db_text(q, 0)) == people)
			ok = walk_person(&w, index_db(index), db_text(q, 0), err);
	return ok ? g_steal_pointer(&out) : NULL;
}
