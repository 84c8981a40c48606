/* sx show: everything about a record. */
#include "command.h"
#include "show_text.h"

static struct {
	gboolean brief;
} opt;
static const struct option options[] = {{"brief", 'b', OPTION_FLAG, &opt.brief, NULL, "the fields only"}, {0}};

static void
print_csv(struct session *s, const struct record *record, struct rows *rows)
{
	for (guint i = 0; i < record->kind->fields->len; i++) {
		const struct field *field = record->kind->fields->pdata[i];
		const char *text = record_get(record, field->name);

		if (!text)
			continue;
		rows_begin(rows);
		rows_text(rows, record->id);
		rows_text(rows, field->name);
		rows_text(rows, text);
		rows_end(rows);
	}
}

static struct record *
read_one(struct session *s, const char *word, GError **err)
{
	struct index *index = session_index(s, err);
	struct found found = {0};
	struct record *record = NULL;

	if (!index || !index_find(index, s->kind, word, &found, err))
		return NULL;
	record = snapshot_record(session_snapshot(s, err), found.kind, found.id, err);
	if (!record && err && !*err)
		error_set(err, ERR_NOT_FOUND, "there is no %s %s", found.kind->name, found.id);
	found_clear(&found);
	return record;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	AUTO(rows) rows = NULL;
	g_autoptr(GHashTable) shown = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct json *j = NULL;

	if (!argc)
		return error_set(err, ERR_USAGE, "which %s?", s->kind ? s->kind->name : "record");
	if (!session_index(s, err))
		return ERR_IO;
	if (s->format == FORMAT_JSON)
		j = session_json(s, NULL);
	if (j && argc > 1)
		json_open(j, '[');
	if (s->format == FORMAT_CSV) {
		rows = session_rows(s);
		rows_column(rows, "id", "ID", ROWS_TEXT);
		rows_column(rows, "field", "FIELD", ROWS_TEXT);
		rows_column(rows, "value", "VALUE", ROWS_TEXT);
	}
	for (int i = 0; i < argc; i++) {
		AUTO(record) record = read_one(s, argv[i], err);

		if (!record)
			return ERR_NOT_FOUND;
		if (!g_hash_table_add(shown, g_strdup(record->path)))
			continue; /* named before */
		if (i && s->format == FORMAT_TEXT)
			g_string_append_c(s->out, '\n');
		if (j)
			session_json_record(s, j, record);
		else if (rows)
			print_csv(s, record, rows);
		else if (!show_text(s, record, opt.brief, err))
			return ERR_IO;
	}
	if (rows)
		session_rows_done(s, rows);
	if (j && argc > 1)
		json_close(j, ']');
	if (j)
		session_json_done(s);
	return 0;
}

const struct command cmd_show = {"ID...", options, run, "id"};
