/* What the files of stream.h share: how the rows of one plant stand in the stream. */
#ifndef STREAM_PRIVATE_H
#define STREAM_PRIVATE_H

#include "ahead.h"
#include "stream.h"

enum { ABSENT = -1, REPOSITORY = -2 };

/* One order key: the column of the same place in stream->sort. */
struct key {
	gboolean down, nocase;
};

/* What a row has for a key, borrowed from it. */
struct cell {
	enum db_type type; /* DB_NULL, DB_INT, DB_REAL or DB_TEXT */
	union {
		gint64 integer;
		double real;
		const char *text;
	};
	guint64 head[2]; /* of a text: its first bytes, as numbers that are in the same order */
};

/* One plant's rows. */
struct cursor {
	struct plant *plant;
	guint nth;
	const struct kind *kind;
	struct query *query;
	struct db_query *rows;
	struct ahead *ahead; /* of the rows, when there are several plants */
	int *places;	     /* of the columns asked for, then of the keys: a column of rows, ABSENT or REPOSITORY */
	GError *unknown;     /* what of the question means nothing here */
	gboolean row;
	struct cell *cells; /* of the present row, one a key: each is compared many times */
};

struct stream {
	struct fleet *fleet;
	const struct stream_ask *ask;
	guint n_columns;
	GPtrArray *sort;    /* const char *: key columns, without '-' */
	GArray *keys;	    /* struct key */
	GPtrArray *cursors; /* struct cursor *, one a plant that is asked */
	GPtrArray *heap;    /* those that have a row, the first in order at the top */
	struct cursor *at;  /* whose row is the present one */
	gint64 given;
};

#endif
