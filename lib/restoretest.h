/*
 * Tests that a backup can be restored, as records: what a test found, and when the next is due.
 *
 *	struct restoretest test = {says, bundle's digest, NULL};
 *	node = restoretest_values(b, &test, moment)	fields of a new record
 *
 * The configuration may say after how many days a test must have passed again (restore_test). They are counted from the last one
 * that has, and where none has from the first commit; nothing is due where it does not say.
 */
#ifndef RESTORETEST_H
#define RESTORETEST_H

#include "backup.h"
#include "index.h"

struct restoretest {
	const struct backup *says; /* the manifest, or NULL: it does not read */
	const char *failure;	   /* why it failed; NULL: it passed */
};
/* The kind of such records; ERR_NOT_FOUND where the repository has none. Borrowed. */
const struct kind *restoretest_kind(const struct kinds *kinds, GError **err);
/* moment: as records have them. In b. */
struct node *restoretest_values(struct builder *b, const struct restoretest *test, const char *moment);
/* A test that is overdue, as a problem of rule "restore-test". Calls index_history() where none has passed yet. */
gboolean restoretest_check(struct index *index, GPtrArray *problems, GError **err);

#endif
