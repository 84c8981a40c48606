/*
 * Signing steps: the key of who acts, what is signed shown, the passphrase asked for by ssh-keygen, and the signature added.
 * signature.h says what a signature is. The key file is named by git's configuration: sx.signingkey, else user.signingkey
 * where gpg.format is ssh.
 */
#ifndef ESIGN_H
#define ESIGN_H

#include "session.h"
#include "signature.h"

/* Must the last step of a record, put into the change, be signed? */
gboolean esign_asked(
	struct session *s, struct change *change, const struct record *record, const struct verb *verb, GError **err);
/*
 * The record, as the change has it, with a signature of its last note put into the change. renewed: the signature of a step that this
 * one takes the place of, or NULL. seen: the digest that was looked at, or its beginning (8 or more); another content is
 * ERR_CONFLICT; NULL: not asked. ERR_REFUSED, rule G5, without a key, or with one that has no passphrase or is not the signer's.
 */
gboolean esign_add(struct session *s, struct change *change, const struct kind *kind, const char *id, const struct verb *verb,
	const struct node *renewed, const char *seen, const char *reason, GError **err);

/* The file of the private key that steps are signed with, by git's settings. NULL with ERR_REFUSED, rule G5. Caller frees. */
char *esign_key_file(const struct store *store, GError **err);
/* The public half of a private key's file. NULL with ERR_REFUSED, rule G5, when it cannot be read or has no passphrase. Caller frees. */
char *esign_public(const char *file, GError **err);

#endif
