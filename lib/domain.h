/*
 * The kinds that engines in C know by name, and their fields: here and nowhere
 * else. Everything else about them is data of schema/kinds/.
 */
#ifndef DOMAIN_H
#define DOMAIN_H

#define KPI "kpi"
#define KPI_DIRECTION "direction" /* up down band yesno unscored */
#define KPI_BASELINE "baseline"
#define KPI_TARGET "target"
#define KPI_RED "red"
#define KPI_RED_LOW "red_low"
#define KPI_GREEN_LOW "green_low"
#define KPI_GREEN_HIGH "green_high"
#define KPI_RED_HIGH "red_high"
#define KPI_FREQUENCY "frequency"
#define KPI_FRESHNESS "freshness"
#define KPI_MEASURED_IN "measured_in"
#define KPI_DECIMALS "decimals"
#define KPI_OVER_TIME "over_time"
#define KPI_RATIO "ratio" /* a value of over_time */

#define READING "reading"
#define READING_KPI "kpi"
#define READING_YEAR "year"
#define READING_LIST "readings" /* entries: period value numerator denominator na at by source note */

#define MEETING "meeting"
#define MEETING_SERIES "series"
#define MEETING_DATE "date"
#define MEETING_TEMPLATE "template"
#define MEETING_AGENDA "agenda" /* entries: item type minutes about */
#define MEETING_CARRIED "carried"
#define MEETING_KPIS "kpis"
#define MEETING_CHAIR "chair"
#define MEETING_PREVIOUS "previous"
#define MEETING_LINK "meeting" /* the field by which actions and decisions point to one */

/* What the engines rely on, ended by a NULL kind: a test holds the built-in kinds against it. */
struct domain_field {
	const char *kind, *field;
};
extern const struct domain_field domain_fields[];

#endif
