/*
 * Which person a receipt means by its pusher (receipt.h).
 *
 *	g_autofree char *who = pusher_find(snapshot, "key SHA256:...", now, &err);	NULL without *err: nobody is known
 *
 * It is the one active person of a tree whose `logins` have that very text, whose key for signatures it is and counted at the
 * moment, or whose e-mail is the name of the user that a web server knows. Where it is several people's it is nobody's.
 */
#ifndef PUSHER_H
#define PUSHER_H

#include "repo.h"

/* In a snapshot's tree. Caller frees. */
char *pusher_find(const struct snapshot *snapshot, const char *pusher, gint64 moment, GError **err);
/* The same among people that were read already: id -> struct record *. */
char *pusher_among(GHashTable *people, const char *pusher, gint64 moment);

#endif
