/* Selections: a filter, columns and an order as one SQL query over a kind's view or all records. */
#include "query.h"

#include <string.h>

#include "query_private.h"

void
query_free(struct query *query)
{
	if (!query)
		return;
	g_string_free(query->sql, TRUE);
	g_array_unref(query->params);
	g_free(query);
}

static void
add_param(struct query *q, struct param param)
{
	g_array_append_val(q->params, param);
	g_string_append_printf(q->sql, "?%u", q->params->len);
}

void
query_text(struct query *q, const char *text)
{
	add_param(q, (struct param){.type = DB_TEXT, .text = g_strdup(text)});
}

void
query_int(struct query *q, gint64 value)
{
	add_param(q, (struct param){.type = DB_INT, .integer = value});
}

void
query_real(struct query *q, double value)
{
	add_param(q, (struct param){.type = DB_REAL, .real = value});
}

struct query_mark
query_here(const struct query *q)
{
	return (struct query_mark){q->sql->len, q->params->len};
}

void
query_back(struct query *q, struct query_mark mark)
{
	g_string_truncate(q->sql, mark.length);
	g_array_set_size(q->params, mark.params);
}

static void
bind_params(struct db_query *q, const struct query *query)
{
	for (guint i = 0; i < query->params->len; i++) {
		const struct param *param = &g_array_index(query->params, struct param, i);

		if (param->type == DB_TEXT)
			db_bind_text(q, i + 1, param->text);
		else if (param->type == DB_INT)
			db_bind_int(q, i + 1, param->integer);
		else
			db_bind_real(q, i + 1, param->real);
	}
}

/* Over all kinds, a field that some have: the value of the row's own kind. */
static gboolean
column_of_some(GString *sql, const struct kinds *kinds, const char *name, GError **err)
{
	const GPtrArray *all = kinds_all(kinds);
	gboolean any = FALSE;

	for (guint i = 0; i < all->len; i++) {
		const struct kind *kind = g_ptr_array_index(all, i);
		g_autofree char *view = db_name(kind->name), *literal = db_string(kind->name);
		struct place place;

		if (!place_in_kind(kind, "y", name, &place))
			continue;
		g_string_append_printf(sql, "%s when %s then (select %s from %s y where y.rid = x.rid)", any ? "" : "case x.kind",
			literal, place.column, view);
		any = TRUE;
		place_clear(&place);
	}
	g_string_append(sql, " end");
	return any || name_unknown(kinds, NULL, name, err);
}

/* A field that the kind lacks and another has: empty. */
static gboolean
column_of_others(GString *sql, const struct kinds *kinds, const char *name, GError **err)
{
	const GPtrArray *all = kinds_all(kinds);
	struct place place;
	gboolean any = place_in_record(kinds, "y", name, &place);

	for (guint i = 0; !any && i < all->len; i++)
		any = place_in_kind(all->pdata[i], "y", name, &place);
	if (!any)
		return name_unknown(kinds, NULL, name, err);
	place_clear(&place);
	g_string_append(sql, "null");
	return TRUE;
}

/* The site of a record, or else of its repository. */
static gboolean
site_emit(GString *sql, const struct snapshot *snapshot, const struct selection *s)
{
	g_autofree char *literal = db_string(s->site);
	struct place place;

	if (s->kind ? !place_in_kind(s->kind, "x", "site", &place) : !place_in_record(snapshot->kinds, "x", "site", &place)) {
		g_string_append(sql, literal);
		return TRUE;
	}
	g_string_append_printf(sql, "coalesce(%s, %s)", place.column, literal);
	place_clear(&place);
	return TRUE;
}

static gboolean
column_emit(GString *sql, struct index *index, const struct selection *s, const char *name, GError **err)
{
	const struct snapshot *snapshot = index_snapshot(index);
	gboolean days = g_str_equal(name, "days_overdue"), overdue = g_str_equal(name, "overdue");
	struct place place;
	gboolean found;
	g_autofree char *today = NULL;

	if (s->site && g_str_equal(name, "site"))
		return site_emit(sql, snapshot, s);
	if (g_str_equal(name, "open") || g_str_equal(name, "rid")) {
		g_string_append_printf(sql, "x.%s", name);
		return TRUE;
	}
	if (g_str_equal(name, "body")) {
		g_string_append(sql, "(select b.text from body b where b.rid = x.rid)");
		return TRUE;
	}
	found = s->kind ? place_in_kind(s->kind, "x", days || overdue ? "due" : name, &place)
			: place_in_record(snapshot->kinds, "x", days || overdue ? "due" : name, &place);
	if (!found && (days || overdue)) {
		g_string_append(sql, "null");
		return TRUE;
	}
	if (!found)
		return s->kind ? column_of_others(sql, snapshot->kinds, name, err)
			       : column_of_some(sql, snapshot->kinds, name, err);
	if (days || overdue)
		today = query_today(snapshot, s->kind);
	if (days)
		g_string_append_printf(sql,
			"case when x.open = 1 and %1$s < %2$s then cast(julianday(%2$s) - julianday(%1$s) as integer) end",
			place.column, today);
	else if (overdue)
		g_string_append_printf(sql, "(x.open = 1 and coalesce(%s < %s, 0))", place.column, today);
	else
		g_string_append(sql, place.column);
	place_clear(&place);
	return TRUE;
}

static gboolean
columns_emit(GString *sql, struct index *index, const struct selection *s, GError **err)
{
	for (const char *const *name = s->columns; *name; name++) {
		g_autofree char *as = db_name(*name);

		if (name > s->columns)
			g_string_append(sql, ", ");
		if (!column_emit(sql, index, s, *name, err))
			return FALSE;
		g_string_append_printf(sql, " as %s", as);
	}
	return TRUE;
}

static gboolean
sort_emit(GString *sql, struct index *index, const struct selection *s, GError **err)
{
	g_string_append(sql, " order by ");
	for (const char *const *name = s->sort; name && *name; name++) {
		gboolean down = **name == '-';

		if (!column_emit(sql, index, s, *name + down, err))
			return FALSE;
		g_string_append(sql, down ? " desc nulls last, " : " nulls last, ");
	}
	g_string_append(sql, s->kind ? "x.id" : "x.id, x.kind");
	return TRUE;
}

static void
where_emit(GString *sql, const struct selection *s)
{
	if (s->query)
		g_string_append_printf(sql, " where (%s)", s->query->sql->str);
	if (s->where)
		g_string_append_printf(sql, " %s (%s)", s->query ? "and" : "where", s->where);
}

static struct db_query *
prepare(struct index *index, const struct selection *s, const char *sql, GError **err)
{
	struct db_query *q = db_prepare(index_db(index), sql, err);

	if (q && s->query)
		bind_params(q, s->query);
	return q;
}

struct db_query *
query_select(struct index *index, const struct selection *s, GError **err)
{
	g_autofree char *view = db_name(s->kind ? s->kind->name : "record");
	g_autoptr(GString) sql = g_string_new("select ");

	if (!columns_emit(sql, index, s, err))
		return NULL;
	g_string_append_printf(sql, " from %s x", view);
	where_emit(sql, s);
	if (!s->unordered && !sort_emit(sql, index, s, err))
		return NULL;
	if (s->limit)
		g_string_append_printf(sql, " limit %" G_GINT64_FORMAT, s->limit);
	return prepare(index, s, sql->str, err);
}

struct db_query *
query_tally(struct index *index, const struct selection *s, GError **err)
{
	g_autofree char *view = db_name(s->kind ? s->kind->name : "record");
	g_autoptr(GString) sql = g_string_new("select ");

	if (!column_emit(sql, index, s, s->columns[0], err))
		return NULL;
	g_string_append(sql, ", count(*), sum(x.open), sum(");
	if (!column_emit(sql, index, s, "overdue", err))
		return NULL;
	g_string_append_printf(sql, ") from %s x", view);
	where_emit(sql, s);
	g_string_append(sql, " group by 1");
	return prepare(index, s, sql->str, err);
}

gboolean
query_has_column(const struct kinds *kinds, const struct kind *kind, const char *name)
{
	static const char *const made[] = {"rid", "open", "body", "days_overdue", "overdue", NULL};
	struct place place;
	gboolean found = kind ? place_in_kind(kind, "x", name, &place) : place_in_record(kinds, "x", name, &place);

	for (guint i = 0; !found && i < kinds_all(kinds)->len; i++)
		found = place_in_kind(kinds_all(kinds)->pdata[i], "x", name, &place);
	if (found)
		place_clear(&place);
	return found || name_in(made, name);
}

const struct field *
query_column_field(const struct selection *s, const char *column)
{
	return s->kind ? kind_field(s->kind, column) : NULL;
}
