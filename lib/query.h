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

struct query;
/* kind NULL: fields common to all kinds (id, kind, title, state, owner, site, due, path) and any field that some kind has. ERR_USAGE with the column in the filter. actor may be NULL. */
struct query *query_parse(const char *text, const struct kind *kind, struct index *index, const char *actor, GError **err);
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
	gboolean unordered;	 /* in whatever order is quickest; sort is not looked at */
	gint64 limit;		 /* 0: none */
};
/* Ready to step; columns in the order asked for. Caller frees. */
struct db_query *query_select(struct index *index, const struct selection *selection, GError **err);
/* Type of a selection's column, for rendering: the field, or NULL for computed and shared ones. */
const struct field *query_column_field(const struct selection *selection, const char *column);

#endif
