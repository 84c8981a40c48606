/*
 * PCRE2, thinly: the only module that includes pcre2.h. UTF-8, JIT, and limits
 * so that no pattern hangs: a text that would take longer does not match.
 * '^' and '$' also match at the lines of a text. Bad UTF-8 in a text matches
 * nothing and does no harm. A regex belongs to one thread at a time.
 */
#ifndef REGEX_H
#define REGEX_H

#include "error.h"

struct regex;
/* smart case: a pattern without capitals ignores case. ERR_USAGE with the column of the fault. */
struct regex *regex_new(const char *pattern, GError **err);
void regex_free(struct regex *regex);
AUTO_FREE(regex)
/*
 * start and end (may be NULL) are byte offsets of the first match at or after from. A from that is not 0 goes on in the text of
 * the call before, which has not changed since.
 */
gboolean regex_match(struct regex *regex, const char *text, gsize length, gsize from, gsize *start, gsize *end);

#endif
