/* Wilson intervals, quantiles, and numbers as people read them. */
#include "stat.h"

#include <math.h>
#include <string.h>

static const double z95 = 1.96; /* as the golden numbers have it, not the quantile in full */

struct rate
stat_rate(guint k, guint n)
{
	struct rate r = {k, n, NAN, NAN, NAN};
	if (n == 0)
		return r;
	double z2 = z95 * z95, p = (double)k / n;
	double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
	double half = z95 * sqrt(p * (1 - p) / n + z2 / (4.0 * n * n)) / (1 + z2 / n);
	r.value = p;
	r.low = k == 0 ? 0 : MAX(0, middle - half);
	r.high = k == n ? 1 : MIN(1, middle + half);
	return r;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

double
stat_quantile(double *values, guint n, double q)
{
	if (n == 0)
		return NAN;
	qsort(values, n, sizeof *values, by_size);
	double at = CLAMP(q, 0, 1) * (n - 1);
	guint below = (guint)floor(at);
	guint above = MIN(below + 1, n - 1);
	return values[below] + (at - below) * (values[above] - values[below]);
}

double
stat_mean(const double *values, guint n)
{
	double sum = 0;
	for (guint i = 0; i < n; i++)
		sum += values[i];
	return n ? sum / n : NAN;
}

char *
stat_number(double value, int digits)
{
	if (!isfinite(value))
		return g_strdup("n/a");
	char format[16], text[512];
	g_snprintf(format, sizeof format, "%%.%df", CLAMP(digits, 0, 15));
	/* The nudge makes 2.675 print as people expect although its binary value is a little less. */
	g_ascii_formatd(text, sizeof text, format, value + (value < 0 ? -1e-9 : 1e-9));
	if (text[0] == '-' && strspn(text + 1, "0.") == strlen(text + 1))
		return g_strdup(text + 1);
	return g_strdup(text);
}

char *
stat_percent(double share, int digits)
{
	if (!isfinite(share))
		return g_strdup("n/a");
	g_autofree char *number = stat_number(share * 100, digits);
	return g_strconcat(number, " %", NULL);
}
