/*
 * The filter language, sx-query(7): text to SQL over the index.
 *
 *	owner:maint.lead due<today -state:closed title~/seal|gasket/ class:safety,regulatory
 *	(owner:a or owner:b) pump           words search the record's text
 *	due:2026-11 due:today..eow due: -due:      a period; a range; empty; not empty
 *	is:open is:overdue is:mine @saved   computed; mine needs an actor
 *	is:waiting                           waits for a step that is not its owner's to take, and the actor may
 *
 * Terms side by side are "and"; "or", "not" (or '-'), parentheses. Operators:
 * ':' '=' same; '!=' '<' '<=' '>' '>=' ; '~' PCRE2. A value may be "quoted" or
 * /between slashes/. Values are typed by the field: days take everything
 * date_read() takes, refs and ids take unique prefixes. Limits: 32 levels, 400 terms, 4096 bytes.
 */
#ifndef QUERY_H
#define QUERY_H

#include "index.h"

extern const char *const query_standings[]; /* what may stand behind "is:"; NULL-ended */
struct query;
/* kind NULL: fields common to all kinds (id, kind, title, state, owner, site, due, path) and any field that some kind has. ERR_USAGE with the column in the filter. actor may be NULL. */
struct query *query_parse(const char *text, const struct kind *kind, struct index *index, const char *actor, GError **err);
/*
 * The same for one of several repositories, where another has the field, the person, the state or the word: a field that
 * is not known here is one that no record has, a value that is not known is one that none has. A saved filter that this
 * repository lacks is looked up in `others`.
 */
struct query *query_parse_loosely(const char *text, const struct kind *kind, struct index *index, const char *actor,
	const struct config *others, GError **err);
void query_free(struct query *query);
AUTO_FREE(query)

struct selection {
	const struct kind *kind;   /* NULL: over all kinds */
	const struct query *query; /* or NULL: all */
	/*
	 * Field names, NULL-ended; also id kind path title open overdue days_overdue rid body. One that
	 * the kind lacks and another kind has is empty, so that any kind can be grouped by it; ERR_USAGE
	 * for one that no kind has.
	 */
	const char *const *columns;
	const char *const *sort; /* field names, '-' in front for descending; NULL: by id */
	const char *where;	 /* one more SQL condition over the view, or NULL; never from a user */
	const char *site;	 /* what the column "site" is of a record that names none, or NULL */
	gboolean unordered;	 /* in whatever order is quickest; sort is not looked at */
	gint64 limit;		 /* 0: none */
};
/* Ready to step; columns in the order asked for. Caller frees. */
struct db_query *query_select(struct index *index, const struct selection *selection, GError **err);
/* A row for each value of the first column: it, how many records, how many of them open, how many overdue. Only kind, query, where and site count. */
struct db_query *query_tally(struct index *index, const struct selection *selection, GError **err);
/* Can a selection of this kind (NULL: over all) have a column of that name? */
gboolean query_has_column(const struct kinds *kinds, const struct kind *kind, const char *name);
/* Type of a selection's column, for rendering: the field, or NULL for computed and shared ones. */
const struct field *query_column_field(const struct selection *selection, const char *column);

#endif
