/* The clocks of a record on paper. */
#include "show_clocks.h"
#include "ageing.h"
#include "text.h"

#define COLUMN 14

static const char *
site_of(const struct record *record)
{
	const struct field *site = kind_site(record->kind);

	return site ? record_get(record, site->name) : NULL;
}

GArray *
show_clocks(struct session *s, const struct record *record, GError **err)
{
	struct index *index = session_index(s, err);
	struct snapshot *snapshot = index ? index_snapshot(index) : NULL;
	const char *site = site_of(record);
	g_autoptr(GArray) clocks =
		index ? clocks_of(record, snapshot_calendar(snapshot, site), ageing_now(snapshot, site)) : NULL;

	if (!clocks || (clocks->len && (!index_history(index, err) || !clocks_date(clocks, record, index, err))))
		return NULL;
	return g_steal_pointer(&clocks);
}

void
show_clocks_text(struct session *s, const struct record *record, const GArray *clocks)
{
	const struct snapshot *snapshot = session_snapshot(s, NULL);
	const struct calendar *calendar = snapshot_calendar(snapshot, site_of(record));

	if (clocks->len)
		session_say(s, "\nclocks");
	for (guint i = 0; i < clocks->len; i++) {
		const struct clock_run *run = &g_array_index(clocks, struct clock_run, i);
		g_autofree char *due = calendar_event(calendar, run->due),
				*says = clock_says(run, ageing_now(snapshot, site_of(record)));
		g_autoptr(GString) line = g_string_new("  ");
		gboolean bad = run->state == CLOCK_OVERDUE || run->state == CLOCK_LATE;

		text_pad(line, run->clock->name, COLUMN, FALSE);
		g_string_append_printf(
			line, " due %s  %s%s\n", due, says, run->met && !run->received ? ", by the clock of who did it" : "");
		session_tone(s, bad ? TONE_BAD : TONE_PLAIN, line->str);
	}
}

static void
put_moment(struct json *j, const char *key, const struct calendar *calendar, gint64 moment)
{
	g_autofree char *text = moment ? calendar_event(calendar, moment) : NULL;

	json_key(j, key);
	json_text(j, text);
}

void
show_clocks_json(struct session *s, struct json *j, const struct record *record, const GArray *clocks)
{
	const struct calendar *calendar = snapshot_calendar(session_snapshot(s, NULL), site_of(record));

	json_open(j, '[');
	for (guint i = 0; i < clocks->len; i++) {
		const struct clock_run *run = &g_array_index(clocks, struct clock_run, i);

		json_open(j, '{');
		json_key(j, "name");
		json_text(j, run->clock->name);
		put_moment(j, "from", calendar, run->from);
		put_moment(j, "due", calendar, run->due);
		put_moment(j, "met", calendar, run->met);
		json_key(j, "received");
		json_bool(j, run->received);
		json_key(j, "state");
		json_text(j, clock_states[run->state]);
		json_close(j, '}');
	}
	json_close(j, ']');
}
