/* The ways out of a record's state, and who may take them. */
#include "ways.h"
#include "text.h"
#include "workflow.h"
#include "world.h"

#define NAMES 6	  /* people named in a line */
#define COLUMN 14 /* of what follows a verb */

static void
way_free(gpointer data)
{
	struct way *way = data;

	g_ptr_array_unref(way->missing);
	g_ptr_array_unref(way->people);
	g_free(way);
}

void
ways_free(struct ways *ways)
{
	if (!ways)
		return;
	g_ptr_array_unref(ways->all);
	world_free(ways->world);
	g_free(ways);
}

static void
find_people(struct way *way, const struct record *record, const struct record *after, struct act act)
{
	const GPtrArray *people = world_people(act.world);

	for (guint i = 0; people && i < people->len; i++) {
		act.actor = ((const struct record *)people->pdata[i])->id;
		if (workflow_may(record, after, way->verb, &act))
			g_ptr_array_add(way->people, (gpointer)act.actor);
		else
			way->excluded++;
	}
	way->anybody = !workflow_chooses(after, way->verb, &act);
}

static gboolean
add_way(struct ways *ways, const struct record *record, const struct verb *verb, const struct node *values, const struct act *act,
	GError **err)
{
	AUTO(record) after = workflow_suppose(record, verb, values, act, err);
	struct way *way;

	if (!after)
		return FALSE;
	way = g_new0(struct way, 1);
	way->verb = verb;
	way->missing = problems_new();
	way->people = g_ptr_array_new();
	g_ptr_array_add(ways->all, way);
	workflow_missing(record, after, verb, act, way->missing);
	find_people(way, record, after, *act);
	return TRUE;
}

struct ways *
ways_of(struct session *s, const struct record *record, const struct verb *verb, const struct node *values, GError **err)
{
	struct index *index = session_index(s, err);
	struct snapshot *snapshot = index ? index_snapshot(index) : NULL;
	const struct field *site = kind_site(record->kind);
	g_autoptr(GPtrArray) open = verb ? g_ptr_array_new() : workflow_open_verbs(record);
	AUTO(ways) ways = g_new0(struct ways, 1);
	struct act act;

	ways->all = g_ptr_array_new_with_free_func(way_free);
	if (!snapshot)
		return NULL;
	if (verb)
		g_ptr_array_add(open, (gpointer)verb);
	ways->world = world_new(index, snapshot->kinds, NULL);
	act = (struct act){.actor = session_actor(s),
		.now = s->asked_today == DAY_NONE ? calendar_now() : (gint64)s->asked_today * 86400 + 43200,
		.calendar = snapshot_calendar(snapshot, site ? record_get(record, site->name) : NULL),
		.site = snapshot->site,
		.reason = "said when it is taken",
		.world = ways->world};
	for (guint i = 0; i < open->len; i++)
		if (!add_way(ways, record, open->pdata[i], values, &act, err))
			return NULL;
	return g_steal_pointer(&ways);
}

/* "asha, ben and 3 more" */
static char *
names(const GPtrArray *people)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < people->len && i < NAMES; i++)
		g_string_append_printf(out, "%s%s", i ? ", " : "", (const char *)people->pdata[i]);
	if (people->len > NAMES)
		g_string_append_printf(out, " and %u more", people->len - NAMES);
	return g_string_free(out, FALSE);
}

static char *
who(const struct way *way)
{
	g_autofree char *list = names(way->people);

	if (!way->people->len)
		return g_strdup("nobody may");
	if (way->anybody && !way->excluded)
		return g_strdup("anybody");
	return g_strdup_printf("by %s", list);
}

void
ways_text(struct session *s, const struct ways *ways)
{
	if (ways->all->len)
		session_say(s, "\nsteps");
	for (guint i = 0; i < ways->all->len; i++) {
		const struct way *way = ways->all->pdata[i];
		g_autofree char *people = who(way);
		g_autoptr(GString) padded = g_string_new("  ");

		text_pad(padded, way->verb->name, COLUMN, FALSE);
		g_string_append_printf(padded, " %s", people);
		session_tone(s, way->missing->len || !way->people->len ? TONE_DIM : TONE_PLAIN, padded->str);
		session_say(s, "%s", "");
		for (guint k = 0; k < way->missing->len; k++) {
			const struct problem *p = way->missing->pdata[k];

			session_say(s, "  %*s missing %s: %s", COLUMN, "", p->rule, p->message);
		}
	}
}

void
ways_json(struct json *j, const struct ways *ways, const struct record *record)
{
	json_open(j, '[');
	for (guint i = 0; i < ways->all->len; i++) {
		const struct way *way = ways->all->pdata[i];

		json_open(j, '{');
		json_key(j, "verb");
		json_text(j, way->verb->name);
		json_key(j, "to");
		json_text(j, workflow_target(record, way->verb, NULL));
		json_key(j, "missing");
		json_open(j, '[');
		for (guint k = 0; k < way->missing->len; k++) {
			const struct problem *p = way->missing->pdata[k];

			json_open(j, '{');
			json_key(j, "rule");
			json_text(j, p->rule);
			json_key(j, "message");
			json_text(j, p->message);
			json_close(j, '}');
		}
		json_close(j, ']');
		json_key(j, "people");
		json_open(j, '[');
		for (guint k = 0; k < way->people->len; k++)
			json_text(j, way->people->pdata[k]);
		json_close(j, ']');
		json_close(j, '}');
	}
	json_close(j, ']');
}
