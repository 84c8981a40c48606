/* sx audit sample: which changes somebody looks at who cannot look at all of them. */
#ifndef AUDIT_SAMPLE_H
#define AUDIT_SAMPLE_H

#include "log_source.h"

struct audit_sample {
	int random;	  /* how many are drawn by lot */
	const char *seed; /* NULL: the commit that the history is read from */
	gboolean targeted;
};
/*
 * sources: struct log_source * that stand at their first entries. A change is one commit's of one file. By lot are drawn those
 * whose SHA-256 of "SEED COMMIT PATH" is least, so that the same seed and history give the same ones, in whatever order
 * they are read, and everybody can check it with sha256sum.
 */
gboolean audit_sample(
	struct session *s, struct index *index, const GPtrArray *sources, const struct audit_sample *ask, GError **err);

#endif
