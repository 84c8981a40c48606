/* The files that records show as evidence are there, as the change leaves them. */
#include "change_private.h"

#include <string.h>

#define FOLDER "evidence/"

/* Adds the digests that a map of fields has to a set of const char *, borrowed. */
static void
collect(GHashTable *digests, const GPtrArray *fields, const struct node *map)
{
	for (guint i = 0; map && map->type == NODE_MAP && i < map->n; i++) {
		const struct field *field = fields_find(fields, map->keys[i]->text);
		const struct node *value = map->items[i];

		for (guint n = 0; field && field->fields && value->type == NODE_LIST && n < value->n; n++)
			collect(digests, field->fields, value->items[n]);
		if (field && value->type == NODE_SCALAR && g_str_equal(field->type->name, "sha256"))
			g_hash_table_add(digests, (gpointer)value->text);
	}
}

static GHashTable *
digests_of(const struct record *record)
{
	GHashTable *digests = g_hash_table_new(g_str_hash, g_str_equal);

	if (record)
		collect(digests, record->kind->fields, record->doc->root);
	return digests;
}

/* <digest>, or <digest>.<ending> */
static gboolean
is_named(const char *name, const char *digest)
{
	gsize n = strlen(digest);

	return !strncmp(name, digest, n) && (!name[n] || name[n] == '.');
}

struct search {
	const char *digest;
	gboolean found;
};

static gboolean
look_at(const char *name, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct search *s = data;

	s->found |= is_named(name, s->digest);
	return TRUE;
}

static gboolean
in_tree(struct change *change, struct search *s, GError **err)
{
	struct store *store = change->repo->store;
	const struct oid *tree = oid_is_zero(&change->own->becomes) ? &change->base->tree : &change->own->becomes;
	g_autofree char *folder = g_strdup_printf(FOLDER "%.2s", s->digest);
	struct oid oid;
	unsigned mode;
	gboolean found;

	return store_lookup(store, tree, folder, &found, &oid, &mode, err) &&
	       (!found || mode != 0040000 || store_diff(store, NULL, &oid, look_at, s, err));
}

GHashTable *
change_evidence(const struct change *change)
{
	GHashTable *digests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GHashTableIter iter;
	gpointer path, file;

	g_hash_table_iter_init(&iter, change->own->files);
	while (g_hash_table_iter_next(&iter, &path, &file)) {
		const char *name = strrchr(path, '/');

		if (g_str_has_prefix(path, FOLDER) && !oid_is_zero(&((struct change_file *)file)->oid))
			g_hash_table_add(digests, g_strndup(name + 1, strcspn(name + 1, ".")));
	}
	return digests;
}

static gboolean
is_there(struct change *change, GHashTable *evidence, const char *digest, gboolean *there, GError **err)
{
	struct search s = {digest, g_hash_table_contains(evidence, digest)};

	if (!s.found && !in_tree(change, &s, err))
		return FALSE;
	*there = s.found;
	return TRUE;
}

gboolean
change_judge_evidence(struct change *change, GHashTable *evidence, const struct record *old, const struct record *new,
	GPtrArray *problems, GError **err)
{
	g_autoptr(GHashTable) was = digests_of(old), is = digests_of(new);
	GHashTableIter iter;
	gpointer digest;
	gboolean there;

	g_hash_table_iter_init(&iter, is);
	while (g_hash_table_iter_next(&iter, &digest, NULL)) {
		if (g_hash_table_contains(was, digest))
			continue;
		if (!is_there(change, evidence, digest, &there, err))
			return FALSE;
		if (!there)
			g_ptr_array_add(problems,
				problem_new(new->path, NULL, "evidence", new->id,
					g_strdup_printf("the attached file %.12s... is not there", (const char *)digest),
					g_strdup("what a record shows is recorded with it, as 'attach' does")));
	}
	return TRUE;
}
