/*
 * Clocks: hours within which something must be there, from a moment that the record says, or a day until the end of which it
 * must be, as its kind declares them (sx-schema(5)).
 *
 *	g_autoptr(GArray) clocks = clocks_of(record, calendar, now);  struct clock_run, in the order of the kind
 *	clocks_date(clocks, record, index, &err);                     when each was kept, from the history
 *
 * What was to be there was there when a hub received the commit after which all of it first was, and where no receipt is known
 * when the commit says; never before what came before it in the same record. What was taken out again was not there: it counts
 * from the commit that brought it back.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include "entry.h"

enum clock_state {
	CLOCK_RUNS,
	CLOCK_KEPT,
	CLOCK_LATE,    /* it was there, too late */
	CLOCK_OVERDUE, /* it is not there, and the hours are over */
	CLOCK_DROPPED  /* the record has ended without it */
};
extern const char *const clock_states[]; /* "runs" "kept" "late" "overdue" "dropped" */
struct clock_run {
	const struct kind_clock *clock; /* the kind's */
	gint64 from, due;		/* unix seconds */
	gint64 met;			/* 0: it is not there, or not known since when */
	gboolean received;		/* met is of a hub's receipt */
	enum clock_state state;
};

/* Those that have begun, of a record as it is at a moment; the calendar is that of its site. One whose fields are there is CLOCK_KEPT until it is dated. Caller unrefs. */
GArray *clocks_of(const struct record *record, const struct calendar *calendar, gint64 now);
/* Are the fields there that keep it? */
gboolean clock_is_met(const struct kind_clock *clock, const struct record *record);
/* It was kept at a moment. */
void clock_meet(struct clock_run *run, gint64 met, gboolean received);
/* index_history() must have been called. */
gboolean clocks_date(GArray *clocks, const struct record *record, struct index *index, GError **err);
/* How it stands: "kept, 3 h before", "late by 26 h", "runs, 5 h left", "overdue by 2 h", "dropped"; of one of days "9 d". Caller frees. */
char *clock_says(const struct clock_run *run, gint64 now);

#endif
