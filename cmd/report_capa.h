/* A report whose engine is "capa-metrics": figures of corrective and preventive action in the session's format. */
#ifndef REPORT_CAPA_H
#define REPORT_CAPA_H

#include "report.h"
#include "session.h"

struct report_capa {
	const GPtrArray *sources;		  /* struct report_source * */
	const char *filter, *as_of, *period, *by; /* as typed, or NULL */
	gboolean markdown, explain;		  /* of text: a table for a page; how each figure is worked out */
};
gboolean report_capa(struct session *s, const struct report_capa *ask, GError **err);

#endif
