/* Entries of the log, printed as a paragraph for people or as a row a field for programs. */
#ifndef LOG_PRINT_H
#define LOG_PRINT_H

#include "command.h"
#include "entry.h"

/* A repository whose history is printed. */
struct log_place {
	const struct plant *plant; /* NULL: the only one */
	struct snapshot *snapshot;
	struct db_query *ask; /* whose an e-mail is */
	GHashTable *people;   /* what it answered: e-mail in lower case -> person id, or "" */
};
struct log_printer {
	struct session *s;
	const struct log_place *at; /* of the entry that is printed */
	gboolean one;		    /* all entries are of one record */
	struct rows *rows;	    /* JSON and CSV */
	gint64 seq;		    /* of the commit printed last, for people */
	char *why;		    /* its reason */
	guint in_commit;	    /* entries of it so far */
};
gboolean log_place_init(struct log_place *place, struct index *index, const struct plant *plant, GError **err);
void log_place_clear(struct log_place *place);
/* one: all entries are of one record. */
struct log_printer *log_printer_new(struct session *s, gboolean one);
void log_printer_free(struct log_printer *printer);
void log_printer_done(struct log_printer *printer);
/* field NULL: all. *some: was there anything to print? */
gboolean log_print(struct log_printer *printer, const struct log_place *at, const struct entry *entry, const char *field,
	gboolean *some, GError **err);

#endif
