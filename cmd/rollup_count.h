/* The figures of a roll-up: records, open, overdue and KPIs of each repository that answers, and their sums. */
#ifndef ROLLUP_COUNT_H
#define ROLLUP_COUNT_H

#include "fleet.h"

struct rollup_count {
	gint64 records, open, overdue;
	guint kpis, fresh; /* fresh: with a reading that is not stale */
};
struct rollup_group {
	char *name; /* NULL: records that have none */
	struct rollup_count count;
};
struct rollup {
	const char *by; /* the caller's: a field, or NULL */
	struct fleet *fleet;
	GHashTable *counts; /* struct plant * -> struct rollup_count *, of those that answered */
	GPtrArray *groups;  /* struct rollup_group *, by name; empty without by */
	struct rollup_count total;
	GMutex lock; /* private, as are these */
	GHashTable *by_name;
	gboolean by_known;
};
gboolean rollup_run(struct rollup *rollup, struct fleet *fleet, GError **err);
void rollup_clear(struct rollup *rollup);

#endif
