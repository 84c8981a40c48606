/* Periods: days, weeks, months, quarters and years, of the calendar and of the fiscal year. */
#include "date.h"
#include "text.h"

#include <string.h>

static int
unit_months(enum period_unit unit)
{
	switch (unit) {
	case PERIOD_MONTH:
		return 1;
	case PERIOD_QUARTER:
	case PERIOD_FISCAL_QUARTER:
		return 3;
	case PERIOD_YEAR:
	case PERIOD_FISCAL_YEAR:
		return 12;
	default:
		return 0;
	}
}

static int
unit_days(enum period_unit unit)
{
	return unit == PERIOD_WEEK ? 7 : 1;
}

/* The period of a unit from its first day; nothing when it would leave the years 1 to 9999. */
static struct period
period_from(day first, enum period_unit unit)
{
	day end = day_make(9999, 12, 31), last = DAY_NONE;
	int months = unit_months(unit);

	if (first != DAY_NONE && !months) {
		last = first + unit_days(unit) - 1;
	} else if (first != DAY_NONE) {
		day last_month = day_add_months(first, months - 1);
		day next = last_month == DAY_NONE ? DAY_NONE : day_add_months(last_month, 1);

		if (last_month != DAY_NONE)
			last = next == DAY_NONE ? end : next - 1;
	}
	if (last == DAY_NONE || first < day_make(1, 1, 1) || last > end)
		return (struct period){unit, DAY_NONE, DAY_NONE};
	return (struct period){unit, first, last};
}

struct period
period_of(day d, enum period_unit unit, const struct calendar *calendar)
{
	int year, month, mday, start = unit == PERIOD_FISCAL_QUARTER || unit == PERIOD_FISCAL_YEAR ? calendar->fiscal_start : 1;
	int months = unit_months(unit);

	if (unit == PERIOD_DAY)
		return period_from(d, unit);
	if (unit == PERIOD_WEEK)
		return period_from(d - day_weekday(d) + 1, unit);
	day_split(d, &year, &month, &mday);
	return period_from(day_add_months(d - mday + 1, -((month - start + 12) % months)), unit);
}

struct period
period_next(const struct period *p, int n, const struct calendar *calendar)
{
	gint64 distance = (gint64)n * MAX(unit_months(p->unit), unit_days(p->unit));

	if (ABS(distance) > 3660000)
		return (struct period){p->unit, DAY_NONE, DAY_NONE};
	if (unit_months(p->unit))
		return period_from(day_add_months(p->first, (int)distance), p->unit);
	return period_from(p->first + (int)distance, p->unit);
}

/* The quarter of "-Q3", 0 for the end of the text, -1 for anything else. */
static int
read_quarter(const char *s)
{
	if (!*s)
		return 0;
	return s[0] == '-' && s[1] == 'Q' && s[2] >= '1' && s[2] <= '4' && !s[3] ? s[2] - '0' : -1;
}

static const struct period none = {PERIOD_DAY, DAY_NONE, DAY_NONE};

static struct period
read_fiscal(const char *s, const struct calendar *calendar)
{
	int year = text_digits(s, 4), quarter;
	const char *rest = s + 4;
	day first;

	if (year < 1)
		return none;
	if (calendar->fiscal_start != 1) {
		if (rest[0] != '-' || text_digits(rest + 1, 2) != (year + 1) % 100)
			return none;
		rest += 3;
	}
	quarter = read_quarter(rest);
	first = day_make(year, calendar->fiscal_start, 1);
	if (quarter == 0)
		return period_from(first, PERIOD_FISCAL_YEAR);
	if (quarter > 0)
		return period_from(day_add_months(first, (quarter - 1) * 3), PERIOD_FISCAL_QUARTER);
	return none;
}

static day
read_week(const char *s, const struct calendar *calendar)
{
	day d;

	/* One grammar of weeks: date_read() needs no day to understand "2025-W40". */
	return strlen(s) == 8 && date_read(s, 0, calendar, &d, NULL) ? d : DAY_NONE;
}

static struct period
read_period(const char *s, const struct calendar *calendar)
{
	int year = text_digits(s, 4), quarter;
	gsize length = strlen(s);
	day d;

	if (g_str_has_prefix(s, "FY"))
		return read_fiscal(s + 2, calendar);
	if (year < 1)
		return none;
	quarter = read_quarter(s + 4);
	if (quarter == 0)
		return period_from(day_make(year, 1, 1), PERIOD_YEAR);
	if (quarter > 0)
		return period_from(day_make(year, quarter * 3 - 2, 1), PERIOD_QUARTER);
	if (s[5] == 'W')
		return period_from(read_week(s, calendar), PERIOD_WEEK);
	if (length == 7 && s[4] == '-')
		return period_from(day_make(year, text_digits(s + 5, 2), 1), PERIOD_MONTH);
	return period_from(day_parse(s, &d, NULL) ? d : DAY_NONE, PERIOD_DAY);
}

gboolean
period_parse(const char *text, const struct calendar *calendar, struct period *out, GError **err)
{
	g_autofree char *s = g_ascii_strup(text, -1);
	struct period p = read_period(s, calendar);

	if (p.first == DAY_NONE) {
		error_set(err, ERR_INVALID, "'%.40s' is not a period", text);
		error_hint(err, "write 2025, 2025-Q3, 2025-10, 2025-W40, 2025-10-07, %s",
			calendar->fiscal_start == 1 ? "FY2025 or FY2025-Q4" : "FY2025-26 or FY2025-26-Q4");
		return FALSE;
	}
	*out = p;
	return TRUE;
}

static char *
format_fiscal(const struct period *p, const struct calendar *calendar)
{
	g_autofree char *name = NULL;
	int year, quarter;

	calendar_fiscal(calendar, p->first, &year, &quarter);
	if (calendar->fiscal_start == 1)
		name = g_strdup_printf("FY%04d", year);
	else
		name = g_strdup_printf("FY%04d-%02d", year, (year + 1) % 100);
	return p->unit == PERIOD_FISCAL_YEAR ? g_steal_pointer(&name) : g_strdup_printf("%s-Q%d", name, quarter);
}

char *
period_format(const struct period *p, const struct calendar *calendar)
{
	int year, month, mday;

	day_split(p->first, &year, &month, &mday);
	switch (p->unit) {
	case PERIOD_WEEK:
		day_iso_week(p->first, &year, &month);
		return g_strdup_printf("%04d-W%02d", year, month);
	case PERIOD_MONTH:
		return g_strdup_printf("%04d-%02d", year, month);
	case PERIOD_QUARTER:
		return g_strdup_printf("%04d-Q%d", year, (month + 2) / 3);
	case PERIOD_YEAR:
		return g_strdup_printf("%04d", year);
	case PERIOD_FISCAL_QUARTER:
	case PERIOD_FISCAL_YEAR:
		return format_fiscal(p, calendar);
	default:
		return day_format(p->first);
	}
}
