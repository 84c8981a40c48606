/*
 * Promises kept: rates over a cohort of promises, never over what happens to be closed.
 *
 * The cohort is every promise whose first day lies in the period, without
 * those given up on or before that day; giving up later is a promise missed.
 *	completion     closed by the day of the report / all
 *	on time        closed on or before the limit (the first day promised, or the
 *	               present one) / those whose first day has come
 *	slip           days from the first promise to the end, or to the day of the report while open and late
 */
#ifndef COHORT_H
#define COHORT_H

#include "day.h"
#include "stat.h"

struct cohort {
	guint n, closed; /* all; closed by the day of the report */
	guint due, kept; /* whose first day has come; closed within the limit of these */
	GArray *slips;	 /* double, days */
};
void cohort_init(struct cohort *c);
void cohort_clear(struct cohort *c);

struct promise {
	day first;	  /* the first day promised */
	day limit;	  /* what "on time" is held against: first, or the present due day */
	day ended;	  /* DAY_NONE while open; a day after asof is still open */
	gboolean dropped; /* ended by giving up */
};
void cohort_add(struct cohort *c, const struct promise *p, day asof);

struct rate cohort_completion(const struct cohort *c);
struct rate cohort_on_time(const struct cohort *c);

#endif
