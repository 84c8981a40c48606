/*
 * Steps: one verb taken on one record, as its entry in the kind's notes
 * claims, and the fields that only steps may change. What workflow.h is made of.
 */
#ifndef STEP_H
#define STEP_H

#include "conflict.h"
#include "guard.h"

struct act {		   /* who does what, when, why */
	const char *actor; /* person id; NULL only while the first person is being made */
	gint64 now;
	const struct calendar *calendar; /* of the record's site */
	const char *site;
	const char *reason; /* -m, or NULL */
	/*
	 * A new record brings a past made elsewhere: any state, hidden fields and earlier notes stand, when its last note is
	 * `did: import` by this actor now. That note is needed unless the record is as `add` could have made it.
	 * Changes of a record that exists already are judged as always: no flag skips a guard.
	 */
	gboolean import;
	const char *seen;     /* the commit, hex, up to which the actor has looked at the record's trail; or NULL */
	const char *number;   /* the register number that the record is given now (register.h); NULL: none */
	struct world *world;  /* what guards look up; NULL: what needs it is refused. Borrowed */
	gboolean signs_later; /* the step is signed once it is known to be allowed: a missing signature is no fault yet */
	gboolean misnumbered; /* the one it has is none that it can keep, and may be taken out */
};

/* The state a record is in: the initial one while the field is absent; NULL without a workflow. Borrowed. */
const char *step_state(const struct record *record);
/* The list that verbs and notes are entered in, or NULL when the kind has none. */
const char *step_notes(const struct kind *kind);
/* May this field change by a verb (or when the record is made) only? */
gboolean step_guards(const struct kind *kind, const struct field *field);
/* The lock that holds a field of a record; NULL: none. What is to be looked up is asked of act->world: without one the lock holds. */
const struct lock *step_lock(const struct record *record, const char *field, const struct act *act);
/* May it change by a verb only, in the record as it is: also what is locked. old NULL: there is none yet. */
gboolean step_guards_in(const struct record *old, const struct kind *kind, const struct field *field, const struct act *act);
/* The names of the fields that a verb opens and that differ, "extent, causes"; NULL for none. Caller frees. */
char *step_opened(const struct verb *verb, const struct record *old, const struct record *new, const struct act *act);
/* The same of what is given with it. */
char *step_opened_by(const struct verb *verb, const struct record *record, const struct node *values, const struct act *act);
/* The rule that a verb's refusals name: its own, else the general word. */
const char *step_rule(const struct verb *verb, const char *word);
/* A case for guards: a step of a record by an act. old may be NULL. */
struct guard_case step_case(const struct record *old, const struct record *new, const struct act *act);
/* Does this verb change the field: by what it takes or sets, the state, or the day an end is marked with? */
gboolean step_changes(const struct workflow *workflow, const struct verb *verb, const char *field);
/* Is text the value of a scalar node, or one of a list's? node may be NULL. */
gboolean step_holds(const struct node *node, const char *text);

/* A value as fields' defaults and verbs' sets are written: literal, "today", "now", "actor", "site", "=FIELD" (of values), "=FIELD + 15" (days). Caller frees; NULL for none. */
char *step_value(const char *def, const struct node *values, const struct act *act);
/* The state a verb leads to from a state; conditions are judged on values first, then on the record. Either may be NULL. Borrowed. */
const char *step_target(const struct verb *verb, const char *state, const struct node *values, const struct node *root);
/* Is the verb one whose other outcome (verification by another) holds for a record with this root, or NULL root: never? */
gboolean step_is_instead(const struct verb *verb, const struct node *root);
/* Must the verb wait until nothing of the record waits for a decision: does it end it, or is it another person's to take? */
gboolean step_waits(const struct record *record, const struct verb *verb, const char *from, const char *to);
/* What waits for a decision is settled: the `did` of its entry, whose `field` is matter_says(). No verb of a kind is called so. */
#define STEP_SETTLE "settle"
/* Its entry: from what the record showed to what root says. */
struct node *step_resolution(struct builder *b, const struct record *record, const struct node *root, const struct matter *matter,
	const struct act *act);
/*
 * What a verb sets by itself, as a map field -> scalar ("" removes), in b: its
 * `sets` and `also`, the state, the day of an end, and first values ("=due") that its taken fields would lose.
 * values: what the record has or gets beside, looked at first; may be NULL.
 */
struct node *step_effects(struct builder *b, const struct record *record, const struct node *values, const struct verb *verb,
	const char *from, const char *to, const struct act *act);
#define STEP_SEEN "seen" /* of an entry: act->seen */
/* One entry for the notes list. Absent parts are NULL. */
struct node *step_entry(
	struct builder *b, const struct act *act, const char *did, const char *text, const char *from, const char *to);
/* With the fields it speaks of: "extent, causes"; NULL for none. */
void step_entry_field(struct builder *b, struct node *entry, const char *fields);

/* Does it say anything: blanks are no reason. text may be NULL. */
gboolean step_says(const char *text);

/* Is a moment now, as far as clocks and the time to write an entry allow? */
gboolean step_is_now(const struct act *act, gint64 moment);

/* The entries of `new`'s notes that old (may be NULL) has not: where they begin. */
guint step_first_new(const struct node *old_list, const struct node *new_list);

#endif
