/* What waits for a decision: it changes by being settled only, and nobody but a merge brings it. */
#include "trial.h"

#include <string.h>

static const struct node *
new_note(const struct trial *t, guint *i)
{
	const char *notes = step_notes(t->new->kind);
	const struct node *is = notes ? record_node(t->new, notes) : NULL;
	if (*i == 0)
		*i = step_first_new(notes ? trial_old(t, notes) : NULL, is);
	return is && is->type == NODE_LIST && *i < is->n ? is->items[(*i)++] : NULL;
}

const struct node *
trial_resolution(const struct trial *t, const struct matter *matter)
{
	g_autofree char *says = matter_says(matter);
	const struct node *note;
	for (guint i = 0; (note = new_note(t, &i));)
		if (!g_strcmp0(node_text(note, "did"), STEP_SETTLE) && !g_strcmp0(node_text(note, "field"), says))
			return note;
	return NULL;
}

gboolean
trial_settled(const struct trial *t, const char *field, const char *entry)
{
	g_autofree char *says = matter_says(&(struct matter){field, entry});
	return g_hash_table_contains(t->settled, says);
}

static gboolean
is_guarded(const struct kind *kind, const struct matter *matter)
{
	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *f = kind->fields->pdata[i];
		if (!strcmp(kind_matter(kind, f->name), matter->field) &&
			(f->immutable || f->append_only || step_guards(kind, f)))
			return TRUE;
	}
	return FALSE;
}

static void
mark_settled(struct trial *t, const struct matter *matter)
{
	const struct kind *kind = t->new->kind;
	g_hash_table_add(t->settled, matter_says(matter));
	for (guint i = 0; !matter->entry && i < kind->fields->len; i++) {
		const struct field *f = kind->fields->pdata[i];
		if (!strcmp(kind_matter(kind, f->name), matter->field))
			g_hash_table_add(t->settled, g_strdup(f->name));
	}
}

/* The value that a matter has now, as text; NULL when it has none. */
static char *
value_of(const struct record *r, const struct matter *matter)
{
	AUTO(builder) b = builder_new();
	return matter_text(matter_value(b, r->kind, matter, r->doc->root));
}

static gboolean
is_one_of(const struct conflict *conflict, const char *text)
{
	for (guint i = 0; i < conflict->values->len; i++)
		if (!g_strcmp0(node_text(conflict->values->pdata[i], "value"), text))
			return TRUE;
	return FALSE;
}

static void
judge_settled(struct trial *t, const struct conflict *conflict)
{
	const struct matter *matter = &conflict->matter;
	const struct node *note = trial_resolution(t, matter), *list = record_node(t->new, CONFLICTS);
	const char *why = note ? node_text(note, "text") : NULL;
	g_autofree char *says = matter_says(matter), *is = value_of(t->new, matter);
	gboolean fits = is_one_of(conflict, is);
	if (!note) {
		g_autofree char *hint = g_strdup_printf("'sx resolve %s %s' settles it", t->new->id, says);
		trial_object(t, list, "conflicts", hint, "%s of %s waits for a decision", says, t->new->id);
	} else if (!step_says(why))
		trial_object(t, note, "reason", "say why with -m", "a conflict is settled with a reason");
	else if (!fits && is_guarded(t->new->kind, matter))
		trial_object(t, record_node(t->new, matter->field), "conflicts",
			"settle it first, then take the step that changes it",
			"%s of %s can become one of the values that wait, no other", says, t->new->id);
	if (fits || !matter->entry)
		mark_settled(t, matter);
}

/* It waits still: its value and its entries stay as they are. */
static void
judge_waiting(struct trial *t, const struct conflict *conflict, guint left)
{
	g_autofree char *says = matter_says(&conflict->matter), *was = value_of(t->old, &conflict->matter),
			*is = value_of(t->new, &conflict->matter);
	if (left == conflict->values->len && !g_strcmp0(was, is))
		return;
	g_autofree char *hint = g_strdup_printf("'sx resolve %s %s' settles it", t->new->id, says);
	trial_object(t, record_node(t->new, conflict->matter.field), "conflicts", hint, "%s of %s waits for a decision", says,
		t->new->id);
	mark_settled(t, &conflict->matter); /* said once */
}

static gboolean
holds(const struct node *list, const struct node *entry)
{
	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++)
		if (node_equal(list->items[i], entry))
			return TRUE;
	return FALSE;
}

/* Entries of `resolve` for what did not wait. */
static void
judge_notes(struct trial *t, const GPtrArray *was)
{
	const struct node *note;
	for (guint i = 0; (note = new_note(t, &i));) {
		gboolean waited = FALSE;
		if (g_strcmp0(node_text(note, "did"), STEP_SETTLE) != 0)
			continue;
		for (guint k = 0; was && k < was->len && !waited; k++) {
			g_autofree char *says = matter_says(&((const struct conflict *)was->pdata[k])->matter);
			waited = !g_strcmp0(says, node_text(note, "field"));
		}
		if (!waited)
			trial_object(t, note, "forged", "leave the entry out", "nothing waited for a decision about %s",
				node_text(note, "field") ? node_text(note, "field") : "what the entry says");
	}
}

void
trial_settle(struct trial *t)
{
	const struct node *is = record_node(t->new, CONFLICTS), *before = trial_old(t, CONFLICTS);
	g_autoptr(GPtrArray) was = t->old ? conflicts_of(t->old) : NULL;
	for (guint i = 0; is && is->type == NODE_LIST && i < is->n; i++)
		if (!holds(before, is->items[i])) {
			trial_object(
				t, is->items[i], "forged", "leave it out", "what waits for a decision comes from merging only");
			break;
		}
	for (guint i = 0; was && i < was->len; i++) {
		const struct conflict *conflict = was->pdata[i];
		guint left = 0;
		for (guint k = 0; k < conflict->values->len; k++)
			left += holds(is, conflict->values->pdata[k]);
		if (left)
			judge_waiting(t, conflict, left);
		else
			judge_settled(t, conflict);
	}
	judge_notes(t, was);
}
