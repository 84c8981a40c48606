/*
 * Who stands behind a key beside its owner: two other signatures, of different people, so that nobody alone makes a key for
 * somebody else and signs with it; sx-signatures(7).
 *
 * Where steps are signed, an entry of a person's keys has `vouchers`: what people have signed over the repository, the owner, the key
 * and themselves, each with a key that counted for them. Who enters it is one of them, as is its owner with an earlier key. As
 * many are asked for as there are people beside the owner whose keys count, two at most: the first key of a repository needs nobody,
 * the second its first person. Whose key ended within a week is still asked for, or who ends all others' would be alone.
 *
 *	struct vouching v = {&world->signing, people, NULL, now, now, 0};	people: id -> struct record *, all there are
 *	vouching_asked(&v, "ben")
 *	vouching_given(&v, "ben", entry, &n, &err)
 *
 * Rule K04. Borrows all it is given.
 */
#ifndef VOUCH_H
#define VOUCH_H

#include "signature.h"

#define VOUCH_RULE "K04"
#define VOUCH_MOST 2 /* people who are asked for */
#define VOUCHERS "vouchers"

struct vouching {
	const struct signing *signing;
	GHashTable *people; /* id -> const struct record *: everybody, also those who have left */
	GHashTable *taken;  /* key -> id of whom it counts for beside those in people; or NULL */
	gint64 now;	    /* when it is asked who could vouch */
	gint64 moment;	    /* when a voucher's key has to count */
	gint64 received;    /* and when it came in, if that is known; else 0 */
};

/* The entries of a person's keys, and whether this key is one of them. person may be NULL; NULL: there are none. Borrowed. */
const struct node *vouch_keys(const struct record *person);
gboolean vouch_has_key(const struct record *person, const char *key);
/* What is signed: lines "name value". key as keygen_read_public() gives it. Caller frees. */
char *vouch_text(const struct signing *signing, const char *person, const char *key, const char *by);
/* How many people have to vouch for a key of the person. */
guint vouching_asked(const struct vouching *v, const char *person);
/* Is a voucher of an entry made by whom it names, with a key that counts for nobody else? FALSE only with *err (ERR_REMOTE). */
gboolean vouching_good(const struct vouching *v, const char *person, const struct node *entry, const struct node *voucher,
	gboolean *good, GError **err);
/* How many different people have, whose vouchers are good. */
gboolean vouching_given(const struct vouching *v, const char *person, const struct node *entry, guint *n, GError **err);
/* The person whose key an armoured signature is made with, if it counts; NULL: nobody's. Borrowed. */
const char *vouching_signer(const struct vouching *v, const char *armoured);

#endif
