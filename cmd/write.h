/*
 * The end of every command that writes: judge each record it touched, commit,
 * say what was done. change_judge() judges.
 */
#ifndef WRITE_H
#define WRITE_H

#include "session.h"
#include "workflow.h"

struct write {
	const struct kind *kind;
	GPtrArray *ids;	 /* char *: the records touched, in order */
	const char *did; /* "added", "due 2026-11-30 -> 2026-12-14": said, and the subject; NULL: what write_describe() finds */
	const char *reason; /* -m, or NULL */
	gboolean dry_run;   /* judge and show, but do not write */
};
/* From here on session_value() reads days by the calendar of the site that these values, a record's map or NULL, name. */
void write_site(struct session *s, const struct kind *kind, const struct node *values);
/* A record's new text, completed with what follows from it, into the change; the same text is no change. */
gboolean write_text(struct change *change, const struct record *old, const char *text, const char *reason, GError **err);
/*
 * Judge all, commit, and tell: text, or with --json the record (an array when there are several).
 * Nothing changed: says so, no commit, success.
 */
gboolean write_finish(struct session *s, struct change *change, const struct write *write, GError **err);
/* "due 2026-11-30 -> 2026-12-14, tags +pump": the fields that differ; notes and other append-only lists left out. old may be NULL. Caller frees. */
char *write_describe(const struct record *old, const struct record *new);
/* The records the words name, each once: full ids, appended to ids (char *, freed with it). */
gboolean write_find(struct session *s, const struct kind *kind, int n, char **words, GPtrArray *ids, GError **err);

#endif
