/* Ids and paths of a kind: each determines the other, exactly. */
#include "kind.h"
#include "text.h"

#include <string.h>

#define TAIL 7 /* random characters of an id */
#define CROCKFORD "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

/* PREFIX-YYMM-XXXXXXX; *yymm points at its YYMM. */
static gboolean
is_random_id(const char *prefix, const char *id, const char **yymm)
{
	gsize n = strlen(prefix);
	int month;

	if (strncmp(id, prefix, n) || id[n] != '-' || strspn(id + n + 1, "0123456789") != 4 || id[n + 5] != '-')
		return FALSE;
	*yymm = id + n + 1;
	month = ((*yymm)[2] - '0') * 10 + (*yymm)[3] - '0';
	return month >= 1 && month <= 12 && strspn(id + n + 6, CROCKFORD) == TAIL && !id[n + 6 + TAIL];
}

/* Where the last part of a composed id begins that ends at end: days have dashes of their own. */
static const char *
part_start(const struct field *field, const char *id, const char *end)
{
	const char *start;

	if (g_str_equal(field->type->name, "day"))
		return end - id > 11 && end[-11] == '-' ? end - 10 : NULL;
	for (start = end; start > id && start[-1] != '-'; start--)
		;
	return start > id + 1 ? start : NULL;
}

/* The values of a composed id in the order of id_from; NULL when it is none of the kind's. */
static char **
id_parts(const struct kind *kind, const char *id)
{
	guint n = g_strv_length((char **)kind->id_from);
	g_auto(GStrv) parts = g_new0(char *, n + 1);
	const char *end = id + strlen(id);

	if (end - id > 128)
		return NULL;
	for (guint i = n; i-- > 0;) {
		const struct field *field = kind_field(kind, kind->id_from[i]);
		const char *start = i ? part_start(field, id, end) : id;

		if (!start)
			break;
		parts[i] = g_strndup(start, end - start);
		if (i ? !type_check(field, parts[i], NULL) : !text_is_slug(parts[i]))
			break;
		if (!i)
			return g_steal_pointer(&parts);
		end = start - 1;
	}
	for (guint i = 0; i < n; i++) /* the array is sparse here: free it whole */
		g_free(g_steal_pointer(&parts[i]));
	return NULL;
}

char *
kind_id_part(const struct kind *kind, const char *id, const char *field)
{
	g_auto(GStrv) parts = kind->id_from ? id_parts(kind, id) : NULL;

	for (guint i = 0; parts && parts[i]; i++)
		if (g_str_equal(kind->id_from[i], field))
			return g_strdup(parts[i]);
	return NULL;
}

static char *
expand(const struct kind *kind, const char *id, const char *yymm, char **parts)
{
	GString *out = g_string_new(NULL);

	for (const char *c = kind->path; *c; c++) {
		const char *close = *c == '{' ? strchr(c, '}') : NULL;
		g_autofree char *name = close ? g_strndup(c + 1, close - c - 1) : NULL;

		if (!close) {
			g_string_append_c(out, *c);
			continue;
		}
		if (g_str_equal(name, "id"))
			g_string_append(out, id);
		else if (yymm && g_str_equal(name, "year"))
			g_string_append_printf(out, "20%.2s", yymm);
		else if (yymm && g_str_equal(name, "month"))
			g_string_append_len(out, yymm + 2, 2);
		for (guint i = 0; parts && parts[i]; i++)
			if (g_str_equal(kind->id_from[i], name))
				g_string_append(out, parts[i]);
		c = close;
	}
	return g_string_free(out, FALSE);
}

char *
kind_path_of_id(const struct kind *kind, const char *id)
{
	g_auto(GStrv) parts = NULL;
	const char *yymm = NULL;

	if (kind->id_from) {
		parts = id_parts(kind, id);
		if (!parts)
			return NULL;
	} else if (kind->prefix ? !is_random_id(kind->prefix, id, &yymm) : !text_is_slug(id))
		return NULL;
	return expand(kind, id, yymm, parts);
}

/* The value a path has where the pattern has {name}; patterns have whole parts only, the last with ".yaml". */
static char *
value_at(const struct kind *kind, const char *path, const char *name)
{
	g_auto(GStrv) patterns = g_strsplit(kind->path, "/", -1);
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);
	gsize n = strlen(name);

	for (guint i = 0; patterns[i] && parts[i]; i++)
		if (patterns[i][0] == '{' && !strncmp(patterns[i] + 1, name, n) && patterns[i][n + 1] == '}')
			return g_str_has_suffix(parts[i], ".yaml") && !parts[i + 1] ? g_strndup(parts[i], strlen(parts[i]) - 5)
										    : g_strdup(parts[i]);
	return NULL;
}

static char *
composed_id(const struct kind *kind, const char *path)
{
	GString *id = g_string_new(NULL);

	for (guint i = 0; kind->id_from[i]; i++) {
		g_autofree char *value = value_at(kind, path, kind->id_from[i]);

		g_string_append_printf(id, "%s%s", i ? "-" : "", value ? value : "");
	}
	return g_string_free(id, FALSE);
}

/* Does the pattern with an id of no composed kind make this path? */
static gboolean
makes_path(const struct kind *kind, const char *id, gsize length, const char *yymm, const char *path)
{
	for (const char *c = kind->path; *c; c++) {
		if (*c != '{') {
			if (*path++ != *c)
				return FALSE;
		} else if (g_str_has_prefix(c, "{id}")) {
			if (strncmp(path, id, length))
				return FALSE;
			path += length;
		} else if (yymm && g_str_has_prefix(c, "{year}")) {
			if (path[0] != '2' || path[1] != '0' || path[2] != yymm[0] || path[3] != yymm[1])
				return FALSE;
			path += 4;
		} else if (yymm && g_str_has_prefix(c, "{month}")) {
			if (path[0] != yymm[2] || path[1] != yymm[3])
				return FALSE;
			path += 2;
		}
		if (*c == '{')
			c = strchr(c, '}');
	}
	return !*path;
}

char *
kind_id_of_path(const struct kind *kind, const char *path)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *yymm = NULL;
	g_autofree char *id = NULL, *again = NULL;

	if (!g_str_has_suffix(base, ".yaml") || strlen(path) > 512)
		return NULL;
	if (kind->id_from) {
		id = composed_id(kind, path);
		again = kind_path_of_id(kind, id);
		return again && g_str_equal(again, path) ? g_steal_pointer(&id) : NULL;
	}
	id = g_strndup(base, strlen(base) - 5);
	if (kind->prefix ? !is_random_id(kind->prefix, id, &yymm) : !text_is_slug(id))
		return NULL;
	return makes_path(kind, id, strlen(id), yymm, path) ? g_steal_pointer(&id) : NULL;
}
