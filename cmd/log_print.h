/* Entries of the log, printed as a paragraph for people or as a row a field for programs. */
#ifndef LOG_PRINT_H
#define LOG_PRINT_H

#include "command.h"
#include "entry.h"

struct log_printer {
	struct session *s;
	struct snapshot *snapshot;
	const struct kind *kind; /* only records of it, or NULL */
	gboolean one;		 /* all entries are of one record */
	struct db_query *ask;	 /* whose an e-mail is */
	GHashTable *people;	 /* what it answered: e-mail in lower case -> person id, or "" */
	struct rows *rows;	 /* JSON and CSV */
	gint64 seq;		 /* of the commit printed last, for people */
	char *why;		 /* its reason */
	guint in_commit;	 /* entries of it so far */
};
/* kind: only records of it, or NULL; one: all entries are of one record. */
struct log_printer *log_printer_new(struct session *s, struct index *index, const struct kind *kind, gboolean one, GError **err);
void log_printer_free(struct log_printer *printer);
void log_printer_done(struct log_printer *printer);
gboolean entry_is_of(const struct log_printer *printer, const struct entry *entry);
/* field NULL: all. *some: was there anything to print? */
gboolean log_print(struct log_printer *printer, const struct entry *entry, const char *field, gboolean *some, GError **err);

#endif
