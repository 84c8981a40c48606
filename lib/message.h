/*
 * Messages of commits: a subject, the reason, and as the last paragraph the
 * trailers that programs read. A line of the reason that begins like a trailer
 * of ours ("Sx-") is indented by a blank, so that neither a parser of trailers
 * nor a search at line beginnings takes it for one.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <glib.h>

/*
 * Subject and reason as they are stored, ending in a newline: control characters taken out, the
 * subject on one line. Trailers are added with message_trailer_add(). reason may be NULL.
 */
GString *message_new(const char *subject, const char *reason);
void message_trailer_add(GString *message, const char *key, const char *value);

/* The value of a trailer in a message's last paragraph, NULL when it has none. Caller frees. */
char *message_trailer(const char *message, const char *key);
/* All values of a trailer, in order; NULL-ended. Caller frees with g_strfreev(). */
char **message_trailers(const char *message, const char *key);
/* The message without subject and trailers of ours: the reason; "" for none. Caller frees. */
char *message_reason(const char *message);

#endif
