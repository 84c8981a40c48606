/* Values in a filter, understood by the field's type and compared with what is stored. */
#include <errno.h>
#include <string.h>

#include "ageing.h"
#include "outside.h"
#include "query_private.h"
#include "regex.h"
#include "text.h"

static const char *const sql_operators[] = {
	[OP_IS] = "=", [OP_NOT] = "=", [OP_LESS] = "<", [OP_MOST] = "<=", [OP_MORE] = ">", [OP_LEAST] = ">="};

static void
put(struct reading *r, const char *text)
{
	g_string_append(r->query->sql, text);
}

/* expression OP ?text */
static void
put_text(struct reading *r, const char *expression, const char *op, const char *text, const char *collate)
{
	g_string_append_printf(r->query->sql, "%s %s ", expression, op);
	query_text(r->query, text);
	put(r, collate);
}

static gboolean
is_type(const struct field *field, const char *name)
{
	return field && g_str_equal(field->type->name, name);
}

/* --- days and moments: a period is all its days --- */

struct span {
	gboolean exact;	   /* a moment rather than days */
	day first, last;   /* DAY_NONE: open on that side */
	gint64 begin, end; /* unix seconds, end excluded */
};

/* site: whose day and calendar; NULL: the clone's. */
static gboolean
read_span(struct reading *r, const char *site, const char *text, gboolean event, struct span *out, GError **err)
{
	const struct snapshot *snapshot = index_snapshot(r->index);
	const struct calendar *calendar = snapshot_calendar(snapshot, site);
	struct period period;

	*out = (struct span){.first = DAY_NONE, .last = DAY_NONE};
	if (event && event_parse(text, &out->begin, NULL, NULL)) {
		out->exact = TRUE;
		out->end = out->begin + 1;
		return TRUE;
	}
	if (period_parse(text, calendar, &period, NULL)) {
		out->first = period.first;
		out->last = period.last;
		return TRUE;
	}
	if (!date_read(text, ageing_today(snapshot, site), calendar, &out->first, err))
		return FALSE;
	out->last = out->first;
	return TRUE;
}

static gboolean
put_moment(struct reading *r, const char *expression, const char *op, const char *text, gboolean after, GError **err)
{
	const struct calendar *calendar = index_snapshot(r->index)->calendar;
	struct span span;

	if (!read_span(r, NULL, text, TRUE, &span, err))
		return FALSE;
	g_string_append_printf(r->query->sql, "unixepoch(%s) %s ", expression, op);
	if (span.exact)
		query_int(r->query, after ? span.end : span.begin);
	else
		query_int(r->query, calendar_moment(calendar, after ? span.last + 1 : span.first, 0));
	return TRUE;
}

/* " when SITE then DAY" of the sites that mean another day by the text; far: the one that lets most rows in. */
static char *
other_days(struct reading *r, const char *text, const char *op, gboolean after, day *far)
{
	const GPtrArray *sites = index_snapshot(r->index)->config->sites;
	GString *sql = g_string_new(NULL);
	day here = *far;

	for (guint i = 0; sites && i < sites->len; i++) {
		const char *code = ((const struct site *)sites->pdata[i])->code;
		g_autofree char *literal = db_string(code);
		struct span span;
		char day_text[11];
		day d;

		if (!read_span(r, code, text, FALSE, &span, NULL))
			continue;
		d = after ? span.last : span.first;
		if (d == here)
			continue;
		day_format_into(d, day_text);
		g_string_append_printf(sql, " when %s then '%s'", literal, day_text);
		*far = *op == '<' ? MAX(*far, d) : MIN(*far, d);
	}
	return g_string_free(sql, FALSE);
}

/* The first bound is for the table's own index; where sites have another day or calendar, the second decides. */
static gboolean
put_day(struct reading *r, const char *expression, const char *op, const char *text, gboolean after, GError **err)
{
	g_autofree char *site = query_site(index_snapshot(r->index), r->kind), *others = NULL;
	char here[11], far[11];
	struct span span;
	day most;

	if (!read_span(r, NULL, text, FALSE, &span, err))
		return FALSE;
	most = after ? span.last : span.first;
	day_format_into(most, here);
	others = site ? other_days(r, text, op, after, &most) : NULL;
	day_format_into(most, far);
	put_text(r, expression, op, far, "");
	if (others && *others)
		g_string_append_printf(r->query->sql, " and %s %s (case %s%s else '%s' end)", expression, op, site, others, here);
	return TRUE;
}

/* Days stand for themselves, so "after" compares with the last one; moments have an end that is excluded. */
static gboolean
compare_days(struct reading *r, const struct place *place, enum operator op, const struct value *value, GError **err)
{
	gboolean event = is_type(place->field, "event");
	gboolean (*bound)(struct reading *, const char *, const char *, const char *, gboolean, GError **) =
		event ? put_moment : put_day;
	gboolean from = op == OP_IS || op == OP_NOT || op == OP_MORE || op == OP_LEAST;
	gboolean until = op == OP_IS || op == OP_NOT || op == OP_MOST || op == OP_LESS;
	const char *e = place->expression, *first = value->text, *last = value->upto ? value->upto : value->text;

	if (value->upto) {
		op = OP_IS;
		from = *first != '\0';
		until = *last != '\0';
	}
	if (from && !bound(r, e, op == OP_MORE && !event ? ">" : ">=", first, op == OP_MORE, err))
		return FALSE;
	if (from && until)
		put(r, " and ");
	return !until || bound(r, e, op == OP_LESS || event ? "<" : "<=", last, op != OP_LESS, err);
}

/* --- numbers --- */

static gboolean
put_number(struct reading *r, const char *expression, const char *op, const char *text, GError **err)
{
	char *end;
	double value;

	errno = 0;
	value = g_ascii_strtod(text, &end);
	if (end == text || *end || errno || !g_ascii_isdigit(end[-1]))
		return error_set(err, ERR_USAGE, "'%s' is no number", text);
	g_string_append_printf(r->query->sql, "%s %s ", expression, op);
	query_real(r->query, value);
	return TRUE;
}

static gboolean
compare_numbers(struct reading *r, const char *expression, enum operator op, const struct value *value, GError **err)
{
	if (!value->upto)
		return put_number(r, expression, sql_operators[op], value->text, err);
	if (*value->text && !put_number(r, expression, ">=", value->text, err))
		return FALSE;
	if (*value->text && *value->upto)
		put(r, " and ");
	return !*value->upto || put_number(r, expression, "<=", value->upto, err);
}

/* "120000" or, quoted, "120000 INR": amounts of any currency, or of that one. */
static gboolean
compare_money(struct reading *r, const char *expression, enum operator op, const struct value *value, GError **err)
{
	g_autofree char *number = g_strdup_printf("cast(%s as real)", expression);
	g_autofree char *amount = g_strdup(value->text);
	struct value bare = {amount, value->upto};
	char *blank = strchr(amount, ' ');

	if (blank)
		*blank++ = '\0';
	if (!compare_numbers(r, number, op, &bare, err))
		return FALSE;
	if (blank) {
		g_autofree char *currency = g_strdup_printf("substr(%s, -3)", expression), *upper = text_upper(blank);

		put(r, " and ");
		put_text(r, currency, "=", upper, "");
	}
	return TRUE;
}

/* --- words --- */

static int
position(const char *const *values, const char *text)
{
	for (int i = 0; values[i]; i++)
		if (!g_ascii_strcasecmp(values[i], text))
			return i;
	return -1;
}

/* The values of an enum stand in the order of their meaning: priority>=high. */
static gboolean
compare_enum(struct reading *r, const struct place *place, enum operator op, const struct value *value, GError **err)
{
	const char *const *values = place->field->values;
	int at = position(values, value->text);
	gboolean first = TRUE;

	if (at < 0) {
		const char *nearest = text_nearest(value->text, values);

		error_set(err, ERR_USAGE, "'%s' is no %s", value->text, place->field->name);
		if (nearest)
			error_hint(err, "did you mean '%s'?", nearest);
		return FALSE;
	}
	if (op == OP_IS || op == OP_NOT) {
		put_text(r, place->expression, "=", values[at], "");
		return TRUE;
	}
	g_string_append_printf(r->query->sql, "%s in (", place->expression);
	for (int i = 0; values[i]; i++) {
		if (!(op == OP_LESS ? i < at : op == OP_MOST ? i <= at : op == OP_MORE ? i > at : i >= at))
			continue;
		if (!first)
			put(r, ", ");
		query_text(r->query, values[i]);
		first = FALSE;
	}
	put(r, ")");
	return TRUE;
}

/* Over all kinds a state is right when some kind has it. */
static gboolean
compare_state(struct reading *r, const struct place *place, const struct value *value, GError **err)
{
	const GPtrArray *all = kinds_all(index_snapshot(r->index)->kinds);
	g_autoptr(GPtrArray) states = g_ptr_array_new();
	const char *nearest;

	for (guint i = 0; i < all->len; i++) {
		const struct kind *kind = g_ptr_array_index(all, i);
		const struct field *field = kind->workflow ? kind_field(kind, kind->workflow->field) : NULL;
		int at = field && field->values ? position(field->values, value->text) : -1;

		if (at >= 0) {
			put_text(r, place->expression, "=", field->values[at], "");
			return TRUE;
		}
		for (const char *const *v = field ? field->values : NULL; v && *v; v++)
			g_ptr_array_add(states, (char *)*v);
	}
	g_ptr_array_add(states, NULL);
	nearest = text_nearest(value->text, (const char *const *)states->pdata);
	error_set(err, ERR_USAGE, "no kind has a state '%s'", value->text);
	if (nearest)
		error_hint(err, "did you mean '%s'?", nearest);
	return FALSE;
}

/* "me": whoever asks, as where a person is written. */
static gboolean
compare_me(struct reading *r, const struct place *place, GError **err)
{
	if (r->actor)
		put_text(r, place->expression, "=", r->actor, "");
	else if (r->loose)
		put(r, "0");
	else {
		error_set(err, ERR_USAGE, "'me' needs to know who you are");
		error_hint(err, "git's user.email must be that of a person record");
		return FALSE;
	}
	return TRUE;
}

static gboolean
compare_id(struct reading *r, const struct place *place, const struct kind *kind, const struct value *value, GError **err)
{
	struct found found;

	if (kind && kind->email && g_str_equal(value->text, "me"))
		return compare_me(r, place, err);
	if (place->field && outside_id(value->text)) {
		put_text(r, place->expression, "=", value->text, "");
		return TRUE;
	}
	if (!index_find(r->index, kind, value->text, &found, err))
		return FALSE;
	put_text(r, place->expression, "=", found.id, "");
	found_clear(&found);
	return TRUE;
}

static const struct kind *
only_target(struct reading *r, const struct field *field)
{
	return field->to && field->to[0] && !field->to[1] ? kind_find(index_snapshot(r->index)->kinds, field->to[0]) : NULL;
}

static gboolean
compare_site(struct reading *r, const struct place *place, const struct value *value, GError **err)
{
	const GPtrArray *sites = index_snapshot(r->index)->config->sites;
	gboolean known = !sites || !sites->len;

	for (guint i = 0; !known && i < sites->len; i++)
		known = !g_ascii_strcasecmp(((struct site *)sites->pdata[i])->code, value->text);
	if (!known)
		return error_set(err, ERR_USAGE, "no site has the code '%s'", value->text);
	put_text(r, place->expression, "=", value->text, " collate nocase");
	return TRUE;
}

static gboolean
compare_bool(struct reading *r, const struct place *place, const struct value *value, GError **err)
{
	static const char *const yes[] = {"true", "yes", "1", NULL}, *const no[] = {"false", "no", "0", NULL};
	g_autofree char *lower = g_ascii_strdown(value->text, -1);

	if (!name_in(yes, lower) && !name_in(no, lower))
		return error_set(err, ERR_USAGE, "'%s' is neither true nor false", value->text);
	g_string_append_printf(r->query->sql, "%s = %d", place->expression, name_in(yes, lower));
	return TRUE;
}

static gboolean
compare_text(struct reading *r, const struct place *place, enum operator op, const struct value *value)
{
	g_autofree char *whole = value->upto ? g_strconcat(value->text, "..", value->upto, NULL) : g_strdup(value->text);

	put_text(r, place->expression, sql_operators[op], whole, " collate nocase");
	return TRUE;
}

static gboolean
compare_match(struct reading *r, const struct place *place, const struct value *value, GError **err)
{
	AUTO(regex) regex = regex_new(value->text, err);

	if (!regex)
		return FALSE;
	put(r, "regexp(");
	query_text(r->query, value->text);
	g_string_append_printf(r->query->sql, ", %s)", place->expression);
	return TRUE;
}

static gboolean
compare_kind(struct reading *r, const struct place *place, const struct value *value, GError **err)
{
	const struct kind *kind = kind_get(index_snapshot(r->index)->kinds, value->text, err);

	if (!kind)
		return FALSE;
	put_text(r, place->expression, "=", kind->name, "");
	return TRUE;
}

static gboolean
compare_typed(struct reading *r, const struct kind *kind, const struct place *place, enum operator op, const struct value *value,
	GError **err)
{
	const struct field *field = place->field;

	if (!field && g_str_equal(place->name, "kind"))
		return compare_kind(r, place, value, err);
	if (!field && g_str_equal(place->name, "id") && (op == OP_IS || op == OP_NOT))
		return compare_id(r, place, kind, value, err);
	if (!field)
		return compare_text(r, place, op, value);
	if (is_type(field, "day") || is_type(field, "event"))
		return compare_days(r, place, op, value, err);
	if (is_type(field, "money"))
		return compare_money(r, place->expression, op, value, err);
	if (is_type(field, "enum") && !kind)
		return compare_state(r, place, value, err);
	if (is_type(field, "enum"))
		return compare_enum(r, place, op, value, err);
	if (is_type(field, "ref") && (op == OP_IS || op == OP_NOT))
		return compare_id(r, place, only_target(r, field), value, err);
	if (is_type(field, "site"))
		return compare_site(r, place, value, err);
	if (field->type->storage == STORE_BOOL)
		return compare_bool(r, place, value, err);
	if (field->type->storage == STORE_INTEGER || field->type->storage == STORE_REAL)
		return compare_numbers(r, place->expression, op, value, err);
	return compare_text(r, place, op, value);
}

/* A value that means nothing here is one that no record has: it is compared as it is written. */
static gboolean
compare_loosely(
	struct reading *r, const struct kind *kind, const struct place *place, enum operator op, const struct value *value)
{
	struct query_mark mark = query_here(r->query);

	if (!compare_typed(r, kind, place, op, value, NULL)) {
		query_back(r->query, mark);
		put_text(r, place->expression, "=", value->text, "");
	}
	return TRUE;
}

static void
put_empty(struct reading *r, const struct place *place)
{
	if (g_str_equal(place->expression, place->column))
		g_string_append_printf(r->query->sql, "coalesce(%s, '') = ''", place->column);
	else if (*place->open && g_str_equal(place->expression, "j.value"))
		g_string_append_printf(r->query->sql, "coalesce(%s, '[]') = '[]'", place->column);
	else
		g_string_append_printf(
			r->query->sql, "not coalesce((%s%s is not null%s), 0)", place->open, place->expression, place->close);
}

gboolean
compare_emit(struct reading *r, const struct kind *kind, const struct place *place, enum operator op, const struct value *value,
	GError **err)
{
	gboolean ok;

	if (op != OP_MATCH && op != OP_NO_MATCH && !*value->text && (!value->upto || !*value->upto)) {
		if (op != OP_IS && op != OP_NOT)
			return error_set(err, ERR_USAGE, "%s is compared with nothing", place->name);
		put_empty(r, place);
		return TRUE;
	}
	put(r, place->open);
	ok = op == OP_MATCH || op == OP_NO_MATCH ? compare_match(r, place, value, err)
	     : r->loose				 ? compare_loosely(r, kind, place, op, value)
						 : compare_typed(r, kind, place, op, value, err);
	put(r, place->close);
	return ok;
}
