/* How a KPI stands: its colour and the reason for it, the trend, the line of bars. */
#include "reading.h"
#include "stat.h"

#include <math.h>
#include <string.h>

enum colour
reading_colour(const struct measure *m, double value)
{
	return score_colour(&m->scale, value);
}

char *
reading_say(const struct measure *m, double value, const char *text)
{
	const char *in = m->measured_in ? m->measured_in : "";
	g_autofree char *number = NULL;

	if (isnan(value))
		return g_strdup("-");
	if (text && m->decimals < 0)
		number = g_strdup(text);
	else
		number = m->decimals >= 0 ? stat_number(value, m->decimals) : g_strdup_printf("%.10g", value);
	return g_strconcat(number, *in ? " " : "", in, NULL);
}

static gboolean
is_stale(const struct measure *m, const struct reading *latest, day today, const struct calendar *calendar)
{
	struct period next = period_next(&latest->period, 1, calendar);

	return today > next.last + m->freshness;
}

static const char *
missing_threshold(const struct scale *s)
{
	if (s->direction == DIRECTION_NONE)
		return "it is watched, not judged";
	if (s->direction == DIRECTION_BAND)
		return "it has not all four limits of a band";
	return isnan(s->green) ? "it has no target" : "it has no red threshold";
}

/* Inside or outside what: of a band the side that decides. */
static char *
reason(const struct measure *m, const struct reading *r, enum colour colour)
{
	const struct scale *s = &m->scale;
	g_autofree char *value = reading_say(m, r->value, r->text);
	double green = s->green, red = s->red;

	if (s->direction == DIRECTION_YESNO)
		return g_strdup_printf("%s is %s", value, colour == COLOUR_GREEN ? "good" : "bad");
	if (s->direction == DIRECTION_BAND && r->value > s->green_high) {
		green = s->green_high;
		red = s->red_high;
	}
	g_autofree char *target = reading_say(m, green, NULL), *limit = reading_say(m, red, NULL);
	const char *what = s->direction == DIRECTION_BAND ? "limit" : "target";
	const char *threshold = m->red_is_baseline ? "baseline" : "red threshold";
	if (colour == COLOUR_GREEN && s->direction == DIRECTION_BAND)
		return g_strdup_printf("%s is inside its limits", value);
	if (colour == COLOUR_GREEN)
		return g_strdup_printf(
			"%s is %s the target %s", value, r->value == s->green ? "exactly" : "at or better than", target);
	if (colour == COLOUR_RED)
		return g_strdup_printf("%s is worse than the %s %s", value, threshold, limit);
	return g_strdup_printf("%s is between the %s %s and the %s %s", value, what, target, threshold, limit);
}

/* The latest value before the last reading. */
static const struct reading *
value_before(const struct measure *m, guint at)
{
	while (at-- > 0) {
		const struct reading *r = m->readings->pdata[at];
		if (!isnan(r->value))
			return r;
	}
	return NULL;
}

static int
trend(const struct measure *m, const struct reading *now, const struct reading *before)
{
	if (!before || isnan(now->value) || now->value == before->value || m->scale.direction == DIRECTION_NONE)
		return 0;
	if (m->scale.direction == DIRECTION_BAND) {
		double is = score_value(&m->scale, now->value), was = score_value(&m->scale, before->value);
		return (is > was) - (is < was);
	}
	gboolean up = m->scale.direction == DIRECTION_UP || (m->scale.direction == DIRECTION_YESNO && m->scale.green != 0);
	return (now->value > before->value) == up ? 1 : -1;
}

void
reading_stand(const struct measure *m, day today, const struct calendar *calendar, struct standing *out)
{
	guint n = m->readings->len;
	const struct reading *latest = n ? m->readings->pdata[n - 1] : NULL;
	g_autoptr(GError) bad = NULL;

	*out = (struct standing){COLOUR_GREY, NAN, latest, NULL, 0, FALSE};
	if (!latest) {
		out->why = g_strdup("it has no reading");
		return;
	}
	out->trend = trend(m, latest, value_before(m, n - 1));
	out->stale = is_stale(m, latest, today, calendar);
	if (out->stale)
		out->why = g_strdup_printf("the latest reading, of %s, is stale", latest->name);
	else if (isnan(latest->value))
		out->why = g_strdup_printf("%s is n/a: %s", latest->name, latest->na ? latest->na : "no value");
	else if (!scale_complete(&m->scale))
		out->why = g_strdup(missing_threshold(&m->scale));
	else if (!scale_check(&m->scale, &bad))
		out->why = g_strdup(bad->message);
	if (out->why)
		return;
	out->score = score_value(&m->scale, latest->value);
	out->colour = score_colour(&m->scale, latest->value);
	out->why = reason(m, latest, out->colour);
}

void
standing_clear(struct standing *s)
{
	g_clear_pointer(&s->why, g_free);
}

static const struct reading *
of_period(const struct measure *m, const struct period *p)
{
	for (guint i = m->readings->len; i-- > 0;) {
		const struct reading *r = m->readings->pdata[i];
		if (r->period.first == p->first && r->period.last == p->last)
			return r;
	}
	return NULL;
}

const struct reading *
reading_find(const struct measure *m, const struct period *period)
{
	return of_period(m, period);
}

gboolean
reading_turns_red(const struct measure *m, const struct reading *r)
{
	const struct reading *before = NULL;

	for (guint i = 0; i < m->readings->len; i++) {
		const struct reading *other = m->readings->pdata[i];
		if (other->period.first < r->period.first && !isnan(other->value))
			before = other;
	}
	return reading_colour(m, r->value) == COLOUR_RED && (!before || reading_colour(m, before->value) != COLOUR_RED);
}

char *
reading_sparkline(const struct measure *m, guint n, const struct calendar *calendar)
{
	static const char *const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	GString *out = g_string_new(NULL);
	double low = INFINITY, high = -INFINITY;

	if (!m->readings->len)
		return g_string_free(out, FALSE);
	const struct reading *last = m->readings->pdata[m->readings->len - 1], *first = m->readings->pdata[0];
	for (int pass = 0; pass < 2; pass++)
		for (int back = (int)n - 1; back >= 0; back--) {
			struct period p = period_next(&last->period, -back, calendar);
			const struct reading *r = of_period(m, &p);
			if (p.first < first->period.first)
				continue;
			if (pass == 0 && r && !isnan(r->value)) {
				low = MIN(low, r->value);
				high = MAX(high, r->value);
			} else if (pass == 1) {
				int bar =
					r && !isnan(r->value) && high > low ? (int)((r->value - low) / (high - low) * 7.999) : 3;
				g_string_append(out, r && !isnan(r->value) ? bars[CLAMP(bar, 0, 7)] : " ");
			}
		}
	return g_string_free(out, FALSE);
}
