/* Guards and locks of a workflow: read from a kind's file, and held against the kinds they speak of. */
#include "kind_read.h"
#include "text.h"

#include <string.h>

/* ---- reading ---- */

static const char *const tests[] = {
	"has", "is", "is_not", "rise", "reach", "answered", "by", "role", "not_by", "distinct", "among", "seen", NULL};

static gboolean
read_over(struct kind_guard *guard, const char *file, const struct node *def, GError **err)
{
	static const char *const words[] = {[OVER_EACH] = "each", [OVER_SOME] = "some", [OVER_LAST] = "last"};

	for (int over = OVER_EACH; over <= OVER_LAST; over++) {
		const struct node *of = node_get(def, words[over]);

		if (of && guard->of)
			return kind_fail(err, file, of, "a guard is about one of each, some and last");
		if (of) {
			guard->of = of->text;
			guard->over = over;
		}
	}
	if (!guard->of && node_get(def, "where"))
		return kind_fail(err, file, node_get(def, "where"), "'where' goes with each, some or last");
	return TRUE;
}

/* Of the record alone, by what it says itself. */
static gboolean
asks_fields(const struct node *def)
{
	static const char *const words[] = {"each", "some", "last", "reach", "seen", "not_by", "distinct", NULL};
	g_auto(GStrv) rise = g_strsplit(node_text(def, "rise") ? node_text(def, "rise") : "", " ", -1);

	for (guint i = 0; i < def->n; i++)
		if (name_in(words, def->keys[i]->text))
			return FALSE;
	return !g_strv_contains((const char *const *)rise, "today") && !g_strv_contains((const char *const *)rise, "now");
}

/* One test; by and role are one together. */
static gboolean
check_tests(const char *file, const struct node *def, GError **err)
{
	gboolean personal = node_get(def, "by") || node_get(def, "role");
	guint n = 0;

	for (guint i = 0; i < def->n; i++)
		n += name_in(tests, def->keys[i]->text);
	if (n - (node_get(def, "by") && node_get(def, "role")) != 1)
		return kind_fail(err, file, def,
			"a guard has one of has, is, is_not, rise, reach, answered, among, seen, by or role, not_by, distinct");
	if (node_get(def, "before") && (personal || !asks_fields(def)))
		return kind_fail(
			err, file, node_get(def, "before"), "'before' goes with has, is, is_not or rise, of the record itself");
	if (node_get(def, "who") && (!node_get(def, "role") || node_get(def, "by")))
		return kind_fail(err, file, node_get(def, "who"), "'who' goes with role alone");
	if ((personal || node_get(def, "not_by") || node_get(def, "distinct")) &&
		(node_get(def, "each") || node_get(def, "some") || node_get(def, "last")))
		return kind_fail(err, file, def, "what a guard says of people it says of the record, not of each, some or last");
	for (const char *const *word = (const char *const[]){"answered", "among", NULL}; *word; word++)
		if (node_get(def, *word) && !node_get(def, "each") && !node_get(def, "some"))
			return kind_fail(err, file, node_get(def, *word), "'%s' goes with each or some", *word);
	return TRUE;
}

static struct kind_guard *
read_guard(struct pool *pool, const char *file, const struct node *def, GError **err)
{
	struct kind_guard *guard = pool_alloc(pool, sizeof(*guard));
	const struct node *answered = node_get(def, "answered");

	if (!read_over(guard, file, def, err) || !check_tests(file, def, err))
		return NULL;
	guard->rule = g_intern_string(node_text(def, "rule"));
	guard->say = node_text(def, "say");
	guard->when = kind_condition(pool, node_get(def, "when"));
	guard->unless = kind_condition(pool, node_get(def, "unless"));
	guard->before = !g_strcmp0(node_text(def, "before"), "true");
	guard->where = kind_condition(pool, node_get(def, "where"));
	guard->has = pool_names(pool, node_get(def, "has"));
	guard->is = kind_condition(pool, node_get(def, "is"));
	guard->is_not = kind_condition(pool, node_get(def, "is_not"));
	guard->rise = node_text(def, "rise");
	guard->reach = node_text(def, "reach");
	guard->answered_by = node_text(answered, "by");
	guard->answered_in = node_text(answered, "in");
	guard->answered_where = kind_condition(pool, node_get(answered, "where"));
	guard->by = pool_names(pool, node_get(def, "by"));
	guard->role = pool_names(pool, node_get(def, "role"));
	guard->who = node_text(def, "who");
	guard->not_by = pool_names(pool, node_get(def, "not_by"));
	guard->distinct = pool_names(pool, node_get(def, "distinct"));
	guard->among = node_text(def, "among");
	guard->seen = !g_strcmp0(node_text(def, "seen"), "true");
	guard->file = file;
	guard->line = def->line;
	return guard;
}

gboolean
kind_read_guards(struct kinds *kinds, struct verb *verb, const char *file, const struct node *def, GError **err)
{
	const struct node *guards = node_get(def, "guards"), *also = node_get(def, "also");

	for (guint i = 0; guards && i < guards->n; i++) {
		struct kind_guard *guard = read_guard(kinds->pool, file, guards->items[i], err);

		if (!guard)
			return FALSE;
		g_ptr_array_add(verb->guards, guard);
	}
	for (guint i = 0; also && i < also->n; i++) {
		struct also *one = pool_alloc(kinds->pool, sizeof(*one));

		if (!node_get(also->items[i], "when") && !node_get(also->items[i], "rise"))
			return kind_fail(err, file, also->items[i], "'also' has when or rise, or what it sets belongs to 'sets'");
		one->when = kind_condition(kinds->pool, node_get(also->items[i], "when"));
		one->rise = node_text(also->items[i], "rise");
		one->sets = kind_pairs(kinds->pool, node_get(also->items[i], "sets"));
		g_ptr_array_add(verb->also, one);
	}
	return TRUE;
}

void
kind_read_locks(struct kinds *kinds, struct workflow *workflow, const char *file, const struct node *locks)
{
	for (guint i = 0; locks && i < locks->n; i++) {
		const struct node *def = locks->items[i];
		struct lock *lock = pool_alloc(kinds->pool, sizeof(*lock));

		lock->rule = g_intern_string(node_text(def, "rule"));
		lock->fields = pool_names(kinds->pool, node_get(def, "fields"));
		lock->free = pool_names(kinds->pool, node_get(def, "free"));
		lock->by = node_text(def, "by");
		lock->when = kind_condition(kinds->pool, node_get(def, "when"));
		lock->no_signature = !g_strcmp0(node_text(def, "unsigned"), "true");
		lock->file = file;
		lock->line = def->line;
		g_ptr_array_add(workflow->locks, lock);
	}
}

/* ---- lookups ---- */

const struct kind *
kind_links(const struct kinds *kinds, const struct kind *kind, const char *path, const struct field **field, const char **rest)
{
	g_auto(GStrv) parts = g_strsplit(path, ".", 3);
	const struct kind *from = parts[0] && parts[1] && !kind_field(kind, parts[0]) ? kind_find(kinds, parts[0]) : NULL;

	*field = from ? kind_field(from, parts[1]) : NULL;
	if (!*field || !name_in((*field)->to, kind->name))
		return NULL;
	*rest = parts[2] ? path + strlen(path) - strlen(parts[2]) : "";
	return from;
}

/* ---- what they speak of ---- */

struct sealing {
	struct kinds *kinds;
	struct kind *kind;
	const char *what; /* "guard T05 of propose" */
	const char *file;
	int line;
	GError **err;
};

static gboolean wrong(const struct sealing *s, const char *near, const char *format, ...) G_GNUC_PRINTF(3, 4);

static gboolean
wrong(const struct sealing *s, const char *near, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	error_set(s->err, ERR_INVALID, "kind %s: %s %s", s->kind->name, s->what, message);
	error_at(s->err, s->file, s->line, 1);
	error_rule(s->err, "schema");
	if (near)
		error_hint(s->err, "did you mean '%s'?", near);
	return FALSE;
}

/* What is spoken of: a record of a kind, or an entry of a list (kind NULL). */
struct subject {
	const struct kind *kind;
	const GPtrArray *fields;
};

static const struct field *
resolve(const struct sealing *s, struct subject at, const char *path)
{
	const struct field *link, *field = NULL;
	const char *rest, *name = path;

	if (!at.kind && g_str_has_prefix(path, "record.")) {
		at = (struct subject){s->kind, s->kind->fields};
		name = path + strlen("record.");
	}
	if (at.kind && (at.kind = kind_links(s->kinds, at.kind, name, &link, &rest))) {
		if (!*rest)
			return link;
		at.fields = at.kind->fields;
		name = rest;
	}
	for (;;) {
		gsize length = strcspn(name, ".");
		g_autofree char *part = g_strndup(name, length);

		field = at.fields ? fields_find(at.fields, part) : NULL;
		if (!field || !name[length])
			break;
		name += length + 1;
		at.fields = field->fields;
		if (field->to && field->to[0]) /* what it names: kinds that agree on the rest */
			at.fields = kind_find(s->kinds, field->to[0]) ? kind_find(s->kinds, field->to[0])->fields : NULL;
	}
	if (!field)
		wrong(s, NULL, "names '%s', which is nothing there is", path);
	return field;
}

static gboolean
check_paths(const struct sealing *s, struct subject at, const char *const *paths, gboolean people)
{
	const struct kind *person = kind_of_people(s->kinds);

	for (; paths && *paths; paths++) {
		gboolean self = people && at.kind && at.kind == person && g_str_equal(*paths, "id");
		const struct field *field = self ? NULL : resolve(s, at, *paths);

		if (self)
			continue;
		if (!field)
			return FALSE;
		if (people && !(person && name_in(field->to, person->name)))
			return wrong(s, NULL, "names '%s', which names no people", *paths);
	}
	return TRUE;
}

/* A value of the field of any kind that a link on the way may name: their fields of one name may have different ones. */
static gboolean
is_value(const struct sealing *s, const GPtrArray *fields, const char *path, const char *value)
{
	gsize length = strcspn(path, ".");
	g_autofree char *part = g_strndup(path, length);
	const struct field *field = fields ? fields_find(fields, part) : NULL;
	const char *const *to = field ? field->to : NULL;

	if (!field || !path[length])
		return field && name_in(field->values, value);
	if (!to || !*to)
		return is_value(s, field->fields, path + length + 1, value);
	for (; *to; to++) {
		const struct kind *kind = kind_find(s->kinds, *to);

		if (kind && is_value(s, kind->fields, path + length + 1, value))
			return TRUE;
	}
	return FALSE;
}

static gboolean
check_condition(const struct sealing *s, struct subject at, const struct condition *c)
{
	for (guint i = 0; c && i < c->n; i++) {
		const struct field *field = resolve(s, at, c->fields[i]);

		if (!field)
			return FALSE;
		for (const char *const *v = c->values[i]; field->values && *v; v++)
			if (!name_in(field->values, *v) && !is_value(s, at.fields, c->fields[i], *v))
				return wrong(s, text_nearest(*v, field->values), "names '%s', which is no value of %s", *v,
					c->fields[i]);
	}
	return TRUE;
}

/* What rise and reach compare: every second word. */
static gboolean
check_amounts(const struct sealing *s, struct subject at, const char *text)
{
	g_auto(GStrv) words = g_strsplit(text ? text : "", " ", -1);

	for (char **word = words; *word; word += word[1] ? 2 : 1) {
		gboolean before = g_str_has_prefix(*word, "was.");
		struct subject of = before ? (struct subject){s->kind, s->kind->fields} : at;
		const char *const path[] = {*word + (before ? strlen("was.") : 0), NULL};

		if (!g_ascii_islower(**word) || g_str_equal(*word, "today") || g_str_equal(*word, "now"))
			continue;
		if (!check_paths(s, of, path, FALSE))
			return FALSE;
		if (!name_in((const char *const[]){"day", "event", "number", "integer", "days", "count", NULL},
			    resolve(s, of, *path)->type->name))
			return wrong(s, NULL, "compares '%s', which is no number and no day", *word);
	}
	return TRUE;
}

static gboolean
check_among(const struct sealing *s, const struct kind_guard *guard, const struct field *list)
{
	const char *const path[] = {guard->among, NULL};

	if (!list || !list->key)
		return wrong(s, NULL, "asks where the entries of '%s' are, which have no key", guard->of);
	return check_paths(s, (struct subject){s->kind, s->kind->fields}, path, FALSE);
}

static gboolean
check_answered(const struct sealing *s, const struct kind_guard *guard, const struct field *list)
{
	const struct field *field;
	const char *rest = "";
	const struct kind *from = kind_links(s->kinds, s->kind, guard->answered_by, &field, &rest);
	const char *const in[] = {guard->answered_in, NULL};

	if (!list || !list->key)
		return wrong(s, NULL, "asks what answers the entries of '%s', which have no key", guard->of);
	if (!from || *rest)
		return wrong(s, NULL, "names '%s', which is no KIND.FIELD that points here", guard->answered_by);
	return check_paths(s, (struct subject){from, from->fields}, in, FALSE) &&
	       check_condition(s, (struct subject){from, from->fields}, guard->answered_where);
}

/* What each, some and last are about. */
static gboolean
check_over(const struct sealing *s, const struct kind_guard *guard, struct subject *at, const struct field **list)
{
	const char *rest = "";
	const struct kind *from = guard->of ? kind_links(s->kinds, s->kind, guard->of, list, &rest) : NULL;

	*at = (struct subject){s->kind, s->kind->fields};
	if (!guard->of)
		return TRUE;
	if (from && !*rest) {
		*at = (struct subject){NULL, from->fields};
		*list = NULL;
		return guard->over != OVER_LAST || wrong(s, NULL, "asks for the last of '%s', which have no order", guard->of);
	}
	*list = kind_field(s->kind, guard->of);
	if (!*list || !(*list)->list || !(*list)->fields)
		return wrong(s, NULL, "is about '%s', which is no list of maps and no KIND.FIELD that points here", guard->of);
	*at = (struct subject){NULL, (*list)->fields};
	return TRUE;
}

static gboolean
check_roles(const struct sealing *s, const char *const *roles)
{
	const struct kind *people = kind_of_people(s->kinds);
	const struct field *field = people && people->roles ? kind_field(people, people->roles) : NULL;

	for (; roles && *roles; roles++)
		if (!field || !name_in(field->values, *roles))
			return wrong(s, field ? text_nearest(*roles, field->values) : NULL,
				"names the role '%s', which there is not", *roles);
	return TRUE;
}

static gboolean
check_guard(const struct sealing *s, const struct kind_guard *guard)
{
	struct subject record = {s->kind, s->kind->fields}, at;
	const struct field *list = NULL;
	const char *const who[] = {guard->who, NULL};

	if (!check_over(s, guard, &at, &list))
		return FALSE;
	return check_condition(s, record, guard->when) && check_condition(s, record, guard->unless) &&
	       check_condition(s, at, guard->where) && check_paths(s, at, guard->has, FALSE) &&
	       check_condition(s, at, guard->is) && check_condition(s, at, guard->is_not) && check_amounts(s, at, guard->rise) &&
	       check_amounts(s, at, guard->reach) && (!guard->answered_by || check_answered(s, guard, list)) &&
	       (!guard->among || check_among(s, guard, list)) && check_paths(s, record, guard->by, TRUE) &&
	       check_paths(s, record, guard->not_by, TRUE) && check_paths(s, record, guard->distinct, TRUE) &&
	       check_paths(s, record, who, TRUE) && check_roles(s, guard->role);
}

static gboolean
check_verb(struct sealing *s, const struct verb *verb)
{
	struct subject record = {s->kind, s->kind->fields};
	g_autofree char *what = g_strdup_printf("verb %s", verb->name);

	s->what = what;
	s->file = s->kind->source;
	s->line = 0;
	if (!check_paths(s, record, verb->not_by, TRUE))
		return FALSE;
	for (guint i = 0; i < verb->also->len; i++) {
		const struct also *also = verb->also->pdata[i];

		if (!check_condition(s, record, also->when) || !check_amounts(s, record, also->rise))
			return FALSE;
		for (const char *const *pair = also->sets; *pair; pair += 2) {
			if (!check_paths(s, record, (const char *const[]){*pair, NULL}, FALSE))
				return FALSE;
			if (g_str_equal(*pair, s->kind->workflow->field) || !g_strcmp0(*pair, s->kind->workflow->ended_on))
				return wrong(s, NULL, "sets '%s' besides, which only 'to' does", *pair);
		}
	}
	for (guint i = 0; i < verb->guards->len; i++) {
		const struct kind_guard *guard = verb->guards->pdata[i];
		g_autofree char *named = g_strdup_printf("guard %s of %s", guard->rule, verb->name);

		s->what = named;
		s->file = guard->file;
		s->line = guard->line;
		if (!check_guard(s, guard))
			return FALSE;
	}
	return TRUE;
}

static gboolean
check_lock(struct sealing *s, const struct lock *lock)
{
	const struct field *state = kind_field(s->kind, s->kind->workflow->field);
	struct verb *verb = (struct verb *)kind_verb(s->kind, lock->by);

	s->what = "a lock";
	s->file = lock->file;
	s->line = lock->line;
	for (const char *const *name = lock->fields; *name; name++) {
		const struct field *field = kind_field(s->kind, *name);

		if (!field || !g_str_equal(field->name, *name))
			return wrong(s, text_nearest(*name, kind_order(s->kind)), "names '%s', which is no field", *name);
		if ((field->hidden && !field->append_only) || field->immutable || field->count_of)
			return wrong(s, NULL, "names '%s', which nobody changes freely", *name);
	}
	if (!check_condition(s, (struct subject){s->kind, s->kind->fields}, lock->when))
		return FALSE;
	for (const char *const *name = lock->free; name && *name; name++)
		if (!name_in(state->values, *name))
			return wrong(s, text_nearest(*name, state->values), "names '%s', which is no state", *name);
	if (!verb || verb->to)
		return wrong(s, NULL, "is opened by '%s', which is no verb that leaves the state as it is", lock->by);
	verb->opens = kind_names_joined(s->kinds->pool, verb->opens, lock->fields);
	return TRUE;
}

gboolean
kind_seal_guards(struct kinds *kinds, struct kind *kind, GError **err)
{
	struct sealing s = {.kinds = kinds, .kind = kind, .err = err};

	for (guint i = 0; kind->workflow && i < kind->workflow->verbs->len; i++)
		if (!check_verb(&s, kind->workflow->verbs->pdata[i]))
			return FALSE;
	for (guint i = 0; kind->workflow && i < kind->workflow->locks->len; i++)
		if (!check_lock(&s, kind->workflow->locks->pdata[i]))
			return FALSE;
	s.what = "a clock";
	s.file = kind->source;
	s.line = 0;
	for (guint i = 0; kind->workflow && i < kind->workflow->clocks->len; i++) {
		const struct kind_clock *clock = kind->workflow->clocks->pdata[i];

		for (const char *const *until = clock->until; until && *until; until++)
			if (!check_amounts(&s, (struct subject){kind, kind->fields}, *until))
				return FALSE;
	}
	return TRUE;
}
