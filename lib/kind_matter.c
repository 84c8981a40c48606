/* Which fields of a kind are decided together when plants meet. */
#include "kind.h"

#include <string.h>

struct matter_of { /* a field */
	const char *name;
	gboolean coupled;
};

/* Fields by their place in the kind; two with one label go together. */
struct labels {
	const struct kind *kind;
	guint *of;
};

static int
place_of(const struct kind *kind, const char *name)
{
	for (guint i = 0; i < kind->fields->len; i++)
		if (g_str_equal(((const struct field *)kind->fields->pdata[i])->name, name))
			return (int)i;
	return -1;
}

/* The smaller label stands for both. */
static void
join(struct labels *l, guint a, guint b)
{
	guint keep = MIN(l->of[a], l->of[b]), lose = MAX(l->of[a], l->of[b]);

	for (guint i = 0; keep != lose && i < l->kind->fields->len; i++)
		if (l->of[i] == lose)
			l->of[i] = keep;
}

/* A named field and the one before it, if there was one. */
static void
join_name(struct labels *l, int *before, const char *name)
{
	int place = name ? place_of(l->kind, name) : -1;

	if (place < 0)
		return;
	if (*before >= 0)
		join(l, (guint)*before, (guint)place);
	*before = place;
}

static gboolean
is_hidden(const struct kind *kind, const char *name)
{
	const struct field *field = kind_field(kind, name);

	return field && field->hidden;
}

static void
join_sets(struct labels *l, int *before, const char *const *sets)
{
	for (; sets && *sets; sets += 2)
		if (is_hidden(l->kind, *sets))
			join_name(l, before, *sets);
}

static void
join_state(struct labels *l)
{
	const struct workflow *w = l->kind->workflow;
	int before = -1;

	if (!w)
		return;
	join_name(l, &before, w->field);
	join_name(l, &before, w->ended_on);
	for (guint i = 0; i < w->verbs->len; i++) {
		const struct verb *verb = w->verbs->pdata[i];

		join_sets(l, &before, verb->sets);
		for (guint k = 0; k < verb->also->len; k++)
			join_sets(l, &before, ((const struct also *)verb->also->pdata[k])->sets);
	}
}

static void
join_made(struct labels *l)
{
	static const char *const words[] = {"now", "today", "actor", "site", NULL};
	int before = -1;

	for (guint i = 0; i < l->kind->fields->len; i++) {
		const struct field *field = l->kind->fields->pdata[i];

		if (field->hidden && field->immutable && field->def && name_in(words, field->def))
			join_name(l, &before, field->name);
	}
}

static void
join_groups(struct labels *l)
{
	g_autoptr(GHashTable) first = g_hash_table_new(g_str_hash, g_str_equal); /* group -> field */

	for (guint i = 0; i < l->kind->fields->len; i++) {
		const struct field *field = l->kind->fields->pdata[i];
		gpointer place;

		if (!field->group)
			continue;
		if (g_hash_table_lookup_extended(first, field->group, NULL, &place))
			join(l, GPOINTER_TO_UINT(place), i);
		else
			g_hash_table_insert(first, (gpointer)field->group, GUINT_TO_POINTER(i));
	}
}

/* What must rise would not do so any more with one value from here and one from there. */
static void
join_rises(struct labels *l)
{
	for (guint i = 0; i < l->kind->rises->len; i++) {
		const struct rise *rise = l->kind->rises->pdata[i];
		int before = -1;

		for (const char *const *name = rise->fields; *name; name++)
			join_name(l, &before, *name);
		for (guint k = 0; rise->when && k < rise->when->n; k++)
			join_name(l, &before, rise->when->fields[k]);
	}
}

/* Field -> struct matter_of *. */
static GHashTable *
find_matters(const struct kind *kind)
{
	guint n = kind->fields->len;
	GHashTable *matters = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	g_autofree guint *of = g_new(guint, n), *sizes = g_new0(guint, n);
	struct labels l = {kind, of};
	int state;

	for (guint i = 0; i < n; i++)
		of[i] = i;
	join_state(&l);
	join_made(&l);
	join_groups(&l);
	join_rises(&l);
	for (guint i = 0; i < n; i++)
		sizes[of[i]]++;
	state = kind->workflow ? place_of(kind, kind->workflow->field) : -1;
	for (guint i = 0; i < n; i++) {
		struct matter_of *m = g_new0(struct matter_of, 1);

		m->name = state >= 0 && of[i] == of[state] ? kind->workflow->field : kind->order[of[i]];
		m->coupled = sizes[of[i]] > 1;
		g_hash_table_insert(matters, (gpointer)kind->order[i], m);
	}
	return matters;
}

static const struct matter_of *
find(const struct kind *kind, const char *name)
{
	GHashTable **slot = &((struct kind *)kind)->matters;

	if (g_once_init_enter(slot))
		g_once_init_leave(slot, find_matters(kind));
	return g_hash_table_lookup(*slot, name);
}

const char *
kind_matter(const struct kind *kind, const char *name)
{
	const struct matter_of *m = find(kind, name);

	return m ? m->name : name;
}

gboolean
kind_matter_coupled(const struct kind *kind, const char *matter)
{
	const struct matter_of *m = find(kind, matter);

	return m && m->coupled && g_str_equal(m->name, matter);
}
