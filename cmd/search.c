/* Looking for a pattern in the texts of every repository that is asked. */
#include "search.h"

#include <string.h>

#define ASK "select id, kind, title, path, site from record where rid = ?1" /* in order of enum cell */

static void
search_free(gpointer data)
{
	struct search *search = data;

	index_free(search->index);
	for (guint i = 0; i < G_N_ELEMENTS(search->found); i++) {
		regex_free(search->found[i].regex);
		g_array_unref(search->found[i].hits);
		g_array_unref(search->found[i].lines);
		arena_free(search->found[i].words);
	}
	g_free(search);
}

static struct search *
search_new(struct plant *plant, const char *pattern)
{
	struct search *search = g_new0(struct search, 1);

	search->plant = plant;
	for (guint i = 0; i < G_N_ELEMENTS(search->found); i++)
		search->found[i] = (struct finds){regex_new(pattern, NULL), g_array_new(FALSE, FALSE, sizeof(struct hit)),
			g_array_new(FALSE, FALSE, sizeof(struct line)), arena_new(64 * 1024)};
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

static const char *
keep(struct finds *found, const char *word)
{
	return word ? arena_text(found->words, word, strlen(word)) : NULL;
}

/* Each line in which a match begins, once; start is where the first does. */
static void
keep_lines(struct finds *found, const char *text, gsize length, gsize start)
{
	gsize from = 0;
	int number = 1;

	do {
		const char *before = memrchr(text, '\n', start), *begin = before ? before + 1 : text;
		const char *newline = memchr(text + start, '\n', length - start), *end = newline ? newline : text + length;
		struct line line;

		for (const char *c = text + from; c < begin; c++)
			number += *c == '\n';
		from = begin - text;
		line = (struct line){number, g_strstrip(arena_text(found->words, begin, end - begin))};
		g_array_append_val(found->lines, line);
		start = newline ? (gsize)(newline + 1 - text) : length;
	} while (start < length && regex_match(found->regex, text, length, start, &start, NULL) && start < length);
}

/* One text; where it matches a hit is added, with what is printed of its record. */
static gboolean
look_at(gint64 rid, const char *text, gsize length, struct db_query *ask, void *data, GError **err)
{
	struct finds *found = data;
	struct hit hit = {.rid = rid, .first = found->lines->len};
	gboolean row;
	gsize start;

	if (!regex_match(found->regex, text, length, 0, &start, NULL) || start >= length)
		return TRUE;
	db_bind_int(ask, 1, rid);
	if (!db_step(ask, &row, err))
		return FALSE;
	for (int cell = 0; row && cell < CELLS; cell++)
		hit.cells[cell] = keep(found, db_text(ask, cell));
	keep_lines(found, text, length, start);
	hit.n = found->lines->len - hit.first;
	g_array_append_val(found->hits, hit);
	return !row || db_run(ask, err);
}

/* The records that a filter leaves, by group. */
static gboolean
search_some(struct searches *searches, const struct stream_ask *ask, GError **err)
{
	gboolean grouped = ask->columns[2] != NULL, row;
	g_autoptr(GHashTable) asks = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)db_query_free);
	AUTO(stream) q = stream_open(searches->fleet, ask, err);

	while (q && stream_step(q, &row, err) && row) {
		struct plant *plant = stream_plant(q);
		struct search *search = g_hash_table_lookup(searches->of, plant);
		struct finds *found = &search->found[0];
		struct pick pick = {search, found, found->hits->len};
		struct db_query *record = g_hash_table_lookup(asks, plant);
		gsize length;
		const char *text = stream_bytes(q, 1, &length);

		if (!record) {
			struct index *index = plant_index(plant, err);

			record = index ? db_prepare(index_db(index), ASK, err) : NULL;
			if (!record)
				return FALSE;
			g_hash_table_insert(asks, plant, record);
		}
		if (text && !look_at(stream_int(q, 0), text, length, record, found, err))
			return FALSE;
		if (found->hits->len == pick.hit)
			continue;
		g_array_append_val(searches->picks, pick);
		if (grouped)
			g_array_index(found->hits, struct hit, pick.hit).group = keep(found, stream_text(q, 2));
	}
	return q && !(err && *err);
}

/* What an edit has replaced or removed is no hit. */
static gboolean
drop_replaced(struct finds *found, struct index *index, GError **err)
{
	AUTO(db_query) q = db_prepare(index_db(index), "select 1 from record where rid = ?1", err);
	guint kept = 0;

	for (guint i = 0; q && i < found->hits->len; i++) {
		struct hit hit = g_array_index(found->hits, struct hit, i);
		gboolean row;

		db_bind_int(q, 1, hit.rid);
		if (!db_step(q, &row, err) || (row && !db_run(q, err)))
			return FALSE;
		if (row)
			g_array_index(found->hits, struct hit, kept++) = hit;
	}
	if (q)
		g_array_set_size(found->hits, kept);
	return q != NULL;
}

static gboolean
take_edits(struct search *search, GError **err)
{
	return !index_is_overlaid(search->index) ||
	       (drop_replaced(&search->found[0], search->index, err) && drop_replaced(&search->found[1], search->index, err));
}

/* Every record of a plant, while its work tree is still being looked at. */
static gboolean
search_plant(struct plant *plant, void *data, GError **err)
{
	const struct searches *searches = data;
	struct search *search = g_hash_table_lookup(searches->of, plant);

	search->reading = (struct index_reading){ASK, look_at, {&search->found[0], &search->found[1]}};
	search->index = index_open_reading(plant->snapshot, &search->reading, err);
	return search->index && take_edits(search, err);
}

static void
pick_all(struct searches *searches)
{
	struct plant *plant;

	g_array_set_size(searches->picks, 0);
	for (guint i = 0; (plant = fleet_next(searches->fleet, &i));) {
		struct search *search = g_hash_table_lookup(searches->of, plant);

		for (guint k = 0; k < G_N_ELEMENTS(search->found); k++)
			for (guint hit = 0; hit < search->found[k].hits->len; hit++) {
				struct pick pick = {search, &search->found[k], hit};

				g_array_append_val(searches->picks, pick);
			}
	}
}

static gboolean
search_all(struct searches *searches, GError **err)
{
	if (!fleet_each(searches->fleet, search_plant, searches, err))
		return FALSE;
	pick_all(searches);
	return TRUE;
}

gboolean
search_settle(struct searches *searches, gboolean *same, GError **err)
{
	struct plant *plant;

	*same = TRUE;
	for (guint i = 0; (plant = fleet_next(searches->fleet, &i));) {
		struct search *search = g_hash_table_lookup(searches->of, plant);
		gboolean holds = TRUE;

		if (search->index && (!index_settle(search->index, &holds, err) || (!holds && !take_edits(search, err))))
			return FALSE;
		g_clear_pointer(&search->index, index_free);
		*same = *same && holds;
	}
	if (!*same)
		pick_all(searches);
	return TRUE;
}

gboolean
search_run(struct searches *searches, const struct stream_ask *ask, GError **err)
{
	return ask ? search_some(searches, ask, err) : search_all(searches, err);
}
