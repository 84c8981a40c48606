/* Everything wrong in a snapshot: each record by itself, against the others, and the files around them. */
#include "access.h"
#include "check_private.h"
#include "register.h"
#include "restoretest.h"

#include <string.h>

struct checking {
	struct index *index;
	const struct snapshot *snapshot;
	GHashTable *records; /* "kind/id" -> GINT_TO_POINTER(1 + open) */
	GHashTable *values;  /* "kind/field/value" of unique fields -> id of the first that has it */
	GHashTable *digests; /* of the evidence there is */
	GPtrArray *problems;
};

static char *
record_name(const char *kind, const char *id)
{
	return g_strconcat(kind, "/", id, NULL);
}

static gboolean
read_records(struct checking *c, GError **err)
{
	AUTO(db_query) q = db_prepare(index_db(c->index), "select kind, id, open from record", err);
	gboolean row;

	if (!q)
		return FALSE;
	while (db_step(q, &row, err)) {
		if (!row)
			return TRUE;
		g_hash_table_insert(
			c->records, record_name(db_text(q, 0), db_text(q, 1)), GINT_TO_POINTER(1 + (int)db_int(q, 2)));
	}
	return FALSE;
}

static gboolean
ask_records(void *data, const char *kind, const char *id, gboolean *open, gboolean *found, GError **err)
{
	const struct checking *c = data;
	g_autofree char *name = record_name(kind, id);
	int state = GPOINTER_TO_INT(g_hash_table_lookup(c->records, name));

	*found = state > 0;
	*open = state > 1;
	return TRUE;
}

/* What two records may not both have. */
static void
check_values(struct checking *c, const struct record *r)
{
	for (guint i = 0; i < r->kind->fields->len; i++) {
		const struct field *field = g_ptr_array_index(r->kind->fields, i);
		const char *text = field->unique ? record_get(r, field->name) : NULL;
		g_autofree char *lower = text ? g_ascii_strdown(text, -1) : NULL;
		char *key = text ? g_strdup_printf("%s/%s/%s", r->kind->name, field->name, lower) : NULL;
		const char *first = key ? g_hash_table_lookup(c->values, key) : NULL;

		if (!key)
			continue;
		if (!first) {
			g_hash_table_insert(c->values, key, g_strdup(r->id));
			continue;
		}
		g_ptr_array_add(
			c->problems, problem_new(r->path, record_node(r, field->name), "unique", r->id,
					     g_strdup_printf("%s: %s has '%s' already", field->name, first, text),
					     g_strdup_printf("no two %s may have the same %s", r->kind->plural, field->name)));
		g_free(key);
	}
}

static void
check_site(const struct config *config, const struct record *r, const struct field *field, const struct node *value,
	GPtrArray *problems)
{
	for (guint i = 0; value->type == NODE_LIST && g_str_equal(field->type->name, "site") && i < value->n; i++)
		check_site(config, r, field, value->items[i], problems);
	if (!g_str_equal(field->type->name, "site") || value->type != NODE_SCALAR || !config->sites->len ||
		config_site(config, value->text))
		return;
	g_ptr_array_add(problems, problem_new(r->path, value, "site", r->id,
					  g_strdup_printf("%s: '%s' is none of the sites", field->name, value->text),
					  g_strdup("add it under 'sites:' in .sx/config.yaml")));
}

void
check_sites(const struct config *config, const struct record *record, const struct record *old, GPtrArray *problems)
{
	const struct node *root = record->doc->root;

	for (guint i = 0; root && i < root->n; i++) {
		const struct field *field = kind_field(record->kind, root->keys[i]->text);
		const struct node *was = field && old ? record_node(old, field->name) : NULL;

		if (field && !(was && node_equal(was, root->items[i])))
			check_site(config, record, field, root->items[i], problems);
	}
}

/* Sites are those of the configuration; digests are those of files that are there. */
static void
check_outside(struct checking *c, const struct record *r, const GPtrArray *fields, const struct node *map)
{
	for (guint i = 0; map->type == NODE_MAP && i < map->n; i++) {
		const struct field *field = fields_find(fields, map->keys[i]->text);
		const struct node *value = map->items[i];
		const char *type = field ? field->type->name : "";

		for (guint n = 0; field && field->fields && field->list && value->type == NODE_LIST && n < value->n; n++)
			check_outside(c, r, field->fields, value->items[n]);
		if (field)
			check_site(c->snapshot->config, r, field, value, c->problems);
		if (value->type != NODE_SCALAR)
			continue;
		if (g_str_equal(type, "sha256") && !g_hash_table_contains(c->digests, value->text))
			g_ptr_array_add(c->problems,
				problem_new(r->path, value, "evidence", r->id,
					g_strdup_printf("the attached file %.12s... is not there as it was", value->text),
					g_strdup("take it back from the commit that added it")));
	}
}

static gboolean
check_record(struct checking *c, const char *path, const char *text, gsize length, GError **err)
{
	AUTO(record) r = record_parse(c->snapshot->kinds, path, text, length, NULL);

	if (!r) /* among the bad ones already */
		return TRUE;
	record_check(r, c->problems);
	check_values(c, r);
	if (r->doc->root)
		check_outside(c, r, r->kind->fields, r->doc->root);
	return links_check(r, NULL, ask_records, c, c->snapshot->kinds, c->snapshot->config, c->problems, err);
}

static gboolean
check_records(struct checking *c, GError **err)
{
	AUTO(db_query)
	q = db_prepare(
		index_db(c->index), "select r.path, b.text from record r join body b on b.rid = r.rid order by r.path", err);
	gboolean row;

	if (!q)
		return FALSE;
	for (guint n = 1; db_step(q, &row, err); n++) {
		gsize length;
		const char *text;

		if (!row)
			return TRUE;
		repo_tell(c->snapshot->repo, "checking record", n, 0);
		text = db_bytes(q, 1, &length);
		if (!check_record(c, db_text(q, 0), text ? text : "", text ? length : 0, err))
			return FALSE;
	}
	return FALSE;
}

/* A file that git left half merged is said to be so, whatever its YAML is. */
static int
conflict_line(const char *text)
{
	int line = 1;

	for (const char *at = text; at; line++) {
		if (g_str_has_prefix(at, "<<<<<<< "))
			return line;
		at = strchr(at, '\n');
		at = at ? at + 1 : NULL;
	}
	return 0;
}

/* Whoever links to a record that does not read has made no mistake. */
static void
add_unread(struct checking *c, const char *path)
{
	const struct kind *kind = kind_of_path(c->snapshot->kinds, path);
	g_autofree char *id = kind ? kind_id_of_path(kind, path) : NULL;

	if (id)
		g_hash_table_insert(c->records, record_name(kind->name, id), GINT_TO_POINTER(2));
}

static gboolean
check_bad(struct checking *c, GError **err)
{
	guint first = c->problems->len;

	if (!index_bad(c->index, c->problems, err))
		return FALSE;
	for (guint i = c->problems->len; i-- > first;) {
		struct problem *p = g_ptr_array_index(c->problems, i);
		g_autoptr(GBytes) bytes = snapshot_read((struct snapshot *)c->snapshot, p->file, NULL);
		g_autofree char *text = bytes ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : NULL;
		int line = text ? conflict_line(text) : 0;

		add_unread(c, p->file);
		if (g_str_equal(p->rule, "no-file")) { /* found among the files */
			g_ptr_array_remove_index(c->problems, i);
			continue;
		}
		if (!line)
			continue;
		g_free(p->message);
		g_free(p->hint);
		p->rule = "conflict";
		p->line = line;
		p->column = 1;
		p->message = g_strdup("an unfinished merge left its marks here");
		p->hint = g_strdup("choose one side between the marks and remove them");
	}
	return TRUE;
}

static int
problem_order(gconstpointer a, gconstpointer b)
{
	const struct problem *p = *(struct problem *const *)a, *q = *(struct problem *const *)b;
	int files = g_strcmp0(p->file, q->file);

	if (files)
		return files;
	if (p->line != q->line)
		return p->line < q->line ? -1 : 1;
	if (p->column != q->column)
		return p->column < q->column ? -1 : 1;
	return strcmp(p->rule, q->rule) ? strcmp(p->rule, q->rule) : strcmp(p->message, q->message);
}

/* A kind that came past the guard, or was there before the word it is called by. */
static void
check_words(struct checking *c)
{
	const struct kind_words *words = c->snapshot->repo->words;
	g_autoptr(GError) error = NULL;
	const struct error_more *more;

	if (!words || kinds_reachable(c->snapshot->kinds, NULL, words, &error))
		return;
	more = error_more(error);
	struct problem *p = problem_new(more->file, NULL, "schema", NULL, g_strdup(error->message), g_strdup(more->hint));
	p->line = more->line;
	p->column = more->column;
	g_ptr_array_add(c->problems, p);
}

/* A role that is listed and that nobody can have would never count. */
static void
check_roles(struct checking *c)
{
	const struct node *roles = node_get(c->snapshot->config->root, "roles");
	const struct kind *people = kind_of_people(c->snapshot->kinds);
	const struct field *field = people && people->roles ? kind_field(people, people->roles) : NULL;

	for (guint i = 0; roles && roles->type == NODE_LIST && i < roles->n; i++)
		if (!field || !name_in(field->values, roles->items[i]->text))
			g_ptr_array_add(c->problems, problem_new(".sx/config.yaml", roles->items[i], "roles", NULL,
							     g_strdup_printf("there is no role '%s'", roles->items[i]->text),
							     g_strdup("the roles of people are those of their kind")));
}

gboolean
check_all(struct index *index, GPtrArray *problems, GError **err)
{
	g_autoptr(GHashTable) records = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GHashTable) digests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct checking c = {index, index_snapshot(index), records, values, digests, problems};

	check_words(&c);
	check_roles(&c);
	if (!check_bad(&c, err) || !files_check(index_snapshot(index), digests, problems, err) || !read_records(&c, err) ||
		!check_records(&c, err) || !circles_check(index, problems, err) || !check_keys_all(index, problems, err) ||
		!register_check(index, problems, err) || !access_check(index, problems, err) ||
		!restoretest_check(index, problems, err))
		return FALSE;
	g_ptr_array_sort(problems, problem_order);
	return TRUE;
}
