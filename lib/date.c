/* What people type for days, and events. */
#include "date.h"
#include "text.h"

#include <string.h>

static const char *const weekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
static const char *const weekday_names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/* DAY_NONE when the year has no such week. */
static day
week_day(int year, int week, int weekday)
{
	day fourth = day_make(year, 1, 4); /* always in week 1 */
	int real_year, real_week;
	day d;

	if (fourth == DAY_NONE || week < 1 || weekday < 1 || weekday > 7)
		return DAY_NONE;
	d = fourth - day_weekday(fourth) + 1 + (week - 1) * 7;
	day_iso_week(d, &real_year, &real_week);
	return real_year == year && real_week == week ? d + weekday - 1 : DAY_NONE;
}

static day
read_week(const char *s)
{
	gsize length = strlen(s);

	if ((length != 8 && length != 10) || s[4] != '-' || s[5] != 'w' || (length == 10 && s[8] != '-'))
		return DAY_NONE;
	return week_day(text_digits(s, 4), text_digits(s + 6, 2), length == 10 ? text_digits(s + 9, 1) : 1);
}

static day
read_word(const char *s, day today, gboolean past, const struct calendar *calendar)
{
	struct period p;

	for (int i = 0; i < 7; i++)
		if (g_str_equal(s, weekdays[i]))
			return today + (i + 7 - day_weekday(today)) % 7 + 1 - (past ? 7 : 0);
	if (g_str_equal(s, "today"))
		return today;
	if (g_str_equal(s, "tomorrow"))
		return today + 1;
	if (g_str_equal(s, "yesterday"))
		return today - 1;
	if (g_str_equal(s, "eow"))
		p = period_of(today, PERIOD_WEEK, calendar);
	else if (g_str_equal(s, "eom"))
		p = period_of(today, PERIOD_MONTH, calendar);
	else if (g_str_equal(s, "eoq"))
		p = period_of(today, PERIOD_FISCAL_QUARTER, calendar);
	else if (g_str_equal(s, "eoy"))
		p = period_of(today, PERIOD_FISCAL_YEAR, calendar);
	else
		return DAY_NONE;
	return p.last;
}

/* "+3d" and the like. */
static day
read_distance(const char *s, day today, const struct calendar *calendar)
{
	gsize n = strspn(s + 1, "0123456789");
	const char *unit = s + 1 + n;
	int count;

	if ((s[0] != '+' && s[0] != '-') || n < 1 || n > 4)
		return DAY_NONE;
	count = text_digits(s + 1, (int)n) * (s[0] == '-' ? -1 : 1);
	if (g_str_equal(unit, "d"))
		return today + count;
	if (g_str_equal(unit, "w"))
		return today + count * 7;
	if (g_str_equal(unit, "m"))
		return day_add_months(today, count);
	if (g_str_equal(unit, "y"))
		return day_add_months(today, count * 12);
	if (g_str_equal(unit, "wd"))
		return calendar_add_workdays(calendar, today, count);
	return DAY_NONE;
}

static gboolean
read_day(const char *text, day today, gboolean past, const struct calendar *calendar, day *out, GError **err)
{
	g_autofree char *s = g_ascii_strdown(text, -1);
	day d = DAY_NONE;

	if (strlen(s) == 10 && text_digits(s, 4) >= 0 && s[4] == '-' && s[7] == '-')
		return day_parse(s, out, err);
	if (g_ascii_isdigit(s[0]))
		d = read_week(s);
	else if (g_ascii_isalpha(s[0]))
		d = read_word(s, today, past, calendar);
	else if (s[0])
		d = read_distance(s, today, calendar);
	if (d == DAY_NONE || d < day_make(1, 1, 1) || d > day_make(9999, 12, 31)) {
		error_set(err, ERR_USAGE, "'%.40s' is not understood as a day", text);
		error_hint(err, "write 2026-11-30, today, tomorrow, fri, +3d, +2w, +1m, +5wd, 2026-W48 or eom");
		return FALSE;
	}
	*out = d;
	return TRUE;
}

gboolean
date_read(const char *text, day today, const struct calendar *calendar, day *out, GError **err)
{
	return read_day(text, today, FALSE, calendar, out, err);
}

gboolean
date_read_past(const char *text, day today, const struct calendar *calendar, day *out, GError **err)
{
	return read_day(text, today, TRUE, calendar, out, err);
}

char *
date_echo(day d, day today)
{
	g_autofree char *date = day_format(d);
	const char *weekday = weekday_names[day_weekday(d) - 1];
	int distance = d - today;

	if (ABS(distance) <= 1)
		return g_strdup_printf("%s (%s, %s)", date, weekday,
			distance < 0 ? "yesterday"
			: distance   ? "tomorrow"
				     : "today");
	if (distance < 0)
		return g_strdup_printf("%s (%s, %d days ago)", date, weekday, -distance);
	return g_strdup_printf("%s (%s, in %d days)", date, weekday, distance);
}

/* ---- events ---- */

static gboolean
refuse_event(const char *text, GError **err)
{
	error_set(err, ERR_INVALID, "'%.40s' is not a moment", text);
	error_hint(err, "write moments as 2026-11-20T22:17:05+05:30, or as 'today 22:17'");
	return FALSE;
}

/* Minutes of "Z" or "+05:30" in *minutes. */
static gboolean
read_offset(const char *s, int *minutes)
{
	int hour, minute;

	*minutes = 0;
	if (g_str_equal(s, "Z"))
		return TRUE;
	if (strlen(s) != 6 || (s[0] != '+' && s[0] != '-') || s[3] != ':')
		return FALSE;
	hour = text_digits(s + 1, 2);
	minute = text_digits(s + 4, 2);
	*minutes = (hour * 60 + minute) * (s[0] == '-' ? -1 : 1);
	return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59;
}

gboolean
event_parse(const char *text, gint64 *unix_seconds, int *offset_minutes, GError **err)
{
	char date[11] = "";
	int hour, minute, second, offset;
	day d;

	if (strlen(text) < 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || !read_offset(text + 19, &offset))
		return refuse_event(text, err);
	memcpy(date, text, 10);
	hour = text_digits(text + 11, 2);
	minute = text_digits(text + 14, 2);
	second = text_digits(text + 17, 2);
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || !day_parse(date, &d, NULL))
		return refuse_event(text, err);
	*unix_seconds = (gint64)d * 86400 + hour * 3600 + minute * 60 + second - offset * 60;
	*offset_minutes = offset;
	return TRUE;
}

/* "22:17" or "22:17:05" in seconds; -1 for none. */
static int
read_clock(const char *text)
{
	gsize n = strlen(text);
	int hour = text_digits(text, 2), minute = n > 4 && text[2] == ':' ? text_digits(text + 3, 2) : -1;
	int second = n == 5 ? 0 : n == 8 && text[5] == ':' ? text_digits(text + 6, 2) : -1;

	return hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59
		       ? -1
		       : hour * 3600 + minute * 60 + second;
}

char *
event_read(const char *text, day today, const struct calendar *calendar, GError **err)
{
	const char *blank = strchr(text, ' ');
	const char *time = blank ? blank : strlen(text) > 11 && text[10] == 'T' ? text + 10 : NULL;
	g_autofree char *date = time ? g_strndup(text, time - text) : NULL;
	int second = time ? read_clock(time + 1) : -1;
	gint64 moment;
	int offset;
	day d;

	if (event_parse(text, &moment, &offset, second < 0 ? err : NULL))
		return g_strdup(text);
	if (second < 0 || !date_read(date, today, calendar, &d, err))
		return NULL;
	moment = calendar_moment(calendar, d, second);
	return calendar_event(calendar, moment);
}

char *
event_format(gint64 unix_seconds, int offset_minutes)
{
	gint64 local = unix_seconds + offset_minutes * 60;
	int second = (int)(local % 86400);
	char date[11];

	if (second < 0)
		second += 86400;
	day_format_into((day)((local - second) / 86400), date);
	return g_strdup_printf("%sT%02d:%02d:%02d%c%02d:%02d", date, second / 3600, second / 60 % 60, second % 60,
		offset_minutes < 0 ? '-' : '+', ABS(offset_minutes) / 60, ABS(offset_minutes) % 60);
}
