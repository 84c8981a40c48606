/* A calendar day without a zone. */
#include "day.h"

#include <string.h>

static gboolean
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Years counted from March put the leap day last, so one formula serves every month (Hinnant, days_from_civil). */
static day
day_of(int year, int month, int mday)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int year_of_era = y - era * 400;
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + mday - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

void
day_split(day d, int *year, int *month, int *mday)
{
	gint64 z = (gint64)d + 719468;
	gint64 era = (z >= 0 ? z : z - 146096) / 146097;
	int day_of_era = (int)(z - era * 146097);
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int from_march = (5 * day_of_year + 2) / 153;

	*mday = day_of_year - (153 * from_march + 2) / 5 + 1;
	*month = from_march < 10 ? from_march + 3 : from_march - 9;
	*year = (int)(year_of_era + era * 400) + (*month <= 2);
}

day
day_make(int year, int month, int mday)
{
	if (year < 1 || year > 9999 || month < 1 || month > 12 || mday < 1 || mday > month_days(year, month))
		return DAY_NONE;
	return day_of(year, month, mday);
}

static int
number(const char *s, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++)
		value = value * 10 + (s[i] - '0');
	return value;
}

static gboolean
looks_like_day(const char *text)
{
	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
		return FALSE;
	for (int i = 0; i < 10; i++)
		if (i != 4 && i != 7 && !g_ascii_isdigit(text[i]))
			return FALSE;
	return TRUE;
}

gboolean
day_parse(const char *text, day *out, GError **err)
{
	int year, month, mday;
	day d;

	if (!looks_like_day(text)) {
		error_set(err, ERR_INVALID, "'%.40s' is not a day", text);
		error_hint(err, "write days as 2026-11-30");
		return FALSE;
	}
	year = number(text, 4);
	month = number(text + 5, 2);
	mday = number(text + 8, 2);
	d = day_make(year, month, mday);
	if (d == DAY_NONE) {
		error_set(err, ERR_INVALID, "there is no day '%s'", text);
		if (year >= 1 && month >= 1 && month <= 12)
			error_hint(err, "%04d-%02d has %d days", year, month, month_days(year, month));
		return FALSE;
	}
	*out = d;
	return TRUE;
}

int
day_weekday(day d)
{
	int n = (d + 3) % 7; /* 1970-01-01 was a Thursday */

	return (n < 0 ? n + 7 : n) + 1;
}

void
day_iso_week(day d, int *year, int *week)
{
	day thursday = d - day_weekday(d) + 4; /* a week belongs to the year of its Thursday */
	int month, mday;

	day_split(thursday, year, &month, &mday);
	*week = (thursday - day_of(*year, 1, 1)) / 7 + 1;
}

day
day_add_months(day d, int months)
{
	int year, month, mday;
	gint64 count;

	day_split(d, &year, &month, &mday);
	count = (gint64)year * 12 + month - 1 + months;
	if (count < 12 || count >= 10000 * 12)
		return DAY_NONE;
	year = (int)(count / 12);
	month = (int)(count % 12) + 1;
	return day_of(year, month, MIN(mday, month_days(year, month)));
}

void
day_format_into(day d, char out[11])
{
	int year, month, mday;

	day_split(d, &year, &month, &mday);
	if (year < 1 || year > 9999)
		g_strlcpy(out, "----------", 11);
	else
		g_snprintf(out, 11, "%04d-%02d-%02d", year, month, mday);
}

char *
day_format(day d)
{
	char *out = g_malloc(11);

	day_format_into(d, out);
	return out;
}
