/* Links that lead back to where they began: by fields that are acyclic, each name by itself. */
#include "check_private.h"
#include "step.h"

#define NONE G_MAXUINT
#define NAMED 6 /* of a long way, the first so many */

struct place { /* a record with such a link, or one that it leads to */
	char *kind, *id, *path;
	const struct record *record; /* whose links are still to be read, or NULL */
	struct record *own;	     /* the same where it is this place's, or NULL */
	GArray *to;		     /* guint: places, in the order of their ids, or first those that are new */
	guint fresh;		     /* of a record that is written: so many of these are new */
	guint tried;		     /* how many of these have been followed */
	guint from;		     /* the place that it was reached from */
	gboolean begun;		     /* it has been reached */
	gboolean on;		     /* it lies on the way that is being followed */
};
struct circles {
	struct index *index;
	const struct kinds *kinds;
	const char *field;
	GHashTable *also,
		*was; /* of what is written: path -> struct record *, as it becomes and as it was; NULL: all links were read */
	GPtrArray *places;   /* struct place * */
	GHashTable *by_name; /* "kind/id" -> its number */
	GPtrArray *problems;
};

static void
place_free(gpointer data)
{
	struct place *place = data;

	g_free(place->kind);
	g_free(place->id);
	g_free(place->path);
	record_free(place->own);
	g_array_unref(place->to);
	g_free(place);
}

static guint
place_of(struct circles *c, const char *kind, const char *id, const char *path)
{
	char *name = g_strconcat(kind, "/", id, NULL);
	gpointer number;
	struct place *place;

	if (g_hash_table_lookup_extended(c->by_name, name, NULL, &number)) {
		g_free(name);
		return GPOINTER_TO_UINT(number);
	}
	place = g_new0(struct place, 1);
	*place = (struct place){.kind = g_strdup(kind),
		.id = g_strdup(id),
		.path = g_strdup(path),
		.to = g_array_new(FALSE, FALSE, sizeof(guint)),
		.from = NONE};
	g_hash_table_insert(c->by_name, name, GUINT_TO_POINTER(c->places->len));
	g_ptr_array_add(c->places, place);
	return c->places->len - 1;
}

/* Is the link one that may not come back? */
static gboolean
counts(const struct kinds *kinds, const char *from, const char *name, const char *to)
{
	const struct kind *kind = kind_find(kinds, from);
	const struct field *field = kind ? kind_field(kind, name) : NULL;

	return field && field->acyclic && name_in(field->to, to);
}

static gboolean
read_links(struct circles *c, GError **err)
{
	AUTO(db_query)
	q = db_prepare(index_db(c->index),
		"select r.kind, r.id, r.path, t.kind, t.id, t.path from link l join record r on r.rid = l.rid join record t on "
		"t.id = "
		"l.target where l.field = ?1 and l.target <> r.id order by r.path, t.path",
		err);
	gboolean row = FALSE;

	if (q)
		db_bind_text(q, 1, c->field);
	while (q && db_step(q, &row, err) && row) {
		guint from, to;

		if (!counts(c->kinds, db_text(q, 0), c->field, db_text(q, 3)))
			continue;
		from = place_of(c, db_text(q, 0), db_text(q, 1), db_text(q, 2));
		to = place_of(c, db_text(q, 3), db_text(q, 4), db_text(q, 5));
		g_array_append_val(((struct place *)c->places->pdata[from])->to, to);
	}
	return q && !row && !(err && *err);
}

/* Of records that change, the place of one; NONE: there is no such record. Each is read when it is first come to. */
static guint
place_at(struct circles *c, const struct kind *kind, const char *id)
{
	g_autofree char *path = kind_path_of_id(kind, id), *name = g_strconcat(kind->name, "/", id, NULL);
	gpointer number, record = NULL;
	struct record *own = NULL;
	struct place *place;
	guint at;

	if (g_hash_table_lookup_extended(c->by_name, name, NULL, &number))
		return GPOINTER_TO_UINT(number);
	if (path && !g_hash_table_lookup_extended(c->also, path, NULL, &record))
		record = own = snapshot_record(index_snapshot(c->index), kind, id, NULL);
	if (!record)
		return NONE;
	at = place_of(c, kind->name, id, path);
	place = c->places->pdata[at];
	place->record = record;
	place->own = own;
	return at;
}

static void
add_links(struct circles *c, struct place *place, const struct field *field, const struct node *value, const struct node *was,
	gboolean fresh)
{
	for (guint i = 0; value && value->type == NODE_LIST && i < value->n; i++)
		add_links(c, place, field, value->items[i], was, fresh);
	if (!value || value->type != NODE_SCALAR || step_holds(was, value->text) == fresh)
		return;
	for (const char *const *to = field->to; to && *to; to++) {
		const struct kind *kind = kind_find(c->kinds, *to);
		guint at = kind ? place_at(c, kind, value->text) : NONE;

		if (at != NONE && c->places->pdata[at] != place) /* a link to itself is told of by links_check() */
			g_array_append_val(place->to, at);
	}
}

/* What is new comes first, so that a circle that it closes is not taken for one that was there. */
static void
read_own_links(struct circles *c, struct place *place)
{
	const struct record *record = place->record, *was = NULL;
	const struct field *field = record ? kind_field(record->kind, c->field) : NULL;
	gboolean written;

	if (field && field->acyclic) {
		written = g_hash_table_contains(c->also, place->path);
		was = written ? g_hash_table_lookup(c->was, place->path) : record;
		add_links(c, place, field, record_node(record, c->field), was ? record_node(was, c->field) : NULL, TRUE);
		place->fresh = place->to->len;
		add_links(c, place, field, record_node(record, c->field), was ? record_node(was, c->field) : NULL, FALSE);
	}
	place->record = NULL;
	g_clear_pointer(&place->own, record_free);
}

/* Where in its file a record says so; what one of several links says. */
static const struct node *
said_at(const struct record *record, const char *field, const char *id)
{
	const struct node *node = record_node(record, field);

	for (guint i = 0; node && node->type == NODE_LIST && i < node->n; i++)
		if (node->items[i]->type == NODE_SCALAR && g_str_equal(node->items[i]->text, id))
			return node->items[i];
	return node;
}

/* Can links of it still be taken out? */
static gboolean
is_open(const struct record *record)
{
	const struct workflow *workflow = record ? record->kind->workflow : NULL;

	return record && (!workflow || !name_in(workflow->ended, step_state(record)));
}

/*
 * The record to tell it of, whoever was begun with: that whose path is first of those that are not at their end. NULL without *out:
 * there is none, and nothing waits on anything.
 */
static struct record *
to_tell(struct snapshot *snapshot, const GPtrArray *round, guint *out)
{
	struct record *first = NULL;

	for (guint i = 0; i < round->len; i++) {
		const struct place *place = round->pdata[i];
		const struct kind *kind = kind_find(snapshot->kinds, place->kind);
		AUTO(record) record = NULL;

		if (first && g_strcmp0(place->path, first->path) > 0)
			continue;
		record = kind ? snapshot_record(snapshot, kind, place->id, NULL) : NULL;
		if (!is_open(record))
			continue;
		record_free(first);
		first = g_steal_pointer(&record);
		*out = i;
	}
	return first;
}

/* The same of what is written: that with the new link. NULL: none of the links is new. Borrowed. */
static const struct record *
written_there(const struct circles *c, const GPtrArray *round, guint *out)
{
	for (guint i = 0; i < round->len; i++) {
		const struct place *place = round->pdata[i], *next = round->pdata[(i + round->len - 1) % round->len];

		*out = i;
		for (guint k = 0; k < place->fresh; k++)
			if (c->places->pdata[g_array_index(place->to, guint, k)] == next)
				return g_hash_table_lookup(c->also, place->path);
	}
	return NULL;
}

static void
add_problem(struct circles *c, guint first, guint last)
{
	g_autoptr(GPtrArray) round = g_ptr_array_new(); /* against its direction */
	g_autoptr(GString) way = g_string_new(NULL);
	AUTO(record) own = NULL;
	const struct record *record;
	guint start = 0, n;

	for (guint at = last; at != NONE; at = at == first ? NONE : ((struct place *)c->places->pdata[at])->from)
		g_ptr_array_add(round, c->places->pdata[at]);
	n = round->len;
	if (!c->was)
		own = to_tell(index_snapshot(c->index), round, &start);
	record = c->was ? written_there(c, round, &start) : own;
	if (!record)
		return;
	for (guint i = 1; i < n && i <= NAMED; i++)
		g_string_append_printf(way, "%s%s", i > 1 ? ", " : "", ((struct place *)round->pdata[(start + n - i) % n])->id);
	if (n - 1 > NAMED)
		g_string_append_printf(way, " and %u more", n - 1 - NAMED);

	const struct place *next = round->pdata[(start + n - 1) % n];

	g_ptr_array_add(c->problems,
		problem_new(record->path, said_at(record, c->field, next->id), "link-circle", record->id,
			g_strdup_printf("%s: it leads back to the %s itself, by %s", c->field, record->kind->name, way->str),
			g_strdup("take one of these links out")));
}

/* Every way from a place on, the deepest first; a link to what lies on the way closes a circle. */
static void
follow(struct circles *c, guint start)
{
	for (guint at = start; at != NONE;) {
		struct place *place = c->places->pdata[at];
		guint to;

		if (!place->begun)
			read_own_links(c, place);
		place->begun = place->on = TRUE;
		if (place->tried == place->to->len) {
			place->on = FALSE;
			at = place->from;
			continue;
		}
		to = g_array_index(place->to, guint, place->tried++);
		if (((struct place *)c->places->pdata[to])->on) {
			add_problem(c, to, at);
		} else if (!((struct place *)c->places->pdata[to])->begun) {
			((struct place *)c->places->pdata[to])->from = at;
			at = to;
		}
	}
}

static gboolean
check_field(struct index *index, const char *field, GPtrArray *problems, GError **err)
{
	g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func(place_free);
	g_autoptr(GHashTable) by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct circles c = {index, index_snapshot(index)->kinds, field, NULL, NULL, places, by_name, problems};

	if (!read_links(&c, err))
		return FALSE;
	for (guint i = 0; i < places->len; i++)
		if (!((struct place *)places->pdata[i])->begun)
			follow(&c, i);
	return TRUE;
}

gboolean
circles_check(struct index *index, GPtrArray *problems, GError **err)
{
	const GPtrArray *kinds = kinds_all(index_snapshot(index)->kinds);
	g_autoptr(GHashTable) asked = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < kinds->len; i++) {
		const struct kind *kind = kinds->pdata[i];

		for (guint k = 0; k < kind->fields->len; k++) {
			const struct field *field = kind->fields->pdata[k];

			if (field->acyclic && g_hash_table_add(asked, (gpointer)field->name) &&
				!check_field(index, field->name, problems, err))
				return FALSE;
		}
	}
	return TRUE;
}

static gboolean
has_new_link(const struct record *record, const struct record *was, const struct field *field)
{
	const struct node *value = record_node(record, field->name), *before = was ? record_node(was, field->name) : NULL;

	return field->acyclic && value && !node_equal(value, before);
}

static void
check_written(struct circles *c, const GPtrArray *records)
{
	for (guint i = 0; i < records->len; i++) {
		const struct record *record = records->pdata[i];
		const struct field *field = kind_field(record->kind, c->field);
		guint at = field && has_new_link(record, g_hash_table_lookup(c->was, record->path), field)
				   ? place_at(c, record->kind, record->id)
				   : NONE;

		if (at != NONE && !((struct place *)c->places->pdata[at])->begun)
			follow(c, at);
	}
}

void
check_circles(struct index *index, const struct kinds *kinds, GHashTable *also, GHashTable *was, const GPtrArray *records,
	GPtrArray *problems)
{
	g_autoptr(GHashTable) asked = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < records->len; i++) {
		const struct record *record = records->pdata[i], *before = g_hash_table_lookup(was, record->path);

		for (guint k = 0; k < record->kind->fields->len && (before || records->len > 1); k++) {
			const struct field *field = record->kind->fields->pdata[k];
			g_autoptr(GPtrArray) places = NULL;
			g_autoptr(GHashTable) by_name = NULL;

			if (!has_new_link(record, before, field) || !g_hash_table_add(asked, (gpointer)field->name))
				continue;
			places = g_ptr_array_new_with_free_func(place_free);
			by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
			check_written(
				&(struct circles){index, kinds, field->name, also, was, places, by_name, problems}, records);
		}
	}
}
