/* Making a repository of a backup (backup.h), by the git program. */
#ifndef RESTORE_MAKE_H
#define RESTORE_MAKE_H

#include "backup.h"

/*
 * Runs git in a repository, without its hooks and whatever the environment says of others. what: for the message, "git could not WHAT".
 * input NULL: none. out, which the caller frees, may be NULL. ERR_REMOTE when there is no git, else the code given.
 */
struct git_run {
	const char *git_dir;
	const char *what;
	enum error_code code;
};
gboolean git_run(const struct git_run *run, const char *const *args, const char *input, char **out, GError **err);
/* How many commits the refs and the head of a backup reach. */
gboolean git_count(const struct git_run *run, const struct backup *backup, guint64 *out, GError **err);

/*
 * In an empty folder, from the bundle of the backup's folder; then git looks at every object, and all is counted again and held
 * against the manifest. ERR_INTEGRITY, rule "backup", when it is not as that says.
 */
gboolean restore_make(const char *backup, const struct backup *says, const char *dir, gboolean bare, GError **err);

#endif
