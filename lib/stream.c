/* Rows of several repositories merged into one stream. */
#include "stream_private.h"

#include <string.h>

static void
cursor_free(gpointer data)
{
	struct cursor *cursor = data;

	ahead_free(cursor->ahead);
	db_query_free(cursor->rows);
	query_free(cursor->query);
	g_clear_error(&cursor->unknown);
	g_free(cursor->places);
	g_free(cursor->cells);
	g_free(cursor);
}

void
stream_free(struct stream *stream)
{
	if (!stream)
		return;
	g_ptr_array_unref(stream->heap);
	g_ptr_array_unref(stream->cursors);
	g_ptr_array_unref(stream->sort);
	g_array_unref(stream->keys);
	g_free((gpointer)stream->ask);
	g_free(stream);
}

static void
add_key(struct stream *stream, const char *name)
{
	struct key key = {.down = *name == '-'};

	name += key.down;
	key.nocase = g_str_equal(name, "id");
	g_ptr_array_add(stream->sort, (gpointer)name);
	g_array_append_val(stream->keys, key);
}

/* The order of query_select(): as asked, then by id and kind. */
static void
add_keys(struct stream *stream)
{
	for (const char *const *name = stream->ask->sort; name && *name; name++)
		add_key(stream, *name);
	add_key(stream, "id");
	if (!stream->ask->kind)
		add_key(stream, "kind");
}

static gboolean
knows(const struct cursor *cursor, const char *name)
{
	return g_str_equal(name, "site") || query_has_column(cursor->plant->snapshot->kinds, cursor->kind, name);
}

/* Where a column stands in the query, which gets it when it has it not yet. */
static int
place_of(const struct cursor *cursor, GPtrArray *columns, const char *name)
{
	guint at;

	if (g_str_equal(name, "repository"))
		return REPOSITORY;
	if (!knows(cursor, name))
		return ABSENT;
	if (!g_ptr_array_find_with_equal_func(columns, name, g_str_equal, &at)) {
		at = columns->len;
		g_ptr_array_add(columns, (gpointer)name);
	}
	return (int)at;
}

/* The columns and the order that this plant can give. */
static void
plan(const struct stream *stream, struct cursor *cursor, GPtrArray *columns, GPtrArray *sort)
{
	guint n = stream->n_columns;

	cursor->places = g_new(int, n + stream->sort->len);
	for (guint i = 0; i < n && !stream->fleet->several; i++) /* it gives what is asked for as it is asked */
		cursor->places[i] = (int)i;
	if (!stream->fleet->several)
		return;
	for (guint i = 0; i < n; i++)
		cursor->places[i] = place_of(cursor, columns, stream->ask->columns[i]);
	for (guint i = 0; i < stream->sort->len && !stream->ask->unordered; i++)
		cursor->places[n + i] = place_of(cursor, columns, stream->sort->pdata[i]);
	if (!columns->len)
		g_ptr_array_add(columns, "rid");
	g_ptr_array_add(columns, NULL);
	for (const char *const *name = stream->ask->sort; name && *name; name++) {
		const char *field = *name + (**name == '-');

		if (!g_str_equal(field, "repository") && knows(cursor, field))
			g_ptr_array_add(sort, (gpointer)*name);
	}
	g_ptr_array_add(sort, NULL);
}

/* --- order --- */

static struct cell
text_cell(const char *text, gboolean nocase)
{
	struct cell cell = {.type = DB_TEXT, .text = text};

	for (guint i = 0; i < sizeof(cell.head) && text[i]; i++) {
		guchar byte = (guchar)(nocase ? g_ascii_tolower(text[i]) : text[i]);

		cell.head[i / 8] |= (guint64)byte << (56 - 8 * (i % 8));
	}
	return cell;
}

static struct cell
cell_at(const struct cursor *cursor, int place, gboolean nocase)
{
	struct cell cell = {.type = place < 0 ? DB_NULL : ahead_type(cursor->ahead, (guint)place)};

	if (place == REPOSITORY)
		return text_cell(cursor->plant->name, nocase);
	if (cell.type == DB_INT)
		cell.integer = ahead_int(cursor->ahead, (guint)place);
	else if (cell.type == DB_REAL)
		cell.real = ahead_real(cursor->ahead, (guint)place);
	else if (cell.type != DB_NULL)
		return text_cell(ahead_text(cursor->ahead, (guint)place), nocase);
	return cell;
}

/* The next row of a plant, and its keys. */
static gboolean
advance(const struct stream *stream, struct cursor *cursor, GError **err)
{
	if (!(cursor->ahead ? ahead_next(cursor->ahead, &cursor->row, err) : db_step(cursor->rows, &cursor->row, err)))
		return FALSE;
	for (guint i = 0; cursor->row && cursor->cells && i < stream->keys->len; i++)
		cursor->cells[i] =
			cell_at(cursor, cursor->places[stream->n_columns + i], g_array_index(stream->keys, struct key, i).nocase);
	return TRUE;
}

static int
class_of(enum db_type type)
{
	return type == DB_NULL ? 2 : type == DB_TEXT ? 1 : 0;
}

static double
number_of(const struct cell *cell)
{
	return cell->type == DB_INT ? (double)cell->integer : cell->real;
}

/* The heads decide, but for texts that are the same as far as they reach and go on behind. */
static int
compare_texts(const struct cell *a, const struct cell *b, gboolean nocase)
{
	for (guint i = 0; i < G_N_ELEMENTS(a->head); i++)
		if (a->head[i] != b->head[i])
			return a->head[i] < b->head[i] ? -1 : 1;
	if (!(a->head[G_N_ELEMENTS(a->head) - 1] & 0xff))
		return 0;
	return nocase ? g_ascii_strcasecmp(a->text, b->text) : strcmp(a->text, b->text);
}

static int
compare_cells(const struct key *key, const struct cell *a, const struct cell *b)
{
	int order = class_of(a->type) - class_of(b->type);

	if (a->type == DB_NULL || b->type == DB_NULL)
		return order;
	if (order == 0 && a->type == DB_TEXT)
		order = compare_texts(a, b, key->nocase);
	else if (order == 0 && a->type == DB_INT && b->type == DB_INT)
		order = (a->integer > b->integer) - (a->integer < b->integer);
	else if (order == 0)
		order = (number_of(a) > number_of(b)) - (number_of(a) < number_of(b));
	return key->down ? -order : order;
}

static gboolean
comes_before(const struct stream *stream, const struct cursor *a, const struct cursor *b)
{
	for (guint i = 0; i < stream->keys->len && !stream->ask->unordered; i++) {
		int order = compare_cells(&g_array_index(stream->keys, struct key, i), &a->cells[i], &b->cells[i]);

		if (order)
			return order < 0;
	}
	return a->nth < b->nth;
}

/* --- asking --- */

static gboolean
parse(const struct stream *stream, struct cursor *cursor, struct index *index, GError **err)
{
	const struct cursor *lead = stream->cursors->pdata[0];
	const char *filter = stream->ask->filter, *actor;

	if (!filter || !*filter)
		return TRUE;
	/* finding who is asking takes a look at all people; is:mine, me, and perhaps a saved filter, need it */
	actor = strstr(filter, "is") || strstr(filter, "me") || strchr(filter, '@') ? plant_actor(cursor->plant) : NULL;
	cursor->query = query_parse(filter, cursor->kind, index, actor, &cursor->unknown);
	if (cursor->query)
		return TRUE;
	if (stream->fleet->several)
		cursor->query = query_parse_loosely(filter, cursor->kind, index, actor, lead->plant->snapshot->config, NULL);
	if (!cursor->query)
		g_propagate_error(err, g_error_copy(cursor->unknown));
	return cursor->query != NULL;
}

static gboolean
select_rows(struct plant *plant, void *data, GError **err)
{
	const struct stream *stream = data;
	const struct stream_ask *ask = stream->ask;
	g_autoptr(GPtrArray) columns = g_ptr_array_new(), sort = g_ptr_array_new();
	g_autofree char *where = ask->where ? ask->where(plant, ask->data) : NULL;
	struct index *index = plant_index(plant, err);
	struct cursor *cursor = NULL;
	struct selection selection = {.where = where, .unordered = ask->unordered, .limit = ask->limit};

	for (guint i = 0; i < stream->cursors->len; i++)
		if (((struct cursor *)stream->cursors->pdata[i])->plant == plant)
			cursor = stream->cursors->pdata[i];
	cursor->kind = index && ask->kind ? kind_get(plant->snapshot->kinds, ask->kind, &cursor->unknown) : NULL;
	if (!index)
		return FALSE;
	if (cursor->unknown)
		return TRUE;
	plan(stream, cursor, columns, sort);
	if (!parse(stream, cursor, index, err))
		return FALSE;
	selection.kind = cursor->kind;
	selection.query = cursor->query;
	selection.columns = stream->fleet->several ? (const char *const *)columns->pdata : ask->columns;
	selection.sort = stream->fleet->several ? (const char *const *)sort->pdata : ask->sort;
	selection.site = stream->fleet->several ? plant->site : NULL;
	cursor->rows = query_select(index, &selection, err);
	if (!cursor->rows)
		return FALSE;
	if (stream->fleet->several)
		cursor->ahead = ahead_new(cursor->rows);
	if (stream->fleet->several && !ask->unordered)
		cursor->cells = g_new0(struct cell, stream->keys->len);
	return advance(stream, cursor, err);
}

/* --- merging --- */

/*
 * The cursor at i takes its place below. It mostly belongs near the bottom, so the way there is made without looking at it,
 * one comparison a level, and then it rises the little that is too far.
 */
static void
sift_down(struct stream *stream, guint i)
{
	gpointer *heap = stream->heap->pdata, sinks = heap[i];
	guint n = stream->heap->len, top = i, child;

	while ((child = 2 * i + 1) < n) {
		if (child + 1 < n && comes_before(stream, heap[child + 1], heap[child]))
			child++;
		heap[i] = heap[child];
		i = child;
	}
	while (i > top && comes_before(stream, sinks, heap[(i - 1) / 2])) {
		heap[i] = heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	heap[i] = sinks;
}

gboolean
stream_step(struct stream *stream, gboolean *row, GError **err)
{
	struct cursor *at = stream->at;

	*row = FALSE;
	if (stream->ask->limit && stream->given == stream->ask->limit)
		return TRUE;
	if (at && !advance(stream, at, err))
		return FALSE;
	if (at && !at->row)
		g_ptr_array_remove_index_fast(stream->heap, 0);
	stream->at = NULL;
	if (at && stream->heap->len)
		sift_down(stream, 0);
	if (!stream->heap->len)
		return TRUE;
	stream->at = stream->heap->pdata[0];
	stream->given++;
	return *row = TRUE;
}

/* --- opening --- */

/* What means nothing anywhere is wrong; what means nothing to some is noted for them. */
static gboolean
settle_unknown(struct stream *stream, GError **err)
{
	struct cursor *first = NULL;

	for (guint i = 0; i < stream->cursors->len; i++) {
		struct cursor *cursor = stream->cursors->pdata[i];

		if (cursor->plant->state != PLANT_OK)
			continue;
		if (!cursor->unknown)
			first = cursor;
	}
	for (guint i = 0; i < stream->cursors->len; i++) {
		struct cursor *cursor = stream->cursors->pdata[i];

		if (cursor->plant->state != PLANT_OK || !cursor->unknown)
			continue;
		if (!first) {
			g_propagate_error(err, g_steal_pointer(&cursor->unknown));
			return FALSE;
		}
		plant_note(cursor->plant, g_strdup(cursor->unknown->message));
	}
	return TRUE;
}

/* A column that no repository has is asked of one as it is, for the error. */
static gboolean
check_column(struct stream *stream, const char *name, GError **err)
{
	const char *const columns[] = {name, NULL};
	struct cursor *some = NULL;

	if (g_str_equal(name, "repository"))
		return TRUE;
	for (guint i = 0; i < stream->cursors->len; i++) {
		struct cursor *cursor = stream->cursors->pdata[i];

		if (cursor->plant->state != PLANT_OK || !cursor->rows)
			continue;
		if (knows(cursor, name))
			return TRUE;
		some = some ? some : cursor;
	}
	if (!some)
		return TRUE;
	db_query_free(query_select(
		some->plant->index, &(struct selection){.kind = some->kind, .columns = columns, .unordered = TRUE}, err));
	return FALSE;
}

static gboolean
check_columns(struct stream *stream, GError **err)
{
	for (const char *const *name = stream->ask->columns; *name; name++)
		if (!check_column(stream, *name, err))
			return FALSE;
	for (guint i = 0; i < stream->sort->len; i++)
		if (!check_column(stream, stream->sort->pdata[i], err))
			return FALSE;
	return TRUE;
}

struct stream *
stream_open(struct fleet *fleet, const struct stream_ask *ask, GError **err)
{
	AUTO(stream) stream = g_new0(struct stream, 1);
	struct plant *plant;

	stream->fleet = fleet;
	stream->ask = g_memdup2(ask, sizeof(*ask));
	stream->n_columns = g_strv_length((char **)ask->columns);
	stream->sort = g_ptr_array_new();
	stream->keys = g_array_new(FALSE, FALSE, sizeof(struct key));
	stream->cursors = g_ptr_array_new_with_free_func(cursor_free);
	stream->heap = g_ptr_array_new();
	add_keys(stream);
	for (guint i = 0; (plant = fleet_next(fleet, &i));) {
		struct cursor *cursor = g_new0(struct cursor, 1);

		cursor->plant = plant;
		cursor->nth = i;
		g_ptr_array_add(stream->cursors, cursor);
	}
	if (!fleet_each(fleet, select_rows, stream, err) || !settle_unknown(stream, err) ||
		(fleet->several && !check_columns(stream, err)))
		return NULL;
	for (guint i = 0; i < stream->cursors->len; i++) {
		struct cursor *cursor = stream->cursors->pdata[i];

		if (cursor->row && cursor->plant->state == PLANT_OK)
			g_ptr_array_add(stream->heap, cursor);
	}
	for (guint i = stream->heap->len / 2; i-- > 0;)
		sift_down(stream, i);
	return g_steal_pointer(&stream);
}
