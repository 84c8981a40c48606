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
	char **columns;	   /* names, or NULL for all */
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
write_object(struct output *o, struct json *j, const struct record *record)
{
	const GPtrArray *fields = record->kind->fields;

	json_open(j, '{');
	json_key(j, "id");
	json_text(j, record->id);
	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = fields->pdata[i];

		if (!wanted(o, field))
			continue;
		json_key(j, field->name);
		typed_field(j, field, record->doc->root);
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
write_row(struct output *o, const struct record *record)
{
	const GPtrArray *fields = record->kind->fields;

	rows_begin(o->rows);
	rows_text(o->rows, record->id);
	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = fields->pdata[i];

		if (wanted(o, field))
			write_cell(o, field, record);
	}
	rows_end(o->rows);
}

static void
write_record(struct output *o, const struct record *record)
{
	if (o->rows)
		write_row(o, record);
	else if (o->json)
		write_object(o, o->json, record);
	else {
		json_init(&o->line, o->s->out);
		write_object(o, &o->line, record);
		g_string_append_c(o->s->out, '\n');
	}
}

static void
begin(struct output *o, const struct kind *kind)
{
	if (opt.ndjson)
		return;
	if (o->s->format == FORMAT_JSON) {
		o->json = session_json(o->s, NULL);
		json_open(o->json, '[');
		return;
	}
	o->rows = rows_new(ROWS_CSV, o->s->out);
	rows_column(o->rows, "id", "id", ROWS_TEXT);
	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];

		if (wanted(o, field))
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
write_all(struct output *o, struct db_query *q, GError **err)
{
	struct snapshot *snapshot = session_snapshot(o->s, err);
	gboolean row;

	while (TRUE) {
		AUTO(record) record = NULL;
		const char *text;
		gsize length;

		if (!db_step(q, &row, err))
			return FALSE;
		if (!row)
			return TRUE;
		text = db_bytes(q, 1, &length);
		record = record_parse(snapshot->kinds, db_text(q, 0), text, length, err);
		if (!record)
			return FALSE;
		write_record(o, record);
	}
}

static gboolean export(struct session *s, const char *filter, GError **err)
{
	static const char *const columns[] = {"path", "body", NULL};
	struct index *index = session_index(s, err);
	AUTO(query) query = index && *filter ? query_parse(filter, s->kind, index, session_actor(s), err) : NULL;
	struct selection selection = {.kind = s->kind, .query = query, .columns = columns};
	struct output o = {.s = s};
	AUTO(db_query) q = NULL;
	gboolean good;

	if (!index || (*filter && !query))
		return FALSE;
	q = query_select(index, &selection, err);
	if (!q)
		return FALSE;
	o.columns = table_names(opt.columns);
	begin(&o, s->kind);
	good = write_all(&o, q, err);
	if (good)
		finish(&o);
	rows_free(o.rows);
	g_strfreev(o.columns);
	return good;
}

static gboolean
check_columns(const struct kind *kind, GError **err)
{
	g_auto(GStrv) names = table_names(opt.columns);

	for (guint i = 0; names && names[i]; i++)
		if (strcmp(names[i], "id") && !kind_field_get(kind, names[i], err))
			return FALSE;
	return TRUE;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	struct snapshot *snapshot = session_snapshot(s, err);
	g_autofree char *filter = NULL;

	if (!snapshot)
		return ERR_IO;
	if (argc < 1)
		return error_set(err, ERR_USAGE, "say the kind of records to export"), ERR_USAGE;
	s->kind = kind_get(snapshot->kinds, argv[0], err);
	if (!s->kind || !check_columns(s->kind, err))
		return ERR_USAGE;
	filter = g_strjoinv(" ", argv + 1);
	return export(s, filter, err) ? 0 : ERR_IO;
}

const struct command cmd_export = {"KIND [FILTER...]", options, run, "kind"};
