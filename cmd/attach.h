/* Files as evidence: evidence/ab/<sha256>.<ext> in the change, and an entry in the record. */
#ifndef ATTACH_H
#define ATTACH_H

#include "session.h"

/* Where evidence is listed in every kind (schema/common.yaml). */
#define ATTACH_FIELD "evidence"
/* Is the field such a list? */
gboolean attach_is_files(const struct field *field);
/*
 * Read a file (regular, at most policy.evidence_bytes, 25 MiB unless set) and
 * put it into the session's change. The entry for the record's list; text (may
 * be NULL) says what it shows.
 */
struct node *attach_file(struct session *s, struct builder *b, const char *path, const char *text, GError **err);

#endif
