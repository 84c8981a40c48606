/* Scores and colours of KPI values, strategy formula: red scores 3.33, the target 6.67. */
#include "score.h"

#include <math.h>

const char *
colour_name(enum colour colour)
{
	static const char *const names[] = {"grey", "red", "amber", "green"};
	return names[colour];
}

gboolean
scale_complete(const struct scale *s)
{
	if (s->direction == DIRECTION_YESNO)
		return TRUE;
	if (s->direction == DIRECTION_NONE || !isfinite(s->red) || !isfinite(s->green))
		return FALSE;
	return s->direction != DIRECTION_BAND || (isfinite(s->red_high) && isfinite(s->green_high));
}

static gboolean
band_check(const struct scale *s, GError **err)
{
	if (s->red < s->green && s->green <= s->green_high && s->green_high < s->red_high)
		return TRUE;
	error_set(err, ERR_INVALID, "the limits %g, %g, %g, %g do not rise", s->red, s->green, s->green_high, s->red_high);
	error_hint(err, "from low to high a band is: red limit, target, upper target, upper red limit");
	return FALSE;
}

gboolean
scale_check(const struct scale *s, GError **err)
{
	if (s->direction == DIRECTION_NONE || s->direction == DIRECTION_YESNO)
		return TRUE;
	if (isinf(s->red) || isinf(s->green))
		return error_set(err, ERR_INVALID, "the target and the red threshold must be finite numbers");
	if (!scale_complete(s))
		return TRUE;
	if (s->direction == DIRECTION_BAND)
		return band_check(s, err);
	if (s->red == s->green) {
		error_set(err, ERR_INVALID, "the red threshold %g equals the target", s->red);
		error_hint(err, "leave room between them: a value between the two is amber");
		return FALSE;
	}
	if ((s->direction == DIRECTION_UP) != (s->green > s->red)) {
		error_set(err, ERR_INVALID, "the red threshold %g is better than the target %g where %s is better", s->red,
			s->green, s->direction == DIRECTION_UP ? "more" : "less");
		error_hint(err, "swap the two, or change the direction");
		return FALSE;
	}
	return TRUE;
}

/* One side: the sign of green - red is the direction. */
static double
line(double value, double red, double green)
{
	double w = green - red;
	double score = 10 * (value - (red - w)) / (3 * w);
	return CLAMP(score, 0, 10);
}

static gboolean
is_good(const struct scale *s, double value)
{
	return (value != 0) == (s->green != 0); /* no target, NAN, is yes */
}

double
score_value(const struct scale *s, double value)
{
	if (isnan(value) || !scale_complete(s) || !scale_check(s, NULL))
		return NAN;
	if (s->direction == DIRECTION_YESNO)
		return is_good(s, value) ? 10 : 0;
	double score = line(value, s->red, s->green);
	if (s->direction == DIRECTION_BAND)
		score = MIN(score, line(value, s->red_high, s->green_high));
	return score;
}

static enum colour
side(double value, double red, double green)
{
	double sign = green > red ? 1 : -1;
	if (sign * value >= sign * green)
		return COLOUR_GREEN;
	return sign * value < sign * red ? COLOUR_RED : COLOUR_AMBER;
}

enum colour
score_colour(const struct scale *s, double value)
{
	if (isnan(value) || !scale_complete(s) || !scale_check(s, NULL))
		return COLOUR_GREY;
	if (s->direction == DIRECTION_YESNO)
		return is_good(s, value) ? COLOUR_GREEN : COLOUR_RED;
	enum colour low = side(value, s->red, s->green);
	if (s->direction != DIRECTION_BAND)
		return low;
	return MIN(low, side(value, s->red_high, s->green_high));
}
