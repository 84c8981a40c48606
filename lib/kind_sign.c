/* What kinds say of signatures: read, held against the kinds, and what is settled in a state. */
#include "kind_read.h"
#include "text.h"

#include <string.h>

void
kind_read_sign(struct kinds *kinds, struct verb *verb, const struct node *sign)
{
	struct sign *s = sign ? pool_alloc(kinds->pool, sizeof(*s)) : NULL;

	if (!sign)
		return;
	s->meaning = node_text(sign, "meaning");
	s->covers = pool_names(kinds->pool, node_get(sign, "covers"));
	s->only = pool_names(kinds->pool, node_get(sign, "only"));
	s->when = kind_condition(kinds->pool, node_get(sign, "when"));
	s->with = pool_names(kinds->pool, node_get(sign, "with"));
	verb->sign = s;
}

void
kind_read_covers(struct kinds *kinds, struct workflow *workflow, const struct node *covers)
{
	for (guint i = 0; covers && i < covers->n; i++) {
		const struct node *def = covers->items[i];
		struct cover *cover = pool_alloc(kinds->pool, sizeof(*cover));

		cover->of = node_text(def, "of");
		cover->fields = pool_names(kinds->pool, node_get(def, "fields"));
		cover->where = kind_condition(kinds->pool, node_get(def, "where"));
		cover->after = node_text(def, "after");
		g_ptr_array_add(workflow->covers, cover);
	}
}

gboolean
kind_is_signed(const struct kind *kind)
{
	for (guint i = 0; kind->workflow && i < kind->workflow->verbs->len; i++)
		if (((const struct verb *)kind->workflow->verbs->pdata[i])->sign)
			return TRUE;
	return FALSE;
}

/* --- what is settled --- */

int
kind_state_place(const struct kind *kind, const char *state)
{
	const struct field *field = kind->workflow ? kind_field(kind, kind->workflow->field) : NULL;

	for (int i = 0; field && state && field->values[i]; i++)
		if (g_str_equal(field->values[i], state))
			return i;
	return -1;
}

static const struct lock *
lock_of(const struct kind *kind, const char *field)
{
	for (guint i = 0; i < kind->workflow->locks->len; i++) {
		const struct lock *lock = kind->workflow->locks->pdata[i];

		if (name_in(lock->fields, field))
			return lock;
	}
	return NULL;
}

gboolean
kind_unsigned(const struct kind *kind, const char *field)
{
	const struct lock *lock = lock_of(kind, field);

	return lock && lock->no_signature;
}

/* Has the last state in which it was free gone by? */
static gboolean
is_past(const struct kind *kind, const struct lock *lock, int place)
{
	for (const char *const *state = lock->free; state && *state; state++)
		if (kind_state_place(kind, *state) >= place)
			return FALSE;
	return TRUE;
}

static gboolean
is_settled(const struct kind *kind, const struct field *field, const char *state)
{
	const struct lock *lock;

	if (field->hidden || field->append_only || field->count_of)
		return FALSE;
	if (field->immutable || name_in(kind->workflow->ended, state))
		return TRUE;
	lock = lock_of(kind, field->name);
	return lock && !lock->no_signature && is_past(kind, lock, kind_state_place(kind, state));
}

const char **
kind_settled(const struct kind *kind, const char *state)
{
	const char **names = g_new0(const char *, kind->fields->len + 1);
	guint n = 0;

	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];

		if (kind->workflow && is_settled(kind, field, state))
			names[n++] = field->name;
	}
	return names;
}

/* --- sealing --- */

static gboolean
wrong(const struct kind *kind, const char *what, const char *name, const char *why, GError **err)
{
	error_set(err, ERR_INVALID, "kind %s: %s names '%s', which is %s", kind->name, what, name, why);
	error_at(err, kind->source, 0, 0);
	error_rule(err, "schema");
	return FALSE;
}

static gboolean
check_fields(const struct kind *kind, const struct kind *of, const char *what, const char *const *names, GError **err)
{
	for (; names && *names; names++)
		if (!kind_field(of, *names))
			return wrong(kind, what, *names, "no field", err);
	return TRUE;
}

static gboolean
check_cover(const struct kinds *kinds, const struct kind *kind, const struct cover *cover, GError **err)
{
	const struct field *field;
	const char *rest = "";
	const struct kind *of = kind_links(kinds, kind, cover->of, &field, &rest);

	if (!of || *rest)
		return wrong(kind, "signed", cover->of, "no field that points to it", err);
	if (kind_state_place(kind, cover->after) < 0)
		return wrong(kind, "signed", cover->after, "no state", err);
	for (guint i = 0; cover->where && i < cover->where->n; i++)
		if (!kind_field(of, cover->where->fields[i]))
			return wrong(kind, "signed", cover->where->fields[i], "no field", err);
	return check_fields(kind, of, "signed", cover->fields, err);
}

gboolean
kind_seal_signs(const struct kinds *kinds, const struct kind *kind, GError **err)
{
	const struct workflow *w = kind->workflow;

	for (guint i = 0; w && i < w->verbs->len; i++) {
		const struct verb *verb = w->verbs->pdata[i];

		if (verb->sign && !w->notes)
			return wrong(kind, "sign", verb->name, "a step that leaves no entry: the workflow has no notes", err);
		if (verb->sign && (!check_fields(kind, kind, "sign", verb->sign->covers, err) ||
					  !check_fields(kind, kind, "sign", verb->sign->only, err) ||
					  !check_fields(kind, kind, "sign", verb->sign->with, err)))
			return FALSE;
		for (guint k = 0; verb->sign && verb->sign->when && k < verb->sign->when->n; k++)
			if (!kind_field(kind, verb->sign->when->fields[k]))
				return wrong(kind, "sign", verb->sign->when->fields[k], "no field", err);
	}
	for (guint i = 0; w && i < w->covers->len; i++)
		if (!check_cover(kinds, kind, w->covers->pdata[i], err))
			return FALSE;
	return TRUE;
}
