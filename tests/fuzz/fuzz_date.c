/* Fuzz target: any text as a date, a moment and a period; what is understood is written so that it is understood alike. */
#include "date.h"
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_period(const char *text, const struct calendar *c)
{
	g_autofree char *name = NULL;
	struct period p, again;

	if (!period_parse(text, c, &p, NULL))
		return;
	name = period_format(&p, c);
	g_assert_true(period_parse(name, c, &again, NULL));
	g_assert_true(p.unit == again.unit && p.first == again.first && p.last == again.last && p.first <= p.last);
	g_assert_cmpint(g_ascii_strcasecmp(name, text), ==, 0);
	again = period_next(&p, 1, c);
	g_assert_true(again.first == DAY_NONE || again.first == p.last + 1);
}

static void
check_event(const char *text)
{
	g_autofree char *written = NULL;
	gint64 seconds, again;
	int offset, offset_again;

	if (!event_parse(text, &seconds, &offset, NULL))
		return;
	written = event_format(seconds, offset);
	g_assert_true(event_parse(written, &again, &offset_again, NULL));
	g_assert_true(seconds == again && offset == offset_again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = size ? g_strndup((const char *)data + 1, size - 1) : g_strdup("");
	AUTO(calendar) c = calendar_new();
	g_autofree char *echo = NULL;
	day today = day_make(2026, 11, 20), d;

	c->fiscal_start = size ? data[0] % 12 + 1 : 1;
	c->workdays = size ? data[0] & 0xfe : 0;
	if (date_read(text, today, c, &d, NULL)) {
		g_assert_true(d >= day_make(1, 1, 1) && d <= day_make(9999, 12, 31));
		echo = date_echo(d, today);
	}
	check_period(text, c);
	check_event(text);
	return 0;
}
