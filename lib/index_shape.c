/* How kinds become tables: names, columns, and the SQL that makes them. */
#include <string.h>

#include "index_private.h"

const char *const shared_names[SHARED_N] = {"title", "state", "owner", "site", "due", NUMBER};

/* Names the index has for itself, or that SQLite keeps. */
static const char *const taken_views[] = {"record", "body", "link", "link_row", "link_packed", "link_gone", "email", "bad",
	"meta", "gone", "gone_bad", "change_log", "touch", "temp", "main", "history", NULL};
static const char *const taken_columns[] = {"rid", "id", "path", "kind", "open", "rowid", "oid", "_rowid_", NULL};

static gboolean
name_taken(const char *const *list, const char *name)
{
	for (; *list; list++)
		if (!g_ascii_strcasecmp(*list, name))
			return TRUE;
	return FALSE;
}

static void
shape_field_free(gpointer data)
{
	struct shape_field *lf = data;

	if (lf->inside)
		g_hash_table_unref(lf->inside);
	g_free(lf->column);
	g_free((char *)lf->link);
	g_free(lf);
}

static void
shape_kind_free(gpointer data)
{
	struct shape_kind *lk = data;

	g_ptr_array_unref(lk->fields);
	g_hash_table_unref(lk->by_name);
	g_free(lk->table);
	g_free(lk->overlay_table);
	g_free(lk->view);
	g_free(lk->literal);
	g_free(lk);
}

static gboolean
is_type(const struct field *field, const char *name)
{
	return g_str_equal(field->type->name, name);
}

/* The refs of a field, and of the fields of a map one level below it, get their names in `link`. */
static void
shape_links(struct shape_field *lf)
{
	const struct field *field = lf->field;

	if (is_type(field, "ref"))
		lf->link = g_strdup(field->name);
	if (!field->fields || field->named)
		return;
	for (guint i = 0; i < field->fields->len; i++) {
		const struct field *inner = g_ptr_array_index(field->fields, i);
		struct shape_field *below;

		if (!is_type(inner, "ref"))
			continue;
		if (!lf->inside)
			lf->inside = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, shape_field_free);
		below = g_new0(struct shape_field, 1);
		below->field = inner;
		below->link = g_strdup_printf("%s.%s", field->name, inner->name);
		g_hash_table_insert(lf->inside, (char *)inner->name, below);
	}
}

static guint
shape_fills(struct shape_kind *lk, const struct field *field, guint filled)
{
	const struct kind *kind = lk->kind;
	const char *from[SHARED_N] = {
		kind->title, kind->workflow ? kind->workflow->field : NULL, kind->owner, NULL, kind->due, NUMBER};
	guint fills = 0;

	for (int i = 0; i < SHARED_N; i++)
		if (from[i] ? g_str_equal(from[i], field->name) : i == SHARED_SITE && is_type(field, "site"))
			fills |= 1u << i & ~filled;
	return field->list ? 0 : fills;
}

static gboolean
shape_add_field(struct shape_kind *lk, const struct field *field, guint *filled, GError **err)
{
	struct shape_field *lf;

	for (guint i = 0; i < lk->fields->len; i++) {
		lf = g_ptr_array_index(lk->fields, i);
		if (!g_ascii_strcasecmp(lf->field->name, field->name)) {
			error_set(err, ERR_INVALID, "kind '%s' has two fields called '%s'", lk->kind->name, field->name);
			error_at(err, lk->kind->source, field->line, 1);
			return FALSE;
		}
	}
	if (name_taken(taken_columns, field->name)) {
		error_set(err, ERR_INVALID, "a field cannot be called '%s'", field->name);
		error_hint(err, "give it another name");
		error_at(err, lk->kind->source, field->line, 1);
		return FALSE;
	}
	lf = g_new0(struct shape_field, 1);
	lf->field = field;
	lf->column = db_name(field->name);
	lf->fills = shape_fills(lk, field, *filled);
	*filled |= lf->fills;
	lf->made = field->fields != NULL;
	lf->cell = lf->made || (lf->fills && field->type->storage == STORE_TEXT) ? -1 : (int)lk->n_cells++;
	shape_links(lf);
	g_ptr_array_add(lk->fields, lf);
	g_hash_table_insert(lk->by_name, (char *)field->name, lf);
	return TRUE;
}

static gboolean
shape_add_kind(struct shape *shape, const struct kind *kind, GError **err)
{
	struct shape_kind *lk = g_new0(struct shape_kind, 1);
	g_autofree char *table = g_strconcat("k_", kind->name, NULL), *overlay = g_strconcat("o_k_", kind->name, NULL);
	guint filled = 0;

	lk->kind = kind;
	lk->fields = g_ptr_array_new_with_free_func(shape_field_free);
	lk->by_name = g_hash_table_new(g_str_hash, g_str_equal);
	lk->table = db_name(table);
	lk->overlay_table = db_name(overlay);
	lk->view = db_name(kind->name);
	lk->literal = db_string(kind->name);
	g_ptr_array_add(shape->all, lk);
	g_hash_table_insert(shape->by_kind, (struct kind *)kind, lk);
	if (name_taken(taken_views, kind->name) || g_str_has_prefix(kind->name, "k_") || g_str_has_prefix(kind->name, "o_") ||
		g_str_has_prefix(kind->name, "h_") || !g_ascii_strncasecmp(kind->name, "sqlite_", 7)) {
		error_set(err, ERR_INVALID, "a kind cannot be called '%s'", kind->name);
		error_hint(err, "give it another name");
		error_at(err, kind->source, 0, 0);
		return FALSE;
	}
	for (guint i = 0; i < kind->fields->len; i++)
		if (!shape_add_field(lk, g_ptr_array_index(kind->fields, i), &filled, err))
			return FALSE;
	return TRUE;
}

struct shape *
shape_new(const struct kinds *kinds, GError **err)
{
	struct shape *shape = g_new0(struct shape, 1);
	const GPtrArray *all = kinds_all(kinds);

	shape->kinds = kinds;
	shape->all = g_ptr_array_new_with_free_func(shape_kind_free);
	shape->by_kind = g_hash_table_new(NULL, NULL);
	for (guint i = 0; i < all->len; i++)
		if (!shape_add_kind(shape, g_ptr_array_index(all, i), err)) {
			shape_free(shape);
			return NULL;
		}
	return shape;
}

gboolean
index_holds(const struct kinds *kinds, GError **err)
{
	struct shape *shape = shape_new(kinds, err);

	shape_free(shape);
	return shape != NULL;
}

void
shape_free(struct shape *shape)
{
	if (!shape)
		return;
	g_hash_table_unref(shape->by_kind);
	g_ptr_array_unref(shape->all);
	g_free(shape);
}

static void
shape_kind_table(GString *sql, const struct shape_kind *lk, const char *schema, const char *table)
{
	static const char *const types[] = {
		[STORE_TEXT] = "text", [STORE_INTEGER] = "integer", [STORE_REAL] = "real", [STORE_BOOL] = "integer"};

	g_string_append_printf(sql, "create table %s.%s(rid integer primary key", schema, table);
	for (guint i = 0; i < lk->fields->len; i++) {
		struct shape_field *lf = g_ptr_array_index(lk->fields, i);

		if (lf->cell >= 0)
			g_string_append_printf(
				sql, ", %s %s", lf->column, lf->field->list ? "text" : types[lf->field->type->storage]);
	}
	g_string_append(sql, ");\n");
}

/* Where a column of a view comes from. */
static void
shape_column(GString *sql, const struct shape_kind *lk, const struct shape_field *lf)
{
	g_autofree char *literal = lf->made ? db_string(lf->field->name) : NULL;

	if (lf->made)
		g_string_append_printf(sql, ", field_json(b.text, %s, %s) as %s", lk->literal, literal, lf->column);
	else if (lf->cell >= 0)
		g_string_append_printf(sql, ", k.%s as %s", lf->column, lf->column);
	else
		g_string_append_printf(sql, ", r.%s as %s", shared_names[g_bit_nth_lsf(lf->fills, -1)], lf->column);
}

/* A left join falls away by itself when a query uses no column of its table. */
static void
shape_select(GString *sql, const struct shape_kind *lk, const char *schema, const char *before, const char *table)
{
	g_string_append(sql, "select r.rid as rid, r.id as id, r.path as path, r.open as open");
	for (guint i = 0; i < lk->fields->len; i++)
		shape_column(sql, lk, g_ptr_array_index(lk->fields, i));
	g_string_append_printf(sql,
		" from %1$s%2$srecord r left join %1$s%3$s k on k.rid = r.rid left join %1$s%2$sbody b on b.rid = r.rid where "
		"r.kind = %4$s",
		schema, before, table, lk->literal);
}

static void
shape_shared_tables(GString *sql, const char *schema, const char *before, const char *links)
{
	g_string_append_printf(sql,
		"create table %1$s.%2$srecord(rid integer primary key, kind text not null, id text not null collate nocase, "
		"tail text collate nocase, path text not null, oid blob, title text, state text, open integer not null, owner "
		"text, "
		"site text, due text, number text collate nocase, conflicts integer not null);\n"
		"create table %1$s.%2$sbody(rid integer primary key, text text not null);\n"
		"create table %1$s.%3$s(rid integer not null, field text not null, target text not null, "
		"primary key(rid, field, target)) without rowid;\n"
		"create table %1$s.%2$semail(rid integer primary key, value text not null);\n"
		"create table %1$s.%2$sbad(path text primary key, line integer, col integer, rule text, message text, hint text) "
		"without "
		"rowid;\n",
		schema, before, links);
}

/*
 * There are more links than all else together. So a new file has one row for each target and field, with the rids as a
 * JSON list; what comes later has rows of its own, and what goes is noted.
 */
static const char link_tables[] = "create table main.link_packed(target text not null, field text not null, rids text not null, "
				  "primary key(target, field)) without rowid;\n"
				  "create table main.link_gone(rid integer primary key);\n"
				  "create index main.link_row_target on link_row(target);\n"
				  "create view main.link as select j.value as rid, p.field as field, p.target as target "
				  "from link_packed p, json_each(p.rids) j where j.value not in (select rid from link_gone) "
				  "union all select rid, field, target from link_row;\n";

char *
shape_tables(const struct shape *shape)
{
	GString *sql = g_string_new("create table main.meta(digest text, tree blob, boot text);\n");

	shape_shared_tables(sql, "main", "", "link_row");
	g_string_append(sql, link_tables);
	for (guint i = 0; i < shape->all->len; i++) {
		struct shape_kind *lk = g_ptr_array_index(shape->all, i);

		shape_kind_table(sql, lk, "main", lk->table);
	}
	return g_string_free(sql, FALSE);
}

char *
shape_unnumbered(const struct shape *shape)
{
	GString *sql = g_string_new("number is null and kind in (");
	const char *before = "";

	for (guint i = 0; i < shape->all->len; i++) {
		const struct shape_kind *lk = g_ptr_array_index(shape->all, i);

		if (!lk->kind->registered)
			continue;
		g_string_append_printf(sql, "%s%s", before, lk->literal);
		before = ", ";
	}
	g_string_append_c(sql, ')');
	return g_string_free(sql, FALSE);
}

char *
shape_indexes(const struct shape *shape)
{
	g_autofree char *unnumbered = shape_unnumbered(shape);

	/* record_due holds all that `overdue` shows, in its order: no row is looked up and nothing is sorted. */
	return g_strconcat("create index main.record_id on record(id);\n"
			   "create index main.record_tail on record(tail) where tail is not null;\n"
			   "create index main.record_due on record(due, id, kind, title, owner, state, site) "
			   "where open = 1 and due is not null;\n"
			   "create index main.record_kind on record(kind, open, due);\n"
			   "create index main.record_number on record(number) where number is not null;\n"
			   "create index main.record_conflicts on record(rid) where conflicts;\n"
			   "create index main.record_unnumbered on record(kind) where ",
		unnumbered,
		";\n"
		"create index main.email_value on email(value);\n",
		NULL);
}

char *
shape_overlay(const struct shape *shape)
{
	static const char *const by_rid[] = {"record", "body", "link", "email"};
	GString *sql = g_string_new("create table temp.gone(rid integer primary key);\n"
				    "create table temp.gone_bad(path text primary key) without rowid;\n");

	shape_shared_tables(sql, "temp", "o_", "o_link");
	for (guint i = 0; i < G_N_ELEMENTS(by_rid); i++)
		g_string_append_printf(sql,
			"create temp view %1$s as select * from main.%1$s where rid not in (select rid from temp.gone) "
			"union all select * from temp.o_%1$s;\n",
			by_rid[i]);
	g_string_append(sql, "create temp view bad as select * from main.bad where path not in (select path from temp.gone_bad) "
			     "union all select * from temp.o_bad;\n");
	for (guint i = 0; i < shape->all->len; i++) {
		struct shape_kind *lk = g_ptr_array_index(shape->all, i);

		shape_kind_table(sql, lk, "temp", lk->overlay_table);
	}
	/* A sync lays thousands of records over the file, and asks for the target of every link. */
	g_string_append(sql, "create index temp.o_record_id on o_record(id);\n"
			     "create index temp.o_link_target on o_link(target);\n"
			     "create index temp.o_email_value on o_email(value);\n");
	return g_string_free(sql, FALSE);
}

char *
shape_view(const struct shape *shape, const char *name, gboolean overlaid)
{
	for (guint i = 0; i < shape->all->len; i++) {
		const struct shape_kind *lk = g_ptr_array_index(shape->all, i);
		GString *sql;

		if (g_ascii_strcasecmp(lk->kind->name, name))
			continue;
		sql = g_string_new(NULL);
		g_string_append_printf(sql, "create temp view %s as ", lk->view);
		shape_select(sql, lk, "main.", "", lk->table);
		if (overlaid) {
			g_string_append(sql, " and r.rid not in (select rid from temp.gone) union all ");
			shape_select(sql, lk, "temp.", "o_", lk->overlay_table);
		}
		return g_string_free(sql, FALSE);
	}
	return NULL;
}
