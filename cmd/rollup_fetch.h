/* Keeping the copies of repositories that are known by their address only: the network is the git program's. */
#ifndef ROLLUP_FETCH_H
#define ROLLUP_FETCH_H

#include "session.h"

/*
 * Makes or brings up to date the copy of each configured repository with a url: of those that --with names, or of all. One that
 * fails is told of on standard error, and the others go on. Returns how many failed; -1 with err when git cannot be run.
 */
int rollup_fetch(struct session *s, const GPtrArray *places, GError **err);

#endif
