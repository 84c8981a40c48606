/* What a name in a filter stands for: a column, the items of a list, a field of the maps in one. */
#include <string.h>

#include "ageing.h"
#include "query_private.h"
#include "text.h"

/* Fields of every row of `record`, whatever a kind calls them. */
enum shared { SHARED_TITLE, SHARED_STATE, SHARED_OWNER, SHARED_SITE, SHARED_DUE, SHARED_N };
static const char *const shared_names[SHARED_N] = {"title", "state", "owner", "site", "due"};

void
place_clear(struct place *place)
{
	g_clear_pointer(&place->column, g_free);
	g_clear_pointer(&place->open, g_free);
	g_clear_pointer(&place->expression, g_free);
	g_clear_pointer(&place->close, g_free);
}

static void
place_plain(struct place *out, const char *alias, const char *column, const struct field *field)
{
	out->field = field;
	out->column = g_strdup_printf("%s.%s", alias, column);
	out->expression = g_strdup(out->column);
	out->open = g_strdup("");
	out->close = g_strdup("");
}

/* What the kind calls a field that `record` has for every kind; NULL when it has none. */
static const char *
shared_of(const struct kind *kind, enum shared which)
{
	const struct field *site;

	switch (which) {
	case SHARED_TITLE:
		return kind->title;
	case SHARED_STATE:
		return kind->workflow ? kind->workflow->field : NULL;
	case SHARED_OWNER:
		return kind->owner;
	case SHARED_SITE:
		return (site = kind_site(kind)) ? site->name : NULL;
	case SHARED_DUE:
		return kind->due;
	case SHARED_N:
		break;
	}
	return NULL;
}

static const char *
kind_shared(const struct kind *kind, const char *name)
{
	for (int i = 0; i < SHARED_N; i++)
		if (g_str_equal(name, shared_names[i]))
			return shared_of(kind, i);
	return NULL;
}

static void
place_list(struct place *out, const char *alias, const struct field *field)
{
	g_autofree char *quoted = db_name(field->name);

	out->field = field;
	out->column = g_strdup_printf("%s.%s", alias, quoted);
	out->open = g_strdup_printf("exists (select 1 from json_each(%s) j where ", out->column);
	out->expression = g_strdup("j.value");
	out->close = g_strdup(")");
}

/* "notes.by". What is no object in the list has no such field. */
static gboolean
place_inside(const struct kind *kind, const char *alias, const char *name, const char *dot, struct place *out)
{
	g_autofree char *head = g_strndup(name, dot - name);
	const struct field *outer = kind_field(kind, head);
	const struct field *inner = outer && outer->fields && !outer->named ? fields_find(outer->fields, dot + 1) : NULL;
	g_autofree char *path = NULL, *quoted = NULL;

	if (!inner)
		return FALSE;
	path = g_strdup_printf("$.\"%s\"", inner->name);
	quoted = db_string(path);
	place_list(out, alias, outer);
	out->field = inner;
	if (outer->list) {
		g_free(out->expression);
		out->expression = g_strdup_printf("case j.type when 'object' then json_extract(j.value, %s) end", quoted);
		return TRUE;
	}
	g_free(out->open);
	g_free(out->expression);
	g_free(out->close);
	out->open = g_strdup("");
	out->expression = g_strdup_printf("case when json_valid(%1$s) then json_extract(%1$s, %2$s) end", out->column, quoted);
	out->close = g_strdup("");
	return TRUE;
}

gboolean
place_in_kind(const struct kind *kind, const char *alias, const char *name, struct place *out)
{
	const struct field *field = kind_field(kind, name);
	const char *dot = strchr(name, '.'), *shared = kind_shared(kind, name);
	g_autofree char *quoted = NULL;

	memset(out, 0, sizeof(*out));
	out->name = name;
	if (g_str_equal(name, "id") || g_str_equal(name, "path")) {
		place_plain(out, alias, name, NULL);
		return TRUE;
	}
	if (g_str_equal(name, "kind")) {
		g_autofree char *literal = db_string(kind->name);

		place_plain(out, alias, name, NULL);
		g_free(out->column);
		g_free(out->expression);
		out->column = g_strdup(literal);
		out->expression = g_strdup(literal);
		return TRUE;
	}
	if (!field && shared)
		field = kind_field(kind, shared);
	if (!field)
		return dot && place_inside(kind, alias, name, dot, out);
	if (field->list) {
		place_list(out, alias, field);
		return TRUE;
	}
	quoted = db_name(field->name);
	place_plain(out, alias, quoted, field);
	return TRUE;
}

gboolean
place_in_record(const struct kinds *kinds, const char *alias, const char *name, struct place *out)
{
	static const char *const plain[] = {"id", "path", "kind", NULL};
	const GPtrArray *all = kinds_all(kinds);
	const struct field *field = NULL;

	memset(out, 0, sizeof(*out));
	out->name = name;
	if (name_in(plain, name)) {
		place_plain(out, alias, name, NULL);
		return TRUE;
	}
	for (int i = 0; i < SHARED_N; i++) {
		for (guint k = 0; k < all->len && !field; k++) {
			const char *own = shared_of(all->pdata[k], i);
			const struct field *f = own ? kind_field(all->pdata[k], own) : NULL;

			if (f && !f->list && (g_str_equal(name, shared_names[i]) || g_strcmp0(f->alias, name) == 0))
				field = f;
		}
		if (!field)
			continue;
		place_plain(out, alias, shared_names[i], field);
		out->name = shared_names[i];
		return TRUE;
	}
	return FALSE;
}

char *
query_site(const struct snapshot *snapshot, const struct kind *kind)
{
	struct place site;
	char *column = NULL;

	if (kind ? place_in_kind(kind, "x", "site", &site) : place_in_record(snapshot->kinds, "x", "site", &site)) {
		column = g_steal_pointer(&site.column);
		place_clear(&site);
	}
	return column;
}

char *
query_today(const struct snapshot *snapshot, const struct kind *kind)
{
	g_autofree char *site = query_site(snapshot, kind);

	return ageing_today_sql(snapshot, site, 0);
}

gboolean
name_unknown(const struct kinds *kinds, const struct kind *kind, const char *name, GError **err)
{
	const GPtrArray *all = kinds_all(kinds);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const char *nearest;

	for (guint k = 0; k < all->len; k++) {
		const struct kind *one = g_ptr_array_index(all, k);

		for (guint i = 0; (!kind || one == kind) && i < one->fields->len; i++)
			g_ptr_array_add(names, (char *)((struct field *)one->fields->pdata[i])->name);
	}
	g_ptr_array_add(names, "id");
	g_ptr_array_add(names, "kind");
	g_ptr_array_add(names, "path");
	g_ptr_array_add(names, NULL);
	nearest = text_nearest(name, (const char *const *)names->pdata);
	if (kind)
		error_set(err, ERR_USAGE, "%s has no field '%s'", kind->name, name);
	else
		error_set(err, ERR_USAGE, "no kind has a field '%s'", name);
	if (nearest)
		error_hint(err, "did you mean '%s'?", nearest);
	return FALSE;
}
