/* What the files of hub.h share. */
#ifndef HUB_OWN_H
#define HUB_OWN_H

#include "hub.h"

/* The path of a file of the hub's own. Caller frees. */
char *hub_file(const struct store *store, const char *name);
/* Makes the key unless there is one. */
gboolean hub_make_key(const struct store *store, GError **err);
/* Its public half, one line. Caller frees. */
char *hub_public_key(const struct store *store, GError **err);
/* Is the key there, and that public half its own? ERR_INTEGRITY when not. */
gboolean hub_key_fits(const struct store *store, GError **err);
/* For receipts_append(); data is the store. */
char *hub_sign(const char *text, gsize length, void *data, GError **err);

#endif
