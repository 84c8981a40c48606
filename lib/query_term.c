/* The condition a term of a filter makes. */
#include <string.h>

#include "query_private.h"
#include "regex.h"
#include "text.h"

/* All values of a term against one place: any of them will do. */
static gboolean
values_emit(struct reading *r, const struct kind *kind, const struct place *place, const struct term *term, GError **err)
{
	for (guint i = 0; i < term->values->len; i++) {
		if (i)
			g_string_append(r->query->sql, " or ");
		g_string_append_c(r->query->sql, '(');
		if (!compare_emit(r, kind, place, term->op, g_ptr_array_index(term->values, i), err))
			return FALSE;
		g_string_append_c(r->query->sql, ')');
	}
	return TRUE;
}

/* A field that is not known here: loosely, one that every record lacks. */
static gboolean
nobodys(struct reading *r, const struct kind *kind, const struct term *term, GError **err)
{
	const struct place none = {NULL, term->field, "null", "", "null", ""};

	if (!r->loose)
		return name_unknown(index_snapshot(r->index)->kinds, kind, term->field, err);
	return values_emit(r, kind, &none, term, err);
}

/* A field that only some kinds have: of those, the ones for which the values make sense. */
static gboolean
some_kinds_emit(struct reading *r, const struct term *term, GError **err)
{
	const struct kinds *kinds = index_snapshot(r->index)->kinds;
	const GPtrArray *all = kinds_all(kinds);
	GString *sql = r->query->sql;
	g_autoptr(GError) first = NULL;
	gboolean any = FALSE;

	for (guint i = 0; i < all->len; i++) {
		const struct kind *kind = g_ptr_array_index(all, i);
		g_autofree char *view = db_name(kind->name), *literal = db_string(kind->name);
		struct query_mark mark = query_here(r->query);
		g_autoptr(GError) error = NULL;
		struct place place;

		if (!place_in_kind(kind, "y", term->field, &place))
			continue;
		g_string_append_printf(sql, "%sx.kind = %s and exists (select 1 from %s y where y.rid = x.rid and (",
			any ? " or " : "", literal, view);
		if (values_emit(r, kind, &place, term, &error)) {
			g_string_append(sql, "))");
			any = TRUE;
		} else {
			query_back(r->query, mark);
			if (!first)
				first = g_steal_pointer(&error);
		}
		place_clear(&place);
	}
	if (any)
		return TRUE;
	if (!first)
		return nobodys(r, NULL, term, err);
	g_propagate_error(err, g_steal_pointer(&first));
	return FALSE;
}

static gboolean
place_emit(struct reading *r, const struct term *term, GError **err)
{
	const struct kinds *kinds = index_snapshot(r->index)->kinds;
	struct place place;
	gboolean ok;

	if (r->kind ? !place_in_kind(r->kind, "x", term->field, &place) : !place_in_record(kinds, "x", term->field, &place)) {
		if (r->kind)
			return nobodys(r, r->kind, term, err);
		return some_kinds_emit(r, term, err);
	}
	ok = values_emit(r, r->kind, &place, term, err);
	place_clear(&place);
	return ok;
}

gboolean
term_emit(struct reading *r, const struct term *term, GError **err)
{
	gboolean negated = term->op == OP_NOT || term->op == OP_NO_MATCH, ok;

	g_string_append(r->query->sql, "(");
	ok = place_emit(r, term, err);
	g_string_append(r->query->sql, negated ? ") is not true" : ")");
	return ok;
}

/* Words are taken literally, without regard to case, in any script. */
static char *
word_pattern(const char *word)
{
	g_auto(GStrv) parts = g_strsplit(word, "\\E", -1);
	g_autofree char *quoted = g_strjoinv("\\E\\\\E\\Q", parts);

	return g_strdup_printf("(?i)\\Q%s\\E", quoted);
}

gboolean
text_emit(struct reading *r, const char *text, gboolean pattern, GError **err)
{
	g_autofree char *regexp = pattern ? g_strdup(text) : word_pattern(text);
	AUTO(regex) regex = regex_new(regexp, err);

	if (!regex)
		return FALSE;
	g_string_append(r->query->sql, "regexp(");
	query_text(r->query, regexp);
	g_string_append(r->query->sql, ", (select b.text from body b where b.rid = x.rid))");
	return TRUE;
}

const char *const query_standings[] = {"open", "ended", "overdue", "mine", "waiting", NULL};

gboolean
is_emit(struct reading *r, const char *word, GError **err)
{
	const struct snapshot *snapshot = index_snapshot(r->index);
	struct place due, owner;
	gboolean has_due =
		r->kind ? place_in_kind(r->kind, "x", "due", &due) : place_in_record(snapshot->kinds, "x", "due", &due);
	gboolean has_owner =
		r->kind ? place_in_kind(r->kind, "x", "owner", &owner) : place_in_record(snapshot->kinds, "x", "owner", &owner);
	GString *sql = r->query->sql;
	gboolean ok = TRUE;
	g_autofree char *today = NULL;

	if (g_str_equal(word, "open"))
		g_string_append(sql, "x.open = 1");
	else if (g_str_equal(word, "ended"))
		g_string_append(sql, "x.open = 0");
	else if (g_str_equal(word, "waiting"))
		waiting_emit(r);
	else if (g_str_equal(word, "overdue") && has_due) {
		today = query_today(snapshot, r->kind);
		g_string_append_printf(sql, "x.open = 1 and %s < %s", due.column, today);
	} else if (g_str_equal(word, "mine") && has_owner && r->actor) {
		g_string_append_printf(sql, "%s = ", owner.column);
		query_text(r->query, r->actor);
	} else if (g_str_equal(word, "mine") && has_owner && !r->loose) {
		ok = error_set(err, ERR_USAGE, "is:mine needs to know who you are");
		error_hint(err, "git's user.email must be that of a person record");
	} else if (name_in(query_standings, word))
		g_string_append_c(sql, '0');
	else
		ok = error_set(err, ERR_USAGE, "'is:%s' is none of is:open, is:ended, is:overdue, is:mine, is:waiting", word);
	if (has_due)
		place_clear(&due);
	if (has_owner)
		place_clear(&owner);
	return ok;
}
