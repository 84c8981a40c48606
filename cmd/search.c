/* Looking for a pattern in the texts of every repository that is asked. */
#include "search.h"

static void
hit_clear(gpointer hit)
{
	g_free(((struct hit *)hit)->group);
}

static void
search_free(gpointer data)
{
	struct search *search = data;

	db_query_free(search->record);
	index_free(search->index);
	regex_free(search->regex);
	g_array_unref(search->hits);
	g_string_free(search->texts, TRUE);
	g_free(search);
}

static struct search *
search_new(struct plant *plant, const char *pattern)
{
	struct search *search = g_new0(struct search, 1);

	search->plant = plant;
	search->regex = regex_new(pattern, NULL);
	search->hits = g_array_new(FALSE, FALSE, sizeof(struct hit));
	search->texts = g_string_new(NULL);
	g_array_set_clear_func(search->hits, hit_clear);
	return search;
}

void
search_begin(struct searches *searches, struct fleet *fleet, const char *pattern)
{
	struct plant *plant;

	searches->fleet = fleet;
	searches->of = g_hash_table_new_full(NULL, NULL, NULL, search_free);
	searches->picks = g_array_new(FALSE, FALSE, sizeof(struct pick));
	for (guint i = 0; (plant = fleet_next(fleet, &i));)
		g_hash_table_insert(searches->of, plant, search_new(plant, pattern));
}

void
search_end(struct searches *searches)
{
	g_hash_table_unref(searches->of);
	g_array_unref(searches->picks);
}

static void
look_at(gint64 rid, const char *text, gsize length, void *data)
{
	struct search *search = data;
	struct hit hit = {rid, search->texts->len, length, 0, NULL};

	if (!regex_match(search->regex, text, length, 0, &hit.start, NULL))
		return;
	g_array_append_val(search->hits, hit);
	g_string_append_len(search->texts, text, length);
}

static void
pick(struct searches *searches, struct search *search, guint hit)
{
	struct pick one = {search, hit};

	g_array_append_val(searches->picks, one);
}

/* The records that a filter leaves, by group. */
static gboolean
search_some(struct searches *searches, const struct stream_ask *ask, GError **err)
{
	gboolean grouped = ask->columns[2] != NULL, row;
	AUTO(stream) q = stream_open(searches->fleet, ask, err);

	while (q && stream_step(q, &row, err) && row) {
		struct search *search = g_hash_table_lookup(searches->of, stream_plant(q));
		guint hits = search->hits->len;
		gsize length;
		const char *text = stream_bytes(q, 1, &length);

		if (text)
			look_at(stream_int(q, 0), text, length, search);
		if (search->hits->len == hits)
			continue;
		pick(searches, search, hits);
		if (grouped)
			g_array_index(search->hits, struct hit, hits).group = g_strdup(stream_text(q, 2));
	}
	return q && !(err && *err);
}

/* Every record of a plant, while its work tree is still being looked at. */
static gboolean
search_plant(struct plant *plant, void *data, GError **err)
{
	const struct searches *searches = data;
	struct search *search = g_hash_table_lookup(searches->of, plant);

	search->index = index_open_reading(plant->snapshot, look_at, search, err);
	return search->index != NULL;
}

static gboolean
search_all(struct searches *searches, GError **err)
{
	struct plant *plant;

	if (!fleet_each(searches->fleet, search_plant, searches, err))
		return FALSE;
	for (guint i = 0; (plant = fleet_next(searches->fleet, &i));) {
		struct search *search = g_hash_table_lookup(searches->of, plant);

		for (guint hit = 0; hit < search->hits->len; hit++)
			pick(searches, search, hit);
	}
	return TRUE;
}

/* What is printed of a record that matches. */
static gboolean
prepare(struct searches *searches, GError **err)
{
	struct plant *plant;

	for (guint i = 0; (plant = fleet_next(searches->fleet, &i));) {
		struct search *search = g_hash_table_lookup(searches->of, plant);
		struct index *index = search->index ? search->index : plant_index(plant, err);

		search->record =
			index ? db_prepare(index_db(index), "select id, kind, title, path, site from record where rid = ?1", err)
			      : NULL;
		if (!search->record)
			return FALSE;
	}
	return TRUE;
}

gboolean
search_run(struct searches *searches, const struct stream_ask *ask, GError **err)
{
	return (ask ? search_some(searches, ask, err) : search_all(searches, err)) && prepare(searches, err);
}
