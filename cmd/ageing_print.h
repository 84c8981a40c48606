/* How late things are, as a table for people: the ageing buckets, a row a group and one of all. */
#ifndef AGEING_PRINT_H
#define AGEING_PRINT_H

#include "ageing.h"
#include "command.h"

/* by: the field they are grouped by, or NULL. names: char *, in the order printed; groups: name -> struct ageing *. */
void ageing_print(struct session *s, const char *by, const GPtrArray *names, GHashTable *groups, const struct ageing *all);

#endif
