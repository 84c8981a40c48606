/*
 * Looking for a pattern in the texts of every repository that is asked: each
 * on its own thread, the hits then in the order they are printed.
 *
 *	search_begin(&answer, pattern);
 *	search_run(&answer, ask, &err);
 *	for each of answer.picks: its hit, and the lines of that, are in what was found
 *	search_settle(&answer, &same, &err);     before any of it is told: edits by hand are not waited for before
 *	search_end(&answer);
 */
#ifndef SEARCH_H
#define SEARCH_H

#include "arena.h"
#include "regex.h"
#include "session.h"
#include "stream.h"

/* What is printed of a record besides its lines. */
enum cell { CELL_ID, CELL_KIND, CELL_TITLE, CELL_PATH, CELL_SITE, CELLS };

/* A line in which a match begins. */
struct line {
	int number;	  /* from 1 */
	const char *text; /* without blanks at its ends */
};
/* A record that matches. */
struct hit {
	gint64 rid;
	const char *cells[CELLS]; /* each may be NULL */
	const char *group;	  /* of the field grouped by; NULL: none */
	guint first, n;		  /* its lines */
};
/* What one thread has found. */
struct finds {
	struct regex *regex; /* its own: one matches on one thread at a time */
	GArray *hits;	     /* struct hit */
	GArray *lines;	     /* struct line */
	struct arena *words; /* of the hits and the lines */
};
/* What is looked for in one repository. */
struct search {
	struct plant *plant;
	struct finds found[2];
	struct index_reading reading;
	struct index *index; /* until search_settle() */
};
/* A hit in the order it is printed. */
struct pick {
	struct search *search;
	struct finds *found;
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
/* *same: what was picked holds; else it has been picked anew. Once it has been settled it holds. */
gboolean search_settle(struct searches *searches, gboolean *same, GError **err);

#endif
