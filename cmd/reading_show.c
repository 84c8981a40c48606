/* sx kpi show: what a KPI is, how it stands, its series, and what is being done about it. */
#include "ageing.h"
#include "command.h"
#include "domain.h"
#include "reading.h"
#include "stat.h"
#include <math.h>

static struct {
	int last;
} opt = {.last = 12};

static const struct option options[] = {{"last", 'n', OPTION_INT, &opt.last, "N", "so many periods; 0 for all"}, {0}};

static enum rows_tone
tone_of(enum colour colour)
{
	static const enum rows_tone tones[] = {TONE_DIM, TONE_BAD, TONE_WARN, TONE_GOOD};

	return tones[colour];
}

static guint
first_shown(const struct measure *m)
{
	guint n = m->readings->len;

	return opt.last > 0 && n > (guint)opt.last ? n - opt.last : 0;
}

static void
say_threshold(struct session *s, const struct measure *m, const char *name, double value)
{
	g_autofree char *text = NULL;

	if (isnan(value))
		return;
	text = reading_say(m, value, NULL);
	session_say(s, "%-10s %s", name, text);
}

static void
print_definition(struct session *s, const struct measure *m)
{
	gboolean band = m->scale.direction == DIRECTION_BAND;

	session_say(s, "%s  %s", m->id, m->title ? m->title : "");
	session_say(s, "%-10s %s", "owner", m->owner ? m->owner : "nobody");
	session_say(s, "%-10s every %s", "read", measure_frequency(m));
	say_threshold(s, m, "baseline", m->baseline);
	say_threshold(s, m, band ? "green from" : "target", m->scale.green);
	say_threshold(s, m, "green to", band ? m->scale.green_high : NAN);
	say_threshold(s, m, band ? "red below" : "red", m->red_is_baseline ? NAN : m->scale.red);
	say_threshold(s, m, "red above", band ? m->scale.red_high : NAN);
}

static void
print_standing(struct session *s, const struct measure *m, const struct standing *now, const struct calendar *calendar)
{
	g_autofree char *line = reading_sparkline(m, opt.last > 0 ? opt.last : 24, calendar);
	g_autofree char *score = stat_number(now->score, 2);
	static const char *const trends[] = {"worse than before", "", "better than before"};

	session_say(s, "%s", "");
	session_tone(s, tone_of(now->colour), colour_name(now->colour));
	session_say(s, ": %s", now->why);
	if (!isnan(now->score))
		session_say(s, "%-10s %s of 10%s%s", "score", score, now->trend ? ", " : "", trends[now->trend + 1]);
	if (*line)
		session_say(s, "%-10s %s", "series", line);
}

static void
print_readings(struct session *s, const struct measure *m)
{
	AUTO(rows) rows = NULL;

	if (!m->readings->len)
		return;
	session_say(s, "%s", "");
	rows = session_rows(s);
	rows_column(rows, "period", "PERIOD", ROWS_TEXT);
	rows_column(rows, "value", "VALUE", ROWS_TEXT);
	rows_column(rows, "colour", "COLOUR", ROWS_TEXT);
	rows_column(rows, "by", "BY", ROWS_TEXT);
	rows_column(rows, "note", "NOTE", ROWS_TEXT);
	for (guint i = first_shown(m); i < m->readings->len; i++) {
		const struct reading *r = m->readings->pdata[i];
		g_autofree char *value = reading_say(m, r->value, r->text);
		enum colour colour = reading_colour(m, r->value);

		rows_begin(rows);
		rows_text(rows, r->name);
		if (s->format == FORMAT_TEXT)
			rows_text(rows, r->na ? "n/a" : value);
		else
			rows_text(rows, r->text);
		rows_tone(rows, tone_of(colour));
		rows_text(rows, colour_name(colour));
		rows_text(rows, r->by);
		rows_text(rows, r->na ? r->na : r->note);
		rows_end(rows);
	}
	session_rows_done(s, rows);
}

/* Open records that point to the KPI and have a due day, latest first. */
static struct db_query *
select_linked(struct index *index, const char *id, GError **err)
{
	struct db_query *q = db_prepare(index_db(index),
		"select distinct r.id, r.title, r.owner, r.due, r.state, r.site from link l join record r on r.rid = l.rid "
		"where l.target = ?1 and r.open and r.due is not null order by r.due, r.id",
		err);

	if (q)
		db_bind_text(q, 1, id);
	return q;
}

static int
days_late(struct index *index, struct db_query *q)
{
	day due;

	return day_parse(db_text(q, 3), &due, NULL) ? ageing_today(index_snapshot(index), db_text(q, 5)) - due : 0;
}

static gboolean
print_linked(struct session *s, struct index *index, const char *id, GError **err)
{
	static const char *const heads[] = {"ID", "TITLE", "OWNER", "DUE", "STATE"};
	static const char *const names[] = {"id", "title", "owner", "due", "state"};
	AUTO(db_query) q = select_linked(index, id, err);
	AUTO(rows) rows = NULL;
	gboolean row;

	for (;;) {
		if (!q || !db_step(q, &row, err))
			return FALSE;
		if (!row)
			break;
		if (!rows) {
			session_say(s, "%s", "");
			rows = session_rows(s);
			for (guint i = 0; i < G_N_ELEMENTS(names); i++)
				rows_column(rows, names[i], heads[i], ROWS_TEXT);
		}
		rows_begin(rows);
		for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
			rows_tone(rows, i == 3 && days_late(index, q) > 0 ? TONE_BAD : TONE_PLAIN);
			rows_text(rows, db_text(q, i));
		}
		rows_end(rows);
	}
	if (rows)
		session_rows_done(s, rows);
	return TRUE;
}

static void
member_number(struct json *j, const char *key, double value)
{
	json_key(j, key);
	json_number(j, value);
}

static void
member_text(struct json *j, const char *key, const char *value)
{
	json_key(j, key);
	json_text(j, value);
}

static void
json_readings(struct json *j, const struct measure *m)
{
	json_key(j, "readings");
	json_open(j, '[');
	for (guint i = first_shown(m); i < m->readings->len; i++) {
		const struct reading *r = m->readings->pdata[i];

		json_open(j, '{');
		member_text(j, "period", r->name);
		member_number(j, "value", r->value);
		member_number(j, "numerator", r->numerator);
		member_number(j, "denominator", r->denominator);
		member_text(j, "na", r->na);
		member_number(j, "score", score_value(&m->scale, r->value));
		member_text(j, "colour", colour_name(reading_colour(m, r->value)));
		member_text(j, "by", r->by);
		member_text(j, "at", r->at);
		member_text(j, "source", r->source);
		member_text(j, "note", r->note);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static gboolean
json_linked(struct json *j, struct index *index, const char *id, GError **err)
{
	static const char *const names[] = {"id", "title", "owner", "due", "state"};
	AUTO(db_query) q = select_linked(index, id, err);
	gboolean row;

	json_key(j, "linked");
	json_open(j, '[');
	for (;;) {
		if (!q || !db_step(q, &row, err))
			return FALSE;
		if (!row)
			break;
		json_open(j, '{');
		for (guint i = 0; i < G_N_ELEMENTS(names); i++)
			member_text(j, names[i], db_text(q, i));
		json_key(j, "days_overdue");
		json_int(j, MAX(0, days_late(index, q)));
		json_close(j, '}');
	}
	json_close(j, ']');
	return TRUE;
}

static gboolean
print_json(struct session *s, struct index *index, const struct measure *m, const struct standing *now, GError **err)
{
	struct json *j = session_json(s, NULL);
	gboolean band = m->scale.direction == DIRECTION_BAND;

	json_open(j, '{');
	member_text(j, "id", m->id);
	member_text(j, "title", m->title);
	member_text(j, "owner", m->owner);
	member_text(j, "state", m->state);
	member_text(j, "measured_in", m->measured_in);
	member_text(j, "frequency", measure_frequency(m));
	member_number(j, "baseline", m->baseline);
	member_number(j, band ? "green_low" : "target", m->scale.green);
	member_number(j, band ? "red_low" : "red", m->scale.red);
	if (band) {
		member_number(j, "green_high", m->scale.green_high);
		member_number(j, "red_high", m->scale.red_high);
	}
	member_text(j, "period", now->latest ? now->latest->name : NULL);
	member_number(j, "value", now->latest ? now->latest->value : NAN);
	member_number(j, "score", now->score);
	member_text(j, "colour", colour_name(now->colour));
	member_text(j, "why", now->why);
	json_key(j, "stale");
	json_bool(j, now->stale);
	json_key(j, "trend");
	json_int(j, now->trend);
	json_readings(j, m);
	if (!json_linked(j, index, m->id, err))
		return FALSE;
	json_close(j, '}');
	session_json_done(s);
	return TRUE;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct index *index = session_index(s, err);
	g_autoptr(GPtrArray) all = NULL;
	struct found found = {0};
	const struct snapshot *snapshot;
	struct standing now;

	if (argc != 1)
		return error_set(err, ERR_USAGE, argc ? "one KPI at a time" : "which KPI? 'sx list kpi' shows those there are");
	if (!index || !index_find(index, s->kind, argv[0], &found, err))
		return ERR_NOT_FOUND;
	all = reading_load(index, found.id, err);
	found_clear(&found);
	if (!all || !all->len)
		return ERR_IO;
	snapshot = index_snapshot(index);
	reading_stand(all->pdata[0], snapshot->today, snapshot->calendar, &now);
	if (s->format == FORMAT_JSON) {
		print_json(s, index, all->pdata[0], &now, err);
	} else {
		if (s->format == FORMAT_TEXT) {
			print_definition(s, all->pdata[0]);
			print_standing(s, all->pdata[0], &now, snapshot->calendar);
		}
		print_readings(s, all->pdata[0]);
		if (s->format == FORMAT_TEXT)
			print_linked(s, index, ((struct measure *)all->pdata[0])->id, err);
	}
	standing_clear(&now);
	return 0;
}

const struct command cmd_reading_show = {"KPI", options, run, "id"};
