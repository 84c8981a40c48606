/* Reading the text of every record: where there are many, a half on a thread of its own. */
#include "index_private.h"

#define MANY 2000 /* records */
#define SMALL_CACHE "pragma cache_size = -1024"

/* Some of the texts of one table. */
struct part {
	const struct index_reading *reading;
	struct db *db;
	const char *table;
	gint64 from, to; /* rids; to is not one of them */
	void *data;
	GError *error;
};

static gpointer
read_part(gpointer data)
{
	struct part *p = data;
	g_autofree char *sql = g_strconcat("select rid, text from ", p->table, " where rid >= ?1 and rid < ?2", NULL);
	AUTO(db_query) q = db_prepare(p->db, sql, &p->error);
	AUTO(db_query) ask = q ? db_prepare(p->db, p->reading->ask, &p->error) : NULL;
	gboolean row;

	if (!ask)
		return NULL;
	db_bind_int(q, 1, p->from);
	db_bind_int(q, 2, p->to);
	while (!p->error && db_step(q, &row, &p->error) && row) {
		gsize length;
		const char *text = db_bytes(q, 1, &length);

		if (text)
			p->reading->fn(db_int(q, 0), text, length, ask, p->data, &p->error);
	}
	return NULL;
}

/* The file that ix->db has open, once more: as that reads in a transaction, both see the same. */
static void
read_both(struct index *ix, struct part *first, struct part *second)
{
	AUTO(db) other = index_open_db(ix, DB_READ, NULL);
	GThread *thread;

	if (other && db_exec(other, SMALL_CACHE, NULL))
		second->db = other;
	thread = second->db == other ? g_thread_try_new("texts", read_part, second, NULL) : NULL;
	read_part(first);
	if (thread)
		g_thread_join(thread);
	else
		read_part(second);
}

gboolean
texts_read(struct index *ix, const struct index_reading *reading, GError **err)
{
	struct part first = {reading, ix->db, "main.body", 0, 0, reading->data[0], NULL}, second = first;
	gint64 least, most;

	/* each page is read once: a large cache would only be filled */
	if (!db_exec(ix->db, SMALL_CACHE, err) ||
		!db_ask_int(ix->db, "select coalesce(min(rid), 0) from main.body", 0, &least, err) ||
		!db_ask_int(ix->db, "select coalesce(max(rid), 0) from main.body", 0, &most, err))
		return FALSE;
	first.from = least;
	first.to = second.to = most + 1;
	if (ix->path && most - least >= MANY) {
		first.to = second.from = least + (most - least) / 2;
		second.data = reading->data[1];
		read_both(ix, &first, &second);
	} else {
		read_part(&first);
	}
	if (!first.error && !second.error)
		return TRUE;
	if (first.error)
		g_clear_error(&second.error);
	g_propagate_error(err, first.error ? first.error : second.error);
	return FALSE;
}

gboolean
texts_read_overlay(struct index *ix, const struct index_reading *reading, GError **err)
{
	struct part all = {reading, ix->db, "temp.o_body", G_MININT64, G_MAXINT64, reading->data[1], NULL};

	read_part(&all);
	if (all.error)
		g_propagate_error(err, all.error);
	return !all.error;
}
