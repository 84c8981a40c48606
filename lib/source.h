/*
 * The rows of a file that came from elsewhere, whatever its format: CSV with a
 * heading, a JSON array of objects (somewhere in the file), or one JSON object a line.
 *
 *	struct source *source = source_open("kev.csv", &options, &err);
 *	while (source_next(source, &row, &err) && row)
 *		if (!source_fault(source)) ... source_text(source, "dueDate") ...
 *
 * One row is in memory at a time; a JSON file's text is, too. A JSON null is a column without text.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include "csv.h"
#include "doc.h"

#define SOURCE_BYTES (512 * 1024 * 1024) /* of a JSON or NDJSON file */

enum source_format { SOURCE_CSV, SOURCE_JSON, SOURCE_NDJSON };

struct source_options {
	enum source_format format;
	struct csv_options csv;
	const char *
		rows; /* JSON: keys to the array, joined by dots; NULL: the file is the array, or has it at `data` as sx --json writes it */
	gboolean guarded; /* CSV: cells were written by `sx --csv`: "'=x" stands for "=x" */
};

/* The format of "csv", "json", "ndjson" or of a file name that ends so (".jsonl" too); FALSE with ERR_USAGE otherwise. */
gboolean source_format_of(const char *name, enum source_format *out, GError **err);

struct source;
/* path "-" is standard input. options are copied but for their strings. ERR_INVALID for a CSV whose heading has an empty or repeated name. */
struct source *source_open(const char *path, const struct source_options *options, GError **err);
void source_free(struct source *source);
AUTO_FREE(source)

/* The next row; *row is FALSE at the end. An error ends the whole file; what is wrong with one row alone is its fault. */
gboolean source_next(struct source *source, gboolean *row, GError **err);
/* Why the row cannot be used, or NULL. Borrowed until the next row. */
const char *source_fault(const struct source *source);
/* The line the row begins on, from 1. */
int source_line(const struct source *source);
const char *source_name(const struct source *source);

/* Can the file have this column? For JSON, whose rows may differ, always TRUE. */
gboolean source_has(const struct source *source, const char *column);
/* Names of the columns, NULL-ended: of the heading, or of the row's own keys. Borrowed until the next row. */
const char *const *source_columns(const struct source *source);
/* A cell's text; NULL when it is absent, a list or a map. JSON: "a.b" is key b of the object at key a. Borrowed until the next row. */
const char *source_text(const struct source *source, const char *column);
/* JSON: the value itself, or NULL; for CSV always NULL. */
const struct node *source_node(const struct source *source, const char *column);

#endif
