/* Clocks of a record: when they began and end, and when they were kept. */
#include "clock.h"
#include "guard.h"
#include "receipt.h"

#define HOUR 3600
#define DAY_HOURS 24
#define FEW_HOURS 48 /* up to here a clock of days is told in hours */

const char *const clock_states[] = {"runs", "kept", "late", "overdue", "dropped"};

static gboolean
begins(const struct kind_clock *clock, const struct record *record, const struct calendar *calendar, gint64 *from)
{
	int offset;
	day d;

	for (const char *const *field = clock->from; *field; field++) {
		const char *text = record_get(record, *field);

		if (text && event_parse(text, from, &offset, NULL))
			return TRUE;
		if (text && day_parse(text, &d, NULL)) {
			*from = calendar_moment(calendar, d, 0);
			return TRUE;
		}
	}
	return FALSE;
}

/* The last second that is in time. */
static gboolean
ends(const struct kind_clock *clock, const struct record *record, const struct calendar *calendar, gint64 from, gint64 *due)
{
	day last = DAY_NONE;

	for (const char *const *until = clock->until; until && *until; until++) {
		day d = guard_day(*until, record);

		if (d != DAY_NONE && (last == DAY_NONE || d > last))
			last = d;
	}
	*due = clock->until && last != DAY_NONE ? calendar_moment(calendar, last + 1, 0) - 1 : from + (gint64)clock->hours * HOUR;
	return !clock->until || last != DAY_NONE;
}

gboolean
clock_is_met(const struct kind_clock *clock, const struct record *record)
{
	for (const char *const *field = clock->met; *field; field++) {
		const struct node *node = record_node(record, *field);

		if (!node || (node->type == NODE_SCALAR ? !*node->text : !node->n))
			return FALSE;
	}
	return TRUE;
}

/* The last of one name counts, in the place of the first. */
static void
put(GArray *out, const struct clock_run *run)
{
	for (guint i = 0; i < out->len; i++) {
		struct clock_run *other = &g_array_index(out, struct clock_run, i);

		if (g_str_equal(other->clock->name, run->clock->name)) {
			*other = *run;
			return;
		}
	}
	g_array_append_val(out, *run);
}

GArray *
clocks_of(const struct record *record, const struct calendar *calendar, gint64 now)
{
	const GPtrArray *clocks = record->kind->workflow ? record->kind->workflow->clocks : NULL;
	GArray *out = g_array_new(FALSE, TRUE, sizeof(struct clock_run));

	for (guint i = 0; clocks && i < clocks->len; i++) {
		struct clock_run run = {.clock = clocks->pdata[i]};

		if ((run.clock->when && !guard_condition(run.clock->when, record, &world_later)) ||
			!begins(run.clock, record, calendar, &run.from) || !ends(run.clock, record, calendar, run.from, &run.due))
			continue;
		run.state = clock_is_met(run.clock, record) ? CLOCK_KEPT
			    : !record_is_open(record)	    ? CLOCK_DROPPED
			    : now > run.due		    ? CLOCK_OVERDUE
							    : CLOCK_RUNS;
		put(out, &run);
	}
	return out;
}

void
clock_meet(struct clock_run *run, gint64 met, gboolean received)
{
	run->met = met;
	run->received = received;
	run->state = met > run->due ? CLOCK_LATE : CLOCK_KEPT;
}

/* --- from the history --- */

struct dating {
	GArray *clocks;
	struct snapshot *snapshot;
	struct receipts *receipts;
	gint64 last;
};

/* Was it kept before this entry, in one of the histories that it goes on from? */
static gboolean
was_met(const struct dating *d, const struct entry *entry, const struct kind_clock *clock)
{
	gboolean met = FALSE;

	for (guint i = 0; i < entry->old->len && !met; i++) {
		struct entry_state old;

		entry_state_read(d->snapshot, entry->path, &g_array_index(entry->old, struct oid, i), &old);
		met = old.record && clock_is_met(clock, old.record);
		entry_state_clear(&old);
	}
	return met;
}

static void
date_entry(struct dating *d, const struct entry *entry)
{
	gint64 received = receipts_received(d->receipts, &entry->commit.oid);
	struct entry_state state;

	if (oid_is_zero(&entry->new))
		return;
	d->last = MAX(d->last, received ? received : entry->commit.time);
	entry_state_read(d->snapshot, entry->path, &entry->new, &state);
	for (guint i = 0; state.record && i < d->clocks->len; i++) {
		struct clock_run *run = &g_array_index(d->clocks, struct clock_run, i);

		if (run->state != CLOCK_KEPT && run->state != CLOCK_LATE)
			continue;
		if (clock_is_met(run->clock, state.record)) {
			if (!run->met)
				clock_meet(run, d->last, received != 0);
		} else if (run->met && was_met(d, entry, run->clock)) {
			run->met = 0;
			run->state = CLOCK_KEPT;
		}
	}
	entry_state_clear(&state);
}

gboolean
clocks_date(GArray *clocks, const struct record *record, struct index *index, GError **err)
{
	struct dating d = {clocks, index_snapshot(index)};
	AUTO(receipts) receipts = clocks->len ? receipts_load(d.snapshot->repo->store, err) : NULL;
	AUTO(db_query)
	q = receipts ? db_prepare(index_db(index), ENTRY_OF_PATH, err) : NULL;
	gboolean row = FALSE, ok = q != NULL;

	if (!q)
		return !clocks->len;
	d.receipts = receipts;
	db_bind_text(q, 1, record->path);
	ok = db_step(q, &row, err);
	while (ok && row) {
		struct entry entry = {0};

		ok = entry_read(&entry, q, &row, err);
		date_entry(&d, &entry);
		entry_clear(&entry);
	}
	return ok;
}

/* Hours, and minutes where there are few of them; of a clock of days, days where there are some. */
static char *
span(const struct kind_clock *clock, gint64 seconds)
{
	gint64 minutes = ABS(seconds) / 60;

	if (clock->until && minutes >= FEW_HOURS * 60)
		return g_strdup_printf("%" G_GINT64_FORMAT " d", minutes / 60 / DAY_HOURS);
	if (!minutes)
		return g_strdup("less than a minute");
	return minutes < 60 ? g_strdup_printf("%d min", (int)minutes) : g_strdup_printf("%" G_GINT64_FORMAT " h", minutes / 60);
}

char *
clock_says(const struct clock_run *run, gint64 now)
{
	g_autofree char *far = span(run->clock, run->due - (run->met ? run->met : now));

	switch (run->state) {
	case CLOCK_KEPT:
		return run->met ? g_strdup_printf("kept, %s before", far) : g_strdup("kept");
	case CLOCK_LATE:
		return g_strdup_printf("late by %s", far);
	case CLOCK_RUNS:
		return g_strdup_printf("runs, %s left", far);
	case CLOCK_OVERDUE:
		return g_strdup_printf("overdue by %s", far);
	default:
		return g_strdup("dropped");
	}
}
