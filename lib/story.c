/* The story of a record: its sections by the data of its kind, then what every record has. */
#include "data.h"
#include "signature.h"
#include "story_private.h"
#include "typed.h"
#include "world.h"
#include <string.h>

#define REPORT "report"

static char *
words(const char *name)
{
	return g_strdelimit(g_strdup(name), "_", ' ');
}

/* "asha, Asha Kulkarni": an id with the title of what it names. */
static char *
named(const struct telling *t, const struct field *field, const char *id)
{
	AUTO(db_query) q = NULL;
	gboolean row = FALSE;

	if (field && field->to &&
		(!t->story->alone || name_in(field->to, kind_of_people(index_snapshot(t->story->index)->kinds)->name)))
		q = db_prepare(index_db(t->story->index), "select title, kind from record where id = ?1", NULL);
	if (q)
		db_bind_text(q, 1, id);
	while (q && db_step(q, &row, NULL) && row)
		if (name_in(field->to, db_text(q, 1)) && db_text(q, 0) && !g_str_equal(db_text(q, 0), id))
			return g_strdup_printf("%s, %s", id, db_text(q, 0));
	return g_strdup(id);
}

static char *value_text(const struct telling *t, const struct field *field, const struct node *node);

/* A file is its name and digest. */
static char *
item_text(const struct telling *t, const struct field *field, const struct node *item)
{
	const char *name = item->type == NODE_MAP ? node_text(item, "name") : NULL;
	const char *digest = name ? node_text(item, "sha256") : NULL;

	return digest ? g_strdup_printf("%s, SHA-256 %s", name, digest) : value_text(t, field, item);
}

/* A value on as many lines as it has items. Caller frees. */
static char *
value_text(const struct telling *t, const struct field *field, const struct node *node)
{
	g_autoptr(GString) out = g_string_new(NULL);

	if (!node)
		return g_strdup("");
	if (node->type == NODE_SCALAR)
		return named(t, field, node->text);
	if (node->type == NODE_MAP)
		return delta_line(field, node);
	for (guint i = 0; i < node->n; i++) {
		const struct node *item = node->items[i];
		g_autofree char *text = item_text(t, field, item);

		if (i)
			g_string_append_c(out, '\n');
		if (node->n > 1 && item->type == NODE_SCALAR && !(field && field->to))
			g_string_append_printf(out, "%u. ", i + 1);
		g_string_append(out, text);
	}
	return g_strdup(out->str);
}

static void
fact(struct telling *t, const char *name, const char *text)
{
	g_autofree char *label = words(name);

	if (!text || !*text)
		return;
	page_fact(t->page, label, text);
	t->some = TRUE;
}

/* A list of maps: a table of the fields that any entry has. */
static void
tell_entries(struct telling *t, const struct field *field, const struct node *list, const char *const *did)
{
	g_autoptr(GPtrArray) parts = g_ptr_array_new(), heads = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < field->fields->len; i++) {
		const struct field *part = field->fields->pdata[i];

		for (guint k = 0; k < list->n; k++)
			if ((!did || name_in(did, node_text(list->items[k], "did"))) && node_get(list->items[k], part->name)) {
				g_ptr_array_add(parts, (gpointer)part);
				g_ptr_array_add(heads, words(part->name));
				break;
			}
	}
	if (!parts->len)
		return;
	g_ptr_array_add(heads, NULL);
	t->some = TRUE;
	page_table(t->page, (const char *const *)heads->pdata);
	for (guint k = 0; k < list->n; k++) {
		g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);

		if (did && !name_in(did, node_text(list->items[k], "did")))
			continue;
		for (guint i = 0; i < parts->len; i++)
			g_ptr_array_add(cells, value_text(t, parts->pdata[i],
						       node_get(list->items[k], ((const struct field *)parts->pdata[i])->name)));
		g_ptr_array_add(cells, NULL);
		page_row(t->page, (const char *const *)cells->pdata);
	}
}

static void
tell_field(struct telling *t, const struct field *field)
{
	const struct record *record = t->story->record;
	const struct node *node = record_node(record, field->name);

	g_hash_table_add(t->told, (gpointer)field->name);
	if (field->count_of) {
		gint64 n = typed_count(field, record->doc->root);
		g_autofree char *text = n ? g_strdup_printf("%" G_GINT64_FORMAT, n) : NULL;

		fact(t, field->name, text);
	} else if (record->kind->workflow && g_str_equal(field->name, record->kind->workflow->field)) {
		fact(t, field->name, step_state(record));
	} else if (t->signatures && g_str_equal(field->name, SIGNATURES)) {
		story_tell_signatures(t);
	} else if (node && field->fields && field->list && node->type == NODE_LIST && !field->line_of) {
		tell_entries(t, field, node, NULL);
	} else if (node && field->fields && node->type == NODE_MAP) {
		for (guint i = 0; i < node->n; i++) {
			g_autofree char *text = value_text(t, fields_find(field->fields, node->keys[i]->text), node->items[i]);

			fact(t, node->keys[i]->text, text);
		}
	} else if (node) {
		g_autofree char *text = value_text(t, field, node);

		fact(t, field->name, text);
	}
}

/* --- linked records --- */

static void
linked_row(struct telling *t, const struct record *record, const char *const *columns)
{
	g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);

	for (; *columns; columns++) {
		const struct field *field = kind_field(record->kind, *columns);
		gboolean state = record->kind->workflow && g_str_equal(*columns, record->kind->workflow->field);

		g_ptr_array_add(cells, g_str_equal(*columns, "id") ? g_strdup(record->id)
				       : state			   ? g_strdup(step_state(record))
								   : value_text(t, field, record_node(record, *columns)));
	}
	g_ptr_array_add(cells, NULL);
	page_row(t->page, (const char *const *)cells->pdata);
}

/* May a field of another record be told: does it hold no words? */
static gboolean
is_bare(const struct kind *kind, const char *column)
{
	static const char *const types[] = {"ref", "day", "event", "enum", "integer", NULL};
	const struct field *field = kind_field(kind, column);

	return g_str_equal(column, "id") || (field && name_in(types, field->type->name));
}

static gboolean
tell_linked(struct telling *t, const struct kind *kind, const struct field *field, const char *const *columns, GError **err)
{
	struct snapshot *snapshot = index_snapshot(t->story->index);
	AUTO(db_query)
	q = db_prepare(index_db(t->story->index),
		"select r.id from link l join record r on r.rid = l.rid where l.target = ?1 and l.field = ?2 and r.kind = ?3 "
		"order by r.id",
		err);
	g_autoptr(GPtrArray) heads = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) shown = g_ptr_array_new();
	gboolean row = FALSE, some = FALSE, ok = q != NULL;

	for (guint i = 0; columns[i]; i++)
		if (!t->story->alone || is_bare(kind, columns[i])) {
			g_ptr_array_add(shown, (gpointer)columns[i]);
			g_ptr_array_add(heads, words(columns[i]));
		}
	g_ptr_array_add(shown, NULL);
	g_ptr_array_add(heads, NULL);
	if (q) {
		db_bind_text(q, 1, t->story->record->id);
		db_bind_text(q, 2, field->name);
		db_bind_text(q, 3, kind->name);
	}
	while (ok && (ok = db_step(q, &row, err)) && row) {
		AUTO(record) record = snapshot_record(snapshot, kind, db_text(q, 0), err);

		if (!record)
			return FALSE;
		if (!some)
			page_table(t->page, (const char *const *)heads->pdata);
		some = t->some = TRUE;
		linked_row(t, record, (const char *const *)shown->pdata);
	}
	return ok;
}

/* --- sections --- */

static gboolean
tell_item(struct telling *t, const char *name, const struct node *section, struct pool *pool, GError **err)
{
	const struct kind *kind = t->story->record->kind, *from;
	const struct field *field = kind_field(kind, name), *link = NULL;
	const char *const *columns = pool_names(pool, node_get(section, "columns"));
	const char *rest = NULL;

	if (field) {
		tell_field(t, field);
		return TRUE;
	}
	from = kind_links(index_snapshot(t->story->index)->kinds, kind, name, &link, &rest);
	if (!from)
		return error_set(err, ERR_INVALID, "the story of %s names '%s', which is no field of it", kind->plural, name);
	return tell_linked(t, from, link, columns ? columns : from->columns, err);
}

static gboolean
tell_section(struct telling *t, const struct node *section, GError **err)
{
	const struct kind *kind = t->story->record->kind;
	AUTO(pool) pool = pool_new();
	const char *const *fields = pool_names(pool, node_get(section, "fields"));
	const char *const *did = pool_names(pool, node_get(section, "notes"));
	const char *notes = step_notes(kind);
	const struct node *list = did && notes ? record_node(t->story->record, notes) : NULL;

	if (node_get(section, "clocks"))
		return story_tell_clocks(t, node_text(section, "head"), err);
	page_head(t->page, node_text(section, "head"));
	t->some = FALSE;
	for (; fields && *fields; fields++)
		if (!tell_item(t, *fields, section, pool, err))
			return FALSE;
	if (list && list->type == NODE_LIST)
		tell_entries(t, kind_field(kind, notes), list, did);
	if (!t->some)
		page_line(t->page, "Nothing is recorded.");
	return TRUE;
}

/* What no section has: nothing that a record says stays untold. */
static void
tell_others(struct telling *t, gboolean all)
{
	const struct kind *kind = t->story->record->kind;

	for (int lists = 0; lists < 2; lists++) {
		gboolean headed = FALSE;

		for (guint i = 0; i < kind->fields->len; i++) {
			const struct field *field = kind->fields->pdata[i];
			gboolean list = field->fields && field->list;

			if (list != lists || g_hash_table_contains(t->told, field->name) ||
				g_str_equal(field->name, kind->title) ||
				!(record_node(t->story->record, field->name) || (all && field->count_of)))
				continue;
			if (list || !headed) {
				g_autofree char *head = list ? words(field->name) : g_strdup(all ? "What it is" : "Besides");

				head[0] = g_ascii_toupper(head[0]);
				page_head(t->page, head);
			}
			headed = TRUE;
			tell_field(t, field);
		}
	}
}

/* What the page is of: printed, it may lie on a desk for years. */
static void
tell_source(struct telling *t)
{
	const struct record *record = t->story->record;
	const struct snapshot *snapshot = index_snapshot(t->story->index);
	const char *number = record_get(record, NUMBER), *state = step_state(record);
	g_autofree char *at = event_format(snapshot->commit_time, 0);
	g_autoptr(GString) line = g_string_new(record->kind->name);
	char hex[OID_HEX];

	oid_hex(&snapshot->commit, hex);
	if (number)
		g_string_append_printf(line, " %s", number);
	g_string_append_printf(line, "%s%s, as of commit %.10s of %s.", state ? ", state " : "", state ? state : "", hex, at);
	page_line(t->page, line->str);
}

static gboolean
tell_form(struct telling *t, const struct node *root, GError **err)
{
	const struct kind *kind = t->story->record->kind;
	const char *form = t->story->form ? t->story->form : REPORT;
	const struct node *sections = root ? node_get(root, form) : NULL;
	const struct field *signatures = kind_field(kind, SIGNATURES);

	if (!sections && t->story->form) {
		error_set(err, ERR_USAGE, "there is no form '%s' of %s", form, kind->plural);
		return FALSE;
	}
	tell_source(t);
	for (guint i = 0; sections && i < sections->n; i++)
		if (!tell_section(t, sections->items[i], err))
			return FALSE;
	if (!t->story->form)
		tell_others(t, !sections);
	else if (signatures && record_node(t->story->record, signatures->name)) {
		page_head(t->page, "Signatures");
		tell_field(t, signatures);
	}
	return t->story->form || story_tell_trail(t, err);
}

gboolean
story_tell(const struct story *story, struct page *page, GError **err)
{
	g_autofree char *path = g_strdup_printf("stories/%s.yaml", story->record->kind->name);
	const struct data_file *file = data_find(path);
	AUTO(doc) doc = file ? doc_parse(path, file->text, file->length, err) : NULL;
	g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
	struct telling t = {story, page, told};
	gboolean ok = (!file || doc) && story_signatures(&t, err) && tell_form(&t, doc ? doc->root : NULL, err);

	g_clear_pointer(&t.signatures, g_ptr_array_unref);
	g_clear_pointer(&t.arrivals, g_array_unref);
	return ok;
}
