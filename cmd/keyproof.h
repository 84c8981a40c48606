/*
 * What people sign about a key when it is entered: its owner's proof, and that somebody else vouches for it (proof.h, vouch.h).
 * Keys that sign are files with a passphrase, which ssh-keygen asks for.
 */
#ifndef KEYPROOF_H
#define KEYPROOF_H

#include "session.h"
#include "vouch.h"

/* The proof of the owner of a .pub file, or of the private file itself; says on standard error what is declared. NULL with *err. Caller frees. */
char *keyproof_own(
	struct session *s, const char *word, const struct signing *signing, const char *person, const char *key, GError **err);
/* That `by` vouches for the key of a person, with the key that `by` signs steps with; says so on standard error. NULL with *err. Caller frees. */
char *keyproof_vouch(
	struct session *s, const struct signing *signing, const char *person, const char *key, const char *by, GError **err);

struct keyproof {
	struct session *session;
	struct change *change;
	const struct record *person;
	const char *key;
	const GPtrArray *files; /* of vouchers that others have made; may be NULL */
	gboolean may_ask;	/* who enters the key may be asked to vouch for it */
};
/*
 * The vouchers of the key's entry: those that it has, those of the files, and the one of who enters it, made here where it is
 * asked for and is enough. *list stays NULL where there are none. ERR_REFUSED, rule K04, for a file that nobody here has signed.
 */
gboolean keyproof_vouchers(const struct keyproof *k, struct builder *b, struct node **list, GError **err);

#endif
