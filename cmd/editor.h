/*
 * The user's editor on a draft. The draft lies in <git dir>/sx/drafts/ until
 * editor_done(): whatever fails, no text is lost.
 */
#ifndef EDITOR_H
#define EDITOR_H

#include "session.h"

/* The text after the editor has ended. ERR_REMOTE when there is none or it fails. name: of the draft, "ACT-2611-7K3M9Q2". Caller frees. */
char *editor_edit(struct session *s, const char *name, const char *text, GError **err);
/* Its content has been recorded, or nothing was written into it. */
void editor_done(struct session *s, const char *name);
/* Tell the error on a terminal and ask whether to edit again. When not: FALSE, and the error's hint says where the draft is. */
gboolean editor_again(struct session *s, const char *name, GError **err);
/* Are there a person and a screen? */
gboolean editor_can_ask(void);

#endif
