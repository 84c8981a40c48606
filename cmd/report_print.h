/* A computed report in the session's format. */
#ifndef REPORT_PRINT_H
#define REPORT_PRINT_H

#include "report.h"
#include "session.h"

struct report_print {
	const struct report *report;
	const GPtrArray *tables; /* struct report_table * */
	const struct snapshot *snapshot;
	gboolean markdown; /* of text: tables for a page */
	gboolean explain;  /* of text: what each figure is, and the intervals of rates */
};
void report_print(struct session *s, const struct report_print *print);

#endif
