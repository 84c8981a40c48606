/* What a meeting looks at, for people and as JSON. */
#ifndef MEETING_PRINT_H
#define MEETING_PRINT_H

#include "meeting.h"
#include "session.h"

/* The agenda, a section each, with the live state of what it is about. */
void meeting_print(struct session *s, struct index *index, const struct record *meeting, const struct meeting_brief *brief);
/* {"meeting": record, "carried": [...], "kpis": [...], "agreed": [...]} */
void meeting_print_json(struct session *s, struct index *index, const struct record *meeting, const struct meeting_brief *brief);

#endif
