/* Links that lead back to where they began: by fields that are acyclic, each name by itself. */
#include "check_private.h"
#include "step.h"

#define NONE G_MAXUINT
#define NAMED 6 /* of a long way, the first so many */

struct place { /* a record with such a link, or one that it leads to */
	char *kind, *id, *path;
	GArray *to;	/* guint: places, in the order of their ids */
	guint tried;	/* how many of these have been followed */
	guint from;	/* the place that it was reached from */
	gboolean begun; /* it has been reached */
	gboolean on;	/* it lies on the way that is being followed */
};
struct circles {
	struct index *index;
	const char *field;
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
	*place = (struct place){
		g_strdup(kind), g_strdup(id), g_strdup(path), g_array_new(FALSE, FALSE, sizeof(guint)), .from = NONE};
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
	const struct kinds *kinds = index_snapshot(c->index)->kinds;
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

		if (!counts(kinds, db_text(q, 0), c->field, db_text(q, 3)))
			continue;
		from = place_of(c, db_text(q, 0), db_text(q, 1), db_text(q, 2));
		to = place_of(c, db_text(q, 3), db_text(q, 4), db_text(q, 5));
		g_array_append_val(((struct place *)c->places->pdata[from])->to, to);
	}
	return q && !row && !(err && *err);
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

static void
add_problem(struct circles *c, guint first, guint last)
{
	g_autoptr(GPtrArray) round = g_ptr_array_new(); /* against its direction */
	g_autoptr(GString) way = g_string_new(NULL);
	AUTO(record) record = NULL;
	guint start = 0, n;

	for (guint at = last; at != NONE; at = at == first ? NONE : ((struct place *)c->places->pdata[at])->from)
		g_ptr_array_add(round, c->places->pdata[at]);
	n = round->len;
	record = to_tell(index_snapshot(c->index), round, &start);
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
	struct circles c = {index, field, places, by_name, problems};

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
