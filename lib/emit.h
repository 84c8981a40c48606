/*
 * Nodes as YAML text, in the one form sx writes: block style, two blanks a
 * level, list items two below their key. Texts that YAML 1.1 or 1.2 would take
 * for something else than a string are quoted, but for plain dates, moments
 * and numbers, which the schema types. Several lines become a literal block
 * where one can hold them exactly. Bad UTF-8 is replaced.
 */
#ifndef EMIT_H
#define EMIT_H

#include "doc.h"

/* A text in one line, plain or quoted; NULL when it is to be a literal block. flow: between brackets. Caller frees. */
char *emit_inline(const char *text, gboolean flow);
/* Indented by indent blanks: "key: value" or "key:" and lines below. comment ("# x", or NULL) goes behind the first line. */
void emit_field(GString *out, const char *key, const struct node *value, int indent, const char *comment);
/* What stands behind the ':' of a key that is indented so, up to and with the line end. */
void emit_value(GString *out, const struct node *value, int indent, const char *comment);
/* "- item", with its further lines. */
void emit_item(GString *out, const struct node *item, int indent);

#endif
