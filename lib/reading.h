/*
 * KPIs and their readings: the series of a KPI over its yearly files, how it
 * stands, and what a new reading becomes in its file.
 *
 * Nothing is green by default: a KPI without a reading, without thresholds,
 * whose latest reading is older than it may be, or is n/a, is grey and says why.
 */
#ifndef READING_H
#define READING_H

#include "index.h"
#include "score.h"

/* What a KPI says of how it is read and judged. Texts may be NULL. */
struct measure {
	char *id, *title, *owner, *state, *measured_in;
	struct scale scale;
	double baseline;	  /* NAN when not given */
	gboolean red_is_baseline; /* no red threshold: worse than where it started is red */
	enum period_unit frequency;
	int freshness;	     /* days after the end of a period until its reading is stale */
	int decimals;	     /* -1: as written */
	gboolean ratio;	     /* readings have numerator and denominator */
	GPtrArray *readings; /* struct reading *, by period, those known on the snapshot's day */
};
struct reading {
	char *name; /* canonical name of the period */
	struct period period;
	char *text;			    /* the value as written; NULL when n/a */
	double value;			    /* NAN when n/a */
	double numerator, denominator;	    /* NAN when not given */
	char *na, *note, *source, *by, *at; /* NULL when absent */
};

/* One KPI by full id, or all (id NULL), by id: struct measure * in a new array; caller unrefs. ERR_INVALID with its name for thresholds that cannot be: see scale_check(). */
GPtrArray *reading_load(struct index *index, const char *id, GError **err);
/* From a record that is not in the index yet. Has no readings. Free with measure_free(). */
struct measure *measure_of(const struct record *kpi);
void measure_free(struct measure *m);
AUTO_FREE(measure)
const char *measure_frequency(const struct measure *m); /* "month" */

struct standing {
	enum colour colour;
	double score;		      /* NAN when not scored */
	const struct reading *latest; /* of the measure; NULL without readings */
	char *why;		      /* "74 is worse than the red threshold 75"; never NULL */
	int trend;		      /* 1 better, -1 worse than the value before, 0 the same or not known */
	gboolean stale;
};
void reading_stand(const struct measure *m, day today, const struct calendar *calendar, struct standing *out);
void standing_clear(struct standing *s);
/* The colour of one value by the measure's thresholds, whatever its age. */
enum colour reading_colour(const struct measure *m, double value);

/* ids -> GINT_TO_POINTER(enum colour), of a kind that is scored; ERR_USAGE for another. Caller unrefs. */
GHashTable *reading_colours(struct index *index, const struct kind *kind, GError **err);

/* The last n periods as bars, a blank for a missing one: "▁▃▅ ▇". Caller frees. */
char *reading_sparkline(const struct measure *m, guint n, const struct calendar *calendar);
/* A value as people read it: the KPI's decimals and unit. Caller frees. */
char *reading_say(const struct measure *m, double value, const char *text);

/* --- writing --- */

struct reading_new {
	const char *period;						  /* as typed */
	const char *value, *numerator, *denominator, *na, *source, *note; /* typed text or NULL */
};
/* A reading understood and checked against its KPI; ERR_USAGE or ERR_INVALID say what does not fit. Clear with reading_clear(). */
gboolean reading_read(const struct measure *m, const struct reading_new *new, day today, const struct calendar *calendar,
	struct reading *out, GError **err);
void reading_clear(struct reading *r);
/* The year that names the file of a period: the one it begins in, of a week the year of its ISO name. */
int reading_year(const struct period *period);
/* The reading of a period that is there already, or NULL. Borrowed. */
const struct reading *reading_find(const struct measure *m, const struct period *period);
/* Does this reading turn the KPI red: is it red, and the reading before it not? */
gboolean reading_turns_red(const struct measure *m, const struct reading *r);
/* The text of the yearly file with the reading in it; file NULL: a new one. r has its at and by. Caller frees. */
char *reading_write(const struct record *file, const struct kind *kind, const char *kpi, const struct reading *r, GError **err);

#endif
