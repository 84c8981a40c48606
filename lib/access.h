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

#endif
