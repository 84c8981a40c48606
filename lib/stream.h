/*
 * The rows of one selection from every repository of a fleet, as one stream in
 * the order asked for. Each repository selects and sorts its own (on threads);
 * here the rows are merged, of each some at a time in memory (ahead.h).
 *
 *	struct stream_ask ask = {.kind = "action", .filter = "due<today", .columns = columns};
 *	struct stream *rows = stream_open(fleet, &ask, &err);
 *	while (stream_step(rows, &row, &err) && row)
 *		stream_text(rows, 0), stream_plant(rows)->name ...
 *
 * What a repository does not know: a column it lacks is NULL in its rows; a
 * field or value of the filter it lacks is one that none of its records has,
 * and a note of the plant says so; a kind it lacks has no records there, noted
 * too. What none of them knows is an error, as it is for one repository.
 *
 * In a fleet of several, the column "repository" is the plant's name, and
 * "site" is the record's site or else the plant's.
 */
#ifndef STREAM_H
#define STREAM_H

#include "fleet.h"
#include "query.h"

struct stream_ask {
	const char *kind;	    /* by name; NULL: over all kinds */
	const char *filter;	    /* NULL or "": all */
	const char *const *columns; /* as of struct selection; must outlive the stream, as must sort */
	const char *const *sort;
	char *(*where)(const struct plant *plant, void *data); /* one more SQL condition, freed; or NULL */
	void *data;
	gboolean unordered; /* plant by plant, each in whatever order is quickest */
	gint64 limit;	    /* 0: none */
};

struct stream;
struct stream *stream_open(struct fleet *fleet, const struct stream_ask *ask, GError **err);
void stream_free(struct stream *stream);
AUTO_FREE(stream)

gboolean stream_step(struct stream *stream, gboolean *row, GError **err);
/* The present row's plant, and its cells by their place in ask->columns. Borrowed until the next step. */
struct plant *stream_plant(const struct stream *stream);
enum db_type stream_type(const struct stream *stream, guint column);
const char *stream_text(const struct stream *stream, guint column);
const void *stream_bytes(const struct stream *stream, guint column, gsize *length);
gint64 stream_int(const struct stream *stream, guint column);
double stream_real(const struct stream *stream, guint column);

/* The field behind a column, of the first repository that has it; NULL for computed and shared ones. */
const struct field *stream_field(const struct stream *stream, guint column);
/* Is the column the due day of the kind asked for, or of all? */
gboolean stream_is_due(const struct stream *stream, guint column);

#endif
