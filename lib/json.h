/* JSON through jansson: the only module that includes jansson.h. */
#ifndef JSON_H
#define JSON_H

#include "doc.h"

/* A JSON text as nodes (objects are maps, arrays lists, null is absent, numbers and booleans their text, so 1.10 stays 1.10). Caller frees the builder that owns it. ERR_INVALID with line and column. */
struct node *json_parse(struct builder *b, const char *name, const char *text, gsize length, GError **err);

/*
 * Writing, straight into a GString: the caller keeps the brackets balanced;
 * commas and escapes are json's. Keys in the order written. None has the name of
 * a function of jansson's: a program that had both would disturb its inside.
 */

struct json {
	GString *out;
	gboolean comma; /* private */
};
void json_init(struct json *j, GString *out);
void json_open(struct json *j, char bracket);  /* '{' or '[' */
void json_close(struct json *j, char bracket); /* '}' or ']' */
void json_key(struct json *j, const char *key);
void json_text(struct json *j, const char *text); /* NULL writes null; bad UTF-8 is replaced */
void json_int(struct json *j, gint64 value);
void json_number(struct json *j, double value); /* shortest text that reads back; never NaN: null */
void json_bool(struct json *j, gboolean value);
void json_none(struct json *j);
void json_raw(struct json *j, const char *json); /* already JSON */

#endif
