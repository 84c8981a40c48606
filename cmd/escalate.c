/* sx escalate: who is to hear of records that are late, by the ladders of their kinds. */
#include "escalate.h"
#include "ageing.h"
#include "command.h"
#include "coverage.h"
#include "query.h"
#include <string.h>

static struct {
	char *to;
	int level;
	gboolean all, exit_code;
} opt = {.level = 1};

static const struct option options[] = {{"all", 'a', OPTION_FLAG, &opt.all, NULL, "those that were answered, too"},
	{"level", 'l', OPTION_INT, &opt.level, "N", "those of this level and above"},
	{"to", 't', OPTION_TEXT, &opt.to, "PERSON", "what this person is to hear of", "id:person"},
	{"exit-code", 0, OPTION_FLAG, &opt.exit_code, NULL, "exit with 1 when something has no answer"}, {0}};

/* One escalation of one record. */
struct item {
	struct plant *plant;
	struct record *record; /* shared by the items of one record */
	struct escalation *escalation;
	GPtrArray *mail; /* const char *, of the world; NULL where somebody has none */
	const char *site;
	day since, today;
};
struct run {
	struct session *s;
	const char *filter;
	GPtrArray *items;   /* struct item * */
	GPtrArray *records; /* struct record *: what the items borrow */
	GPtrArray *worlds;  /* struct world * */
	guint open;	    /* without an answer */
};

static void
item_free(gpointer data)
{
	struct item *item = data;

	escalation_free(item->escalation);
	g_ptr_array_unref(item->mail);
	g_free(item);
}

static gboolean
is_asked(const struct escalation *e, const char *person)
{
	if (e->level < opt.level || (e->answered && !opt.all))
		return FALSE;
	return !person || g_ptr_array_find_with_equal_func(e->to, person, g_str_equal, NULL);
}

static void
take(struct run *r, struct plant *plant, const struct escalate *ask, const char *site, struct escalation *e)
{
	const struct kind *people = kind_of_people(plant->snapshot->kinds);
	struct item *item = g_new0(struct item, 1);

	*item = (struct item){plant, (struct record *)ask->record, e, g_ptr_array_new(), site, calendar_day(ask->calendar, e->at),
		calendar_day(ask->calendar, ask->now)};
	for (guint i = 0; i < e->to->len; i++) {
		const struct record *person = ask->world->person(ask->world, e->to->pdata[i]);

		g_ptr_array_add(item->mail, (gpointer)(person && people ? record_get(person, people->email) : NULL));
	}
	r->open += !e->answered;
	g_ptr_array_add(r->items, item);
}

static void
ask_record(struct run *r, struct plant *plant, struct record *record, struct world *world, const char *person)
{
	const struct field *field = kind_site(record->kind);
	const char *site = field ? record_get(record, field->name) : NULL;
	const struct escalate ask = {record, ageing_now(plant->snapshot, site), snapshot_calendar(plant->snapshot, site), world};
	g_autoptr(GPtrArray) all = escalations_of(&ask);

	g_ptr_array_set_free_func(all, NULL);
	for (guint i = 0; i < all->len; i++)
		if (is_asked(all->pdata[i], person))
			take(r, plant, &ask, site, all->pdata[i]);
		else
			escalation_free(all->pdata[i]);
}

static gboolean
ask_kind(struct run *r, struct plant *plant, const struct kind *kind, struct world *world, const char *person, GError **err)
{
	static const char *const columns[] = {"id", NULL};
	AUTO(query) query = r->filter ? query_parse(r->filter, kind, plant->index, plant_actor(plant), err) : NULL;
	struct selection selection = {.kind = kind, .query = query, .columns = columns, .where = "open"};
	AUTO(db_query) q = r->filter && !query ? NULL : query_select(plant->index, &selection, err);
	gboolean row = FALSE, ok = q != NULL;

	while (ok && (ok = db_step(q, &row, err)) && row) {
		struct record *record = snapshot_record(plant->snapshot, kind, db_text(q, 0), err);

		if (!record)
			return FALSE;
		g_ptr_array_add(r->records, record);
		ask_record(r, plant, record, world, person);
	}
	if (ok && world->failure)
		g_propagate_error(err, g_steal_pointer(&world->failure));
	return ok && !*err;
}

/* Who that is there; FALSE: nobody. */
static gboolean
find_person(struct plant *plant, char **person, GError **err)
{
	struct found found = {0};

	if (!opt.to)
		return TRUE;
	if (!index_find(plant->index, kind_of_people(plant->snapshot->kinds), opt.to, &found, err))
		return FALSE;
	*person = g_strdup(found.id);
	found_clear(&found);
	return TRUE;
}

static gboolean
ask_plant(struct run *r, struct plant *plant, GError **err)
{
	const GPtrArray *kinds = kinds_all(plant->snapshot->kinds);
	g_autofree char *person = NULL;
	struct world *world;

	if (!plant_index(plant, err) || !find_person(plant, &person, err))
		return FALSE;
	world = world_new(plant->index, plant->snapshot->kinds, NULL);
	g_ptr_array_add(r->worlds, world);
	for (guint i = 0; i < kinds->len; i++) {
		const struct kind *kind = kinds->pdata[i];
		gboolean ladder = kind->workflow && kind->workflow->rungs->len;

		if (ladder && !ask_kind(r, plant, kind, world, person, err))
			return FALSE;
		if (!ladder && (!g_strcmp0(r->filter, kind->name) || !g_strcmp0(r->filter, kind->plural)))
			session_warn(r->s, "%s has no ladder, and only kinds that have one escalate", kind->name);
	}
	return TRUE;
}

/* --- printing --- */

/* Highest first, then the longest without an answer. */
static int
by_level(gconstpointer a, gconstpointer b)
{
	const struct item *x = *(struct item *const *)a, *y = *(struct item *const *)b;

	if (x->escalation->level != y->escalation->level)
		return y->escalation->level - x->escalation->level;
	if (x->escalation->at != y->escalation->at)
		return x->escalation->at < y->escalation->at ? -1 : 1;
	return strcmp(x->record->id, y->record->id);
}

static void
put_list(struct rows *rows, const GPtrArray *list)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct json j;

	json_init(&j, out);
	json_open(&j, '[');
	for (guint i = 0; i < list->len; i++)
		if (list->pdata[i])
			json_text(&j, list->pdata[i]);
	json_close(&j, ']');
	rows_text(rows, out->str);
}

static void
put_day(struct rows *rows, day d)
{
	char text[11];

	day_format_into(d, text);
	rows_text(rows, text);
}

static void
put_moment(struct rows *rows, const struct item *item, gint64 moment)
{
	g_autofree char *text = moment ? calendar_event(snapshot_calendar(item->plant->snapshot, item->site), moment) : NULL;

	rows_text(rows, text);
}

static void
put_item(struct rows *rows, const struct item *item, const GPtrArray *where, gboolean exact)
{
	const struct kind *kind = item->record->kind;
	const struct escalation *e = item->escalation;

	rows_begin(rows);
	coverage_cells(rows, where, item->plant, item->site);
	rows_tone(rows, e->level > 2 ? TONE_BAD : e->level > 1 ? TONE_WARN : TONE_PLAIN);
	rows_int(rows, e->level);
	if (exact)
		put_moment(rows, item, e->at);
	else
		put_day(rows, item->since);
	rows_text(rows, item->record->id);
	if (exact)
		rows_text(rows, kind->name);
	rows_text(rows, record_title(item->record));
	rows_text(rows, kind->owner ? record_get(item->record, kind->owner) : NULL);
	rows_text(rows, kind->due ? record_get(item->record, kind->due) : NULL);
	put_list(rows, e->to);
	if (exact)
		put_list(rows, item->mail);
	rows_text(rows, e->why);
	if (exact || opt.all) {
		put_moment(rows, item, e->answered);
		rows_text(rows, e->by);
	}
	rows_end(rows);
}

static void
print(struct run *r, const struct fleet *fleet)
{
	gboolean exact = r->s->format != FORMAT_TEXT;
	g_autoptr(GPtrArray) where = g_ptr_array_new();
	AUTO(rows) rows = NULL;

	if (!r->items->len && !exact) {
		session_say(r->s, "nobody is to hear of anything");
		return;
	}
	g_ptr_array_sort(r->items, by_level);
	coverage_columns(r->s, fleet, where);
	rows = session_rows(r->s);
	coverage_heads(rows, where);
	rows_column(rows, "level", "LEVEL", ROWS_INT);
	rows_column(rows, "since", "SINCE", ROWS_TEXT);
	rows_column(rows, "id", "ID", ROWS_TEXT);
	if (exact)
		rows_column(rows, "kind", "KIND", ROWS_TEXT);
	rows_column(rows, "title", "TITLE", ROWS_TEXT);
	rows_column(rows, "owner", "OWNER", ROWS_TEXT);
	rows_column(rows, "due", "DUE", ROWS_TEXT);
	rows_column(rows, "to", "TO", ROWS_RAW);
	if (exact)
		rows_column(rows, "mail", "MAIL", ROWS_RAW);
	rows_column(rows, "why", "WHY", ROWS_TEXT);
	if (exact || opt.all) {
		rows_column(rows, "answered", "ANSWERED", ROWS_TEXT);
		rows_column(rows, "by", "BY", ROWS_TEXT);
	}
	for (guint i = 0; i < r->items->len; i++)
		put_item(rows, r->items->pdata[i], where, exact);
	session_rows_done(r->s, rows);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct fleet *fleet = session_fleet(s, err);
	g_autofree char *filter = argc ? g_strjoinv(" ", argv) : NULL;
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(item_free);
	g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	g_autoptr(GPtrArray) worlds = g_ptr_array_new_with_free_func((GDestroyNotify)world_free);
	struct run r = {s, filter, items, records, worlds};
	struct plant *plant;

	if (!fleet)
		return ERR_IO;
	if (opt.level < 1)
		return error_set(err, ERR_USAGE, "levels count from 1");
	for (guint i = 0; (plant = fleet_next(fleet, &i));) {
		g_autoptr(GError) cannot = NULL;

		if (ask_plant(&r, plant, &cannot))
			continue;
		if (!fleet->several || error_status(cannot) == ERR_USAGE) {
			g_propagate_error(err, g_steal_pointer(&cannot));
			return ERR_INVALID;
		}
		if (opt.to && error_status(cannot) == ERR_NOT_FOUND)
			plant_note(plant, g_strdup(cannot->message));
		else
			plant_fail(plant, PLANT_UNREADABLE, cannot->message);
	}
	print(&r, fleet);
	return opt.exit_code && r.open ? 1 : 0;
}

const struct command cmd_escalate = {"[FILTER...]", options, run, "filter"};
