/*
 * Looking for a pattern in the texts of every repository that is asked: each
 * on its own thread, the hits then in the order they are printed.
 *
 *	search_begin(&answer, pattern);
 *	search_run(&answer, filter, by, some, &err);
 *	for each of answer.picks: the text is in its search, the record is asked of search->record
 *	search_end(&answer);
 */
#ifndef SEARCH_H
#define SEARCH_H

#include "regex.h"
#include "session.h"
#include "stream.h"

/* A record that matches. */
struct hit {
	gint64 rid;
	gsize text, length, start; /* where in texts; where in the text the first match begins */
	char *group;		   /* of the field grouped by; NULL: none */
};
/* What is looked for in one repository. */
struct search {
	struct plant *plant;
	struct regex *regex;	 /* its own: one matches on one thread at a time */
	struct index *index;	 /* whose texts were all read; else the plant's */
	GArray *hits;		 /* struct hit */
	GString *texts;		 /* of the hits: finding one again would take longer than to keep it */
	struct db_query *record; /* id, kind, title, path, site of ?1, a rid */
};
/* A hit in the order it is printed. */
struct pick {
	struct search *search;
	guint hit;
};
struct searches {
	struct fleet *fleet;
	GHashTable *of; /* struct plant * -> struct search * */
	GArray *picks;	/* struct pick */
};

void search_begin(struct searches *searches, struct fleet *fleet, const char *pattern);
void search_end(struct searches *searches);
/* ask NULL: all records, plant by plant; else those it leaves, in its order. Its columns: rid, body, and what becomes the group, if anything. */
gboolean search_run(struct searches *searches, const struct stream_ask *ask, GError **err);

#endif
