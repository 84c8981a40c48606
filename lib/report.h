/*
 * Reports as data: a file of schema/reports/ (or .sx/reports/ of the
 * repository) lists parts, each a table of groups by columns; this engine
 * reads and computes any of them. The format:
 *
 *	report: NAME   help: SENTENCE
 *	parts:
 *	  - title, kind, by: FIELD (of groups), filter: FILTER (optional)
 *	    columns:
 *	      - name, head, help, bad: true (a number worth a warning), and one of
 *	        count: FILTER                           records that match
 *	        rate: {of: FILTER, is: FILTER}          a share, with its interval
 *	        sum: FIELD
 *	        on_time | completion: {promise: [FIELD...], within: [FIELD...], ended: FIELD, dropped: {FIELD: [VALUE...]}}
 *	        slip: the same and quantile: 0..1       days
 *	        colour: [red ...] | share: [red ...]    records whose score has the colour
 *
 * Or, instead of parts, "engine: NAME", one of report_engines, for figures that columns cannot say, and what settings that
 * one takes; such a report has no parts, and report_run() is not for it.
 *
 * {month} {quarter} {year} in a filter or head is the period of the report's day. Of several
 * fields the first with a value counts.
 */
#ifndef REPORT_H
#define REPORT_H

#include "cohort.h"
#include "fleet.h"
#include "query.h"

enum report_measure {
	REPORT_COUNT,
	REPORT_RATE,
	REPORT_SUM,
	REPORT_ON_TIME,
	REPORT_COMPLETION,
	REPORT_SLIP,
	REPORT_COLOUR,
	REPORT_SHARE
};

struct report_column {
	const char *name, *help;
	char *head; /* periods filled in */
	gboolean bad;
	enum report_measure measure;
	char *of, *is; /* filters, periods filled in; or NULL */
	const char *sum;
	const char *const *promise, *const *within; /* fields, NULL-ended */
	const char *ended;
	const char *dropped_field, *const *dropped; /* or NULL */
	double quantile;
	const char *const *colours;
};
struct report_part {
	const char *title, *by, *filter; /* filter may be NULL */
	const struct kind *kind;
	GPtrArray *columns; /* struct report_column * */
};
struct report {
	const char *name, *help;
	GPtrArray *parts;   /* struct report_part * */
	const char *engine; /* or NULL */
	struct doc *doc;
	struct pool *pool;
};

extern const char *const report_engines[]; /* NULL-ended */
/* A whole number from 1 among the report's settings; otherwise when it is not there. ERR_INVALID for what is none. */
gboolean report_setting(const struct report *report, const char *name, int otherwise, int *out, GError **err);

/* Names of all reports: char *, sorted; caller unrefs. */
GPtrArray *report_names(struct snapshot *snapshot, GError **err);
/* ERR_NOT_FOUND naming the nearest; ERR_INVALID with a place. */
struct report *report_read(struct snapshot *snapshot, const char *name, GError **err);
/* The report as one repository has it, to be asked of the records of another, in that one's periods. */
struct report *report_read_for(struct snapshot *snapshot, struct snapshot *of, const char *name, GError **err);
void report_free(struct report *report);
AUTO_FREE(report)

struct report_scope {
	const char *by;	    /* group by this field of any kind instead; "" for one row over all; NULL: as the report says */
	const char *filter; /* or NULL */
	const struct period *period; /* promises of this period only; NULL: of all time */
	const char *actor;	     /* for is:mine; or NULL */
	gboolean several;	     /* asked of several repositories, though but one answers */
};
struct report_cell {
	double value;	  /* NAN: unknown */
	struct rate rate; /* of REPORT_RATE, ON_TIME, COMPLETION, SHARE: value is its value */
};
struct report_row {
	char *group;
	struct report_cell *cells; /* one a column */
};
struct report_table {
	const struct report_part *part;
	const char *by;	 /* "" for one row */
	GPtrArray *rows; /* struct report_row *, by group; the last is the total when there are several groups */
	char *left_out;	 /* why the part cannot answer this scope, or NULL */
};
/* A repository that is asked. */
struct report_source {
	struct report *report; /* read for its snapshot */
	struct plant *plant;   /* whose index is open */
	struct report_scope scope;
};
/*
 * One table a part, over all sources (struct report_source *, at least one), as if their records were of one repository.
 * Among several, "repository" is a field to group by, and a field or value that only some know is empty or nobody's in the
 * others, with a note of the plant. A filter that the first part's kind does not know is an error, later parts are left out with a sentence; records without the field grouped by are the group "(none)". Caller unrefs.
 */
GPtrArray *report_run(const GPtrArray *sources, GError **err);

/* Is this column a share of a number of cases? */
gboolean report_is_rate(const struct report_column *column);

#endif
