/* Selected records as rows: heads, types and cells by what the schema says of each column. */
#ifndef TABLE_H
#define TABLE_H

#include "command.h"
#include "stream.h"

/* The first n columns of a stream, whose names these are, into rows. */
void table_columns(struct rows *rows, const struct stream *stream, const char *const *names, guint n);
/*
 * One row from the stream's present row, its first n columns. late: more than 0
 * paints the due day (the kind's, or the column "due") bad, 0 warns, less is plain.
 */
void table_cells(struct rows *rows, const struct stream *stream, const char *const *names, guint n, int late);
/* "a,b,-c" as a NULL-ended list; g_strfreev. NULL text gives NULL. */
char **table_names(const char *text);

#endif
