/* Overdue by the record's own site's day, and ageing buckets. */
#include "ageing.h"

#include <string.h>

const char *const ageing_names[AGEING_BUCKETS] = {"1-7", "8-30", "31-60", "61-90", ">90"};

void
ageing_add(struct ageing *a, int days_late)
{
	static const int ends[AGEING_BUCKETS - 1] = {7, 30, 60, 90};
	guint i = 0;
	if (days_late < 1)
		return;
	while (i < AGEING_BUCKETS - 1 && days_late > ends[i])
		i++;
	a->buckets[i]++;
	a->total++;
	a->oldest = MAX(a->oldest, days_late);
}

day
ageing_today(const struct snapshot *snapshot, const char *site)
{
	return site && snapshot->moment ? calendar_day(snapshot_calendar(snapshot, site), snapshot->moment) : snapshot->today;
}

gint64
ageing_now(const struct snapshot *snapshot, const char *site)
{
	return snapshot->moment ? snapshot->moment
				: calendar_moment(snapshot_calendar(snapshot, site), snapshot->today + 1, 0) - 1;
}

gboolean
ageing_one_day(const struct snapshot *snapshot)
{
	const GPtrArray *sites = snapshot->config->sites;

	for (guint i = 0; i < sites->len; i++)
		if (ageing_today(snapshot, ((const struct site *)sites->pdata[i])->code) != snapshot->today)
			return FALSE;
	return TRUE;
}

/* The latest day it is at any site, and " when SITE then DAY" of those where it is another than here. */
static char *
other_days(const struct snapshot *snapshot, int later, day *latest)
{
	const GPtrArray *sites = snapshot->config->sites;
	GString *sql = g_string_new(NULL);
	char text[11];

	*latest = snapshot->today;
	for (guint i = 0; sites && i < sites->len; i++) {
		const struct site *site = sites->pdata[i];
		day today = ageing_today(snapshot, site->code);
		if (today == snapshot->today || strchr(site->code, '\''))
			continue;
		day_format_into(today + later, text);
		g_string_append_printf(sql, " when '%s' then '%s'", site->code, text);
		*latest = MAX(*latest, today);
	}
	return g_string_free(sql, FALSE);
}

char *
ageing_today_sql(const struct snapshot *snapshot, const char *column, int later)
{
	char text[11];
	day latest;
	g_autofree char *others = other_days(snapshot, later, &latest);

	day_format_into(snapshot->today + later, text);
	if (!column || !*others)
		return g_strdup_printf("'%s'", text);
	return g_strdup_printf("(case %s%s else '%s' end)", column, others, text);
}

char *
ageing_where(const struct snapshot *snapshot, int slack)
{
	char text[11];
	day latest;
	g_autofree char *others = other_days(snapshot, slack, &latest);
	g_autofree char *today = ageing_today_sql(snapshot, "site", slack);

	/* The first bound is for the index on due days; the second decides. */
	day_format_into(latest + slack, text);
	if (!*others)
		return g_strdup_printf("open = 1 and due < '%s'", text);
	return g_strdup_printf("open = 1 and due < '%s' and due < %s", text, today);
}
