/* What the files of kindopt share: one slot a field of the kind, and what was typed for it. */
#ifndef KINDOPT_OWN_H
#define KINDOPT_OWN_H

#include "kindopt.h"

struct slot {
	const struct field *field;
	char *text;	 /* as typed, NULL: not given */
	GPtrArray *list; /* for fields of many values */
};
extern struct slot *slots;
extern guint n_slots;

static inline gboolean
slot_given(const struct slot *slot)
{
	return slot->text || slot->list;
}

#endif
