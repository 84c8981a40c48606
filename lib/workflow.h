/*
 * Workflow: which verbs a record's kind allows, and what they change.
 * One judge for commands and for hand edits: workflow_judge().
 *
 * Guarded fields change by a verb only: the state, what a verb sets, a taken
 * field whose verb wants a reason (due by extend), hidden and immutable ones.
 * Which verb it was is read from the entry that each verb adds to the kind's notes:
 * without it, a step has not been taken. workflow_apply() writes it;
 * workflow_complete() writes it for edits made by hand; the judge replays the
 * entries that are new, and every guarded change must follow from them.
 */
#ifndef WORKFLOW_H
#define WORKFLOW_H

#include "step.h" /* struct act */

/*
 * The text of a record after a verb. values: map of the fields given with it
 * (typed and canonical), or NULL; the items given for an append-only list (evidence) are
 * added to it. Adds the entry to the kind's notes list. ERR_REFUSED with
 * a rule when the state, a missing reason, a missing field or separation of
 * duties forbids it; the hint says what would be allowed. ERR_USAGE for a value
 * the verb does not take. Caller frees.
 */
char *workflow_apply(
	const struct record *record, const struct verb *verb, const struct node *values, const struct act *act, GError **err);
/* An added note (any state): the text after it. */
char *workflow_note(const struct record *record, const char *text, const struct act *act, GError **err);

/*
 * The text after a conflict is settled: the matter has the value (NULL: none), nothing waits about it any more, and an
 * entry says who chose and why. ERR_REFUSED without a reason, ERR_NOT_FOUND when nothing waits about the matter. Caller frees.
 */
char *workflow_settle(
	const struct record *record, const struct matter *matter, const struct node *value, const struct act *act, GError **err);

/*
 * The text of an edit made by hand, or by `set`, with what its steps would have
 * written: their notes entries, the fields they set, defaults of a new record (old NULL).
 * *text is NULL when nothing was to be added. What no verb explains is left
 * for the judge to refuse. Call before workflow_judge(), on the reparsed text.
 */
gboolean workflow_complete(const struct record *old, const struct record *new, const struct act *act, char **text, GError **err);

/*
 * May old become new by this act? old NULL: a new record. Every rule that says
 * no is appended as a struct problem *: "immutable", "workflow", "reason",
 * "separation", "append-only", "needs", "initial-state", "ended", "forged", "conflicts", "number",
 * "G5" for what is to be signed (signature.h), or the ids that the kind gives its rules: "T05". Guards are judged with act->world. Returns FALSE when there are any.
 */
gboolean workflow_judge(const struct record *old, const struct record *new, const struct act *act, GPtrArray *problems);
/* As problems_to_error(), but ERR_REFUSED: what the judge found is policy, not bad data. Returns FALSE. */
gboolean workflow_refuse(const GPtrArray *problems, GError **err);

/*
 * What a verb would make of a record, allowed or not, to ask about it. values may be NULL. NULL when it cannot be written. Caller frees.
 * Of that record, as `after`: what keeps the verb from being taken, whoever takes it (struct problem *, appended), and
 * whether this actor may take it, as far as people go.
 */
struct record *workflow_suppose(
	const struct record *record, const struct verb *verb, const struct node *values, const struct act *act, GError **err);
void workflow_missing(const struct record *record, const struct record *after, const struct verb *verb, const struct act *act,
	GPtrArray *problems);
gboolean workflow_may(const struct record *record, const struct record *after, const struct verb *verb, const struct act *act);
/* Is the verb for some people only, by roles or names that count? Else it is for all but those it excludes. */
gboolean workflow_chooses(const struct record *after, const struct verb *verb, const struct act *act);

/*
 * The default value of a field in this act ("today", "actor", a literal...).
 * values: the record's other fields, for "=FIELD"; may be NULL. Caller frees; NULL for none.
 */
char *workflow_default(const struct field *field, const struct node *values, const struct act *act);
/* Verbs a record can take now, as far as its state and its own fields tell: struct verb *, borrowed; caller unrefs the array. */
GPtrArray *workflow_open_verbs(const struct record *record);
/* "start, progress, block, cancel": the same for a message; "nothing" when there is none. Caller frees. */
char *workflow_allowed(const struct record *record);
/* The state a verb leads to from a record with some values given (may be NULL): to, or to_instead; the present one when it has no `to`. Borrowed. */
const char *workflow_target(const struct record *record, const struct verb *verb, const struct node *values);

#endif
