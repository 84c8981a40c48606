/* What settings are, and what an agreement with others says. */
#include "agreement.h"
#include "data.h"
#include "edit.h"
#include "field.h"
#include "keygen.h"

#include <string.h>

#define SPACE "sx-settings-v1"
#define FILE_TYPE 0170000 /* of a mode */
#define GITLINK 0160000

/* --- settings --- */

struct settings {
	GTree *sums; /* path -> SHA-256, hex */
};

gboolean
settings_has(const char *path)
{
	return g_str_has_prefix(path, SETTINGS_FOLDER) && !g_str_has_prefix(path, AGREEMENT_FOLDER);
}

static gint
by_bytes(gconstpointer a, gconstpointer b, gpointer data)
{
	return strcmp(a, b);
}

struct reading {
	struct store *store;
	struct settings *settings;
};

/* What is no file is told of elsewhere; here it is by its name. */
static gboolean
note_file(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	const struct reading *r = data;
	g_autofree char *whole = g_strconcat(SETTINGS_FOLDER, path, NULL);
	g_autoptr(GBytes) bytes = NULL;

	if (!settings_has(whole))
		return TRUE;
	if ((mode & FILE_TYPE) == GITLINK) {
		char *hex = g_malloc(OID_HEX);

		oid_hex(new, hex);
		g_tree_insert(r->settings->sums, g_steal_pointer(&whole), hex);
		return TRUE;
	}
	bytes = store_blob(r->store, new, err);
	if (bytes)
		settings_put(r->settings, whole, bytes);
	return bytes != NULL;
}

struct settings *
settings_of(struct store *store, const struct oid *tree, GError **err)
{
	AUTO(settings) settings = g_new0(struct settings, 1);
	struct reading r = {store, settings};
	gboolean found = FALSE;
	struct oid folder;
	unsigned mode;

	settings->sums = g_tree_new_full(by_bytes, NULL, g_free, g_free);
	if (!oid_is_zero(tree) && !store_lookup(store, tree, ".sx", &found, &folder, &mode, err))
		return NULL;
	if (found && (mode & FILE_TYPE) == 0040000 && !store_diff(store, NULL, &folder, note_file, &r, err))
		return NULL;
	return g_steal_pointer(&settings);
}

void
settings_put(struct settings *settings, const char *path, GBytes *bytes)
{
	if (!settings_has(path))
		return;
	if (bytes)
		g_tree_replace(settings->sums, g_strdup(path), g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes));
	else
		g_tree_remove(settings->sums, path);
}

static gboolean
add_line(gpointer path, gpointer sum, gpointer data)
{
	g_checksum_update(data, path, (gssize)strlen(path) + 1);
	g_checksum_update(data, sum, -1);
	g_checksum_update(data, (const guchar *)"\n", 1);
	return FALSE;
}

char *
settings_digest(const struct settings *settings)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	g_tree_foreach(settings->sums, add_line, sum);
	return g_strdup(g_checksum_get_string(sum));
}

char *
settings_digest_of(struct store *store, const struct oid *tree, GError **err)
{
	AUTO(settings) settings = settings_of(store, tree, err);

	return settings ? settings_digest(settings) : NULL;
}

void
settings_free(struct settings *settings)
{
	if (!settings)
		return;
	g_tree_unref(settings->sums);
	g_free(settings);
}

/* --- reading --- */

void
agreement_free(struct agreement *agreement)
{
	if (!agreement)
		return;
	doc_free(agreement->doc);
	g_free(agreement);
}

static gboolean
check(const struct node *root, const char *path, GError **err)
{
	const struct data_file *file = data_find("agreement.yaml");
	AUTO(pool) pool = pool_new();
	AUTO(doc) schema = doc_parse(file->path, file->text, file->length, err);
	g_autoptr(GPtrArray) problems = problems_new();
	GPtrArray *fields = schema ? fields_read(pool, file->path, node_get(schema->root, "fields"), err) : NULL;

	if (!fields)
		return FALSE;
	fields_check(fields, root, path, NULL, problems);
	return !problems->len || problems_to_error(problems, err);
}

struct agreement *
agreement_read(const char *path, const char *text, gsize length, GError **err)
{
	AUTO(agreement) a = g_new0(struct agreement, 1);
	const struct node *root;
	int offset;

	a->doc = doc_parse(path, text, length, err);
	if (!a->doc)
		return NULL;
	root = a->doc->root;
	if (!root || root->type != NODE_MAP) {
		error_set(err, ERR_INVALID, "it is no agreement");
		error_at(err, path, 1, 1);
		return NULL;
	}
	if (!check(root, path, err))
		return NULL;
	a->before = node_get(root, "before");
	a->after = node_text(root, "after");
	a->at = node_text(root, "at");
	a->reason = node_text(root, "reason");
	a->by = node_get(root, "by");
	a->files = node_get(root, "files");
	if (!event_parse(a->at, &a->moment, &offset, err))
		return NULL;
	if (a->before->n <= AGREEMENT_MOST && (!a->by || a->by->n <= AGREEMENT_MOST))
		return g_steal_pointer(&a);
	error_set(err, ERR_INVALID, "an agreement is of %d people at most, and takes the place of as many settings",
		AGREEMENT_MOST);
	error_at(err, path, 1, 1);
	return NULL;
}

struct listing {
	struct store *store;
	GPtrArray *all;
};

static gboolean
note_agreement(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	const struct listing *l = data;
	g_autoptr(GBytes) bytes = (mode & FILE_TYPE) == GITLINK ? NULL : store_blob(l->store, new, err);
	struct agreement *a;

	if (!bytes)
		return (mode & FILE_TYPE) == GITLINK;
	a = agreement_read(path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL);
	if (a)
		g_ptr_array_add(l->all, a);
	return TRUE;
}

static gint
by_moment(gconstpointer a, gconstpointer b)
{
	const struct agreement *one = *(struct agreement *const *)a, *other = *(struct agreement *const *)b;

	return one->moment != other->moment ? (one->moment > other->moment ? 1 : -1) : strcmp(one->doc->name, other->doc->name);
}

GPtrArray *
agreements_of(struct store *store, const struct oid *tree, GError **err)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)agreement_free);
	struct listing l = {store, all};
	gboolean found;
	struct oid folder;
	unsigned mode;

	if (!store_lookup(store, tree, ".sx/agreed", &found, &folder, &mode, err))
		return NULL;
	if (found && (mode & FILE_TYPE) == 0040000 && !store_diff(store, NULL, &folder, note_agreement, &l, err))
		return NULL;
	g_ptr_array_sort(all, by_moment);
	return g_steal_pointer(&all);
}

gboolean
agreement_replaces(const struct agreement *agreement, const char *digest)
{
	for (guint i = 0; i < agreement->before->n; i++)
		if (g_str_equal(agreement->before->items[i]->text, digest))
			return TRUE;
	return FALSE;
}

/* --- what is signed, and what is kept --- */

char *
agreement_text(const struct agreement *agreement, const char *repository)
{
	GString *out = g_string_new(SPACE "\n");

	g_string_append_printf(out, "repository %s\n", repository ? repository : "");
	for (guint i = 0; i < agreement->before->n; i++)
		g_string_append_printf(out, "before %s\n", agreement->before->items[i]->text);
	g_string_append_printf(out, "after %s\nat %s\nreason %s\n", agreement->after, agreement->at, agreement->reason);
	return g_string_free(out, FALSE);
}

char *
agreement_text_of(const struct agreement *agreement, const char *repository, const char *person)
{
	g_autofree char *text = agreement_text(agreement, repository);

	return g_strdup_printf("%sagreed %s\n", text, person);
}

char *
agreement_space(const char *repository)
{
	return g_strdup_printf(SPACE "@%s", repository ? repository : "");
}

char *
agreement_path(const struct agreement *agreement, const char *repository)
{
	g_autofree char *text = agreement_text(agreement, repository), *sum = NULL;

	sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
	return g_strdup_printf(AGREEMENT_FOLDER "%s.yaml", sum);
}

char *
agreement_kept(const struct agreement *agreement)
{
	const struct node *root = agreement->doc->root;
	AUTO(builder) b = builder_new();
	struct node *map = build_map(b);

	for (guint i = 0; i < root->n; i++)
		if (root->items[i] != agreement->files)
			build_map_add(b, map, root->keys[i]->text, build_copy(b, root->items[i]));
	return edit_write(map);
}

/* --- who agrees --- */

guint
agreement_asked(const struct config *config)
{
	const char *text = node_text(config->root, "settings_agreed");

	return text ? (guint)g_ascii_strtoull(text, NULL, 10) : 0;
}

static const struct record *
find_person(struct world *world, const char *id)
{
	return g_hash_table_lookup(world->data, id);
}

/* Roles are of the person's own record, and of no other. */
static const struct record *
find_none(struct world *world, const char *const *kinds, const char *id)
{
	return NULL;
}

static const GPtrArray *
link_none(struct world *world, const struct kind *kind, const struct field *field, const char *id)
{
	return NULL;
}

/* Active, and with one of the roles that the settings name. */
static gboolean
may_change(const struct agreeing *a, const char *id)
{
	const struct node *by = node_get(a->config->root, "settings_by");
	const struct record *person = g_hash_table_lookup(a->people, id);
	struct world world = {.record = find_none, .linked = link_none, .person = find_person, .data = a->people};
	g_autofree const char **roles = g_new0(const char *, (by ? by->n : 0) + 1);

	for (guint i = 0; by && i < by->n; i++)
		roles[i] = by->items[i]->text;
	return person && record_is_open(person) && (!by || guard_has_role(&world, id, roles));
}

static gint
by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
agreeing_could(const struct agreeing *a)
{
	struct vouching v = {.people = a->people, .now = a->now, .moment = a->now};
	GPtrArray *ids = g_ptr_array_new();
	GHashTableIter iter;
	gpointer id, person;

	g_hash_table_iter_init(&iter, a->people);
	while (g_hash_table_iter_next(&iter, &id, &person))
		if (vouching_counts(&v, person) && may_change(a, id))
			g_ptr_array_add(ids, id);
	g_ptr_array_sort(ids, by_text);
	return ids;
}

/* A key counts for the person when it was proposed, and now. */
static gboolean
is_key_of(const struct agreeing *a, const struct agreement *agreement, const char *person, const char *armoured)
{
	struct vouching then = {.people = a->people, .moment = agreement->moment, .received = a->received};
	struct vouching now = {.people = a->people, .moment = a->now};

	return !g_strcmp0(vouching_signer(&then, armoured), person) &&
	       (!a->now || !g_strcmp0(vouching_signer(&now, armoured), person));
}

gboolean
agreeing_given(const struct agreeing *a, const struct agreement *agreement, GHashTable **who, GError **err)
{
	const char *repository = a->config->repository;
	g_autofree char *space = agreement_space(repository);
	g_autoptr(GHashTable) good = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; agreement->by && i < agreement->by->n; i++) {
		const char *person = node_text(agreement->by->items[i], "who");
		const char *armoured = node_text(agreement->by->items[i], "signature");
		g_autofree char *signer = NULL, *text = NULL;
		gboolean holds = FALSE;

		if (g_hash_table_contains(good, person) || !may_change(a, person) || !is_key_of(a, agreement, person, armoured))
			continue;
		signer = keygen_signer(armoured);
		text = agreement_text_of(agreement, repository, person);
		if (!keygen_verify(signer, space, text, strlen(text), armoured, &holds, err))
			return FALSE;
		if (holds)
			g_hash_table_add(good, (gpointer)person);
	}
	*who = g_steal_pointer(&good);
	return TRUE;
}
