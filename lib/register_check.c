/* Which register numbers of a snapshot are wrong. */
#include "register.h"
#include "text.h"

#include <string.h>

struct checking {
	struct snapshot *snapshot;
	GPtrArray *problems;
	GHashTable *series; /* "CAPA-PUN-2026-" -> GArray of struct held */
};

/* A number that is right by itself. */
struct held {
	guint64 count;
	char *path, *id;
};

static void
held_clear(gpointer data)
{
	struct held *held = data;

	g_free(held->path);
	g_free(held->id);
}

/* Where the number stands is only looked up for what is wrong. */
static void G_GNUC_PRINTF(5, 6)
	add(struct checking *c, const char *path, const char *id, const char *hint, const char *format, ...)
{
	g_autoptr(GBytes) bytes = snapshot_read(c->snapshot, path, NULL);
	AUTO(doc)
	doc = bytes ? doc_parse(path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL) : NULL;
	va_list args;

	va_start(args, format);
	g_ptr_array_add(c->problems, problem_new(path, doc ? node_get(doc->root, NUMBER) : NULL, NUMBER, id,
					     g_strdup_vprintf(format, args), g_strdup(hint)));
	va_end(args);
}

static void
hold(struct checking *c, const struct kind *kind, const struct number *number, const char *path, const char *id)
{
	struct number series = *number;
	struct held held = {number->count, g_strdup(path), g_strdup(id)};
	g_autofree char *name = (series.count = 0, number_format(kind, &series));
	GArray *all = g_hash_table_lookup(c->series, name);

	if (!all) {
		all = g_array_new(FALSE, FALSE, sizeof(struct held));
		g_array_set_clear_func(all, held_clear);
		g_hash_table_insert(c->series, g_steal_pointer(&name), all);
	}
	g_array_append_val(all, held);
}

static void
check_number(struct checking *c, const struct kind *kind, const char *id, const char *path, const char *text)
{
	struct number number;

	if (!kind->registered) {
		add(c, path, id, "take it out", "%s have no register, so no number", kind->plural);
		return;
	}
	if (!number_parse(kind, text, &number)) {
		g_autofree char *hint = g_strdup_printf("one looks like %s-PUN-2026-014, and 'sx sync' gives it", kind->prefix);

		add(c, path, id, hint, "'%.80s' is no register number of %s %s", text, text_article(kind->name), kind->name);
		return;
	}
	if (number.year != register_year(kind, id)) {
		add(c, path, id, "take it back from the commit that changed it", "%s is not of the year of %s", text, id);
		return;
	}
	hold(c, kind, &number, path, id);
}

static int
by_count(gconstpointer a, gconstpointer b)
{
	const struct held *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	return strcmp(x->id, y->id);
}

/* One series: each count once, none left out. */
static void
check_series(struct checking *c, const char *zero, GArray *all)
{
	g_autofree char *series = g_strndup(zero, strlen(zero) - 3);
	guint64 last = 0;
	const char *first = NULL;

	g_array_sort(all, by_count);
	for (guint i = 0; i < all->len; i++) {
		const struct held *held = &g_array_index(all, struct held, i);

		if (held->count == last)
			add(c, held->path, held->id, "what is in the register keeps it; take it out of the other",
				"%s has the number %s%03" G_GUINT64_FORMAT " as well", first, series, held->count);
		else if (held->count == last + 2)
			add(c, held->path, held->id, "a record that has a number is never removed; look for it in the history",
				"%s%03" G_GUINT64_FORMAT ", the number before, is missing", series, last + 1);
		else if (held->count > last + 2)
			add(c, held->path, held->id, "a record that has a number is never removed; look for it in the history",
				"the numbers before are missing, from %s%03" G_GUINT64_FORMAT " to %03" G_GUINT64_FORMAT, series,
				last + 1, held->count - 1);
		if (held->count != last)
			first = held->id;
		last = held->count;
	}
}

gboolean
register_is_wrong(struct index *index, const struct kind *kind, const char *id, const char *text, gboolean *wrong, GError **err)
{
	AUTO(db_query) q = db_prepare(index_db(index), "select 1 from record where number = ?1 and id <> ?2", err);
	struct number number;

	if (!q)
		return FALSE;
	db_bind_text(q, 1, text);
	db_bind_text(q, 2, id);
	if (!db_step(q, wrong, err))
		return FALSE;
	*wrong |= !kind->registered || !number_parse(kind, text, &number) || number.year != register_year(kind, id);
	return TRUE;
}

gboolean
register_compare(struct index *index, const struct record *old, const struct record *new, GPtrArray *problems, GError **err)
{
	const char *was = old ? record_get(old, NUMBER) : NULL, *is = record_get(new, NUMBER);
	const struct node *at = record_node(new, NUMBER);
	gboolean wrong = FALSE;

	if (!g_strcmp0(was, is))
		return TRUE;
	if ((is || was) && !register_is_wrong(index, new->kind, new->id, is ? is : was, &wrong, err))
		return FALSE;
	if (was && (is || !wrong))
		g_ptr_array_add(
			problems, problem_new(new->path, at, NUMBER, new->id,
					  g_strdup_printf("its number was %s, and never changes", was), g_strdup("put it back")));
	else if (is && wrong)
		g_ptr_array_add(problems,
			problem_new(new->path, at, NUMBER, new->id, g_strdup_printf("%.80s is no number that it can have", is),
				g_strdup("take it out; 'sx sync' gives the number")));
	return TRUE;
}

static gboolean
read_numbers(struct checking *c, struct index *index, GError **err)
{
	AUTO(db_query)
	q = db_prepare(index_db(index), "select kind, id, path, number from record where number is not null order by path", err);
	gboolean row;

	if (!q)
		return FALSE;
	while (db_step(q, &row, err)) {
		if (!row)
			return TRUE;
		check_number(c, kind_find(c->snapshot->kinds, db_text(q, 0)), db_text(q, 1), db_text(q, 2), db_text(q, 3));
	}
	return FALSE;
}

/* The number that a file has, NULL for none; FALSE when it does not read, which is said elsewhere. */
static gboolean
number_in(const struct kinds *kinds, const char *path, GBytes *bytes, char **number)
{
	AUTO(record)
	record = bytes ? record_parse(kinds, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL) : NULL;

	*number = record ? g_strdup(record_get(record, NUMBER)) : NULL;
	return record || !bytes;
}

/* In the work tree: a number is as the last commit has it. */
static gboolean
check_edit(struct checking *c, struct index *index, const char *path, GError **err)
{
	const struct kind *kind = kind_of_path(c->snapshot->kinds, path);
	struct store *store = c->snapshot->repo->store;
	struct oid oid;
	gboolean found, wrong = FALSE;
	g_autofree char *id = record_id(kind, path), *was = NULL, *is = NULL;
	g_autoptr(GBytes) before = NULL, now = snapshot_read(c->snapshot, path, NULL);

	if (!store_lookup(store, &c->snapshot->tree, path, &found, &oid, NULL, err))
		return FALSE;
	if (found && !(before = store_blob(store, &oid, err)))
		return FALSE;
	if (!number_in(c->snapshot->kinds, path, before, &was) || !number_in(c->snapshot->kinds, path, now, &is))
		return TRUE;
	if (was && !is && now && !register_is_wrong(index, kind, id, was, &wrong, err))
		return FALSE;
	if (was && g_strcmp0(was, is) && !wrong)
		add(c, path, id, "put it back", "its number is %s, and an edit has %s it", was, is ? "changed" : "removed");
	else if (!was && is)
		add(c, path, id, "take it out", "%s was written by hand; 'sx sync' gives the number", is);
	return TRUE;
}

static gboolean
check_edits(struct checking *c, struct index *index, GError **err)
{
	const GPtrArray *edits = snapshot_edits(c->snapshot, err);

	for (guint i = 0; edits && i < edits->len; i++) {
		const struct worktree_edit *edit = edits->pdata[i];

		if (kind_of_path(c->snapshot->kinds, edit->path) && !check_edit(c, index, edit->path, err))
			return FALSE;
	}
	return edits != NULL;
}

static int
by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

gboolean
register_check(struct index *index, GPtrArray *problems, GError **err)
{
	g_autoptr(GHashTable) series = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
	struct checking c = {index_snapshot(index), problems, series};
	g_autofree gpointer *names = NULL;
	guint n;

	if (!read_numbers(&c, index, err))
		return FALSE;
	names = g_hash_table_get_keys_as_array(series, &n);
	qsort(names, n, sizeof(*names), by_name);
	for (guint i = 0; i < n; i++)
		check_series(&c, names[i], g_hash_table_lookup(series, names[i]));
	return check_edits(&c, index, err);
}
