/*
 * Field types: how a value is written, checked, typed in, compared, shown; and
 * what a field is.
 * A type is a row of the table in type.c; schema files name rows.
 *
 *	line      one line of text             text    any text
 *	slug      a chosen name                email
 *	day       2026-11-30                   event   RFC 3339 with offset
 *	period    2026-10, 2026-Q3, ...        days    a number of days
 *	integer                                number  decimal, kept as written
 *	money     "120000.00 INR"
 *	bool      true or false
 *	enum      one of the field's values    ref     the id of a record of a kind in `to`
 *	site      the code of a site of the configuration
 *	map       nested fields
 *	sha256    64 hex digits                zone    IANA time zone
 *	count     derived, never stored: how many entries of a list match
 */
#ifndef TYPE_H
#define TYPE_H

#include "date.h"
#include "doc.h"

struct field;

/* How a column of the index holds it, and how JSON prints it. */
enum type_storage { STORE_TEXT, STORE_INTEGER, STORE_REAL, STORE_BOOL };

/* What typed input is understood against. */
struct type_context {
	const struct calendar *calendar;
	day today;
};

struct type {
	const char *name;
	const char *placeholder; /* in help: "DATE", "ID", "TEXT" */
	enum type_storage storage;
	/* Is this stored text right? The error says what is wrong and shows a right one; no place. */
	gboolean (*check)(const struct field *field, const char *text, GError **err);
	/* Typed text to stored text ("+2w" -> "2026-12-04"); NULL on error; caller frees. NULL row: as typed, then checked. */
	char *(*input)(const struct field *field, const char *text, const struct type_context *context, GError **err);
	/* JSON Schema 2020-12 of one value: "{\"type\":\"string\",\"format\":\"date\"}"; caller frees. */
	char *(*json_schema)(const struct field *field);
};

/* Merge rules; see sx-merge(7). A field's default follows its type: list -> set, list of maps -> log or keyed, text -> text. */
enum merge_rule { MERGE_SCALAR, MERGE_IMMUTABLE, MERGE_SET, MERGE_KEYED, MERGE_LOG, MERGE_TEXT };

struct field {
	const char *name;
	const char *alias; /* another name accepted in filters and options, or NULL */
	const struct type *type;
	const char *help;     /* one sentence, small start, no full stop */
	gboolean list;	      /* many values, in order */
	gboolean required;    /* in every record */
	gboolean immutable;   /* once written */
	gboolean hidden;      /* set by verbs only: no option of add and set, not in the form */
	gboolean unique;      /* over all records of the kind (e-mail) */
	gboolean append_only; /* entries of the list are never changed or removed */
	enum merge_rule merge;
	const char *group; /* coupled fields that conflict as a unit, or NULL */
	const char *def;   /* default: literal text, or "today" "now" "actor" "site", "=FIELD" (another field's value), or NULL */
	gboolean named;	   /* a map from chosen names to values of the type: saved filters, the fields of a kind */
	const char *key;   /* of a keyed list of maps: the entry field that names it */
	const char *const *values;     /* enum: NULL-ended, in order of meaning */
	const char *const *value_help; /* parallel to values; entries may be NULL */
	const char *const *to;	       /* ref: kinds it may point to, NULL-ended */
	gboolean acyclic;	       /* ref: following fields of this name never leads back */
	gboolean must_be_open;	       /* ref: the target must not be ended (an owner is an active person) */
	GPtrArray *fields;	       /* map: struct field *, in order; with `like`, those of the enclosing field of that name */
	const char *line_of;	       /* map: how it is said in one line, "{name}{, |role}"; or NULL */
	const char *count_of;	       /* count: the list counted */
	const char *count_key, *count_value; /* count: entries whose key is value; NULL for all */
	const char *min, *max;		     /* number, integer, days: bounds, or NULL */
	const char *pattern;		     /* line: PCRE2 it must match, or NULL */
	const char *form;		     /* "short" puts it in the editor form's first part; NULL: by required */
	int line;			     /* where in its file it is declared */
};

/* The row, or NULL. */
const struct type *type_find(const char *name);
/* All names, NULL-ended, for messages. */
const char *const *type_names(void);

/*
 * Is this stored text right for the field: by its type, not empty (but for a
 * text), within min and max, matching the pattern? The error has a rule: "type", "unknown-value",
 * "range" or "pattern", and says what is wrong with the value without naming the field.
 */
gboolean type_check(const struct field *field, const char *text, GError **err);

/* input (or check) by the field's type: what a person typed as canonical stored text. Lists are typed one item at a time. */
char *type_input(const struct field *field, const char *text, const struct type_context *context, GError **err);

/* Is text one of a NULL-ended list? list may be NULL. */
gboolean name_in(const char *const *list, const char *text);

#endif
