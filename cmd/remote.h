/*
 * The other side of a sync, reached by the git program: a remote of git's configuration, or a bundle, which is a file.
 * git is run by its arguments, never through a shell; its settings, credentials and hooks hold. What it says is
 * cleared of control characters.
 *
 * A remote that is a hub is watched (witness.h): a fetch brings its receipts along, and fails with ERR_INTEGRITY when it
 * went back on what it had.
 */
#ifndef REMOTE_H
#define REMOTE_H

#include "sync.h"

struct remote {
	struct store *store;
	char *name;	 /* "origin" */
	char *branch;	 /* the ref there: "refs/heads/main" */
	char *own;	 /* the branch here */
	char *tracking;	 /* "refs/remotes/origin/main" */
	char *bundle;	 /* the file it is; NULL: it is reached over git's network */
	gint64 lock[3];	 /* private: a lock of the tracking ref that was seen, and when */
	guint races;	 /* private: looks at a hub into which somebody was just pushing */
	gboolean again;	 /* private: the next look is one more of the same */
	struct oid seen; /* private: what the branch of a hub was before the last fetch; zero: not known */
};

/*
 * name NULL: the one that the branch follows, else origin, else the only one. ERR_NOT_FOUND, with a way out, when
 * there is none. loose: any name will do, and "bundle" for none, as only a file is exchanged.
 */
gboolean remote_open(
	struct store *store, const char *own_branch, const char *name, gboolean loose, struct remote *out, GError **err);
void remote_clear(struct remote *remote);

/* For struct exchange; data is the struct remote. */
enum exchange_answer remote_fetch(void *data, GError **err);
enum exchange_answer remote_push(const struct oid *commit, void *data, GError **err);
void remote_refused(void *data); /* also after remote_watch() */
/*
 * What a git program fetched before, as a clone does, is held against the other side's receipts. ERR_INTEGRITY when it is a hub that
 * went back on them. A remote that has none passes.
 */
gboolean remote_watch(struct remote *remote, GError **err);
/* The setting that makes git bring a hub's receipts to a new clone, and with every plain fetch. Caller frees. */
char *remote_setting(void);
/* Writes a bundle of the own branch, without what is reachable from basis (zero: whole). */
gboolean remote_write_bundle(struct remote *remote, const char *file, const struct oid *basis, GError **err);

#endif
