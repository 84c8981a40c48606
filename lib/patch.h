/*
 * Replacements in a text, collected in any order and applied at once; and
 * where its lines begin and end. Offsets are bytes of the text as it was.
 */
#ifndef PATCH_H
#define PATCH_H

#include <glib.h>

struct patch {
	gsize start, end; /* the bytes replaced; equal to insert */
	guint turn;	  /* of two at one place the one added earlier comes first */
	char *text;	  /* owned */
	gboolean lines;	  /* whole lines, which begin behind a line end */
};

struct patches {
	const char *text; /* borrowed, NUL-terminated */
	gsize length;
	GArray *list; /* of struct patch */
};

struct patches patches_new(const char *text, gsize length);
void patches_clear(struct patches *p);

/* Takes text. Patches do not overlap. */
void patches_add(struct patches *p, gsize start, gsize end, char *text);
/* Insert whole lines at the start of a line, or at the end of the text. */
void patches_add_lines(struct patches *p, gsize at, char *text);
/* The new text. Caller frees. */
char *patches_apply(struct patches *p);

gsize line_start(const struct patches *p, gsize offset);
gsize line_end(const struct patches *p, gsize offset);	/* of the '\n', or the end of the text */
gsize line_next(const struct patches *p, gsize offset); /* behind the '\n', or the end of the text */

#endif
