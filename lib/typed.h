/*
 * A record's values as typed JSON, the same wherever they leave sx: what --json prints and what is published.
 *
 * Numbers keep the digits they are written with; what is no number of the
 * field's type is a string, so that every reader of JSON can hold it. An absent
 * scalar is null, an absent list []; a map has a key for each of its fields.
 */
#ifndef TYPED_H
#define TYPED_H

#include "field.h"
#include "json.h"

/* One field of a record's (or a nested) map as a JSON value. */
void typed_field(struct json *j, const struct field *field, const struct node *map);
/* A value of a field, or one item of its list. Without a field (NULL) every scalar is a string. */
void typed_value(struct json *j, const struct field *field, const struct node *node);
/* What a count field counts in a record's map. */
gint64 typed_count(const struct field *field, const struct node *map);

#endif
