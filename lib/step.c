/* What a verb would change, and which fields only verbs may change. */
#include "step.h"

#include <string.h>

#define CLOCK_AHEAD (10 * 60)	 /* seconds an entry may lie in the future */
#define ENTRY_AGE (24 * 60 * 60) /* and in the past, when it is recorded */

const char *
step_state(const struct record *record)
{
	const struct workflow *w = record->kind->workflow;
	if (!w)
		return NULL;
	const char *state = record_get(record, w->field);
	return state ? state : w->initial;
}

const char *
step_notes(const struct kind *kind)
{
	if (kind->workflow && kind->workflow->notes)
		return kind->workflow->notes;
	return kind_field(kind, "notes") ? "notes" : NULL;
}

static gboolean
names(const char *const *pairs, const char *field)
{
	for (; pairs && *pairs; pairs += 2)
		if (!strcmp(*pairs, field))
			return TRUE;
	return FALSE;
}

static gboolean
sets(const struct verb *verb, const char *field)
{
	for (guint i = 0; i < verb->also->len; i++)
		if (names(((const struct also *)verb->also->pdata[i])->sets, field))
			return TRUE;
	return names(verb->sets, field);
}

gboolean
step_changes(const struct workflow *w, const struct verb *verb, const char *field)
{
	if (name_in(verb->takes, field) || sets(verb, field))
		return TRUE;
	return verb->to && (!strcmp(field, w->field) || !g_strcmp0(field, w->ended_on));
}

gboolean
step_guards(const struct kind *kind, const struct field *field)
{
	if (field->append_only || field->count_of)
		return FALSE;
	if (field->hidden && (field->immutable || field->def))
		return TRUE;
	const struct workflow *w = kind->workflow;
	if (!w)
		return FALSE;
	if (!strcmp(field->name, w->field) || !g_strcmp0(field->name, w->ended_on))
		return TRUE;
	for (guint i = 0; i < w->verbs->len; i++) {
		const struct verb *v = w->verbs->pdata[i];
		if (field->hidden && step_changes(w, v, field->name))
			return TRUE;
		if (v->reason && name_in(v->takes, field->name))
			return TRUE;
	}
	return FALSE;
}

const struct lock *
step_lock(const struct record *record, const char *field, const struct act *act)
{
	const struct workflow *w = record->kind->workflow;
	const char *state = step_state(record);
	for (guint i = 0; w && i < w->locks->len; i++) {
		const struct lock *lock = w->locks->pdata[i];
		if (name_in(lock->fields, field) && !name_in(lock->free, state) &&
			(!lock->when || guard_locks(lock, record, act->world)))
			return lock;
	}
	return NULL;
}

gboolean
step_guards_in(const struct record *old, const struct kind *kind, const struct field *field, const struct act *act)
{
	return step_guards(kind, field) || (old && step_lock(old, field->name, act));
}

const char *
step_rule(const struct verb *verb, const char *word)
{
	return verb->rule ? verb->rule : word;
}

struct guard_case
step_case(const struct record *old, const struct record *new, const struct act *act)
{
	return (struct guard_case){old, new, act->actor, calendar_day(act->calendar, act->now), act->world, act->now};
}

char *
step_opened(const struct verb *verb, const struct record *old, const struct record *new, const struct act *act)
{
	GString *names = g_string_new(NULL);
	for (const char *const *name = verb->opens; name && *name; name++)
		if (!node_equal(record_node(old, *name), record_node(new, *name)) && step_lock(old, *name, act))
			g_string_append_printf(names, "%s%s", names->len ? ", " : "", *name);
	return names->len ? g_string_free(names, FALSE) : (g_string_free(names, TRUE), NULL);
}

char *
step_opened_by(const struct verb *verb, const struct record *record, const struct node *values, const struct act *act)
{
	GString *names = g_string_new(NULL);
	for (const char *const *name = verb->opens; name && *name; name++)
		if (node_get(values, *name) && step_lock(record, *name, act))
			g_string_append_printf(names, "%s%s", names->len ? ", " : "", *name);
	return names->len ? g_string_free(names, FALSE) : (g_string_free(names, TRUE), NULL);
}

gboolean
step_holds(const struct node *node, const char *text)
{
	if (!node || !text)
		return FALSE;
	if (node->type == NODE_SCALAR)
		return !strcmp(node->text, text);
	for (guint i = 0; node->type == NODE_LIST && i < node->n; i++)
		if (step_holds(node->items[i], text))
			return TRUE;
	return FALSE;
}

/* "due", "submitted_on + 15" */
static char *
value_of(const char *text, const struct node *values)
{
	const char *plus = strstr(text, " + ");
	day d;
	if (!plus)
		return g_strdup(node_text(values, text));
	g_autofree char *name = g_strndup(text, plus - text);
	const char *from = node_text(values, name);
	g_autofree char *own =
		from ? g_strndup(from, strchr(from, 'T') ? 10 : strlen(from)) : NULL; /* of a moment the day it says */
	return own && day_parse(own, &d, NULL) ? day_format(d + (day)g_ascii_strtoll(plus + 3, NULL, 10)) : NULL;
}

char *
step_value(const char *def, const struct node *values, const struct act *act)
{
	if (!def)
		return NULL;
	if (def[0] == '=')
		return value_of(def + 1, values);
	if (!strcmp(def, "today"))
		return day_format(calendar_day(act->calendar, act->now));
	if (!strcmp(def, "now"))
		return calendar_event(act->calendar, act->now);
	if (!strcmp(def, "actor"))
		return g_strdup(act->actor);
	if (!strcmp(def, "site"))
		return g_strdup(act->site);
	return g_strdup(def);
}

static gboolean
condition_holds(const struct condition *c, const struct node *values, const struct node *root)
{
	for (guint i = 0; i < c->n; i++) {
		const struct node *value = node_get(values, c->fields[i]);
		if (!value)
			value = node_get(root, c->fields[i]);
		gboolean any = FALSE;
		for (guint k = 0; c->values[i][k] && !any; k++)
			any = step_holds(value, c->values[i][k]);
		if (!any)
			return FALSE;
	}
	return TRUE;
}

gboolean
step_is_instead(const struct verb *verb, const struct node *root)
{
	return verb->instead && root && condition_holds(verb->instead, NULL, root);
}

const char *
step_target(const struct verb *verb, const char *state, const struct node *values, const struct node *root)
{
	if (verb->to_instead && verb->instead && condition_holds(verb->instead, values, root))
		return verb->to_instead;
	return verb->to ? verb->to : state;
}

/* "first_due: =due" while the record has no first_due: moving due would lose the first promise. */
static void
keep_first(struct builder *b, struct node *effects, const struct record *record, const struct verb *verb)
{
	for (guint i = 0; i < record->kind->fields->len; i++) {
		const struct field *f = record->kind->fields->pdata[i];
		if (!f->immutable || !f->def || f->def[0] != '=' || record_node(record, f->name))
			continue;
		const char *first = record_get(record, f->def + 1);
		if (first && name_in(verb->takes, f->def + 1))
			build_map_add(b, effects, f->name, build_scalar(b, first));
	}
}

/* What is given or set, over what is there. */
static struct node *
laid_over(struct builder *b, const struct node *values, const struct node *root)
{
	struct node *all = build_map(b);
	for (guint i = 0; values && i < values->n; i++)
		build_map_add(b, all, values->keys[i]->text, build_copy(b, values->items[i]));
	for (guint i = 0; root && i < root->n; i++)
		if (!node_get(values, root->keys[i]->text))
			build_map_add(b, all, root->keys[i]->text, build_copy(b, root->items[i]));
	return all;
}

static void
put_effect(struct builder *b, struct node *effects, const char *field, const char *text)
{
	for (guint i = 0; i < effects->n; i++)
		if (!strcmp(effects->keys[i]->text, field)) {
			effects->items[i] = build_scalar(b, text);
			return;
		}
	build_map_add(b, effects, field, build_scalar(b, text));
}

/* Each is worked out from what those before it have set. */
static void
add_sets(struct builder *b, struct node *effects, const char *const *pairs, const struct node *values, const struct act *act)
{
	for (; pairs && *pairs; pairs += 2) {
		const struct node *from = pairs[1][0] == '=' ? laid_over(b, effects, values) : values;
		g_autofree char *value = step_value(pairs[1], from, act);
		put_effect(b, effects, pairs[0], value ? value : "");
	}
}

struct node *
step_effects(struct builder *b, const struct record *record, const struct node *values, const struct verb *verb, const char *from,
	const char *to, const struct act *act)
{
	const struct workflow *w = record->kind->workflow;
	struct node *effects = build_map(b);
	const struct node *all = laid_over(b, values, record->doc->root);
	add_sets(b, effects, verb->sets, all, act);
	if (strcmp(from, to))
		build_map_add(b, effects, w->field, build_scalar(b, to));
	gboolean was = name_in(w->ended, from), is = name_in(w->ended, to);
	if (w->ended_on && was != is) {
		g_autofree char *today = is ? step_value("today", NULL, act) : g_strdup("");
		build_map_add(b, effects, w->ended_on, build_scalar(b, today));
	}
	for (guint i = 0; i < verb->also->len; i++) {
		const struct also *also = verb->also->pdata[i];
		const struct node *so_far = laid_over(b, effects, all);
		if ((!also->when || condition_holds(also->when, NULL, so_far)) &&
			guard_rises(also->rise, record->kind, so_far, calendar_day(act->calendar, act->now), act->now))
			add_sets(b, effects, also->sets, all, act);
	}
	keep_first(b, effects, record, verb);
	return effects;
}

gboolean
step_says(const char *text)
{
	while (text && g_ascii_isspace(*text))
		text++;
	return text && *text;
}

struct node *
step_entry(struct builder *b, const struct act *act, const char *did, const char *text, const char *from, const char *to)
{
	struct node *entry = build_map(b);
	g_autofree char *at = calendar_event(act->calendar, act->now);
	build_map_text(b, entry, "at", at);
	build_map_text(b, entry, "by", act->actor);
	build_map_text(b, entry, "did", did);
	build_map_text(b, entry, "text", step_says(text) ? text : NULL);
	build_map_text(b, entry, "from", from);
	build_map_text(b, entry, "to", to);
	return entry;
}

void
step_entry_field(struct builder *b, struct node *entry, const char *fields)
{
	build_map_text(b, entry, "field", fields);
}

guint
step_first_new(const struct node *old_list, const struct node *new_list)
{
	guint n = 0, have = new_list && new_list->type == NODE_LIST ? new_list->n : 0;
	if (!old_list || old_list->type != NODE_LIST)
		return 0;
	while (n < old_list->n && n < have && node_equal(old_list->items[n], new_list->items[n]))
		n++;
	return n;
}

gboolean
step_is_now(const struct act *act, gint64 moment)
{
	return moment <= act->now + CLOCK_AHEAD && moment >= act->now - ENTRY_AGE;
}

gboolean
step_waits(const struct record *record, const struct verb *verb, const char *from, const char *to)
{
	const struct workflow *w = record->kind->workflow;
	gboolean ends = name_in(w->ended, to) && !name_in(w->ended, from);
	return (ends || verb->not_by) && conflicts_wait(record->doc->root);
}

/* A value that fits one line of an entry: of what goes together the state. Borrowed. */
static const char *
in_a_line(const struct matter *matter, const struct node *value)
{
	const char *text = NULL;
	if (value && value->type == NODE_SCALAR)
		text = value->text;
	else if (value && !matter->entry)
		text = node_text(value, matter->field);
	return text && !strchr(text, '\n') && strlen(text) <= 200 ? text : NULL;
}

struct node *
step_resolution(struct builder *b, const struct record *record, const struct node *root, const struct matter *matter,
	const struct act *act)
{
	const struct node *was = matter_value(b, record->kind, matter, record->doc->root);
	const struct node *is = matter_value(b, record->kind, matter, root);
	const char *from = in_a_line(matter, was), *to = in_a_line(matter, is);
	struct node *entry = step_entry(b, act, STEP_SETTLE, act->reason, g_strcmp0(from, to) ? from : NULL, to);
	g_autofree char *says = matter_says(matter);
	build_map_text(b, entry, "field", says);
	return entry;
}
