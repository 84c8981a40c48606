/* What a commit is signed with: git's header `gpgsig`, and what it is a signature of. */
#include "store_private.h"
#include <string.h>

#define HEADER "gpgsig"

static gboolean
begins(const char *line, gsize length, const char *with)
{
	return length >= strlen(with) && !memcmp(line, with, strlen(with));
}

/* Each line of the header goes to one of the two; the number of signatures, also of those that git would call otherwise. */
static guint
part(const char *raw, gsize size, GByteArray *text, GString *signature)
{
	const char *at = raw, *end = raw + size;
	gboolean within = FALSE;
	guint n = 0;

	while (at < end && *at != '\n') {
		const char *line = memchr(at, '\n', (gsize)(end - at));
		gsize length = (gsize)((line ? line + 1 : end) - at);

		if (*at != ' ') {
			n += begins(at, length, HEADER);
			within = begins(at, length, HEADER " ");
			if (within)
				g_string_append_len(signature, at + strlen(HEADER " "), (gssize)(length - strlen(HEADER " ")));
		} else if (within) {
			g_string_append_len(signature, at + 1, (gssize)length - 1);
		}
		if (!within)
			g_byte_array_append(text, (const guint8 *)at, (guint)length);
		at += length;
	}
	g_byte_array_append(text, (const guint8 *)at, (guint)(end - at));
	return n;
}

gboolean
store_commit_signature(struct store *store, const struct oid *oid, GBytes **text, char **signature, GError **err)
{
	AUTO(git_commit) commit = store_lookup_commit(store, oid, err);
	AUTO(git_odb_object) object = NULL;
	GByteArray *rest;
	GString *found;
	char hex[OID_HEX];

	*text = NULL;
	*signature = NULL;
	if (!commit)
		return FALSE;
	if (!strstr(git_commit_raw_header(commit), "\n" HEADER))
		return TRUE;
	oid_hex(oid, hex);
	if (git_odb_read(&object, store->odb, store_git_oid(oid)) < 0)
		return store_fail(err, GIT_ERROR, "cannot read the commit %s", hex);
	rest = g_byte_array_new();
	found = g_string_new(NULL);
	if (part(git_odb_object_data(object), git_odb_object_size(object), rest, found) != 1)
		g_string_truncate(found, 0);
	*text = g_byte_array_free_to_bytes(rest);
	*signature = g_string_free(found, FALSE);
	return TRUE;
}
