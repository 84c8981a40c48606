/* Messages of commits: made so that no reason can fake a trailer, and read again. */
#include "message.h"
#include <string.h>

#define MARK "Sx-" /* trailers of ours begin so */

static gboolean
is_mark(const char *line)
{
	return !g_ascii_strncasecmp(line, MARK, strlen(MARK));
}

/* Valid text without controls; lines end in LF. */
static char *
clean(const char *text, gboolean lines)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	GString *out = g_string_new(NULL);

	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c == '\n' || c == '\t')
			g_string_append_c(out, lines ? (char)c : ' ');
		else if (!g_unichar_iscntrl(c) && c != 0x2028 && c != 0x2029)
			g_string_append_unichar(out, c);
	}
	return g_strstrip(g_string_free(out, FALSE));
}

GString *
message_new(const char *subject, const char *reason)
{
	g_autofree char *line = clean(subject, FALSE), *text = clean(reason ? reason : "", TRUE);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *out = g_string_new(is_mark(line) ? " " : NULL);

	g_string_append_printf(out, "%s\n", line);
	if (*text)
		g_string_append_c(out, '\n');
	for (char **l = lines; *l; l++)
		g_string_append_printf(out, "%s%s\n", is_mark(*l) ? " " : "", g_strchomp(*l));
	return out;
}

/* Where the last paragraph begins, when all of it is trailers; else NULL. */
static const char *
trailers(const char *message)
{
	const char *end = message + strlen(message), *start;

	while (end > message && g_ascii_isspace(end[-1]))
		end--;
	start = g_strrstr_len(message, end - message, "\n\n");
	if (!start)
		return NULL;
	start += 2;
	return is_mark(start) ? start : NULL;
}

/* No other line looks like one, as message_new() sees to, so the last tells: thousands are added one by one. */
static gboolean
ends_in_trailer(const GString *message)
{
	gsize length = message->len && message->str[message->len - 1] == '\n' ? message->len - 1 : message->len;
	const char *before = memrchr(message->str, '\n', length);

	return before && is_mark(before + 1);
}

void
message_trailer_add(GString *message, const char *key, const char *value)
{
	g_autofree char *line = clean(value, FALSE);

	if (!ends_in_trailer(message))
		g_string_append_c(message, '\n');
	g_string_append_printf(message, "%s: %s\n", key, line);
}

char **
message_trailers(const char *message, const char *key)
{
	GPtrArray *values = g_ptr_array_new();
	const char *p = trailers(message);
	gsize length = strlen(key);

	for (; p && *p; p += strcspn(p, "\n"), p += *p == '\n')
		if (!g_ascii_strncasecmp(p, key, length) && p[length] == ':') {
			char *value = g_strndup(p + length + 1, strcspn(p + length + 1, "\n"));

			g_ptr_array_add(values, g_strstrip(value));
		}
	g_ptr_array_add(values, NULL);
	return (char **)g_ptr_array_free(values, FALSE);
}

char *
message_trailer(const char *message, const char *key)
{
	g_auto(GStrv) values = message_trailers(message, key);

	return g_strdup(values[0]);
}

char *
message_reason(const char *message)
{
	const char *body = strchr(message, '\n'), *end = trailers(message);

	if (!body)
		return g_strdup("");
	return g_strstrip(end ? g_strndup(body, end > body ? end - body : 0) : g_strdup(body));
}
