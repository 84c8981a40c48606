/* A kind as JSON Schema 2020-12, for editors and other programs. */
#ifndef JSONSCHEMA_H
#define JSONSCHEMA_H

#include "kind.h"

/*
 * Describes both a record's file and the object that `sx show --json` prints:
 * that one also has id, kind and path, computed counts, and null for what is
 * absent. Indented, ended by a newline. Caller frees.
 */
char *jsonschema_kind(const struct kind *kind);

#endif
