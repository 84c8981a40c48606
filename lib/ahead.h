/*
 * The rows of a query, read ahead in portions. Who takes rows of many queries by turns would have each of them find its way
 * back into the processor's caches for every row; and a first portion can be read on another thread.
 *
 *	struct ahead *ahead = ahead_new(query);		borrows the query, which is stepped by nobody else then
 *	ahead_fill(ahead, &err);			a portion; may be left to ahead_next()
 *	while (ahead_next(ahead, &row, &err) && row)
 *		ahead_text(ahead, 0) ...
 *
 * Cells are as in db.h: numbers can be read as text too. One thread at a time.
 */
#ifndef AHEAD_H
#define AHEAD_H

#include "db.h"

struct ahead;
struct ahead *ahead_new(struct db_query *query);
void ahead_free(struct ahead *ahead);
AUTO_FREE(ahead)
/* Reads the next portion, when all of the one before is taken. */
gboolean ahead_fill(struct ahead *ahead, GError **err);
gboolean ahead_next(struct ahead *ahead, gboolean *row, GError **err);
/* Of the present row. Borrowed until the next one. NULL and 0 are given for what is NULL. */
enum db_type ahead_type(const struct ahead *ahead, guint column);
const char *ahead_text(const struct ahead *ahead, guint column);
const void *ahead_bytes(const struct ahead *ahead, guint column, gsize *length);
gint64 ahead_int(const struct ahead *ahead, guint column);
double ahead_real(const struct ahead *ahead, guint column);

#endif
