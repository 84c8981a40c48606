/* The table of field types: a row each, with how a value is checked, typed in and described in JSON Schema. */
#include "type.h"
#include "json.h"
#include "text.h"

#include <string.h>

#define LINE_CHARS 1000	  /* characters of a line: more is a text */
#define NUMBER_MAX 40	  /* characters of a decimal */
#define INTEGER_DIGITS 15 /* exact in JSON readers that hold numbers as doubles */

gboolean
name_in(const char *const *list, const char *text)
{
	for (; list && *list; list++)
		if (g_str_equal(*list, text))
			return TRUE;
	return FALSE;
}

/* ---- what is right ---- */

static gboolean
check_text(const struct field *field, const char *text, GError **err)
{
	return TRUE;
}

static gboolean
check_line(const struct field *field, const char *text, GError **err)
{
	if (strpbrk(text, "\n\r"))
		return error_set(err, ERR_INVALID, "it has several lines and takes one");
	if (g_utf8_strlen(text, -1) > LINE_CHARS)
		return error_set(err, ERR_INVALID, "it has %ld characters and takes %d", g_utf8_strlen(text, -1), LINE_CHARS);
	return TRUE;
}

static gboolean
check_slug(const struct field *field, const char *text, GError **err)
{
	if (!text_is_slug(text))
		return error_set(
			err, ERR_INVALID, "'%.80s' is not a name: small letters, digits, '.' and '-', as in press-shop.2", text);
	return TRUE;
}

static gboolean
check_email(const struct field *field, const char *text, GError **err)
{
	const char *at = strchr(text, '@');
	gboolean ok = at && at > text && !strchr(at + 1, '@') && strlen(text) <= 254;

	for (const char *c = text; ok && *c; c++)
		ok = *c > ' ' && *c != 0x7f && !strchr("<>()[]\\,;:\"", *c);
	if (!ok || at[1] == '.' || !at[1] || g_str_has_suffix(text, "."))
		return error_set(err, ERR_INVALID, "'%.80s' is not an e-mail address, as in m.rao@plant.example", text);
	return TRUE;
}

static gboolean
check_day(const struct field *field, const char *text, GError **err)
{
	day d;

	return day_parse(text, &d, err);
}

static gboolean
check_event(const struct field *field, const char *text, GError **err)
{
	gint64 seconds;
	int offset;

	return event_parse(text, &seconds, &offset, err);
}

static gpointer
fiscal_calendar(gpointer unused)
{
	struct calendar *c = calendar_new();

	c->fiscal_start = 4;
	return c;
}

static gpointer
plain_calendar(gpointer unused)
{
	return calendar_new();
}

/* How a fiscal year is named depends on the site's calendar; a stored name may be of either sort. */
static gboolean
check_period(const struct field *field, const char *text, GError **err)
{
	static GOnce plain = G_ONCE_INIT, fiscal = G_ONCE_INIT;
	struct period p;

	if (period_parse(text, g_once(&fiscal, fiscal_calendar, NULL), &p, NULL))
		return TRUE;
	return period_parse(text, g_once(&plain, plain_calendar, NULL), &p, err);
}

static gboolean
is_decimal(const char *text, gsize max, gboolean point)
{
	const char *c = text + (*text == '-');
	const char *digits = c;

	c += strspn(c, "0123456789");
	if (c == digits || (*digits == '0' && c > digits + 1))
		return FALSE;
	if (point && *c == '.') {
		digits = ++c;
		c += strspn(c, "0123456789");
		if (c == digits)
			return FALSE;
	}
	return !*c && (gsize)(c - text) <= max;
}

static gboolean
check_integer(const struct field *field, const char *text, GError **err)
{
	if (!is_decimal(text, INTEGER_DIGITS, FALSE))
		return error_set(err, ERR_INVALID, "'%.80s' is not a whole number, as in 12", text);
	return TRUE;
}

static gboolean
check_number(const struct field *field, const char *text, GError **err)
{
	if (!is_decimal(text, NUMBER_MAX, TRUE))
		return error_set(err, ERR_INVALID, "'%.80s' is not a number, as in 72.5", text);
	return TRUE;
}

static gboolean
check_money(const struct field *field, const char *text, GError **err)
{
	const char *blank = strchr(text, ' ');
	g_autofree char *amount = blank ? g_strndup(text, blank - text) : NULL;

	if (!blank || !is_decimal(amount, NUMBER_MAX, TRUE) || strspn(blank + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3 || blank[4])
		return error_set(err, ERR_INVALID, "'%.80s' is not an amount and its currency, as in 120000.00 INR", text);
	return TRUE;
}

static gboolean
check_bool(const struct field *field, const char *text, GError **err)
{
	if (!g_str_equal(text, "true") && !g_str_equal(text, "false"))
		return error_set(err, ERR_INVALID, "'%.80s' is neither true nor false", text);
	return TRUE;
}

static gboolean
check_enum(const struct field *field, const char *text, GError **err)
{
	const char *near;
	g_autofree char *all = NULL;

	if (name_in(field->values, text))
		return TRUE;
	all = g_strjoinv(", ", (char **)field->values);
	near = text_nearest(text, field->values);
	error_set(err, ERR_INVALID, "'%.80s' is none of: %s", text, all);
	error_rule(err, "unknown-value");
	if (near)
		error_hint(err, "did you mean '%s'?", near);
	return FALSE;
}

/* Which kind it may be of is for who knows the kinds; here only that it can be an id at all, or NAME:ID of another repository. */
static gboolean
check_ref(const struct field *field, const char *text, GError **err)
{
	const char *colon = strchr(text, ':'), *id = colon ? colon + 1 : text;
	g_autofree char *name = colon ? g_strndup(text, colon - text) : NULL;
	gsize n = !name || text_is_slug(name) ? strlen(id) : 0;

	for (const char *c = id; *c; c++)
		if (!g_ascii_isalnum(*c) && *c != '-' && *c != '.')
			n = 0;
	if (!n || n > 128 || !g_ascii_isalnum(*id) || strstr(id, ".."))
		return error_set(err, ERR_INVALID, "'%.80s' is not the id of a record", text);
	return TRUE;
}

static gboolean
check_site(const struct field *field, const char *text, GError **err)
{
	gsize n = strlen(text);

	if (!n || n > 16 || *text == '-' || strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != n)
		return error_set(err, ERR_INVALID,
			"'%.80s' is not the code of a site: up to 16 capital letters and digits, as in PUN", text);
	return TRUE;
}

static gboolean
check_sha256(const struct field *field, const char *text, GError **err)
{
	if (strspn(text, "0123456789abcdef") != 64 || text[64])
		return error_set(err, ERR_INVALID, "'%.80s' is not a SHA-256 digest of 64 small hexadecimal digits", text);
	return TRUE;
}

static gboolean
check_zone(const struct field *field, const char *text, GError **err)
{
	AUTO(calendar) c = calendar_new();

	return calendar_set_zone(c, text, err);
}

static gboolean
check_never(const struct field *field, const char *text, GError **err)
{
	return error_set(err, ERR_INVALID, "it is computed and never written");
}

/* ---- what people type ---- */

static char *
input_day(const struct field *field, const char *text, const struct type_context *context, GError **err)
{
	day d;

	return date_read(text, context->today, context->calendar, &d, err) ? day_format(d) : NULL;
}

static char *
input_event(const struct field *field, const char *text, const struct type_context *context, GError **err)
{
	return event_read(text, context->today, context->calendar, err);
}

static char *
input_period(const struct field *field, const char *text, const struct type_context *context, GError **err)
{
	struct period p;

	return period_parse(text, context->calendar, &p, err) ? period_format(&p, context->calendar) : NULL;
}

static char *
input_bool(const struct field *field, const char *text, const struct type_context *context, GError **err)
{
	static const char *const words[] = {"yes", "no", "y", "n", "on", "off", "1", "0", "true", "false", NULL};

	for (int i = 0; words[i]; i++)
		if (!g_ascii_strcasecmp(text, words[i]))
			return g_strdup(i % 2 ? "false" : "true");
	error_set(err, ERR_INVALID, "'%.80s' is neither yes nor no", text);
	return NULL;
}

static char *
input_enum(const struct field *field, const char *text, const struct type_context *context, GError **err)
{
	for (const char *const *v = field->values; *v; v++)
		if (!g_ascii_strcasecmp(*v, text))
			return g_strdup(*v);
	check_enum(field, text, err);
	return NULL;
}

static char *
input_upper(const struct field *field, const char *text, const struct type_context *context, GError **err)
{
	return g_ascii_strup(text, -1);
}

/* ---- JSON Schema ---- */

static char *
schema_string(const char *keyword, const char *value)
{
	GString *out = g_string_new(NULL);
	struct json j;

	json_init(&j, out);
	json_open(&j, '{');
	json_key(&j, "type");
	json_text(&j, "string");
	if (keyword) {
		json_key(&j, keyword);
		json_text(&j, value);
	}
	json_close(&j, '}');
	return g_string_free(out, FALSE);
}

static char *
schema_text(const struct field *field)
{
	return schema_string(NULL, NULL);
}

static char *
schema_line(const struct field *field)
{
	return field->pattern ? schema_string("pattern", field->pattern)
			      : g_strdup_printf("{\"type\":\"string\",\"minLength\":1,\"maxLength\":%d}", LINE_CHARS);
}

static char *
schema_slug(const struct field *field)
{
	return schema_string("pattern", "^[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?$");
}

static char *
schema_email(const struct field *field)
{
	return schema_string("format", "email");
}

static char *
schema_day(const struct field *field)
{
	return schema_string("format", "date");
}

static char *
schema_event(const struct field *field)
{
	return schema_string("format", "date-time");
}

static char *
schema_period(const struct field *field)
{
	return schema_string("pattern", "^(FY)?[0-9]{4}(-[0-9]{2})?(-(Q[1-4]|W[0-9]{2}|[0-9]{2}))?$");
}

static char *
schema_number_of(const struct field *field, const char *type)
{
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "{\"type\":\"%s\"", type);
	if (field->min)
		g_string_append_printf(out, ",\"minimum\":%s", field->min);
	if (field->max)
		g_string_append_printf(out, ",\"maximum\":%s", field->max);
	g_string_append_c(out, '}');
	return g_string_free(out, FALSE);
}

static char *
schema_integer(const struct field *field)
{
	return schema_number_of(field, "integer");
}

static char *
schema_number(const struct field *field)
{
	return schema_number_of(field, "number");
}

static char *
schema_money(const struct field *field)
{
	return schema_string("pattern", "^-?[0-9]+([.][0-9]+)? [A-Z]{3}$");
}

static char *
schema_bool(const struct field *field)
{
	return g_strdup("{\"type\":\"boolean\"}");
}

static char *
schema_enum(const struct field *field)
{
	GString *out = g_string_new(NULL);
	struct json j;

	json_init(&j, out);
	json_open(&j, '{');
	json_key(&j, "enum");
	json_open(&j, '[');
	for (const char *const *v = field->values; *v; v++)
		json_text(&j, *v);
	json_close(&j, ']');
	json_close(&j, '}');
	return g_string_free(out, FALSE);
}

static char *
schema_ref(const struct field *field)
{
	return schema_string("pattern", "^([a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?:)?[A-Za-z0-9][A-Za-z0-9.-]{0,127}$");
}

static char *
schema_site(const struct field *field)
{
	return schema_string("pattern", "^[A-Z0-9][A-Z0-9-]{0,15}$");
}

static char *
schema_sha256(const struct field *field)
{
	return schema_string("pattern", "^[0-9a-f]{64}$");
}

static char *
schema_count(const struct field *field)
{
	return g_strdup("{\"type\":\"integer\",\"minimum\":0,\"readOnly\":true}");
}

static char *
schema_map(const struct field *field)
{
	return g_strdup("{\"type\":\"object\"}");
}

/* clang-format off */
static const struct type types[] = {
	/* name, placeholder, storage, check, input, json_schema */
	{"line", "TEXT", STORE_TEXT, check_line, NULL, schema_line},
	{"text", "TEXT", STORE_TEXT, check_text, NULL, schema_text},
	{"slug", "NAME", STORE_TEXT, check_slug, NULL, schema_slug},
	{"email", "ADDRESS", STORE_TEXT, check_email, NULL, schema_email},
	{"day", "DATE", STORE_TEXT, check_day, input_day, schema_day},
	{"event", "TIME", STORE_TEXT, check_event, input_event, schema_event},
	{"period", "PERIOD", STORE_TEXT, check_period, input_period, schema_period},
	{"days", "DAYS", STORE_INTEGER, check_integer, NULL, schema_integer},
	{"integer", "NUMBER", STORE_INTEGER, check_integer, NULL, schema_integer},
	{"number", "NUMBER", STORE_REAL, check_number, NULL, schema_number},
	{"money", "AMOUNT", STORE_TEXT, check_money, NULL, schema_money},
	{"bool", "YES|NO", STORE_BOOL, check_bool, input_bool, schema_bool},
	{"enum", "WORD", STORE_TEXT, check_enum, input_enum, schema_enum},
	{"ref", "ID", STORE_TEXT, check_ref, NULL, schema_ref},
	{"site", "SITE", STORE_TEXT, check_site, input_upper, schema_site},
	{"map", "MAP", STORE_TEXT, check_never, NULL, schema_map},
	{"sha256", "DIGEST", STORE_TEXT, check_sha256, NULL, schema_sha256},
	{"zone", "ZONE", STORE_TEXT, check_zone, NULL, schema_text},
	{"count", "NUMBER", STORE_INTEGER, check_never, NULL, schema_count},
};
/* clang-format on */

const struct type *
type_find(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
		if (g_str_equal(types[i].name, name))
			return &types[i];
	return NULL;
}

const char *const *
type_names(void)
{
	static const char *names[G_N_ELEMENTS(types) + 1];
	static gsize once;

	if (g_once_init_enter(&once)) {
		for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
			names[i] = types[i].name;
		g_once_init_leave(&once, 1);
	}
	return names;
}
