/*
 * The whole story of one record on a page: what is known, section by section, what else it says, evidence, signatures, and the
 * trail. Each signature is verified, by a run of ssh-keygen. What the sections are is data, schema/stories/KIND.yaml; a kind
 * without it has all its fields in their order.
 *
 *	struct page *page = page_new(PAGE_HTML, title, out);
 *	story_tell(&(struct story){record, index, NULL}, page, &err);
 *	page_done(page);
 */
#ifndef STORY_H
#define STORY_H

#include "page.h"
#include "trail.h"

struct story {
	const struct record *record;
	struct index *index; /* index_history() has been called */
	const char *form; /* a form of the kind ("8d"), which has its sections and the signatures only; NULL: all of the story */
	gboolean alone;	  /* no text of another record: linked ones by id, state, days and people */
	gint64 now;	  /* unix seconds: when it is told */
};
/* ERR_USAGE when the kind has no such form. */
gboolean story_tell(const struct story *story, struct page *page, GError **err);

#endif
