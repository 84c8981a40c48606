/* The records that link to one, on paper. */
#include "show_linked.h"
#include <string.h>

#define LIMIT 50

static gboolean
points_at(const struct kinds *kinds, const char *from, const char *field, const char *kind)
{
	const struct kind *source = kind_find(kinds, from);
	const struct field *link = source ? kind_field(source, field) : NULL;

	return !link || !link->to || name_in(link->to, kind);
}

/* " or (kind = 'action' and field = 'source')" for a KIND.FIELD that a rule asks about. */
static void
also(GString *where, const struct kinds *kinds, const struct kind *kind, const char *path)
{
	const struct field *link = NULL;
	const char *rest = NULL;
	const struct kind *from = path && strchr(path, '.') ? kind_links(kinds, kind, path, &link, &rest) : NULL;
	g_autofree char *name = from ? db_string(from->name) : NULL, *field = from ? db_string(link->name) : NULL;
	g_autofree char *term = from ? g_strdup_printf(" or (r.kind = %s and l.field = %s)", name, field) : NULL;

	if (term && !strstr(where->str, term))
		g_string_append(where, term);
}

/* What is open, and what the rules look at: whoever decides must see it, ended or not. */
static char *
shown_ones(const struct kinds *kinds, const struct kind *kind)
{
	g_autoptr(GString) where = g_string_new("(r.open");

	for (guint i = 0; kind->workflow && i < kind->workflow->verbs->len; i++) {
		const struct verb *verb = kind->workflow->verbs->pdata[i];

		for (guint k = 0; k < verb->guards->len; k++)
			also(where, kinds, kind, ((const struct kind_guard *)verb->guards->pdata[k])->of);
	}
	g_string_append_c(where, ')');
	return g_strdup(where->str);
}

static struct rows *
begin(struct session *s)
{
	static const char *const columns[] = {"indent", "id", "field", "state", "owner", "due", "title"};
	struct rows *rows = rows_new(ROWS_TABLE, s->out);

	rows_width(rows, s->width);
	rows_color(rows, s->color);
	rows_header(rows, FALSE);
	for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
		rows_column(rows, columns[i], "", ROWS_TEXT);
	return rows;
}

enum { ID, KIND, FIELD, STATE, OWNER, DUE, TITLE };

static void
print_one(struct rows *rows, struct db_query *q)
{
	rows_begin(rows);
	rows_text(rows, "");
	rows_text(rows, db_text(q, ID));
	rows_tone(rows, TONE_DIM);
	for (int c = FIELD; c <= TITLE; c++)
		rows_text(rows, db_text(q, c));
	rows_end(rows);
}

gboolean
show_linked(struct session *s, const struct record *record, GError **err)
{
	struct index *index = session_index(s, err);
	const struct kinds *kinds = session_kinds(s, err);
	g_autofree char *where = kinds ? shown_ones(kinds, record->kind) : NULL;
	g_autofree char *sql =
		g_strdup_printf("select r.id, r.kind, l.field, r.state, r.owner, r.due, r.title from link l join record r on "
				"r.rid = l.rid where l.target = ?1 and %s order by r.open desc, r.kind, r.id",
			where);
	AUTO(db_query) q = index && kinds ? db_prepare(index_db(index), sql, err) : NULL;
	AUTO(rows) rows = q ? begin(s) : NULL;
	gboolean row;
	guint more = 0;

	if (!q)
		return FALSE;
	db_bind_text(q, 1, record->id);
	while (db_step(q, &row, err) && row) {
		if (!points_at(kinds, db_text(q, KIND), db_text(q, FIELD), record->kind->name))
			continue;
		if (!rows_count(rows))
			session_say(s, "\nlinked from");
		if (rows_count(rows) < LIMIT)
			print_one(rows, q);
		else
			more++;
	}
	rows_finish(rows);
	if (more)
		session_say(s, "  and %u more", more);
	return !(err && *err);
}
