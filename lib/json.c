/* JSON through jansson: texts to nodes, and writing. */
#include <jansson.h> /* before json.h, which renames what both declare */

#include "json.h"

#include "chars.h"
#include <math.h>
#include <string.h>

#define DEPTH_MAX 64

/* ---- reading ---- */

static gsize
number_length(const char *p, const char *end)
{
	const char *start = p;

	while (p < end && (g_ascii_isalnum(*p) || strchr("+-.", *p)))
		p++;
	return (gsize)(p - start);
}

static gboolean
is_number(const char *p, gsize length)
{
	const char *end = p + length;
	const char *digits;

	p += p < end && *p == '-';
	for (digits = p; p < end && g_ascii_isdigit(*p);)
		p++;
	if (p == digits || (*digits == '0' && p - digits > 1))
		return FALSE;
	if (p < end && *p == '.') {
		for (digits = ++p; p < end && g_ascii_isdigit(*p);)
			p++;
		if (p == digits)
			return FALSE;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		p += p < end && (*p == '+' || *p == '-');
		for (digits = p; p < end && g_ascii_isdigit(*p);)
			p++;
		if (p == digits)
			return FALSE;
	}
	return p == end;
}

static gboolean
is_key(const char *p, const char *end)
{
	while (p < end && g_ascii_isspace(*p))
		p++;
	return p < end && *p == ':';
}

/*
 * jansson would make doubles of numbers, and 1.10 of an amount must stay 1.10:
 * each is put in quotes beforehand. places holds where quotes were added.
 */
static GString *
quote_numbers(const char *text, gsize length, GArray *places)
{
	GString *out = g_string_sized_new(length + length / 8);
	const char *p = text, *end = text + length;
	gboolean string = FALSE;

	while (p < end) {
		gsize n = string || !(g_ascii_isdigit(*p) || *p == '-') ? 0 : number_length(p, end);

		if (n && is_number(p, n) && !is_key(p + n, end)) {
			guint place = (guint)out->len;

			g_array_append_val(places, place);
			g_string_append_c(out, '"');
			g_string_append_len(out, p, (gssize)n);
			place = (guint)out->len;
			g_array_append_val(places, place);
			g_string_append_c(out, '"');
			p += n;
		} else if (string && *p == '\\' && p + 1 < end) {
			g_string_append_len(out, p, 2);
			p += 2;
		} else {
			string ^= *p == '"';
			g_string_append_len(out, p, n ? (gssize)n : 1);
			p += n ? n : 1;
		}
	}
	return out;
}

static void
refuse(const char *name, const char *text, gsize length, const GArray *places, const json_error_t *problem, GError **err)
{
	gsize offset = problem->position > 0 ? (gsize)problem->position : 0, quotes = 0;
	int line, column;

	while (quotes < places->len && g_array_index(places, guint, quotes) < offset)
		quotes++;
	chars_place(text, MIN(offset - quotes, length), &line, &column);
	error_set(err, ERR_INVALID, "not valid JSON: %s", problem->text);
	error_hint(err, "look at the commas, quotes and brackets here and just before");
	error_at(err, name, line, column);
}

static struct node *
node_of(struct builder *b, json_t *value, int depth, GError **err)
{
	struct node *node = NULL;
	const char *key;
	json_t *item;
	size_t i;

	if (depth > DEPTH_MAX) {
		error_set(err, ERR_INVALID, "the JSON is nested deeper than %d levels", DEPTH_MAX);
		return NULL;
	}
	if (json_is_string(value))
		return build_scalar(b, json_string_value(value));
	if (json_is_boolean(value))
		return build_scalar(b, json_is_true(value) ? "true" : "false");
	node = json_is_array(value) ? build_list(b) : build_map(b);
	json_array_foreach(value, i, item)
	{
		struct node *child = json_is_null(item) ? NULL : node_of(b, item, depth + 1, err);

		if (child)
			build_list_add(b, node, child);
		else if (!json_is_null(item))
			return NULL;
	}
	json_object_foreach(value, key, item)
	{
		struct node *child = json_is_null(item) ? NULL : node_of(b, item, depth + 1, err);

		if (child)
			build_map_add(b, node, key, child);
		else if (!json_is_null(item))
			return NULL;
	}
	return node;
}

struct node *
json_parse(struct builder *b, const char *name, const char *text, gsize length, GError **err)
{
	g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(guint));
	g_autoptr(GString) quoted = NULL;
	struct node *node = NULL;
	json_error_t problem;
	json_t *value;

	if (length > G_MAXINT / 4) {
		error_set(err, ERR_INVALID, "the JSON is longer than %d MiB", G_MAXINT / 4 >> 20);
		error_hint(err, "split it into lines (NDJSON) or files");
		error_at(err, name, 0, 0);
		return NULL;
	}
	quoted = quote_numbers(text, length, places);
	value = json_loadb(quoted->str, quoted->len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &problem);
	if (!value) {
		refuse(name, text, length, places, &problem, err);
		return NULL;
	}
	if (json_is_null(value))
		error_set(err, ERR_INVALID, "the JSON holds only null");
	else
		node = node_of(b, value, 1, err);
	error_at(err, name, 0, 0);
	json_decref(value);
	return node;
}

/* ---- writing ---- */

void
json_init(struct json *j, GString *out)
{
	*j = (struct json){.out = out};
}

/* What every value begins with. */
static void
begin(struct json *j)
{
	if (j->comma)
		g_string_append_c(j->out, ',');
	j->comma = TRUE;
}

void
json_open(struct json *j, char bracket)
{
	begin(j);
	g_string_append_c(j->out, bracket);
	j->comma = FALSE;
}

void
json_close(struct json *j, char bracket)
{
	g_string_append_c(j->out, bracket);
	j->comma = TRUE;
}

static void
append_escaped(GString *out, guchar c)
{
	static const char plain[] = "\b\t\n\f\r\"\\", letters[] = "btnfr\"\\";
	const char *found = c ? strchr(plain, c) : NULL;

	if (found)
		g_string_append_printf(out, "\\%c", letters[found - plain]);
	else
		g_string_append_printf(out, "\\u%04x", c);
}

static void
append_text(GString *out, const char *text)
{
	g_autofree char *valid = g_utf8_validate(text, -1, NULL) ? NULL : g_utf8_make_valid(text, -1);
	const char *p = valid ? valid : text, *run = p;

	g_string_append_c(out, '"');
	for (; *p; p++) {
		if ((guchar)*p >= 0x20 && *p != '"' && *p != '\\' && *p != 0x7f)
			continue;
		g_string_append_len(out, run, p - run);
		append_escaped(out, (guchar)*p);
		run = p + 1;
	}
	g_string_append_len(out, run, p - run);
	g_string_append_c(out, '"');
}

void
json_key(struct json *j, const char *key)
{
	begin(j);
	append_text(j->out, key);
	g_string_append_c(j->out, ':');
	j->comma = FALSE;
}

void
json_text(struct json *j, const char *text)
{
	begin(j);
	if (text)
		append_text(j->out, text);
	else
		g_string_append(j->out, "null");
}

void
json_int(struct json *j, gint64 value)
{
	begin(j);
	g_string_append_printf(j->out, "%" G_GINT64_FORMAT, value);
}

void
json_number(struct json *j, double value)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	if (!isfinite(value)) {
		json_none(j);
		return;
	}
	begin(j);
	for (int digits = 15; digits <= 17; digits++) {
		char format[8];

		g_snprintf(format, sizeof(format), "%%.%dg", digits);
		g_ascii_formatd(text, sizeof(text), format, value);
		if (g_ascii_strtod(text, NULL) == value)
			break;
	}
	g_string_append(j->out, text);
}

void
json_bool(struct json *j, gboolean value)
{
	begin(j);
	g_string_append(j->out, value ? "true" : "false");
}

void
json_none(struct json *j)
{
	begin(j);
	g_string_append(j->out, "null");
}

void
json_raw(struct json *j, const char *json)
{
	begin(j);
	g_string_append(j->out, json);
}
