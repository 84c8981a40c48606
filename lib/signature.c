/* What a signature says, and the text that is signed. */
#include "signature.h"
#include "edit.h"

#include <string.h>

#define SPACE "sx-esign-v1"

void
signing_read(struct signing *signing, const struct config *config, const struct kinds *kinds, const char *parent)
{
	g_autofree char *own = kinds_digest_own(kinds), *both = g_strconcat(config->digest, "\n", own, NULL), *sum = NULL;

	*signing = (struct signing){.kinds = config->signs, .repository = config->repository};
	sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, both, -1);
	g_strlcpy(signing->policy, sum, sizeof(signing->policy));
	g_strlcpy(signing->parent, parent ? parent : "", sizeof(signing->parent));
}

/* Is what a link of the step names of a kind whose steps are signed? */
static gboolean
applies_with(const struct verb *verb, const struct record *record, struct world *world)
{
	for (const char *const *name = verb->sign ? verb->sign->with : NULL; name && *name; name++) {
		const struct field *field = kind_field(record->kind, *name);
		const char *id = record_get(record, *name);
		const struct record *named = id ? world->record(world, field->to, id) : NULL;

		if (named && name_in(world->signing.kinds, named->kind->name))
			return TRUE;
	}
	return FALSE;
}

static gboolean
applies(const struct record *record, const struct world *world)
{
	return world && world->signing.kinds && kind_field(record->kind, SIGNATURES);
}

gboolean
signature_applies(const struct record *record, struct world *world)
{
	const struct workflow *w = record->kind->workflow;

	if (!applies(record, world))
		return FALSE;
	if (name_in(world->signing.kinds, record->kind->name))
		return TRUE;
	for (guint i = 0; i < w->verbs->len; i++)
		if (applies_with(w->verbs->pdata[i], record, world))
			return TRUE;
	return FALSE;
}

gboolean
signature_asked(const struct verb *verb, const struct record *old, const struct record *record, struct world *world)
{
	if (!verb->sign || !applies(record, world))
		return FALSE;
	return (name_in(world->signing.kinds, record->kind->name) || applies_with(verb, record, world) ||
		       (old && applies_with(verb, old, world))) &&
	       (!verb->sign->when || guard_condition(verb->sign->when, record, world));
}

char *
signature_says(const struct node *entry)
{
	const char *by = node_text(entry, "by"), *meaning = node_text(entry, "meaning"), *did = node_text(entry, "did");

	return g_strdup_printf("%s's %s of '%s'", by ? by : "nobody", meaning ? meaning : "signature", did ? did : "");
}

/* --- content: one line a field, in a form that only equal values share --- */

static void
put_string(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			g_string_append_c(out, '\\');
		if (*text == '\n')
			g_string_append(out, "\\n");
		else
			g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
}

static int
by_key(gconstpointer a, gconstpointer b, gpointer map)
{
	const struct node *node = map;

	return strcmp(node->keys[*(const guint *)a]->text, node->keys[*(const guint *)b]->text);
}

/* As JSON, with all scalars as strings and keys in the order of their bytes. */
static void
put_node(GString *out, const struct node *node)
{
	g_autofree guint *order = g_new(guint, node->n + 1);

	if (node->type == NODE_SCALAR) {
		put_string(out, node->text);
		return;
	}
	for (guint i = 0; i < node->n; i++)
		order[i] = i;
	if (node->type == NODE_MAP)
		g_qsort_with_data(order, (int)node->n, sizeof(*order), by_key, (gpointer)node);
	g_string_append_c(out, node->type == NODE_MAP ? '{' : '[');
	for (guint i = 0; i < node->n; i++) {
		if (i)
			g_string_append_c(out, ',');
		if (node->type == NODE_MAP) {
			put_string(out, node->keys[order[i]]->text);
			g_string_append_c(out, ':');
		}
		put_node(out, node->items[order[i]]);
	}
	g_string_append_c(out, node->type == NODE_MAP ? '}' : ']');
}

static void
put_field(GString *out, const char *prefix, const struct record *record, const char *name)
{
	const struct node *node = record_node(record, name);

	if (!node || (node->type != NODE_SCALAR && !node->n))
		return;
	g_string_append_printf(out, "%s%s ", prefix, name);
	put_node(out, node);
	g_string_append_c(out, '\n');
}

/* The records that a kind declares as signed, field by field. */
static void
put_linked(GString *out, const struct record *record, const struct cover *cover, struct world *world)
{
	const struct field *field = NULL;
	const char *rest;
	const struct kind *from = kind_links(world->kinds, record->kind, cover->of, &field, &rest);
	const GPtrArray *linked = from ? world->linked(world, from, field, record->id) : NULL;

	for (guint i = 0; linked && i < linked->len; i++) {
		const struct record *one = linked->pdata[i];
		g_autofree char *prefix = g_strdup_printf("%s %s ", cover->of, one->id);

		if (cover->where && !guard_condition(cover->where, one, world))
			continue;
		g_string_append_printf(out, "%s\n", prefix);
		for (const char *const *name = cover->fields; *name; name++)
			put_field(out, prefix, one, *name);
	}
}

const struct cover *
signature_cover(const struct kind *kind, const char *of)
{
	for (guint i = 0; kind->workflow && i < kind->workflow->covers->len; i++)
		if (g_str_equal(((const struct cover *)kind->workflow->covers->pdata[i])->of, of))
			return kind->workflow->covers->pdata[i];
	return NULL;
}

char *
signature_content(const struct record *record, const char *covers, struct world *world)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_auto(GStrv) names = g_strsplit(covers ? covers : "", " ", -1);

	for (char **name = names; *name; name++) {
		const struct cover *cover = signature_cover(record->kind, *name);

		if (cover)
			put_linked(out, record, cover, world);
		else
			put_field(out, "", record, *name);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* --- what is signed --- */

char *
signature_space(const struct signing *signing)
{
	return g_strdup_printf("%s@%s", SPACE, signing->repository ? signing->repository : "");
}

/* Lines of a value after the first begin with a blank, as in git's commits, so that no value can be taken for another line. */
static void
put_line(GString *out, const char *name, const struct node *value)
{
	g_string_append(out, name);
	if (value->type == NODE_LIST)
		for (guint i = 0; i < value->n; i++)
			g_string_append_printf(out, " %s", value->items[i]->type == NODE_SCALAR ? value->items[i]->text : "?");
	if (value->type == NODE_SCALAR) {
		g_auto(GStrv) lines = g_strsplit(value->text, "\n", -1);
		g_autofree char *text = g_strjoinv("\n ", lines);

		g_string_append_printf(out, " %s", text);
	}
	g_string_append_c(out, '\n');
}

char *
signature_payload(const struct signing *signing, const struct record *record, const struct node *entry)
{
	GString *out = g_string_new(SPACE "\n");
	const struct field *list = kind_field(record->kind, SIGNATURES);

	g_string_append_printf(out, "repository %s\n", signing->repository ? signing->repository : "");
	g_string_append_printf(out, "record %s\n", record->path);
	for (guint i = 0; list && i < list->fields->len; i++) {
		const struct field *field = list->fields->pdata[i];
		const struct node *value = node_get(entry, field->name);

		if (value && strcmp(field->name, "signature") != 0)
			put_line(out, field->name, value);
	}
	return g_string_free(out, FALSE);
}

char *
signature_digest(const struct signing *signing, const struct record *record, const struct node *entry)
{
	g_autofree char *payload = signature_payload(signing, record, entry);

	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, payload, -1);
}

/* --- drawing one up --- */

/* The role, or the field that names the signer, by which the step was his to take; NULL where it is everybody's. */
static const char *
role_of(const struct verb *verb, const struct guard_case *c)
{
	for (guint i = 0; i < verb->guards->len; i++) {
		const struct kind_guard *guard = verb->guards->pdata[i];
		const char *role = guard->who ? NULL : guard_role(guard->role, c);

		if (!role && guard->by)
			role = guard_named(guard->by, c);
		if (role)
			return role;
	}
	return NULL;
}

/* Is it what the step itself says, given with it or set by it? Lists that go on growing, and what signatures leave out, are not. */
static gboolean
is_own(const struct kind *kind, const struct verb *verb, const char *state, const char *name)
{
	const struct workflow *w = kind->workflow;

	if (kind_field(kind, name)->append_only || g_str_equal(name, w->field) || kind_unsigned(kind, name))
		return FALSE;
	return step_changes(w, verb, name) && (g_strcmp0(name, w->ended_on) || name_in(w->ended, state));
}

/* What a signature of the step covers, in the order of the schema, and linked records after the fields. Caller frees. */
static char *
covers_of(const struct record *record, const struct verb *verb, const char *state)
{
	const struct kind *kind = record->kind;
	g_autofree const char **settled = kind_settled(kind, state);
	GString *out = g_string_new(NULL);

	for (const char *const *name = kind_order(kind); *name; name++)
		if (verb->sign->only ? name_in(verb->sign->only, *name)
				     : name_in(settled, *name) || name_in(verb->sign->covers, *name) ||
					       is_own(kind, verb, state, *name))
			g_string_append_printf(out, "%s%s", out->len ? " " : "", *name);
	for (guint i = 0; !verb->sign->only && i < kind->workflow->covers->len; i++) {
		const struct cover *cover = kind->workflow->covers->pdata[i];

		if (kind_state_place(kind, state) > kind_state_place(kind, cover->after))
			g_string_append_printf(out, "%s%s", out->len ? " " : "", cover->of);
	}
	return g_string_free(out, FALSE);
}

static void
add_files(struct builder *b, struct node *entry, const struct record *record)
{
	const struct node *evidence = record_node(record, "evidence");
	struct node *files = build_list(b);

	for (guint i = 0; evidence && evidence->type == NODE_LIST && i < evidence->n; i++) {
		const char *sum = node_text(evidence->items[i], "sha256");

		if (sum)
			build_list_add(b, files, build_scalar(b, sum));
	}
	if (files->n)
		build_map_add(b, entry, "files", files);
}

/* What it is about: of a renewed one the same as that said. */
static void
add_matter(struct builder *b, struct node *entry, const struct signing_act *s, struct world *world)
{
	const struct node *of = s->renewed ? s->renewed : s->note;
	const char *state = s->renewed ? node_text(s->renewed, "state") : step_state(s->record);
	g_autofree char *covers = s->renewed ? g_strdup(node_text(s->renewed, "covers")) : covers_of(s->record, s->verb, state);
	g_autofree char *content = signature_content(s->record, covers, world), *sum = NULL;

	build_map_text(b, entry, "meaning", s->verb->sign->meaning);
	build_map_text(b, entry, "did", s->verb->name);
	build_map_text(b, entry, "from", node_text(of, "from"));
	build_map_text(b, entry, "to", node_text(of, "to"));
	build_map_text(b, entry, "state", state);
	build_map_text(b, entry, "text", node_text(s->note, "text"));
	build_map_text(b, entry, "covers", covers);
	sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, content, -1);
	build_map_text(b, entry, "content", sum);
	add_files(b, entry, s->record);
}

static void
add_chain(struct builder *b, struct node *entry, const struct signing_act *s, const struct signing *signing)
{
	g_autofree char *previous = s->before ? signature_digest(signing, s->record, s->before) : NULL;
	g_autofree char *renews = s->renewed ? signature_digest(signing, s->record, s->renewed) : NULL;

	build_map_text(b, entry, "follows", previous);
	build_map_text(b, entry, "renews", renews);
	build_map_text(b, entry, "policy", signing->policy);
	build_map_text(b, entry, "upon", signing->parent);
}

struct node *
signature_draft(struct builder *b, const struct signing_act *s, const char *fingerprint, GError **err)
{
	struct world *world = s->act->world;
	const char *by = node_text(s->note, "by");
	const struct record *person = by ? world->person(world, by) : NULL;
	struct guard_case c = step_case(s->record, s->record, s->act);
	struct node *entry = build_map(b);

	if (!person || !world->signing.repository) {
		error_set(err, ERR_REFUSED,
			person ? "the repository has no name that signatures could be bound to"
			       : "a signature needs somebody who is known here");
		error_rule(err, SIGNATURE_RULE);
		return NULL;
	}
	c.actor = by;
	build_map_text(b, entry, "at", node_text(s->note, "at"));
	build_map_text(b, entry, "by", by);
	build_map_text(b, entry, "name", record_title(person));
	build_map_text(b, entry, "role", role_of(s->verb, &c));
	add_matter(b, entry, s, world);
	add_chain(b, entry, s, &world->signing);
	build_map_text(b, entry, "key", fingerprint);
	return entry;
}

char *
signature_add(const struct record *record, const struct node *entry, const char *armoured, GError **err)
{
	AUTO(builder) b = builder_new();
	AUTO(edit) e = edit_new(record->doc, kind_order(record->kind));
	struct node *whole = build_copy(b, entry);

	build_map_text(b, whole, "signature", armoured);
	edit_append(e, SIGNATURES, whole);
	return edit_finish(e, err);
}
