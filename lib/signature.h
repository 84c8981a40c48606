/*
 * Electronic signatures of steps: who signed what content, as what, when and why; sx-signatures(7).
 *
 * A verb whose kind says `sign` is signed where the configuration names the kind under `signatures`. The signature is one more
 * entry of the record's list `signatures`: all it says, and at its end a detached SSH signature over just that, made in a
 * namespace of the repository's own. What it says of content is the SHA-256 of the fields that are settled by the state the
 * step leads to, those that the step itself takes and sets, those the verb names, and what linked records say that the kind
 * declares as `signed`; beside that the digests of the evidence. A verb that names them with `only` signs just these: who asks
 * for another day says nothing of the plan. `covers` lists all of it, so that what an entry is worth can be told from the
 * record alone. So it stays good while work goes on, and does not survive a change of what was signed, nor being copied to
 * another record, repository or moment.
 *
 * Which signatures are still required (G5): those that are neither renewed nor past. One is past when
 *   - a later step led the record to a state before that of the signature: all is open again, and will be signed again; or
 *   - its content is another, and a later step is one that takes or sets a field which it covers: that was the workflow's doing,
 *     as a request is answered by `extend`, an acknowledgement ended by `reassign`. What it still stands for is signed by later
 *     ones, since a step covers what is settled by then.
 * A step that leads to another state is taken when no signature that is still required is stale or bad; a step that leaves the
 * state is not kept up.
 *
 * To sign (the judge draws up the same entry by itself and compares):
 *
 *	struct signing_act s = {record, verb, note, NULL, &act};	record: as the step leaves it; note: the step's entry
 *	struct node *entry = signature_draft(b, &s, key, &err);
 *	char *payload = signature_payload(&act.world->signing, record, entry);
 *	char *armoured = keygen_sign(file, signature_space(...), payload, ...);
 *	char *text = signature_add(record, entry, armoured, &err);	to be put in the record's place
 *
 * To read what a record's signatures are worth:
 *
 *	GPtrArray *all = signatures_of(record, world, TRUE);		struct signature *, in the order of the list
 */
#ifndef SIGNATURE_H
#define SIGNATURE_H

#include "config.h"
#include "step.h"

#define SIGNATURES "signatures" /* the field */
#define SIGNATURE_RULE "G5"
#define SIGNATURE_AGAIN "sign" /* `did` of the note of one that takes the place of another. No verb of a kind is called so. */

/* What a world knows of signatures, of the configuration and kinds before the change. parent: hex, or NULL. Borrows from config. */
void signing_read(struct signing *signing, const struct config *config, const struct kinds *kinds, const char *parent);

enum signature_state {
	SIGNATURE_GOOD,
	SIGNATURE_STALE,   /* what it covers has changed since: the record is UNSIGNED until it is signed again */
	SIGNATURE_RENEWED, /* a later one takes its place */
	SIGNATURE_PAST,	   /* of before: see above; what has changed since asks for nothing */
	SIGNATURE_BAD,	   /* it is none: forged, copied, of a key that did not count */
};
extern const char *const signature_states[]; /* words for them */

struct signature {
	const struct node *entry; /* borrowed from the record */
	enum signature_state state;
	char *why; /* of a stale or bad one, and a past one whose content has changed: one sentence without its full stop; else NULL */
};
/*
 * All of a record as the world has it. With check, each is verified by ssh-keygen with the key that the world's person had at
 * its time; without, bad ones go unseen. NULL with world->failure set when something cannot be looked up. Caller unrefs.
 */
GPtrArray *signatures_of(const struct record *record, struct world *world, gboolean check);
/* "asha's approval of approve": for messages; caller frees. */
char *signature_says(const struct node *entry);
/* Are steps of the record signed here: by its kind, or with what it belongs to? world may be NULL: no. */
gboolean signature_applies(const struct record *record, struct world *world);
/* Must this step be signed, which leaves the record as it is? old: as it was, since a step can take out what it belonged to. */
gboolean signature_asked(const struct verb *verb, const struct record *old, const struct record *record, struct world *world);

/* One signature to be made or judged. */
struct signing_act {
	const struct record *record; /* as the change leaves it, but for the signature */
	const struct verb *verb;
	const struct node *note;    /* the entry of the step, or of SIGNATURE_AGAIN */
	const struct node *renewed; /* the signature that it takes the place of, or NULL */
	const struct node *before;  /* the record's last one before it, or NULL */
	const struct act *act;
};
/* The entry but for `signature`, in b. ERR_REFUSED when the signer is nobody or the repository has no name. */
struct node *signature_draft(struct builder *b, const struct signing_act *s, const char *fingerprint, GError **err);
/* What is signed: lines "name value" of all that the entry says but `signature`, and of what it is bound to. Caller frees. */
char *signature_payload(const struct signing *signing, const struct record *record, const struct node *entry);
/* "sx-esign-v1@REPOSITORY". Caller frees. */
char *signature_space(const struct signing *signing);
/* SHA-256 of the payload, hex: by this a later one names it. Caller frees. */
char *signature_digest(const struct signing *signing, const struct record *record, const struct node *entry);
/* The text that is digested as `content`, for people who want to see what they sign. covers: as in the entry. Caller frees. */
char *signature_content(const struct record *record, const char *covers, struct world *world);
/* Of the words of `covers` one that stands for linked records; NULL for a field. Borrowed. */
const struct cover *signature_cover(const struct kind *kind, const char *of);
/* The record's text with the entry and its signature added. Caller frees. */
char *signature_add(const struct record *record, const struct node *entry, const char *armoured, GError **err);

/*
 * Is a new entry what signature_draft() makes of the act, is its key one that counts for the signer now and (struct signing)
 * when it was received, and is the signature good? NULL: yes; else why not, one sentence. Caller frees.
 */
char *signature_fault(const struct signing_act *s, const struct node *entry);
/* May the person sign on a day: does the training count, where the person says until when? */
gboolean signature_trained(const struct record *person, day today);
/* Has an entry of a person's keys a moment of that name, `until` or `revoked`, that reads and is not after another? */
gboolean signature_key_past(const struct node *key, const char *name, gint64 moment);
/* The public key of a fingerprint among a person's that count at a moment; NULL for none. Borrowed. */
const char *signature_key(const struct record *person, const char *fingerprint, gint64 moment);
/* An allowed-signers file with the key that counted for the signer when it was made; "" when none did. Caller frees. */
char *signature_signers(const struct node *entry, struct world *world);
/* The note that goes with a signature in the record's list: SIGNATURE_AGAIN's or the step's; NULL when there is none. */
const struct node *signature_note(const struct record *record, const struct node *entry);

#endif
