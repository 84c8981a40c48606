/*
 * Errors: one sentence, a code that is the exit status, and where it happened.
 *
 * A function that can fail takes a GError ** last and returns FALSE or NULL
 * after filling it. Set an error once, where the failure is seen:
 *
 *	return error_set(err, ERR_INVALID, "'%s' is not a date", text);
 *
 * and let it pass up unchanged. error_at() and error_hint() add to an error
 * that is already set; both do nothing when err is NULL or *err is NULL, and
 * keep what a lower level has said. Sentences start small, have no full stop,
 * and name the subject in quotes: "cannot read 'x.yaml': no such file".
 */
#ifndef ERROR_H
#define ERROR_H

#include <glib.h>

/* The codes are the exit statuses of sx(1). */
enum error_code {
	ERR_NO = 1,	   /* the answer is no */
	ERR_USAGE = 2,	   /* the command line is wrong */
	ERR_INVALID = 3,   /* the data is wrong */
	ERR_NOT_FOUND = 4, /* nothing, or more than one, matches */
	ERR_REFUSED = 5,   /* policy says no */
	ERR_CONFLICT = 6,  /* conflicting, stale or locked */
	ERR_INTEGRITY = 7, /* the history cannot be trusted */
	ERR_REMOTE = 8,	   /* another machine or program failed */
	ERR_IO = 9,	   /* the disk or the repository is damaged */
};

#define ERROR_DOMAIN (error_quark())
GQuark error_quark(void);

/* What an error may carry besides its sentence. Absent strings are NULL. */
struct error_more {
	char *file;	  /* path inside the repository, or of an input file */
	int line;	  /* from 1, 0 if unknown */
	int column;	  /* from 1, in characters, 0 if unknown */
	char *rule;	  /* the rule that was broken: "owner-is-person" */
	char *id;	  /* the record spoken of */
	char *hint;	  /* what to do next, one sentence */
	GPtrArray *parts; /* GError *: of several things that are wrong each by itself, this one first; else NULL */
};

/* Set *err. Always returns FALSE, so that failing is one line. */
gboolean error_set(GError **err, enum error_code code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Give the place, unless one is known already. file may be NULL. */
void error_at(GError **err, const char *file, int line, int column);
/* Take the place away when it is in this file, which was never written. */
void error_nowhere(GError **err, const char *file);
void error_rule(GError **err, const char *rule);
void error_id(GError **err, const char *id);
void error_hint(GError **err, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Behind the hint that is given already, which error_hint() leaves as it is. */
void error_hint_more(GError **err, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* One of several things that are wrong; taken. */
void error_part(GError **err, GError *part);

/* What *err carries; owned by the error, all empty for a foreign one. */
const struct error_more *error_more(const GError *err);

/* The exit status for an error: its code, or ERR_IO for a foreign domain. */
int error_status(const GError *err);

/* "file:line:column", as much as is known; "" if nothing. Caller frees. */
char *error_place(const GError *err);

/*
 * Freeing at the end of scope. A header that declares struct doc and
 * doc_free(struct doc *), which takes NULL, says AUTO_FREE(doc) once; then
 *
 *	AUTO(doc) d = doc_parse(...);
 *
 * frees d when its scope ends. For GLib's own types use g_autoptr, g_autofree.
 */
#define AUTO_FREE(name)                                                                                                          \
	static inline void name##_auto_free(struct name **p)                                                                     \
	{                                                                                                                        \
		if (*p)                                                                                                          \
			name##_free(*p);                                                                                         \
	}
/* May also only hold what is to be freed, and be used no further. */
#define AUTO(name) __attribute__((cleanup(name##_auto_free), unused)) struct name *

#endif
