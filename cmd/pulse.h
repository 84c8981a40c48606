/* `sx` alone: what needs attention. */
#ifndef PULSE_H
#define PULSE_H

#include "session.h"

int pulse_run(struct session *s, GError **err);

#endif
