/*
 * The calendar of a site: its time zone, working days, holidays and the month
 * its fiscal year starts. Also the only place that reads the clock.
 */
#ifndef CALENDAR_H
#define CALENDAR_H

#include "day.h"

struct calendar {
	GTimeZone *zone;
	guint workdays;	      /* bit 1<<1 Monday .. 1<<7 Sunday */
	GHashTable *holidays; /* set of GINT_TO_POINTER(day) */
	int fiscal_start;     /* 1..12, default 1 */
};

/* UTC, Monday to Friday, no holidays, January. Free with calendar_free(), which takes NULL. */
struct calendar *calendar_new(void);
gboolean calendar_set_zone(struct calendar *c, const char *name, GError **err); /* IANA name; unknown fails */
void calendar_add_holiday(struct calendar *c, day d);
void calendar_free(struct calendar *c);
AUTO_FREE(calendar)

gboolean calendar_is_workday(const struct calendar *c, day d);
day calendar_add_workdays(const struct calendar *c, day d, int n);     /* n may be negative */
int calendar_workdays_between(const struct calendar *c, day a, day b); /* in (a, b] */
void calendar_fiscal(const struct calendar *c, day d, int *start_year, int *quarter);

gint64 calendar_now(void);					 /* unix seconds */
day calendar_day(const struct calendar *c, gint64 unix_seconds); /* the site's day at a moment */
/* The moment of so many seconds after midnight of a day there; one that clocks skipped is that of when they went on. */
gint64 calendar_moment(const struct calendar *c, day d, int second);
char *calendar_event(const struct calendar *c, gint64 unix_seconds); /* RFC 3339 in the site's zone, caller frees */

#endif
