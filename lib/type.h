/*
 * Field types: how a value is written, checked, typed in, compared, shown.
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
 *	count     derived, never stored: how many entries of a list match (see kind.h)
 */
#ifndef TYPE_H
#define TYPE_H

#include "date.h"
#include "doc.h"

struct field; /* kind.h */

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

/* The row, or NULL. */
const struct type *type_find(const char *name);
/* All names, NULL-ended, for messages. */
const char *const *type_names(void);

/* input (or check) by the field's type: what a person typed as canonical stored text. Lists are typed one item at a time. */
char *type_input(const struct field *field, const char *text, const struct type_context *context, GError **err);

#endif
