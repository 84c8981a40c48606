/*
 * Being late: which day it is for a record, which records are overdue, and
 * how the days they are late spread over the ageing buckets.
 *
 * A record is overdue when work on it remains and the day at its own site is
 * after its due day; due today is not overdue.
 */
#ifndef AGEING_H
#define AGEING_H

#include "repo.h"

enum { AGEING_BUCKETS = 5 };
struct ageing {
	guint buckets[AGEING_BUCKETS]; /* 1-7, 8-30, 31-60, 61-90, over 90 days */
	guint total;
	int oldest; /* most days late */
};
extern const char *const ageing_names[AGEING_BUCKETS]; /* "1-7" ... ">90" */
void ageing_add(struct ageing *a, int days_late);

/* The day a snapshot is read for, at a site; site NULL: the clone's. A day that was asked for is the day everywhere. */
day ageing_today(const struct snapshot *snapshot, const char *site);
/* The moment it is read for, at a site: of a day that was asked for its last second there. Unix seconds. */
gint64 ageing_now(const struct snapshot *snapshot, const char *site);
/* Is it that same day at all sites of the snapshot? */
gboolean ageing_one_day(const struct snapshot *snapshot);
/* The day at a site as an SQL expression over a column that holds the site; column NULL: the default's; so many
 * days later. Caller frees. */
char *ageing_today_sql(const struct snapshot *snapshot, const char *column, int later);
/* The SQL condition, over the table `record`, that holds for overdue records, and with slack for those due in less than so many days. Caller frees. */
char *ageing_where(const struct snapshot *snapshot, int slack);

#endif
