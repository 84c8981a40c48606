/* Signing commits as git does: the same settings, the same programs. */
#ifndef SIGN_H
#define SIGN_H

#include "change.h"

/* Makes a change sign its commit when git's commit.gpgsign is on. */
void sign_change(struct change *change);

#endif
