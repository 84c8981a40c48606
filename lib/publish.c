/* Publishing a repository: what is there, what differs from it, and one transaction that changes it. */
#include "publish_private.h"

#include <string.h>

#define NAME_CHARS 100

/* --- names --- */

/* "plant" of "ssh://host/plant.git/", "host:plant", "/srv/plant/.git" and "/srv/plant/."; NULL when it has no such word. */
static char *
last_word(const char *path)
{
	g_auto(GStrv) words = g_strsplit_set(path, "/\\:", -1);

	for (guint i = g_strv_length(words); i-- > 0;) {
		if (!*words[i] || g_str_equal(words[i], ".") || g_str_equal(words[i], ".git"))
			continue;
		if (g_str_has_suffix(words[i], ".git"))
			words[i][strlen(words[i]) - 4] = '\0';
		return g_str_equal(words[i], "..") ? NULL : g_strdup(words[i]);
	}
	return NULL;
}

char *
publish_name(const struct store *store)
{
	g_autofree char *url = store_config(store, "remote.origin.url");
	char *name = url ? last_word(url) : NULL;

	if (!name)
		name = last_word(store_work_dir(store) ? store_work_dir(store) : store_common_dir(store));
	return name ? name : g_strdup("");
}

gboolean
publish_name_check(const char *name, GError **err)
{
	gboolean ok = *name && g_utf8_validate(name, -1, NULL) && g_utf8_strlen(name, -1) <= NAME_CHARS;

	for (const char *c = name; ok && *c; c = g_utf8_next_char(c))
		ok = g_unichar_isprint(g_utf8_get_char(c));
	if (ok)
		return TRUE;
	error_set(err, ERR_USAGE, "'%s' cannot be the name of a repository: 1 to %d printable characters", name, NAME_CHARS);
	error_hint(err, "say one with --name");
	return FALSE;
}

/* --- the run --- */

static void
changed_free(gpointer data)
{
	struct changed *changed = data;

	g_free(changed->path);
	g_free(changed->id);
	g_free(changed);
}

static void
stored_clear(struct stored *stored)
{
	g_free(stored->digest);
	g_free(stored->root);
	*stored = (struct stored){0};
}

static void
run_clear(struct run *run)
{
	stored_clear(&run->stored);
	g_clear_pointer(&run->tables, tables_free);
	g_clear_pointer(&run->digest, g_free);
	g_clear_pointer(&run->present, g_ptr_array_unref);
	g_clear_pointer(&run->changed, g_ptr_array_unref);
	g_clear_pointer(&run->people, g_hash_table_unref);
}

/* What decides how a record looks there, besides itself. */
static char *
make_digest(const struct run *run)
{
	const struct config *config = run->snapshot->config;
	g_autofree char *fixed = g_strdup_printf("%d %s %s %d", PUBLISH_FORMAT, kinds_digest(run->snapshot->kinds),
		run->site ? run->site : "", config->calendar->fiscal_start);

	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, fixed, -1);
}

static void
run_init(struct run *run, struct index *index, struct pg *pg, struct publish *p)
{
	const struct config *config;

	*run = (struct run){.p = p, .pg = pg, .index = index, .snapshot = index_snapshot(index)};
	config = run->snapshot->config;
	run->site = config->sites->len == 1 ? ((struct site *)config->sites->pdata[0])->code
		    : config->sites->len    ? NULL
					    : config->site;
	run->digest = make_digest(run);
	run->present = g_ptr_array_new_with_free_func(g_free);
	run->tables = tables_new(pg, p->schema, run->snapshot->kinds);
	p->faults = g_ptr_array_new_with_free_func(g_free);
}

struct shape_table *
run_table(struct run *run, enum fixed which)
{
	return run->tables->all->pdata[which];
}

struct pg_copy *
run_copy(struct run *run, struct shape_table *table)
{
	g_autoptr(GString) into = NULL;

	if (table->copy)
		return table->copy;
	into = g_string_new(table->quoted);
	for (guint i = 0; i < table->columns->len; i++) {
		g_autofree char *name = pg_name(run->pg, ((struct shape_column *)table->columns->pdata[i])->name);

		g_string_append_printf(into, "%s%s", i ? ", " : "(", name);
	}
	g_string_append_c(into, ')');
	table->copy = pg_copy_new(run->pg, into->str);
	return table->copy;
}

gboolean
run_delete(
	struct run *run, const char *quoted, const char *and, guint n_values, const char *const *values, guint64 *n, GError **err)
{
	g_autofree char *sql =
		g_strdup_printf("delete from %s where repository = $1%s%s", quoted, and? " and " : "", and? and : "");
	const char *all[4] = {run->p->name};
	AUTO(pg_rows) rows = NULL;

	for (guint i = 0; i < n_values; i++)
		all[i + 1] = values[i];
	rows = pg_ask(run->pg, sql, n_values + 1, all, err);
	if (rows && n)
		*n = pg_rows_changed(rows);
	return rows != NULL;
}

const char *
run_site(const struct run *run, const struct record *record)
{
	for (guint i = 0; i < record->kind->fields->len; i++) {
		const struct field *field = record->kind->fields->pdata[i];
		const char *site =
			g_str_equal(field->type->name, "site") && !field->list ? record_get(record, field->name) : NULL;

		if (site && *site)
			return site;
	}
	return run->site;
}

char *
run_moment(gint64 unix_seconds)
{
	gint64 first = (gint64)day_make(1, 1, 1) * 86400, last = ((gint64)day_make(9999, 12, 31) + 1) * 86400;

	return unix_seconds >= first && unix_seconds < last ? event_format(unix_seconds, 0) : NULL;
}

/* --- what is there --- */

gboolean
stored_read(struct run *run, GError **err)
{
	g_autofree char *sql =
		g_strdup_printf("select commit, digest, root, extract(epoch from committed_at)::bigint from %s where "
				"repository = $1",
			run_table(run, TABLE_REPOSITORY)->quoted);
	const char *const values[] = {run->p->name};
	AUTO(pg_rows) rows = NULL;

	stored_clear(&run->stored);
	if (!run->has_tables)
		return TRUE;
	rows = pg_ask(run->pg, sql, 1, values, err);
	if (!rows)
		return FALSE;
	run->stored.found = pg_rows_count(rows) > 0;
	if (!run->stored.found)
		return TRUE;
	if (pg_rows_text(rows, 0, 0))
		oid_parse(pg_rows_text(rows, 0, 0), &run->stored.commit);
	run->stored.digest = g_strdup(pg_rows_text(rows, 0, 1));
	run->stored.root = g_strdup(pg_rows_text(rows, 0, 2));
	run->stored.committed = pg_rows_text(rows, 0, 3) ? g_ascii_strtoll(pg_rows_text(rows, 0, 3), NULL, 10) : 0;
	return TRUE;
}

gboolean
run_lock(struct run *run, const char *what, GError **err)
{
	g_autofree char *name = g_strconcat("sx publish\n", run->p->schema, "\n", what, NULL);
	g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, name, -1);
	g_autofree char *key = NULL;
	const char *values[1];
	g_autoptr(GError) failed = NULL;
	AUTO(pg_rows) rows = NULL;

	digest[15] = '\0';
	key = g_strdup_printf("%" G_GUINT64_FORMAT, g_ascii_strtoull(digest, NULL, 16));
	values[0] = key;
	rows = pg_ask(run->pg, "select pg_catalog.pg_advisory_xact_lock($1::bigint)", 1, values, &failed);
	if (rows)
		return TRUE;
	if (error_status(failed) != ERR_CONFLICT) {
		g_propagate_error(err, g_steal_pointer(&failed));
		return FALSE;
	}
	error_set(err, ERR_CONFLICT, "somebody else is publishing '%s' there", *what ? what : run->p->schema);
	error_hint(err, "run it again when that is done");
	return FALSE;
}

/* --- what differs --- */

static gboolean
add_changed(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct run *run = data;
	const struct kind *kind = kind_of_path(run->snapshot->kinds, path);
	char *id = kind ? record_id(kind, path) : NULL;
	struct changed *changed;

	if (!id)
		return TRUE;
	changed = g_new0(struct changed, 1);
	*changed = (struct changed){kind, g_strdup(path), id, {{0}}};
	if (old)
		changed->old = *old;
	g_ptr_array_add(run->changed, changed);
	return TRUE;
}

static gboolean
has_commit(struct run *run, const char *oid, gboolean *found, GError **err)
{
	AUTO(db_query) q = db_prepare(index_db(run->index), "select 1 from change_log where oid = ?1", err);
	struct oid wanted;

	*found = FALSE;
	if (!q || !oid_parse(oid, &wanted))
		return q != NULL;
	db_bind_bytes(q, 1, wanted.raw, sizeof(wanted.raw));
	return db_step(q, found, err);
}

/* The commit that is there is not here: is it still this repository, and not an old copy of it? */
static gboolean
may_replace(struct run *run, GError **err)
{
	const struct publish *p = run->p;
	gboolean known = TRUE;

	if (p->anew)
		return TRUE;
	if (run->stored.root && !has_commit(run, run->stored.root, &known, err))
		return FALSE;
	if (!known) {
		error_set(err, ERR_REFUSED, "another repository is published as '%s'", p->name);
		error_hint(err, "give this one a name of its own with --name, or put it in the other's place with --anew");
		return FALSE;
	}
	if (run->stored.committed <= run->snapshot->commit_time)
		return TRUE;
	error_set(err, ERR_REFUSED, "'%s' is published as of a later commit, which is not here", p->name);
	error_hint(err, "fetch it first, or publish what is here with --anew");
	return FALSE;
}

static gboolean
find_changed(struct run *run, gboolean *nothing, GError **err)
{
	struct store *store = run->snapshot->repo->store;
	const struct stored *stored = &run->stored;
	gboolean same = !g_strcmp0(stored->digest, run->digest);
	struct oid tree;

	g_clear_pointer(&run->changed, g_ptr_array_unref);
	run->p->from = stored->commit;
	run->p->whole = TRUE;
	*nothing = !run->p->anew && stored->found && same && oid_equal(&stored->commit, &run->snapshot->commit);
	if (*nothing || !stored->found)
		return TRUE;
	if (oid_is_zero(&stored->commit) || !store_commit_tree(store, &stored->commit, &tree, NULL))
		return may_replace(run, err);
	if (run->p->anew || !same)
		return TRUE;
	run->p->whole = FALSE;
	run->changed = g_ptr_array_new_with_free_func(changed_free);
	return store_diff(store, &tree, &run->snapshot->tree, add_changed, run, err);
}

/* --- doing it --- */

static gboolean
remove_all(struct run *run, GError **err)
{
	for (guint i = 0; i < run->present->len; i++)
		if (strcmp(run->present->pdata[i], run_table(run, TABLE_REPOSITORY)->quoted) != 0 &&
			!run_delete(run, run->present->pdata[i], NULL, 0, NULL, NULL, err))
			return FALSE;
	return TRUE;
}

static gboolean
send_all(struct run *run, GError **err)
{
	for (guint i = 0; i < run->tables->all->len; i++) {
		struct shape_table *table = run->tables->all->pdata[i];

		if (table->copy && !pg_copy_send(table->copy, err))
			return FALSE;
	}
	return TRUE;
}

static char *
first_commit(struct run *run, GError **err)
{
	AUTO(db_query)
	q = db_prepare(index_db(run->index), "select lower(hex(oid)) from change_log where parent is null order by seq", err);
	gboolean row;

	return q && db_step(q, &row, err) ? g_strdup(row ? db_text(q, 0) : "") : NULL;
}

/* The root stays while it is in the history: there may be several. */
static gboolean
put_repository(struct run *run, GError **err)
{
	g_autofree char *sql =
		g_strdup_printf("insert into %s as r(repository, commit, committed_at, published_at, sx, digest, root) "
				"values($1, $2, $3::timestamptz, now(), $4, $5, $6) on conflict (repository) do update set "
				"commit = excluded.commit, committed_at = excluded.committed_at, published_at = now(), "
				"sx = excluded.sx, digest = excluded.digest, root = excluded.root",
			run_table(run, TABLE_REPOSITORY)->quoted);
	g_autofree char *root = NULL, *at = run_moment(run->snapshot->commit_time);
	gboolean known = FALSE;
	char hex[OID_HEX];

	if (run->stored.root && !has_commit(run, run->stored.root, &known, err))
		return FALSE;
	root = known ? g_strdup(run->stored.root) : first_commit(run, err);
	if (!root)
		return FALSE;
	oid_hex(&run->snapshot->commit, hex);
	const char *const values[] = {run->p->name, hex, at, SX_VERSION, run->digest, root};
	AUTO(pg_rows) rows = pg_ask(run->pg, sql, G_N_ELEMENTS(values), values, err);
	return rows != NULL;
}

static gboolean
change(struct run *run, GError **err)
{
	gboolean nothing;

	if (!run_lock(run, run->p->name, err) || !stored_read(run, err) || !find_changed(run, &nothing, err))
		return FALSE;
	if (nothing) { /* somebody was faster */
		run->p->nothing = TRUE;
		return TRUE;
	}
	if (!(run->changed ? records_remove(run, err) : remove_all(run, err)))
		return FALSE;
	return records_write(run, err) && readings_write(run, err) && history_write(run, err) && send_all(run, err) &&
	       put_repository(run, err);
}

static gboolean
in_transaction(struct run *run, GError **err)
{
	if (pg_begin(run->pg, err) && change(run, err) && pg_commit(run->pg, err))
		return TRUE;
	pg_rollback(run->pg);
	return FALSE;
}

/* --- what would be done --- */

static gboolean
count_commit(const struct commit_info *commit, void *data, GError **err)
{
	++*(guint64 *)data;
	return TRUE;
}

static gboolean
foresee(struct run *run, GError **err)
{
	struct publish *p = run->p;
	gint64 n;

	if (!store_walk(run->snapshot->repo->store, &run->snapshot->commit, p->whole ? NULL : &p->from, FALSE, count_commit,
		    &p->commits, err) ||
		!db_ask_int(index_db(run->index), "select count(*) from record", 0, &n, err))
		return FALSE;
	p->records = run->changed ? 0 : (guint64)n;
	for (guint i = 0; run->changed && i < run->changed->len; i++) {
		const struct changed *changed = run->changed->pdata[i];
		gboolean found, open;

		if (!index_has(run->index, changed->kind->name, changed->id, &open, &found, err))
			return FALSE;
		p->records += found;
		p->removed += !found && !oid_is_zero(&changed->old);
	}
	return TRUE;
}

static gboolean
check_repository(const struct snapshot *snapshot, GError **err)
{
	if (oid_is_zero(&snapshot->commit))
		return error_set(err, ERR_NOT_FOUND, "there is no commit yet that could be published");
	if (!store_is_shallow(snapshot->repo->store))
		return TRUE;
	error_set(err, ERR_REFUSED, "this clone is shallow: its history is not whole");
	error_hint(err, "fetch the rest with 'git fetch --unshallow'");
	return FALSE;
}

static gboolean
publish_run(struct run *run, GError **err)
{
	struct publish *p = run->p;

	if (!schema_look(run, err) || !index_history(run->index, err) || !find_changed(run, &p->nothing, err))
		return FALSE;
	if (p->dry_run)
		return p->nothing || foresee(run, err);
	if (run->lacks && !schema_make(run, err))
		return FALSE;
	return p->nothing || in_transaction(run, err);
}

gboolean
publish(struct index *index, struct pg *pg, struct publish *p, GError **err)
{
	struct run run;
	gboolean ok;

	if (!check_repository(index_snapshot(index), err))
		return FALSE;
	run_init(&run, index, pg, p);
	ok = publish_run(&run, err);
	run_clear(&run);
	return ok;
}

void
publish_clear(struct publish *p)
{
	g_clear_pointer(&p->added, g_ptr_array_unref);
	g_clear_pointer(&p->faults, g_ptr_array_unref);
}
