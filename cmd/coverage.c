/* What an answer over several repositories rests on. */
#include "coverage.h"
#include "session_own.h"
#include <string.h>

#define DAY_SECONDS (24 * 60 * 60)

gboolean
coverage_stale(const struct session *s, const struct plant *plant, int days)
{
	return plant->state == PLANT_OK && plant->fetched && !s->at &&
	       calendar_now() - plant->fetched > (gint64)days * DAY_SECONDS;
}

char *
coverage_age(gint64 then)
{
	static const struct {
		gint64 seconds;
		const char *name;
	} units[] = {{DAY_SECONDS, "day"}, {60 * 60, "hour"}, {60, "minute"}};
	gint64 age = MAX(calendar_now() - then, 0);

	for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
		gint64 n = age / units[i].seconds;

		if (n > 1 || (n == 1 && i))
			return g_strdup_printf("%" G_GINT64_FORMAT " %s%s", n, units[i].name, n == 1 ? "" : "s");
		if (n == 1)
			return g_strdup_printf("%" G_GINT64_FORMAT " hours", age / units[1].seconds);
	}
	return g_strdup("a minute");
}

static void
json_time(struct json *j, const char *key, gint64 time)
{
	g_autofree char *text = time ? event_format(time, 0) : NULL;

	json_key(j, key);
	json_text(j, text);
}

static void
json_plant(struct session *s, struct json *j, const struct plant *plant)
{
	const struct snapshot *snapshot = plant->snapshot;
	char hex[OID_HEX];

	if (snapshot)
		oid_hex(&snapshot->commit, hex);
	json_open(j, '{');
	json_key(j, "repository");
	json_text(j, plant->name);
	json_key(j, "site");
	json_text(j, snapshot ? snapshot->site : NULL);
	json_key(j, "state");
	json_text(j, plant_states[plant->state]);
	json_key(j, "stale");
	json_bool(j, coverage_stale(s, plant, COVERAGE_STALE));
	json_key(j, "why");
	json_text(j, plant->why);
	json_key(j, "commit");
	json_text(j, snapshot && !oid_is_zero(&snapshot->commit) ? hex : NULL);
	json_time(j, "changed", snapshot ? snapshot->commit_time : 0);
	json_time(j, "fetched", plant->fetched);
	json_key(j, "notes");
	json_open(j, '[');
	for (guint i = 0; i < plant->notes->len; i++)
		json_text(j, plant->notes->pdata[i]);
	json_close(j, ']');
	json_close(j, '}');
}

void
coverage_json(struct session *s, struct json *j)
{
	const GPtrArray *plants = s->own->fleet->plants;

	json_key(j, "coverage");
	json_open(j, '[');
	for (guint i = 0; i < plants->len; i++)
		json_plant(s, j, plants->pdata[i]);
	json_close(j, ']');
}

/* ", last changed 2 hours to 5 days ago (goa)": how old the youngest and the oldest are. */
static char *
ages(const struct fleet *fleet)
{
	const struct plant *plant, *oldest = NULL, *youngest = NULL;
	g_autofree char *low = NULL, *high = NULL;

	for (guint i = 0; (plant = fleet_next(fleet, &i));) {
		if (!plant->snapshot->commit_time)
			continue;
		if (!oldest || plant->snapshot->commit_time < oldest->snapshot->commit_time)
			oldest = plant;
		if (!youngest || plant->snapshot->commit_time > youngest->snapshot->commit_time)
			youngest = plant;
	}
	if (!oldest)
		return g_strdup("");
	low = coverage_age(youngest->snapshot->commit_time);
	high = coverage_age(oldest->snapshot->commit_time);
	if (g_str_equal(low, high))
		return g_strdup_printf(", last changed %s ago", high);
	return g_strdup_printf(", last changed %s to %s ago (%s)", low, high, oldest->name);
}

typedef void (*say_fn)(struct session *s, const char *format, ...);

static void
say_plant(struct session *s, const struct plant *plant, say_fn say)
{
	if (plant->state == PLANT_SAME)
		say(s, "  %s is not counted: %s", plant->name, plant->why);
	else if (plant->state != PLANT_OK)
		say(s, "  %s is %s: %s", plant->name, plant_states[plant->state], plant->why);
	else if (coverage_stale(s, plant, COVERAGE_STALE)) {
		g_autofree char *age = coverage_age(plant->fetched);

		say(s, "  %s is stale: it was last fetched %s ago", plant->name, age);
	}
	for (guint i = 0; i < plant->notes->len; i++)
		say(s, "  %s: %s", plant->name, (const char *)plant->notes->pdata[i]);
}

static void
say_all(struct session *s, const struct fleet *fleet, say_fn say)
{
	guint answered = fleet_answered(fleet), asked = fleet_asked(fleet);
	g_autofree char *age = s->at ? g_strdup_printf(", as of %s", s->at) : ages(fleet);

	if (answered == asked)
		say(s, "%u %s%s", asked, asked == 1 ? "repository" : "repositories", age);
	else
		say(s, "%u of %u repositories%s", answered, asked, age);
	for (guint i = 0; i < fleet->plants->len; i++)
		say_plant(s, fleet->plants->pdata[i], say);
}

int
coverage_end(struct session *s, int status)
{
	const struct fleet *fleet = s->own->fleet;
	gboolean incomplete;

	if (!s->with || !fleet)
		return status;
	incomplete = fleet_answered(fleet) < fleet_asked(fleet);
	if (s->format == FORMAT_TEXT) {
		if (s->out->len)
			session_say(s, "%s", "");
		say_all(s, fleet, session_say);
	} else if (s->format == FORMAT_CSV && incomplete) {
		say_all(s, fleet, session_warn);
	}
	return incomplete ? MAX(status, ERR_NOT_FOUND) : status;
}

static void
put_in_front(GPtrArray *columns, const char *name)
{
	for (guint i = 0; i < columns->len; i++)
		if (columns->pdata[i] && g_str_equal(columns->pdata[i], name))
			return;
	g_ptr_array_insert(columns, 0, (gpointer)g_intern_string(name));
}

void
coverage_columns(struct session *s, const struct fleet *fleet, GPtrArray *columns)
{
	if (!fleet->several)
		return;
	if (s->format != FORMAT_TEXT || !fleet_sites_tell(fleet))
		put_in_front(columns, "repository");
	put_in_front(columns, "site");
}

void
coverage_heads(struct rows *rows, const GPtrArray *columns)
{
	for (guint i = 0; i < columns->len; i++) {
		g_autofree char *head = g_ascii_strup(columns->pdata[i], -1);

		rows_column(rows, columns->pdata[i], head, ROWS_TEXT);
	}
}

void
coverage_cells(struct rows *rows, const GPtrArray *columns, const struct plant *plant, const char *site)
{
	for (guint i = 0; i < columns->len; i++)
		rows_text(rows, g_str_equal(columns->pdata[i], "repository") ? plant->name : site ? site : plant->site);
}
