/* Judging guards: the words of the schema, one by one. */
#include "guard.h"
#include "guard_path.h"

#include <math.h>
#include <string.h>

struct world world_later;

/* --- a world of which nothing is known: what needs one is refused --- */

static void
unknown(struct world *world)
{
	if (!world->failure)
		error_set(&world->failure, ERR_IO, "the records around it are not known here");
}

static const struct record *
unknown_record(struct world *world, const char *const *kinds, const char *id)
{
	return unknown(world), NULL;
}

static const GPtrArray *
unknown_linked(struct world *world, const struct kind *kind, const struct field *field, const char *id)
{
	return unknown(world), NULL;
}

static const struct record *
unknown_person(struct world *world, const char *id)
{
	return unknown(world), NULL;
}

static const struct world world_unknown = {.record = unknown_record, .linked = unknown_linked, .person = unknown_person};

/* --- conditions --- */

static gboolean
fits(const struct condition *c, const struct subject *s, struct world *world)
{
	for (guint i = 0; c && i < c->n; i++) {
		g_autoptr(GPtrArray) values = path_values(s, c->fields[i], world);
		gboolean any = FALSE;
		for (guint k = 0; k < values->len && !any; k++)
			any = name_in(c->values[i], values->pdata[k]);
		if (!any)
			return FALSE;
	}
	return TRUE;
}

gboolean
guard_condition(const struct condition *condition, const struct record *record, struct world *world)
{
	struct subject s = subject_of(record);
	return fits(condition, &s, world);
}

gboolean
guard_locks(const struct lock *lock, const struct record *record, struct world *world)
{
	struct world none = world_unknown;
	if (world == &world_later)
		return FALSE;
	if (!world)
		world = &none;
	gboolean locks = !lock->when || guard_condition(lock->when, record, world) || world->failure;
	g_clear_error(&none.failure);
	return locks;
}

/* --- people --- */

static gboolean
counts(const struct world *world, const char *const *roles)
{
	if (!world->roles || !*world->roles)
		return FALSE;
	for (; roles && *roles; roles++)
		if (name_in(world->roles, *roles))
			return TRUE;
	return FALSE;
}

/* A role counts at the sites that the person has; where a record or a person has none, everywhere. */
static gboolean
has_role(const char *id, const char *const *roles, const struct guard_case *c)
{
	const struct record *person = id ? c->world->person(c->world, id) : NULL;
	if (!person || !person->kind->roles || !record_is_open(person))
		return FALSE;
	struct subject s = subject_of(person);
	g_autoptr(GPtrArray) has = path_values(&s, person->kind->roles, c->world);
	const struct field *own = kind_site(person->kind), *at = kind_site(c->new->kind);
	const char *site = at ? record_get(c->new, at->name) : NULL, *home = own ? record_get(person, own->name) : NULL;
	if (site && home && strcmp(site, home) != 0) {
		g_autoptr(GPtrArray) more = person->kind->roles_at ? path_values(&s, person->kind->roles_at, c->world) : NULL;
		if (!more || !g_ptr_array_find_with_equal_func(more, site, g_str_equal, NULL))
			return FALSE;
	}
	for (guint i = 0; i < has->len; i++)
		if (name_in(roles, has->pdata[i]))
			return TRUE;
	return FALSE;
}

gboolean
guard_has_role(struct world *world, const char *id, const char *const *roles)
{
	const struct record *person = id ? world->person(world, id) : NULL;
	struct guard_case c = {.new = person, .world = world};
	return person && has_role(id, roles, &c);
}

static gboolean
among(const struct record *record, const char *path, const char *actor, struct world *world)
{
	if (!record || !actor)
		return FALSE;
	struct subject s = subject_of(record);
	g_autoptr(GPtrArray) people = path_values(&s, path, world);
	return g_ptr_array_find_with_equal_func(people, actor, g_str_equal, NULL);
}

const char *
guard_excluded(const char *const *paths, const struct guard_case *given)
{
	struct world none = world_unknown;
	struct guard_case known = *given;
	const struct guard_case *c = &known;
	if (!known.world || known.world == &world_later)
		known.world = &none;
	while (paths && *paths && !among(c->old, *paths, c->actor, c->world) && !among(c->new, *paths, c->actor, c->world))
		paths++;
	g_clear_error(&none.failure);
	return paths ? *paths : NULL;
}

const char *
guard_named(const char *const *paths, const struct guard_case *c)
{
	while (paths && *paths && !among(c->old ? c->old : c->new, *paths, c->actor, c->world))
		paths++;
	return paths ? *paths : NULL;
}

const char *
guard_role(const char *const *roles, const struct guard_case *c)
{
	for (; roles && *roles; roles++)
		if (has_role(c->actor, (const char *const[]){*roles, NULL}, c))
			return *roles;
	return NULL;
}

static gboolean
may_act(const struct kind_guard *guard, const struct guard_case *c)
{
	return guard_named(guard->by, c) || (guard->role && has_role(c->actor, guard->role, c));
}

static gboolean
may_stand(const struct kind_guard *guard, const struct guard_case *c, char **detail)
{
	struct subject s = subject_of(c->new);
	g_autoptr(GPtrArray) people = path_values(&s, guard->who, c->world);
	for (guint i = 0; i < people->len; i++)
		if (!has_role(people->pdata[i], guard->role, c)) {
			*detail = g_strdup(people->pdata[i]);
			return FALSE;
		}
	return people->len > 0;
}

static gboolean
are_distinct(const struct kind_guard *guard, const struct guard_case *c, char **detail)
{
	struct subject s = subject_of(c->new);
	for (guint i = 0; guard->distinct[i]; i++) {
		g_autoptr(GPtrArray) one = path_values(&s, guard->distinct[i], c->world);
		for (guint k = i + 1; guard->distinct[k]; k++)
			for (guint n = 0; n < one->len; n++)
				if (among(c->new, guard->distinct[k], one->pdata[n], c->world)) {
					*detail = g_strdup_printf(
						"%s is %s and %s", (char *)one->pdata[n], guard->distinct[i], guard->distinct[k]);
					return FALSE;
				}
	}
	return TRUE;
}

gboolean
guard_is_personal(const struct kind_guard *guard)
{
	return guard->by || guard->not_by || (guard->role && !guard->who);
}

/* --- what is said of a record, an entry, a linked record --- */

/* Moments are compared in seconds; with a day, by the day that they say. */
struct amount {
	enum { AMOUNT_NUMBER, AMOUNT_HOURS, AMOUNT_DAY, AMOUNT_MOMENT } sort;
	double value;
	int offset; /* of a moment: minutes east */
};

static gboolean
read_amount(const char *text, struct amount *out)
{
	gint64 moment;
	char *end;
	day d;
	*out = (struct amount){AMOUNT_NUMBER};
	if (day_parse(text, &d, NULL)) {
		*out = (struct amount){AMOUNT_DAY, d};
		return TRUE;
	}
	if (event_parse(text, &moment, &out->offset, NULL)) {
		out->sort = AMOUNT_MOMENT;
		out->value = moment;
		return TRUE;
	}
	out->value = g_ascii_strtod(text, &end);
	if (end != text && g_str_equal(end, "h")) {
		out->sort = AMOUNT_HOURS;
		out->value *= 3600;
		return TRUE;
	}
	return *text && !*end;
}

static gboolean
term_of(const struct subject *s, const char *word, const struct guard_case *c, struct amount *out)
{
	if (!strcmp(word, "today") || !strcmp(word, "now")) {
		*out = *word == 't' ? (struct amount){AMOUNT_DAY, c->today} : (struct amount){AMOUNT_MOMENT, c->now};
		return TRUE;
	}
	if (g_ascii_isdigit(*word))
		return read_amount(word, out);
	struct subject before = {0};
	if (g_str_has_prefix(word, "was.")) {
		if (!c->old)
			return FALSE;
		before = subject_of(c->old);
		s = &before;
		word += strlen("was.");
	}
	g_autoptr(GPtrArray) values = path_values(s, word, c->world);
	return values->len && read_amount(values->pdata[0], out);
}

/* A number of days more of a day, hours more of a moment (each two sorts apart), numbers, hours; nothing else has a sum. */
static gboolean
add_amount(struct amount *to, const struct amount *more)
{
	int less = MIN(to->sort, more->sort), most = MAX(to->sort, more->sort);
	if (less == most ? less > AMOUNT_HOURS : most - less != 2)
		return FALSE;
	*to = (struct amount){most, to->value + more->value, to->offset + more->offset}; /* one of them has none */
	return TRUE;
}

/* "A", or "A + B": where each word is; TRUE when all are there. */
static gboolean
side_of(const struct subject *s, char **words, guint n, const struct guard_case *c, struct amount *out)
{
	struct amount more;
	if (!term_of(s, words[0], c, out) || (n == 3 && !term_of(s, words[2], c, &more)))
		return FALSE;
	if (n == 3 && !add_amount(out, &more))
		*out = (struct amount){AMOUNT_NUMBER, NAN}; /* neither less than anything nor more */
	return TRUE;
}

static void
to_day(struct amount *a)
{
	if (a->sort == AMOUNT_MOMENT)
		*a = (struct amount){AMOUNT_DAY, floor((a->value + a->offset * 60.0) / 86400)};
}

static gboolean
rises(const struct subject *s, const char *text, const struct guard_case *c, gboolean when_absent)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	guint at = 1, n = g_strv_length(words);
	struct amount left, right;
	while (words[at][0] != '<')
		at++;
	if (!side_of(s, words, at, c, &left) || !side_of(s, words + at + 1, n - at - 1, c, &right))
		return when_absent;
	if (left.sort == AMOUNT_DAY || right.sort == AMOUNT_DAY) {
		to_day(&left);
		to_day(&right);
	}
	if (left.sort != right.sort)
		return FALSE;
	return words[at][1] ? left.value <= right.value : left.value < right.value;
}

/* "A from B to C": is A at C or beyond it, seen from B? Where B is C no way is said, and nothing is asked. */
static gboolean
reaches(const struct subject *s, const char *text, const struct guard_case *c)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	struct amount at, from, to;
	if (!term_of(s, words[0], c, &at) || !term_of(s, words[2], c, &from) || !term_of(s, words[4], c, &to))
		return TRUE; /* `has` asks for what is absent */
	if (at.sort != to.sort || from.sort != to.sort)
		return FALSE;
	return from.value == to.value || (from.value < to.value ? at.value >= to.value : at.value <= to.value);
}

gboolean
guard_rises(const char *rise, const struct kind *kind, const struct node *map, day today, gint64 now)
{
	struct world none = world_unknown;
	struct guard_case c = {.today = today, .world = &none, .now = now};
	struct subject s = {.fields = kind->fields, .map = map};
	gboolean rising = !rise || rises(&s, rise, &c, FALSE);
	g_clear_error(&none.failure);
	return rising;
}

day
guard_day(const char *sum, const struct record *record)
{
	g_auto(GStrv) words = g_strsplit(sum, " ", -1);
	struct world none = world_unknown;
	struct guard_case c = {.new = record, .world = &none};
	struct subject s = subject_of(record);
	struct amount at;
	gboolean there = side_of(&s, words, g_strv_length(words), &c, &at) && at.sort == AMOUNT_DAY;
	g_clear_error(&none.failure);
	return there && at.value >= day_make(1, 1, 1) && at.value <= day_make(9999, 12, 31) ? (day)at.value : DAY_NONE;
}

static gboolean
has_one(const struct subject *s, const char *const *paths, struct world *world)
{
	for (; *paths; paths++) {
		g_autoptr(GPtrArray) values = path_values(s, *paths, world);
		if (values->len)
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_answered(const struct subject *s, const struct kind_guard *guard, const struct guard_case *c)
{
	const struct field *field = NULL;
	const char *rest, *key = s->key ? node_text(s->map, s->key) : NULL;
	const struct kinds *kinds = c->world->kinds;
	const struct kind *from = kinds ? kind_links(kinds, c->new->kind, guard->answered_by, &field, &rest) : NULL;
	const GPtrArray *linked = from ? c->world->linked(c->world, from, field, c->new->id) : NULL;
	for (guint i = 0; linked && key && i < linked->len; i++) {
		struct subject one = subject_of(linked->pdata[i]);
		g_autoptr(GPtrArray) named = path_values(&one, guard->answered_in, c->world);
		if (fits(guard->answered_where, &one, c->world) &&
			g_ptr_array_find_with_equal_func(named, key, g_str_equal, NULL))
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_among(const struct subject *s, const char *path, const struct guard_case *c)
{
	const char *key = s->key ? node_text(s->map, s->key) : NULL;
	return key && among(c->new, path, key, c->world);
}

static gboolean
passes(const struct kind_guard *guard, const struct subject *s, const struct guard_case *c)
{
	if (guard->has)
		return has_one(s, guard->has, c->world);
	if (guard->is)
		return fits(guard->is, s, c->world);
	if (guard->is_not)
		return !fits(guard->is_not, s, c->world);
	if (guard->rise)
		return rises(s, guard->rise, c, TRUE); /* `has` asks for what is absent */
	if (guard->reach)
		return reaches(s, guard->reach, c);
	if (guard->among)
		return is_among(s, guard->among, c);
	return guard->answered_by && is_answered(s, guard, c);
}

/* "c2, c4, c5, ...": for messages. */
static void
add_detail(GString *out, guint n, const struct subject *s)
{
	g_autofree char *place = g_strdup_printf("entry %u", s->place + 1);
	const char *name = s->record ? s->record->id : s->key ? node_text(s->map, s->key) : NULL;
	if (n < 3)
		g_string_append_printf(out, "%s%.80s", n ? ", " : "", name ? name : place);
	else if (n == 3)
		g_string_append(out, ", ...");
}

static gboolean
holds_over(const struct kind_guard *guard, const struct guard_case *c, char **detail)
{
	g_autoptr(GArray) subjects = subjects_of(c->new, guard->of, c->world);
	g_autoptr(GString) faults = g_string_new(NULL);
	guint good = 0, bad = 0, first = guard->over == OVER_LAST && subjects->len ? subjects->len - 1 : 0;
	for (guint i = first; i < subjects->len; i++) {
		const struct subject *s = &g_array_index(subjects, struct subject, i);
		if (!fits(guard->where, s, c->world))
			continue;
		if (passes(guard, s, c))
			good++;
		else
			add_detail(faults, bad++, s);
	}
	if (guard->over == OVER_EACH || (guard->over == OVER_LAST && guard->where) ? bad == 0 : good > 0)
		return TRUE;
	if (guard->over == OVER_EACH)
		*detail = g_strdup(faults->str);
	return FALSE;
}

/* --- all of it --- */

static gboolean
conditions_hold(const struct kind_guard *guard, const struct guard_case *c)
{
	struct subject s = subject_of(c->new);
	return fits(guard->when, &s, c->world) && !(guard->unless && fits(guard->unless, &s, c->world));
}

gboolean
guard_applies(const struct kind_guard *guard, const struct guard_case *c)
{
	gboolean authority = guard->by || guard->role;
	if (c->world == &world_later)
		return FALSE;
	if (authority && (!c->world || !counts(c->world, guard->role ? guard->role : c->world->roles)))
		return FALSE;
	return conditions_hold(guard, c);
}

static gboolean
judge(const struct kind_guard *guard, const struct guard_case *c, char **detail)
{
	struct subject s = subject_of(c->new);
	const char *path;
	if (guard->who)
		return may_stand(guard, c, detail);
	if (guard->by || guard->role)
		return may_act(guard, c);
	if (guard->distinct)
		return are_distinct(guard, c, detail);
	if (guard->seen)
		return TRUE; /* it is about the entry: trial_seen() */
	if (guard->of)
		return holds_over(guard, c, detail);
	if (!guard->not_by)
		return passes(guard, &s, c);
	path = guard_excluded(guard->not_by, c);
	*detail = path ? g_strdup_printf("%s is its %s", c->actor, path) : NULL;
	return !path;
}

gboolean
guard_holds(const struct kind_guard *guard, const struct guard_case *given, char **detail)
{
	struct world none = world_unknown;
	struct guard_case c = *given;
	*detail = NULL;
	c.world = given->world ? given->world : &none;
	if (guard->before && c.old)
		c.new = c.old;
	gboolean holds = !guard_applies(guard, &c) || judge(guard, &c, detail);
	if (c.world->failure) {
		holds = FALSE;
		g_free(*detail);
		*detail = g_strdup(c.world->failure->message);
	}
	g_clear_error(&none.failure);
	return holds;
}
