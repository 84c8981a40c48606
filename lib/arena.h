/*
 * Memory freed all at once: what is taken from an arena lives until
 * arena_free(). Nothing here fails. An arena belongs to one thread at a time.
 */
#ifndef ARENA_H
#define ARENA_H

#include "error.h"

struct arena;

/* The first block holds about that many bytes; more are added as needed. */
struct arena *arena_new(gsize bytes);
void arena_free(struct arena *a); /* takes NULL */
AUTO_FREE(arena)

/* n bytes, not cleared, aligned for any type. */
void *arena_alloc(struct arena *a, gsize n);
/* A copy of length bytes with a NUL behind. */
char *arena_text(struct arena *a, const char *text, gsize length);

#endif
