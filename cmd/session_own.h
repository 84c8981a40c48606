/* What a session keeps to itself; for session*.c and main.c only. */
#ifndef SESSION_OWN_H
#define SESSION_OWN_H

#include "session.h"

struct session_own {
	GPtrArray *with; /* session_ask() */
	struct repo *repo;
	struct snapshot *snapshot;
	struct index *index;
	struct fleet *fleet;
	gboolean ahead;	     /* session_settle() has to come */
	struct plant *using; /* whose the three above are, with --with */
	struct change *change;
	struct kinds *kinds; /* the built-in ones, where there is no repository */
	gboolean looks;	     /* the command asks for edits of the work tree */
	char *actor;
	gboolean actor_known;
	struct json json;
	gboolean json_open, json_done;
	gboolean flushed; /* part of out has been written already */
	gint64 started;	  /* monotonic, for progress */
	gboolean progress_shown;
};

/* A record that cannot be read is in no list and no total: that must not go unsaid. Once. */
gboolean session_warn_of_bad(struct session *s, GError **err);
/* A repo_progress; data: the session. */
void session_tell(const char *what, guint done, guint total, void *data);
void session_init(struct session *s);
/* The change and everything read over it; before anything is printed. */
void session_end_change(struct session *s);
/* Print what has gathered; 0, or 9 when it cannot be written. */
int session_flush(struct session *s);
/* Forget what was opened: the place has changed. */
void session_close(struct session *s);
void session_report(struct session *s, const GError *err);
void session_clear(struct session *s);
/* The same when the process ends: closing many repositories takes time that nobody has anything of. */
void session_leave(struct session *s);
/* pager.c: write through the pager; FALSE when there is none to be had. */
gboolean pager_write(struct session *s, const char *text, gsize length);

#endif
