/*
 * Agreements: other settings that several people have signed, each with a key of his own; sx-settings(1).
 *
 * Settings are all files below .sx/ but the agreements themselves. Their digest is the SHA-256 over "path NUL sha256 LF" of each, in
 * the order of the paths. Where the configuration says `settings_agreed: N`, a change that touches what is below .sx/ adds exactly one
 * agreement (rule P05), which names the digest of the settings before and after it and is signed by N people who may change settings:
 * active, with a role of `settings_by`, and a key that counts for nobody else. Who records it is one of them. Settings, people and keys
 * are those before the change. An agreement is the file .sx/agreed/DIGEST.yaml, by the digest of what is signed, and is never changed
 * nor removed: as it has to be new, none is used twice.
 *
 * What each signs is a text of lines "name value" in the namespace sx-settings-v1@REPOSITORY: agreement_text() with his own id behind.
 *
 *	struct agreement *a = agreement_read(path, text, length, &err);
 *	struct agreeing by = {config, people, now, 0};
 *	agreeing_given(&by, a, &who, &err);		whose signatures are good: a set of ids
 *
 * A proposal is the same with the files that change, passed from one to the other until enough have signed it. It comes from anybody.
 */
#ifndef AGREEMENT_H
#define AGREEMENT_H

#include "vouch.h"

#define AGREEMENT_RULE "P05"
#define AGREEMENT_FOLDER ".sx/agreed/"
#define AGREEMENT_WHILE (30 * 24 * 60 * 60) /* seconds after which one that was not recorded is too old */
#define AGREEMENT_MOST 50		    /* who sign, settings that it takes the place of */
#define SETTINGS_FOLDER ".sx/"

/* --- what settings are --- */

/* Is it a path of theirs? Agreements are none. */
gboolean settings_has(const char *path);
struct settings;
/* Those of a tree; zero: none. NULL with *err. */
struct settings *settings_of(struct store *store, const struct oid *tree, GError **err);
/* As a file becomes; bytes NULL: it goes. What is none of theirs is passed over. */
void settings_put(struct settings *settings, const char *path, GBytes *bytes);
/* 64 hex digits. Caller frees. */
char *settings_digest(const struct settings *settings);
/* Both in one. NULL with *err. Caller frees. */
char *settings_digest_of(struct store *store, const struct oid *tree, GError **err);
void settings_free(struct settings *settings);
AUTO_FREE(settings)

/* --- agreements --- */

struct agreement {
	const struct node *before, *by, *files; /* by: NULL when nobody has signed yet; files: of a proposal, else NULL */
	const char *after, *at, *reason;
	gint64 moment; /* of at */
	struct doc *doc;
};
/* ERR_INVALID for what is none. */
struct agreement *agreement_read(const char *path, const char *text, gsize length, GError **err);
void agreement_free(struct agreement *agreement);
AUTO_FREE(agreement)
/* Those that a tree has, by their moments; what does not read is passed over. struct agreement *. NULL with *err; caller unrefs. */
GPtrArray *agreements_of(struct store *store, const struct oid *tree, GError **err);
/* Is a digest one of those it takes the place of? */
gboolean agreement_replaces(const struct agreement *agreement, const char *digest);
/* What all sign, in a repository of that name, before each adds himself. Caller frees. */
char *agreement_text(const struct agreement *agreement, const char *repository);
/* The same with the line of one of them. Caller frees. */
char *agreement_text_of(const struct agreement *agreement, const char *repository, const char *person);
/* "sx-settings-v1@REPOSITORY". Caller frees. */
char *agreement_space(const char *repository);
/* Where it is kept. Caller frees. */
char *agreement_path(const struct agreement *agreement, const char *repository);
/* As it is kept: without the files of a proposal. Caller frees. */
char *agreement_kept(const struct agreement *agreement);

/* --- proposals --- */

/* A new one, signed by nobody yet. before: char *; texts: path -> GBytes *, NULL where a file goes. Caller frees. */
char *proposal_text(const GPtrArray *before, const char *after, const char *at, const char *reason, GHashTable *texts);
/* With one more signature, in the place of one of the same person. NULL with *err. Caller frees. */
char *proposal_sign(const struct agreement *proposal, const char *person, const char *armoured, GError **err);
/*
 * The files that it changes: path -> GBytes *, NULL where one goes. NULL with *err: ERR_INVALID for paths that are none of settings,
 * ERR_CONFLICT where a tree has not the settings before, or the files do not make of them those after. Caller unrefs.
 */
GHashTable *proposal_files(const struct agreement *proposal, struct store *store, const struct oid *tree, GError **err);

/* --- who agrees --- */

/* How many have to; 0: nobody is asked. */
guint agreement_asked(const struct config *config);
struct agreeing {
	const struct config *config; /* who may, and the repository's name */
	GHashTable *people;	     /* of vouch_people() */
	gint64 now;		     /* their keys have to count now; 0: when it was proposed is enough */
	gint64 received;	     /* and when it came in, if that is known; else 0 */
};
/* Whose keys count now, of those who may: their ids, in order. Borrows from people; caller unrefs. */
GPtrArray *agreeing_could(const struct agreeing *a);
/* Whose signatures are good: a set of ids, borrowed from the agreement. FALSE only with *err (ERR_REMOTE). Caller unrefs. */
gboolean agreeing_given(const struct agreeing *a, const struct agreement *agreement, GHashTable **who, GError **err);

#endif
