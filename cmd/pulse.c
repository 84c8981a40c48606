/* `sx` alone: what needs attention. */
#include "pulse.h"
#include "attention.h"
#include "reading.h"

#define MOST_URGENT 5
#define SOON 14 /* days */

struct pulse {
	gint64 records;		       /* 0: there are none */
	gint64 overdue, week, blocked; /* records; week: due until its end, today's too */
	gint64 waiting, conflicts;     /* that wait for a step of mine, for a decision */
	guint stale, red;	       /* KPIs */
	guint edits;		       /* by hand, not recorded */
};

static gboolean
count(struct index *index, const char *where, gint64 *out, GError **err)
{
	g_autofree char *sql = g_strdup_printf("select count(*) from record where %s", where);
	AUTO(db_query) q = db_prepare(index_db(index), sql, err);
	gboolean row;

	if (!q || !db_step(q, &row, err))
		return FALSE;
	*out = db_int(q, 0);
	return TRUE;
}

static gboolean
count_blocked(struct index *index, const struct attention *weights, gint64 *out, GError **err)
{
	AUTO(db_query) q = db_prepare(index_db(index), "select state, count(*) from record where open group by state", err);
	gboolean row = q != NULL;

	while (q && db_step(q, &row, err) && row)
		*out += attention_blocked(weights, db_text(q, 0)) ? db_int(q, 1) : 0;
	return q && !row && !(err && *err);
}

/* What I may verify, approve, decide of others; what anybody may, when nobody knows me. */
static gboolean
count_waiting(struct session *s, struct index *index, gint64 *out, GError **err)
{
	static const char *const columns[] = {"rid", NULL};
	AUTO(query) query = query_parse("is:waiting", NULL, index, session_actor(s), err);
	struct selection selection = {.query = query, .columns = columns, .unordered = TRUE};
	AUTO(db_query) q = query ? query_select(index, &selection, err) : NULL;
	gboolean row = FALSE;

	while (q && db_step(q, &row, err) && row)
		(*out)++;
	return q && !row && !(err && *err);
}

static gboolean
count_kpis(struct index *index, struct pulse *pulse, GError **err)
{
	const struct snapshot *snapshot = index_snapshot(index);
	g_autoptr(GPtrArray) measures = reading_load(index, NULL, err);

	for (guint i = 0; measures && i < measures->len; i++) {
		struct standing standing;

		reading_stand(measures->pdata[i], snapshot->today, snapshot->calendar, &standing);
		pulse->stale += standing.stale || !standing.latest;
		pulse->red += standing.colour == COLOUR_RED;
		standing_clear(&standing);
	}
	return measures != NULL;
}

static gboolean
take(struct session *s, struct index *index, const struct attention *weights, struct pulse *pulse, GError **err)
{
	struct snapshot *snapshot = index_snapshot(index);
	g_autofree char *late = ageing_where(snapshot, 0), *week = ageing_where(snapshot, 8 - day_weekday(snapshot->today));
	const GPtrArray *edits = snapshot_edits(snapshot, err);

	if (!edits || !count(index, late, &pulse->overdue, err) || !count(index, week, &pulse->week, err))
		return FALSE;
	pulse->week -= pulse->overdue;
	pulse->edits = edits->len;
	return count(index, "rid = (select rid from record limit 1)", &pulse->records, err) &&
	       count(index, "conflicts", &pulse->conflicts, err) && count_waiting(s, index, &pulse->waiting, err) &&
	       count_blocked(index, weights, &pulse->blocked, err) && count_kpis(index, pulse, err);
}

static void
json(struct session *s, const struct pulse *pulse)
{
	struct json *j = session_json(s, NULL);

	json_open(j, '{');
	json_key(j, "overdue");
	json_int(j, pulse->overdue);
	json_key(j, "due_this_week");
	json_int(j, pulse->week);
	json_key(j, "blocked");
	json_int(j, pulse->blocked);
	json_key(j, "waiting");
	json_int(j, pulse->waiting);
	json_key(j, "conflicts");
	json_int(j, pulse->conflicts);
	json_key(j, "red");
	json_int(j, pulse->red);
	json_key(j, "stale");
	json_int(j, pulse->stale);
	json_key(j, "edits");
	json_int(j, pulse->edits);
	json_close(j, '}');
	session_json_done(s);
}

/* One figure and the command that shows what is behind it; nothing of what there is none of. */
static void
line(struct rows *rows, enum rows_tone tone, gint64 n, const char *what, const char *command)
{
	if (!n)
		return;
	rows_begin(rows);
	rows_tone(rows, tone);
	rows_int(rows, n);
	rows_text(rows, what);
	rows_tone(rows, TONE_DIM);
	rows_text(rows, command);
	rows_end(rows);
}

static struct rows *
table(struct session *s)
{
	struct rows *rows = session_rows(s);

	rows_header(rows, FALSE);
	return rows;
}

static void
print_figures(struct session *s, const struct pulse *pulse)
{
	AUTO(rows) rows = table(s);

	rows_column(rows, "count", "", ROWS_INT);
	rows_column(rows, "what", "", ROWS_TEXT);
	rows_column(rows, "command", "", ROWS_TEXT);
	line(rows, TONE_BAD, pulse->overdue, "overdue", "sx overdue");
	line(rows, TONE_PLAIN, pulse->week, "due this week", "sx list due:today..eow");
	line(rows, TONE_WARN, pulse->blocked, "blocked", "sx list state:blocked");
	line(rows, TONE_WARN, pulse->waiting,
		pulse->waiting == 1 ? "waits for another than its owner" : "wait for another than their owner",
		"sx list is:waiting");
	line(rows, TONE_BAD, pulse->conflicts, pulse->conflicts == 1 ? "waits for a decision" : "wait for a decision",
		"sx conflicts");
	line(rows, TONE_BAD, pulse->red, pulse->red == 1 ? "KPI is red" : "KPIs are red", "sx report status");
	line(rows, TONE_WARN, pulse->stale, pulse->stale == 1 ? "KPI has no fresh reading" : "KPIs have no fresh reading",
		"sx report status");
	line(rows, TONE_PLAIN, pulse->edits, pulse->edits == 1 ? "edit is not recorded" : "edits are not recorded", "sx status");
	if (!rows_count(rows) && s->format == FORMAT_TEXT)
		session_say(s, "%s",
			pulse->records
				? "nothing needs attention"
				: "no records here: 'sx init FOLDER' makes a repository for them, 'sx help' shows the manual");
	session_rows_done(s, rows);
}

/* What is due soon, of one owner or of all; an empty array when nothing is. */
static GPtrArray *
urgent(struct index *index, const struct attention *weights, const char *owner, GError **err)
{
	GPtrArray *items = attention_list(index, weights, &(struct attention_scope){.owner = owner, .limit = MOST_URGENT}, err);

	for (guint i = 0; items && i < items->len;) {
		if (((struct attention_item *)items->pdata[i])->days_left > SOON)
			g_ptr_array_remove_index(items, i);
		else
			i++;
	}
	return items;
}

static void
print_items(struct session *s, const GPtrArray *items, gboolean mine)
{
	AUTO(rows) rows = NULL;

	session_say(s, mine ? "\nyours, most urgent first" : "\nmost urgent");
	rows = table(s);
	rows_column(rows, "id", "", ROWS_TEXT);
	rows_column(rows, "title", "", ROWS_TEXT);
	if (!mine)
		rows_column(rows, "owner", "", ROWS_TEXT);
	rows_column(rows, "due", "", ROWS_TEXT);
	for (guint i = 0; i < items->len; i++) {
		const struct attention_item *item = items->pdata[i];

		rows_begin(rows);
		rows_text(rows, item->id);
		rows_text(rows, item->title);
		if (!mine)
			rows_text(rows, item->owner);
		rows_tone(rows, item->days_left < 0			  ? TONE_BAD
				: item->days_left > (item->clock ? 2 : 0) ? TONE_PLAIN
									  : TONE_WARN);
		rows_text(rows, item->clock ? item->clock : item->due);
		rows_end(rows);
	}
	session_rows_done(s, rows);
}

/* Yours; who has nothing urgent sees what others have. */
static gboolean
print_urgent(struct session *s, struct index *index, const struct attention *weights, GError **err)
{
	const char *actor = session_actor(s);
	g_autoptr(GPtrArray) mine = urgent(index, weights, actor, err);
	g_autoptr(GPtrArray) all = NULL;

	if (!mine)
		return FALSE;
	if (mine->len || !actor) {
		if (mine->len)
			print_items(s, mine, actor != NULL);
		return TRUE;
	}
	all = urgent(index, weights, NULL, err);
	if (all && all->len)
		print_items(s, all, FALSE);
	return all != NULL;
}

int
pulse_run(struct session *s, GError **err)
{
	g_autoptr(GError) none = NULL;
	struct pulse pulse = {0};
	struct index *index;
	AUTO(attention) weights = NULL;

	if (!session_repo(s, &none) && error_status(none) == ERR_NOT_FOUND && s->format == FORMAT_TEXT && !s->git_dir) {
		session_say(s, "no repository here: 'sx init' makes one, 'sx clone' copies one, 'sx help' shows the manual");
		return 0;
	}
	index = session_index(s, err);
	weights = index ? attention_read(session_snapshot(s, err), err) : NULL;
	if (!weights || !take(s, index, weights, &pulse, err))
		return ERR_IO;
	if (s->format == FORMAT_JSON)
		json(s, &pulse);
	else
		print_figures(s, &pulse);
	if (s->format == FORMAT_TEXT)
		print_urgent(s, index, weights, err);
	return 0;
}
