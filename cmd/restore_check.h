/* sx restore --check: the test that a backup can be restored, and its record. */
#ifndef RESTORE_CHECK_H
#define RESTORE_CHECK_H

#include "session.h"

/*
 * Restores the backup into a folder that goes again, judges it, holds it against the history here, and records what came of it. FALSE with
 * ERR_INTEGRITY when it failed, which is recorded; with another code when it could not be tested, and nothing is.
 */
gboolean restore_check(struct session *s, const char *backup, const char *reason, GError **err);

#endif
