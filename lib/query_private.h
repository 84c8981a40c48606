/* What the parts of the filter language share; for query*.c only. */
#ifndef QUERY_PRIVATE_H
#define QUERY_PRIVATE_H

#include "query.h"

#define QUERY_DEPTH 32
#define QUERY_BYTES 4096
#define QUERY_TERMS 400 /* SQLite bounds the depth of an expression */

struct param {
	enum db_type type;
	gint64 integer;
	double real;
	char *text;
};
/* A condition over the row called x, with its parameters in order. */
struct query {
	GString *sql;
	GArray *params; /* struct param */
};
void query_text(struct query *q, const char *text); /* appends a parameter and its mark */
void query_int(struct query *q, gint64 value);
void query_real(struct query *q, double value);
/* Forget what was appended since. */
struct query_mark {
	gsize length;
	guint params;
};
struct query_mark query_here(const struct query *q);
void query_back(struct query *q, struct query_mark mark);

enum operator{ OP_IS, OP_NOT, OP_LESS, OP_MOST, OP_MORE, OP_LEAST, OP_MATCH, OP_NO_MATCH };

struct value {
	char *text;
	char *upto; /* of a range text..upto; either may be "" */
};
struct term {
	char *field;
	enum operator op;
	GPtrArray *values; /* struct value * */
};

/* What a filter is read against. */
struct reading {
	const struct kind *kind; /* NULL: over all kinds */
	struct index *index;
	const char *actor;
	gboolean loose;		     /* what is not known here is absent, not wrong */
	const struct config *others; /* loose: more saved filters, or NULL */
	struct query *query;
	guint terms;
};
/* Append the condition of a term; ERR_USAGE without a place. */
gboolean term_emit(struct reading *r, const struct term *term, GError **err);
/* Append that the record's text has a word, or matches a pattern. */
gboolean text_emit(struct reading *r, const char *text, gboolean pattern, GError **err);
/* is:waiting */
void waiting_emit(struct reading *r);
/* is:WORD */
gboolean is_emit(struct reading *r, const char *word, GError **err);

/*
 * Where a field's values stand in a row: column is SQL over the row; a comparison of
 * one value is written open, expression OP value, close (a list's values are each compared).
 */
struct place {
	const struct field *field; /* NULL: id, kind, path */
	const char *name;
	char *column, *open, *expression, *close;
};
void place_clear(struct place *place);
/* A field of one kind, in a row of its view called by alias. FALSE when the kind has none. */
gboolean place_in_kind(const struct kind *kind, const char *alias, const char *name, struct place *out);
/* A column of `record` for every kind's field of that name. FALSE when it is none. */
gboolean place_in_record(const struct kinds *kinds, const char *alias, const char *name, struct place *out);
/* The name is nobody's: ERR_USAGE with the nearest. Returns FALSE. */
gboolean name_unknown(const struct kinds *kinds, const struct kind *kind, const char *name, GError **err);

/* One value against a place: appends the comparison. kind: whose field it is, NULL for all. */
gboolean compare_emit(struct reading *r, const struct kind *kind, const struct place *place, enum operator op,
	const struct value *value, GError **err);
/* The column that holds the site of a row, as query_today() takes it; NULL for none. Caller frees. */
char *query_site(const struct snapshot *snapshot, const struct kind *kind);
/* The day it is for a row, at its own site: SQL over the view x of a kind, or over record when kind is NULL. Caller frees. */
char *query_today(const struct snapshot *snapshot, const struct kind *kind);

#endif
