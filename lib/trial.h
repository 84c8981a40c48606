/*
 * A trial: one record before and after, and the steps between that its new
 * notes entries claim, replayed. The judge and the clerk of workflow.h share it.
 */
#ifndef TRIAL_H
#define TRIAL_H

#include "step.h"

struct trial {
	const struct record *old, *new; /* old NULL: a new record */
	const struct act *act;
	GPtrArray *problems; /* struct problem *; NULL while nobody judges */
	const char *state;   /* where the steps have led so far; NULL without a workflow */
	GHashTable *follows; /* field -> the text it must have after the steps ("" absent), or any_value */
	guint steps;
	enum { TRIAL_ALL, TRIAL_MATTER, TRIAL_PERSON } who; /* what of a step is judged: all, but for who takes it, that alone */
	GHashTable
		*settled; /* set of matter_says(): what waited for a decision and has got one; each field of what goes together */
};
extern const char any_value[]; /* of a field that a step takes: what was given with it */

void trial_begin(struct trial *t, const struct record *old, const struct record *new, const struct act *act, GPtrArray *problems);
void trial_clear(struct trial *t);
/* One more problem, when somebody judges. at and hint may be NULL. */
void trial_object(struct trial *t, const struct node *at, const char *rule, const char *hint, const char *format, ...)
	G_GNUC_PRINTF(5, 6);

const struct node *trial_old(const struct trial *t, const char *field);
gboolean trial_changed(const struct trial *t, const char *field);

/* Judge one step and go on from the state it leads to. entry NULL: unwritten; text is its reason. */
void trial_step(struct trial *t, const struct verb *verb, const struct node *entry, const char *text);
/* What the entry of a step says of the trail that was looked at, where it says so or a guard asks for it. */
void trial_seen(struct trial *t, const struct verb *verb, const struct node *entry);
/* A new record has a field that only this verb changes: may the actor give it, as far as the verb's guards go? */
void trial_give(struct trial *t, const struct verb *verb, const struct node *at);
/* The new entry that settles a matter, or NULL. */
const struct node *trial_resolution(const struct trial *t, const struct matter *matter);
/* What has become of the conflicts: none is new, those that go were resolved by an entry that says why, the rest stay as they are. */
void trial_settle(struct trial *t);
/* Was it settled to a value that is right? entry NULL: the whole field. */
gboolean trial_settled(const struct trial *t, const char *field, const char *entry);
/* The signatures of the steps, once they are replayed: those that are missing, new ones that are none, and those that hold no longer. */
void trial_signatures(struct trial *t);
/* The last of these alone. */
void trial_unsigned(struct trial *t);
/* The keys of people that are new are proved to be theirs and count from now on; one that was revoked or has run out stays so. */
void trial_keys(struct trial *t);
/* Go on without judging. */
void trial_follow(struct trial *t, const struct verb *verb, const char *to);
/* The steps of the entries that old has not. */
void trial_replay(struct trial *t);
/*
 * The steps that changed fields show and that no entry claims: first those that leave the state
 * (due by extend), then the one that leads to the new state. found must go on from each.
 */
void trial_infer(struct trial *t, void (*found)(struct trial *t, const struct verb *verb, void *data), void *data);

#endif
