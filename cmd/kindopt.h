/*
 * Options derived from a kind's fields: --due DATE, --needs ID (repeatable, or
 * comma separated), each with the field's help. A field that holds files by
 * their digest takes FILE. Fields' aliases work and are not listed.
 */
#ifndef KINDOPT_H
#define KINDOPT_H

#include "command.h"

enum kindopt_fields {
	KINDOPT_ADD, /* what people may say of a new record */
	KINDOPT_SET, /* what people may change in one that is there */
};
/* For struct command.more. One set of options a run of the program. */
const struct option *kindopt_all(const struct kind *kind, enum kindopt_fields which);
/* The options of a verb: the fields named in two NULL-ended lists (either may be NULL), hidden or not. */
const struct option *kindopt_named(const struct kind *kind, const char *const *names, const char *const *more);

/* Was anything typed for this field? */
gboolean kindopt_given(const char *field);
/* Was it more than ''? */
gboolean kindopt_filled(const char *field);
gboolean kindopt_any(void);
/*
 * Read what was typed (session_value()) into map: canonical values, lists as
 * lists. `--FIELD ''` gives an empty scalar: the field is to be cleared.
 * Files are put into the session's change, and the list has only their new entries.
 */
gboolean kindopt_read(struct session *s, struct builder *b, struct node *map, GError **err);
/*
 * The same for a record that is there: days are read by the calendar of its site, so what was typed is read
 * anew when the site is another than that of the record before. The builder must be the same each time. NULL with *err.
 */
const struct node *kindopt_read_for(struct session *s, struct builder *b, const struct record *record, GError **err);
/* One more value, as "FIELD=TEXT" among the words: kindopt_read() will read it. ERR_USAGE when there is no such field among the options. */
gboolean kindopt_word(const struct kind *kind, const char *word, GError **err);
/* One value for a field by position (`sx KIND extend ID +2w`). Taken as if its option had been typed. */
void kindopt_put(const char *field, const char *text);

#endif
