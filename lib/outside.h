/*
 * Links to records of other repositories: board:CAPA-2611-7K3M9Q2.
 *
 * What not everybody may read lives in a repository of its own, which only some have. A record here may link to one there
 * by the repository's name, which is in the configuration (`repositories`), and the id. That is all that is here: whether
 * there is such a record, what it is called and whose it is, nobody can tell without that repository. So such a link is
 * checked for its form alone, is printed as it is written, and is found in the index's `link` under all of its text.
 * Who reads that repository as well may look the id up in it.
 *
 * It is of use only where nothing is asked of the target: no person is outside, since whoever owns or does something
 * must be known and active here.
 */
#ifndef OUTSIDE_H
#define OUTSIDE_H

#include "config.h"

/* The id in a link to another repository, whose name is what stands before the colon; NULL for a link within. Borrowed from text. */
const char *outside_id(const char *text);
/*
 * May a field have it: does the configuration name the repository, and can a kind that the field points to, but people,
 * have the id? ERR_INVALID with rule "link", which does not name the field.
 */
gboolean outside_check(
	const char *text, const struct field *field, const struct config *config, const struct kinds *kinds, GError **err);

#endif
