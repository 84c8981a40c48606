/*
 * A repository's records, readings and history as the tables of a PostgreSQL
 * schema, for programs that draw charts. Many repositories share the tables;
 * every row says of which one it is.
 *
 *	AUTO(pg) pg = pg_open(target, &err);
 *	struct publish p = {.schema = "sx", .name = name};
 *	publish(index, pg, &p, &err);          index: of HEAD without edits, snapshot_head()
 *	publish_clear(&p);
 *
 * What the tables hold is decided by the commit alone: not by the day, the
 * clone, its edits or what was published before. They are brought from the
 * commit they hold to the index's by the difference of the trees and the
 * commits between; all rows of the repository are written anew where that
 * commit is not to be found or the schema of the repository is another. Either
 * way it is one transaction: a reader sees the old state or the new one, and
 * what is interrupted has not been. Tables and columns are added before it, in
 * a transaction of their own, so that nobody waits for their locks.
 *
 * The tables are those of sx-publish(1).
 */
#ifndef PUBLISH_H
#define PUBLISH_H

#include "index.h"
#include "pg.h"

struct publish {
	/* asked */
	const char *schema, *name; /* of the schema of the database; of the repository in it */
	gboolean anew;		   /* all of it, and also in the place of another repository or of a later commit */
	gboolean dry_run;	   /* only find out what would be done */
	void (*progress)(guint done, guint total, void *data); /* of records; may be NULL */
	void *data;
	/* told */
	struct oid from;	  /* what was there; zero: nothing */
	gboolean whole;		  /* all rows were written anew */
	gboolean nothing;	  /* it was up to date */
	guint64 records, removed; /* written, and taken out because they are no more */
	guint64 commits, changes; /* whose changes were added, and those: one a field. changes, readings: 0 in a dry run */
	guint64 readings;
	GPtrArray *added;  /* char *: "table action", "column action.shift"; NULL when nothing was done */
	GPtrArray *faults; /* char *: values that are none of their type, which are null in their columns; the first hundred */
	guint64 n_faults;
};
/*
 * ERR_REFUSED: a schema that is not of sx's making, another repository of that name, a commit older than what is there,
 * a shallow clone. ERR_NOT_FOUND: no commit yet. ERR_CONFLICT: somebody else is at it. ERR_REMOTE: the server, or the way to it.
 */
gboolean publish(struct index *index, struct pg *pg, struct publish *p, GError **err);
void publish_clear(struct publish *p);

/* What a repository is called when nobody says: the last word of origin's URL, or of its folder. Caller frees. */
char *publish_name(const struct store *store);
/* Is it fit to be one: not empty, at most 100 characters, no control characters? */
gboolean publish_name_check(const char *name, GError **err);

#endif
