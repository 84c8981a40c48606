/* A kind as JSON Schema 2020-12. */
#include "jsonschema.h"
#include "json.h"

#include <string.h>

static void put_fields(struct json *j, const GPtrArray *fields, const struct kind *kind);

static void
pair(struct json *j, const char *key, const char *value)
{
	json_key(j, key);
	json_text(j, value);
}

/* One value, without list and name around it. */
static void
put_value(struct json *j, const struct field *field)
{
	g_autofree char *json = NULL;

	if (field->fields) {
		json_open(j, '{');
		pair(j, "type", "object");
		put_fields(j, field->fields, NULL);
		json_close(j, '}');
		return;
	}
	json = field->type->json_schema(field);
	json_raw(j, json);
}

static void
put_item(struct json *j, const struct field *field)
{
	if (!field->list) {
		put_value(j, field);
		return;
	}
	json_open(j, '{');
	pair(j, "type", "array");
	json_key(j, "items");
	put_value(j, field);
	json_close(j, '}');
}

static char *
describe(const struct field *field)
{
	GString *text = g_string_new(field->help);

	for (guint i = 0; field->values && field->values[i]; i++)
		if (field->value_help[i])
			g_string_append_printf(text, "; %s: %s", field->values[i], field->value_help[i]);
	return g_string_free(text, FALSE);
}

static void
put_targets(struct json *j, const char *const *to)
{
	if (!to)
		return;
	json_key(j, "x-to");
	json_open(j, '[');
	for (; *to; to++)
		json_text(j, *to);
	json_close(j, ']');
}

/* The keys of an object made elsewhere, in the object that is open. */
static void
put_keys(struct json *j, const char *object)
{
	g_autofree char *keys = g_strndup(object + 1, strlen(object) - 2);

	g_string_append_printf(j->out, ",%s", keys);
}

/* An optional value may be null; with a list or a map by name, nothing is absent but the whole. */
static void
put_field(struct json *j, const struct field *field)
{
	gboolean optional = !field->required && !field->list && !field->named;
	g_autofree char *description = describe(field);
	g_autoptr(GString) item = g_string_new(NULL);
	struct json inner;

	json_init(&inner, item);
	put_item(&inner, field);
	json_open(j, '{');
	pair(j, "description", description);
	if (field->named) {
		pair(j, "type", "object");
		json_key(j, "additionalProperties");
		json_raw(j, item->str);
	} else if (optional) {
		json_key(j, "anyOf");
		json_open(j, '[');
		json_raw(j, item->str);
		json_raw(j, "{\"type\":\"null\"}");
		json_close(j, ']');
	} else
		put_keys(j, item->str);
	put_targets(j, field->to);
	json_close(j, '}');
}

/* What --json prints beside the fields of the file. */
static void
put_own(struct json *j, const struct kind *kind)
{
	static const char *const own[] = {"id", "kind", "path"};
	const struct {
		const char *name;
		gboolean there;
	} lists[] = {{"steps", kind_has_rules(kind)}, {"clocks", kind->workflow && kind->workflow->clocks->len},
		{"signed", kind_is_signed(kind)}};

	for (guint i = 0; i < G_N_ELEMENTS(own); i++)
		if (!kind_field(kind, own[i])) {
			json_key(j, own[i]);
			json_raw(j, "{\"type\":\"string\",\"readOnly\":true}");
		}
	for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
		if (lists[i].there && !kind_field(kind, lists[i].name)) {
			json_key(j, lists[i].name);
			json_raw(j, "{\"type\":\"array\",\"readOnly\":true}");
		}
}

/* kind: of the record itself, NULL for a map in it. */
static void
put_fields(struct json *j, const GPtrArray *fields, const struct kind *kind)
{
	json_key(j, "properties");
	json_open(j, '{');
	if (kind)
		put_own(j, kind);
	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = g_ptr_array_index(fields, i);

		json_key(j, field->name);
		put_field(j, field);
	}
	json_close(j, '}');
	json_key(j, "required");
	json_open(j, '[');
	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = g_ptr_array_index(fields, i);

		if (field->required)
			json_text(j, field->name);
	}
	json_close(j, ']');
	json_key(j, "additionalProperties");
	json_bool(j, FALSE);
}

/* The JSON of json.h has no blanks; people read schemas. */
static char *
indent(const char *json)
{
	GString *out = g_string_new(NULL);
	gboolean quoted = FALSE;
	int depth = 0;

	for (const char *c = json; *c; c++) {
		gboolean open = !quoted && (*c == '{' || *c == '['), close = !quoted && (*c == '}' || *c == ']');
		gboolean empty = (open && (c[1] == '}' || c[1] == ']')) || (close && (c[-1] == '{' || c[-1] == '['));

		if (close && !empty)
			g_string_append_printf(out, "\n%*s", 2 * (depth - 1), "");
		depth += open - close;
		g_string_append_c(out, *c);
		if (*c == '"')
			quoted = !quoted;
		else if (quoted && *c == '\\')
			g_string_append_c(out, *++c);
		else if (!quoted && *c == ':')
			g_string_append_c(out, ' ');
		else if (!quoted && (*c == ',' || (open && !empty)))
			g_string_append_printf(out, "\n%*s", 2 * depth, "");
	}
	g_string_append_c(out, '\n');
	return g_string_free(out, FALSE);
}

char *
jsonschema_kind(const struct kind *kind)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *uri = g_strconcat("urn:sx:kind:", kind->name, NULL);
	struct json j;

	json_init(&j, out);
	json_open(&j, '{');
	pair(&j, "$schema", "https://json-schema.org/draft/2020-12/schema");
	pair(&j, "$id", uri);
	pair(&j, "title", kind->name);
	pair(&j, "description", kind->help);
	pair(&j, "type", "object");
	put_fields(&j, kind->fields, kind);
	json_close(&j, '}');
	return indent(out->str);
}
