/*
 * Surgical edits of YAML text: only the lines of the fields changed differ.
 * Comments, unknown keys, order and quoting of everything else stay.
 *
 *	struct edit *e = edit_new(doc, order);
 *	edit_set(e, "due", node);          one field, whatever its type
 *	edit_append(e, "notes", node);     one more item at the end of a list
 *	edit_remove(e, "waiting_for");
 *	char *text = edit_finish(e, &err); the new text, parsed again and checked
 *	edit_free(e);
 *
 * Only fields of the top level map are edited; a nested change sets the whole
 * field. Written form: block style, two blanks a level, list items indented by
 * two below their key, LF, final newline. A scalar is plain when any YAML 1.1
 * or 1.2 reader would read that same text as a string or when it is a plain
 * date or number; quoted otherwise ("no", "1:30", "~", leading '-', ": ", " #").
 * Several lines become a literal block '|' (with the indicators needed for
 * exactness), unless only a double-quoted scalar can hold it (or it ends with
 * several newlines, which "|+" would mix with the blank lines that follow).
 * A comment behind a changed value stays. An item joins a list in the list's
 * own form; a list in brackets becomes a block when an item needs lines.
 * A file without a final newline keeps that as long as nothing is added to it.
 */
#ifndef EDIT_H
#define EDIT_H

#include "doc.h"

/* order: NULL-ended field names in the order they are written when new; borrowed until edit_free. doc likewise; doc->root may be NULL (an empty record). */
struct edit *edit_new(const struct doc *doc, const char *const *order);
void edit_set(struct edit *e, const char *field, const struct node *value);
void edit_append(struct edit *e, const char *field, const struct node *item);
void edit_remove(struct edit *e, const char *field);
/* The whole new text; ERR_INVALID when it does not read back as meant. Caller frees. */
char *edit_finish(struct edit *e, GError **err);
void edit_free(struct edit *e); /* takes NULL */
AUTO_FREE(edit)

/* A map node as the text of a new file, fields in the node's order. Caller frees. */
char *edit_write(const struct node *map);

#endif
