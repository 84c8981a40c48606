/* One kind file into a kind: the keys of schema/kind.yaml, field by field. */
#include "kind_read.h"

#include <string.h>

#define fail kind_fail

gboolean
kind_fail(GError **err, const char *file, const struct node *at, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	error_set(err, ERR_INVALID, "%s", message);
	error_at(err, file, at->line, at->column);
	error_rule(err, "schema");
	return FALSE;
}

struct condition *
kind_condition(struct pool *pool, const struct node *when)
{
	struct condition *c = when ? pool_alloc(pool, sizeof(*c)) : NULL;

	if (!when)
		return NULL;
	c->n = when->n;
	c->fields = pool_alloc(pool, when->n * sizeof(*c->fields));
	c->values = pool_alloc(pool, when->n * sizeof(*c->values));
	for (guint i = 0; i < when->n; i++) {
		c->fields[i] = when->keys[i]->text;
		c->values[i] = pool_names(pool, when->items[i]);
	}
	return c;
}

const char *const *
kind_pairs(struct pool *pool, const struct node *map)
{
	const char **pairs;

	if (!map)
		return NULL;
	pairs = pool_alloc(pool, (2 * map->n + 1) * sizeof(*pairs));
	for (guint i = 0; i < map->n; i++) {
		pairs[2 * i] = map->keys[i]->text;
		pairs[2 * i + 1] = map->items[i]->text;
	}
	return pairs;
}

static struct verb *
read_verb(struct pool *pool, const char *name, const struct node *def)
{
	struct verb *verb = pool_alloc(pool, sizeof(*verb));
	const struct node *instead = node_get(def, "instead");

	verb->also = pool_array(pool);
	verb->guards = pool_array(pool);
	verb->rule = node_text(def, "rule") ? g_intern_string(node_text(def, "rule")) : NULL;
	verb->name = name;
	verb->help = node_text(def, "help");
	verb->from = pool_names(pool, node_get(def, "from"));
	verb->to = node_text(def, "to");
	if (instead) {
		verb->to_instead = node_text(instead, "to");
		verb->instead = kind_condition(pool, node_get(instead, "when"));
	}
	verb->sets = kind_pairs(pool, node_get(def, "sets"));
	verb->takes = pool_names(pool, node_get(def, "takes"));
	verb->needs = pool_names(pool, node_get(def, "needs"));
	verb->reason = !g_strcmp0(node_text(def, "reason"), "true");
	verb->not_by = pool_names(pool, node_get(def, "not_by"));
	return verb;
}

/* A verb that is there can be given more guards, more that it sets, and be signed when it is not. */
static gboolean
extend_verb(
	struct kinds *kinds, const struct kind *kind, struct verb *verb, const char *file, const struct node *def, GError **err)
{
	for (guint i = 0; i < def->n; i++) {
		const char *key = def->keys[i]->text;

		if (!name_in((const char *const[]){"guards", "also", "sign", NULL}, key) ||
			(verb->sign && g_str_equal(key, "sign")))
			return fail(err, file, def->keys[i],
				"%s has the verb '%s' already: only guards, 'also' and 'sign' can be added to it", kind->name,
				verb->name);
	}
	kind_read_sign(kinds, verb, node_get(def, "sign"));
	return kind_read_guards(kinds, verb, file, def, err);
}

static gboolean
read_verbs(struct kinds *kinds, struct kind *kind, const char *file, const struct node *verbs, GError **err)
{
	for (guint i = 0; verbs && i < verbs->n; i++) {
		const struct node *def = verbs->items[i];
		struct verb *verb = (struct verb *)kind_verb(kind, verbs->keys[i]->text);

		if (verb) {
			if (!extend_verb(kinds, kind, verb, file, def, err))
				return FALSE;
			continue;
		}
		for (const char *const *key = (const char *const[]){"help", "from", NULL}; *key; key++)
			if (!node_get(def, *key))
				return fail(
					err, file, verbs->keys[i], "the verb '%s' needs its '%s'", verbs->keys[i]->text, *key);
		verb = read_verb(kinds->pool, verbs->keys[i]->text, def);
		kind_read_sign(kinds, verb, node_get(def, "sign"));
		if (!kind_read_guards(kinds, verb, file, def, err))
			return FALSE;
		g_ptr_array_add(kind->workflow->verbs, verb);
	}
	return TRUE;
}

static gboolean
read_workflow(struct kinds *kinds, struct kind *kind, const char *file, const struct node *def, GError **err)
{
	struct workflow *w;

	if (!def)
		return TRUE;
	for (const char *const *key = (const char *const[]){"field", "initial", "open", NULL}; *key; key++)
		if (!node_get(def, *key))
			return fail(err, file, def, "the workflow needs its '%s'", *key);
	w = kind->workflow = pool_alloc(kinds->pool, sizeof(*w));
	w->field = node_text(def, "field");
	w->initial = node_text(def, "initial");
	w->open = pool_names(kinds->pool, node_get(def, "open"));
	w->ended = pool_names(kinds->pool, node_get(def, "ended"));
	w->reasons = pool_names(kinds->pool, node_get(def, "reasons"));
	w->ended_on = node_text(def, "ended_on");
	w->notes = node_text(def, "notes");
	w->verbs = pool_array(kinds->pool);
	w->locks = pool_array(kinds->pool);
	w->covers = pool_array(kinds->pool);
	w->clocks = pool_array(kinds->pool);
	w->rungs = pool_array(kinds->pool);
	kind_read_covers(kinds, w, node_get(def, "signed"));
	kind_read_locks(kinds, w, file, node_get(def, "locks"));
	return kind_read_clocks(kinds, w, file, node_get(def, "clocks"), node_get(def, "ladder"), err) &&
	       read_verbs(kinds, kind, file, node_get(def, "verbs"), err);
}

static void
read_engines(struct kinds *kinds, struct kind *kind, const struct node *engines)
{
	for (guint i = 0; engines && i < engines->n; i++) {
		struct engine_verb *verb = pool_alloc(kinds->pool, sizeof(*verb));

		verb->name = engines->keys[i]->text;
		verb->engine = node_text(engines->items[i], "engine");
		verb->help = node_text(engines->items[i], "help");
		g_ptr_array_add(kind->engines, verb);
	}
}

static void
read_rises(struct kinds *kinds, struct kind *kind, const struct node *ordered)
{
	for (guint i = 0; ordered && i < ordered->n; i++) {
		struct rise *rise = pool_alloc(kinds->pool, sizeof(*rise));
		const struct node *when = node_get(ordered->items[i], "when");
		const char *text = node_text(ordered->items[i], "rise");
		g_auto(GStrv) words = g_strsplit(text, " ", -1); /* red < target */
		guint n = g_strv_length(words) / 2 + 1;
		const char **fields = pool_alloc(kinds->pool, (n + 1) * sizeof(*fields));
		gboolean *strict = pool_alloc(kinds->pool, n * sizeof(*strict));

		for (guint at = 0; at < n; at++) {
			gsize size = strlen(words[2 * at]) + 1;

			fields[at] = memcpy(pool_alloc(kinds->pool, size), words[2 * at], size);
			strict[at] = at && g_str_equal(words[2 * at - 1], "<");
		}
		*rise = (struct rise){text, fields, strict, kind_condition(kinds->pool, when)};
		g_ptr_array_add(kind->rises, rise);
	}
}

static const char *
default_plural(struct pool *pool, const char *name)
{
	gsize size = strlen(name) + 2;
	char *plural = pool_alloc(pool, size);

	g_snprintf(plural, size, "%ss", name);
	return plural;
}

static gboolean
claim_name(struct kinds *kinds, struct kind *kind, const char *file, const struct node *root, const char *name, GError **err)
{
	const struct kind *other = g_hash_table_lookup(kinds->by_name, name);

	if (other)
		return fail(err, file, root, "'%s' is a name of the kind %s already", name, other->name);
	g_hash_table_insert(kinds->by_name, (gpointer)name, kind);
	return TRUE;
}

struct kind *
kind_read(struct kinds *kinds, const char *file, const struct node *root, GError **err)
{
	struct kind *kind = pool_alloc(kinds->pool, sizeof(*kind));

	for (const char *const *key = (const char *const[]){"kind", "help", "path", "title", "fields", NULL}; *key; key++)
		if (!node_get(root, *key)) {
			fail(err, file, root, "a new kind needs its '%s'", *key);
			return NULL;
		}
	if (node_get(root, "defaults")) {
		fail(err, file, node_get(root, "defaults"), "a new kind says the defaults of its fields with them");
		return NULL;
	}
	kind->name = node_text(root, "kind");
	kind->plural = node_text(root, "plural");
	if (!kind->plural)
		kind->plural = default_plural(kinds->pool, kind->name);
	kind->help = node_text(root, "help");
	kind->about = node_text(root, "about");
	kind->prefix = node_text(root, "prefix");
	kind->registered = !g_strcmp0(node_text(root, "register"), "true");
	kind->path = node_text(root, "path");
	kind->id_from = pool_names(kinds->pool, node_get(root, "id_from"));
	kind->title = node_text(root, "title");
	kind->due = node_text(root, "due");
	kind->owner = node_text(root, "owner");
	kind->email = node_text(root, "email");
	kind->roles = node_text(root, "roles");
	kind->roles_at = node_text(root, "roles_at");
	kind->keys = node_text(root, "keys");
	kind->logins = node_text(root, "logins");
	kind->trained = node_text(root, "trained");
	kind->reviewed = node_text(root, "reviewed");
	kind->columns = pool_names(kinds->pool, node_get(root, "columns"));
	kind->source = file;
	kind->engines = pool_array(kinds->pool);
	read_engines(kinds, kind, node_get(root, "engines"));
	kind->rises = pool_array(kinds->pool);
	read_rises(kinds, kind, node_get(root, "ordered"));
	kind->fields = fields_read(kinds->pool, file, node_get(root, "fields"), err);
	if (!kind->fields || !read_workflow(kinds, kind, file, node_get(root, "workflow"), err) ||
		!claim_name(kinds, kind, file, root, kind->name, err) || !claim_name(kinds, kind, file, root, kind->plural, err))
		return NULL;
	g_ptr_array_add(kinds->all, kind);
	return kind;
}

/* ---- adding to a kind ---- */

const char *const *
kind_names_joined(struct pool *pool, const char *const *old, const char *const *more)
{
	guint n = old ? g_strv_length((char **)old) : 0, at = n;
	const char **all;

	if (!more)
		return old;
	all = pool_alloc(pool, (n + g_strv_length((char **)more) + 1) * sizeof(*all));
	for (guint i = 0; i < n; i++)
		all[i] = old[i];
	for (; *more; more++)
		if (!name_in(all, *more))
			all[at++] = *more;
	return all;
}

static const char *const *
joined(struct pool *pool, const char *const *old, const struct node *more)
{
	return kind_names_joined(pool, old, pool_names(pool, more));
}

static gboolean
extend_values(
	struct kinds *kinds, const struct kind *kind, struct field *field, const char *file, const struct node *def, GError **err)
{
	const char *const *old = field->values;
	const char **help;
	guint n;

	for (guint i = 0; i < def->n; i++)
		if (!name_in((const char *const[]){"values", "explain", NULL}, def->keys[i]->text))
			return fail(err, file, def->keys[i], "%s of %s is there already: only values can be added to it",
				field->name, kind->name);
	if (!old)
		return fail(err, file, def, "%s of %s has no values to add to", field->name, kind->name);
	field->values = joined(kinds->pool, old, node_get(def, "values"));
	n = g_strv_length((char **)old);
	help = pool_alloc(kinds->pool, (g_strv_length((char **)field->values) + 1) * sizeof(*help));
	for (guint i = 0; field->values[i]; i++)
		help[i] = i < n ? field->value_help[i] : node_text(node_get(def, "explain"), field->values[i]);
	field->value_help = help;
	return TRUE;
}

/* New fields are read as a map of their own, so that a field there already is not asked for its type. */
static gboolean
extend_fields(struct kinds *kinds, struct kind *kind, const char *file, const struct node *fields, GError **err)
{
	for (guint i = 0; fields && i < fields->n; i++) {
		struct node one = {NODE_MAP, .line = fields->line, .n = 1, .items = fields->items + i, .keys = fields->keys + i};
		const char *name = fields->keys[i]->text;
		struct field *old = (struct field *)fields_find(kind->fields, name);
		GPtrArray *new;

		if (!old && (fields_find(kinds->common, name) || fields_find(kinds->signed_fields, name)))
			return fail(err, file, fields->keys[i], "every kind has the field '%s' already", name);
		if (old && !extend_values(kinds, kind, old, file, fields->items[i], err))
			return FALSE;
		if (old)
			continue;
		new = fields_read(kinds->pool, file, &one, err);
		if (!new)
			return FALSE;
		g_ptr_array_add(kind->fields, g_ptr_array_index(new, 0));
	}
	return TRUE;
}

/* What a new record gets for a field that people may give: marks of its making and of steps stay what they are. */
static gboolean
extend_defaults(struct kind *kind, const char *file, const struct node *defaults, GError **err)
{
	for (guint i = 0; defaults && i < defaults->n; i++) {
		struct field *field = (struct field *)fields_find(kind->fields, defaults->keys[i]->text);

		if (!field || field->hidden || field->immutable || field->list || field->fields || field->count_of)
			return fail(err, file, defaults->keys[i], "%s has no field '%s' that could have a default", kind->name,
				defaults->keys[i]->text);
		field->def = defaults->items[i]->text;
	}
	return TRUE;
}

static gboolean
extend_workflow(struct kinds *kinds, struct kind *kind, const char *file, const struct node *def, GError **err)
{
	struct workflow *w = kind->workflow;

	if (!def)
		return TRUE;
	if (!w)
		return read_workflow(kinds, kind, file, def, err);
	for (guint i = 0; i < def->n; i++)
		if (!name_in((const char *const[]){"open", "ended", "reasons", "locks", "signed", "clocks", "ladder", "verbs",
				     NULL},
			    def->keys[i]->text))
			return fail(err, file, def->keys[i],
				"the workflow of %s is there already: only states and verbs can be added", kind->name);
	w->open = joined(kinds->pool, w->open, node_get(def, "open"));
	w->ended = joined(kinds->pool, w->ended, node_get(def, "ended"));
	w->reasons = joined(kinds->pool, w->reasons, node_get(def, "reasons"));
	kind_read_covers(kinds, w, node_get(def, "signed"));
	kind_read_locks(kinds, w, file, node_get(def, "locks"));
	return kind_read_clocks(kinds, w, file, node_get(def, "clocks"), node_get(def, "ladder"), err) &&
	       read_verbs(kinds, kind, file, node_get(def, "verbs"), err);
}

gboolean
kind_extend(struct kinds *kinds, struct kind *kind, const char *file, const struct node *root, GError **err)
{
	static const char *const may[] = {"kind", "register", "ordered", "defaults", "fields", "columns", "workflow", NULL};
	const struct node *keeps = node_get(root, "register");

	for (guint i = 0; i < root->n; i++)
		if (!name_in(may, root->keys[i]->text))
			return fail(err, file, root->keys[i], "the kind %s is there already: its '%s' cannot be changed",
				kind->name, root->keys[i]->text);
	if (keeps && kind->registered && !g_str_equal(keeps->text, "true"))
		return fail(err, file, keeps, "the register of %s is there already and stays", kind->plural);
	kind->registered |= !g_strcmp0(node_text(root, "register"), "true");
	kind->columns = joined(kinds->pool, kind->columns, node_get(root, "columns"));
	read_rises(kinds, kind, node_get(root, "ordered"));
	return extend_fields(kinds, kind, file, node_get(root, "fields"), err) &&
	       extend_defaults(kind, file, node_get(root, "defaults"), err) &&
	       extend_workflow(kinds, kind, file, node_get(root, "workflow"), err);
}
