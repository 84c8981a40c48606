/*
 * Signatures of commits, as git makes them with commit.gpgsign and gpg.format ssh: is each what it says, and whose key is it?
 *
 *	struct gpgsig *sig = gpgsig_new(armoured);		what it says of itself; ssh-keygen is not asked
 *	GHashTable *all = gpgsigs_read(store, oids, n, &err);	of commits, those that are signed, and whether each is good
 *	gpgsig_standing(person, sig->print, moment)		does its key count for a person?
 *
 * Such a signature says who recorded a commit. It is another thing than the signature of a step (signature.h): it is made in the
 * namespace "git", and neither is ever taken for the other. The keys are the same, those of the person's record.
 *
 * OpenPGP and X.509 have their own worlds of keys, of which a repository knows nothing: what is signed so is not verified here.
 */
#ifndef GPGSIG_H
#define GPGSIG_H

#include "record.h"
#include "store.h"

enum gpgsig_form {
	GPGSIG_SSH,
	GPGSIG_OTHER, /* OpenPGP, X.509 */
	GPGSIG_NONE,  /* it is called a signature, and is none */
};
struct gpgsig {
	enum gpgsig_form form;
	char *public;  /* SSH: the key that it names, as keygen.h has them; else NULL */
	char *print;   /* its fingerprint */
	gboolean good; /* SSH, of gpgsigs_read(): it is made by that key, over all that the commit says */
};
struct gpgsig *gpgsig_new(const char *armoured);
void gpgsig_free(struct gpgsig *sig); /* takes NULL */
AUTO_FREE(gpgsig)

/*
 * struct oid * -> struct gpgsig *, both owned by the table. Several ssh-keygen run at once. NULL with ERR_REMOTE when it cannot be
 * run, or with what keeps a commit from being read. Caller unrefs.
 */
GHashTable *gpgsigs_read(struct store *store, const struct oid *commits, guint n, GError **err);

enum gpgsig_standing {
	GPGSIG_NO_KEYS, /* the person has none, or there is no such person */
	GPGSIG_OTHERS,	/* has others than this one */
	GPGSIG_EARLY,	/* counts from a later moment on */
	GPGSIG_COUNTS,
	GPGSIG_PAST, /* counted no more: it was revoked, or had run out */
};
/* What a key is for a person (may be NULL) at a moment, unix seconds. */
enum gpgsig_standing gpgsig_standing(const struct record *person, const char *print, gint64 moment);

#endif
