/*
 * Proof that who is said to own a key has it: what he has signed with it when it was entered; sx-signatures(7).
 *
 * Where steps are signed, a key is entered with a signature that it has made over the repository, the person and itself, in a
 * namespace of its own. So nobody enters as another's a key that he has himself, unless he is that person; and a proof is good
 * for one person in one repository. With it the owner declares that he answers for what the key signs (21 CFR 11.10(j), 11.100(c)):
 * who has not, has no key to sign with.
 *
 *	char *text = proof_text(&world->signing, "asha", public), *space = proof_space(&world->signing);
 *	char *proof = keygen_sign(file, space, text, strlen(text), ...);		the owner does
 *	proof_holds(&world->signing, "asha", entry, &good, &err);			anybody can tell
 */
#ifndef PROOF_H
#define PROOF_H

#include "guard.h"

#define PROOF_RULE "K02"
#define PROOF_STATEMENT "I answer for what is signed with this key as for what I sign by hand"
#define KEY_RULE "K03" /* from when a key counts, and that what has ended stays so */

/* Are proofs asked for: are steps of some kind signed here, and has the repository a name? */
gboolean proof_asked(const struct signing *signing);
/* Whose key it is, in lines "name value": what all who sign about a key sign. public as keygen_read_public() gives it. Caller frees. */
char *proof_subject(const struct signing *signing, const char *person, const char *public);
/* What the owner signs: the same, and PROOF_STATEMENT. Caller frees. */
char *proof_text(const struct signing *signing, const char *person, const char *public);
/* "sx-key-v1@REPOSITORY". Caller frees. */
char *proof_space(const struct signing *signing);
/* Is the `proof` of an entry of a person's keys one of its `key`? Without one *good is FALSE. ERR_REMOTE when it cannot be told. */
gboolean proof_holds(const struct signing *signing, const char *person, const struct node *entry, gboolean *good, GError **err);

#endif
