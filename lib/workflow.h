/*
 * Workflow: which verbs a record's kind allows, and what they change.
 * One judge for commands and for hand edits: workflow_judge().
 */
#ifndef WORKFLOW_H
#define WORKFLOW_H

#include "edit.h"
#include "record.h"

struct act { /* who does what, when, why */
	const char *actor;	/* person id */
	gint64 now;
	const struct calendar *calendar;
	const char *site;
	const char *reason;	/* -m, or NULL */
	/*
	 * A new record brings a past made elsewhere: any state, hidden fields and earlier notes stand, when its last note is
	 * `did: import` by this actor now. That note is needed unless the record is as `add` could have made it.
	 * Changes of a record that exists already are judged as always: no flag skips a guard.
	 */
	gboolean import;
};

/*
 * The text of a record after a verb. values: map of the fields given with it
 * (typed and canonical), or NULL. Adds the entry to the kind's notes list. ERR_REFUSED with
 * a rule when the state, a missing reason, a missing field or separation of
 * duties forbids it; the sentence says what would be allowed. Caller frees.
 */
char *workflow_apply(const struct record *record, const struct verb *verb, const struct node *values, const struct act *act, GError **err);
/* An added note (any state): the text after it. */
char *workflow_note(const struct record *record, const char *text, const struct act *act, GError **err);

/*
 * May old become new by this act? old NULL: a new record. Every rule that says
 * no is appended as a struct problem *: "immutable", "workflow", "reason",
 * "separation", "append-only", "needs", "initial-state". Returns FALSE when there are any.
 */
gboolean workflow_judge(const struct record *old, const struct record *new, const struct act *act, GPtrArray *problems);
/* The default value of a field in this act ("today", "actor", ...). Caller frees; NULL for none. */
char *workflow_default(const struct field *field, const struct act *act);
/* Verbs a record can take now: struct verb *, borrowed; caller unrefs the array. */
GPtrArray *workflow_open_verbs(const struct record *record);

#endif
