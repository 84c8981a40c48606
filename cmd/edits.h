/* Edits made by hand: what each file is to the repository, what changed in it, what a commit would record of it. */
#ifndef EDITS_H
#define EDITS_H

#include "session.h"

enum edits_class { EDITS_RECORD, EDITS_OWN /* .sx */, EDITS_EVIDENCE, EDITS_FOREIGN };

struct edits_item {
	const struct worktree_edit *edit; /* borrowed from the snapshot */
	enum edits_class class;
	const struct kind *kind; /* of a record, else NULL */
	char *id;
	struct record *old, *new; /* NULL when absent or when it does not read */
	GError *unread;		  /* why it does not */
};

/* What is edited in a live snapshot, in path order: struct edits_item *. */
GPtrArray *edits_find(struct snapshot *snapshot, GError **err);
/* "changed", "added", "removed", "link". Static. */
const char *edits_word(const struct edits_item *item);
/* The names of the fields that differ, in schema order; NULL-ended. Caller frees the array. */
const char **edits_fields(const struct edits_item *item);

#endif
