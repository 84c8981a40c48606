/* sx grep: search the text of all records. */
#include <string.h>

#include "command.h"
#include "query.h"
#include "regex.h"

static struct {
	gboolean count, ids;
	char *by;
} opt;

static const struct option options[] = {
	{"by", 'b', OPTION_TEXT, &opt.by, "FIELD", "in groups: owner, unit, kind, class, site or any other field", "field"},
	{"count", 'c', OPTION_FLAG, &opt.count, NULL, "print how many lines match in each record"},
	{"ids", 'l', OPTION_FLAG, &opt.ids, NULL, "print only the ids of the records"}, {0}};

/* A record that matches. */
struct hit {
	gint64 rid;
	gsize text, length, start; /* where in texts; where in the text the first match begins */
	char *group;		   /* with --by; NULL: none */
};
struct search {
	struct session *s;
	struct regex *regex;
	struct rows *rows;
	GArray *hits;		 /* struct hit */
	GString *texts;		 /* of the hits: finding one again would take longer than to keep it */
	const char *group;	 /* of the hit being printed */
	struct db_query *record; /* id, kind, title, path of one */
};

/* The value grouped by is printed when no column holds it already. */
static gboolean
shows_group(gboolean exact)
{
	static const char *const shown[] = {"id", "kind", "title", "path", "line", "count", "text", NULL};

	return opt.by && exact && (opt.ids ? !g_str_equal(opt.by, "id") : !name_in(shown, opt.by));
}

static void
add_columns(struct rows *rows, gboolean exact)
{
	rows_column(rows, "id", "ID", ROWS_TEXT);
	if (!opt.ids) {
		if (exact)
			rows_column(rows, "kind", "KIND", ROWS_TEXT);
		rows_column(rows, "title", "TITLE", ROWS_TEXT);
		if (exact && !opt.count)
			rows_column(rows, "path", "PATH", ROWS_TEXT);
		rows_column(rows, opt.count ? "count" : "line", opt.count ? "LINES" : "LINE", ROWS_INT);
		if (!opt.count)
			rows_column(rows, "text", "TEXT", ROWS_TEXT);
	}
	if (shows_group(exact))
		rows_column(rows, opt.by, opt.by, ROWS_TEXT);
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
	if (shows_group(exact))
		rows_text(search->rows, search->group);
	rows_end(search->rows);
}

/* Each line in which a match begins, once. */
static void
print_record(struct search *search, const struct hit *hit)
{
	const char *text = search->texts->str + hit->text;
	gsize length = hit->length, from = 0, start = hit->start;
	int number = 1, count = 0;

	while (start < length) {
		const char *begin = memrchr(text, '\n', start), *end = memchr(text + start, '\n', length - start);

		begin = begin ? begin + 1 : text;
		for (const char *c = text + from; c < begin; c++)
			number += *c == '\n';
		from = begin - text;
		count++;
		if (!opt.count && !opt.ids)
			print_row(search, number, begin, (end ? end : text + length) - begin);
		start = end ? (gsize)(end + 1 - text) : length;
		if (start == length || opt.ids || !regex_match(search->regex, text, length, start, &start, NULL))
			break;
	}
	if ((opt.count || opt.ids) && count)
		print_row(search, count, NULL, 0);
}

/* The line over the first record of a group. */
static void
enter_group(struct search *search, const struct hit *hit)
{
	if (opt.by && (!rows_count(search->rows) || g_strcmp0(hit->group, search->group)))
		rows_group(search->rows, hit->group ? hit->group : "(none)");
	search->group = hit->group;
}

static gboolean
print_hits(struct search *search, GError **err)
{
	for (guint i = 0; i < search->hits->len; i++) {
		const struct hit *hit = &g_array_index(search->hits, struct hit, i);
		gboolean row;

		db_bind_int(search->record, 1, hit->rid);
		if (!db_step(search->record, &row, err))
			return FALSE;
		if (!row) /* an edit has replaced or removed it */
			continue;
		enter_group(search, hit);
		print_record(search, hit);
		if (!db_run(search->record, err))
			return FALSE;
	}
	return TRUE;
}

static void
look_at(gint64 rid, const char *text, gsize length, void *data)
{
	struct search *search = data;
	struct hit hit = {rid, search->texts->len, length, 0, NULL};

	if (!regex_match(search->regex, text, length, 0, &hit.start, NULL))
		return;
	g_array_append_val(search->hits, hit);
	g_string_append_len(search->texts, text, length);
}

/* The records that a filter leaves, by group. */
static struct index *
search_some(struct search *search, const char *filter, GError **err)
{
	const char *const columns[] = {"rid", "body", opt.by, NULL}, *const sort[] = {opt.by, NULL};
	struct session *s = search->s;
	struct index *index = session_index(s, err);
	AUTO(query) query = index ? query_parse(filter, s->kind, index, session_actor(s), err) : NULL;
	struct selection selection = {.kind = s->kind, .query = query, .columns = columns, .sort = sort};
	AUTO(db_query) q = query ? query_select(index, &selection, err) : NULL;
	gboolean row;

	while (q && db_step(q, &row, err) && row) {
		gsize length;
		const char *text = db_bytes(q, 1, &length);
		guint hits = search->hits->len;

		if (text)
			look_at(db_int(q, 0), text, length, search);
		if (opt.by && search->hits->len > hits)
			g_array_index(search->hits, struct hit, hits).group = g_strdup(db_text(q, 2));
	}
	return q && !(err && *err) ? index : NULL;
}

static void
hit_clear(gpointer hit)
{
	g_free(((struct hit *)hit)->group);
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	AUTO(regex) regex = NULL;
	AUTO(index) own = NULL;
	AUTO(db_query) record = NULL;
	AUTO(rows) rows = NULL;
	g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(struct hit));
	g_autoptr(GString) texts = g_string_new(NULL);
	g_autofree char *filter = NULL;
	struct snapshot *snapshot;
	struct index *index;
	struct search search = {.s = s, .hits = hits, .texts = texts};

	if (!argc)
		return error_set(err, ERR_USAGE, "a pattern is missing");
	g_array_set_clear_func(hits, hit_clear);
	regex = search.regex = regex_new(argv[0], err);
	snapshot = regex ? session_snapshot(s, err) : NULL;
	if (!snapshot)
		return ERR_USAGE;
	filter = g_strjoinv(" ", argv + 1);
	if (s->kind || *filter || opt.by)
		index = search_some(&search, filter, err);
	else
		index = own = index_open_reading(snapshot, look_at, &search, err);
	if (index)
		record = db_prepare(index_db(index), "select id, kind, title, path from record where rid = ?1", err);
	if (!record)
		return ERR_USAGE;
	search.record = record;
	rows = search.rows = session_rows(s);
	add_columns(rows, s->format != FORMAT_TEXT);
	if (!print_hits(&search, err))
		return ERR_IO;
	session_rows_done(s, rows);
	return rows_count(rows) ? 0 : ERR_NO;
}

const struct command cmd_grep = {"PATTERN [FILTER...]", options, run, "filter", NULL};
