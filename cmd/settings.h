/*
 * Other settings, agreed with by several people (agreement.h): a proposal of the edits of the work tree, a signature more in it, and
 * the commit.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "agreement.h"
#include "session.h"

struct settings_wish {
	const char *file;   /* of the proposal */
	const char *reason; /* NULL: none given */
	const char *over;   /* a revision whose settings it takes the place of as well; or NULL */
	gboolean dry_run;   /* judge and show, but write nothing */
};
/* The edits below .sx/ as a new proposal, signed by who acts. */
gboolean settings_propose(struct session *s, const struct settings_wish *wish, GError **err);
/* What a proposal changes is shown, and who acts signs it, too. */
gboolean settings_agree(struct session *s, const struct settings_wish *wish, GError **err);
/* What enough have signed is recorded. */
gboolean settings_apply(struct session *s, const struct settings_wish *wish, GError **err);

/* Gives *err, of a refusal, its rule and a hint. Returns FALSE. */
gboolean settings_refuse(GError **err, const char *hint);
/* ERR_REFUSED where nobody is asked for an agreement. */
gboolean settings_asked(const struct snapshot *base, GError **err);
/* A change of which the edits of the work tree are a part. Borrowed, of the session. */
struct change *settings_begin(struct session *s, struct repo *repo, GError **err);
gboolean settings_write(const char *file, const char *text, GError **err);
/* What was done with a proposal, and how many have signed it by what a snapshot has. */
gboolean settings_tell(
	struct session *s, const struct agreement *proposal, const struct snapshot *base, const char *did, GError **err);
/* What an agreement says, as JSON: kept by the name of its file, or NULL for a proposal. */
void settings_json(struct json *j, const struct agreement *agreement, const char *kept);
/* The lines that change in the files (path -> GBytes *, NULL: it goes) against a tree, to standard output; none for --json. */
gboolean settings_show_files(struct session *s, struct store *store, const struct oid *tree, GHashTable *files, GError **err);
/* The proposal with the signature of a person in it, by people and settings of a snapshot; asks for the passphrase. NULL with *err. Caller frees. */
char *settings_sign(struct session *s, struct snapshot *base, const char *actor, const struct agreement *proposal, GError **err);

#endif
