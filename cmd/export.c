/* sx export: records as CSV or JSON, the way `sx import` reads them back. */
#include "table.h"
#include "typed.h"
#include <string.h>

static struct {
	char *columns;
	gboolean ndjson;
} opt;
static const struct option options[] = {{"columns", 'c', OPTION_TEXT, &opt.columns, "FIELD,...", "only these fields", "field"},
	{"ndjson", 0, OPTION_FLAG, &opt.ndjson, NULL, "one JSON object a line"}, {0}};

/* Where records go, one by one. */
struct output {
	struct session *s;
	struct fleet *fleet;
	char **columns;	   /* names, or NULL for all */
	GPtrArray *fields; /* struct field *: of the kind, in whichever repository has them */
	struct rows *rows; /* CSV */
	struct json *json; /* JSON */
	struct json line;  /* NDJSON */
};

static gboolean
wanted(const struct output *o, const struct field *field)
{
	const char *const *names = (const char *const *)o->columns;

	return !field->count_of && (!names || name_in(names, field->name) || (field->alias && name_in(names, field->alias)));
}

static void
add_fields(struct output *o, const struct kind *kind)
{
	for (guint i = 0; kind && i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];
		gboolean known = FALSE;

		for (guint k = 0; !known && k < o->fields->len; k++)
			known = g_str_equal(((struct field *)o->fields->pdata[k])->name, field->name);
		if (!known && wanted(o, field))
			g_ptr_array_add(o->fields, (gpointer)field);
	}
}

static void
write_object(struct output *o, struct json *j, const struct record *record, const struct plant *plant)
{
	json_open(j, '{');
	if (o->fleet->several) {
		json_key(j, "repository");
		json_text(j, plant->name);
	}
	json_key(j, "id");
	json_text(j, record->id);
	for (guint i = 0; i < o->fields->len; i++) {
		const struct field *field = o->fields->pdata[i], *own = kind_field(record->kind, field->name);

		json_key(j, field->name);
		typed_field(j, own ? own : field, record->doc->root);
	}
	json_close(j, '}');
}

/* Scalars as they are written, so that they come back exactly; lists and maps as JSON. */
static void
write_cell(struct output *o, const struct field *field, const struct record *record)
{
	const struct node *node = record_node(record, field->name);
	g_autoptr(GString) text = NULL;
	struct json j;

	if (!node || node->type == NODE_SCALAR) {
		rows_text(o->rows, node ? node->text : NULL);
		return;
	}
	text = g_string_new(NULL);
	json_init(&j, text);
	typed_field(&j, field, record->doc->root);
	rows_text(o->rows, text->str);
}

static void
write_row(struct output *o, const struct record *record, const struct plant *plant)
{
	rows_begin(o->rows);
	if (o->fleet->several)
		rows_text(o->rows, plant->name);
	rows_text(o->rows, record->id);
	for (guint i = 0; i < o->fields->len; i++)
		write_cell(o, o->fields->pdata[i], record);
	rows_end(o->rows);
}

static void
write_record(struct output *o, const struct record *record, const struct plant *plant)
{
	if (o->rows)
		write_row(o, record, plant);
	else if (o->json)
		write_object(o, o->json, record, plant);
	else {
		json_init(&o->line, o->s->out);
		write_object(o, &o->line, record, plant);
		g_string_append_c(o->s->out, '\n');
	}
}

static void
begin(struct output *o)
{
	if (opt.ndjson)
		return;
	if (o->s->format == FORMAT_JSON) {
		o->json = session_json(o->s, NULL);
		json_open(o->json, '[');
		return;
	}
	o->rows = rows_new(ROWS_CSV, o->s->out);
	if (o->fleet->several)
		rows_column(o->rows, "repository", "repository", ROWS_TEXT);
	rows_column(o->rows, "id", "id", ROWS_TEXT);
	for (guint i = 0; i < o->fields->len; i++) {
		const struct field *field = o->fields->pdata[i];

		rows_column(o->rows, field->name, field->name, ROWS_TEXT);
	}
}

static void
finish(struct output *o)
{
	if (o->rows)
		rows_finish(o->rows);
	if (!o->json)
		return;
	json_close(o->json, ']');
	session_json_done(o->s);
}

static gboolean
write_all(struct output *o, struct stream *q, GError **err)
{
	gboolean row;

	while (TRUE) {
		AUTO(record) record = NULL;
		const char *text;
		gsize length;

		if (!stream_step(q, &row, err))
			return FALSE;
		if (!row)
			return TRUE;
		text = stream_bytes(q, 1, &length);
		record = record_parse(stream_plant(q)->snapshot->kinds, stream_text(q, 0), text, length, err);
		if (!record)
			return FALSE;
		write_record(o, record, stream_plant(q));
	}
}

static gboolean export(struct session *s, struct fleet *fleet, const char *filter, GError **err)
{
	static const char *const columns[] = {"path", "body", NULL};
	const struct stream_ask ask = {.kind = s->kind->name, .filter = filter, .columns = columns};
	g_autoptr(GPtrArray) fields = g_ptr_array_new();
	AUTO(stream) q = stream_open(fleet, &ask, err);
	struct output o = {.s = s, .fleet = fleet, .fields = fields};
	struct plant *plant;
	gboolean good;

	if (!q)
		return FALSE;
	o.columns = table_names(opt.columns);
	for (guint i = 0; (plant = fleet_next(fleet, &i));)
		add_fields(&o, kind_find(plant->snapshot->kinds, s->kind->name));
	begin(&o);
	good = write_all(&o, q, err);
	if (good)
		finish(&o);
	rows_free(o.rows);
	g_strfreev(o.columns);
	return good;
}

/* A name is right when the kind has such a field somewhere. */
static gboolean
check_columns(const struct fleet *fleet, const char *kind, GError **err)
{
	g_auto(GStrv) names = table_names(opt.columns);

	for (guint i = 0; names && names[i]; i++) {
		gboolean known = g_str_equal(names[i], "id");
		struct plant *plant;

		for (guint k = 0; !known && (plant = fleet_next(fleet, &k));) {
			const struct kind *there = kind_find(plant->snapshot->kinds, kind);

			known = there && kind_field(there, names[i]);
		}
		if (!known)
			return kind_field_get(fleet_kind(fleet, kind), names[i], err) != NULL;
	}
	return TRUE;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct fleet *fleet = session_fleet(s, err);
	g_autofree char *filter = NULL;

	if (!fleet)
		return ERR_IO;
	if (argc < 1)
		return error_set(err, ERR_USAGE, "say the kind of records to export"), ERR_USAGE;
	s->kind = fleet_kind(fleet, argv[0]);
	if (!s->kind)
		return kind_get(session_kinds(s, err), argv[0], err), ERR_USAGE;
	if (!check_columns(fleet, s->kind->name, err))
		return ERR_USAGE;
	filter = g_strjoinv(" ", argv + 1);
	return export(s, fleet, filter, err) ? 0 : ERR_IO;
}

const struct command cmd_export = {"KIND [FILTER...]", options, run, "kind;filter"};
