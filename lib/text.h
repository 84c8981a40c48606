/*
 * Text for people: display width, safe display, nearest word.
 * All strings are UTF-8. Nothing here fails.
 */
#ifndef TEXT_H
#define TEXT_H

#include <glib.h>

/* Columns a terminal needs for s: 0 for combining marks (the Devanagari virama and the like; a spacing vowel sign takes 1), 2 for wide letters. */
int text_width(const char *s);

/* Only printable ASCII: as wide as it is long, and safe as it is. length (may be NULL) is set either way. */
gboolean text_is_plain(const char *s, gsize *length);

/* Is every sign of a name one that is seen, and none that turns or hides others? */
gboolean text_shows(const char *s);
/*
 * s made safe to print: control characters, escapes, bidirectional overrides and bad UTF-8 become visible marks
 * ("\x1b" -> U+FFFD style). Newlines and tabs are kept only with keep_lines, else they are blanks. Caller frees.
 */
char *text_safe(const char *s, gboolean keep_lines);

/* s cut to at most width columns, with an ellipsis when something was cut. Caller frees. */
char *text_fit(const char *s, int width);
/* The same for a sentence, which is not cut within a word when one ends in its second half. Caller frees. */
char *text_brief(const char *s, int width);

/* The number that n digits at s are, or -1 when one is none. */
int text_digits(const char *s, int n);

/* Append s, then blanks up to width columns (before it with right). */
void text_pad(GString *out, const char *s, int width, gboolean right);

/* Append s wrapped at width columns, every line after the first indented by indent blanks; what stands before the first is as wide. */
void text_wrap(GString *out, const char *s, int width, int indent);

/* The word of the NULL-ended list most like word, or NULL when none is near (edit distance at most a third). Borrowed. */
const char *text_nearest(const char *word, const char *const *list);

/* "a" or "an", as it stands before a kind's name: "a unit", "an action". Static. */
const char *text_article(const char *noun);

/* TRUE for a slug: [a-z0-9] then [a-z0-9.-], no "..", no "--", at most 64 characters, not ending in '.' or '-'. */
gboolean text_is_slug(const char *s);

/* The same number of such characters, up to 51, for the same text: of its SHA-256. Caller frees. */
char *text_derived(const char *from, int n);
/* n random Crockford base32 characters (no I L O U), n up to 256, from the system's random source. Caller frees. */
char *text_random(int n);

/* s in single-letter-case for comparing ids: ASCII upper case. Caller frees. */
char *text_upper(const char *s);

#endif
