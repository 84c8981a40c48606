/*
 * Files in memory for what other programs read and write: they have no name that others could open, and nobody waits at
 * their end, as at a pipe's.
 *
 *	int in = spool_new("text", text, length), out = spool_new("out", NULL, 0);
 *	run a program with these as its standard input and output, and wait for it
 *	char *said = spool_take(out);
 *	close(in); close(out);
 */
#ifndef SPOOL_H
#define SPOOL_H

#include <glib.h>

/* With a text in it, to be read from its beginning; closed when another program begins. -1 when there is none to be had. */
int spool_new(const char *name, const void *text, gsize length);
/* All that is in it; "" of -1. Caller frees. */
char *spool_take(int fd);

#endif
