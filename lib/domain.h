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

#define CAPA "capa"
#define CAPA_DUE "due"
#define CAPA_FIRST_DUE "first_due"
#define CAPA_REQUESTED "requested_on"
#define CAPA_REQUESTED_LATE "requested_late"
#define CAPA_CLASS "class"
#define CAPA_SITE "site"
#define CAPA_TYPE "type" /* corrective preventive both */
#define CAPA_DISCOVERED "discovered_on"
#define CAPA_CONTAINMENT "containment" /* entries: done_on */
#define CAPA_CAUSES "causes"	       /* entries: kind category */
#define CAPA_PROCESS "process"
#define CAPA_PRODUCTS "products"
#define CAPA_CHECK "effectiveness" /* map: due window */
#define CAPA_RECHECK_DUE "recheck_due"
#define CAPA_RESULTS "results" /* entries: outcome */
#define CAPA_RECURRENCE "recurrence_of"
#define CAPA_OBJECTIVE "objective"
#define CAPA_KPI "kpi"
#define CAPA_INITIATIVE "initiative"
/* Its states. */
#define CAPA_DRAFT "draft"
#define CAPA_SUBMITTED "submitted"
#define CAPA_INVESTIGATION "investigation"
#define CAPA_PLAN_REVIEW "plan_review"
#define CAPA_IMPLEMENTATION "implementation"
#define CAPA_IMPL_REVIEW "impl_review"
#define CAPA_MONITORING "monitoring"
#define CAPA_EFFECTIVENESS "effectiveness_review"
#define CAPA_CLOSED "closed"
#define CAPA_REJECTED "rejected"
#define CAPA_CANCELLED "cancelled"
#define CAPA_SUPERSEDED "superseded"
#define CAPA_VOID "void"

#define ACTION "action" /* answers a capa that is its source */
#define ACTION_SOURCE "source"
#define ACTION_FIRST_DUE "first_due"
#define ACTION_MEANS "means"
#define ACTION_TRAINING "training"
#define ACTION_DONE "done"
#define ACTION_CLOSED "closed"
#define ACTION_CANCELLED "cancelled"
#define INITIATIVE "initiative"

/* What the engines rely on, ended by a NULL kind: a test holds the built-in kinds against it. */
struct domain_field {
	const char *kind, *field;
};
extern const struct domain_field domain_fields[];

#endif
