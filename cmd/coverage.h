/*
 * What an answer over several repositories rests on: which of them answered,
 * how old what they hold is, and what of the question they do not know. Said
 * under every such answer, so that a plant that is missing is never a plant
 * without records.
 */
#ifndef COVERAGE_H
#define COVERAGE_H

#include "session.h"

#define COVERAGE_STALE 3 /* days since the last fetch */

/* A copy of what is elsewhere that was last fetched more than so many days ago. Asked for a day that was past then, it is not. */
gboolean coverage_stale(const struct session *s, const struct plant *plant, int days);
/* "5 minutes", "3 days": from then to now. Caller frees. */
char *coverage_age(gint64 then);

/* The key "coverage" of the envelope, an object a repository. */
void coverage_json(struct session *s, struct json *j);
/*
 * The lines under the answer, for people; what is incomplete is told on standard error with --csv. The exit status: that of the
 * command, or ERR_NOT_FOUND when a repository is missing or cannot be read. Does nothing without --with.
 */
int coverage_end(struct session *s, int status);
/* The columns that say where a record is, in front of others: "site", and "repository" where the site does not tell. */
void coverage_columns(struct session *s, const struct fleet *fleet, GPtrArray *columns);
/* For rows that come from no stream: the heads of those columns, and the cells of a record whose own site is given (NULL: none). */
void coverage_heads(struct rows *rows, const GPtrArray *columns);
void coverage_cells(struct rows *rows, const GPtrArray *columns, const struct plant *plant, const char *site);

#endif
