/*
 * A hub: a bare repository that plants push to, which judges what comes and signs what it took (sx-hub(7)). Its settings,
 * its key, and whether all of that is as it must be.
 *
 * The key is made for the hub and stays in its git directory, hub/key; hub/key.pub is its public half. Signing and judging
 * signatures is ssh-keygen's.
 */
#ifndef HUB_H
#define HUB_H

#include "receipt.h"

/* Is this repository one? git's configuration says so: sx.hub. */
gboolean hub_is(const struct store *store);
/* Makes a bare repository one, or puts right what is not as it must be in one. *begun: it was none. */
gboolean hub_setup(struct store *store, gboolean *begun, GError **err);
/* Each thing that is not as it must be in a hub, with what to do about it. */
typedef void (*hub_fault_fn)(const char *says, const char *do_this, void *data);
void hub_look(struct store *store, hub_fault_fn fault, void *data);

/* What a hook appends: receipts of this hub, when it is ready to sign them. As receipts_append(). */
gboolean hub_append(struct store *store, struct receipt *const *add, guint n, GError **err);
/* Can it sign receipts of what it takes? ERR_INTEGRITY when its key is gone, or another than that of its receipts. */
gboolean hub_ready(struct store *store, GError **err);
/* Is it the key's signature of a receipt's text? ERR_INTEGRITY when not, or when ssh-keygen cannot be run. */
gboolean hub_check(const char *key, GBytes *text, GBytes *signature, GError **err);
/* Who is pushing, as far as this machine can tell: "key SHA256:...", "user NAME", "account NAME". Caller frees. */
char *hub_pusher(void);

#endif
