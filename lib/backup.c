/* What a repository that is backed up has, and the manifest that says so. */
#include "backup.h"
#include "edit.h"
#include <string.h>

#define FORMAT "1"
#define HEAD_TEXT "# A backup that sx made; sx-backup(1). README says how it is restored.\n"
#define EVIDENCE "evidence/"

static void
ref_free(gpointer data)
{
	struct backup_ref *ref = data;

	g_free(ref->name);
	g_free(ref->to);
	g_free(ref);
}

struct backup *
backup_new(void)
{
	struct backup *backup = g_new0(struct backup, 1);

	backup->refs = g_ptr_array_new_with_free_func(ref_free);
	backup->records = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return backup;
}

void
backup_free(struct backup *backup)
{
	if (!backup)
		return;
	g_free(backup->repository);
	g_free(backup->made);
	g_free(backup->version);
	g_free(backup->branch);
	g_ptr_array_unref(backup->refs);
	g_hash_table_unref(backup->records);
	g_free(backup);
}

/* --- counting --- */

struct tally {
	struct store *store;
	const struct kinds *kinds;
	struct backup *out;
	GChecksum *list;
};

static gboolean
count_evidence(struct tally *t, const char *path, const struct oid *blob, GError **err)
{
	g_autoptr(GBytes) bytes = store_blob(t->store, blob, err);
	g_autofree char *sum = bytes ? g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes) : NULL, *line = NULL;

	if (!sum)
		return FALSE;
	line = g_strdup_printf("%s  %s\n", sum, path);
	g_checksum_update(t->list, (const guchar *)line, (gssize)strlen(line));
	t->out->files++;
	return TRUE;
}

static gboolean
count_file(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct tally *t = data;
	const struct kind *kind = kind_of_path(t->kinds, path);
	GHashTable *records = t->out->records;

	if (g_str_has_prefix(path, EVIDENCE))
		return count_evidence(t, path, new, err);
	if (kind)
		g_hash_table_replace(records, g_strdup(kind->name),
			GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(records, kind->name)) + 1));
	return TRUE;
}

/* Settings and kinds that do not read keep nobody from keeping what is there: it is counted by the kinds that are built in. */
gboolean
backup_tally(struct repo *repo, const struct oid *commit, struct backup *out, GError **err)
{
	g_autoptr(GChecksum) list = g_checksum_new(G_CHECKSUM_SHA256);
	g_autoptr(GError) failure = NULL;
	struct oid tree;
	AUTO(snapshot)
	snapshot = store_commit_tree(repo->store, commit, &tree, &failure) ? snapshot_tree(repo, &tree, &failure) : NULL;
	AUTO(kinds) built_in = snapshot ? NULL : kinds_new();
	struct tally t = {repo->store, snapshot ? snapshot->kinds : built_in, out, list};

	if (!snapshot && error_status(failure) != ERR_INVALID) {
		g_propagate_error(err, g_steal_pointer(&failure));
		return FALSE;
	}
	if (!snapshot && (!kinds_add_builtin(built_in, err) || !kinds_seal(built_in, err)))
		return FALSE;
	if (!store_diff(repo->store, NULL, &tree, count_file, &t, err))
		return FALSE;
	g_strlcpy(out->evidence, g_checksum_get_string(list), sizeof(out->evidence));
	g_free(out->repository);
	out->repository = snapshot ? g_strdup(snapshot->config->repository) : NULL;
	return TRUE;
}

guint
backup_records(const struct backup *backup)
{
	GHashTableIter iter;
	gpointer n;
	guint all = 0;

	g_hash_table_iter_init(&iter, backup->records);
	while (g_hash_table_iter_next(&iter, NULL, &n))
		all += GPOINTER_TO_UINT(n);
	return all;
}

static const char *
s_of(guint64 n)
{
	return n == 1 ? "" : "s";
}

char *
backup_counts(const struct backup *b)
{
	guint records = backup_records(b);

	return g_strdup_printf("%u ref%s, %" G_GUINT64_FORMAT " commit%s, %u record%s, %u file%s of evidence", b->refs->len,
		s_of(b->refs->len), b->commits, s_of(b->commits), records, s_of(records), b->files, s_of(b->files));
}

static gboolean
same_records(const struct backup *a, const struct backup *b)
{
	GHashTableIter iter;
	gpointer kind, n;

	if (g_hash_table_size(a->records) != g_hash_table_size(b->records))
		return FALSE;
	g_hash_table_iter_init(&iter, a->records);
	while (g_hash_table_iter_next(&iter, &kind, &n))
		if (g_hash_table_lookup(b->records, kind) != n)
			return FALSE;
	return TRUE;
}

char *
backup_differs(const struct backup *says, const struct backup *is)
{
	if (!oid_equal(&says->head, &is->head))
		return g_strdup("its head is another than its manifest says");
	if (says->commits != is->commits)
		return g_strdup_printf("it has %" G_GUINT64_FORMAT " commits, and its manifest says %" G_GUINT64_FORMAT,
			is->commits, says->commits);
	if (!same_records(says, is))
		return g_strdup_printf("it has %u records, and not of each kind as many as its manifest says, %u in all",
			backup_records(is), backup_records(says));
	if (says->files != is->files || strcmp(says->evidence, is->evidence) != 0)
		return g_strdup_printf(
			"its evidence, %u file%s, is another than its manifest says", is->files, is->files == 1 ? "" : "s");
	return g_strcmp0(says->repository, is->repository) ? g_strdup("it is of another repository than its manifest says")
							   : NULL;
}

/* --- the manifest --- */

static struct node *
records_node(struct builder *b, const struct backup *backup)
{
	g_autoptr(GList) kinds = g_list_sort(g_hash_table_get_keys(backup->records), (GCompareFunc)strcmp);
	struct node *map = build_map(b);

	for (GList *kind = kinds; kind; kind = kind->next)
		build_map_count(b, map, kind->data, GPOINTER_TO_UINT(g_hash_table_lookup(backup->records, kind->data)));
	return map;
}

static struct node *
refs_node(struct builder *b, const struct backup *backup)
{
	struct node *list = build_list(b);

	for (guint i = 0; i < backup->refs->len; i++) {
		const struct backup_ref *ref = backup->refs->pdata[i];
		struct node *map = build_map(b);
		char hex[OID_HEX];

		oid_hex(&ref->oid, hex);
		build_map_text(b, map, "ref", ref->name);
		build_map_text(b, map, "is", hex);
		build_map_text(b, map, "to", ref->to);
		build_list_add(b, list, map);
	}
	return list;
}

char *
backup_write(const struct backup *backup)
{
	AUTO(builder) b = builder_new();
	struct node *map = build_map(b);
	g_autofree char *text = NULL;
	char hex[OID_HEX];

	oid_hex(&backup->head, hex);
	build_map_text(b, map, "format", FORMAT);
	build_map_text(b, map, "repository", backup->repository);
	build_map_text(b, map, "made", backup->made);
	build_map_text(b, map, "sx", backup->version);
	build_map_text(b, map, "bundle", backup->bundle);
	build_map_count(b, map, "bytes", backup->bytes);
	build_map_text(b, map, "branch", backup->branch);
	build_map_text(b, map, "head", hex);
	build_map_count(b, map, "commits", backup->commits);
	build_map_count(b, map, "objects", backup->objects);
	if (g_hash_table_size(backup->records))
		build_map_add(b, map, "records", records_node(b, backup));
	build_map_count(b, map, "files", backup->files);
	build_map_text(b, map, "evidence", backup->evidence);
	build_map_add(b, map, "refs", refs_node(b, backup));
	text = edit_write(map);
	return g_strconcat(HEAD_TEXT, text, NULL);
}
