/* is:waiting: what waits for a step that is another person's to take. */
#include "query_private.h"

/* A step onward: to another state, and with nothing to explain. */
static gboolean
is_onward(const struct verb *verb, const char *state)
{
	return verb->to && !g_str_equal(verb->to, state) && !verb->reason && name_in(verb->from, state);
}

/* In this state every step onward is barred to somebody; without a step onward it waits for nothing. */
static gboolean
waits(const struct workflow *w, const char *state)
{
	guint n = 0;

	for (guint i = 0; i < w->verbs->len; i++) {
		const struct verb *verb = w->verbs->pdata[i];

		if (!is_onward(verb, state))
			continue;
		if (!verb->not_by)
			return FALSE;
		n++;
	}
	return n > 0;
}

/* The actor stands in none of the fields. */
static void
put_free(struct reading *r, const struct kind *kind, const char *alias, const struct verb *verb)
{
	GString *sql = r->query->sql;

	g_string_append(sql, "(1");
	for (const char *const *name = verb->not_by; r->actor && *name; name++) {
		struct place place;

		if (!place_in_kind(kind, alias, *name, &place))
			continue;
		g_string_append_printf(sql, " and not coalesce((%s%s = ", place.open, place.expression);
		query_text(r->query, r->actor);
		g_string_append_printf(sql, "%s), 0)", place.close);
		place_clear(&place);
	}
	g_string_append_c(sql, ')');
}

/* " or (state = ? and (free of one verb or of another))", for each state that waits; FALSE when none does. */
static gboolean
put_states(struct reading *r, const struct kind *kind, const char *alias)
{
	const struct field *field = kind->workflow ? kind_field(kind, kind->workflow->field) : NULL;
	struct place state;
	gboolean any = FALSE;

	if (!field || !place_in_kind(kind, alias, field->name, &state))
		return FALSE;
	for (const char *const *v = field->values; v && *v; v++) {
		if (!waits(kind->workflow, *v))
			continue;
		g_string_append_printf(r->query->sql, "%s(%s = ", any ? " or " : "", state.column);
		query_text(r->query, *v);
		g_string_append(r->query->sql, " and (0");
		for (guint i = 0; i < kind->workflow->verbs->len; i++) {
			const struct verb *verb = kind->workflow->verbs->pdata[i];

			if (!is_onward(verb, *v))
				continue;
			g_string_append(r->query->sql, " or ");
			put_free(r, kind, alias, verb);
		}
		g_string_append(r->query->sql, "))");
		any = TRUE;
	}
	place_clear(&state);
	return any;
}

void
waiting_emit(struct reading *r)
{
	const GPtrArray *all = kinds_all(index_snapshot(r->index)->kinds);
	GString *sql = r->query->sql;

	if (r->kind) {
		if (!put_states(r, r->kind, "x"))
			g_string_append_c(sql, '0');
		return;
	}
	g_string_append_c(sql, '0');
	for (guint i = 0; i < all->len; i++) {
		const struct kind *kind = all->pdata[i];
		struct query_mark mark = query_here(r->query);
		g_autofree char *view = db_name(kind->name), *literal = db_string(kind->name);

		g_string_append_printf(
			sql, " or (x.kind = %s and exists (select 1 from %s y where y.rid = x.rid and (", literal, view);
		if (put_states(r, kind, "y"))
			g_string_append(sql, ")))");
		else
			query_back(r->query, mark);
	}
}
