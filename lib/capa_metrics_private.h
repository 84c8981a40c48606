/* What capa_metrics*.c share: one group being computed. */
#ifndef CAPA_METRICS_PRIVATE_H
#define CAPA_METRICS_PRIVATE_H

#include "capa_metrics.h"
#include "domain.h"

struct calc {
	const struct capa_facts *facts;
	const struct capa_ask *ask;
	day from, to; /* within the facts' day */
	const char *group;
	GPtrArray *own; /* struct capa_fact * asked for, of the group, that count */
	GPtrArray *out;
};
/* Figures. part is copied, note is kept as it is. */
void capa_put(struct calc *c, const char *name, const char *part, double value, gint64 k, gint64 n, const char *note);
void capa_put_count(struct calc *c, const char *name, const char *part, guint count);
void capa_put_share(struct calc *c, const char *name, const char *part, guint k, guint n);
/* The q quantile of days, struct int's. */
void capa_put_quantile(struct calc *c, const char *name, const GArray *days, double q);
void capa_put_unknown(struct calc *c, const char *name);

/* From one day to another, when both are known. */
void capa_add_days(GArray *days, day from, day to);

/* Counts by a name. Rows come sorted by name. Free with g_hash_table_unref(). */
GHashTable *capa_counts_new(void);
void capa_counts_add(GHashTable *counts, const char *prefix, const char *name);
void capa_put_counts(struct calc *c, const char *name, GHashTable *counts);

gboolean capa_within(const struct calc *c, day d);
/* Is it a step between these states? NULL: any. */
gboolean capa_step_is(const struct capa_step *step, const char *from, const char *to);
/* The day of the first or last step between states in any time; DAY_NONE. */
day capa_step_day(const struct capa_fact *fact, const char *from, const char *to, gboolean last);
const struct capa_step *capa_step_at(const struct capa_fact *fact, guint i);

/* The metrics, by what they look at. */
void capa_metrics_stock(struct calc *c);  /* M1 M2 */
void capa_metrics_time(struct calc *c);	  /* M3 M4 M5 */
void capa_metrics_effect(struct calc *c); /* M6 to M9 */
void capa_metrics_work(struct calc *c);	  /* M10 to M13 */
void capa_metrics_mix(struct calc *c);	  /* M14 to M17 */
void capa_metrics_trust(struct calc *c);  /* M18 to M20 */

#endif
