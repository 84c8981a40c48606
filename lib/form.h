/*
 * The editor form: a record's fields as YAML to fill in, each with its help
 * and what it may be as a comment. Required fields and those of the short
 * form come first. Fields that only verbs set are not in it.
 */
#ifndef FORM_H
#define FORM_H

#include "record.h"

/* For a new record: values (a map, may be NULL) and slug (may be NULL) are filled in already. Caller frees. */
char *form_new(const struct kind *kind, const char *slug, const struct node *values);
/* For a record that is there, with its values. Caller frees. */
char *form_edit(const struct record *record);

/* What was typed to stored text, as type_input() does; NULL with *err. The record's site is asked for first, and again in its turn. Caller frees. */
typedef char *(*form_value)(const struct field *field, const char *text, void *data, GError **err);

/*
 * The form as filled in: a map of the fields that have a value, in b, typed by
 * value (NULL: taken as it is). slug (may be NULL) gets the chosen name, NULL when there is none; caller frees.
 * Fields left empty are absent; nothing filled in at all is an empty map. On a fault NULL, ERR_INVALID with name,
 * line and column, so that the editor can be opened again. Missing required fields are no fault here.
 */
struct node *form_read(struct builder *b, const struct kind *kind, const char *name, const char *text, gsize length,
	form_value value, void *data, char **slug, GError **err);

#endif
