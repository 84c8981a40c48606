/* What cannot be brought together: values that wait, and which of them is shown. */
#include "merge_private.h"

#include <string.h>

/* --- entries of conflicts --- */

struct pending
merge_pending(const struct merging *m, const struct matter *matter, gboolean exact)
{
	struct pending p;

	for (int side = MERGE_BASE; side <= MERGE_THEIRS; side++) {
		const struct node *list = node_get(m->roots[side], CONFLICTS);

		p.on[side] = g_ptr_array_new();
		for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++) {
			struct matter about = conflict_matter(list->items[i]);

			if (exact ? matter_equal(&about, matter) : g_str_equal(about.field, matter->field))
				g_ptr_array_add(p.on[side], list->items[i]);
		}
	}
	return p;
}

void
merge_pending_clear(struct pending *p)
{
	for (int side = MERGE_BASE; side <= MERGE_THEIRS; side++)
		g_ptr_array_unref(p->on[side]);
}

static gboolean
same_entry(const struct node *a, const struct node *b)
{
	struct matter left = conflict_matter(a), right = conflict_matter(b);

	return matter_equal(&left, &right) && !g_strcmp0(node_text(a, "value"), node_text(b, "value"));
}

static const struct node *
find_entry(const GPtrArray *entries, const struct node *entry)
{
	for (guint i = 0; i < entries->len; i++)
		if (same_entry(entries->pdata[i], entry))
			return entries->pdata[i];
	return NULL;
}

static gboolean
same_entries(const GPtrArray *a, const GPtrArray *b)
{
	for (guint i = 0; i < b->len; i++)
		if (!find_entry(a, b->pdata[i]))
			return FALSE;
	return a->len == b->len;
}

gboolean
merge_pending_changed(const struct pending *p, enum merge_side side)
{
	return !same_entries(p->on[MERGE_BASE], p->on[side]);
}

gboolean
merge_pending_same(const struct pending *p)
{
	return same_entries(p->on[MERGE_OURS], p->on[MERGE_THEIRS]);
}

/* Of two that say the same value the one whose text comes first: who wrote it is told alike everywhere. */
static void
put_entry(struct merging *m, const struct node *entry)
{
	for (guint i = 0; i < m->waiting->len; i++) {
		if (!same_entry(m->waiting->pdata[i], entry))
			continue;
		g_autofree char *old = matter_text(m->waiting->pdata[i]), *new = matter_text(entry);
		if (strcmp(new, old) < 0)
			m->waiting->pdata[i] = (gpointer)entry;
		return;
	}
	g_ptr_array_add(m->waiting, (gpointer)entry);
}

static enum merge_side
other_side(enum merge_side side)
{
	return side == MERGE_OURS ? MERGE_THEIRS : MERGE_OURS;
}

static void
keep_entry(struct merging *m, const struct node *entry)
{
	put_entry(m, matter_ordered(m->b, kind_field(m->kind, CONFLICTS)->fields, entry));
}

/* It is new on its side, or nobody took it from the other. */
static gboolean
is_kept(const struct pending *p, enum merge_side side, const struct node *entry)
{
	return find_entry(p->on[other_side(side)], entry) || !find_entry(p->on[MERGE_BASE], entry);
}

void
merge_keep_waiting(struct merging *m, const struct pending *p)
{
	for (int side = MERGE_OURS; side <= MERGE_THEIRS; side++)
		for (guint i = 0; i < p->on[side]->len; i++)
			if (is_kept(p, side, p->on[side]->pdata[i]))
				keep_entry(m, p->on[side]->pdata[i]);
}

/* Has a side turned down any of what there was? Then what it has is what it chose. */
static gboolean
has_decided(const struct pending *sets, enum merge_side side)
{
	const GPtrArray *base = sets->on[MERGE_BASE];

	for (guint i = 0; i < base->len; i++)
		if (!find_entry(sets->on[side], base->pdata[i]))
			return TRUE;
	return FALSE;
}

/*
 * What one side turned down does not come back with the other side's new values. When both turned down something, one may
 * have chosen what the other did not want: all that either has left waits.
 */
static void
keep_disputed(struct merging *m, const struct matter *matter, const struct pending *all, const struct pending *sets)
{
	for (int side = MERGE_OURS; side <= MERGE_THEIRS; side++)
		for (guint i = 0; i < all->on[side]->len; i++) {
			const struct node *entry = all->on[side]->pdata[i];
			struct matter about = conflict_matter(entry);
			gboolean about_it = matter_equal(&about, matter);
			gboolean whole = about_it && (has_decided(sets, side) || !has_decided(sets, other_side(side)));

			if (whole || is_kept(about_it ? sets : all, side, entry))
				keep_entry(m, entry);
		}
}

static void
add_text(struct builder *b, struct node *map, const char *key, const char *text)
{
	if (text)
		build_map_add(b, map, key, build_scalar(b, text));
}

static struct node *
bare_entry(struct merging *m, const struct matter *matter, const struct node *value)
{
	struct node *entry = build_map(m->b);
	g_autofree char *text = matter_text(value);

	add_text(m->b, entry, "field", matter->field);
	add_text(m->b, entry, "entry", matter->entry);
	add_text(m->b, entry, "value", text);
	return entry;
}

static struct node *
new_entry(struct merging *m, const struct matter *matter, enum merge_side side, const struct node *value)
{
	struct node *entry = bare_entry(m, matter, value);
	struct origin origin = {0};

	if (find_entry(m->waiting, entry)) /* who wrote it is known */
		return NULL;
	if (m->merge->origin)
		m->merge->origin(side, matter, m->merge->data, &origin);
	add_text(m->b, entry, "by", origin.by);
	add_text(m->b, entry, "at", origin.at);
	add_text(m->b, entry, "commit", origin.commit);
	origin_clear(&origin);
	return entry;
}

/* The values that each side has: those that wait, or the one that stands. */
static struct pending
sets_of(struct merging *m, const struct matter *matter, const struct versions *is, const struct pending *exact)
{
	struct pending sets;

	for (int side = MERGE_BASE; side <= MERGE_THEIRS; side++) {
		sets.on[side] = g_ptr_array_copy(exact->on[side], NULL, NULL);
		if (m->roots[side] && !sets.on[side]->len)
			g_ptr_array_add(sets.on[side], bare_entry(m, matter, is->v[side]));
	}
	return sets;
}

/* The values of both sides are two of those that wait. A side where it waits shows one of those for want of a decision. */
static void
put_values(struct merging *m, const struct matter *matter, const struct versions *is, const struct pending *exact)
{
	struct node *entries[3] = {NULL};

	for (int side = MERGE_OURS; side <= MERGE_THEIRS; side++) {
		struct node *entry = new_entry(m, matter, side, is->v[side]);

		if (entry && !find_entry(exact->on[side], entry))
			entries[side] = entry;
	}
	for (int side = MERGE_OURS; side <= MERGE_THEIRS; side++)
		if (entries[side])
			put_entry(m, entries[side]);
}

/* A single value that is shown anyway leaves nothing to decide. */
static void
drop_decided(struct merging *m, const struct matter *matter, const struct node *shown)
{
	g_autofree char *text = matter_text(shown);
	guint n = 0, last = 0;

	for (guint i = 0; i < m->waiting->len; i++) {
		struct matter about = conflict_matter(m->waiting->pdata[i]);

		if (matter_equal(&about, matter)) {
			last = i;
			n++;
		}
	}
	if (n == 1 && !g_strcmp0(node_text(m->waiting->pdata[last], "value"), text))
		g_ptr_array_remove_index(m->waiting, last);
}

/* --- what is shown --- */

static gboolean
is_open(const struct merging *m, const struct matter *matter, const struct node *value)
{
	const struct workflow *w = m->kind->workflow;
	const char *state;

	if (!w || !g_str_equal(matter->field, w->field))
		return FALSE;
	state = value && value->type == NODE_SCALAR ? value->text : node_text(value, w->field);
	return name_in(w->open, state ? state : w->initial);
}

/* What is not finished before what is, what is there before what is not, then the text that comes first. */
static struct node *
choose(const struct merging *m, const struct matter *matter, struct node *a, struct node *b)
{
	gboolean left = is_open(m, matter, a), right = is_open(m, matter, b);
	g_autofree char *mine = matter_text(a), *other = matter_text(b);

	if (left != right)
		return left ? a : b;
	if (!mine || !other)
		return mine ? a : b;
	return strcmp(mine, other) <= 0 ? a : b;
}

/* Of all that wait, if any: what one side shows may have been turned down by the other. */
static struct node *
choose_waiting(const struct merging *m, const struct matter *matter, const struct versions *is)
{
	struct node *shown = choose(m, matter, is->v[MERGE_OURS], is->v[MERGE_THEIRS]), *value;
	gboolean first = TRUE;

	for (guint i = 0; i < m->waiting->len; i++) {
		const struct node *entry = m->waiting->pdata[i];
		struct matter about = conflict_matter(entry);

		if (!matter_equal(&about, matter) || !matter_read(m->b, m->kind, matter, node_text(entry, "value"), &value, NULL))
			continue;
		shown = first ? value : choose(m, matter, shown, value);
		first = FALSE;
	}
	return shown;
}

struct node *
merge_dispute(struct merging *m, const struct matter *matter, const struct versions *is, const struct pending *all,
	const struct pending *exact)
{
	struct node *ours = is->v[MERGE_OURS], *theirs = is->v[MERGE_THEIRS], *shown;
	gboolean differ = !node_equal(ours, theirs);
	guint before = m->waiting->len;
	struct pending sets;

	if (!matter->entry && !is->v[MERGE_BASE] && ours && theirs && matter_made(m->kind, matter->field))
		return choose(m, matter, ours, theirs);
	sets = sets_of(m, matter, is, exact);
	keep_disputed(m, matter, all, &sets);
	merge_pending_clear(&sets);
	if (differ || m->waiting->len > before)
		put_values(m, matter, is, exact);
	if (differ && m->arisen)
		g_ptr_array_add(m->arisen, matter_says(matter));
	shown = choose_waiting(m, matter, is);
	drop_decided(m, matter, shown);
	return shown;
}
