/* Reads mapping files: schema/mapping.yaml says their form, this what it means. */
#include "data.h"
#include "mapping_private.h"
#include "text.h"
#include <string.h>

static void
fill_free(gpointer p)
{
	struct fill *fill = p;

	template_free(fill->from);
	g_free(fill);
}

static void
column_free(gpointer p)
{
	struct column *c = p;

	template_free(c->from);
	template_free(c->def);
	regex_free(c->take);
	g_clear_pointer(&c->table, g_hash_table_unref);
	if (c->lookup) {
		template_free(c->lookup->id);
		g_clear_pointer(&c->lookup->make, g_ptr_array_unref);
		g_free(c->lookup);
	}
	g_free(c);
}

static void
condition_row_free(gpointer p)
{
	struct condition_row *c = p;

	regex_free(c->matches);
	g_free(c);
}

static void
tally_free(gpointer p)
{
	struct tally *tally = p;

	g_free(tally->what);
	g_free(tally);
}

static gboolean
optional_template(struct mapping *m, const struct node *map, const char *key, struct template **out, GError **err)
{
	const struct node *node = node_get(map, key);

	return !node || (*out = template_read(m, node, NULL, err)) != NULL;
}

static gboolean
is_true(const struct node *map, const char *key)
{
	return !g_strcmp0(node_text(map, key), "true");
}

static gboolean
read_regex(const struct mapping *m, const struct node *map, const char *key, struct regex **out, GError **err)
{
	const struct node *node = node_get(map, key);
	g_autoptr(GError) fault = NULL;

	if (!node)
		return TRUE;
	*out = regex_new(node->text, &fault);
	return *out || mapping_fail(m, node, "regex", g_strdup(fault->message), err);
}

/* --- fields --- */

static struct fill *
fill_read(struct mapping *m, const struct kind *kind, const struct node *key, const struct node *value, GError **err)
{
	const char *dot = strchr(key->text, '.');
	g_autofree char *name = dot ? g_strndup(key->text, (gsize)(dot - key->text)) : g_strdup(key->text);
	const struct field *field = kind_field(kind, name), *sub = NULL;
	struct fill *fill;

	if (field && dot)
		sub = field->fields ? fields_find(field->fields, dot + 1) : NULL;
	if (!field || (dot && !sub)) {
		const char *near = field ? NULL : text_nearest(name, kind_order(kind));

		mapping_fail(m, key, "unknown-field", g_strdup_printf("%s has no field '%s'", kind->name, key->text), err);
		if (near)
			error_hint(err, "did you mean '%s'?", near);
		return NULL;
	}
	fill = g_new0(struct fill, 1);
	fill->field = field;
	fill->sub = sub;
	fill->from = template_read(m, value, NULL, err);
	if (!fill->from)
		g_clear_pointer(&fill, g_free);
	return fill;
}

static gboolean
fills_read(struct mapping *m, const struct kind *kind, const struct node *map, GPtrArray **out, const struct field **entry,
	GError **err)
{
	*out = g_ptr_array_new_with_free_func(fill_free);
	for (guint i = 0; map && i < map->n; i++) {
		struct fill *fill = fill_read(m, kind, map->keys[i], map->items[i], err);

		if (!fill)
			return FALSE;
		g_ptr_array_add(*out, fill);
		if (!fill->sub)
			continue;
		if (!fill->field->list || (*entry && *entry != fill->field))
			return mapping_fail(
				m, map->keys[i], "entry", g_strdup("the rows can be entries of one list of maps only"), err);
		*entry = fill->field;
	}
	return TRUE;
}

/* --- columns --- */

static const struct kind *
kind_read(const struct mapping *m, const struct node *node, GError **err)
{
	const struct kind *kind = kind_find(m->kinds, node->text);
	const char *near = kind ? NULL : text_nearest(node->text, kinds_names(m->kinds));

	if (kind)
		return kind;
	mapping_fail(m, node, "kind", g_strdup_printf("there is no kind '%s'", node->text), err);
	if (near)
		error_hint(err, "did you mean '%s'?", near);
	return NULL;
}

static gboolean
lookup_read(struct mapping *m, struct column *c, const struct node *map, GError **err)
{
	struct lookup *lookup = c->lookup = g_new0(struct lookup, 1);
	const struct node *make = node_get(map, "make");
	const struct field *entry = NULL;

	lookup->kind = kind_read(m, node_get(map, "kind"), err);
	if (!lookup->kind)
		return FALSE;
	lookup->by = node_text(map, "by");
	if (lookup->by && !kind_field(lookup->kind, lookup->by))
		return mapping_fail(m, node_get(map, "by"), "unknown-field",
			g_strdup_printf("%s has no field '%s'", lookup->kind->name, lookup->by), err);
	if (!optional_template(m, map, "id", &lookup->id, err) ||
		(make && !fills_read(m, lookup->kind, make, &lookup->make, &entry, err)))
		return FALSE;
	return !entry || mapping_fail(m, make, "entry", g_strdup("a record made by a lookup cannot have entries"), err);
}

static char
sign_named(const char *name, char otherwise)
{
	static const struct {
		const char *name;
		char sign;
	} signs[] = {{"point", '.'}, {"comma", ','}, {"blank", ' '}, {"apostrophe", '\''}, {"semicolon", ';'}, {"tab", '\t'}};

	for (guint i = 0; name && i < G_N_ELEMENTS(signs); i++)
		if (!strcmp(signs[i].name, name))
			return signs[i].sign;
	return otherwise;
}

static gboolean
number_read(const struct mapping *m, struct column *c, const struct node *map, GError **err)
{
	static const char *const parts[] = {"decimal", "thousands", "trailing_minus", "shift"};

	c->number = is_true(map, "number");
	c->form.decimal = sign_named(node_text(map, "decimal"), '.');
	c->form.thousands = sign_named(node_text(map, "thousands"), 0);
	c->form.trailing_minus = is_true(map, "trailing_minus");
	c->form.shift = node_text(map, "shift") ? (int)g_ascii_strtoll(node_text(map, "shift"), NULL, 10) : 0;
	for (guint i = 0; !c->number && i < G_N_ELEMENTS(parts); i++)
		if (node_get(map, parts[i]))
			return mapping_fail(m, node_get(map, parts[i]), "number",
				g_strdup_printf("'%s' needs 'number: true' beside it", parts[i]), err);
	return c->form.decimal != c->form.thousands ||
	       mapping_fail(m, map, "number", g_strdup("the decimal sign and the sign between thousands are the same"), err);
}

static gboolean
column_read(struct mapping *m, struct column *c, const struct node *map, GError **err)
{
	const struct node *from = node_get(map, "from"), *date = node_get(map, "date"), *table = node_get(map, "table");
	g_autofree char *self = g_strdup_printf("{%s}", c->name);
	struct node own = {.type = NODE_SCALAR, .line = map->line, .column = map->column, .text = self};
	g_autoptr(GError) fault = NULL;

	c->from = template_read(m, from ? from : &own, c, err);
	if (!c->from)
		return FALSE;
	c->empty = node_get(map, "empty");
	c->split = node_text(map, "split");
	c->first = is_true(map, "first");
	c->rest = is_true(map, "rest");
	c->plus = node_text(map, "plus");
	c->join_lines = is_true(map, "join_lines");
	c->replace = node_get(map, "replace");
	c->otherwise = node_text(map, "otherwise");
	c->slug = is_true(map, "slug");
	c->longest = node_text(map, "longest") ? g_ascii_strtoll(node_text(map, "longest"), NULL, 10) : 0;
	c->date = date ? date->text : NULL;
	if (c->date && !cell_day_format(c->date, &fault))
		return mapping_fail(m, date, "date", g_strdup(fault->message), err);
	if (table) {
		c->table = g_hash_table_new(g_str_hash, g_str_equal);
		for (guint i = 0; i < table->n; i++)
			g_hash_table_insert(c->table, (char *)table->keys[i]->text, (char *)table->items[i]->text);
	}
	return optional_template(m, map, "default", &c->def, err) && read_regex(m, map, "take", &c->take, err) &&
	       number_read(m, c, map, err);
}

/* All names first, so that a column may use one that is declared below it. */
static gboolean
columns_read(struct mapping *m, const struct node *map, GError **err)
{
	for (guint i = 0; map && i < map->n; i++) {
		struct column *c = g_new0(struct column, 1);

		c->name = map->keys[i]->text;
		g_ptr_array_add(m->columns, c);
		slot_add(m, c->name, c, FALSE);
	}
	for (guint i = 0; i < m->columns->len; i++)
		if (!column_read(m, m->columns->pdata[i], map->items[i], err))
			return FALSE;
	for (guint i = 0; i < m->columns->len; i++) {
		const struct node *lookup = node_get(map->items[i], "lookup");

		if (lookup && !lookup_read(m, m->columns->pdata[i], lookup, err))
			return FALSE;
	}
	return TRUE;
}

static gboolean
conditions_read(struct mapping *m, const struct node *list, GError **err)
{
	for (guint i = 0; list && i < list->n; i++) {
		const struct node *map = list->items[i];
		struct condition_row *c = g_new0(struct condition_row, 1);

		g_ptr_array_add(m->conditions, c);
		c->slot = slot_find(m, node_text(map, "column"), NULL);
		c->empty = node_text(map, "empty");
		c->any_of = pool_names(m->pool, node_get(map, "is"));
		c->none_of = pool_names(m->pool, node_get(map, "not"));
		c->why = node_text(map, "why");
		if (!read_regex(m, map, "matches", &c->matches, err))
			return FALSE;
		if (!c->empty && !c->any_of && !c->none_of && !c->matches)
			return mapping_fail(
				m, map, "skip", g_strdup("a condition needs one of 'empty', 'is', 'not' and 'matches'"), err);
	}
	return TRUE;
}

static void
source_read(struct mapping *m, const struct node *root)
{
	static const char *const formats[] = {"csv", "json", "ndjson"};
	const char *format = node_text(root, "format");

	for (guint i = 0; format && i < G_N_ELEMENTS(formats); i++)
		if (!strcmp(format, formats[i])) {
			m->source.format = (enum source_format)i;
			m->format_said = TRUE;
		}
	m->source.csv.encoding = node_text(root, "encoding");
	m->source.csv.separator = sign_named(node_text(root, "separator"), 0);
	m->source.rows = node_text(root, "rows");
	m->source.guarded = is_true(root, "guarded");
	m->repeat = !g_strcmp0(node_text(root, "repeat"), "first")  ? REPEAT_FIRST
		    : !g_strcmp0(node_text(root, "repeat"), "last") ? REPEAT_LAST
								    : REPEAT_REFUSE;
}

static gboolean
shape_check(const struct mapping *m, const struct node *root, GError **err)
{
	const struct data_file *data = data_find("mapping.yaml");
	AUTO(doc) schema = doc_parse("schema/mapping.yaml", data->text, data->length, err);
	AUTO(pool) pool = pool_new();
	g_autoptr(GPtrArray) problems = problems_new();
	GPtrArray *fields = schema ? fields_read(pool, schema->name, node_get(schema->root, "fields"), err) : NULL;

	if (!fields)
		return FALSE;
	fields_check(fields, root, m->file, NULL, problems);
	return !problems->len || problems_to_error(problems, err);
}

static gboolean
mapping_fill(struct mapping *m, const struct node *root, GError **err)
{
	const struct node *kind = node_get(root, "kind"), *each = node_get(root, "each");

	if (!shape_check(m, root, err))
		return FALSE;
	if (kind) {
		const struct kind *said = kind_read(m, kind, err);

		if (!said)
			return FALSE;
		if (m->kind && m->kind != said)
			return mapping_fail(m, kind, "kind",
				g_strdup_printf("the mapping makes records of kind %s, not %s", said->name, m->kind->name), err);
		m->kind = said;
	}
	if (!m->kind)
		return mapping_fail(m, root, "kind", g_strdup("the kind of the records is not said"), err);
	source_read(m, root);
	m->empty = node_get(root, "empty");
	if (each) {
		m->each_split = node_text(each, "split");
		m->each = slot_add(m, node_text(each, "column"), NULL, FALSE);
		m->each_as = slot_add(m, node_text(each, "as"), NULL, TRUE);
	}
	return columns_read(m, node_get(root, "columns"), err) && conditions_read(m, node_get(root, "skip"), err) &&
	       optional_template(m, root, "key", &m->key, err) && optional_template(m, root, "id", &m->id, err) &&
	       fills_read(m, m->kind, node_get(root, "fields"), &m->fills, &m->entry, err);
}

static struct mapping *
mapping_new(const struct kinds *kinds, const struct kind *kind)
{
	struct mapping *m = g_new0(struct mapping, 1);

	m->kinds = kinds;
	m->kind = kind;
	m->pool = pool_new();
	m->slots = g_ptr_array_new_with_free_func(slot_free);
	m->columns = g_ptr_array_new_with_free_func(column_free);
	m->conditions = g_ptr_array_new_with_free_func(condition_row_free);
	m->tallies = g_ptr_array_new_with_free_func(tally_free);
	m->tally_by = g_hash_table_new(g_str_hash, g_str_equal);
	slot_add(m, "this", NULL, TRUE);
	return m;
}

struct mapping *
mapping_read(const struct kinds *kinds, const struct kind *kind, const char *file, const char *text, gsize length, GError **err)
{
	AUTO(mapping) m = mapping_new(kinds, kind);

	m->file = g_strdup(file);
	m->doc = doc_parse(file, text, length, err);
	return m->doc && mapping_fill(m, m->doc->root, err) ? g_steal_pointer(&m) : NULL;
}

struct mapping *
mapping_plain(const struct kind *kind)
{
	struct mapping *m = mapping_new(NULL, kind);

	m->plain = TRUE;
	m->source.guarded = TRUE;
	return m;
}

void
mapping_free(struct mapping *m)
{
	if (!m)
		return;
	template_free(m->key);
	template_free(m->id);
	g_clear_pointer(&m->fills, g_ptr_array_unref);
	g_ptr_array_unref(m->conditions);
	g_ptr_array_unref(m->columns);
	g_ptr_array_unref(m->slots);
	g_hash_table_unref(m->tally_by);
	g_ptr_array_unref(m->tallies);
	g_clear_pointer(&m->heads, g_ptr_array_unref);
	pool_free(m->pool);
	doc_free(m->doc);
	g_free(m->file);
	g_free(m);
}

const struct kind *
mapping_kind(const struct mapping *m)
{
	return m->kind;
}

const struct source_options *
mapping_source(const struct mapping *m, gboolean *format_said)
{
	*format_said = m->format_said;
	return &m->source;
}

enum mapping_repeat
mapping_repeat(const struct mapping *m)
{
	return m->repeat;
}

const GPtrArray *
mapping_tallies(const struct mapping *m)
{
	return m->tallies;
}
