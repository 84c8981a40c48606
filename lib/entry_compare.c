/* What one commit changed in one file, field by field. */
#include "entry.h"

#include <string.h>

static gboolean
same_change(const struct delta *a, const struct delta *b)
{
	return g_str_equal(a->name, b->name) && (a->to ? b->to && node_equal(a->to, b->to) : !b->to);
}

/* Of a merge only what differs from every parent. */
static void
keep_common(GPtrArray *all, const GPtrArray *other)
{
	for (guint i = all->len; i-- > 0;) {
		gboolean found = FALSE;

		for (guint k = 0; !found && k < other->len; k++)
			found = same_change(all->pdata[i], other->pdata[k]);
		if (!found)
			g_ptr_array_remove_index(all, i);
	}
}

static void
keep_field(GPtrArray *all, const struct kind *kind, const char *field)
{
	const struct field *f = kind_field(kind, field);

	for (guint i = all->len; i-- > 0;)
		if (!g_str_equal(((struct delta *)all->pdata[i])->name, f ? f->name : field))
			g_ptr_array_remove_index(all, i);
}

static const struct node *
root_of(const struct entry_state *state)
{
	return state->record && state->record->doc ? state->record->doc->root : NULL;
}

static gboolean
is_readable(const struct entry_state *state)
{
	return !state->present || state->record;
}

void
entry_compare(struct snapshot *snapshot, const struct entry *entry, const char *field, struct compared *c)
{
	gboolean readable;

	memset(c, 0, sizeof(*c));
	c->kind = entry->path ? kind_of_path(snapshot->kinds, entry->path) : NULL;
	if (!c->kind)
		return;
	c->id = record_id(c->kind, entry->path);
	c->n_old = entry->old->len;
	c->old = g_new0(struct entry_state, c->n_old);
	entry_state_read(snapshot, entry->path, &entry->new, &c->new);
	readable = is_readable(&c->new);
	for (guint i = 0; i < c->n_old; i++) {
		entry_state_read(snapshot, entry->path, &g_array_index(entry->old, struct oid, i), &c->old[i]);
		readable &= is_readable(&c->old[i]);
	}
	if (!readable)
		return;
	c->deltas = delta_maps(c->kind, root_of(&c->old[0]), root_of(&c->new));
	for (guint i = 1; i < c->n_old; i++) {
		g_autoptr(GPtrArray) other = delta_maps(c->kind, root_of(&c->old[i]), root_of(&c->new));

		keep_common(c->deltas, other);
	}
	if (field)
		keep_field(c->deltas, c->kind, field);
}

void
compared_clear(struct compared *c)
{
	for (guint i = 0; i < c->n_old; i++)
		entry_state_clear(&c->old[i]);
	entry_state_clear(&c->new);
	g_free(c->old);
	g_free(c->id);
	if (c->deltas)
		g_ptr_array_unref(c->deltas);
}
