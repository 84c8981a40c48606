/*
 * SSH keys and what is signed with them: reading keys, and running ssh-keygen(1), which alone does the cryptography.
 *
 *	struct keygen_secret secret;
 *	keygen_read_secret(text, length, &secret, &err);	what a private key's file says openly
 *	char *signature = keygen_sign(file, "sx-esign-v1@plant", text, length, environment, &err);
 *	keygen_verify(public, "sx-esign-v1@plant", text, length, signature, &good, &err);
 *
 * A public key is written as in a .pub file, without its comment: "ssh-ed25519 AAAA...". A signature is the armoured text
 * of PROTOCOL.sshsig, made for one namespace and good in no other. ssh-keygen is started as a list of words, never through
 * a shell.
 *
 * ERR_REMOTE when ssh-keygen cannot be run, is killed or does not sign; ERR_INVALID for what is no key. A signature that is not
 * good is no error: *good says so.
 */
#ifndef KEYGEN_H
#define KEYGEN_H

#include "error.h"

/* The public half of a key file, and whether a passphrase protects the private one. */
struct keygen_secret {
	char *public;	    /* "ssh-ed25519 AAAA..."; caller frees */
	gboolean encrypted; /* the file names a key derivation other than none */
};
/* Reads the form that ssh-keygen has written since 2018, "BEGIN OPENSSH PRIVATE KEY". */
gboolean keygen_read_secret(const char *text, gsize length, struct keygen_secret *out, GError **err);
/* A key as it is typed or read from a .pub file: its type and body, one blank between; NULL with ERR_INVALID. Caller frees. */
char *keygen_read_public(const char *text, GError **err);
/* "SHA256:...", as ssh-keygen -l prints it. NULL when it is no key. Caller frees. */
char *keygen_fingerprint(const char *public);

/*
 * A new pair of keys in a file and FILE.pub, without a passphrase: for a machine that signs by itself. ERR_REMOTE when it is not made,
 * as where there is such a file.
 */
gboolean keygen_make(const char *file, const char *comment, GError **err);
/*
 * Asks for the passphrase on the terminal, as ssh-keygen does by itself. environment: NULL-ended "NAME=value", what ssh-keygen
 * gets; an agent in it (SSH_AUTH_SOCK) is left out, since a key that an agent holds asks for nothing. Caller frees.
 */
char *keygen_sign(
	const char *file, const char *name_space, const char *text, gsize length, const char *const *environment, GError **err);
/* The public key that an armoured signature says it is made with; NULL when it does not read. Caller frees. */
char *keygen_signer(const char *signature);
/* A line of an allowed-signers file by which who signs in one namespace with a key; NULL when it is no key. Caller frees. */
char *keygen_allowed(const char *who, const char *name_space, const char *public);
gboolean keygen_verify(const char *public, const char *name_space, const char *text, gsize length, const char *signature,
	gboolean *good, GError **err);

#endif
