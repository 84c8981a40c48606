/* What a new repository and a new clone have in common: whose plant they are, and who is here. */
#ifndef SETUP_H
#define SETUP_H

#include "session.h"

/* This clone belongs to a plant: git's configuration sx.site. ERR_NOT_FOUND when the repository has no such plant. */
gboolean setup_site(struct session *s, const char *site, GError **err);
/*
 * git's configuration, by which it merges records through sx here, and never takes two records that are
 * alike for one that was renamed.
 */
gboolean setup_merge(struct session *s, GError **err);
/* What of it is not set, as the git command that sets it; NULL when all is. Static. */
const char *setup_merge_lacks(struct repo *repo);
/* Says who the caller is here, or how to become known. */
void setup_greet(struct session *s);
/*
 * What came from elsewhere is judged like what a sync brings in, as sx-verify(1) does. FALSE when it is not to be relied on; *refused: for
 * what it says. It stays, to be looked at.
 */
gboolean setup_judge(struct session *s, const char *dir, gboolean *refused, GError **err);
/* The end, with --json: where it is, who is here, which plant. */
void setup_json(struct session *s, const struct oid *commit);

#endif
