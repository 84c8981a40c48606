/* What a meeting looks at: its agenda with live actions, KPIs and what was agreed. */
#include "meeting_print.h"
#include "domain.h"
#include "stat.h"
#include <math.h>
#include <string.h>

static void
action_columns(struct rows *rows, gboolean carried)
{
	rows_column(rows, "id", "ID", ROWS_TEXT);
	rows_column(rows, "title", "TITLE", ROWS_TEXT);
	rows_column(rows, "owner", "OWNER", ROWS_TEXT);
	rows_column(rows, "due", "DUE", ROWS_TEXT);
	rows_column(rows, "state", "STATE", ROWS_TEXT);
	rows_column(rows, "late", "LATE", ROWS_INT);
	if (carried)
		rows_column(rows, "carried", "CARRIED", ROWS_INT);
}

static void
print_actions(struct session *s, const GPtrArray *actions, gboolean carried)
{
	AUTO(rows) rows = NULL;

	if (!actions->len)
		return;
	rows = session_rows(s);
	action_columns(rows, carried);
	for (guint i = 0; i < actions->len; i++) {
		const struct meeting_action *a = actions->pdata[i];

		rows_begin(rows);
		rows_text(rows, a->id);
		rows_text(rows, a->title);
		rows_text(rows, a->owner);
		rows_tone(rows, a->days_late ? TONE_BAD : TONE_PLAIN);
		rows_text(rows, a->due);
		rows_text(rows, a->state);
		if (a->days_late)
			rows_int(rows, a->days_late);
		else
			rows_text(rows, NULL);
		if (carried)
			rows_int(rows, a->carried);
		rows_end(rows);
	}
	session_rows_done(s, rows);
}

static void
print_kpis(struct session *s, struct index *index, const struct meeting_brief *brief)
{
	static const enum rows_tone tones[] = {TONE_DIM, TONE_BAD, TONE_WARN, TONE_GOOD};
	const struct snapshot *snapshot = index_snapshot(index);
	AUTO(rows) rows = NULL;

	if (!brief->kpis->len)
		return;
	if (brief->stale)
		session_say(s, "%u of %u KPIs have no fresh reading", brief->stale, brief->kpis->len);
	rows = session_rows(s);
	rows_column(rows, "colour", "COLOUR", ROWS_TEXT);
	rows_column(rows, "id", "KPI", ROWS_TEXT);
	rows_column(rows, "owner", "OWNER", ROWS_TEXT);
	rows_column(rows, "period", "PERIOD", ROWS_TEXT);
	rows_column(rows, "why", "WHY", ROWS_TEXT);
	for (guint i = 0; i < brief->kpis->len; i++) {
		const struct measure *m = brief->kpis->pdata[i];
		struct standing now;

		reading_stand(m, snapshot->today, snapshot->calendar, &now);
		rows_begin(rows);
		rows_tone(rows, tones[now.colour]);
		rows_text(rows, colour_name(now.colour));
		rows_text(rows, m->id);
		rows_text(rows, m->owner);
		rows_text(rows, now.latest ? now.latest->name : NULL);
		rows_text(rows, now.why);
		rows_end(rows);
		standing_clear(&now);
	}
	session_rows_done(s, rows);
}

static void
print_earlier(struct session *s, const struct meeting_brief *brief)
{
	guint all = brief->open + brief->closed;

	if (all)
		session_say(s, "%u agreed in earlier meetings: %u closed, %u open, %u overdue", all, brief->closed, brief->open,
			brief->overdue);
	print_actions(s, brief->carried, TRUE);
}

static void
print_section(struct session *s, struct index *index, guint n, const struct node *item, const struct meeting_brief *brief)
{
	const char *type = node_text(item, "type"), *minutes = node_text(item, "minutes"), *text = node_text(item, "text");

	session_say(s, "%s", "");
	session_say(s, "%u. %s%s%s%s", n, node_text(item, "item"), minutes ? " (" : "", minutes ? minutes : "",
		minutes ? " min)" : "");
	if (!g_strcmp0(type, "actions"))
		print_earlier(s, brief);
	if (!g_strcmp0(type, "kpis"))
		print_kpis(s, index, brief);
	if (text)
		session_say(s, "%s", text);
}

void
meeting_print(struct session *s, struct index *index, const struct record *meeting, const struct meeting_brief *brief)
{
	const struct node *agenda = record_node(meeting, MEETING_AGENDA);
	const char *chair = record_get(meeting, MEETING_CHAIR), *previous = record_get(meeting, MEETING_PREVIOUS);

	session_say(s, "%s  %s, %s, %s", meeting->id, record_title(meeting), record_get(meeting, MEETING_DATE),
		record_state(meeting));
	if (chair)
		session_say(s, "chair %s", chair);
	if (previous)
		session_say(s, "after %s", previous);
	for (guint i = 0; agenda && agenda->type == NODE_LIST && i < agenda->n; i++)
		print_section(s, index, i + 1, agenda->items[i], brief);
	if (!brief->agreed->len)
		return;
	session_say(s, "%s", "");
	session_say(s, "Agreed in this meeting");
	print_actions(s, brief->agreed, FALSE);
}

static void
member_text(struct json *j, const char *key, const char *value)
{
	json_key(j, key);
	json_text(j, value);
}

static void
json_actions(struct json *j, const char *key, const GPtrArray *actions)
{
	json_key(j, key);
	json_open(j, '[');
	for (guint i = 0; i < actions->len; i++) {
		const struct meeting_action *a = actions->pdata[i];

		json_open(j, '{');
		member_text(j, "kind", a->kind);
		member_text(j, "id", a->id);
		member_text(j, "title", a->title);
		member_text(j, "owner", a->owner);
		member_text(j, "due", a->due);
		member_text(j, "state", a->state);
		json_key(j, "days_overdue");
		json_int(j, a->days_late);
		json_key(j, "carried");
		json_int(j, a->carried);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void
json_kpi(struct json *j, const struct measure *m, const struct snapshot *snapshot)
{
	struct standing now;

	reading_stand(m, snapshot->today, snapshot->calendar, &now);
	json_open(j, '{');
	member_text(j, "id", m->id);
	member_text(j, "title", m->title);
	member_text(j, "owner", m->owner);
	member_text(j, "period", now.latest ? now.latest->name : NULL);
	json_key(j, "value");
	json_number(j, now.latest ? now.latest->value : NAN);
	json_key(j, "score");
	json_number(j, now.score);
	member_text(j, "colour", colour_name(now.colour));
	member_text(j, "why", now.why);
	json_close(j, '}');
	standing_clear(&now);
}

void
meeting_print_json(struct session *s, struct index *index, const struct record *meeting, const struct meeting_brief *brief)
{
	struct json *j = session_json(s, NULL);

	json_open(j, '{');
	json_key(j, "meeting");
	session_json_record(s, j, meeting);
	json_actions(j, "carried", brief->carried);
	json_key(j, "kpis");
	json_open(j, '[');
	for (guint i = 0; i < brief->kpis->len; i++)
		json_kpi(j, brief->kpis->pdata[i], index_snapshot(index));
	json_close(j, ']');
	json_actions(j, "agreed", brief->agreed);
	json_close(j, '}');
	session_json_done(s);
}
