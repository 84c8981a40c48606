/*
 * One run of sx: the global options, the repository opened once, and the only
 * ways to print. Everything a session gives is freed by main at the end.
 */
#ifndef SESSION_H
#define SESSION_H

#include "change.h"
#include "fleet.h"
#include "rows.h"

enum session_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV };

struct session {
	const char *dir, *git_dir, *at; /* -C (already entered; absolute), --git-dir, --at; NULL when not given */
	const GPtrArray *with;		/* char *: --with; NULL when not given */
	day asked_today;		/* --today, DAY_NONE */
	enum session_format format;
	gboolean color, pager, terminal; /* as decided from --color, NO_COLOR and whether stdout is a terminal */
	int width;			 /* of the terminal; 0 when there is none */
	const char *command;		 /* as typed: "overdue", "action add" */
	const struct kind *kind;	 /* of `sx KIND ...`, else NULL */
	const struct verb *verb;	 /* workflow verb of `sx KIND VERB`, else NULL */
	const char *site;   /* whose calendar typed days are read by: write_site(), session_value(); NULL: the clone's */
	gboolean bad_known; /* set by a command that tells of unreadable records itself, so that no warning does */
	gboolean told;	    /* set by a command whose output stands when it fails: what a dry run found */
	GString *out;	    /* all of standard output; written (through the pager when it is longer than the screen) at the end */
	struct session_own *own; /* private to session*.c */
};

/* Opened on first use; NULL with err. Borrowed. */
struct repo *session_repo(struct session *s, GError **err);
struct snapshot *session_snapshot(struct session *s, GError **err);
struct index *session_index(struct session *s, GError **err);
/*
 * The repositories that are asked: the one you are in with those of --with, as many as there are, or that one alone.
 * Borrowed. ERR_NOT_FOUND when none can be read.
 */
struct fleet *session_fleet(struct session *s, GError **err);
/*
 * The same for who holds back what it prints, as a table is: asked while the work tree is still being looked at, see
 * index_open_ahead(). Then session_settle(), before anything is printed; unless *same, all is asked again.
 */
struct fleet *session_fleet_ahead(struct session *s, GError **err);
gboolean session_settle(struct session *s, gboolean *same, GError **err);
/* The same for who opens the index of each when it is needed: a single repository's is not opened, and nobody warns of bad records. */
struct fleet *session_fleet_unread(struct session *s, GError **err);
/* The same, also when none of them can be read: for who says so by itself. Of --with, which is not NULL. */
struct fleet *session_gather(struct session *s, GError **err);
/* Ask these, as if --with had named them: const char *, borrowed. The array is taken over. */
void session_ask(struct session *s, GPtrArray *with);
/* From here on session_repo(), _snapshot(), _index(), _kinds() and _actor() speak of this one. */
void session_use(struct session *s, struct plant *plant);
/* Which one that is; NULL without --with. */
const struct plant *session_using(const struct session *s);
/* The actor's person id for reads that use it (is:mine, today): NULL, no error, when unknown. */
const char *session_actor(struct session *s);
/* The repository's kinds, or the built-in ones where there is no repository. Borrowed. */
const struct kinds *session_kinds(struct session *s, GError **err);
const struct kinds *session_kinds_builtin(struct session *s, GError **err); /* whatever the repository's are */
/*
 * Begin a change; ERR_USAGE when --at or --today is given: they are for reads.
 * Borrowed: the session frees it (never AUTO(change)) before anything is
 * printed. From here on session_index() and session_value() read the change's
 * base, HEAD without edits. A second call frees the change before it.
 */
struct change *session_change(struct session *s, GError **err);
/* A snapshot that the command opened by itself, which what is printed then speaks of. Taken over. */
void session_keep_snapshot(struct session *s, struct snapshot *snapshot);
/* The change begun last, or NULL. */
struct change *session_change_now(const struct session *s);
/* The same for one that the caller has begun another way: change_begin_edits(), change_begin_first(). Taken over. */
void session_keep_change(struct session *s, struct change *change);

/* Rows in the session's format and width. Caller frees; session_rows_done() prints them in the JSON envelope or as they are. */
struct rows *session_rows(struct session *s);
void session_rows_done(struct session *s, struct rows *rows);
/* Text in a tone, when the output has colour: made safe, appended to s->out. Text format only. */
void session_tone(struct session *s, enum rows_tone tone, const char *text);

/* Text that is to live until the process ends. Takes it. */
const char *session_keep(char *text);
/* One line of text for people; nothing with --json or --csv. */
void session_say(struct session *s, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* A warning or hint on standard error, made safe for terminals. */
void session_warn(struct session *s, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Progress on standard error, terminals only, from the second second on. total 0: unknown. */
void session_progress(struct session *s, const char *what, guint done, guint total);

/*
 * JSON: the envelope {"sx":1,"command":...,"commit":...,"today":...,"data":
 * is opened by session_json(); write data through it, then session_json_done().
 * commit: of the snapshot read, or made by the write (NULL: the snapshot's).
 */
struct json *session_json(struct session *s, const struct oid *commit);
void session_json_done(struct session *s);

/* The end of a write: for people "ACT-2611-7K3M9Q2: added" and what else is said; with --json the record as it now is, and the commit. */
gboolean session_wrote(struct session *s, struct change *change, const struct kind *kind, const char *id,
	const struct oid *commit, const char *said, GError **err);
/* A record as a JSON object of typed values, id, kind, path first. */
void session_json_record(struct session *s, struct json *j, const struct record *record);
/* The same, and the object stays open for more. */
void session_json_fields(struct session *s, struct json *j, const struct record *record);

/*
 * Read one field value as typed on the command line: ids and prefixes resolved for refs, dates understood by the calendar
 * of s->site and echoed on standard error. A site read is s->site from then on. Caller frees.
 */
char *session_value(struct session *s, const struct field *field, const char *text, GError **err);

#endif
