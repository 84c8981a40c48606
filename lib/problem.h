/*
 * Problems: things found wrong, as a list. Finding ten is a success of the
 * function that looked; they become an error only where one must stop.
 */
#ifndef PROBLEM_H
#define PROBLEM_H

#include "doc.h"

/* One thing wrong, as `check` prints it. */
struct problem {
	char *file;
	int line, column;
	const char *rule; /* static: "required", "type", "unknown-value", "link", ... */
	char *id;	  /* or NULL */
	char *message;	  /* one sentence */
	char *hint;	  /* a way out, or NULL */
};
struct problem *problem_new(const char *file, const struct node *at, const char *rule, const char *id, char *message /* taken */,
	char *hint /* taken */);
void problem_free(struct problem *p);
/* The first problem as an ERR_INVALID with place, rule and hint; "(and N more)" when there are others, which are its parts. Returns FALSE. */
gboolean problems_to_error(const GPtrArray *problems, GError **err);
/* A new array of struct problem * that frees them. */
GPtrArray *problems_new(void);

#endif
