/*
 * Who stands behind a key beside its owner: two other signatures, of different people, so that nobody alone makes a key for
 * somebody else and signs with it; sx-signatures(7).
 *
 * Where steps are signed, an entry of a person's keys has `vouchers`: what people have signed over the repository, the owner, the key
 * and themselves, each with a key that counted for them. Who enters it is one of them, as is its owner with an earlier key. As
 * many are asked for as there are people beside the owner whose keys count, two at most: the first key of a repository needs nobody,
 * the second its first person. Whose key ended within a week is still asked for, or who ends all others' would be alone. That is told
 * by the history: by what each line of work had of people a week before, whatever day a commit upon an old one claims to be of.
 *
 *	struct vouching v = {&world->signing, people, NULL, now, now, 0};	people: id -> struct record *, all there are
 *	vouching_remember(&v, "ben", world)	where the history matters
 *	vouching_asked(&v, "ben")
 *	vouching_given(&v, "ben", entry, &n, &err)
 *
 * Rule K04. Borrows all it is given.
 */
#ifndef VOUCH_H
#define VOUCH_H

#include "repo.h"
#include "signature.h"

#define VOUCH_RULE "K04"
#define VOUCH_MOST 2 /* people who are asked for */
#define VOUCHERS "vouchers"
#define VOUCH_WHILE (7 * 24 * 60 * 60) /* seconds for which somebody is asked for whose keys have ended */

struct vouching {
	const struct signing *signing;
	GHashTable *people;	 /* id -> const struct record *: everybody, also those who have left */
	GHashTable *taken;	 /* key -> id of whom it counts for beside those in people; or NULL */
	gint64 now;		 /* when it is asked who could vouch */
	gint64 moment;		 /* when a voucher's key has to count */
	gint64 received;	 /* and when it came in, if that is known; else 0 */
	const GPtrArray *lately; /* of vouch_lately(); NULL: that is not asked */
};

/* The entries of a person's keys, and whether this key is one of them. person may be NULL; NULL: there are none. Borrowed. */
const struct node *vouch_keys(const struct record *person);
gboolean vouch_has_key(const struct record *person, const char *key);
/* Does an entry say that somebody vouches for it, whether or not it shows? */
gboolean vouch_names(const struct node *entry, const char *by);
/* What is signed: lines "name value". key as keygen_read_public() gives it. Caller frees. */
char *vouch_text(const struct signing *signing, const char *person, const char *key, const char *by);
/*
 * People as they were VOUCH_WHILE before now in each line of work that a commit goes on from: where that crosses the moment, by the latest
 * time of all that it had, so that who dates commits back only goes further back himself. struct vouch_line *. Reads the commits
 * of the whole history. public: a tree that a hub had then, or NULL. Caller unrefs; NULL with *err.
 */
struct vouch_line;
GPtrArray *vouch_lately(struct repo *repo, const struct oid *commit, gint64 now, const struct oid *public, GError **err);
/* A person of then; NULL when there was none. Borrowed. */
const struct record *vouch_line_person(const struct vouch_line *line, const char *id);
/* Everybody in a snapshot's tree: id -> struct record *, of its kinds. Caller unrefs; NULL with *err. */
GHashTable *vouch_people(const struct snapshot *snapshot, GError **err);
/* The folder of people in a tree; zero: there is none. */
gboolean vouch_folder(struct store *store, const struct kinds *kinds, const struct oid *tree, struct oid *out, GError **err);

/* Fills `lately` from what a world has, if it can change how many are asked for. FALSE with the world's failure. */
gboolean vouching_remember(struct vouching *v, const char *person, struct world *world);
/* Is somebody here who has a key that counts now? */
gboolean vouching_counts(const struct vouching *v, const struct record *person);
/* How many could now, VOUCH_MOST at most: of those who have to, the ones whose keys have not ended. */
guint vouching_could(const struct vouching *v, const char *person);
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
