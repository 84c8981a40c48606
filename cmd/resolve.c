/* sx resolve: settle what waits for a decision. */
#include "command.h"
#include "text.h"
#include "write.h"
#include <string.h>

static struct {
	gboolean ours, theirs, dry_run;
	char *by, *value, *reason;
} opt;

static const struct option options[] = {
	{"by", 'b', OPTION_TEXT, &opt.by, "PERSON", "the value that this person wrote", "id:person"},
	{"dry-run", 'n', OPTION_FLAG, &opt.dry_run, NULL, "judge and show it, but write nothing"},
	{"message", 'm', OPTION_TEXT, &opt.reason, "REASON", "why, kept with the record"},
	{"ours", 0, OPTION_FLAG, &opt.ours, NULL, "the value that was written here: by you, else at your plant"},
	{"theirs", 0, OPTION_FLAG, &opt.theirs, NULL, "the other value"},
	{"value", 'v', OPTION_TEXT, &opt.value, "VALUE", "this value; an empty one removes the field"}, {0}};

/* --- which conflict --- */

static gboolean
unknown(const struct record *r, const GPtrArray *all, const char *field, GError **err)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < all->len; i++) {
		g_autofree char *says = matter_says(&((const struct conflict *)all->pdata[i])->matter);

		g_string_append_printf(names, "%s%s", i ? ", " : "", says);
	}
	error_set(err, ERR_NOT_FOUND, "nothing waits for a decision about %s of %s", field, r->id);
	error_id(err, r->id);
	if (names->len)
		error_hint(err, "what waits in it: %s", names->str);
	else
		error_hint(err, "'sx conflicts' lists what waits");
	return FALSE;
}

/* By any of the fields that go together; an entry need not be named when it is the only one. */
static const struct conflict *
find_conflict(const struct record *r, const GPtrArray *all, const char *field, const char *entry, GError **err)
{
	const struct field *known = kind_field(r->kind, field);
	const char *name = kind_matter(r->kind, known ? known->name : field);
	const struct conflict *found = NULL;

	for (guint i = 0; i < all->len; i++) {
		const struct conflict *conflict = all->pdata[i];

		if (!g_str_equal(conflict->matter.field, name) || (entry && g_strcmp0(conflict->matter.entry, entry) != 0))
			continue;
		if (found) {
			error_set(err, ERR_USAGE, "several entries of %s wait for a decision in %s", name, r->id);
			error_hint(err, "name one of them: sx resolve %s %s %s", r->id, name, conflict->matter.entry);
			return NULL;
		}
		found = conflict;
	}
	if (!found)
		unknown(r, all, field, err);
	return found;
}

/* --- which value --- */

/* The only value that a person of some sort wrote; NULL when there is none, or several. */
static const struct node *
only_by(const struct conflict *conflict, gboolean (*fits)(struct change *change, const char *who), struct change *change)
{
	const struct node *only = NULL;

	for (guint i = 0; i < conflict->values->len; i++) {
		const char *who = node_text(conflict->values->pdata[i], "by");

		if (!who || !fits(change, who))
			continue;
		if (only)
			return NULL;
		only = conflict->values->pdata[i];
	}
	return only;
}

static gboolean
is_actor(struct change *change, const char *who)
{
	return !g_strcmp0(change->actor, who);
}

static gboolean
is_here(struct change *change, const char *who)
{
	const struct kind *people = kind_of_people(change->base->kinds);
	AUTO(record) person = snapshot_record(change->base, people, who, NULL);

	for (guint i = 0; person && change->base->site && i < people->fields->len; i++) {
		const struct field *field = people->fields->pdata[i];

		if (g_str_equal(field->type->name, "site") && !g_strcmp0(record_get(person, field->name), change->base->site))
			return TRUE;
	}
	return FALSE;
}

static const struct node *
ours_of(struct change *change, const struct conflict *conflict)
{
	const struct node *mine = only_by(conflict, is_actor, change);

	return mine ? mine : only_by(conflict, is_here, change);
}

/* That of --ours, --theirs or --by. */
static const struct node *
choose(struct change *change, const struct conflict *conflict, GError **err)
{
	const struct node *ours = ours_of(change, conflict), *other = NULL;
	const GPtrArray *values = conflict->values;
	guint n = 0;

	for (guint i = 0; i < values->len; i++) {
		const char *who = node_text(values->pdata[i], "by");

		if (opt.by ? !g_strcmp0(who, opt.by) : values->pdata[i] != (gpointer)ours) {
			other = values->pdata[i];
			n++;
		}
	}
	if (opt.ours && ours)
		return ours;
	if (n == 1 && (opt.by || (opt.theirs && ours)))
		return other;
	if (opt.by)
		error_set(err, ERR_NOT_FOUND, n ? "%s wrote several of the values" : "%s wrote none of the values", opt.by);
	else if (!ours)
		error_set(
			err, ERR_NOT_FOUND, "it does not follow which of the values is yours: none or several were written here");
	else
		error_set(err, ERR_NOT_FOUND, "there are several other values");
	error_hint(err, "'sx conflicts' shows them; say --by PERSON or --value VALUE");
	return NULL;
}

/* In b; *out NULL for none. */
static gboolean
read_value(struct session *s, struct change *change, const struct record *r, const struct conflict *conflict, struct builder *b,
	struct node **out, GError **err)
{
	const struct matter *matter = &conflict->matter;
	const struct field *field = kind_field(r->kind, matter->field);
	gboolean single = field && !field->list && !field->fields && !kind_matter_coupled(r->kind, matter->field);
	g_autofree char *typed = NULL;
	const struct node *chosen;

	*out = NULL;
	if (!opt.value) {
		chosen = choose(change, conflict, err);
		return chosen && matter_read(b, r->kind, matter, node_text(chosen, "value"), out, err);
	}
	if (!*opt.value)
		return TRUE;
	if (!single)
		return matter_read(b, r->kind, matter, opt.value, out, err);
	write_site(s, r->kind, r->doc->root);
	typed = session_value(s, field, opt.value, err);
	if (typed)
		*out = build_scalar(b, typed);
	return typed != NULL;
}

/* --- settling --- */

static gboolean
settle(struct session *s, struct change *change, const struct record *r, const struct conflict *conflict, GError **err)
{
	AUTO(builder) b = builder_new();
	struct act act = change_act(change, r->kind, r->doc->root, opt.reason);
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_autofree char *says = matter_says(&conflict->matter), *text = NULL, *did = NULL, *brief = NULL;
	struct write write = {.kind = r->kind, .ids = ids, .reason = opt.reason, .dry_run = opt.dry_run};
	struct node *value;

	if (!read_value(s, change, r, conflict, b, &value, err))
		return FALSE;
	text = workflow_settle(r, &conflict->matter, value, &act, err);
	if (!text || !change_put(change, r->path, text, strlen(text), err))
		return FALSE;
	if (value && value->type == NODE_MAP && !conflict->matter.entry)
		value = node_get(value, conflict->matter.field);
	brief = value && value->type == NODE_SCALAR && !strchr(value->text, '\n') ? text_brief(value->text, 60) : NULL;
	did = g_strdup_printf("%s settled%s%s", says, brief ? ": " : "", brief ? brief : "");
	write.did = did;
	g_ptr_array_add(ids, r->id);
	return write_finish(s, change, &write, err);
}

static gboolean
read_words(int argc, GError **err)
{
	int ways = opt.ours + opt.theirs + (opt.by != NULL) + (opt.value != NULL);

	if (argc < 2 || argc > 3) {
		error_set(err, ERR_USAGE, "resolve takes a record, a field, and of a list the entry");
		error_hint(err, "'sx conflicts' lists what waits");
		return FALSE;
	}
	if (ways == 1)
		return TRUE;
	error_set(err, ERR_USAGE, ways ? "a conflict is settled in one way" : "which of the values is to stand?");
	error_hint(err, "say one of --ours, --theirs, --by PERSON, --value VALUE; 'sx conflicts' shows them");
	return FALSE;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct change *change = session_change(s, err);
	struct index *index = change ? session_index(s, err) : NULL;
	struct found found = {0};
	AUTO(record) r = NULL;
	g_autoptr(GPtrArray) all = NULL;
	const struct conflict *conflict;

	if (!index || !read_words(argc, err) || !index_find(index, NULL, argv[0], &found, err))
		return -1;
	r = change_record(change, found.kind, found.id, err);
	found_clear(&found);
	if (!r)
		return -1;
	all = conflicts_of(r);
	conflict = find_conflict(r, all, argv[1], argc > 2 ? argv[2] : NULL, err);
	return conflict && settle(s, change, r, conflict, err) ? 0 : -1;
}

const struct command cmd_resolve = {"ID FIELD [ENTRY]", options, run, "id"};
