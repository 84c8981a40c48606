/*
 * The layout of YAML text: what libyaml lets pass although the standard, or
 * other readers, do not take it so. Each function looks at some bytes of a
 * text, and fails with ERR_INVALID and the place of what is wrong.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "error.h"

/* What stands between two scalars: no tab indents, a comment begins behind a blank, no key is marked with '?'. */
gboolean layout_gap(const char *text, gsize start, gsize end, GError **err);
/* A value of several lines: none but the first begins left of column (0 for any) with more than a bracket, none with a tab. */
gboolean layout_lines(const char *text, gsize start, gsize end, int column, GError **err);
/* A block scalar, from its '|' to where libyaml ends it; empty when its value has no letters. */
gboolean layout_block(const char *text, gsize start, gsize end, gboolean empty, GError **err);

#endif
