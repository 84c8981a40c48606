/* The set of kinds: adding files to it, finding kinds and fields in it. */
#include "kind.h"
#include "data.h"
#include "kind_read.h"
#include "regex.h"
#include "text.h"

#include <string.h>

struct kinds *
kinds_new(void)
{
	struct kinds *kinds = g_new0(struct kinds, 1);

	kinds->owners = 1;
	kinds->pool = pool_new();
	kinds->docs = g_ptr_array_new_with_free_func((GDestroyNotify)doc_free);
	kinds->tables = g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref);
	kinds->all = g_ptr_array_new();
	kinds->by_name = g_hash_table_new(g_str_hash, g_str_equal);
	kinds->by_folder = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	kinds->sum = g_checksum_new(G_CHECKSUM_SHA256);
	kinds->own = g_checksum_new(G_CHECKSUM_SHA256);
	return kinds;
}

void
kinds_free(struct kinds *kinds)
{
	if (!kinds || !g_atomic_int_dec_and_test(&kinds->owners))
		return;
	if (kinds->derived)
		kinds->unmake(kinds->derived);
	g_hash_table_unref(kinds->by_name);
	g_hash_table_unref(kinds->by_folder);
	g_ptr_array_unref(kinds->tables);
	for (guint i = 0; i < kinds->all->len; i++)
		g_clear_pointer(&((struct kind *)kinds->all->pdata[i])->matters, g_hash_table_unref);
	g_ptr_array_unref(kinds->all);
	g_ptr_array_unref(kinds->docs);
	g_checksum_free(kinds->sum);
	g_checksum_free(kinds->own);
	pool_free(kinds->pool);
	g_free(kinds);
}

struct kinds *
kinds_share(struct kinds *kinds)
{
	g_atomic_int_inc(&kinds->owners);
	return kinds;
}

gpointer
kinds_derive(struct kinds *kinds, gpointer (*make)(const struct kinds *kinds, GError **err), GDestroyNotify unmake, GError **err)
{
	static GMutex lock;
	gpointer derived;

	g_mutex_lock(&lock);
	if (!kinds->derived)
		kinds->derived = make(kinds, err);
	kinds->unmake = unmake;
	derived = kinds->derived;
	g_mutex_unlock(&lock);
	return derived;
}

/* The parsed file, kept until the set is freed, and counted in the digest. sum: of a built-in file, else NULL. */
static const struct node *
keep(struct kinds *kinds, const char *path, const char *text, gsize length, const char *sum, GError **err)
{
	struct doc *doc = doc_parse(path, text, length, err);

	if (!doc)
		return NULL;
	g_ptr_array_add(kinds->docs, doc);
	g_checksum_update(kinds->sum, (const guchar *)path, (gssize)strlen(path) + 1);
	g_checksum_update(kinds->sum, (const guchar *)(sum ? sum : text), sum ? -1 : (gssize)length);
	if (doc->root && doc->root->type == NODE_MAP)
		return doc->root;
	error_set(err, ERR_INVALID, "it is not a map of 'key: value' lines");
	error_at(err, path, 1, 1);
	return NULL;
}

static const struct node *
keep_built_in(struct kinds *kinds, const struct data_file *file, GError **err)
{
	return keep(kinds, file->path, file->text, file->length, file->sum, err);
}

/* The name under which its doc keeps a path: as long-lived as the set. */
static const char *
kept_name(const struct kinds *kinds)
{
	const struct doc *doc = g_ptr_array_index(kinds->docs, kinds->docs->len - 1);

	return doc->name;
}

static gboolean
read_signed(struct kinds *kinds, GError **err)
{
	const struct data_file *file = data_find("signed.yaml");
	const struct node *root = keep_built_in(kinds, file, err);

	if (root)
		kinds->signed_fields = fields_read(kinds->pool, file->path, node_get(root, "fields"), err);
	return kinds->signed_fields != NULL;
}

gboolean
kinds_add_builtin(struct kinds *kinds, GError **err)
{
	const struct data_file *common = data_find("common.yaml");
	const struct node *root = keep_built_in(kinds, common, err);

	if (!root)
		return FALSE;
	kinds->common = fields_read(kinds->pool, common->path, node_get(root, "fields"), err);
	if (!kinds->common || !read_signed(kinds, err))
		return FALSE;
	for (const struct data_file *file = data_files; file->path; file++) {
		if (!g_str_has_prefix(file->path, "kinds/"))
			continue;
		root = keep_built_in(kinds, file, err);
		if (!root || !kind_read(kinds, file->path, root, err))
			return FALSE;
	}
	return TRUE;
}

/* The schema of schemas: the fields of a kind file. Read when first needed: the built-in kinds are checked by the tests. */
static const GPtrArray *
meta(struct kinds *kinds, GError **err)
{
	const struct data_file *file = data_find("kind.yaml");
	struct doc *doc;

	if (kinds->meta)
		return kinds->meta;
	doc = doc_parse(file->path, file->text, file->length, err);
	if (!doc)
		return NULL;
	g_ptr_array_add(kinds->docs, doc);
	kinds->meta = fields_read(kinds->pool, file->path, node_get(doc->root, "fields"), err);
	return kinds->meta;
}

/* Patterns are compiled when first matched; a wrong one is better told of here. */
static gboolean
check_patterns(const char *path, const struct node *fields, GError **err)
{
	for (guint i = 0; fields && fields->type == NODE_MAP && i < fields->n; i++) {
		const struct node *pattern = node_get(fields->items[i], "pattern");
		AUTO(regex) regex = pattern ? regex_new(pattern->text, NULL) : NULL;

		if (pattern && !regex) {
			error_set(err, ERR_INVALID, "%s: '%s' is no regular expression", fields->keys[i]->text, pattern->text);
			error_at(err, path, pattern->line, pattern->column);
			error_rule(err, "schema");
			return FALSE;
		}
		if (!check_patterns(path, node_get(fields->items[i], "fields"), err))
			return FALSE;
	}
	return TRUE;
}

gboolean
kinds_add(struct kinds *kinds, const char *path, const char *text, gsize length, GError **err)
{
	g_autoptr(GPtrArray) problems = problems_new();
	const GPtrArray *fields = meta(kinds, err);
	const struct node *root = fields ? keep(kinds, path, text, length, NULL, err) : NULL;
	const char *name, *file;
	struct kind *kind;

	if (!root)
		return FALSE;
	g_checksum_update(kinds->own, (const guchar *)path, (gssize)strlen(path) + 1);
	g_checksum_update(kinds->own, (const guchar *)text, (gssize)length);
	fields_check(fields, root, path, NULL, problems);
	if (problems->len)
		return problems_to_error(problems, err);
	if (!check_patterns(path, node_get(root, "fields"), err))
		return FALSE;
	name = node_text(root, "kind");
	file = kept_name(kinds);
	kind = g_hash_table_lookup(kinds->by_name, name);
	if (kind)
		return kind_extend(kinds, kind, file, root, err);
	return kind_read(kinds, file, root, err) != NULL;
}

const char *
kinds_digest(const struct kinds *kinds)
{
	return g_checksum_get_string(kinds->sum);
}

char *
kinds_digest_own(const struct kinds *kinds)
{
	g_autoptr(GChecksum) sum = g_checksum_copy(kinds->own);

	return g_strdup(g_checksum_get_string(sum));
}

const struct kind *
kind_find(const struct kinds *kinds, const char *name)
{
	return g_hash_table_lookup(kinds->by_name, name);
}

const struct kind *
kind_get(const struct kinds *kinds, const char *name, GError **err)
{
	const struct kind *kind = kind_find(kinds, name);
	const char *near;

	if (kind)
		return kind;
	error_set(err, ERR_USAGE, "there is no kind '%.80s'", name);
	near = text_nearest(name, kinds->names);
	if (near)
		error_hint(err, "did you mean '%s'?", near);
	else
		error_hint(err, "'sx schema' lists the kinds");
	return NULL;
}

const GPtrArray *
kinds_all(const struct kinds *kinds)
{
	return kinds->all;
}

const char *const *
kinds_names(const struct kinds *kinds)
{
	return kinds->names;
}

const struct kind *
kind_of_folder(const struct kinds *kinds, const char *path)
{
	const char *slash = strchr(path, '/');
	char folder[32];

	if (!slash || (gsize)(slash - path) >= sizeof(folder))
		return NULL;
	memcpy(folder, path, slash - path);
	folder[slash - path] = '\0';
	return g_hash_table_lookup(kinds->by_folder, folder);
}

const struct kind *
kind_of_path(const struct kinds *kinds, const char *path)
{
	const struct kind *kind = kind_of_folder(kinds, path);
	g_autofree char *id = kind ? kind_id_of_path(kind, path) : NULL;

	return id ? kind : NULL;
}

const struct kind *
kind_of_id(const struct kinds *kinds, const char *id)
{
	for (guint i = 0; i < kinds->all->len; i++) {
		const struct kind *kind = g_ptr_array_index(kinds->all, i);
		gsize n = kind->prefix ? strlen(kind->prefix) : 0;

		if (n && !g_ascii_strncasecmp(id, kind->prefix, n) && id[n] == '-' && g_ascii_isdigit(id[n + 1]))
			return kind;
	}
	return NULL;
}

const struct kind *
kind_of_people(const struct kinds *kinds)
{
	for (guint i = 0; i < kinds->all->len; i++) {
		const struct kind *kind = g_ptr_array_index(kinds->all, i);

		if (kind->email)
			return kind;
	}
	return NULL;
}

const struct field *
kind_field(const struct kind *kind, const char *name)
{
	return kind->by_name ? g_hash_table_lookup(kind->by_name, name) : fields_find(kind->fields, name);
}

const struct field *
kind_site(const struct kind *kind)
{
	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];

		if (!field->list && g_str_equal(field->type->name, "site"))
			return field;
	}
	return NULL;
}

const struct field *
kind_field_get(const struct kind *kind, const char *name, GError **err)
{
	const struct field *field = kind_field(kind, name);
	const char *near;

	if (field)
		return field;
	error_set(err, ERR_USAGE, "%s has no field '%.80s'", kind->name, name);
	near = text_nearest(name, kind->order);
	if (near)
		error_hint(err, "did you mean '%s'?", near);
	else
		error_hint(err, "'sx schema %s' lists its fields", kind->name);
	return NULL;
}

const char *const *
kind_order(const struct kind *kind)
{
	return kind->order;
}

const struct verb *
kind_verb(const struct kind *kind, const char *name)
{
	const GPtrArray *verbs = kind->workflow ? kind->workflow->verbs : NULL;

	for (guint i = 0; verbs && i < verbs->len; i++) {
		const struct verb *verb = g_ptr_array_index(verbs, i);

		if (g_str_equal(verb->name, name))
			return verb;
	}
	return NULL;
}

gboolean
kind_has_rules(const struct kind *kind)
{
	for (guint i = 0; kind->workflow && i < kind->workflow->verbs->len; i++)
		if (((const struct verb *)kind->workflow->verbs->pdata[i])->rule)
			return TRUE;
	return FALSE;
}

const struct lock *
kind_lock(const struct kind *kind, const char *field, const char *state)
{
	const GPtrArray *locks = kind->workflow ? kind->workflow->locks : NULL;

	for (guint i = 0; locks && i < locks->len; i++) {
		const struct lock *lock = g_ptr_array_index(locks, i);

		if (name_in(lock->fields, field) && !name_in(lock->free, state))
			return lock;
	}
	return NULL;
}

gboolean
kind_locks_by(const struct kind *kind)
{
	for (guint i = 0; kind->workflow && i < kind->workflow->locks->len; i++)
		if (((const struct lock *)kind->workflow->locks->pdata[i])->when)
			return TRUE;
	return FALSE;
}
