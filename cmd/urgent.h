/* What each repository that is asked wants attention for, gathered on threads and put in one order. */
#ifndef URGENT_H
#define URGENT_H

#include "attention.h"
#include "fleet.h"

/* An item, and where it is from. */
struct urgent_item {
	struct attention_item *item;
	const struct plant *plant;
};
struct urgent {
	struct fleet *fleet;
	const char *owner;  /* a person's id as typed; NULL: yours */
	gboolean everybody; /* nobody's in particular */
	const char *by;	    /* a field whose value is the items' group, "site" and "repository" among several; or NULL */
	GPtrArray *items;   /* struct urgent_item *, most urgent first; made by urgent_gather() */
	char *who;	    /* the owner in full, where somebody was asked for and found */
	GMutex lock;	    /* private, as are these */
	gboolean by_known;
	GError *unknown;
};
/* The first four are the caller's. ERR_NOT_FOUND when no repository knows the owner, ERR_USAGE when none has the field. */
gboolean urgent_gather(struct urgent *urgent, GError **err);
void urgent_clear(struct urgent *urgent);

#endif
