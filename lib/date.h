/*
 * What people type for days, and events and periods.
 *
 * date_read() takes the ISO day, today, tomorrow, yesterday, mon..sun (the
 * next strictly future one), +3d +2w +1m +1y +5wd and the same with '-',
 * 2026-W48 (its Monday), 2026-W48-5, eow eom eoq eoy (quarter and year of the
 * fiscal year; a week ends on Sunday). Case does not matter. Anything else, and
 * what would leave the years 1 to 9999, fails with examples.
 */
#ifndef DATE_H
#define DATE_H

#include "calendar.h"

gboolean date_read(const char *text, day today, const struct calendar *calendar, day *out, GError **err);
/* The same where the past is asked for: mon..sun are the last one, which may be today. */
gboolean date_read_past(const char *text, day today, const struct calendar *calendar, day *out, GError **err);
/* "2026-11-30 (Mon, in 10 days)": how an understood date is echoed. Caller frees. */
char *date_echo(day d, day today);

/* Events: RFC 3339 with offset (or Z), whole seconds: "2026-11-20T22:17:05+05:30". */
gboolean event_parse(const char *text, gint64 *unix_seconds, int *offset_minutes, GError **err);
/* What people type for one: as above, or a day as date_read() takes it, a blank or T, and the time there: "today 09:30". As it is stored; caller frees. */
char *event_read(const char *text, day today, const struct calendar *calendar, GError **err);
char *event_format(gint64 unix_seconds, int offset_minutes);

/* Periods: "2025" "2025-Q3" "2025-10" "2025-W40" "2025-10-07", fiscal "FY2025-26" "FY2025-26-Q4" (in a calendar whose year starts in January: "FY2025", "FY2025-Q4"). */
enum period_unit {
	PERIOD_DAY,
	PERIOD_WEEK,
	PERIOD_MONTH,
	PERIOD_QUARTER,
	PERIOD_YEAR,
	PERIOD_FISCAL_QUARTER,
	PERIOD_FISCAL_YEAR
};
struct period {
	enum period_unit unit;
	day first, last; /* inclusive */
};
gboolean period_parse(const char *text, const struct calendar *calendar, struct period *out, GError **err);
char *period_format(const struct period *p, const struct calendar *calendar); /* canonical name, caller frees */
/* The period of a unit that holds a day. */
struct period period_of(day d, enum period_unit unit, const struct calendar *calendar);
/* n periods later (earlier when negative); first and last are DAY_NONE beyond the years 1 to 9999. */
struct period period_next(const struct period *p, int n, const struct calendar *calendar);

#endif
