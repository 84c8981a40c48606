/*
 * A calendar day without a zone, counted from 1970-01-01. day_parse() takes
 * only 2026-11-30, the stored form; what people type is read by date.h.
 */
#ifndef DAY_H
#define DAY_H

#include "error.h"

typedef int day; /* days since 1970-01-01 */
#define DAY_NONE G_MININT

gboolean day_parse(const char *text, day *out, GError **err);
void day_split(day d, int *year, int *month, int *mday);
day day_make(int year, int month, int mday); /* DAY_NONE when impossible; years 1..9999 */
int day_weekday(day d);			     /* 1 Monday .. 7 Sunday */
void day_iso_week(day d, int *year, int *week);
day day_add_months(day d, int months); /* 31 Jan + 1 month = 28 or 29 Feb */
char *day_format(day d);	       /* "2026-11-30", caller frees */
void day_format_into(day d, char out[11]);

#endif
