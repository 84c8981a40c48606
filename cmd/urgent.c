/* What each repository that is asked wants attention for. */
#include "urgent.h"
#include <string.h>

static void
item_free(gpointer data)
{
	struct urgent_item *item = data;

	attention_item_free(item->item);
	g_free(item);
}

void
urgent_clear(struct urgent *u)
{
	if (u->items)
		g_ptr_array_unref(u->items);
	g_clear_error(&u->unknown);
	g_free(u->who);
}

/* Whose list it is there: NULL for everybody's; FALSE when that person is nobody there. */
static gboolean
find_owner(struct plant *plant, struct urgent *u, char **owner)
{
	struct found found = {0};
	g_autoptr(GError) unknown = NULL;

	*owner = NULL;
	if (u->everybody)
		return TRUE;
	if (!u->owner) {
		*owner = g_strdup(plant_actor(plant));
		if (!*owner)
			plant_note(plant, g_strdup("nobody there has your e-mail"));
	} else if (index_find(plant->index, kind_of_people(plant->snapshot->kinds), u->owner, &found, &unknown)) {
		*owner = g_strdup(found.id);
		found_clear(&found);
	} else {
		plant_note(plant, g_strdup(unknown->message));
		if (!u->unknown)
			u->unknown = g_steal_pointer(&unknown);
	}
	if (!u->who)
		u->who = g_strdup(*owner);
	return *owner != NULL;
}

/* The field to group by as the index knows it: not the repository, and nothing that only another repository has. */
static const char *
group_there(const struct urgent *u, const struct plant *plant)
{
	if (!u->by || !u->fleet->several || !u->by_known)
		return u->by;
	return query_has_column(plant->snapshot->kinds, NULL, u->by) ? u->by : NULL;
}

static void
take(struct urgent *u, struct plant *plant, struct attention_item *item)
{
	struct urgent_item own = {item, plant};

	if (u->fleet->several && !item->group && !g_strcmp0(u->by, "repository"))
		item->group = g_strdup(plant->name);
	if (u->fleet->several && !item->group && !g_strcmp0(u->by, "site"))
		item->group = g_strdup(plant->site);
	g_ptr_array_add(u->items, g_memdup2(&own, sizeof(own)));
}

static gboolean
gather(struct plant *plant, void *data, GError **err)
{
	struct urgent *u = data;
	struct index *index = plant_index(plant, err);
	AUTO(attention) attention = index ? attention_read(plant->snapshot, err) : NULL;
	struct attention_scope scope = {.group = group_there(u, plant)};
	g_autofree char *owner = NULL;
	g_autoptr(GPtrArray) items = NULL;
	gboolean known;

	if (!attention)
		return FALSE;
	g_mutex_lock(&u->lock);
	known = find_owner(plant, u, &owner);
	g_mutex_unlock(&u->lock);
	scope.owner = owner;
	if (!known)
		return TRUE;
	items = attention_list(index, attention, &scope, err);
	if (!items)
		return FALSE;
	g_ptr_array_set_free_func(items, NULL);
	g_mutex_lock(&u->lock);
	for (guint i = 0; i < items->len; i++)
		take(u, plant, items->pdata[i]);
	g_mutex_unlock(&u->lock);
	return TRUE;
}

static int
most_urgent(gconstpointer a, gconstpointer b)
{
	const struct urgent_item *x = *(struct urgent_item *const *)a, *y = *(struct urgent_item *const *)b;
	int order = attention_compare(x->item, y->item);

	return order ? order : strcmp(x->plant->name, y->plant->name);
}

static gboolean
by_is_known(const struct urgent *u)
{
	gboolean known = !g_strcmp0(u->by, "repository");
	struct plant *plant;

	for (guint i = 0; u->by && !known && (plant = fleet_next(u->fleet, &i));)
		known = query_has_column(plant->snapshot->kinds, NULL, u->by);
	return known;
}

gboolean
urgent_gather(struct urgent *u, GError **err)
{
	u->items = g_ptr_array_new_with_free_func(item_free);
	u->by_known = by_is_known(u);
	if (!fleet_each(u->fleet, gather, u, err))
		return FALSE;
	if (u->owner && !u->who && u->unknown) {
		g_propagate_error(err, g_steal_pointer(&u->unknown));
		return FALSE;
	}
	g_ptr_array_sort(u->items, most_urgent);
	return TRUE;
}
