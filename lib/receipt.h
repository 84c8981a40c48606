/*
 * Receipts of a hub: what was pushed to it, when it came, and what it refused, in an append-only chain that the hub signs.
 *
 *	g_autoptr(GError) failure = NULL;
 *	AUTO(receipts) receipts = receipts_load(store, &failure);     all that is known here; empty when there is no hub
 *	gint64 when = receipts_received(receipts, &commit);           unix seconds; 0: no receipt, only the claimed time is known
 *
 * A hub (sx-hub(7)) has the chain at RECEIPTS_REF, a clone what it has fetched of it at refs/sx/hub/REMOTE/receipts. The ref
 * points to a commit whose tree only ever gets more files: hub.pub, the hub's public key as OpenSSH writes it, and for the
 * receipt of number 1234 the files 00/12/34, its text, and 00/12/34.sig, an SSH signature of that text in the namespace
 * RECEIPTS_NAMESPACE. The text is lines, each a word, a blank and a value to the end of the line, always these in this order:
 *
 *	receipt 1                 the format
 *	repository 40 digits      the first commit of the repository's branch
 *	number 1234               from 1, without a gap
 *	ref refs/heads/main
 *	old 40 digits             what the ref was, zeros when it is new
 *	new 40 digits             what it is now, or was asked to be
 *	received 2026-11-20T09:00:00Z
 *	pusher key SHA256:...     as far as the hub can tell; see sx-hub(7)
 *	result taken              or "begun": it was there when the hub was set up; or "refused WHY"
 *	follows 64 digits         SHA-256 of the text before; zeros for number 1
 *
 * So one good signature of the last text vouches for all before it.
 *
 * Reading judges the chain: numbers, digests, form. It does not run ssh-keygen: who took the chain in has done so. Texts of
 * receipts are safe to print.
 */
#ifndef RECEIPT_H
#define RECEIPT_H

#include "store.h"

#define RECEIPTS_REF "refs/sx/receipts"
#define RECEIPTS_NAMESPACE "sx-receipt-v1"
#define RECEIPTS_KEY "hub.pub" /* path in the tree */
#define RECEIPT_DIGEST 65

enum receipt_result { RECEIPT_BEGUN, RECEIPT_TAKEN, RECEIPT_REFUSED };
struct receipt {
	guint number;
	char *ref;
	struct oid old, new;
	gint64 received; /* unix seconds, by the hub's clock */
	char *pusher;
	enum receipt_result result;
	char *why;		       /* of a refusal: "T06: ..."; else NULL */
	char previous[RECEIPT_DIGEST]; /* these two in hexadecimal digits */
	char digest[RECEIPT_DIGEST];   /* of its own text */
};
void receipt_free(struct receipt *receipt); /* takes NULL */
AUTO_FREE(receipt)

/* --- reading --- */

/* One chain, or all that are known. */
struct receipts {
	struct store *store; /* borrowed */
	GPtrArray *list;     /* struct receipt *; of one chain in order of their numbers */
	char *key;	     /* the hub's public key, one line; NULL when there is no chain */
	char *repository;    /* 40 digits; NULL when there is no chain */
	struct oid tip;	     /* the commit that was read; zero when there is no chain */
	GHashTable *firsts;  /* private: struct oid * -> the struct receipt * that first told of it, or NULL */
	GHashTable *stood;   /* private: struct receipt * -> the one before it of a branch */
	char *stood_of;	     /* private: that branch */
};
/*
 * The chain at a ref; empty when there is no such ref. ERR_INTEGRITY, rule "receipts", when it is not as described above:
 * the message has the number of the first receipt that is wrong.
 */
struct receipts *receipts_read(struct store *store, const char *ref, GError **err);
/*
 * Those that a commit has and an earlier one, which was read before, has not; zero: all. The earlier ones must be there unchanged. Only what
 * is new is read.
 */
struct receipts *receipts_read_on(struct store *store, const struct oid *since, const struct oid *commit, GError **err);
/* Those of this repository, if it is a hub, and of the hubs it shares with, one chain after the other. Errors as above. */
struct receipts *receipts_load(struct store *store, GError **err);
void receipts_free(struct receipts *receipts); /* takes NULL */
AUTO_FREE(receipts)
/* Where a clone keeps what it fetched of a remote's chain. Caller frees. */
char *receipts_ref_of(const char *remote);

/*
 * When a hub first had a commit, by its receipts: unix seconds; 0 when no receipt tells, as for commits that were there when
 * the hub began. The first call reads the history that receipts speak of, a look at each commit.
 */
gint64 receipts_received(struct receipts *receipts, const struct oid *commit);
/* Does a receipt speak of it at all? Else one may be to come. */
gboolean receipts_know(struct receipts *receipts, const struct oid *commit);
/* The receipt that tells it, or NULL. Borrowed. */
const struct receipt *receipts_of(struct receipts *receipts, const struct oid *commit);
/* What a branch was when a receipt was given, before and with it; zero: it was not there. branch NULL: none. */
void receipts_stood(struct receipts *receipts, const char *branch, const struct receipt *receipt, struct oid out[2]);
/* What a branch was at a moment, as far as receipts tell: before the first of them what that found. Zero: it was not there. */
void receipts_stood_at(const struct receipts *receipts, const char *branch, gint64 moment, struct oid *out);
/* What the first receipt of a branch found there. Zero: nothing. */
struct oid receipt_found(const struct receipt *receipt);
/*
 * How the hub calls its main branch, as far as a clone can tell: what refs/remotes/REMOTE/HEAD says, else what a branch of the clone
 * follows, else the branch's own name; NULL when there is no receipt of such a branch. branch NULL: a detached HEAD. Caller frees.
 */
char *receipts_branch(const struct receipts *receipts, const char *branch);
/* The last receipt of a ref that was not refused, or NULL. Borrowed. */
const struct receipt *receipts_last(const struct receipts *receipts, const char *ref);
/* Where a ref went on without a receipt: the new of one is not the old of the next that was taken. */
void receipts_gaps(const struct receipts *receipts,
	void (*found)(const struct receipt *before, const struct receipt *after, void *data), void *data);
/* Text and signature of a receipt of one chain, as they are stored. Caller unrefs both. */
gboolean receipts_texts(const struct receipts *receipts, guint number, GBytes **text, GBytes **signature, GError **err);

/* --- writing, on the hub --- */

/*
 * Appends receipts to the chain of this repository, durably. Of each, ref, old, new, received, pusher, result and why are given,
 * and cleared of what is not safe; the rest is filled in. sign gives the signature of a text (store.h), key is the public key
 * for a chain that begins. Waits for others who append. Only the last receipts are read.
 */
gboolean receipts_append(struct store *store, struct receipt *const *add, guint n, const char *key, store_sign_fn sign,
	void *sign_data, GError **err);
/*
 * The last receipt of a ref that was not refused, without reading the chain; *out NULL when there is none. at: the commit of a chain;
 * NULL: that of this repository. Caller frees.
 */
gboolean receipts_find_last(struct store *store, const struct oid *at, const char *ref, struct receipt **out, GError **err);
/*
 * The same for all refs: those of this repository's receipts that were not refused, from the last one back, until found says FALSE or
 * `most` were read. *all: none is left. found may keep a receipt by setting it to NULL.
 */
typedef gboolean (*receipts_found_fn)(struct receipt **receipt, void *data);
gboolean receipts_look_back(struct store *store, guint most, receipts_found_fn found, void *data, gboolean *all, GError **err);

#endif
