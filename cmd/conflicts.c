/* sx conflicts: what waits for a decision, after plants have changed the same field otherwise. */
#include "command.h"
#include "conflict.h"
#include "query.h"
#include <string.h>

static const struct option options[] = {{0}};

static void
add_columns(struct session *s, struct rows *rows)
{
	gboolean exact = s->format != FORMAT_TEXT;

	if (exact) {
		rows_column(rows, "id", "ID", ROWS_TEXT);
		rows_column(rows, "kind", "KIND", ROWS_TEXT);
		rows_column(rows, "title", "TITLE", ROWS_TEXT);
	}
	rows_column(rows, "field", "FIELD", ROWS_TEXT);
	if (exact)
		rows_column(rows, "entry", "ENTRY", ROWS_TEXT);
	rows_column(rows, "value", "VALUE", ROWS_TEXT);
	rows_column(rows, "by", "BY", ROWS_TEXT);
	rows_column(rows, "at", "AT", ROWS_TEXT);
	rows_column(rows, "commit", "COMMIT", ROWS_TEXT);
	rows_column(rows, "shown", "SHOWN", exact ? ROWS_BOOL : ROWS_TEXT);
}

/* For people "due", "readings 2026-10", day and short commit; for programs all as it is. */
static void
print_value(struct session *s, struct rows *rows, const struct record *r, const struct matter *matter, const struct node *entry,
	const char *shown)
{
	const char *value = node_text(entry, "value"), *at = node_text(entry, "at"), *commit = node_text(entry, "commit");
	gboolean exact = s->format != FORMAT_TEXT, is_shown = !g_strcmp0(value, shown);
	g_autofree char *says = matter_says(matter), *on = at ? g_strndup(at, 10) : NULL,
			*brief = commit ? g_strndup(commit, 10) : NULL;
	g_autofree char *line = value ? g_strchomp(g_strdelimit(g_strdup(value), "\n", ' ')) : g_strdup("(none)");

	rows_begin(rows);
	if (exact) {
		rows_text(rows, r->id);
		rows_text(rows, r->kind->name);
		rows_text(rows, record_title(r));
	}
	rows_text(rows, exact ? matter->field : says);
	if (exact)
		rows_text(rows, matter->entry);
	rows_text(rows, exact ? value : line);
	rows_text(rows, node_text(entry, "by"));
	rows_text(rows, exact ? at : on);
	rows_text(rows, exact ? commit : brief);
	if (exact)
		rows_bool(rows, is_shown);
	else
		rows_text(rows, is_shown ? "shown" : NULL);
	rows_end(rows);
}

static void
print_record(struct session *s, struct rows *rows, const struct record *r)
{
	g_autoptr(GPtrArray) all = conflicts_of(r);
	g_autofree char *head = g_strdup_printf("%s  %s", r->id, record_title(r));

	if (all->len)
		rows_group(rows, head);
	for (guint i = 0; i < all->len; i++) {
		const struct conflict *conflict = all->pdata[i];
		AUTO(builder) b = builder_new();
		g_autofree char *shown = matter_text(matter_value(b, r->kind, &conflict->matter, r->doc->root));

		for (guint k = 0; k < conflict->values->len; k++)
			print_value(s, rows, r, &conflict->matter, conflict->values->pdata[k], shown);
	}
}

static gboolean
print_all(struct session *s, struct rows *rows, struct db_query *q, GError **err)
{
	const struct kinds *kinds = session_kinds(s, err);
	gboolean row;

	while (kinds && db_step(q, &row, err)) {
		gsize length;
		const char *text;
		AUTO(record) r = NULL;

		if (!row)
			return TRUE;
		text = db_bytes(q, 1, &length);
		r = record_parse(kinds, db_text(q, 0), text ? text : "", text ? length : 0, err);
		if (!r)
			return FALSE;
		print_record(s, rows, r);
	}
	return FALSE;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	static const char *const columns[] = {"path", "body", NULL}, *const sort[] = {"due", "title", "id", NULL};
	struct index *index = session_index(s, err);
	g_autofree char *filter = g_strjoinv(" ", argv);
	AUTO(query) query = index && *filter ? query_parse(filter, NULL, index, session_actor(s), err) : NULL;
	struct selection selection = {
		.query = query, .columns = columns, .sort = sort, .where = "rid in (select rid from record where conflicts)"};
	AUTO(db_query) q = NULL;
	AUTO(rows) rows = NULL;

	if (!index || (*filter && !query))
		return ERR_USAGE;
	q = query_select(index, &selection, err);
	if (!q)
		return ERR_USAGE;
	rows = session_rows(s);
	add_columns(s, rows);
	if (!print_all(s, rows, q, err))
		return ERR_IO;
	session_rows_done(s, rows);
	if (!rows_count(rows) && s->terminal)
		session_warn(s, "nothing waits for a decision");
	return rows_count(rows) ? 1 : 0;
}

const struct command cmd_conflicts = {"[FILTER...]", options, run, "filter"};
