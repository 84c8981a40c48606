/* What an id or the beginning of one names; whether a record is there; which files do not read. */
#include <string.h>

#include "index_private.h"
#include "text.h"

#define TAIL_LEAST 4	   /* characters of a random part that may stand for the whole */
#define COMMIT_LEAST 4	   /* characters of what may be taken for a commit */
#define CANDIDATES 10	   /* named in the message of an ambiguous id */
#define NEAREST_AMONG 5000 /* slugs looked at for a suggestion */
#define SHORTEST_TITLE 3   /* bytes of a title that are taken for one */

void
found_clear(struct found *found)
{
	g_clear_pointer(&found->id, g_free);
	g_clear_pointer(&found->path, g_free);
	g_clear_pointer(&found->title, g_free);
}

static void
found_free(gpointer found)
{
	found_clear(found);
	g_free(found);
}

/*
 * Ids are plain ASCII below '~', so the ones that begin with a text are those
 * between it and it with '~' behind.
 */
static GPtrArray *
find_by(struct index *ix, const struct kind *kind, const char *condition, const char *text, GError **err)
{
	g_autofree char *sql = g_strdup_printf("select kind, id, path, title from record where %s%s order by id limit %d",
		condition, kind ? " and kind = ?3" : "", CANDIDATES + 1);
	g_autofree char *end = g_strconcat(text, "~", NULL);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(found_free);
	AUTO(db_query) q = db_prepare(ix->db, sql, err);
	gboolean row;

	if (!q)
		return NULL;
	db_bind_text(q, 1, text);
	db_bind_text(q, 2, end);
	if (kind)
		db_bind_text(q, 3, kind->name);
	for (;;) {
		struct found *found;

		if (!db_step(q, &row, err))
			return NULL;
		if (!row)
			return g_steal_pointer(&all);
		found = g_new0(struct found, 1);
		found->kind = kind_find(ix->shape->kinds, db_text(q, 0));
		found->id = g_strdup(db_text(q, 1));
		found->path = g_strdup(db_text(q, 2));
		found->title = g_strdup(db_text(q, 3));
		g_ptr_array_add(all, found);
	}
}

static gboolean
found_ambiguous(const char *text, gboolean exact, GPtrArray *all, GError **err)
{
	g_autoptr(GString) list = g_string_new(NULL);

	for (guint i = 0; i < MIN(all->len, CANDIDATES); i++) {
		const struct found *found = g_ptr_array_index(all, i);

		g_string_append_printf(list, "%s%s %s", i ? ", " : "", found->kind->name, found->id);
		if (found->title)
			g_string_append_printf(list, " (%s)", found->title);
	}
	error_set(err, ERR_NOT_FOUND, "'%s' can be any of %s%s", text, list->str, all->len > CANDIDATES ? " and more" : "");
	error_hint(err, exact ? "give its id; 'sx check' says which number is wrong" : "type more of the id");
	return FALSE;
}

/* A record whose file does not read is there all the same. FALSE when there is none such. */
static gboolean
found_unread(struct index *ix, const char *text, GError **err)
{
	g_autoptr(GPtrArray) problems = problems_new();
	g_autofree char *file = g_strconcat(text, ".yaml", NULL);

	if (!index_bad(ix, problems, err))
		return TRUE;
	for (guint i = 0; i < problems->len; i++) {
		const struct problem *p = g_ptr_array_index(problems, i);
		g_autofree char *name = g_path_get_basename(p->file);

		if (g_ascii_strcasecmp(name, file) != 0)
			continue;
		error_set(err, ERR_INVALID, "'%s' cannot be read: %s", text, p->message);
		error_at(err, p->file, p->line, p->column);
		error_rule(err, p->rule);
		if (p->hint)
			error_hint(err, "%s", p->hint);
		return TRUE;
	}
	return FALSE;
}

/* "'press-shop' is a unit", where a person is asked for. */
static void
hint_kind(struct index *ix, const char *text, GError **err)
{
	AUTO(db_query) q = db_prepare(ix->db, "select kind, id from record where id = ?1", NULL);
	gboolean row = FALSE;

	if (!q)
		return;
	db_bind_text(q, 1, text);
	if (db_step(q, &row, NULL) && row)
		error_hint(err, "'%s' is of kind %s", db_text(q, 1), db_text(q, 0));
}

/* The one record with a chosen id whose title holds the text: people are known by their names, not by their ids. */
static void
hint_title(struct index *ix, const struct kind *kind, const char *text, GError **err)
{
	g_autofree char *sql = g_strdup_printf("select id, title, count(*) from record where tail is null and "
					       "instr(lower(title), lower(?1))%s",
		kind ? " and kind = ?2" : "");
	AUTO(db_query) q = strlen(text) < SHORTEST_TITLE ? NULL : db_prepare(ix->db, sql, NULL);
	gboolean row = FALSE;

	if (!q)
		return;
	db_bind_text(q, 1, text);
	if (kind)
		db_bind_text(q, 2, kind->name);
	if (db_step(q, &row, NULL) && row && db_int(q, 2) == 1)
		error_hint(err, "did you mean '%s', %s?", db_text(q, 0), db_text(q, 1));
}

static void
hint_tail(struct index *ix, const struct kind *kind, const char *text, GError **err)
{
	g_autoptr(GPtrArray) found =
		*text && strlen(text) < TAIL_LEAST ? find_by(ix, kind, "tail >= ?1 and tail < ?2", text, NULL) : NULL;

	if (found && found->len)
		error_hint(err, "an id may be cut to %d characters of its random part, not to fewer", TAIL_LEAST);
}

/* As `sx log` prints them beside what was changed. */
static void
hint_commit(struct index *ix, const char *text, GError **err)
{
	struct oid commit;

	if (strlen(text) >= COMMIT_LEAST && store_resolve(ix->snapshot->repo->store, text, &commit, NULL))
		error_hint(err, "it names a commit: 'git show' shows one, and 'sx --at COMMIT show ID' a record as it was then");
}

static gboolean
found_nothing(struct index *ix, const struct kind *kind, const char *text, GError **err)
{
	g_autofree char *sql = g_strdup_printf(
		"select id from record where tail is null%s limit %d", kind ? " and kind = ?1" : "", NEAREST_AMONG);
	g_autoptr(GPtrArray) slugs = g_ptr_array_new_with_free_func(g_free);
	AUTO(db_query) q = db_prepare(ix->db, sql, err);
	const char *nearest;
	gboolean row;

	if (!q || found_unread(ix, text, err))
		return FALSE;
	if (kind)
		db_bind_text(q, 1, kind->name);
	for (;;) {
		if (!db_step(q, &row, err))
			return FALSE;
		if (!row)
			break;
		g_ptr_array_add(slugs, g_strdup(db_text(q, 0)));
	}
	g_ptr_array_add(slugs, NULL);
	nearest = text_nearest(text, (const char *const *)slugs->pdata);
	error_set(err, ERR_NOT_FOUND, "no %s is called '%s'", kind ? kind->name : "record", text);
	hint_tail(ix, kind, text, err);
	hint_commit(ix, text, err);
	hint_title(ix, kind, text, err);
	if (kind)
		hint_kind(ix, text, err);
	if (strchr(text, ':'))
		error_hint(err, "what stands before the colon names another repository: ask there, or name it by --with");
	if (nearest)
		error_hint(err, "did you mean '%s'?", nearest);
	return FALSE;
}

gboolean
index_find(struct index *ix, const struct kind *kind, const char *text, struct found *out, GError **err)
{
	static const char *const conditions[] = {"(id = ?1 or number = ?1) and ?2 is not null", "id >= ?1 and id < ?2",
		"tail >= ?1 and tail < ?2 and not (id >= ?1 and id < ?2)"};
	g_autoptr(GPtrArray) all = NULL;
	gboolean exact = FALSE;
	struct found *found;

	memset(out, 0, sizeof(*out));
	for (guint i = 0; *text && i < G_N_ELEMENTS(conditions); i++) {
		g_autoptr(GPtrArray) some = NULL;

		if (i == 2 && strlen(text) < TAIL_LEAST)
			break;
		some = find_by(ix, kind, conditions[i], text, err);
		if (!some)
			return FALSE;
		if (!all)
			all = g_steal_pointer(&some);
		else
			g_ptr_array_extend_and_steal(all, g_steal_pointer(&some));
		exact = i == 0 && all->len;
		if (exact)
			break;
	}
	if (!all || !all->len)
		return found_nothing(ix, kind, text, err);
	if (all->len > 1)
		return found_ambiguous(text, exact, all, err);
	found = g_ptr_array_index(all, 0);
	*out = *found;
	memset(found, 0, sizeof(*found));
	return TRUE;
}

struct db_query *
index_unnumbered(struct index *ix, GError **err)
{
	g_autofree char *waits = shape_unnumbered(ix->shape);
	g_autofree char *sql = g_strdup_printf("select r.kind, r.id, r.path, b.text from (select * from record where %s) r "
					       "join body b on b.rid = r.rid",
		waits);

	return db_prepare(ix->db, sql, err);
}

gboolean
index_has(struct index *ix, const char *kind, const char *id, gboolean *open, gboolean *found, GError **err)
{
	if (!ix->has)
		ix->has =
			db_prepare(ix->db, "select open from record where id = ?1 and id = ?1 collate binary and kind = ?2", err);
	if (!ix->has)
		return FALSE;
	db_bind_text(ix->has, 1, id);
	db_bind_text(ix->has, 2, kind);
	if (!db_step(ix->has, found, err))
		return FALSE;
	if (open)
		*open = *found && db_int(ix->has, 0);
	return !*found || db_run(ix->has, err);
}

gboolean
index_bad(struct index *ix, GPtrArray *problems, GError **err)
{
	AUTO(db_query) q = db_prepare(ix->db, "select path, line, col, rule, message, hint from bad order by path", err);
	gboolean row;

	if (!q)
		return FALSE;
	for (;;) {
		struct problem *p;

		if (!db_step(q, &row, err))
			return FALSE;
		if (!row)
			return TRUE;
		p = problem_new(db_text(q, 0), NULL, g_intern_string(db_text(q, 3)), NULL, g_strdup(db_text(q, 4)),
			g_strdup(db_text(q, 5)));
		p->line = db_int(q, 1);
		p->column = db_int(q, 2);
		g_ptr_array_add(problems, p);
	}
}
