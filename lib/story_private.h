/* Between the files of the story module: what is being told. */
#ifndef STORY_PRIVATE_H
#define STORY_PRIVATE_H

#include "story.h"

struct telling {
	const struct story *story;
	struct page *page;
	GHashTable *told;      /* names of fields */
	GPtrArray *signatures; /* struct signature *; NULL: it has none */
	GArray *arrivals;      /* struct trail_arrival, of each of them; or NULL */
	gboolean some;	       /* something was told since the last heading */
};

/* Verifies each signature and finds when it was received; nothing where the record has none. */
gboolean story_signatures(struct telling *t, GError **err);
void story_tell_signatures(struct telling *t);
/* With its own heading: most records have none. */
gboolean story_tell_clocks(struct telling *t, const char *head, GError **err);
gboolean story_tell_trail(struct telling *t, GError **err);

#endif
