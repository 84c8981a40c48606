/* Merging a record matter by matter, and what becomes a conflict. */
#include "merge_private.h"

#include <string.h>

#define MOST_FIELDS 2000

/* --- values that both sides changed --- */

/* Does a value fit its field? */
static gboolean
fits(const struct merging *m, const struct field *field, struct node *value)
{
	g_autoptr(GPtrArray) fields = g_ptr_array_new(), problems = problems_new();
	struct node *map = build_map(m->b);

	g_ptr_array_add(fields, (gpointer)field);
	if (value)
		build_map_add(m->b, map, field->name, value);
	fields_check(fields, map, m->merge->sides[MERGE_OURS]->path, NULL, problems);
	return problems->len == 0;
}

static struct node *settle(struct merging *m, const struct matter *matter, const struct versions *is);

/* What waits about entries that no side shows. */
static void
settle_absent(struct merging *m, const struct field *field, const struct keyed *keyed)
{
	struct matter whole = {field->name, NULL};
	struct pending p = merge_pending(m, &whole, FALSE);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < keyed->keys->len; i++)
		g_hash_table_add(seen, keyed->keys->pdata[i]);
	for (int side = MERGE_OURS; side <= MERGE_THEIRS; side++)
		for (guint i = 0; i < p.on[side]->len; i++) {
			struct matter matter = conflict_matter(p.on[side]->pdata[i]);

			if (matter.entry && g_hash_table_add(seen, (gpointer)matter.entry))
				settle(m, &matter, &(struct versions){{NULL}});
		}
	merge_pending_clear(&p);
}

/* Entry by entry; each is a matter of its own. */
static gboolean
by_key(struct merging *m, const struct field *field, const struct versions *is, struct node **out)
{
	struct node *list = build_list(m->b);
	struct keyed keyed;

	if (!field->key || !merge_keyed(field, is, &keyed))
		return FALSE;
	for (guint i = 0; i < keyed.keys->len; i++) {
		struct matter matter = {field->name, keyed.keys->pdata[i]};
		struct versions entry;
		struct node *value;

		for (int side = MERGE_BASE; side <= MERGE_THEIRS; side++)
			entry.v[side] = g_hash_table_lookup(keyed.entries[side], matter.entry);
		if (!g_strcmp0(field->name, m->kind->keys))
			merge_key(m->b, &entry);
		value = settle(m, &matter, &entry);
		if (value)
			build_list_add(m->b, list, build_copy(m->b, value));
	}
	settle_absent(m, field, &keyed);
	merge_keyed_clear(&keyed);
	*out = list->n ? list : NULL;
	return TRUE;
}

/* FALSE: the rule cannot bring them together. */
static gboolean
by_rule(struct merging *m, const struct matter *matter, const struct versions *is, struct node **out)
{
	const struct field *field = kind_field(m->kind, matter->field);

	if (!field || (!matter->entry && kind_matter_coupled(m->kind, matter->field)))
		return FALSE;
	if (matter->entry)
		return merge_parts(m->b, is, out);
	if (field->list && field->merge == MERGE_SET)
		return merge_set(m->b, is, out);
	if (field->list && field->merge == MERGE_LOG)
		return merge_log(m->b, field, is, out);
	if (field->list)
		return field->merge == MERGE_KEYED && by_key(m, field, is, out);
	if (field->immutable)
		return FALSE;
	if (field->fields || field->named)
		return merge_parts(m->b, is, out);
	return field->merge == MERGE_TEXT && merge_lines(m->b, is, out);
}

/* Both sides changed it. all: what waits about its field, exact: about this matter itself. */
static struct node *
bring_together(struct merging *m, const struct matter *matter, const struct versions *is, const struct pending *all,
	const struct pending *exact)
{
	const struct field *field = kind_field(m->kind, matter->field);
	guint waiting = m->waiting->len, arisen = m->arisen ? m->arisen->len : 0;
	gboolean disputed = exact->on[MERGE_BASE]->len || exact->on[MERGE_OURS]->len || exact->on[MERGE_THEIRS]->len;
	gboolean open = all->on[MERGE_BASE]->len || all->on[MERGE_OURS]->len || all->on[MERGE_THEIRS]->len;
	struct node *out = NULL;

	if (!disputed && (open || !node_equal(is->v[MERGE_OURS], is->v[MERGE_THEIRS])) && by_rule(m, matter, is, &out)) {
		out = out ? matter_ordered(m->b, field->fields, out) : NULL;
		if (matter->entry || fits(m, field, out))
			return out;
	}
	g_ptr_array_set_size(m->waiting, (int)waiting);
	if (m->arisen)
		g_ptr_array_set_size(m->arisen, (int)arisen);
	return merge_dispute(m, matter, is, all, exact);
}

/* The value of a matter after the merge; what waits about it is noted. */
static struct node *
settle(struct merging *m, const struct matter *matter, const struct versions *is)
{
	struct pending all = merge_pending(m, matter, matter->entry != NULL), exact = merge_pending(m, matter, TRUE);
	gboolean changed[3];
	struct node *out;

	for (int side = MERGE_OURS; side <= MERGE_THEIRS; side++)
		changed[side] = !node_equal(is->v[MERGE_BASE], is->v[side]) || merge_pending_changed(&all, side);
	if (node_equal(is->v[MERGE_OURS], is->v[MERGE_THEIRS]) && merge_pending_same(&all)) {
		out = is->v[MERGE_OURS];
		merge_keep_waiting(m, &all);
	} else if (changed[MERGE_OURS] && changed[MERGE_THEIRS]) {
		out = bring_together(m, matter, is, &all, &exact);
	} else {
		out = is->v[changed[MERGE_OURS] ? MERGE_OURS : MERGE_THEIRS];
		merge_keep_waiting(m, &all);
	}
	merge_pending_clear(&all);
	merge_pending_clear(&exact);
	return out;
}

/* --- the whole record --- */

static void
want(struct merging *m, const char *field, const struct node *value)
{
	struct node *map = m->wanted;

	for (guint i = 0; i < map->n; i++)
		if (g_str_equal(map->keys[i]->text, field)) {
			if (value) {
				map->items[i] = (struct node *)value;
				return;
			}
			map->n--;
			memmove(map->keys + i, map->keys + i + 1, (map->n - i) * sizeof(*map->keys));
			memmove(map->items + i, map->items + i + 1, (map->n - i) * sizeof(*map->items));
			return;
		}
	if (value)
		build_map_add(m->b, map, field, (struct node *)value);
}

static void
want_matter(struct merging *m, const struct matter *matter, struct node *value)
{
	if (!kind_matter_coupled(m->kind, matter->field)) {
		want(m, matter->field, value);
		return;
	}
	for (guint i = 0; i < m->kind->fields->len; i++) {
		const struct field *field = m->kind->fields->pdata[i];

		if (g_str_equal(kind_matter(m->kind, field->name), matter->field))
			want(m, field->name, node_get(value, field->name));
	}
}

static void
merge_matter(struct merging *m, const char *name)
{
	struct matter matter = {name, NULL};
	struct versions is;

	if (g_str_equal(name, CONFLICTS) || !g_hash_table_add(m->seen, (gpointer)name))
		return;
	for (int side = MERGE_BASE; side <= MERGE_THEIRS; side++)
		is.v[side] = matter_value(m->b, m->kind, &matter, m->roots[side]);
	want_matter(m, &matter, settle(m, &matter, &is));
}

static void
merge_matters(struct merging *m)
{
	for (guint i = 0; i < m->kind->fields->len; i++)
		merge_matter(m, kind_matter(m->kind, ((const struct field *)m->kind->fields->pdata[i])->name));
	for (int side = MERGE_BASE; side <= MERGE_THEIRS; side++) {
		const struct node *list = node_get(m->roots[side], CONFLICTS);

		for (guint i = 0; m->roots[side] && i < m->roots[side]->n; i++)
			merge_matter(m, kind_matter(m->kind, m->roots[side]->keys[i]->text));
		for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++)
			merge_matter(m, conflict_matter(list->items[i]).field);
	}
}

/* --- states must still follow from their steps --- */

static gboolean
counts(const char *rule)
{
	static const char *const rules[] = {"workflow", "needs", "separation", NULL};

	return name_in(rules, rule);
}

/* Do the steps that a side has taken lead to its state when the record is as root says? */
static gboolean
follows(const struct merging *m, enum merge_side side, const struct node *root)
{
	const struct record *base = m->merge->sides[MERGE_BASE], *taken = m->merge->sides[side];
	const struct node *was = record_node(base, m->kind->workflow->notes), *is = record_node(taken, m->kind->workflow->notes);
	struct doc doc = {.name = taken->path, .root = (struct node *)root};
	const struct record after = {m->kind, taken->id, taken->path, &doc};
	g_autoptr(GPtrArray) problems = problems_new();
	AUTO(calendar) calendar = calendar_new();
	struct act act = {.calendar = calendar};
	struct trial t;
	gboolean ok;

	trial_begin(&t, base, &after, &act, problems);
	for (guint i = step_first_new(was, is); is && is->type == NODE_LIST && i < is->n; i++) {
		const char *did = node_text(is->items[i], "did");
		const struct verb *verb = did ? kind_verb(m->kind, did) : NULL;

		if (verb)
			trial_step(&t, verb, is->items[i], node_text(is->items[i], "text"));
	}
	ok = g_str_equal(t.state, step_state(taken));
	for (guint i = 0; i < problems->len; i++)
		ok = ok && !counts(((struct problem *)problems->pdata[i])->rule);
	trial_clear(&t);
	return ok;
}

/* Does a state that a side changed no longer follow, because of what the other side did? */
static gboolean
is_cut_off(const struct merging *m, enum merge_side side, const struct versions *is, const struct node *now)
{
	return !node_equal(is->v[side], is->v[MERGE_BASE]) && node_equal(is->v[side], now) && follows(m, side, m->roots[side]) &&
	       !follows(m, side, m->wanted);
}

/* Such a state is in conflict with that of the other side, or with what was before when both have it. */
static void
check_steps(struct merging *m)
{
	const struct workflow *w = m->kind->workflow;
	const struct merge *merge = m->merge;
	struct merge unsigned_merge = *merge;
	struct matter matter = {w ? w->field : "", NULL};
	struct pending none;
	struct versions is;
	struct node *now;

	if (!w || !w->notes || !m->merge->sides[MERGE_BASE])
		return;
	for (guint i = 0; i < m->waiting->len; i++)
		if (g_str_equal(conflict_matter(m->waiting->pdata[i]).field, w->field))
			return;
	for (int side = MERGE_BASE; side <= MERGE_THEIRS; side++)
		is.v[side] = matter_value(m->b, m->kind, &matter, m->roots[side]);
	now = matter_value(m->b, m->kind, &matter, m->wanted);
	if (!is_cut_off(m, MERGE_OURS, &is, now) && !is_cut_off(m, MERGE_THEIRS, &is, now))
		return;
	if (node_equal(is.v[MERGE_OURS], is.v[MERGE_THEIRS])) { /* of the value before nobody is the writer */
		unsigned_merge.origin = NULL;
		m->merge = &unsigned_merge;
		is.v[MERGE_THEIRS] = is.v[MERGE_BASE];
	}
	none = merge_pending(m, &(struct matter){"", NULL}, TRUE);
	want_matter(m, &matter, merge_dispute(m, &matter, &is, &none, &none));
	merge_pending_clear(&none);
	m->merge = merge;
}

/* --- the result --- */

int
merge_order(const struct kind *kind, const char *a, const char *b)
{
	guint left = 0, right = 0;

	while (kind->order[left] && !g_str_equal(kind->order[left], a))
		left++;
	while (kind->order[right] && !g_str_equal(kind->order[right], b))
		right++;
	return left != right ? (left < right ? -1 : 1) : strcmp(a, b);
}

static int
compare_entries(gconstpointer a, gconstpointer b, gpointer kind)
{
	const struct node *left = *(const struct node *const *)a, *right = *(const struct node *const *)b;
	struct matter mine = conflict_matter(left), other = conflict_matter(right);
	int by = merge_order(kind, mine.field, other.field);

	if (!by)
		by = g_strcmp0(mine.entry, other.entry);
	return by ? by : g_strcmp0(node_text(left, "value"), node_text(right, "value"));
}

static void
want_conflicts(struct merging *m)
{
	struct node *list = build_list(m->b);

	g_ptr_array_sort_with_data(m->waiting, compare_entries, (gpointer)m->kind);
	for (guint i = 0; i < m->waiting->len; i++)
		build_list_add(m->b, list, m->waiting->pdata[i]);
	want(m, CONFLICTS, list->n ? list : NULL);
}

static gboolean
same_text(const struct record *a, const struct record *b)
{
	return a && b && a->doc->length == b->doc->length && memcmp(a->doc->text, b->doc->text, a->doc->length) == 0;
}

/* Fields and conflicts are looked up one by one: hostile files of hundreds of thousands would take hours. */
static gboolean
is_mergeable(const struct node *root)
{
	const struct node *list = node_get(root, CONFLICTS);

	return root->n <= MOST_FIELDS && (!list || list->n <= MOST_FIELDS);
}

char *
merge_record(const struct merge *merge, GPtrArray *arisen, GError **err)
{
	const struct record *base = merge->sides[MERGE_BASE], *ours = merge->sides[MERGE_OURS],
			    *theirs = merge->sides[MERGE_THEIRS];
	g_autoptr(GPtrArray) waiting = g_ptr_array_new();
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	AUTO(builder) b = builder_new();
	struct merging m = {.merge = merge, .kind = ours->kind, .b = b, .waiting = waiting, .seen = seen, .arisen = arisen};

	if (same_text(ours, theirs) || same_text(base, theirs))
		return g_strdup(ours->doc->text);
	if (same_text(base, ours))
		return g_strdup(theirs->doc->text);
	for (int side = MERGE_BASE; side <= MERGE_THEIRS; side++) {
		m.roots[side] = merge->sides[side] ? merge->sides[side]->doc->root : NULL;
		if (m.roots[side] && !is_mergeable(m.roots[side])) {
			error_set(err, ERR_INVALID, "it has too many fields to be merged");
			error_at(err, ours->path, 0, 0);
			return NULL;
		}
	}
	m.wanted = build_map(b);
	merge_matters(&m);
	check_steps(&m);
	want_conflicts(&m);
	return merge_text(merge, m.wanted, err);
}
