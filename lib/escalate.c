/* Rungs of the ladder, and levels that are reached for want of an answer. */
#include "escalate.h"
#include "clock.h"
#include "guard_path.h"
#include "step.h"

#include <string.h>

#define LEVELS 9
#define HOUR 3600

void
escalation_free(gpointer data)
{
	struct escalation *e = data;

	g_free(e->why);
	g_free(e->by);
	g_ptr_array_unref(e->to);
	g_free(e);
}

/* --- who --- */

static void
add_person(GPtrArray *to, const char *id)
{
	if (!g_ptr_array_find_with_equal_func(to, id, g_str_equal, NULL))
		g_ptr_array_add(to, g_strdup(id));
}

static void
add_people(const struct escalate *ask, const struct rung *rung, GPtrArray *to)
{
	struct subject s = subject_of(ask->record);
	const GPtrArray *people = rung->role ? world_people(ask->world) : NULL;

	for (const char *const *path = rung->to; path && *path; path++) {
		g_autoptr(GPtrArray) values = path_values(&s, *path, ask->world);

		for (guint i = 0; i < values->len; i++)
			add_person(to, values->pdata[i]);
	}
	for (guint i = 0; people && i < people->len; i++) {
		const char *id = ((const struct record *)people->pdata[i])->id;
		struct guard_case c = {.new = ask->record, .actor = id, .world = ask->world};

		if (guard_role(rung->role, &c))
			add_person(to, id);
	}
}

static gboolean
applies(const struct escalate *ask, const struct rung *rung)
{
	return (!rung->when || guard_condition(rung->when, ask->record, ask->world)) &&
	       (!rung->unless || !guard_condition(rung->unless, ask->record, ask->world));
}

/* --- answers --- */

void
escalation_answer(struct escalation *e, const struct record *record, gint64 now)
{
	const char *notes = step_notes(record->kind);
	const struct node *list = notes ? record_node(record, notes) : NULL;

	for (guint i = 0; !e->answered && list && list->type == NODE_LIST && i < list->n; i++) {
		const char *at = node_text(list->items[i], "at"), *by = node_text(list->items[i], "by");
		gint64 moment;
		int offset;

		if (!at || !by || !event_parse(at, &moment, &offset, NULL) || moment < e->at || moment > now ||
			!g_ptr_array_find_with_equal_func(e->to, by, g_str_equal, NULL))
			continue;
		e->answered = moment;
		e->by = g_strdup(by);
	}
}

/* --- what raises --- */

static gint64
moment_of_day(const struct escalate *ask, day d)
{
	return calendar_moment(ask->calendar, d, 0);
}

/* When a count came to so many; 0: it has not. */
static gint64
counted_at(const struct record *record, const struct rung *rung)
{
	const struct field *field = kind_field(record->kind, rung->count);
	const struct node *list = record_node(record, field->count_of);
	int n = 0;

	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++) {
		const char *at = node_text(list->items[i], "at");
		gint64 moment;
		int offset;

		if (field->count_key && g_strcmp0(node_text(list->items[i], field->count_key), field->count_value))
			continue;
		if (++n == rung->times)
			return at && event_parse(at, &moment, &offset, NULL) ? moment : 0;
	}
	return 0;
}

struct raised { /* what would raise a level */
	gint64 at;
	char *why;
	const struct rung *rung; /* NULL: nobody has answered below */
};

/* When the record was made, as far as it says: nothing is raised before. */
static gint64
made_at(const struct record *record)
{
	gint64 moment;
	int offset;

	for (guint i = 0; i < record->kind->fields->len; i++) {
		const struct field *field = record->kind->fields->pdata[i];
		const char *text = field->immutable && !g_strcmp0(field->def, "now") ? record_get(record, field->name) : NULL;

		if (text && event_parse(text, &moment, &offset, NULL))
			return moment;
	}
	return G_MININT64;
}

static void
raise_at(const struct escalate *ask, GArray *out, const struct rung *rung, gint64 at, const char *more)
{
	struct raised raised = {MAX(at, made_at(ask->record)), g_strconcat(rung->say, more ? ": " : NULL, more, NULL), rung};

	if (at && raised.at <= ask->now)
		g_array_append_val(out, raised);
	else
		g_free(raised.why);
}

static void
raise_rung(const struct escalate *ask, GArray *out, const struct rung *rung)
{
	const char *due = ask->record->kind->due ? record_get(ask->record, ask->record->kind->due) : NULL;
	g_autoptr(GArray) clocks = rung->hours ? clocks_of(ask->record, ask->calendar, ask->now) : NULL;
	day d;

	if (rung->days && due && day_parse(due, &d, NULL))
		raise_at(ask, out, rung, moment_of_day(ask, d + *rung->days), NULL);
	if (rung->count)
		raise_at(ask, out, rung, counted_at(ask->record, rung), NULL);
	for (guint i = 0; clocks && i < clocks->len; i++) {
		const struct clock_run *run = &g_array_index(clocks, struct clock_run, i);

		if (run->state == CLOCK_OVERDUE)
			raise_at(ask, out, rung, run->due + (gint64)*rung->hours * HOUR, run->clock->name);
	}
}

static int
earlier(gconstpointer a, gconstpointer b)
{
	gint64 x = ((const struct raised *)a)->at, y = ((const struct raised *)b)->at;

	return (x > y) - (x < y);
}

/* --- levels --- */

static struct escalation *
last_at(const GPtrArray *all, int level)
{
	struct escalation *last = all->len ? all->pdata[all->len - 1] : NULL;

	return last && last->level == level ? last : NULL;
}

static void
take(const struct escalate *ask, GPtrArray *all, int level, struct raised *raised)
{
	const GPtrArray *rungs = ask->record->kind->workflow->rungs;
	struct escalation *last = last_at(all, level), *e;

	if (last && (!last->answered || last->answered > raised->at))
		return;
	e = g_new0(struct escalation, 1);
	*e = (struct escalation){level, raised->at, g_steal_pointer(&raised->why), g_ptr_array_new_with_free_func(g_free)};
	for (guint i = 0; i < rungs->len; i++) {
		const struct rung *rung = rungs->pdata[i];

		if (rung == raised->rung || (!raised->rung && rung->level == level && applies(ask, rung)))
			add_people(ask, rung, e->to);
	}
	escalation_answer(e, ask->record, ask->now);
	g_ptr_array_add(all, e);
}

/* Nobody has answered for so long: the level above is reached. */
static void
pass_on(const struct escalate *ask, const struct escalation *e, GArray *next)
{
	int wait = ask->record->kind->workflow->wait;
	day since = calendar_day(ask->calendar, e->at),
	    over = wait ? calendar_add_workdays(ask->calendar, since, wait) : DAY_NONE;
	gint64 at = over == DAY_NONE ? G_MAXINT64 : moment_of_day(ask, over);
	struct raised raised = {at};
	char date[11];

	if (at > ask->now || (e->answered && e->answered < at))
		return;
	day_format_into(since, date);
	raised.why = g_strdup_printf("nobody has answered level %d since %s", e->level, date);
	g_array_append_val(next, raised);
}

static void
free_raised(gpointer raised)
{
	g_free(((struct raised *)raised)->why);
}

static GArray *
raised_new(void)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct raised));

	g_array_set_clear_func(out, free_raised);
	return out;
}

GPtrArray *
escalations_of(const struct escalate *ask)
{
	const struct workflow *w = ask->record->kind->workflow;
	GPtrArray *all = g_ptr_array_new_with_free_func(escalation_free);
	g_autoptr(GArray) below = raised_new();

	for (int level = 1; level <= LEVELS && w && record_is_open(ask->record); level++) {
		g_autoptr(GArray) here = raised_new(), next = raised_new();
		gboolean any = FALSE;
		guint first = all->len;

		for (guint i = 0; i < w->rungs->len; i++) {
			const struct rung *rung = w->rungs->pdata[i];

			if (rung->level != level || !applies(ask, rung))
				continue;
			any = TRUE;
			raise_rung(ask, here, rung);
		}
		for (guint i = 0; any && i < below->len; i++) {
			struct raised *raised = &g_array_index(below, struct raised, i);

			g_array_append_val(here, *raised);
			raised->why = NULL;
		}
		g_array_sort(here, earlier);
		for (guint i = 0; i < here->len; i++)
			take(ask, all, level, &g_array_index(here, struct raised, i));
		for (guint i = first; i < all->len; i++)
			pass_on(ask, all->pdata[i], next);
		g_array_unref(below);
		below = g_steal_pointer(&next);
	}
	return all;
}
