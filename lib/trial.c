/* Replaying the steps that a change claims, and inferring those it shows. */
#include "trial.h"

#include <string.h>

const char any_value[] = "any";

static void
free_expected(gpointer text)
{
	if (text != any_value)
		g_free(text);
}

void
trial_begin(struct trial *t, const struct record *old, const struct record *new, const struct act *act, GPtrArray *problems)
{
	const struct workflow *w = new->kind->workflow;
	*t = (struct trial){.old = old, .new = new, .act = act, .problems = problems};
	t->state = old ? step_state(old) : w ? w->initial : NULL;
	t->follows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_expected);
	t->settled = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void
trial_clear(struct trial *t)
{
	g_hash_table_unref(t->follows);
	g_hash_table_unref(t->settled);
}

void
trial_object(struct trial *t, const struct node *at, const char *rule, const char *hint, const char *format, ...)
{
	if (!t->problems)
		return;
	va_list args;
	va_start(args, format);
	char *message = g_strdup_vprintf(format, args);
	va_end(args);
	g_ptr_array_add(t->problems, problem_new(t->new->path, at, rule, t->new->id, message, g_strdup(hint)));
}

const struct node *
trial_old(const struct trial *t, const char *field)
{
	return t->old ? record_node(t->old, field) : NULL;
}

gboolean
trial_changed(const struct trial *t, const char *field)
{
	return !node_equal(trial_old(t, field), record_node(t->new, field));
}

static const char *
or_nothing(const char *text)
{
	return text && *text ? text : "nothing";
}

static void
judge_people(struct trial *t, const struct verb *verb, const struct node *entry)
{
	struct guard_case c = step_case(t->old, t->new, t->act);
	if (!c.actor)
		c.actor = node_text(entry, "by");
	const char *path = guard_excluded(verb->not_by, &c);
	if (path)
		trial_object(t, entry, step_rule(verb, "separation"), "ask someone else to do it",
			"'%s' needs another person: %s is its %s", verb->name, c.actor, path);
}

/* Where a field that is asked for can be given with the verb, that is the way. */
static char *
hint_of(const struct kind_guard *guard, const struct verb *verb)
{
	for (const char *const *path = guard->has; path && *path; path++)
		if (!guard->of && name_in(verb->takes, *path))
			return g_strdelimit(g_strdup_printf("give it with --%s", *path), "_", '-');
	return guard_is_personal(guard) ? g_strdup("ask someone who may do it") : NULL;
}

static void
judge_guards(struct trial *t, const struct verb *verb, const struct node *entry)
{
	struct guard_case c = step_case(t->old, t->new, t->act);
	for (guint i = 0; t->problems && i < verb->guards->len; i++) {
		const struct kind_guard *guard = verb->guards->pdata[i];
		g_autofree char *detail = NULL, *hint = NULL;
		if ((t->who != TRIAL_ALL && guard_is_personal(guard) != (t->who == TRIAL_PERSON)) ||
			guard_holds(guard, &c, &detail))
			continue;
		hint = hint_of(guard, verb);
		if (t->who == TRIAL_MATTER)
			trial_object(t, entry, guard->rule, hint, "%s%s%s%s", guard->say, detail ? " (" : "",
				detail ? detail : "", detail ? ")" : "");
		else
			trial_object(t, entry, guard->rule, hint, "'%s' of %s asks that %s%s%s%s", verb->name, t->new->id,
				guard->say, detail ? " (" : "", detail ? detail : "", detail ? ")" : "");
	}
}

void
trial_give(struct trial *t, const struct verb *verb, const struct node *at)
{
	judge_guards(t, verb, at);
}

/* What an entry says of from and to must be true. */
static void
judge_words(struct trial *t, const struct verb *verb, const struct node *entry, const char *to)
{
	const char *from_said = node_text(entry, "from"), *to_said = node_text(entry, "to");
	const char *from = t->state, *now = to, *what = t->new->kind->workflow->field;
	if (!strcmp(t->state, to)) {
		what = verb->takes ? verb->takes[0] : NULL;
		from = what && t->old ? record_get(t->old, what) : NULL;
		now = what ? record_get(t->new, what) : NULL;
	}
	if ((from_said && g_strcmp0(from_said, from)) || (to_said && g_strcmp0(to_said, now)))
		trial_object(t, entry, "forged", "leave the entry out: commit writes it",
			"the entry of '%s' says %s to %s, but %s went from %s to %s", verb->name, or_nothing(from_said),
			or_nothing(to_said), or_nothing(what), or_nothing(from), or_nothing(now));
	g_autofree char *opened = verb->opens && t->old ? step_opened(verb, t->old, t->new, t->act) : NULL;
	if (entry && verb->opens && g_strcmp0(opened, node_text(entry, "field")))
		trial_object(t, entry, "forged", "leave the entry out: commit writes it",
			"the entry of '%s' says that it changed %s, but that is %s", verb->name,
			or_nothing(node_text(entry, "field")), or_nothing(opened));
}

void
trial_follow(struct trial *t, const struct verb *verb, const char *to)
{
	AUTO(builder) b = builder_new();
	struct node *effects = step_effects(b, t->old ? t->old : t->new, t->new->doc->root, verb, t->state, to, t->act);
	for (const char *const *f = verb->takes; f && *f; f++)
		g_hash_table_replace(t->follows, g_strdup(*f), (gpointer)any_value);
	for (const char *const *f = verb->opens; t->old && f && *f; f++)
		if (trial_changed(t, *f))
			g_hash_table_replace(t->follows, g_strdup(*f), (gpointer)any_value);
	for (guint i = 0; i < effects->n; i++)
		g_hash_table_replace(t->follows, g_strdup(effects->keys[i]->text), g_strdup(effects->items[i]->text));
	t->state = to;
	t->steps++;
}

void
trial_step(struct trial *t, const struct verb *verb, const struct node *entry, const char *text)
{
	if (!name_in(verb->from, t->state)) {
		g_autofree char *from = g_strjoinv(" or ", (char **)verb->from);
		trial_object(t, entry, step_rule(verb, "workflow"), NULL, "%s is %s, and '%s' is for what is %s", t->new->id,
			t->state, verb->name, from);
		return;
	}
	if (t->who == TRIAL_PERSON) {
		judge_people(t, verb, entry);
		judge_guards(t, verb, entry);
		return;
	}
	if (verb->reason && !step_says(text))
		trial_object(t, entry, step_rule(verb, "reason"), "say why with -m", "'%s' needs a reason", verb->name);
	for (const char *const *f = verb->needs; f && *f; f++)
		if (!record_node(t->new, *f))
			trial_object(t, entry, step_rule(verb, "needs"), NULL, "'%s' needs %s", verb->name, *f);
	if (t->who == TRIAL_ALL)
		judge_people(t, verb, entry);
	judge_guards(t, verb, entry);
	trial_seen(t, verb, entry);
	const char *to = step_target(verb, t->state, NULL, t->new->doc->root);
	if (step_waits(t->new, verb, t->state, to))
		trial_object(t, entry, "conflicts", "'sx conflicts' lists them, 'sx resolve' settles one",
			"'%s' of %s waits until its conflicts are settled", verb->name, t->new->id);
	judge_words(t, verb, entry, to);
	trial_follow(t, verb, to);
}

void
trial_replay(struct trial *t)
{
	const char *notes = t->new->kind->workflow ? t->new->kind->workflow->notes : NULL;
	const struct node *was = notes ? trial_old(t, notes) : NULL, *is = notes ? record_node(t->new, notes) : NULL;
	if (was && was->type == NODE_LIST && step_first_new(was, is) < was->n)
		return; /* what was there is not what follows; that is objected to by itself */
	for (guint i = step_first_new(was, is); is && is->type == NODE_LIST && i < is->n; i++) {
		const char *did = node_text(is->items[i], "did");
		const struct verb *verb = did ? kind_verb(t->new->kind, did) : NULL;
		if (verb && t->old)
			trial_step(t, verb, is->items[i], node_text(is->items[i], "text"));
		else if (verb)
			trial_object(t, is->items[i], "forged", "make the record first", "a new record has not been through '%s'",
				did);
	}
}

/* Does a verb lead from the present state to `to`? */
static gboolean
leads(const struct trial *t, const struct verb *verb, const char *to)
{
	return name_in(verb->from, t->state) && !strcmp(step_target(verb, t->state, NULL, t->new->doc->root), to);
}

static gboolean
takes(const struct verb *verb, const char *field)
{
	return name_in(verb->takes, field) || name_in(verb->opens, field);
}

static const struct verb *
quiet_step(const struct trial *t, const char *field)
{
	const GPtrArray *verbs = t->new->kind->workflow->verbs;
	for (guint i = 0; i < verbs->len; i++)
		if (takes(verbs->pdata[i], field) && leads(t, verbs->pdata[i], t->state))
			return verbs->pdata[i];
	return NULL;
}

/* Of several verbs that lead to the new state, the one whose fields were changed most. */
static const struct verb *
leading_step(const struct trial *t)
{
	const struct workflow *w = t->new->kind->workflow;
	const char *want = step_state(t->new);
	const struct verb *best = NULL;
	int most = -1;
	for (guint i = 0; strcmp(want, t->state) != 0 && i < w->verbs->len; i++) {
		const struct verb *v = w->verbs->pdata[i];
		int fits = 0;
		for (const char *const *f = v->takes; f && *f; f++)
			fits += trial_changed(t, *f);
		if (fits > most && leads(t, v, want)) {
			most = fits;
			best = v;
		}
	}
	return best;
}

void
trial_infer(struct trial *t, void (*found)(struct trial *t, const struct verb *verb, void *data), void *data)
{
	const struct kind *kind = t->new->kind;
	for (guint i = 0; kind->workflow && i < kind->fields->len; i++) {
		const struct field *f = kind->fields->pdata[i];
		if (!trial_changed(t, f->name) || !step_guards_in(t->old, kind, f, t->act) ||
			g_hash_table_contains(t->follows, f->name) || trial_settled(t, f->name, NULL))
			continue;
		const struct verb *verb = quiet_step(t, f->name);
		if (verb)
			found(t, verb, data);
	}
	gboolean settled = kind->workflow && trial_settled(t, kind->workflow->field, NULL);
	const struct verb *verb = kind->workflow && !settled ? leading_step(t) : NULL;
	if (verb)
		found(t, verb, data);
}
