/* Folders that are made whole, or not at all: under another name first, which is taken away when something fails. */
#ifndef FOLDER_H
#define FOLDER_H

#include "error.h"

/* A new one beside what it will be called: ".NAME.XXXXXX.partial". ERR_REFUSED when there is something of that name. Caller frees. */
char *folder_begin(const char *path, GError **err);
/* Durable, and by its name. ERR_REFUSED when somebody has made one of that name meanwhile. */
gboolean folder_end(const char *partial, const char *path, GError **err);
/* A file in it, durable. */
gboolean folder_put(const char *folder, const char *name, const char *text, GError **err);
gboolean folder_sync(const char *path, GError **err); /* of a file as well */
/* With all that is in it; links are not followed. NULL is none. */
void folder_remove(const char *path);

#endif
