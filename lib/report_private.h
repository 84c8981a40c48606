/* What report_run.c and report_pass.c share: a part being computed, what its columns gather. */
#ifndef REPORT_PRIVATE_H
#define REPORT_PRIVATE_H

#include "report.h"
#include "score.h"

/* One part being computed. */
struct run {
	const GPtrArray *sources;
	guint nth;			    /* part of the reports */
	const struct report_source *source; /* being read, and its index, scope and part */
	struct index *index;
	const struct report_scope *scope;
	const struct report_part *part;
	GError *failure;	/* what the source does not know of a filter */
	const char *by;		/* "" for one group */
	const char *column;	/* what `by` is in the source: NULL when it has no such field */
	GHashTable *groups;	/* name -> struct report_row * */
	struct report_row *all; /* the total */
	GHashTable *colours;	/* id -> colour, once asked for */
};
/* What one column gathers for one group. */
struct tally {
	guint k, n;
	double sum;
	struct cohort cohort;
};

struct job;
/* One measure over the records of a pass: one record to a tally. */
typedef void (*each)(struct run *r, const struct job *job, struct tally *t, struct db_query *q);

/* What a column comes to: of each group, and of all. */
struct sums {
	GHashTable *groups; /* name -> struct tally * */
	struct tally all;
};
struct job {
	const struct report_column *column;
	each add;
	int *at; /* where its columns stand in the query */
	struct sums *sums;
};
/* All measures over the same records read them once. */
struct pass {
	char *filter;	  /* or NULL */
	GPtrArray *names; /* columns of the query; the first is the group */
	GPtrArray *jobs;
};

/* Puts a column's measures into the passes of their filters; new passes are added, freed with report_pass_free(). */
void report_pass_plan(struct run *r, GPtrArray *passes, const struct report_column *c, struct sums *sums);
gboolean report_pass_run(struct run *r, const struct pass *pass, GError **err);
void report_pass_free(gpointer pass);

#endif
