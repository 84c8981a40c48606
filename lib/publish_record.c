/* Rows of records and of their links. */
#include "publish_private.h"
#include "typed.h"

#include <string.h>

#define CHUNK 2000   /* ids taken out by one statement */
#define ID_BYTES 256 /* of an id, with the name of another repository before it */

/* --- values --- */

/* A record's values on their way into a row. */
struct filling {
	struct run *run;
	const struct record *record;
	struct pg_copy *copy;
	GString *json;
	struct json invalid; /* an object in `faults` */
	GString *faults;
};

static void
put_json(struct filling *f, const struct field *field)
{
	struct json j;

	g_string_truncate(f->json, 0);
	json_init(&j, f->json);
	typed_field(&j, field, f->record->doc->root);
	pg_copy_text(f->copy, g_str_equal(f->json->str, "null") ? NULL : f->json->str);
}

static void
add_fault(struct filling *f, const char *name, const struct node *node)
{
	struct publish *p = f->run->p;

	if (!f->faults->len) {
		json_init(&f->invalid, f->faults);
		json_open(&f->invalid, '{');
	}
	json_key(&f->invalid, name);
	typed_value(&f->invalid, NULL, node);
	if (p->n_faults++ < 100) {
		g_autofree char *text = delta_text(node);

		g_ptr_array_add(p->faults, g_strdup_printf("%s: %s '%.80s'", f->record->path, name, text));
	}
}

/* A scalar as PostgreSQL reads it, NULL when it is none of its type. Caller frees. */
static char *
plain_value(const struct field *field, const char *type, const char *text)
{
	gint64 seconds;
	int offset;

	if (g_str_equal(type, "text") && !g_str_equal(field->type->name, "money")) /* whose amount is to be had without a fault */
		return g_strdup(text);
	if (g_str_equal(type, "timestamptz")) /* an offset may be more than PostgreSQL takes */
		return event_parse(text, &seconds, &offset, NULL) ? run_moment(seconds) : NULL;
	return field->type->check(field, text, NULL) ? g_strdup(text) : NULL;
}

static gboolean
is_shaped(const struct field *field, const struct node *node)
{
	enum node_type wanted = field->named ? NODE_MAP : field->list ? NODE_LIST : field->fields ? NODE_MAP : NODE_SCALAR;

	return node->type == wanted;
}

static void
put_field(struct filling *f, const struct field *field, const char *type)
{
	const struct node *node = node_get(f->record->doc->root, field->name);
	g_autofree char *value = NULL;

	if (node && node->type == NODE_SCALAR && !*node->text)
		node = NULL;
	if (node && !is_shaped(field, node)) {
		add_fault(f, field->name, node);
		pg_copy_text(f->copy, NULL);
	} else if (g_str_equal(type, "jsonb"))
		put_json(f, field);
	else if (field->count_of)
		pg_copy_int(f->copy, typed_count(field, f->record->doc->root));
	else {
		value = node ? plain_value(field, type, node->text) : NULL;
		if (node && !value)
			add_fault(f, field->name, node);
		pg_copy_text(f->copy, value);
	}
}

/* The field that a kind uses for something, when it says which. */
static const char *
used(const struct record *record, const char *name)
{
	const char *text = name ? record_get(record, name) : NULL;

	return text && *text ? text : NULL;
}

static void
put_due(struct pg_copy *copy, const struct record *record)
{
	const char *due = used(record, record->kind->due);

	pg_copy_text(copy, due && day_parse(due, &(day){0}, NULL) ? due : NULL);
}

static void
put_column(struct filling *f, const struct shape_column *column)
{
	const struct record *record = f->record;
	const struct workflow *workflow = record->kind->workflow;

	switch (column->fill) {
	case FILL_FIELD:
		if (workflow && g_str_equal(workflow->field, column->field->name))
			pg_copy_text(f->copy, record_state(record)); /* the first one when none is written */
		else
			put_field(f, column->field, column->type);
		return;
	case FILL_INVALID:
		if (f->faults->len)
			json_close(&f->invalid, '}');
		pg_copy_text(f->copy, f->faults->len ? f->faults->str : NULL);
		return;
	case FILL_REPOSITORY:
		pg_copy_text(f->copy, f->run->p->name);
		return;
	case FILL_ID:
		pg_copy_text(f->copy, record->id);
		return;
	case FILL_PATH:
		pg_copy_text(f->copy, record->path);
		return;
	case FILL_OPEN:
		pg_copy_bool(f->copy, record_is_open(record));
		return;
	case FILL_SITE:
		pg_copy_text(f->copy, run_site(f->run, record));
		return;
	case FILL_TITLE:
		pg_copy_text(f->copy, used(record, record->kind->title));
		return;
	case FILL_STATE:
		pg_copy_text(f->copy, record_state(record));
		return;
	case FILL_OWNER:
		pg_copy_text(f->copy, used(record, record->kind->owner));
		return;
	case FILL_DUE:
		put_due(f->copy, record);
		return;
	}
}

/* --- rows --- */

static gboolean
put_kind_row(struct run *run, const struct record *record, GString *json, GString *faults, GError **err)
{
	struct shape_table *table = g_hash_table_lookup(run->tables->by_kind, record->kind);
	struct filling f = {.run = run, .record = record, .copy = run_copy(run, table), .json = json, .faults = faults};

	g_string_truncate(faults, 0);
	for (guint i = 0; i < table->columns->len; i++)
		put_column(&f, table->columns->pdata[i]);
	return pg_copy_end(f.copy, err);
}

/* In the order of record_columns. */
static gboolean
put_record_row(struct run *run, const struct record *record, GError **err)
{
	struct pg_copy *copy = run_copy(run, run_table(run, TABLE_RECORD));

	pg_copy_text(copy, run->p->name);
	pg_copy_text(copy, run_site(run, record));
	pg_copy_text(copy, record->kind->name);
	pg_copy_text(copy, record->id);
	pg_copy_text(copy, record->path);
	pg_copy_text(copy, used(record, record->kind->title));
	pg_copy_text(copy, record_state(record));
	pg_copy_bool(copy, record_is_open(record));
	pg_copy_text(copy, used(record, record->kind->owner));
	put_due(copy, record);
	return pg_copy_end(copy, err);
}

/* Rows of one record's links; each once. */
struct linking {
	struct run *run;
	const struct record *record;
	GHashTable *seen;
};

static gboolean
put_link(struct linking *l, const char *field, const char *target, GError **err)
{
	struct pg_copy *copy = run_copy(l->run, run_table(l->run, TABLE_LINK));

	/* what is too long for an id names nothing, and no index could hold it */
	if (!*target || strlen(target) > ID_BYTES || !g_hash_table_add(l->seen, g_strconcat(field, "\n", target, NULL)))
		return TRUE;
	pg_copy_text(copy, l->run->p->name);
	pg_copy_text(copy, l->record->kind->name);
	pg_copy_text(copy, l->record->id);
	pg_copy_text(copy, field);
	pg_copy_text(copy, target);
	return pg_copy_end(copy, err);
}

static gboolean put_links_of(
	struct linking *l, const GPtrArray *fields, const char *inside, const struct node *map, GError **err);

static gboolean
put_links_in(struct linking *l, const struct field *field, const char *name, const struct node *node, GError **err)
{
	if (node->type == NODE_SCALAR)
		return !field->to || put_link(l, name, node->text, err);
	if (node->type == NODE_MAP && !field->named)
		return !field->fields || put_links_of(l, field->fields, name, node, err);
	for (guint i = 0; i < node->n; i++)
		if (!put_links_in(l, field, name, node->items[i], err))
			return FALSE;
	return TRUE;
}

/* The links inside a map are named as those of `sx sql`: notes.by. */
static gboolean
put_links_of(struct linking *l, const GPtrArray *fields, const char *inside, const struct node *map, GError **err)
{
	for (guint i = 0; map && i < map->n; i++) {
		const struct field *field = fields_find(fields, map->keys[i]->text);
		g_autofree char *name = NULL;

		if (!field || !(field->to || field->fields))
			continue;
		name = inside ? g_strconcat(inside, ".", field->name, NULL) : g_strdup(field->name);
		if (!put_links_in(l, field, name, map->items[i], err))
			return FALSE;
	}
	return TRUE;
}

static gboolean
put_links(struct run *run, const struct record *record, GError **err)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct linking l = {run, record, seen};

	return put_links_of(&l, record->kind->fields, NULL, record->doc->root, err);
}

/* --- all of them, or those that have changed --- */

struct writing {
	struct run *run;
	struct db_query *q; /* path and text */
	GString *json, *faults;
	guint done, total;
};

static gboolean
write_row(struct writing *w, GError **err)
{
	struct run *run = w->run;
	AUTO(record) record = NULL;
	const char *text;
	gsize length;

	text = db_bytes(w->q, 1, &length);
	record = record_parse(run->snapshot->kinds, db_text(w->q, 0), text ? text : "", length, err);
	if (!record || !put_kind_row(run, record, w->json, w->faults, err) || !put_record_row(run, record, err) ||
		!put_links(run, record, err))
		return FALSE;
	run->p->records++;
	w->done++;
	if (run->p->progress && w->done % 128 == 0)
		run->p->progress(w->done, w->total, run->p->data);
	return TRUE;
}

static gboolean
write_rows(struct writing *w, gboolean *some, GError **err)
{
	gboolean row;

	*some = FALSE;
	for (;;) {
		if (!db_step(w->q, &row, err))
			return FALSE;
		if (!row)
			return TRUE;
		*some = TRUE;
		if (!write_row(w, err))
			return FALSE;
	}
}

static gboolean
write_changed(struct writing *w, GError **err)
{
	struct run *run = w->run;
	gboolean some;

	w->total = run->changed->len;
	for (guint i = 0; i < run->changed->len; i++) {
		const struct changed *changed = run->changed->pdata[i];

		db_bind_text(w->q, 1, changed->id);
		db_bind_text(w->q, 2, changed->path);
		if (!write_rows(w, &some, err))
			return FALSE;
		run->p->removed += !some;
	}
	return TRUE;
}

static gboolean
write_all(struct writing *w, GError **err)
{
	gint64 total;
	gboolean some;

	if (!db_ask_int(index_db(w->run->index), "select count(*) from record", 0, &total, err))
		return FALSE;
	w->total = (guint)total;
	return write_rows(w, &some, err);
}

gboolean
records_write(struct run *run, GError **err)
{
	g_autoptr(GString) json = g_string_new(NULL), faults = g_string_new(NULL);
	AUTO(db_query)
	q = db_prepare(index_db(run->index),
		run->changed ? "select r.path, b.text from record r join body b on b.rid = r.rid where r.id = ?1 and r.path = ?2"
			     : "select r.path, b.text from record r join body b on b.rid = r.rid order by r.rid",
		err);
	struct writing w = {run, q, json, faults, 0, 0};

	return q && (run->changed ? write_changed(&w, err) : write_all(&w, err));
}

static gboolean
remove_chunk(struct run *run, const struct kind *kind, const GPtrArray *ids, GError **err)
{
	const struct shape_table *table = g_hash_table_lookup(run->tables->by_kind, kind);
	g_autofree char *array = pg_array(ids);
	const char *const values[] = {array, kind->name};

	return !ids->len || (run_delete(run, table->quoted, "id = any($2::text[])", 1, values, NULL, err) &&
				    run_delete(run, run_table(run, TABLE_RECORD)->quoted, "id = any($2::text[]) and kind = $3", 2,
					    values, NULL, err) &&
				    run_delete(run, run_table(run, TABLE_LINK)->quoted, "id = any($2::text[]) and kind = $3", 2,
					    values, NULL, err));
}

/* Those of a kind lie side by side: its folder is its own. */
gboolean
records_remove(struct run *run, GError **err)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	const struct kind *kind = NULL;

	for (guint i = 0; i < run->changed->len; i++) {
		const struct changed *changed = run->changed->pdata[i];

		if (changed->kind != kind || ids->len == CHUNK) {
			if (kind && !remove_chunk(run, kind, ids, err))
				return FALSE;
			g_ptr_array_set_size(ids, 0);
			kind = changed->kind;
		}
		if (!oid_is_zero(&changed->old))
			g_ptr_array_add(ids, changed->id);
	}
	return !kind || remove_chunk(run, kind, ids, err);
}
