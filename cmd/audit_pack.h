/*
 * A pack for an inspector: one record with its history, evidence, receipts, signatures and instructions, to be verified with git,
 * ssh-keygen and sha256sum alone.
 */
#ifndef AUDIT_PACK_H
#define AUDIT_PACK_H

#include "session.h"
#include "trail.h"

/* Writes it into a folder that is new or empty, else ERR_REFUSED. index_history() has been called. *n: revisions. */
gboolean audit_pack(struct index *index, const struct record *record, const char *dir, guint *n, GError **err);
/* The command itself: argv has the record and the folder. An exit status, or *err. */
int audit_pack_run(struct session *s, struct index *index, int argc, char **argv, GError **err);
/* How it is verified, for people; lines that begin with a tab are commands. */
extern const char audit_pack_readme[];

#endif
