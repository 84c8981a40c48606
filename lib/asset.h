/*
 * Data files of a folder: those built in under schema/FOLDER/ and the
 * repository's own under .sx/FOLDER/, which win over built-in ones of the same name.
 */
#ifndef ASSET_H
#define ASSET_H

#include "repo.h"

/* Names without folder and ending: char *, sorted; caller unrefs. */
GPtrArray *asset_names(struct snapshot *snapshot, const char *folder, GError **err);
/* One file, parsed. ERR_NOT_FOUND: "there is no report 'statsu'", what being "report", with the nearest; ERR_INVALID with a place. */
struct doc *asset_read(struct snapshot *snapshot, const char *folder, const char *what, const char *name, GError **err);
/* ERR_INVALID at a node of such a file. Returns FALSE. */
gboolean asset_fail(const struct doc *doc, const struct node *at, GError **err, const char *format, ...) G_GNUC_PRINTF(4, 5);

#endif
