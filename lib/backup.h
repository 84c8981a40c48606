/*
 * Backups: a folder with a git bundle of all that a repository has, and a manifest that says what must come of it.
 *
 *	repository.bundle	every ref and its objects, as git-bundle(1) writes it
 *	manifest.yaml		this struct
 *
 *	AUTO(backup) says = backup_read(folder, &err);		the manifest, held against the bundle: digest, size, refs, objects
 *	AUTO(backup) is = backup_new();
 *	backup_tally(repo, &says->head, is, &err);		what a repository that was made of it has
 *	char *why = backup_differs(says, is);			NULL: it is as the manifest says
 *
 * Both files are of strangers until they are read. A bundle that needs commits which it has not, or leaves some objects out, is
 * refused, and so is a ref that git would not have. Nothing here starts a program.
 */
#ifndef BACKUP_H
#define BACKUP_H

#include "repo.h"

#define BACKUP_BUNDLE "repository.bundle"
#define BACKUP_MANIFEST "manifest.yaml"
#define BACKUP_DIGEST 65

struct backup_ref {
	char *name; /* "refs/heads/main" */
	struct oid oid;
	char *to; /* of a symbolic ref the other that it stands for; else NULL */
};
struct backup {
	char *repository; /* its own name, or NULL */
	char *made;	  /* RFC 3339 */
	char *version;	  /* of the sx that made it */
	char bundle[BACKUP_DIGEST];
	guint64 bytes;
	char *branch; /* "refs/heads/main"; NULL: HEAD is detached */
	struct oid head;
	GPtrArray *refs;     /* struct backup_ref *, by name */
	guint64 commits;     /* reachable from refs or HEAD */
	guint64 objects;     /* in the bundle */
	GHashTable *records; /* kind -> GUINT_TO_POINTER(how many), by their paths in HEAD's tree */
	guint files;	     /* of evidence, there */
	/* SHA-256 of what `sha256sum` prints of these in the order of their paths: 64 digits, two blanks, the path. */
	char evidence[BACKUP_DIGEST];
};
struct backup *backup_new(void);
void backup_free(struct backup *backup); /* takes NULL */
AUTO_FREE(backup)

/* The manifest of a folder, checked and held against its bundle. ERR_NOT_FOUND: there is no backup; ERR_INTEGRITY, rule "backup". */
struct backup *backup_read(const char *folder, GError **err);
/* Reads a bundle: fills bundle, bytes, refs, head, objects. ERR_INTEGRITY, rule "backup", when it is none that holds everything. */
gboolean backup_scan(const char *bundle, struct backup *out, GError **err);
/* Fills records, files and evidence of a commit's tree, and repository. */
gboolean backup_tally(struct repo *repo, const struct oid *commit, struct backup *out, GError **err);
/* The manifest's text. Caller frees. */
char *backup_write(const struct backup *backup);
/* What of head, commits, records and evidence is another, one sentence without its full stop; NULL: nothing. Caller frees. */
char *backup_differs(const struct backup *says, const struct backup *is);
/* Is what a symbolic ref stands for there as well, no symbolic one, and the same? */
gboolean backup_has_target(const struct backup *backup, const struct backup_ref *ref);
guint backup_records(const struct backup *backup); /* of all kinds */
/* "5 refs, 40 commits, 12 records, 1 file of evidence". Caller frees. */
char *backup_counts(const struct backup *backup);

#endif
