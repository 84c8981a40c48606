/* Reading a backup, which anybody may have written. */
#include "backup.h"
#include "day.h"
#include "text.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE 4096	   /* bytes of a line of a bundle's head, at most */
#define BLOCK (256 * 1024) /* read at once */
#define PACK 12		   /* bytes of the head of a pack: "PACK", its version, how many objects */

static gboolean bad(GError **err, const char *format, ...) G_GNUC_PRINTF(2, 3);
static gboolean
bad(GError **err, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	error_set(err, ERR_INTEGRITY, "%s", text);
	error_rule(err, "backup");
	return FALSE;
}

/* A plain file, and no device or pipe that never ends. */
static FILE *
open_plain(const char *path, guint64 *size, GError **err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	FILE *file = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? fdopen(fd, "r") : NULL;

	if (file) {
		*size = (guint64)st.st_size;
		return file;
	}
	error_set(err, ERR_NOT_FOUND, "'%s' cannot be read: %s", path, fd < 0 ? g_strerror(errno) : "it is no file");
	error_hint(err, "name the folder that 'sx backup' made");
	if (fd >= 0)
		close(fd);
	return NULL;
}

/* --- the bundle --- */

/* As git would have it, and nothing that is a path to elsewhere. */
static gboolean
is_ref(const char *name)
{
	g_auto(GStrv) parts = g_strsplit(name, "/", -1);
	guint n = g_strv_length(parts);

	if (n < 2 || !g_str_equal(parts[0], "refs") || !text_shows(name) || strpbrk(name, " ~^:?*[\\") || strstr(name, "..") ||
		strstr(name, "@{") || g_str_has_suffix(name, "."))
		return FALSE;
	for (guint i = 0; i < n; i++)
		if (!*parts[i] || *parts[i] == '.' || g_str_has_suffix(parts[i], ".lock"))
			return FALSE;
	return TRUE;
}

static gboolean
add_ref(struct backup *out, const char *name, const struct oid *oid, GError **err)
{
	struct backup_ref *ref;

	if (!is_ref(name)) {
		g_autofree char *safe = text_safe(name, FALSE);

		return bad(err, "it has a ref that git would not have, '%.200s'", safe);
	}
	ref = g_new0(struct backup_ref, 1);
	ref->name = g_strdup(name);
	ref->oid = *oid;
	g_ptr_array_add(out->refs, ref);
	return TRUE;
}

/* "40 digits, a blank, refs/heads/main", or HEAD. */
static gboolean
take_line(struct backup *out, char *line, GError **err)
{
	struct oid oid;

	if (*line == '-')
		return bad(err, "its bundle goes on from commits that are not in it");
	if (strlen(line) < 42 || line[40] != ' ')
		return bad(err, "its bundle does not read");
	line[40] = '\0';
	if (!oid_parse(line, &oid))
		return bad(err, "its bundle does not read");
	if (!g_str_equal(line + 41, "HEAD"))
		return add_ref(out, line + 41, &oid, err);
	out->head = oid;
	return TRUE;
}

static gboolean
read_line(FILE *file, char line[LINE], GChecksum *sum, GError **err)
{
	gsize n;

	if (!fgets(line, LINE, file) || !(n = strlen(line)) || line[n - 1] != '\n')
		return bad(err, "its bundle does not read");
	g_checksum_update(sum, (const guchar *)line, (gssize)n);
	line[n - 1] = '\0';
	return TRUE;
}

static gint
by_name(gconstpointer a, gconstpointer b)
{
	return strcmp((*(struct backup_ref *const *)a)->name, (*(struct backup_ref *const *)b)->name);
}

static gboolean
read_head(FILE *file, struct backup *out, GChecksum *sum, GError **err)
{
	guint8 pack[PACK];
	char line[LINE];

	if (!read_line(file, line, sum, err))
		return FALSE;
	if (!g_str_equal(line, "# v2 git bundle"))
		return bad(err, "its bundle is none that sx makes");
	do {
		if (!read_line(file, line, sum, err) || (*line && !take_line(out, line, err)))
			return FALSE;
	} while (*line);
	if (fread(pack, 1, sizeof(pack), file) != sizeof(pack) || memcmp(pack, "PACK", 4) != 0)
		return bad(err, "its bundle does not read");
	g_checksum_update(sum, pack, sizeof(pack));
	out->objects = (guint64)pack[8] << 24 | (guint64)pack[9] << 16 | (guint64)pack[10] << 8 | pack[11];
	g_ptr_array_sort(out->refs, by_name);
	for (guint i = 1; i < out->refs->len; i++)
		if (by_name(&out->refs->pdata[i - 1], &out->refs->pdata[i]) == 0)
			return bad(err, "its bundle has a ref twice");
	return TRUE;
}

gboolean
backup_scan(const char *bundle, struct backup *out, GError **err)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	FILE *file = open_plain(bundle, &out->bytes, err);
	g_autofree guint8 *block = g_malloc(BLOCK);
	gboolean ok;
	gsize n;

	if (!file)
		return FALSE;
	ok = read_head(file, out, sum, err);
	while (ok && (n = fread(block, 1, BLOCK, file)) > 0)
		g_checksum_update(sum, block, (gssize)n);
	if (ok && ferror(file))
		ok = error_set(err, ERR_IO, "'%s' cannot be read: %s", bundle, g_strerror(errno));
	fclose(file);
	g_strlcpy(out->bundle, g_checksum_get_string(sum), sizeof(out->bundle));
	return ok;
}

/* --- the manifest --- */

static gboolean
take_text(const struct node *root, const char *name, char **out, GError **err)
{
	const char *text = node_text(root, name);

	*out = g_strdup(text);
	return (text && *text && strlen(text) < LINE && text_shows(text)) || bad(err, "its manifest does not say '%s'", name);
}

static gboolean
take_count(const struct node *root, const char *name, guint64 *out, GError **err)
{
	const char *text = node_text(root, name);

	return (text && g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT32 - 1, out, NULL)) ||
	       bad(err, "its manifest does not say '%s'", name);
}

static gboolean
take_digest(const struct node *root, const char *name, char out[BACKUP_DIGEST], GError **err)
{
	const char *text = node_text(root, name);

	if (!text || strlen(text) != BACKUP_DIGEST - 1 || strspn(text, "0123456789abcdef") != BACKUP_DIGEST - 1)
		return bad(err, "its manifest does not say '%s'", name);
	g_strlcpy(out, text, BACKUP_DIGEST);
	return TRUE;
}

gboolean
backup_has_target(const struct backup *b, const struct backup_ref *ref)
{
	for (guint i = 0; i < b->refs->len; i++) {
		const struct backup_ref *other = b->refs->pdata[i];

		if (g_str_equal(other->name, ref->to))
			return !other->to && oid_equal(&other->oid, &ref->oid);
	}
	return FALSE;
}

static gboolean
judge_targets(const struct backup *b, GError **err)
{
	for (guint i = 0; i < b->refs->len; i++) {
		const struct backup_ref *ref = b->refs->pdata[i];

		if (ref->to && !backup_has_target(b, ref))
			return bad(err, "its manifest has a symbolic ref to one that is not there");
	}
	return TRUE;
}

static gboolean
take_refs(const struct node *list, struct backup *out, GError **err)
{
	for (guint i = 0; list && list->type == NODE_LIST && i < list->n; i++) {
		const struct node *map = list->items[i];
		const char *name = map->type == NODE_MAP ? node_text(map, "ref") : NULL, *is = name ? node_text(map, "is") : NULL;
		struct oid oid;

		if (!is || !oid_parse(is, &oid))
			return bad(err, "its manifest has a ref that does not read");
		if (!add_ref(out, name, &oid, err))
			return FALSE;
		((struct backup_ref *)out->refs->pdata[out->refs->len - 1])->to = g_strdup(node_text(map, "to"));
	}
	g_ptr_array_sort(out->refs, by_name);
	return judge_targets(out, err);
}

static gboolean
take_records(const struct node *map, struct backup *out, GError **err)
{
	for (guint i = 0; map && map->type == NODE_MAP && i < map->n; i++) {
		const char *kind = map->keys[i]->text;
		guint64 n;

		if (!take_count(map, kind, &n, err))
			return FALSE;
		g_hash_table_replace(out->records, g_strdup(kind), GUINT_TO_POINTER((guint)n));
	}
	return TRUE;
}

static gboolean
take_manifest(const struct node *root, struct backup *out, GError **err)
{
	const char *head = node_text(root, "head"), *bytes = node_text(root, "bytes");
	guint64 files = 0;
	gint64 moment;
	int offset;

	if (g_strcmp0(node_text(root, "format"), "1"))
		return bad(err, "its manifest is none that is known here");
	if (!head || !oid_parse(head, &out->head) || !bytes ||
		!g_ascii_string_to_unsigned(bytes, 10, 0, G_MAXINT64, &out->bytes, NULL))
		return bad(err, "its manifest does not say 'head' and 'bytes'");
	out->repository = g_strdup(node_text(root, "repository"));
	out->branch = g_strdup(node_text(root, "branch"));
	if (!take_text(root, "made", &out->made, err) || !take_text(root, "sx", &out->version, err) ||
		!take_digest(root, "bundle", out->bundle, err) || !take_count(root, "commits", &out->commits, err) ||
		!take_count(root, "objects", &out->objects, err) || !take_count(root, "files", &files, err) ||
		!take_digest(root, "evidence", out->evidence, err) || !take_records(node_get(root, "records"), out, err) ||
		!take_refs(node_get(root, "refs"), out, err))
		return FALSE;
	out->files = (guint)files;
	return event_parse(out->made, &moment, &offset, NULL) || bad(err, "its manifest does not say when it was made");
}

static struct backup *
read_manifest(const char *path, GError **err)
{
	AUTO(backup) backup = backup_new();
	g_autofree char *text = g_malloc(DOC_BYTES + 1);
	AUTO(doc) doc = NULL;
	GError *failure = NULL;
	guint64 size = 0;
	FILE *file = open_plain(path, &size, err);
	gsize n;

	if (!file)
		return NULL;
	n = fread(text, 1, DOC_BYTES + 1, file);
	fclose(file);
	doc = doc_parse(BACKUP_MANIFEST, text, n, &failure);
	if (failure) {
		bad(err, "its manifest does not read: %s", failure->message);
		g_error_free(failure);
		return NULL;
	}
	return doc->root && take_manifest(doc->root, backup, err) ? g_steal_pointer(&backup) : NULL;
}

/* --- one against the other --- */

static gboolean
same_refs(const struct backup *a, const struct backup *b)
{
	if (a->refs->len != b->refs->len)
		return FALSE;
	for (guint i = 0; i < a->refs->len; i++) {
		const struct backup_ref *x = a->refs->pdata[i], *y = b->refs->pdata[i];

		if (strcmp(x->name, y->name) != 0 || !oid_equal(&x->oid, &y->oid))
			return FALSE;
	}
	return TRUE;
}

static gboolean
has_branch(const struct backup *backup)
{
	for (guint i = 0; backup->branch && i < backup->refs->len; i++) {
		const struct backup_ref *ref = backup->refs->pdata[i];

		if (g_str_equal(ref->name, backup->branch))
			return g_str_has_prefix(ref->name, "refs/heads/") && oid_equal(&ref->oid, &backup->head);
	}
	return !backup->branch;
}

struct backup *
backup_read(const char *folder, GError **err)
{
	g_autofree char *manifest = g_build_filename(folder, BACKUP_MANIFEST, NULL);
	g_autofree char *bundle = g_build_filename(folder, BACKUP_BUNDLE, NULL);
	AUTO(backup) says = read_manifest(manifest, err);
	AUTO(backup) is = backup_new();

	if (!says || !backup_scan(bundle, is, err))
		return NULL;
	if (says->bytes != is->bytes)
		bad(err, "its bundle has %" G_GUINT64_FORMAT " bytes, and its manifest says %" G_GUINT64_FORMAT, is->bytes,
			says->bytes);
	else if (strcmp(says->bundle, is->bundle) != 0)
		bad(err, "its bundle has another SHA-256 than its manifest says");
	else if (!same_refs(says, is) || !has_branch(says) || !oid_equal(&says->head, &is->head))
		bad(err, "its bundle has other refs than its manifest says");
	else if (says->objects != is->objects)
		bad(err, "its bundle has other objects than its manifest says");
	else
		return g_steal_pointer(&says);
	return NULL;
}
