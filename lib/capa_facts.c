/* Corrective and preventive actions as their history has them: what was done when. */
#include "capa_facts_private.h"
#include "clock.h"
#include "signature.h"

#include <string.h>

void
capa_fact_free(gpointer data)
{
	struct capa_fact *fact = data;

	record_free(fact->record);
	g_array_unref(fact->steps);
	g_array_unref(fact->extensions);
	g_array_unref(fact->promises);
	g_array_unref(fact->events);
	g_array_unref(fact->clocks);
	g_array_unref(fact->raised);
	g_array_unref(fact->met);
	g_ptr_array_unref(fact->escalations);
	g_free(fact);
}

struct capa_fact *
capa_fact_new(struct plant *plant)
{
	struct capa_fact *fact = g_new0(struct capa_fact, 1);

	fact->plant = plant;
	fact->submitted = fact->ended = fact->due0 = fact->due = fact->requested = DAY_NONE;
	fact->steps = g_array_new(FALSE, FALSE, sizeof(struct capa_step));
	fact->extensions = g_array_new(FALSE, FALSE, sizeof(struct capa_extension));
	fact->promises = g_array_new(FALSE, FALSE, sizeof(struct capa_promise));
	fact->events = g_array_new(FALSE, FALSE, sizeof(struct capa_event));
	fact->clocks = g_array_new(FALSE, FALSE, sizeof(struct capa_clock));
	fact->raised = g_array_new(FALSE, FALSE, sizeof(struct capa_raised));
	fact->met = g_array_new(FALSE, TRUE, sizeof(gint64));
	fact->escalations = g_ptr_array_new_with_free_func(escalation_free);
	return fact;
}

struct capa_facts *
capa_facts_new(day as_of)
{
	struct capa_facts *facts = g_new0(struct capa_facts, 1);

	facts->as_of = as_of;
	facts->all = g_ptr_array_new_with_free_func(capa_fact_free);
	facts->initiatives = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	facts->refusals = g_array_new(FALSE, FALSE, sizeof(day));
	return facts;
}

void
capa_facts_free(struct capa_facts *facts)
{
	if (!facts)
		return;
	g_ptr_array_unref(facts->all);
	g_hash_table_unref(facts->initiatives);
	g_array_unref(facts->refusals);
	g_free(facts);
}

const char *
capa_state(const struct capa_fact *fact)
{
	const char *state = record_state(fact->record);

	return state ? state : CAPA_DRAFT;
}

gboolean
capa_counts(const struct capa_fact *fact)
{
	return fact->submitted != DAY_NONE && !g_str_equal(capa_state(fact), CAPA_VOID);
}

gboolean
capa_is_open(const struct capa_fact *fact)
{
	return capa_counts(fact) && fact->ended == DAY_NONE;
}

gboolean
capa_given_up(const struct capa_fact *fact)
{
	static const char *const states[] = {CAPA_REJECTED, CAPA_CANCELLED, CAPA_SUPERSEDED, NULL};

	return capa_counts(fact) && fact->ended != DAY_NONE && g_strv_contains(states, capa_state(fact));
}

/* --- one version after another --- */

day
capa_day(const struct node *map, const char *field)
{
	const char *text = node_text(map, field);
	day d;

	return text && day_parse(text, &d, NULL) ? d : DAY_NONE;
}

static const char *
last_outcome(const struct record *record)
{
	const struct node *results = record_node(record, CAPA_RESULTS);
	const char *outcome =
		results && results->type == NODE_LIST && results->n ? node_text(results->items[results->n - 1], "outcome") : NULL;

	return outcome ? g_intern_string(outcome) : NULL;
}

/* The day the plan names, or the end of the least wait when that is later; where more data are waited for, the day that was given for these. */
static day
check_due(const struct record *record, day from)
{
	const struct node *plan = record_node(record, CAPA_CHECK);
	const char *window = node_text(plan, "window");
	day due = MAX(capa_day(plan, "due"), capa_day(record->doc->root, CAPA_RECHECK_DUE));
	gint64 days;

	if (window && g_ascii_string_to_signed(window, 10, 0, 36500, &days, NULL))
		due = MAX(due, from + (day)days);
	return due;
}

static void
take_step(struct capa_fact *fact, const struct versions *v, day on)
{
	const char *to = record_state(v->new), *from = v->n_old && v->old[0] ? record_state(v->old[0]) : NULL;
	struct capa_step step = {.on = on, .check_due = DAY_NONE};

	for (guint i = 0; i < v->n_old; i++)
		if (v->old[i] && !g_strcmp0(record_state(v->old[i]), to))
			return;
	step.from = from ? g_intern_string(from) : NULL;
	step.to = g_intern_string(to ? to : CAPA_DRAFT);
	step.outcome = last_outcome(v->new);
	if (g_str_equal(step.to, CAPA_MONITORING))
		step.check_due = check_due(v->new, on);
	if (fact->submitted == DAY_NONE && !g_str_equal(step.to, CAPA_DRAFT) && !g_str_equal(step.to, CAPA_VOID))
		fact->submitted = on;
	fact->ended = record_is_open(v->new) ? DAY_NONE : on;
	g_array_append_val(fact->steps, step);
}

static gboolean
same_as_before(const struct versions *v, const char *field)
{
	for (guint i = 0; i < v->n_old; i++)
		if (v->old[i] && !g_strcmp0(record_get(v->old[i], field), record_get(v->new, field)))
			return TRUE;
	return FALSE;
}

/* The due day of one that was handed in and is open goes to a later one: by whichever step or by hand. */
static void
take_due(struct capa_fact *fact, const struct versions *v, day on)
{
	const struct record *old = v->n_old ? v->old[0] : NULL;
	day due = capa_day(v->new->doc->root, CAPA_DUE), first = capa_day(v->new->doc->root, CAPA_FIRST_DUE);
	day before = old ? capa_day(old->doc->root, CAPA_DUE) : DAY_NONE;
	struct capa_extension extension = {.on = on};
	gboolean open = !old || record_is_open(old);

	if (first != DAY_NONE || fact->due0 == DAY_NONE)
		fact->due0 = first != DAY_NONE ? first : due;
	if (open)
		fact->due = due;
	if (!old || !open || !g_strcmp0(record_state(old), CAPA_DRAFT))
		return;
	if (record_get(v->new, CAPA_REQUESTED) && !same_as_before(v, CAPA_REQUESTED))
		fact->requested = on;
	if (due == DAY_NONE || before == DAY_NONE || due <= before || same_as_before(v, CAPA_DUE))
		return;
	extension.days = due - before;
	extension.late = (fact->requested != DAY_NONE ? fact->requested : on) > before ||
			 !g_strcmp0(record_get(v->new, CAPA_REQUESTED_LATE), "true");
	fact->requested = DAY_NONE;
	g_array_append_val(fact->extensions, extension);
}

static guint
amendments(const struct record *record)
{
	const struct workflow *workflow = record->kind->workflow;
	const struct node *notes = workflow && workflow->notes ? record_node(record, workflow->notes) : NULL;
	guint n = 0;

	for (guint i = 0; notes && notes->type == NODE_LIST && i < notes->n; i++)
		n += !g_strcmp0(node_text(notes->items[i], "did"), "amend");
	return n;
}

/* --- clocks --- */

/* When each clock of the kind was kept, whether it has begun or not. What is taken out again was not there: as clock.h has it. */
static void
take_clocks(struct capa_fact *fact, const struct versions *v, gint64 moment)
{
	const GPtrArray *clocks = v->new->kind->workflow ? v->new->kind->workflow->clocks : NULL;

	g_array_set_size(fact->met, clocks ? clocks->len : 0);
	for (guint i = 0; i < fact->met->len; i++) {
		gint64 *met = &g_array_index(fact->met, gint64, i);

		if (clock_is_met(clocks->pdata[i], v->new)) {
			*met = *met ? *met : moment;
			continue;
		}
		for (guint k = 0; k < v->n_old && *met; k++)
			if (v->old[k] && clock_is_met(clocks->pdata[i], v->old[k]))
				*met = 0;
	}
}

void
capa_fact_clocks(struct capa_fact *fact, gint64 now, const struct calendar *calendar)
{
	g_autoptr(GArray) runs = clocks_of(fact->record, calendar, now);
	guint at;

	for (guint i = 0; i < runs->len; i++) {
		struct clock_run *run = &g_array_index(runs, struct clock_run, i);
		gint64 met = g_ptr_array_find(fact->record->kind->workflow->clocks, run->clock, &at)
				     ? g_array_index(fact->met, gint64, at)
				     : 0;
		struct capa_clock clock = {run->clock->name, met ? calendar_day(calendar, met) : DAY_NONE,
			calendar_day(calendar, run->due), (met - run->from) / 3600.0, met && met <= run->due};

		if (run->state != CLOCK_DROPPED)
			g_array_append_val(fact->clocks, clock);
	}
}

/* --- escalations --- */

static gboolean
is_known(const struct capa_fact *fact, const struct escalation *e)
{
	for (guint i = 0; i < fact->escalations->len; i++) {
		const struct escalation *other = fact->escalations->pdata[i];

		if (other->level == e->level && other->at == e->at)
			return TRUE;
	}
	return FALSE;
}

void
capa_fact_raise(struct capa_fact *fact, const struct escalate *version, gint64 since)
{
	g_autoptr(GPtrArray) all = NULL;

	if (!g_strcmp0(record_state(version->record), CAPA_DRAFT))
		return;
	all = escalations_of(version);
	g_ptr_array_set_free_func(all, NULL);
	for (guint i = 0; i < all->len; i++) {
		struct escalation *e = all->pdata[i];
		struct capa_raised raised = {e->level, calendar_day(version->calendar, MAX(e->at, since)), DAY_NONE};

		if (is_known(fact, e)) {
			escalation_free(e);
			continue;
		}
		if (e->answered)
			raised.answered = calendar_day(version->calendar, MAX(e->answered, since));
		g_ptr_array_add(fact->escalations, e);
		g_array_append_val(fact->raised, raised);
	}
}

void
capa_fact_answer(struct capa_fact *fact, const struct record *record, day on)
{
	for (guint i = 0; i < fact->escalations->len; i++) {
		struct escalation *e = fact->escalations->pdata[i];
		struct capa_raised *raised = &g_array_index(fact->raised, struct capa_raised, i);

		escalation_answer(e, record, G_MAXINT64);
		if (e->answered && raised->answered == DAY_NONE)
			raised->answered = on;
	}
}

static gboolean
is_signed(const struct record *record)
{
	const struct node *list = record_node(record, SIGNATURES);

	return list && list->type == NODE_LIST && list->n;
}

void
capa_fact_take(struct capa_fact *fact, const struct versions *v, const struct capa_event *event, gint64 moment)
{
	struct capa_event own = *event;

	own.amended = v->n_old && v->old[0] && amendments(v->new) > amendments(v->old[0]);
	own.unsigned_by_it = own.amended && is_signed(v->old[0]);
	g_array_append_val(fact->events, own);
	take_due(fact, v, own.on);
	take_step(fact, v, own.on);
	take_clocks(fact, v, moment);
}

void
capa_promise_take(struct capa_promise *promise, const struct record *record, day on)
{
	const char *state = record_state(record);
	gboolean done = !g_strcmp0(state, ACTION_DONE) || !g_strcmp0(state, ACTION_CLOSED);

	promise->told = record_get(record, ACTION_MEANS) != NULL;
	promise->training = !g_strcmp0(record_get(record, ACTION_MEANS), ACTION_TRAINING);
	promise->due0 = capa_day(record->doc->root, ACTION_FIRST_DUE);
	promise->dropped = !g_strcmp0(state, ACTION_CANCELLED);
	if (!done)
		promise->done = DAY_NONE;
	else if (promise->done == DAY_NONE)
		promise->done = on;
}
