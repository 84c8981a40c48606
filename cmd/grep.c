/* sx grep: search the text of all records. */
#include <string.h>

#include "command.h"
#include "query.h"
#include "regex.h"

#define MAP_BYTES 2147418112 /* what SQLite maps at most: the texts are read once, end to end */

static struct {
	gboolean count, ids;
} opt;

static const struct option options[] = {
	{"count", 'c', OPTION_FLAG, &opt.count, NULL, "print how many lines match in each record"},
	{"ids", 'l', OPTION_FLAG, &opt.ids, NULL, "print only the ids of the records"}, {0}};

struct search {
	struct session *s;
	struct regex *regex;
	struct rows *rows;
	struct db_query *record; /* id, kind, title, path of a rid */
};

static void
add_columns(struct rows *rows, gboolean exact)
{
	rows_column(rows, "id", "ID", ROWS_TEXT);
	if (opt.ids)
		return;
	if (exact)
		rows_column(rows, "kind", "KIND", ROWS_TEXT);
	rows_column(rows, "title", "TITLE", ROWS_TEXT);
	if (opt.count) {
		rows_column(rows, "count", "LINES", ROWS_INT);
		return;
	}
	if (exact)
		rows_column(rows, "path", "PATH", ROWS_TEXT);
	rows_column(rows, "line", "LINE", ROWS_INT);
	rows_column(rows, "text", "TEXT", ROWS_TEXT);
}

static void
print_row(struct search *search, int number, const char *line, gsize length)
{
	gboolean exact = search->s->format != FORMAT_TEXT;
	g_autofree char *text = line ? g_strndup(line, length) : NULL;

	rows_begin(search->rows);
	rows_text(search->rows, db_text(search->record, 0));
	if (!opt.ids) {
		if (exact)
			rows_text(search->rows, db_text(search->record, 1));
		rows_text(search->rows, db_text(search->record, 2));
		if (exact && !opt.count)
			rows_text(search->rows, db_text(search->record, 3));
		rows_int(search->rows, number);
		if (!opt.count)
			rows_text(search->rows, text ? g_strstrip(text) : NULL);
	}
	rows_end(search->rows);
}

/* Each line in which a match begins, once. */
static gboolean
search_record(struct search *search, gint64 rid, const char *text, gsize length, gsize start, GError **err)
{
	gsize from = 0;
	int number = 1, count = 0;
	gboolean row;

	db_bind_int(search->record, 1, rid);
	if (!db_step(search->record, &row, err) || !row)
		return row;
	do {
		const char *begin = memrchr(text, '\n', start), *end = memchr(text + start, '\n', length - start);

		begin = begin ? begin + 1 : text;
		for (const char *c = text + from; c < begin; c++)
			number += *c == '\n';
		from = begin - text;
		count++;
		if (!opt.count && !opt.ids)
			print_row(search, number, begin, (end ? end : text + length) - begin);
		if (!end || opt.ids)
			break;
		start = end + 1 - text;
	} while (start < length && regex_match(search->regex, text, length, start, &start, NULL));
	if (opt.count || opt.ids)
		print_row(search, count, NULL, 0);
	return db_run(search->record, err);
}

static gboolean
search_all(struct search *search, struct db_query *bodies, GError **err)
{
	gboolean row;

	for (;;) {
		const char *text;
		gsize length, start;

		if (!db_step(bodies, &row, err))
			return FALSE;
		if (!row)
			return TRUE;
		text = db_bytes(bodies, 1, &length);
		if (text && regex_match(search->regex, text, length, 0, &start, NULL) && start < length &&
			!search_record(search, db_int(bodies, 0), text, length, start, err))
			return FALSE;
	}
}

/* The texts of the records that a filter leaves. */
static struct db_query *
select_bodies(struct session *s, struct index *index, const char *filter, GError **err)
{
	static const char *const columns[] = {"rid", "body", NULL};
	AUTO(query) query = NULL;
	struct selection selection = {.kind = s->kind, .columns = columns};

	if (!s->kind && !*filter)
		return db_prepare(index_db(index), "select rid, text from body", err);
	query = query_parse(filter, s->kind, index, session_actor(s), err);
	selection.query = query;
	return query ? query_select(index, &selection, err) : NULL;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	AUTO(regex) regex = NULL;
	AUTO(db_query) bodies = NULL;
	AUTO(db_query) record = NULL;
	AUTO(rows) rows = NULL;
	g_autofree char *filter = NULL;
	struct search search = {.s = s};
	struct index *index;

	if (!argc)
		return error_set(err, ERR_USAGE, "a pattern is missing");
	regex = regex_new(argv[0], err);
	index = regex ? session_index(s, err) : NULL;
	if (!index || !db_exec(index_db(index), "pragma mmap_size = " G_STRINGIFY(MAP_BYTES), err))
		return ERR_USAGE;
	filter = g_strjoinv(" ", argv + 1);
	bodies = select_bodies(s, index, filter, err);
	record = db_prepare(index_db(index), "select id, kind, title, path from record where rid = ?1", err);
	if (!bodies || !record)
		return ERR_USAGE;
	rows = session_rows(s);
	add_columns(rows, s->format != FORMAT_TEXT);
	search.regex = regex;
	search.record = record;
	search.rows = rows;
	if (!search_all(&search, bodies, err))
		return ERR_IO;
	session_rows_done(s, rows);
	return rows_count(rows) ? 0 : ERR_NO;
}

const struct command cmd_grep = {"PATTERN [FILTER...]", options, run, "filter", NULL};
