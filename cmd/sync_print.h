/* What a sync says at its end. */
#ifndef SYNC_PRINT_H
#define SYNC_PRINT_H

#include "remote.h"
#include "session.h"

/* For people, or as JSON. remote says with whom. */
void sync_print(struct session *s, const struct sync *sync, const struct remote *remote);

#endif
