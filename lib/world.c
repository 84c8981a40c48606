/* What guards look up: records of the index, as a change leaves them, each read once. */
#include "world.h"
#include "signature.h"
#include "vouch.h"

struct own {
	struct index *index;
	struct snapshot *receiver; /* or NULL */
	GHashTable *also;	   /* path -> struct record *, or NULL */
	GHashTable *records;	   /* path -> struct record * of the index; NULL: there is none */
	GHashTable *linked;	   /* "kind field id" -> GPtrArray of struct record * */
	GPtrArray *people;	   /* or NULL: not asked for yet */
	GHashTable *everybody;	   /* id -> struct record *, borrowed; or NULL */
	struct oid upon;	   /* the commit that the change is made upon */
	GPtrArray *lately;	   /* or NULL: not asked for yet */
	world_had_fn had;	   /* or NULL */
	void *had_data;
	const char **roles;
};

static void
record_drop(gpointer record)
{
	if (record)
		record_free(record);
}

/* As it was before the change. */
static const struct record *
read_base(struct world *world, const struct kind *kind, const char *id)
{
	struct own *own = world->data;
	g_autofree char *path = kind_path_of_id(kind, id);
	gpointer record = NULL;

	if (!path || g_hash_table_lookup_extended(own->records, path, NULL, &record))
		return record;
	record = snapshot_record(index_snapshot(own->index), kind, id, world->failure ? NULL : &world->failure);
	g_hash_table_insert(own->records, g_steal_pointer(&path), record);
	return record;
}

/* As the change leaves it. */
static const struct record *
read_new(struct world *world, const struct kind *kind, const char *id)
{
	struct own *own = world->data;
	g_autofree char *path = kind_path_of_id(kind, id);
	gpointer record;

	if (path && own->also && g_hash_table_lookup_extended(own->also, path, NULL, &record))
		return record;
	return read_base(world, kind, id);
}

static const struct record *
find_record(struct world *world, const char *const *kinds, const char *id)
{
	for (; kinds && *kinds; kinds++) {
		const struct kind *kind = kind_find(world->kinds, *kinds);
		const struct record *record = kind ? read_new(world, kind, id) : NULL;

		if (record)
			return record;
	}
	return NULL;
}

static const struct record *
find_person(struct world *world, const char *id)
{
	const struct own *own = world->data;
	const struct kind *people = kind_of_people(index_snapshot(own->index)->kinds);

	return people ? read_base(world, people, id) : NULL;
}

static gint
by_id(gconstpointer a, gconstpointer b)
{
	return g_strcmp0((*(struct record *const *)a)->id, (*(struct record *const *)b)->id);
}

/* Records of a query's ids that pass; added is what has been found. */
static gboolean
add_rows(struct world *world, struct db_query *q, const struct kind *kind, const struct field *field, const char *id,
	GPtrArray *out)
{
	gboolean row;

	while (db_step(q, &row, &world->failure)) {
		const struct record *record = row ? read_new(world, kind, db_text(q, 0)) : NULL;

		if (!row)
			return TRUE;
		if (record && (!field || step_holds(record_node(record, field->name), id)))
			g_ptr_array_add(out, (gpointer)record);
	}
	return FALSE;
}

/* Those that come to point here by the change. */
static void
add_new(const struct own *own, const struct kind *kind, const struct field *field, const char *id, GPtrArray *out)
{
	GHashTableIter iter;
	gpointer record;

	if (!own->also)
		return;
	g_hash_table_iter_init(&iter, own->also);
	while (g_hash_table_iter_next(&iter, NULL, &record)) {
		const struct record *r = record;

		if (r && r->kind == kind && step_holds(record_node(r, field->name), id) && !g_ptr_array_find(out, record, NULL))
			g_ptr_array_add(out, record);
	}
}

static const GPtrArray *
find_linked(struct world *world, const struct kind *kind, const struct field *field, const char *id)
{
	struct own *own = world->data;
	g_autofree char *key = g_strjoin(" ", kind->name, field->name, id, NULL);
	GPtrArray *out = g_hash_table_lookup(own->linked, key);
	AUTO(db_query) q = NULL;

	if (out)
		return out;
	if (world->failure)
		return NULL;
	out = g_ptr_array_new();
	g_hash_table_insert(own->linked, g_steal_pointer(&key), out);
	q = db_prepare(index_db(own->index),
		"select distinct r.id from link l join record r on r.rid = l.rid where l.target = ?1 and r.kind = ?2 and l.field "
		"= ?3",
		&world->failure);
	if (!q)
		return NULL;
	db_bind_text(q, 1, id);
	db_bind_text(q, 2, kind->name);
	db_bind_text(q, 3, field->name);
	if (!add_rows(world, q, kind, field, id, out))
		return NULL;
	add_new(own, kind, field, id, out);
	g_ptr_array_sort(out, by_id);
	return out;
}

const GPtrArray *
world_people(struct world *world)
{
	struct own *own = world->data;
	const struct kind *people = kind_of_people(index_snapshot(own->index)->kinds);
	AUTO(db_query) q = NULL;

	if (own->people || world->failure)
		return own->people;
	q = db_prepare(index_db(own->index), "select id from record where kind = ?1 and open order by id", &world->failure);
	if (!q || !people)
		return NULL;
	own->people = g_ptr_array_new();
	db_bind_text(q, 1, people->name);
	for (gboolean row; db_step(q, &row, &world->failure) && row;) {
		const struct record *person = read_base(world, people, db_text(q, 0));

		if (person)
			g_ptr_array_add(own->people, (gpointer)person);
	}
	return world->failure ? NULL : own->people;
}

static GHashTable *
find_everybody(struct world *world)
{
	struct own *own = world->data;
	const struct kind *people = kind_of_people(index_snapshot(own->index)->kinds);
	AUTO(db_query) q = NULL;

	if (own->everybody || world->failure)
		return own->everybody;
	q = db_prepare(index_db(own->index), "select id from record where kind = ?1", &world->failure);
	if (!q)
		return NULL;
	own->everybody = g_hash_table_new(g_str_hash, g_str_equal);
	db_bind_text(q, 1, people ? people->name : "");
	for (gboolean row; db_step(q, &row, &world->failure) && row;) {
		const struct record *person = read_base(world, people, db_text(q, 0));

		if (person)
			g_hash_table_insert(own->everybody, person->id, (gpointer)person);
	}
	return world->failure ? NULL : own->everybody;
}

/* It is of one moment: that of the change. */
static const GPtrArray *
find_lately(struct world *world, gint64 now)
{
	struct own *own = world->data;
	struct oid public = {{0}};

	if (!own->lately && own->had && world->signing.received)
		own->had(world->signing.received - VOUCH_WHILE, &public, own->had_data);
	if (!own->lately && !world->failure)
		own->lately = vouch_lately(index_snapshot(own->index)->repo, &own->upon, now, &public, &world->failure);
	return own->lately;
}

void
world_stands_on(struct world *world, const struct oid *commit)
{
	const struct snapshot *base = index_snapshot(((struct own *)world->data)->index);
	char parent[OID_HEX];

	((struct own *)world->data)->upon = *commit;
	oid_hex(commit, parent);
	signing_read(&world->signing, base->config, base->kinds, oid_is_zero(commit) ? NULL : parent);
}

static const struct record *
find_received(struct world *world, const char *id)
{
	struct own *own = world->data;
	const struct kind *people = kind_of_people(own->receiver->kinds);
	g_autofree char *path = people ? kind_path_of_id(people, id) : NULL, *key = g_strconcat("received ", path, NULL);
	gpointer record = NULL;

	if (!path || g_hash_table_lookup_extended(own->records, key, NULL, &record))
		return record;
	record = snapshot_record(own->receiver, people, id, world->failure ? NULL : &world->failure);
	g_hash_table_insert(own->records, g_steal_pointer(&key), record);
	return record;
}

void
world_received(struct world *world, gint64 moment, struct snapshot *receiver)
{
	((struct own *)world->data)->receiver = receiver;
	world->signing.received = moment;
	world->received = receiver ? find_received : NULL;
}

void
world_received_after(struct world *world, world_had_fn had, void *data)
{
	struct own *own = world->data;

	own->had = had;
	own->had_data = data;
}

/* What goes on from the commit, without having touched the file, has nothing of the record that was not seen there. */
static gboolean
is_left_so(struct world *world, const struct record *record, const char *commit)
{
	struct own *own = world->data;
	const struct snapshot *base = index_snapshot(own->index);
	struct store *store = base->repo->store;
	gboolean follows = FALSE, was = FALSE, is = FALSE;
	struct oid seen, parent, tree, then, now;

	if (!oid_parse(commit, &seen) || !oid_parse(world->signing.parent, &parent) || !store_has_commit(store, &seen))
		return FALSE;
	return store_is_ancestor(store, &seen, &parent, &follows, NULL) && follows &&
	       store_commit_tree(store, &seen, &tree, NULL) &&
	       store_lookup(store, &tree, record->path, &was, &then, NULL, NULL) &&
	       store_lookup(store, &base->tree, record->path, &is, &now, NULL, NULL) && was && is && oid_equal(&then, &now);
}

struct world *
world_new(struct index *index, const struct kinds *kinds, GHashTable *also)
{
	struct world *world = g_new0(struct world, 1);
	struct own *own = g_new0(struct own, 1);
	const struct snapshot *base = index_snapshot(index);
	const struct node *roles = node_get(base->config->root, "roles");

	*own = (struct own){.index = index, .also = also};
	own->records = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, record_drop);
	own->linked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
	own->roles = g_new0(const char *, (roles ? roles->n : 0) + 1);
	for (guint i = 0; roles && i < roles->n; i++)
		own->roles[i] = roles->items[i]->text;
	*world = (struct world){.kinds = kinds,
		.roles = own->roles,
		.record = find_record,
		.linked = find_linked,
		.person = find_person,
		.people = find_everybody,
		.lately = find_lately,
		.left_so = is_left_so,
		.data = own};
	world_stands_on(world, &base->commit);
	return world;
}

void
world_free(struct world *world)
{
	struct own *own = world ? world->data : NULL;

	if (!world)
		return;
	g_hash_table_unref(own->linked);
	g_hash_table_unref(own->records);
	if (own->people)
		g_ptr_array_unref(own->people);
	if (own->everybody)
		g_hash_table_unref(own->everybody);
	if (own->lately)
		g_ptr_array_unref(own->lately);
	g_free(own->roles);
	g_free(own);
	g_clear_error(&world->failure);
	g_free(world);
}
