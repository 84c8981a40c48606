/* What signatures are worth: new ones, and those that are there. */
#include "keygen.h"
#include "signature.h"

#include <string.h>

const char *const signature_states[] = {[SIGNATURE_GOOD] = "good",
	[SIGNATURE_STALE] = "unsigned",
	[SIGNATURE_RENEWED] = "renewed",
	[SIGNATURE_PAST] = "past",
	[SIGNATURE_BAD] = "bad"};

/* --- keys --- */

/* Is a moment within what an entry of a person's keys says? */
static gboolean
counts(const struct node *key, gint64 moment)
{
	const char *from = node_text(key, "from"), *ends[] = {node_text(key, "until"), node_text(key, "revoked")};
	gint64 at;
	int offset;

	if (!from || !event_parse(from, &at, &offset, NULL) || moment < at)
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(ends); i++)
		if (ends[i] && (!event_parse(ends[i], &at, &offset, NULL) || moment >= at))
			return FALSE;
	return TRUE;
}

gboolean
signature_key_past(const struct node *key, const char *name, gint64 moment)
{
	const char *text = node_text(key, name);
	gint64 at;
	int offset;

	return text && event_parse(text, &at, &offset, NULL) && at <= moment;
}

const char *
signature_key(const struct record *person, const char *fingerprint, gint64 moment)
{
	const struct node *keys = person->kind->keys ? record_node(person, person->kind->keys) : NULL;

	for (guint i = 0; fingerprint && keys && keys->type == NODE_LIST && i < keys->n; i++) {
		const char *public = node_text(keys->items[i], "key");
		g_autofree char *print = public ? keygen_fingerprint(public) : NULL;

		if (!g_strcmp0(print, fingerprint) && counts(keys->items[i], moment))
			return public;
	}
	return NULL;
}

gboolean
signature_trained(const struct record *person, day today)
{
	const char *text = person->kind->trained ? record_get(person, person->kind->trained) : NULL;
	day until;

	return !text || (day_parse(text, &until, NULL) && today <= until);
}

static gboolean
has_key(const struct record *person, const char *fingerprint)
{
	const struct node *keys = person->kind->keys ? record_node(person, person->kind->keys) : NULL;

	for (guint i = 0; fingerprint && keys && keys->type == NODE_LIST && i < keys->n; i++) {
		const char *public = node_text(keys->items[i], "key");
		g_autofree char *print = public ? keygen_fingerprint(public) : NULL;

		if (!g_strcmp0(print, fingerprint))
			return TRUE;
	}
	return FALSE;
}

/* Does ssh-keygen take it for one of the key's over what the entry says? */
static gboolean
is_made(const struct record *record, const struct node *entry, const char *public, struct world *world)
{
	g_autofree char *payload = signature_payload(&world->signing, record, entry), *space = signature_space(&world->signing);
	const char *signature = node_text(entry, "signature");
	gboolean good = FALSE;

	return signature &&
	       keygen_verify(
		       public, space, payload, strlen(payload), signature, &good, world->failure ? NULL : &world->failure) &&
	       good;
}

/* Did it count no more when it came in, by what is said here or by what who received it knew? */
static gboolean
came_late(const struct record *person, const char *print, struct world *world)
{
	gint64 received = world->signing.received;
	const struct record *known = received && world->received ? world->received(world, person->id) : NULL;

	if (!received)
		return FALSE;
	return !signature_key(person, print, received) ||
	       (known && has_key(known, print) && !signature_key(known, print, received));
}

/* The key with which the person could sign at a moment, and when it was seen by somebody else, or why not. */
static const char *
key_of(const struct node *entry, gint64 moment, struct world *world, char **why)
{
	const char *by = node_text(entry, "by"), *print = node_text(entry, "key");
	const struct record *person = by ? world->person(world, by) : NULL;
	const char *key = person ? signature_key(person, print, moment) : NULL;
	gboolean late = key && came_late(person, print, world);

	if (!key || late)
		*why = g_strdup_printf(
			"its key is none that %s %s", by ? by : "nobody", late ? "had when it was received" : "had at that time");
	return late ? NULL : key;
}

char *
signature_signers(const struct node *entry, struct world *world)
{
	const char *by = node_text(entry, "by"), *at = node_text(entry, "at"), *key = NULL;
	const struct record *person = by ? world->person(world, by) : NULL;
	g_autofree char *space = signature_space(&world->signing);
	char *line;
	gint64 moment;
	int offset;

	if (person && at && event_parse(at, &moment, &offset, NULL))
		key = signature_key(person, node_text(entry, "key"), moment);
	line = key ? keygen_allowed(by, space, key) : NULL;
	return line ? line : g_strdup("");
}

/* --- a new one --- */

/* What an entry says otherwise than it should; NULL for nothing. Borrowed. */
static const char *
differs(const struct node *entry, const struct node *draft, const struct record *record, const struct signing *signing)
{
	const struct field *list = kind_field(record->kind, SIGNATURES);

	for (guint i = 0; i < list->fields->len; i++) {
		const char *name = ((const struct field *)list->fields->pdata[i])->name;

		if (!strcmp(name, "signature") || (!strcmp(name, "upon") && !*signing->parent))
			continue;
		if (!node_equal(node_get(entry, name), node_get(draft, name)))
			return name;
	}
	return NULL;
}

char *
signature_fault(const struct signing_act *s, const struct node *entry)
{
	AUTO(builder) b = builder_new();
	struct world *world = s->act->world;
	g_autoptr(GError) failure = NULL;
	const struct node *draft = signature_draft(b, s, node_text(entry, "key"), &failure);
	const char *wrong = draft ? differs(entry, draft, s->record, &world->signing) : NULL, *key;
	const struct record *person = draft ? world->person(world, node_text(entry, "by")) : NULL;
	char *why = NULL;

	if (!draft)
		return g_strdup(failure->message);
	if (wrong)
		return g_strdup_printf("its %s is not what is signed here", wrong);
	if (!person || !record_is_open(person))
		return g_strdup("its signer is nobody who works here");
	if (!signature_trained(person, calendar_day(s->act->calendar, s->act->now)))
		return g_strdup("the training of its signer counts no more");
	key = key_of(entry, s->act->now, world, &why);
	if (key && !is_made(s->record, entry, key, world))
		why = g_strdup("it is not made by its key over what it says");
	return why;
}

/* --- those that are there --- */

static gboolean
same(const struct node *a, const struct node *b, const char *name)
{
	return !g_strcmp0(node_text(a, name), node_text(b, name));
}

static const char *
noted_as(const struct node *entry)
{
	return node_get(entry, "renews") ? SIGNATURE_AGAIN : node_text(entry, "did");
}

static gboolean
is_note_of(const struct node *note, const struct node *entry)
{
	return same(note, entry, "at") && same(note, entry, "by") && !g_strcmp0(node_text(note, "did"), noted_as(entry));
}

/* Its place among the notes, -1 for none. Of several in one second the first signature goes with the first note. */
static int
place_of(const struct record *record, const struct node *entry)
{
	const char *name = step_notes(record->kind);
	const struct node *notes = name ? record_node(record, name) : NULL, *list = record_node(record, SIGNATURES);
	int before = 0;

	for (guint i = 0; list && list->type == NODE_LIST && i < list->n && list->items[i] != entry; i++)
		before += same(list->items[i], entry, "at") && same(list->items[i], entry, "by") &&
			  !g_strcmp0(noted_as(list->items[i]), noted_as(entry));
	for (guint i = 0; notes && notes->type == NODE_LIST && i < notes->n; i++)
		if (is_note_of(notes->items[i], entry) && !before--)
			return (int)i;
	return -1;
}

const struct node *
signature_note(const struct record *record, const struct node *entry)
{
	int place = place_of(record, entry);

	return place < 0 ? NULL : record_node(record, step_notes(record->kind))->items[place];
}

/* The state a note leads to; NULL when it leaves it. */
static const char *
leads_to(const struct kind *kind, const struct node *note)
{
	const char *did = node_text(note, "did"), *field = node_text(note, "field");
	const struct verb *verb = did ? kind_verb(kind, did) : NULL;

	if ((verb && verb->to) || (!g_strcmp0(did, STEP_SETTLE) && !g_strcmp0(field, kind->workflow->field)))
		return node_text(note, "to");
	return NULL;
}

static gboolean
is_past(const struct record *record, const struct node *entry, int place)
{
	const struct node *notes = record_node(record, step_notes(record->kind));
	int state = kind_state_place(record->kind, node_text(entry, "state"));

	for (guint i = place + 1; i < notes->n; i++) {
		const char *to = leads_to(record->kind, notes->items[i]);

		if (to && kind_state_place(record->kind, to) < state)
			return TRUE;
	}
	return FALSE;
}

/* The later step that has changed, as it may, what the signature covers: it is of before that step. NULL for none. Borrowed. */
static const char *
replaced_by(const struct record *record, const struct node *entry, int place)
{
	const struct node *notes = record_node(record, step_notes(record->kind));
	const char *covers = node_text(entry, "covers");
	g_auto(GStrv) names = g_strsplit(covers ? covers : "", " ", -1);

	for (guint i = place + 1; i < notes->n; i++) {
		const char *did = node_text(notes->items[i], "did");
		const struct verb *verb = did ? kind_verb(record->kind, did) : NULL;

		for (char **name = names; verb && *name; name++)
			if (step_changes(record->kind->workflow, verb, *name))
				return did;
	}
	return NULL;
}

/* A file that was signed and is evidence no more; NULL for none. */
static const char *
lost_file(const struct record *record, const struct node *entry)
{
	const struct node *files = node_get(entry, "files"), *evidence = record_node(record, "evidence");

	for (guint i = 0; files && files->type == NODE_LIST && i < files->n; i++) {
		gboolean found = FALSE;

		for (guint k = 0; evidence && evidence->type == NODE_LIST && k < evidence->n && !found; k++)
			found = step_holds(node_get(evidence->items[k], "sha256"), files->items[i]->text);
		if (!found)
			return files->items[i]->text;
	}
	return NULL;
}

static gboolean
is_stale(const struct record *record, const struct node *entry, struct world *world)
{
	g_autofree char *content = signature_content(record, node_text(entry, "covers"), world);
	g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, content, -1);

	return g_strcmp0(sum, node_text(entry, "content")) || lost_file(record, entry);
}

/* Is there one before it that it names as the one before it? */
static gboolean
is_chained(const struct record *record, guint at, char *const *digests)
{
	const struct node *list = record_node(record, SIGNATURES);
	const char *previous = node_text(list->items[at], "follows");

	if (!previous)
		return TRUE;
	for (guint i = 0; i < at; i++)
		if (!strcmp(digests[i], previous))
			return TRUE;
	return FALSE;
}

static gboolean
is_renewed(const struct node *list, guint at, char *const *digests)
{
	for (guint i = at + 1; i < list->n; i++)
		if (!g_strcmp0(node_text(list->items[i], "renews"), digests[at]))
			return TRUE;
	return FALSE;
}

static void
check_made(struct signature *s, const struct record *record, struct world *world)
{
	const char *at = node_text(s->entry, "at"), *key = NULL;
	gint64 moment;
	int offset;

	if (at && event_parse(at, &moment, &offset, NULL))
		key = key_of(s->entry, moment, world, &s->why);
	if (key && !is_made(record, s->entry, key, world))
		s->why = g_strdup("it is not made by its key over what it says");
	else if (!key && !s->why)
		s->why = g_strdup("it does not say when it was made");
}

static void
judge_one(struct signature *s, const struct record *record, guint at, char *const *digests, struct world *world, gboolean check)
{
	const struct node *list = record_node(record, SIGNATURES);
	int place = place_of(record, s->entry);

	if (place < 0)
		s->why = g_strdup("no step of the record goes with it");
	else if (!is_chained(record, at, digests))
		s->why = g_strdup("the signature before it is missing");
	else if (check)
		check_made(s, record, world);
	if (s->why)
		s->state = SIGNATURE_BAD;
	else if (is_renewed(list, at, digests))
		s->state = SIGNATURE_RENEWED;
	else if (is_past(record, s->entry, place))
		s->state = SIGNATURE_PAST;
	else if (is_stale(record, s->entry, world)) {
		const char *did = replaced_by(record, s->entry, place);

		s->state = did ? SIGNATURE_PAST : SIGNATURE_STALE;
		s->why = did ? g_strdup_printf("what was signed has changed since, by '%s'", did)
			     : g_strdup("what was signed has changed since");
	}
}

static void
signature_free(gpointer data)
{
	struct signature *s = data;

	g_free(s->why);
	g_free(s);
}

GPtrArray *
signatures_of(const struct record *record, struct world *world, gboolean check)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(signature_free);
	g_autoptr(GPtrArray) digests = g_ptr_array_new_with_free_func(g_free);
	const struct node *list = kind_field(record->kind, SIGNATURES) ? record_node(record, SIGNATURES) : NULL;

	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++)
		g_ptr_array_add(digests, signature_digest(&world->signing, record, list->items[i]));
	for (guint i = 0; i < digests->len; i++) {
		struct signature *s = g_new0(struct signature, 1);

		s->entry = list->items[i];
		g_ptr_array_add(all, s);
		judge_one(s, record, i, (char *const *)digests->pdata, world, check);
	}
	return world->failure ? NULL : g_steal_pointer(&all);
}
