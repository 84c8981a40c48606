/* Extensions, actions, plans and first steps: M10 to M13. */
#include "capa_metrics_private.h"
#include "stat.h"

#include <math.h>

/* --- M10 --- */

/* In some part of the period. */
static gboolean
was_open(const struct calc *c, const struct capa_fact *fact)
{
	return fact->submitted <= c->to && (fact->ended == DAY_NONE || fact->ended >= c->from);
}

static void
put_extended(struct calc *c)
{
	static const char *const names[] = {"0", "1", "2", "3 or more"};
	guint open = 0, times[G_N_ELEMENTS(names)] = {0}, n = 0, late = 0, waits = 0;
	gint64 days = 0;

	for (guint i = 0; i < c->own->len; i++) {
		const struct capa_fact *fact = c->own->pdata[i];
		guint before = 0;

		for (guint k = 0; k < fact->extensions->len; k++) {
			const struct capa_extension *e = &g_array_index(fact->extensions, struct capa_extension, k);

			before += e->on <= c->to;
			if (!capa_within(c, e->on))
				continue;
			n++;
			days += e->days;
			late += e->late;
		}
		for (guint k = 0; k < fact->steps->len; k++)
			waits += capa_within(c, capa_step_at(fact, k)->on) &&
				 capa_step_is(capa_step_at(fact, k), CAPA_EFFECTIVENESS, CAPA_MONITORING);
		if (!was_open(c, fact))
			continue;
		open++;
		times[MIN(before, G_N_ELEMENTS(names) - 1)]++;
	}
	capa_put_share(c, "extended", NULL, open - times[0], open);
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		capa_put_count(c, "extended_times", names[i], times[i]);
	capa_put(c, "extension_days", NULL, n ? (double)days / n : NAN, -1, n, NULL);
	capa_put_share(c, "extensions_late", NULL, late, n);
	capa_put_count(c, "waits", NULL, waits);
}

/* --- M11 --- */

static void
put_actions(struct calc *c)
{
	guint n = 0, kept = 0, dropped = 0;

	for (guint i = 0; i < c->own->len; i++) {
		const struct capa_fact *fact = c->own->pdata[i];

		for (guint k = 0; k < fact->promises->len; k++) {
			const struct capa_promise *p = &g_array_index(fact->promises, struct capa_promise, k);

			if (!capa_within(c, p->due0))
				continue;
			dropped += p->dropped;
			n += !p->dropped;
			kept += !p->dropped && p->done != DAY_NONE && p->done <= p->due0;
		}
	}
	capa_put_share(c, "actions_on_time", NULL, kept, n);
	capa_put_count(c, "actions_dropped", NULL, dropped);
}

/* --- M12 --- */

/* A plan begins with an investigation that is not one sent back to; its first decision tells. */
static void
put_plans(struct calc *c)
{
	guint decided = 0, approved = 0;

	for (guint i = 0; i < c->own->len; i++) {
		const struct capa_fact *fact = c->own->pdata[i];
		gboolean waits = TRUE;

		for (guint k = 0; k < fact->steps->len; k++) {
			const struct capa_step *step = capa_step_at(fact, k);
			gboolean yes = capa_step_is(step, CAPA_PLAN_REVIEW, CAPA_IMPLEMENTATION);

			if (waits && (yes || capa_step_is(step, CAPA_PLAN_REVIEW, CAPA_INVESTIGATION))) {
				waits = FALSE;
				decided += capa_within(c, step->on);
				approved += yes && capa_within(c, step->on);
			}
			waits |= capa_step_is(step, CAPA_EFFECTIVENESS, CAPA_INVESTIGATION);
		}
	}
	capa_put_share(c, "plan_right_first", NULL, approved, decided);
}

/* --- M13 --- */

static day
day_of(const char *text)
{
	day d;

	return text && day_parse(text, &d, NULL) ? d : DAY_NONE;
}

static day
contained(const struct record *record)
{
	const struct node *list = record_node(record, CAPA_CONTAINMENT);
	day last = DAY_NONE;

	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++)
		last = MAX(last, day_of(node_text(list->items[i], "done_on"))); /* DAY_NONE is the least */
	return last;
}

static void
put_first_steps(struct calc *c)
{
	g_autoptr(GArray) containment = g_array_new(FALSE, FALSE, sizeof(int)), cause = g_array_new(FALSE, FALSE, sizeof(int));
	g_autoptr(GArray) discovery = g_array_new(FALSE, FALSE, sizeof(int));

	for (guint i = 0; i < c->own->len; i++) {
		const struct capa_fact *fact = c->own->pdata[i];
		day discovered = day_of(record_get(fact->record, CAPA_DISCOVERED));
		day proposed = capa_step_day(fact, CAPA_INVESTIGATION, CAPA_PLAN_REVIEW, FALSE);

		if (capa_within(c, fact->submitted))
			capa_add_days(containment, discovered, contained(fact->record));
		if (!capa_within(c, proposed))
			continue;
		capa_add_days(cause, fact->submitted, proposed);
		capa_add_days(discovery, discovered, proposed);
	}
	capa_put_quantile(c, "days_to_containment", containment, 0.5);
	capa_put_quantile(c, "days_to_cause", cause, 0.5);
	capa_put_quantile(c, "days_to_cause_discovered", discovery, 0.5);
}

/* Of each name, in the order met: how long it took, how many were over and how many of them in time. */
struct clock_sum {
	const char *name;
	GArray *hours; /* double */
	guint due, kept;
};

static void
clock_sum_clear(gpointer sum)
{
	g_array_unref(((struct clock_sum *)sum)->hours);
}

static struct clock_sum *
clock_sum(GArray *sums, const char *name)
{
	struct clock_sum new = {name};

	for (guint i = 0; i < sums->len; i++)
		if (g_str_equal(g_array_index(sums, struct clock_sum, i).name, name))
			return &g_array_index(sums, struct clock_sum, i);
	new.hours = g_array_new(FALSE, FALSE, sizeof(double));
	g_array_append_val(sums, new);
	return &g_array_index(sums, struct clock_sum, sums->len - 1);
}

static void
put_clocks(struct calc *c)
{
	g_autoptr(GArray) sums = g_array_new(FALSE, FALSE, sizeof(struct clock_sum));

	g_array_set_clear_func(sums, clock_sum_clear);
	for (guint i = 0; i < c->own->len; i++) {
		const struct capa_fact *fact = c->own->pdata[i];

		for (guint k = 0; k < fact->clocks->len; k++) {
			const struct capa_clock *clock = &g_array_index(fact->clocks, struct capa_clock, k);
			struct clock_sum *sum = clock_sum(sums, clock->name);

			if (capa_within(c, clock->on))
				g_array_append_val(sum->hours, clock->hours);
			sum->due += capa_within(c, clock->due);
			sum->kept += capa_within(c, clock->due) && clock->kept;
		}
	}
	for (guint i = 0; i < sums->len; i++) {
		struct clock_sum *sum = &g_array_index(sums, struct clock_sum, i);

		capa_put(c, "hours_to_clock", sum->name, stat_quantile((double *)sum->hours->data, sum->hours->len, 0.5), -1,
			sum->hours->len, NULL);
		capa_put_share(c, "clock_on_time", sum->name, sum->kept, sum->due);
	}
	if (!sums->len) {
		capa_put(c, "hours_to_clock", NULL, NAN, -1, 0, "no clock runs");
		capa_put(c, "clock_on_time", NULL, NAN, 0, 0, "no clock runs");
	}
}

void
capa_metrics_work(struct calc *c)
{
	put_extended(c);
	put_actions(c);
	put_plans(c);
	put_first_steps(c);
	put_clocks(c);
}
