/* The calendar of a site, and the clock. */
#include "calendar.h"

#include <string.h>

#define DAY_SECONDS 86400
#define DAY_LAST 2932896 /* 9999-12-31: work never ends later */

struct calendar *
calendar_new(void)
{
	struct calendar *c = g_new0(struct calendar, 1);

	c->zone = g_time_zone_new_utc();
	c->workdays = 0x3e;
	c->holidays = g_hash_table_new(NULL, NULL);
	c->fiscal_start = 1;
	return c;
}

void
calendar_free(struct calendar *c)
{
	if (!c)
		return;
	g_time_zone_unref(c->zone);
	g_hash_table_unref(c->holidays);
	g_free(c);
}

/* GLib also takes offsets, POSIX rules and paths; only names of the zone database are meant here. */
static gboolean
is_zone_name(const char *name)
{
	if (g_str_equal(name, "UTC"))
		return TRUE;
	if (!g_ascii_isalpha(name[0]) || !strchr(name, '/') || strstr(name, "//"))
		return FALSE;
	for (const char *p = name; *p; p++)
		if (!g_ascii_isalnum(*p) && !strchr("/_+-", *p))
			return FALSE;
	return strlen(name) <= 64;
}

/* Reading a zone takes longer than all else of a calendar, and a process meets the same few over and over. NULL: unknown. */
static GTimeZone *
zone_of(const char *name)
{
	static GMutex lock;
	static GHashTable *known; /* name -> GTimeZone * */
	GTimeZone *zone;

	g_mutex_lock(&lock);
	if (!known)
		known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_time_zone_unref);
	zone = g_hash_table_lookup(known, name);
	if (!zone && (zone = g_time_zone_new_identifier(name)))
		g_hash_table_insert(known, g_strdup(name), zone);
	g_mutex_unlock(&lock);
	return zone ? g_time_zone_ref(zone) : NULL;
}

gboolean
calendar_set_zone(struct calendar *c, const char *name, GError **err)
{
	GTimeZone *zone = is_zone_name(name) ? zone_of(name) : NULL;

	if (!zone) {
		error_set(err, ERR_INVALID, "no time zone '%.64s' is known", name);
		error_hint(err, "use a name such as Asia/Kolkata or UTC; the system's tzdata package lists them");
		return FALSE;
	}
	g_time_zone_unref(c->zone);
	c->zone = zone;
	return TRUE;
}

void
calendar_add_holiday(struct calendar *c, day d)
{
	g_hash_table_add(c->holidays, GINT_TO_POINTER(d));
}

static gboolean
is_weekly_workday(const struct calendar *c, day d)
{
	return (c->workdays >> day_weekday(d)) & 1;
}

gboolean
calendar_is_workday(const struct calendar *c, day d)
{
	return is_weekly_workday(c, d) && !g_hash_table_contains(c->holidays, GINT_TO_POINTER(d));
}

day
calendar_add_workdays(const struct calendar *c, day d, int n)
{
	int step = n < 0 ? -1 : 1;

	while (n != 0) {
		d += step;
		if (d < -719162 || d > DAY_LAST)
			return DAY_NONE;
		if (calendar_is_workday(c, d))
			n -= step;
	}
	return d;
}

int
calendar_workdays_between(const struct calendar *c, day a, day b)
{
	GHashTableIter iter;
	gpointer key;
	int weeks, n = 0;

	if (b < a)
		return -calendar_workdays_between(c, b, a);
	weeks = (b - a) / 7;
	for (day d = a + 1; d <= b - weeks * 7; d++)
		n += is_weekly_workday(c, d);
	for (int i = 1; i <= 7; i++)
		n += weeks * (int)((c->workdays >> i) & 1);
	g_hash_table_iter_init(&iter, c->holidays);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		day d = GPOINTER_TO_INT(key);

		n -= d > a && d <= b && is_weekly_workday(c, d);
	}
	return n;
}

void
calendar_fiscal(const struct calendar *c, day d, int *start_year, int *quarter)
{
	int year, month, mday;

	day_split(d, &year, &month, &mday);
	*start_year = year - (month < c->fiscal_start);
	*quarter = (month - c->fiscal_start + 12) % 12 / 3 + 1;
}

gint64
calendar_now(void)
{
	return g_get_real_time() / G_USEC_PER_SEC;
}

static int
offset_at(const struct calendar *c, gint64 unix_seconds)
{
	return g_time_zone_get_offset(c->zone, g_time_zone_find_interval(c->zone, G_TIME_TYPE_UNIVERSAL, unix_seconds));
}

/* Whole days since 1970 in *days, the rest in seconds. */
static int
split_seconds(gint64 local, day *days)
{
	int rest = (int)(local % DAY_SECONDS);

	if (rest < 0)
		rest += DAY_SECONDS;
	*days = (day)((local - rest) / DAY_SECONDS);
	return rest;
}

day
calendar_day(const struct calendar *c, gint64 unix_seconds)
{
	day d;

	split_seconds(unix_seconds + offset_at(c, unix_seconds), &d);
	return d;
}

gint64
calendar_moment(const struct calendar *c, day d, int second)
{
	gint64 local = (gint64)d * DAY_SECONDS + second;
	int interval = g_time_zone_adjust_time(c->zone, G_TIME_TYPE_STANDARD, &local);

	return local - g_time_zone_get_offset(c->zone, interval);
}

char *
calendar_event(const struct calendar *c, gint64 unix_seconds)
{
	int offset = offset_at(c, unix_seconds) / 60; /* before railways some had seconds, which RFC 3339 has not */
	char date[11];
	day d;
	int second = split_seconds(unix_seconds + offset * 60, &d);

	day_format_into(d, date);
	return g_strdup_printf("%sT%02d:%02d:%02d%c%02d:%02d", date, second / 3600, second / 60 % 60, second % 60,
		offset < 0 ? '-' : '+', ABS(offset) / 60, ABS(offset) % 60);
}
