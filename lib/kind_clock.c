/* Clocks and ladders of a workflow: read from a kind's file, and held against the kinds they speak of. */
#include "kind_read.h"
#include "text.h"

#include <string.h>

/* ---- reading ---- */

/* The schema has checked it. */
static int
whole(const char *text)
{
	gint64 n = 0;

	return text && g_ascii_string_to_signed(text, 10, G_MININT, G_MAXINT, &n, NULL) ? (int)n : 0;
}

static const int *
number(struct pool *pool, const struct node *def, const char *key)
{
	const char *text = node_text(def, key);
	int *n = text ? pool_alloc(pool, sizeof(*n)) : NULL;

	if (n)
		*n = whole(text);
	return n;
}

static gboolean
read_rung(struct kinds *kinds, struct workflow *workflow, const char *file, const struct node *def, GError **err)
{
	struct rung *rung = pool_alloc(kinds->pool, sizeof(*rung));

	rung->level = whole(node_text(def, "level"));
	rung->say = node_text(def, "say");
	rung->days = number(kinds->pool, def, "days");
	rung->hours = number(kinds->pool, def, "hours");
	rung->count = node_text(def, "count");
	rung->times = whole(node_text(def, "times"));
	rung->when = kind_condition(kinds->pool, node_get(def, "when"));
	rung->unless = kind_condition(kinds->pool, node_get(def, "unless"));
	rung->to = pool_names(kinds->pool, node_get(def, "to"));
	rung->role = pool_names(kinds->pool, node_get(def, "role"));
	if ((rung->days != NULL) + (rung->hours != NULL) + (rung->count != NULL) != 1 || !rung->count != !rung->times)
		return kind_fail(err, file, def, "a rung has one of days, hours, and count with times");
	if (!rung->to && !rung->role)
		return kind_fail(err, file, def, "a rung says who hears of it, by 'to' or role");
	g_ptr_array_add(workflow->rungs, rung);
	return TRUE;
}

gboolean
kind_read_clocks(struct kinds *kinds, struct workflow *workflow, const char *file, const struct node *clocks,
	const struct node *ladder, GError **err)
{
	const struct node *rungs = node_get(ladder, "rungs");

	for (guint i = 0; clocks && i < clocks->n; i++) {
		const struct node *def = clocks->items[i];
		struct kind_clock *clock = pool_alloc(kinds->pool, sizeof(*clock));

		clock->name = node_text(def, "name");
		clock->hours = whole(node_text(def, "hours"));
		clock->until = pool_names(kinds->pool, node_get(def, "until"));
		clock->from = pool_names(kinds->pool, node_get(def, "from"));
		clock->met = pool_names(kinds->pool, node_get(def, "met"));
		clock->when = kind_condition(kinds->pool, node_get(def, "when"));
		if (!clock->hours == !clock->until)
			return kind_fail(err, file, def, "a clock has one of hours and until");
		g_ptr_array_add(workflow->clocks, clock);
	}
	if (!ladder)
		return TRUE;
	g_ptr_array_set_size(workflow->rungs, 0);
	workflow->wait = whole(node_text(ladder, "wait"));
	for (guint i = 0; rungs && i < rungs->n; i++)
		if (!read_rung(kinds, workflow, file, rungs->items[i], err))
			return FALSE;
	return TRUE;
}

/* ---- what they speak of ---- */

static gboolean wrong(const struct kind *kind, const char *near, GError **err, const char *format, ...) G_GNUC_PRINTF(4, 5);

static gboolean
wrong(const struct kind *kind, const char *near, GError **err, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	error_set(err, ERR_INVALID, "kind %s: %s", kind->name, message);
	error_at(err, kind->source, 0, 0);
	error_rule(err, "schema");
	if (near)
		error_hint(err, "did you mean '%s'?", near);
	return FALSE;
}

static const struct field *
own_field(const struct kind *kind, const char *what, const char *name, GError **err)
{
	const struct field *field = kind_field(kind, name);

	if (!field || !g_str_equal(field->name, name)) {
		wrong(kind, text_nearest(name, kind_order(kind)), err, "%s names '%s', which is no field", what, name);
		return NULL;
	}
	return field;
}

static gboolean
check_condition(const struct kind *kind, const char *what, const struct condition *c, GError **err)
{
	for (guint i = 0; c && i < c->n; i++) {
		const struct field *field = own_field(kind, what, c->fields[i], err);

		if (!field)
			return FALSE;
		for (const char *const *v = c->values[i]; field->values && *v; v++)
			if (!name_in(field->values, *v))
				return wrong(kind, text_nearest(*v, field->values), err, "%s names '%s', which is no value of %s",
					what, *v, field->name);
	}
	return TRUE;
}

static gboolean
check_clock(const struct kind *kind, const struct kind_clock *clock, GError **err)
{
	g_autofree char *what = g_strdup_printf("the clock '%s'", clock->name);

	for (const char *const *name = clock->from; *name; name++) {
		const struct field *field = own_field(kind, what, *name, err);

		if (!field)
			return FALSE;
		if (field->list || !name_in((const char *const[]){"event", "day", NULL}, field->type->name))
			return wrong(kind, NULL, err, "%s begins with '%s', which is no moment and no day", what, *name);
	}
	for (const char *const *name = clock->met; *name; name++)
		if (!own_field(kind, what, *name, err))
			return FALSE;
	return check_condition(kind, what, clock->when, err);
}

/* "owner", or "owner.manager": of this record, or of those it names. */
static gboolean
names_people(const struct kinds *kinds, const struct kind *kind, const char *path)
{
	const struct kind *people = kind_of_people(kinds);
	g_auto(GStrv) parts = g_strsplit(path, ".", -1);
	const struct field *field = NULL;

	for (char **part = parts; *part; part++) {
		if (part != parts)
			kind = field && field->to && field->to[0] ? kind_find(kinds, field->to[0]) : NULL;
		field = kind ? kind_field(kind, *part) : NULL;
	}
	return field && people && name_in(field->to, people->name);
}

static gboolean
check_rung(const struct kinds *kinds, const struct kind *kind, const struct rung *rung, GError **err)
{
	const struct kind *people = kind_of_people(kinds);
	const struct field *roles = people && people->roles ? kind_field(people, people->roles) : NULL;
	const struct field *count = rung->count ? own_field(kind, "the ladder", rung->count, err) : NULL;

	if (rung->count && (!count || !count->count_of))
		return count ? wrong(kind, NULL, err, "the ladder counts '%s', which is no count", rung->count) : FALSE;
	if (rung->days && !kind->due)
		return wrong(kind, NULL, err, "the ladder counts days after the due day, which there is none of");
	for (const char *const *path = rung->to; path && *path; path++)
		if (!names_people(kinds, kind, *path))
			return wrong(kind, NULL, err, "the ladder tells '%s', which names no people", *path);
	for (const char *const *role = rung->role; role && *role; role++)
		if (!roles || !name_in(roles->values, *role))
			return wrong(kind, roles ? text_nearest(*role, roles->values) : NULL, err,
				"the ladder names the role '%s', which there is not", *role);
	return check_condition(kind, "the ladder", rung->when, err) && check_condition(kind, "the ladder", rung->unless, err);
}

gboolean
kind_seal_clocks(const struct kinds *kinds, const struct kind *kind, GError **err)
{
	const struct workflow *w = kind->workflow;

	for (guint i = 0; w && i < w->clocks->len; i++)
		if (!check_clock(kind, w->clocks->pdata[i], err))
			return FALSE;
	for (guint i = 0; w && i < w->rungs->len; i++)
		if (!check_rung(kinds, kind, w->rungs->pdata[i], err))
			return FALSE;
	return TRUE;
}
