/* How late things are, as a table. */
#include "ageing_print.h"

static void
total_row(struct rows *rows, const char *name, const struct ageing *a)
{
	rows_begin(rows);
	rows_text(rows, name);
	for (guint i = 0; i < AGEING_BUCKETS; i++)
		rows_int(rows, a->buckets[i]);
	rows_int(rows, a->total);
	rows_int(rows, a->oldest);
	rows_end(rows);
}

void
ageing_print(struct session *s, const char *by, const GPtrArray *names, GHashTable *groups, const struct ageing *all)
{
	AUTO(rows) rows = NULL;

	session_say(s, "%s", "");
	rows = session_rows(s);
	rows_column(rows, "group", by ? by : "DAYS LATE", ROWS_TEXT);
	for (guint i = 0; i < AGEING_BUCKETS; i++)
		rows_column(rows, ageing_names[i], ageing_names[i], ROWS_INT);
	rows_column(rows, "total", "TOTAL", ROWS_INT);
	rows_column(rows, "oldest", "OLDEST", ROWS_INT);
	for (guint i = 0; i < names->len; i++)
		total_row(rows, names->pdata[i], g_hash_table_lookup(groups, names->pdata[i]));
	total_row(rows, by ? "all" : "overdue", all);
	session_rows_done(s, rows);
}
