/* Completion, on-time rate and slip of a cohort of promises. */
#include "cohort.h"

void
cohort_init(struct cohort *c)
{
	*c = (struct cohort){.slips = g_array_new(FALSE, FALSE, sizeof(double))};
}

void
cohort_clear(struct cohort *c)
{
	if (c->slips)
		g_array_unref(c->slips);
	*c = (struct cohort){0};
}

void
cohort_add(struct cohort *c, const struct promise *p, day asof)
{
	gboolean ended = p->ended != DAY_NONE && p->ended <= asof;
	gboolean dropped = ended && p->dropped;

	if (p->first == DAY_NONE || (dropped && p->ended <= p->first))
		return;
	c->n++;
	c->closed += ended && !dropped;
	if (p->first <= asof) {
		c->due++;
		c->kept += ended && !dropped && p->limit != DAY_NONE && p->ended <= p->limit;
	}
	double slip = ended ? p->ended - p->first : MAX(0, asof - p->first);
	g_array_append_val(c->slips, slip);
}

struct rate
cohort_completion(const struct cohort *c)
{
	return stat_rate(c->closed, c->n);
}

struct rate
cohort_on_time(const struct cohort *c)
{
	return stat_rate(c->kept, c->due);
}
