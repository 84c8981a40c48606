/* The options every command understands. */
#ifndef GLOBAL_H
#define GLOBAL_H

#include "options.h"

extern const struct option global_options[];
struct global {
	GPtrArray *dirs; /* -C, any number; each relative to the one before */
	GPtrArray *with; /* --with, any number */
	char *git_dir, *at, *today, *color;
	gboolean json, csv, no_pager, version, help;
};
extern struct global global;

/* --json anywhere: so that even an error in the options is told as JSON. */
gboolean global_wants_json(int argc, char **argv);
/* Make the session what the options read so far say; may be called again after more were read. */
gboolean global_apply(struct session *s, GError **err);
/*
 * Moves -C, --git-dir, --with, --at and --today to the front: behind a word that may be a kind's
 * name they say which records and kinds there are, so they count before the rest is read.
 * Returns how many words now stand in front.
 */
int global_hoist(int argc, char **argv);
/* Appends what was read, for a program run in this one's place. -C has been obeyed already. */
void global_pass(GPtrArray *argv);

#endif
