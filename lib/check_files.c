/* The files of a snapshot: none in a record folder that is no record, none that is no file, evidence as its name says. */
#include "check_private.h"

#include <string.h>

#define MODE_LINK 0120000
#define MODE_SUBMODULE 0160000

struct files {
	struct snapshot *snapshot;
	GHashTable *edited; /* path -> struct worktree_edit *, of a live snapshot */
	GHashTable *digests;
	GPtrArray *problems;
};

static void G_GNUC_PRINTF(5, 6)
	add(struct files *f, const char *path, const char *rule, const char *hint, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(f->problems, problem_new(path, NULL, rule, NULL, g_strdup_vprintf(format, args), g_strdup(hint)));
	va_end(args);
}

/* The digest a path under evidence/ names: evidence/ab/<digest>.<ending>; FALSE when it names none. */
static gboolean
digest_of(const char *path, char digest[65])
{
	const char *base = strrchr(path, '/') + 1;
	gsize n = strspn(base, "0123456789abcdef");

	if (n != 64 || (base[64] && base[64] != '.') || base - path != (gssize)strlen("evidence/ab/") ||
		strncmp(path + strlen("evidence/"), base, 2))
		return FALSE;
	memcpy(digest, base, 64);
	digest[64] = '\0';
	return TRUE;
}

static void
check_evidence(struct files *f, const char *path, const void *bytes, gsize length)
{
	g_autofree char *sum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, length);
	char digest[65];

	if (!digest_of(path, digest))
		add(f, path, "evidence", "attach it to a record with 'attach'", "it is not named by its digest");
	else if (!g_str_equal(sum, digest))
		add(f, path, "evidence", "take it back from the commit that added it",
			"its content has changed since it was attached");
	else
		g_hash_table_add(f->digests, g_steal_pointer(&sum));
}

static void
check_place(struct files *f, const char *path)
{
	const char *base = strrchr(path, '/');

	if (!kind_of_folder(f->snapshot->kinds, path) || kind_of_path(f->snapshot->kinds, path) ||
		(base && g_str_equal(base, "/.gitkeep")))
		return;
	add(f, path, "path", "move it out of the record folders, or to where its kind has its records", "no record can be here");
}

static gboolean
is_evidence(const char *path)
{
	return g_str_has_prefix(path, "evidence/");
}

static gboolean
visit(const char *path, const struct oid *old, const struct oid *new, unsigned mode, void *data, GError **err)
{
	struct files *f = data;
	g_autoptr(GBytes) bytes = NULL;

	if (!new || g_hash_table_contains(f->edited, path))
		return TRUE;
	if (mode == MODE_LINK || mode == MODE_SUBMODULE) {
		add(f, path, "file", "put the file itself there",
			mode == MODE_LINK ? "it is a symbolic link" : "it is a submodule");
		return TRUE;
	}
	check_place(f, path);
	if (!is_evidence(path))
		return TRUE;
	bytes = store_blob(f->snapshot->repo->store, new, err);
	if (!bytes)
		return FALSE;
	check_evidence(f, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	return TRUE;
}

static gboolean
check_edits(struct files *f, const GPtrArray *edits, GError **err)
{
	for (guint i = 0; i < edits->len; i++) {
		const struct worktree_edit *edit = g_ptr_array_index(edits, i);
		g_autoptr(GBytes) bytes = NULL;

		if (edit->type == EDIT_REMOVED)
			continue;
		if (edit->type == EDIT_LINK) {
			add(f, edit->path, "file", "put the file itself there", "it is no regular file");
			continue;
		}
		check_place(f, edit->path);
		if (!is_evidence(edit->path))
			continue;
		bytes = snapshot_read(f->snapshot, edit->path, err);
		if (!bytes)
			return FALSE;
		check_evidence(f, edit->path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	}
	return TRUE;
}

/* Git merges record files through sx only where this line says so. */
static gboolean
check_attributes(struct files *f, GError **err)
{
	GError *failed = NULL;
	g_autoptr(GBytes) bytes = snapshot_read(f->snapshot, ".gitattributes", &failed);
	g_autofree char *text = bytes ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : NULL;
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);

	if (failed) {
		g_propagate_error(err, failed);
		return FALSE;
	}
	if (bytes && g_bytes_get_size(bytes) && memchr(g_bytes_get_data(bytes, NULL), '\0', g_bytes_get_size(bytes)))
		add(f, ".gitattributes", "gitattributes", "write it anew, as text",
			"it has a NUL byte, behind which git reads lines that nobody is shown");
	for (guint i = 0; lines[i]; i++)
		if (g_str_has_prefix(lines[i], "*.yaml ") && strstr(lines[i], " merge=sx"))
			return TRUE;
	add(f, ".gitattributes", "gitattributes", "add the line: *.yaml merge=sx diff=sx text eol=lf",
		"it does not say that records are merged field by field");
	return TRUE;
}

gboolean
files_check(struct snapshot *snapshot, GHashTable *digests, GPtrArray *problems, GError **err)
{
	g_autoptr(GHashTable) edited = g_hash_table_new(g_str_hash, g_str_equal);
	struct files f = {snapshot, edited, digests, problems};
	const GPtrArray *edits = snapshot_edits(snapshot, err);

	if (!edits)
		return FALSE;
	for (guint i = 0; i < edits->len; i++) {
		struct worktree_edit *edit = g_ptr_array_index(edits, i);

		g_hash_table_insert(edited, edit->path, edit);
	}
	if (!oid_is_zero(&snapshot->tree) && !store_diff(snapshot->repo->store, NULL, &snapshot->tree, visit, &f, err))
		return FALSE;
	return check_edits(&f, edits, err) && check_attributes(&f, err);
}
