/* The kinds and the configuration as a change leaves them, and whether all records can go on by these kinds. */
#include "change_private.h"
#include <string.h>

#define SCHEMA ".sx/schema"
#define NAMED 3 /* records that a refusal names */

gboolean
change_is_schema(const char *path)
{
	return g_str_has_prefix(path, SCHEMA "/");
}

static gboolean
note_name(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	g_hash_table_add(data, g_strconcat(SCHEMA "/", path, NULL));
	return TRUE;
}

/* The files there are and those put; FALSE with *err. */
static gboolean
find_files(struct change *change, GHashTable *paths, gboolean *any, GError **err)
{
	struct snapshot *base = change->base;
	GHashTableIter each;
	gpointer path;
	struct oid folder;
	gboolean found;

	*any = FALSE;
	for (g_hash_table_iter_init(&each, change->own->files); g_hash_table_iter_next(&each, &path, NULL);)
		if (change_is_schema(path)) {
			g_hash_table_add(paths, g_strdup(path));
			*any = TRUE;
		}
	return !*any || (store_lookup(base->repo->store, &base->tree, SCHEMA, &found, &folder, NULL, err) &&
				(!found || store_diff(base->repo->store, NULL, &folder, note_name, paths, err)));
}

static gboolean
read_files(struct change *change, GHashTable *paths, struct kinds *kinds, GError **err)
{
	GList *sorted = g_list_sort(g_hash_table_get_keys(paths), (GCompareFunc)strcmp);
	gboolean ok = kinds_add_builtin(kinds, err);

	for (GList *l = sorted; ok && l; l = l->next) {
		GError *failure = NULL;
		g_autoptr(GBytes) bytes = change_read(change, l->data, &failure);

		if (failure)
			g_propagate_error(err, failure);
		ok = !failure && (!bytes || !g_str_has_suffix(l->data, ".yaml") ||
					 kinds_add(kinds, l->data, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), err));
	}
	g_list_free(sorted);
	return ok && kinds_seal(kinds, err) && index_holds(kinds, err);
}

const struct kinds *
change_kinds(struct change *change, GError **err)
{
	g_autoptr(GHashTable) paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	AUTO(kinds) kinds = NULL;
	gboolean any;

	if (change->own->kinds)
		return change->own->kinds;
	if (!change->own->schema)
		return change->base->kinds;
	if (!find_files(change, paths, &any, err))
		return NULL;
	if (!any)
		return change->base->kinds;
	kinds = kinds_new();
	if (!read_files(change, paths, kinds, err) ||
		(change->repo->words && !kinds_reachable(kinds, change->base->kinds, change->repo->words, err)))
		return NULL;
	return change->own->kinds = g_steal_pointer(&kinds);
}

const struct config *
change_config(struct change *change, GError **err)
{
	const struct change_file *file = g_hash_table_lookup(change->own->files, CONFIG_PATH);

	if (change->own->config)
		return change->own->config;
	if (!file)
		return change->base->config;
	change->own->config = file->bytes ? config_parse(g_bytes_get_data(file->bytes, NULL), g_bytes_get_size(file->bytes), err)
					  : config_parse(NULL, 0, err);
	return change->own->config;
}

/* A record that changes: does it stay of this kind, or this site? */
typedef gboolean (*keeps_fn)(const struct record *record, const char *value);

static gboolean
keeps_kind_or_site(const struct record *record, const char *value)
{
	const struct field *site = record ? kind_site(record->kind) : NULL;

	return record && (g_str_equal(record->kind->name, value) || (site && !g_strcmp0(record_get(record, site->name), value)));
}

/* A record that stays with such a value (keeps NULL: those that change are judged by themselves); NULL for none, or with *err. Caller frees. */
static char *
record_left(struct change *change, const char *sql, const char *value, keeps_fn keeps, GHashTable *also, GError **err)
{
	struct index *index = change_index(change, err);
	AUTO(db_query) q = index ? db_prepare(index_db(index), sql, err) : NULL;
	gboolean row;

	if (!q)
		return NULL;
	db_bind_text(q, 1, value);
	while (db_step(q, &row, err) && row) {
		gpointer record;

		if (!g_hash_table_lookup_extended(also, db_text(q, 0), NULL, &record) || (keeps && keeps(record, value)))
			return g_strdup(db_text(q, 0));
	}
	return NULL;
}

/* A register that has numbers stays. */
static gboolean
judge_register(struct change *change, const struct kind *kind, GError **err)
{
	struct index *index = change_index(change, err);
	AUTO(db_query)
	q = index ? db_prepare(index_db(index),
			    "select number from record where kind = ?1 and number is not null order by number limit 1", err)
		  : NULL;
	gboolean row;

	if (!q)
		return FALSE;
	db_bind_text(q, 1, kind->name);
	if (!db_step(q, &row, err))
		return FALSE;
	if (!row)
		return TRUE;
	error_set(err, ERR_REFUSED, "the register of %s has numbers, as %s, and stays", kind->plural, db_text(q, 0));
	error_at(err, kind->source, 0, 0);
	error_rule(err, "schema");
	error_hint(err, "put its 'register: true' back");
	return FALSE;
}

/* A kind that has records stays, and where it is: nothing could read them any more. */
static gboolean
judge_kept(struct change *change, const struct kinds *kinds, GHashTable *also, GError **err)
{
	const GPtrArray *all = kinds_all(change->base->kinds);

	for (guint i = 0; i < all->len; i++) {
		const struct kind *kind = all->pdata[i], *next = kind_find(kinds, kind->name);
		g_autofree char *left = NULL;
		GError *failure = NULL;

		if (next && g_str_equal(next->name, kind->name) && g_str_equal(next->path, kind->path)) {
			if (kind->registered && !next->registered && !judge_register(change, kind, err))
				return FALSE;
			continue;
		}
		left = record_left(change, "select path from record where kind = ?1 order by path", kind->name,
			keeps_kind_or_site, also, &failure);
		if (failure) {
			g_propagate_error(err, failure);
			return FALSE;
		}
		if (!left)
			continue;
		error_set(err, ERR_REFUSED, "the kind %s has records, as '%s', which nothing could read without it", kind->name,
			left);
		error_at(err, kind->source, 0, 0);
		error_rule(err, "schema");
		error_hint(err, "put the file of the kind back as it was; a kind stays as long as its records");
		return FALSE;
	}
	return TRUE;
}

/* How many records, and which the first are; problems come in path order. */
static char *
name_records(const GPtrArray *problems, guint *n)
{
	GString *names = g_string_new(NULL);
	const char *last = NULL;

	*n = 0;
	for (guint i = 0; i < problems->len; i++) {
		const struct problem *p = problems->pdata[i];

		if (last && g_str_equal(last, p->file))
			continue;
		last = p->file;
		if ((*n)++ < NAMED)
			g_string_append_printf(names, "%s%s (%s)", names->len ? ", " : "", p->id, p->message);
	}
	if (*n > NAMED)
		g_string_append_printf(names, " and %u more", *n - NAMED);
	return g_string_free(names, FALSE);
}

/* The first file put whose kind has such a record; NULL when it is that of another kind. */
static const char *
file_at_fault(const struct change *change, const struct kinds *kinds, const struct problem *p)
{
	const struct kind *kind = kind_of_path(kinds, p->file);
	g_autoptr(GPtrArray) files = change_sorted(change);

	for (guint i = 0; i < files->len; i++) {
		const char *path = ((struct change_file *)files->pdata[i])->path;

		if (change_is_schema(path) && g_str_equal(path, kind->source))
			return kind->source;
	}
	return NULL;
}

gboolean
change_judge_kinds(struct change *change, GHashTable *also, GError **err)
{
	const struct kinds *kinds = change_kinds(change, err);
	g_autoptr(GPtrArray) problems = problems_new();
	g_autofree char *names = NULL;
	struct index *index;
	guint n;

	if (!kinds || kinds == change->base->kinds)
		return kinds != NULL;
	if (!index_holds(change->base->kinds, NULL))
		return TRUE; /* they are being mended */
	index = change_index(change, err);
	if (!index || !judge_kept(change, kinds, also, err) || !check_kinds(index, kinds, also, problems, err))
		return FALSE;
	if (!problems->len)
		return TRUE;
	names = name_records(problems, &n);
	error_set(err, ERR_INVALID, "%u record%s would be wrong by these kinds: %s", n, n == 1 ? "" : "s", names);
	error_at(err, file_at_fault(change, kinds, problems->pdata[0]), 0, 0);
	error_rule(err, "schema");
	error_hint(err, "edit %s too, and 'sx commit' records the kinds and the records together", n == 1 ? "it" : "them");
	return FALSE;
}

gboolean
change_judge_sites(struct change *change, GHashTable *also, GError **err)
{
	const struct config *before = change->base->config, *config = change_config(change, err);

	for (guint i = 0; config && config != before && config->sites->len && i < before->sites->len; i++) {
		const char *code = ((const struct site *)before->sites->pdata[i])->code;
		g_autofree char *left = NULL;
		GError *failure = NULL;

		if (config_site(config, code))
			continue;
		left = record_left(change, "select path from record where site = ?1 order by path", code, keeps_kind_or_site,
			also, &failure);
		if (failure) {
			g_propagate_error(err, failure);
			return FALSE;
		}
		if (!left)
			continue;
		error_set(err, ERR_REFUSED, "the site %s has records, as '%s'", code, left);
		error_at(err, CONFIG_PATH, 0, 0);
		error_rule(err, "site");
		error_hint(err, "leave it under 'sites:', or give its records another site in the same commit");
		return FALSE;
	}
	return config != NULL;
}

gboolean
change_judge_repositories(struct change *change, GHashTable *also, GError **err)
{
	static const char links[] = "select r.path from record r join link l on l.rid = r.rid "
				    "where l.target >= ?1 || ':' and l.target < ?1 || ';' order by r.path";
	const struct config *before = change->base->config, *config = change_config(change, err);
	const struct node *names = config && config != before ? node_get(before->root, "repositories") : NULL;

	for (guint i = 0; names && i < names->n; i++) {
		const char *name = names->keys[i]->text;
		GError *failure = NULL;
		g_autofree char *left =
			config_repository(config, name) ? NULL : record_left(change, links, name, NULL, also, &failure);

		if (failure) {
			g_propagate_error(err, failure);
			return FALSE;
		}
		if (!left)
			continue;
		error_set(err, ERR_REFUSED, "'%s' links to a record of the repository %s", left, name);
		error_at(err, CONFIG_PATH, 0, 0);
		error_rule(err, "link");
		error_hint(err, "leave it under 'repositories:', or take the links out in the same commit");
		return FALSE;
	}
	return config != NULL;
}
