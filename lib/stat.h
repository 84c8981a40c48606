/*
 * Small statistics: what a rate of few cases is worth, and quantiles.
 * Nothing here fails; values are computed in full precision and never rounded.
 */
#ifndef STAT_H
#define STAT_H

#include <glib.h>

/* A share k of n with its Wilson 95 % interval. n 0: nothing is known, all three are NAN. */
struct rate {
	guint k, n;
	double value, low, high;
};
struct rate stat_rate(guint k, guint n);

/* The q quantile (0..1) of n values, linear between neighbours (R's type 7). Sorts values. n 0: NAN. */
double stat_quantile(double *values, guint n, double q);
double stat_mean(const double *values, guint n);

/* "66.7 %", "n/a": for people, half away from zero. Caller frees. */
char *stat_percent(double share, int digits);
/* A number rounded half away from zero, point as decimal sign whatever the locale, no "-0". Caller frees. */
char *stat_number(double value, int digits);

#endif
