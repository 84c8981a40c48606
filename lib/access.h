/*
 * Access: what people may do, whether they use it, and when somebody else last found that it is still right.
 *
 *	g_autoptr(GPtrArray) all = access_list(index, &err);	struct access *, in order of ids; none where no kind is people's
 *
 * A review is the step `review` of a person. It is due so many days after the last one as the configuration says
 * (access_review), and where there was none, after the record came into the history; nothing is due where it does not say.
 */
#ifndef ACCESS_H
#define ACCESS_H

#include "entry.h"

struct access {
	struct record *record;
	gint64 last;	   /* when the newest commit of one of his addresses says it was made, unix seconds; 0: there is none */
	int last_offset;   /* minutes east */
	day reviewed, due; /* DAY_NONE: never; nothing is due */
};

/* Calls index_history(). ERR_INTEGRITY in a clone whose history is cut off. Caller unrefs. */
GPtrArray *access_list(struct index *index, GError **err);
/* Does he decide or sign, so that a review is asked for: active, with roles or keys? */
gboolean access_asks(const struct access *access);
/* Reviews that are overdue, as problems of rule "P04"; none, and nothing is read, where the configuration asks for none. */
gboolean access_check(struct index *index, GPtrArray *problems, GError **err);

/*
 * The register: from when to when somebody had a role, and who gave and took it. Whoever leaves has none from then on, and those of
 * his record again when he is back.
 */
struct access_act {   /* what a commit says of itself */
	char *by;     /* person id, else the e-mail; NULL: it did not happen */
	char *at;     /* RFC 3339, in the zone of who made it */
	char *reason; /* or NULL; of one made past sx its subject, when that is all it says */
	char *commit; /* hex */
	gint64 moment;
};
struct access_span {
	char *person, *name;
	char *role; /* NULL: to be an active person, and record changes */
	struct access_act given, taken;
};
/*
 * struct access_span *, by person, of each in the order in which they were given. Calls index_history(). ERR_INTEGRITY in a clone whose history
 * is cut off. Caller unrefs.
 */
GPtrArray *access_spans(struct index *index, GError **err);

#endif
