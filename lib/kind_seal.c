/* Cross-checks over all kinds once every file is read, and what lookups need. */
#include "kind_read.h"
#include "text.h"

#include <string.h>

static gboolean G_GNUC_PRINTF(5, 6)
	fail(GError **err, const struct kind *kind, int line, const char *hint, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	error_set(err, ERR_INVALID, "kind %s: %s", kind->name, message);
	error_at(err, kind->source, line, line ? 1 : 0);
	error_rule(err, "schema");
	if (hint)
		error_hint(err, "did you mean '%s'?", hint);
	return FALSE;
}

/* name may be NULL: nothing is asked. type NULL: any. */
static gboolean
has_field(const struct kind *kind, const char *what, const char *name, const char *type, GError **err)
{
	const struct field *field = name ? kind_field(kind, name) : NULL;

	if (!name || (field && (!type || g_str_equal(field->type->name, type))))
		return TRUE;
	if (!field)
		return fail(err, kind, 0, text_nearest(name, kind->order), "%s names '%s', which is no field of it", what, name);
	return fail(err, kind, field->line, NULL, "%s names '%s', which is no %s", what, name, type);
}

static gboolean
has_fields(const struct kind *kind, const char *what, const char *const *names, GError **err)
{
	for (; names && *names; names++)
		if (!has_field(kind, what, *names, NULL, err))
			return FALSE;
	return TRUE;
}

static gboolean
has_states(const struct kind *kind, const char *what, const char *const *states, GError **err)
{
	const struct field *field = kind_field(kind, kind->workflow->field);

	for (; states && *states; states++)
		if (!name_in(field->values, *states))
			return fail(err, kind, field->line, text_nearest(*states, field->values),
				"%s names '%s', which is no value of %s", what, *states, field->name);
	return TRUE;
}

static gboolean
check_condition(const struct kind *kind, const struct condition *c, GError **err)
{
	for (guint i = 0; c && i < c->n; i++) {
		const struct field *field = kind_field(kind, c->fields[i]);

		if (!field)
			return has_field(kind, "a condition", c->fields[i], NULL, err);
		for (const char *const *v = c->values[i]; field->values && *v; v++)
			if (!name_in(field->values, *v))
				return fail(err, kind, field->line, text_nearest(*v, field->values),
					"a condition names '%s', which is no value of %s", *v, field->name);
	}
	return TRUE;
}

static gboolean
check_rises(const struct kind *kind, GError **err)
{
	for (guint i = 0; i < kind->rises->len; i++) {
		const struct rise *rise = g_ptr_array_index(kind->rises, i);

		if (!check_condition(kind, rise->when, err) || !has_fields(kind, "ordered", rise->fields, err))
			return FALSE;
		for (const char *const *name = rise->fields; *name; name++) {
			const struct field *field = kind_field(kind, *name);

			if (field->list ||
				!name_in((const char *const[]){"day", "number", "integer", "days", NULL}, field->type->name))
				return fail(
					err, kind, field->line, NULL, "ordered names '%s', which is no number and no day", *name);
		}
	}
	return TRUE;
}

static gboolean
check_verb(const struct kind *kind, const struct verb *verb, GError **err)
{
	g_autofree char *what = g_strdup_printf("verb %s", verb->name);
	const char *const to[] = {verb->to, NULL}, *const instead[] = {verb->to_instead, NULL};

	for (const char *const *pair = verb->sets; pair && *pair; pair += 2)
		if (!has_field(kind, what, *pair, NULL, err))
			return FALSE;
	return has_states(kind, what, verb->from, err) && has_states(kind, what, to, err) &&
	       has_states(kind, what, instead, err) && check_condition(kind, verb->instead, err) &&
	       has_fields(kind, what, verb->takes, err) && has_fields(kind, what, verb->needs, err);
}

static gboolean
check_workflow(const struct kind *kind, GError **err)
{
	const struct workflow *w = kind->workflow;

	if (!w)
		return TRUE;
	if (!has_field(kind, "the workflow", w->field, "enum", err) ||
		!has_field(kind, "the workflow", w->ended_on, "day", err) ||
		!has_field(kind, "the workflow", w->notes, "map", err) ||
		!has_states(kind, "the workflow", (const char *const[]){w->initial, NULL}, err) ||
		!has_states(kind, "the workflow", w->open, err) || !has_states(kind, "the workflow", w->ended, err) ||
		!has_states(kind, "the workflow", w->reasons, err))
		return FALSE;
	for (guint i = 0; i < w->verbs->len; i++)
		if (!check_verb(kind, g_ptr_array_index(w->verbs, i), err))
			return FALSE;
	return TRUE;
}

static gboolean
check_targets(const struct kinds *kinds, const struct kind *kind, const struct field *field, GError **err)
{
	for (const char *const *to = field->to; to && *to; to++) {
		const struct kind *target = kind_find(kinds, *to);

		if (!target || !g_str_equal(target->name, *to))
			return fail(err, kind, field->line, text_nearest(*to, kinds->names),
				"%s points to '%s', which is no kind", field->name, *to);
	}
	return TRUE;
}

static gboolean
check_default(const struct kind *kind, const struct field *field, GError **err)
{
	static const char *const words[] = {"today", "now", "actor", "site", NULL};
	g_autoptr(GError) wrong = NULL;

	if (!field->def || name_in(words, field->def))
		return TRUE;
	if (field->def[0] == '=')
		return has_field(kind, field->name, field->def + 1, NULL, err);
	if (type_check(field, field->def, &wrong))
		return TRUE;
	return fail(err, kind, field->line, NULL, "the default of %s does not fit: %s", field->name, wrong->message);
}

/* depth: fields may be like the ones around them, without end. */
static gboolean
check_fields(const struct kinds *kinds, const struct kind *kind, const GPtrArray *fields, int depth, GError **err)
{
	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = g_ptr_array_index(fields, i);

		if (!check_targets(kinds, kind, field, err) || !check_default(kind, field, err))
			return FALSE;
		if (field->count_of && !has_field(kind, field->name, field->count_of, "map", err))
			return FALSE;
		if (field->fields && depth < DOC_DEPTH && !check_fields(kinds, kind, field->fields, depth + 1, err))
			return FALSE;
	}
	return TRUE;
}

/* A placeholder of the path that a kind's ids can fill. */
static gboolean
is_placeholder(const struct kind *kind, const char *name)
{
	if (kind->id_from)
		return name_in(kind->id_from, name);
	if (kind->prefix && (g_str_equal(name, "year") || g_str_equal(name, "month")))
		return TRUE;
	return g_str_equal(name, "id");
}

static gboolean
check_part(const struct kind *kind, const char *part, gboolean first, gboolean last, GError **err)
{
	g_autofree char *name = NULL;
	const char *close = part[0] == '{' ? strchr(part, '}') : NULL;

	if (!last && !first && !close && text_is_slug(part))
		return TRUE;
	if (first && !last && text_is_slug(part) && strlen(part) < 32 && !g_str_equal(part, "evidence"))
		return TRUE;
	if (!first && close && g_str_equal(close + 1, last ? ".yaml" : "")) {
		name = g_strndup(part + 1, close - part - 1);
		if (is_placeholder(kind, name))
			return TRUE;
	}
	return fail(err, kind, 0, NULL, "its path '%s' is not FOLDER/{part}/{part}.yaml of what its ids hold", kind->path);
}

static gboolean
check_path(const struct kind *kind, GError **err)
{
	g_auto(GStrv) parts = g_strsplit(kind->path, "/", -1);
	guint n = g_strv_length(parts);

	for (guint i = 0; i < n; i++)
		if (!check_part(kind, parts[i], i == 0, i + 1 == n, err))
			return FALSE;
	if (!kind->id_from)
		return g_str_has_suffix(kind->path, "/{id}.yaml")
			       ? TRUE
			       : fail(err, kind, 0, NULL, "its path does not end with {id}.yaml");
	for (guint i = 0; kind->id_from[i]; i++) {
		const struct field *field = kind_field(kind, kind->id_from[i]);
		g_autofree char *placeholder = g_strdup_printf("{%s}", kind->id_from[i]);

		if (!field || !field->required || !strstr(kind->path, placeholder))
			return fail(err, kind, 0, NULL, "'%s' makes its ids, so it must be a required field and be in its path",
				kind->id_from[i]);
		if (i && !g_str_equal(field->type->name, "day") &&
			!(g_str_equal(field->type->name, "integer") && field->min && field->min[0] != '-'))
			return fail(err, kind, field->line, NULL, "'%s' ends its ids, so it must be a day or an integer from 0",
				field->name);
	}
	return TRUE;
}

static gboolean
claim_folder(struct kinds *kinds, const struct kind *kind, GError **err)
{
	char *folder = g_strndup(kind->path, strcspn(kind->path, "/"));
	const struct kind *other = g_hash_table_lookup(kinds->by_folder, folder);

	if (other) {
		g_free(folder);
		return fail(err, kind, 0, NULL, "its folder is that of %s", other->name);
	}
	g_hash_table_insert(kinds->by_folder, folder, (gpointer)kind);
	for (guint i = 0; kind->prefix && i < kinds->all->len; i++) {
		other = g_ptr_array_index(kinds->all, i);
		if (other == kind) /* the later one is at fault */
			break;
		if (!g_strcmp0(other->prefix, kind->prefix))
			return fail(err, kind, 0, NULL, "its prefix %s is that of %s", kind->prefix, other->name);
	}
	return TRUE;
}

/* The common fields after a kind's own, and the table names are found by. */
static void
complete(struct kinds *kinds, struct kind *kind)
{
	const char **order;

	for (guint i = 0; i < kinds->common->len; i++)
		g_ptr_array_add(kind->fields, g_ptr_array_index(kinds->common, i));
	for (guint i = 0; kind_is_signed(kind) && i < kinds->signed_fields->len; i++)
		g_ptr_array_add(kind->fields, g_ptr_array_index(kinds->signed_fields, i));
	kind->by_name = g_hash_table_new(g_str_hash, g_str_equal);
	g_ptr_array_add(kinds->tables, kind->by_name);
	order = pool_alloc(kinds->pool, (kind->fields->len + 1) * sizeof(*order));
	for (guint i = kind->fields->len; i-- > 0;) {
		struct field *field = g_ptr_array_index(kind->fields, i);

		order[i] = field->name;
		if (field->alias && !g_hash_table_contains(kind->by_name, field->alias))
			g_hash_table_insert(kind->by_name, (gpointer)field->alias, field);
	}
	for (guint i = 0; i < kind->fields->len; i++)
		g_hash_table_insert(kind->by_name, (gpointer)order[i], g_ptr_array_index(kind->fields, i));
	kind->order = order;
}

static gboolean
check_kind(struct kinds *kinds, struct kind *kind, GError **err)
{
	for (const char *const *c = kind->columns; c && *c; c++)
		if (!name_in((const char *const[]){"id", "kind", "path", NULL}, *c) && !has_field(kind, "columns", *c, NULL, err))
			return FALSE;
	if (kind->registered && !kind->prefix)
		return fail(err, kind, 0, NULL, "it has a register, so it needs a prefix for the numbers to begin with");
	return has_field(kind, "title", kind->title, NULL, err) && has_field(kind, "due", kind->due, "day", err) &&
	       has_field(kind, "keys", kind->keys, "map", err) && has_field(kind, "trained", kind->trained, "day", err) &&
	       has_field(kind, "logins", kind->logins, "line", err) && has_field(kind, "reviewed", kind->reviewed, "day", err) &&
	       has_field(kind, "roles", kind->roles, "enum", err) && has_field(kind, "roles_at", kind->roles_at, "site", err) &&
	       has_field(kind, "owner", kind->owner, "ref", err) && has_field(kind, "email", kind->email, "email", err) &&
	       check_workflow(kind, err) && check_rises(kind, err) && check_fields(kinds, kind, kind->fields, 0, err) &&
	       check_path(kind, err) && claim_folder(kinds, kind, err);
}

gboolean
kinds_seal(struct kinds *kinds, GError **err)
{
	const char **names = pool_alloc(kinds->pool, (kinds->all->len + 1) * sizeof(*names));

	for (guint i = 0; i < kinds->all->len; i++) {
		struct kind *kind = g_ptr_array_index(kinds->all, i);

		complete(kinds, kind);
		names[i] = kind->name;
	}
	kinds->names = names;
	for (guint i = 0; i < kinds->all->len; i++)
		if (!check_kind(kinds, g_ptr_array_index(kinds->all, i), err) ||
			!kind_seal_guards(kinds, g_ptr_array_index(kinds->all, i), err) ||
			!kind_seal_signs(kinds, g_ptr_array_index(kinds->all, i), err) ||
			!kind_seal_clocks(kinds, g_ptr_array_index(kinds->all, i), err))
			return FALSE;
	g_checksum_get_string(kinds->sum);
	return TRUE;
}
