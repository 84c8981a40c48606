/*
 * The built-in data: every file under schema/, embedded at build time.
 * Borrowed, valid for ever. The generated data.c holds the table.
 */
#ifndef DATA_H
#define DATA_H

#include <glib.h>

struct data_file {
	const char *path; /* below schema/: "kinds/action.yaml" */
	const char *text; /* NUL-terminated */
	gsize length;
	const char *sum; /* SHA-256 hex of the text */
};

/* Sorted by path, ended by a row whose path is NULL. */
extern const struct data_file data_files[];

/* One file, or NULL. */
const struct data_file *data_find(const char *path);

#endif
