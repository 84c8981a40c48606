/* Records read from their text into values ready to store; runs on any thread. */
#include <errno.h>
#include <string.h>

#include "conflict.h"
#include "index_private.h"
#include "json.h"

#define STRINGS_BLOCK (256 * 1024)

struct batch *
batch_new(void)
{
	struct batch *batch = g_new0(struct batch, 1);

	batch->strings = g_string_chunk_new(STRINGS_BLOCK);
	batch->rows = g_array_new(FALSE, TRUE, sizeof(struct row));
	batch->cells = g_array_new(FALSE, TRUE, sizeof(struct cell));
	batch->links = g_array_new(FALSE, TRUE, sizeof(struct row_link));
	batch->scratch = g_string_new(NULL);
	return batch;
}

void
batch_clear(struct batch *batch)
{
	g_string_chunk_clear(batch->strings);
	g_array_set_size(batch->rows, 0);
	g_array_set_size(batch->cells, 0);
	g_array_set_size(batch->links, 0);
}

void
batch_free(struct batch *batch)
{
	if (!batch)
		return;
	g_string_chunk_free(batch->strings);
	g_array_unref(batch->rows);
	g_array_unref(batch->cells);
	g_array_unref(batch->links);
	g_string_free(batch->scratch, TRUE);
	g_free(batch);
}

static const char *
keep(struct batch *batch, const char *text)
{
	return text ? g_string_chunk_insert(batch->strings, text) : NULL;
}

/* A value as its type is stored; text that is none of the type stays text, for check to complain about. */
static struct cell
scalar_cell(const struct field *field, const char *text)
{
	struct cell cell = {.type = DB_TEXT, .length = strlen(text), .text = text};
	char *end;

	errno = 0;
	switch (field ? field->type->storage : STORE_TEXT) {
	case STORE_INTEGER: {
		gint64 value = g_ascii_strtoll(text, &end, 10);

		if (end != text && !*end && !errno)
			cell = (struct cell){.type = DB_INT, .integer = value};
		break;
	}
	case STORE_REAL: {
		double value = g_ascii_strtod(text, &end);

		if (end != text && !*end && !errno && (g_ascii_isdigit(end[-1]) || end[-1] == '.'))
			cell = (struct cell){.type = DB_REAL, .real = value};
		break;
	}
	case STORE_BOOL:
		if (g_str_equal(text, "true") || g_str_equal(text, "false"))
			cell = (struct cell){.type = DB_INT, .integer = *text == 't'};
		break;
	case STORE_TEXT:
		break;
	}
	return cell;
}

static const struct field *
field_inside(const struct field *field, const char *name)
{
	if (!field || !field->fields)
		return NULL;
	return field->named ? field : fields_find(field->fields, name);
}

static void
node_json(struct json *j, const struct field *field, const struct node *node)
{
	struct cell cell;

	switch (node->type) {
	case NODE_LIST:
		json_open(j, '[');
		for (guint i = 0; i < node->n; i++)
			node_json(j, field, node->items[i]);
		json_close(j, ']');
		return;
	case NODE_MAP:
		json_open(j, '{');
		for (guint i = 0; i < node->n; i++) {
			json_key(j, node->keys[i]->text);
			node_json(j, field_inside(field, node->keys[i]->text), node->items[i]);
		}
		json_close(j, '}');
		return;
	case NODE_SCALAR:
		break;
	}
	cell = scalar_cell(field, node->text);
	if (cell.type == DB_TEXT)
		json_text(j, cell.text);
	else if (cell.type == DB_REAL)
		json_number(j, cell.real);
	else if (field->type->storage == STORE_BOOL)
		json_bool(j, cell.integer != 0);
	else
		json_int(j, cell.integer);
}

static struct cell
json_cell(struct batch *batch, const struct field *field, const struct node *node)
{
	struct json j;

	g_string_truncate(batch->scratch, 0);
	json_init(&j, batch->scratch);
	node_json(&j, field, node);
	return (struct cell){.type = DB_TEXT,
		.length = batch->scratch->len,
		.text = g_string_chunk_insert_len(batch->strings, batch->scratch->str, batch->scratch->len)};
}

static void
add_link(struct batch *batch, const char *field, const struct node *node)
{
	struct row_link link = {field, NULL};

	if (node->type != NODE_SCALAR || !*node->text)
		return;
	link.target = keep(batch, node->text);
	g_array_append_val(batch->links, link);
}

static void add_links(struct batch *batch, const struct shape_field *lf, const struct node *node);

static void
add_links_inside(struct batch *batch, const struct shape_field *lf, const struct node *map)
{
	for (guint i = 0; i < map->n; i++) {
		const struct shape_field *below = g_hash_table_lookup(lf->inside, map->keys[i]->text);

		if (below)
			add_links(batch, below, map->items[i]);
	}
}

static void
add_links(struct batch *batch, const struct shape_field *lf, const struct node *node)
{
	guint n = node->type == NODE_LIST ? node->n : 1;

	for (guint i = 0; i < n; i++) {
		const struct node *item = node->type == NODE_LIST ? node->items[i] : node;

		if (lf->link)
			add_link(batch, lf->link, item);
		if (lf->inside && item->type == NODE_MAP)
			add_links_inside(batch, lf, item);
	}
}

static gint64
count_entries(const struct field *field, const struct node *list)
{
	gint64 n = 0;

	if (!list || list->type != NODE_LIST)
		return 0;
	for (guint i = 0; i < list->n; i++)
		n += !field->count_key || !g_strcmp0(node_text(list->items[i], field->count_key), field->count_value);
	return n;
}

static void
add_value(struct batch *batch, guint row, const struct shape_field *lf, const struct node *node)
{
	struct row *r = &g_array_index(batch->rows, struct row, row);
	struct cell cell;

	if (node->type == NODE_SCALAR && !*node->text)
		return;
	if (lf->made)
		cell = (struct cell){0};
	else if (node->type == NODE_SCALAR && !lf->field->list) {
		const char *text = keep(batch, node->text);

		cell = scalar_cell(lf->field, text);
		for (int i = 0; i < SHARED_N; i++)
			if (lf->fills & 1u << i)
				r->shared[i] = text;
	} else
		cell = json_cell(batch, lf->field, node);
	if (lf->cell >= 0)
		g_array_index(batch->cells, struct cell, r->cells + lf->cell) = cell;
	if (lf->link || lf->inside)
		add_links(batch, lf, node);
}

static void
add_values(struct batch *batch, guint row, const struct shape_kind *lk, const struct node *root)
{
	struct row *r = &g_array_index(batch->rows, struct row, row);

	r->cells = batch->cells->len;
	r->links = batch->links->len;
	g_array_set_size(batch->cells, r->cells + lk->n_cells);
	for (guint i = 0; root && i < root->n; i++) {
		const struct shape_field *lf = g_hash_table_lookup(lk->by_name, root->keys[i]->text);

		if (lf)
			add_value(batch, row, lf, root->items[i]);
	}
	for (guint i = 0; i < lk->fields->len; i++) {
		const struct shape_field *lf = g_ptr_array_index(lk->fields, i);
		const struct field *field = lf->field;

		if (field->count_of && lf->cell >= 0)
			g_array_index(batch->cells, struct cell, r->cells + lf->cell) =
				(struct cell){.type = DB_INT, .integer = count_entries(field, node_get(root, field->count_of))};
	}
	r->n_links = batch->links->len - r->links;
}

static void
add_bad(struct batch *batch, struct row *row, const GError *error)
{
	const struct error_more *more = error_more(error);

	row->kind = NULL;
	row->line = more->line;
	row->column = more->column;
	row->rule = more->rule ? keep(batch, more->rule) : "syntax";
	row->message = keep(batch, error->message);
	row->hint = more->hint ? keep(batch, more->hint) : NULL;
}

static gboolean
is_no_file(const GError *error)
{
	return g_strcmp0(error_more(error)->rule, "plain-file") == 0;
}

char *
batch_field_json(const char *const *texts, void *data)
{
	const struct shape *shape = data;
	const struct kind *kind = texts[1] ? kind_find(shape->kinds, texts[1]) : NULL;
	const struct field *field = kind && texts[2] ? kind_field(kind, texts[2]) : NULL;
	AUTO(doc) doc = field && texts[0] ? doc_parse(texts[1], texts[0], strlen(texts[0]), NULL) : NULL;
	const struct node *node = doc ? node_get(doc->root, texts[2]) : NULL;
	GString *out;
	struct json j;

	if (!node || (node->type == NODE_SCALAR && !*node->text))
		return NULL;
	out = g_string_new(NULL);
	json_init(&j, out);
	node_json(&j, field, node);
	return g_string_free(out, FALSE);
}

void
batch_add(struct batch *batch, const struct shape *shape, const struct index_change *change, const char *text, gsize length,
	const GError *unread)
{
	guint at = batch->rows->len;
	struct row row = {.change = change, .oid = change->oid};
	g_autoptr(GError) error = NULL;
	AUTO(record) record = NULL;

	if (!text) {
		row.rule = unread && !is_no_file(unread) ? "unread" : "no-file";
		row.message =
			unread ? keep(batch, unread->message) : "a record is a plain file, not a symbolic link or anything else";
		g_array_append_val(batch->rows, row);
		return;
	}
	if (change->edit)
		oid_of_blob(text, length, &row.oid);
	record = record_parse(shape->kinds, change->path, text, length, &error);
	if (!record) {
		add_bad(batch, &row, error);
		g_array_append_val(batch->rows, row);
		return;
	}
	row.kind = g_hash_table_lookup(shape->by_kind, record->kind);
	row.id = keep(batch, record->id);
	row.open = record_is_open(record);
	row.waits = conflicts_wait(record->doc->root);
	row.text = g_string_chunk_insert_len(batch->strings, text, length);
	row.length = length;
	if (record->kind->email && record_get(record, record->kind->email)) {
		g_autofree char *lower = g_utf8_strdown(record_get(record, record->kind->email), -1);

		row.email = keep(batch, lower);
	}
	row.shared[SHARED_STATE] = keep(batch, record_state(record)); /* the initial one when none is written */
	g_array_append_val(batch->rows, row);
	add_values(batch, at, row.kind, record->doc->root);
}
