/*
 * Writing many objects as one pack, gitformat-pack(5): objects are deflated
 * one after the other into a temporary file, whole and without deltas; the
 * index (version 2) is made from what was noted on the way. While the pack is
 * being made its trees can be read back, and git_odb_write() goes to it.
 */
#include "store_private.h"
#include <errno.h>
#include <fcntl.h>
#include <git2/sys/odb_backend.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FLUSH (1024 * 1024) /* bytes written at a time */

struct pack {
	char *folder, *path; /* objects/pack, the temporary file in it */
	int fd;
	struct press *press; /* its out is not written yet */
	guint64 offset;	     /* of where out begins */
	GMutex lock;	     /* of entries: others look things up while blobs are written */
	GHashTable *entries; /* set of struct pack_entry *, by oid */
};

struct pack_backend {
	git_odb_backend base;
	struct store *store;
};

static void
entry_free(gpointer data)
{
	struct pack_entry *entry = data;

	g_clear_pointer(&entry->tree, g_bytes_unref);
	g_free(entry);
}

static void
pack_free(struct pack *pack)
{
	if (pack->path) {
		close(pack->fd);
		unlink(pack->path);
	}
	press_free(pack->press);
	g_hash_table_unref(pack->entries);
	g_mutex_clear(&pack->lock);
	g_free(pack->folder);
	g_free(pack->path);
	g_free(pack);
}
AUTO_FREE(pack)

static gboolean
pack_fail(GError **err)
{
	return error_set(err, ERR_IO, "cannot write a pack: %s", g_strerror(errno));
}

gboolean
store_write_bytes(int fd, const guint8 *bytes, gsize length)
{
	while (length) {
		ssize_t n = write(fd, bytes, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return FALSE;
		bytes += n;
		length -= n;
	}
	return TRUE;
}

static gboolean
pack_flush(struct pack *pack, GError **err)
{
	GByteArray *out = pack->press->out;
	gboolean ok = store_write_bytes(pack->fd, out->data, out->len) || pack_fail(err);

#ifdef SYNC_FILE_RANGE_WRITE
	if (ok) /* a hint: what the disk has begun with is not waited for at the end */
		sync_file_range(pack->fd, (off_t)pack->offset, out->len, SYNC_FILE_RANGE_WRITE);
#endif
	pack->offset += out->len;
	g_byte_array_set_size(out, 0);
	return ok;
}

static const char *
type_name(git_object_t type)
{
	return git_object_type2string(type);
}

static void
object_id(git_object_t type, const void *bytes, gsize length, struct oid *out)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
	char head[40];
	gsize size = sizeof(out->raw);
	int n = g_snprintf(head, sizeof(head), "%s %" G_GSIZE_FORMAT, type_name(type), length);

	g_checksum_update(sum, (const guchar *)head, n + 1);
	g_checksum_update(sum, bytes, length);
	g_checksum_get_digest(sum, out->raw, &size);
}

/* NULL with *err unset when it is there already. */
static struct pack_entry *
entry_add(struct pack *pack, git_object_t type, const struct oid *oid, gsize length, GError **err)
{
	g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&pack->lock);
	struct pack_entry *entry;

	if (g_hash_table_contains(pack->entries, oid))
		return NULL;
	if (length > G_MAXINT32) {
		error_set(err, ERR_INVALID, "a file of more than 2 GiB cannot be stored");
		return NULL;
	}
	entry = g_new0(struct pack_entry, 1);
	*entry = (struct pack_entry){.oid = *oid, .type = type, .size = length};
	g_hash_table_add(pack->entries, entry);
	return entry;
}

/* One that is there already is not written again. */
static gboolean
put(struct pack *pack, git_object_t type, const struct oid *oid, const void *bytes, gsize length, GError **err)
{
	GError *failure = NULL;
	struct pack_entry *entry = entry_add(pack, type, oid, length, &failure);

	if (!entry) {
		if (failure)
			g_propagate_error(err, failure);
		return !failure;
	}
	if (type == GIT_OBJECT_TREE)
		entry->tree = g_bytes_new(bytes, length);
	press_object(pack->press, bytes, entry);
	entry->offset += pack->offset;
	return pack->press->out->len < FLUSH || pack_flush(pack, err);
}

gboolean
pack_write(struct pack *pack, git_object_t type, const void *bytes, gsize length, struct oid *out, GError **err)
{
	object_id(type, bytes, length, out);
	return put(pack, type, out, bytes, length, err);
}

gboolean
pack_write_blobs(struct pack *pack, const struct blob_text *blobs, guint n, GError **err)
{
	for (guint i = 0; i < n; i++)
		if (!put(pack, GIT_OBJECT_BLOB, blobs[i].oid, blobs[i].bytes, blobs[i].length, err))
			return FALSE;
	return TRUE;
}

/* --- what libgit2 asks and writes while the pack is being made --- */

static struct pack_entry *
backend_find(git_odb_backend *backend, const git_oid *id)
{
	struct pack *pack = ((struct pack_backend *)backend)->store->pack;
	g_autoptr(GMutexLocker) locker = pack ? g_mutex_locker_new(&pack->lock) : NULL;

	return pack ? g_hash_table_lookup(pack->entries, id->id) : NULL;
}

static int
backend_read(void **out, size_t *length, git_object_t *type, git_odb_backend *backend, const git_oid *id)
{
	struct pack_entry *entry = backend_find(backend, id);

	if (!entry || !entry->tree)
		return GIT_ENOTFOUND;
	*out = git_odb_backend_data_alloc(backend, entry->size + 1);
	if (!*out)
		return GIT_ERROR;
	memcpy(*out, g_bytes_get_data(entry->tree, NULL), entry->size);
	*length = entry->size;
	*type = entry->type;
	return 0;
}

static int
backend_read_header(size_t *length, git_object_t *type, git_odb_backend *backend, const git_oid *id)
{
	struct pack_entry *entry = backend_find(backend, id);

	if (!entry)
		return GIT_ENOTFOUND;
	*length = entry->size;
	*type = entry->type;
	return 0;
}

static int
backend_exists(git_odb_backend *backend, const git_oid *id)
{
	return backend_find(backend, id) != NULL;
}

static int
backend_write(git_odb_backend *backend, const git_oid *id, const void *bytes, size_t length, git_object_t type)
{
	struct pack *pack = ((struct pack_backend *)backend)->store->pack;
	g_autoptr(GError) error = NULL;
	struct oid out;

	if (!pack)
		return GIT_PASSTHROUGH;
	if (pack_write(pack, type, bytes, length, &out, &error))
		return 0;
	git_error_set_str(GIT_ERROR_OS, error->message);
	return GIT_ERROR;
}

static void
backend_free(git_odb_backend *backend)
{
	g_free(backend);
}

static gboolean
backend_add(struct store *store, GError **err)
{
	struct pack_backend *backend = g_new0(struct pack_backend, 1);
	int result;

	backend->store = store;
	git_odb_init_backend(&backend->base, GIT_ODB_BACKEND_VERSION);
	backend->base.read = backend_read;
	backend->base.read_header = backend_read_header;
	backend->base.exists = backend_exists;
	backend->base.write = backend_write;
	backend->base.free = backend_free;
	result = git_odb_add_backend(store->odb, &backend->base, 100); /* before libgit2's own */
	if (result < 0) {
		g_free(backend);
		return store_fail(err, result, "cannot begin a pack");
	}
	store->pack_reads = TRUE;
	return TRUE;
}

/* --- beginning and ending --- */

gboolean
store_pack_begin(struct store *store, GError **err)
{
	AUTO(pack) pack = g_new0(struct pack, 1);

	g_return_val_if_fail(!store->pack, FALSE);
	g_mutex_init(&pack->lock);
	pack->press = press_new();
	pack->entries = g_hash_table_new_full(store_oid_hash, store_oid_same, entry_free, NULL);
	pack->folder = g_build_filename(store->common_dir, "objects", "pack", NULL);
	if (g_mkdir_with_parents(pack->folder, 0777) < 0)
		return pack_fail(err);
	pack->path = g_build_filename(pack->folder, "tmp_sx_XXXXXX", NULL);
	pack->fd = g_mkstemp_full(pack->path, O_RDWR | O_CLOEXEC, 0600);
	if (pack->fd < 0) {
		g_clear_pointer(&pack->path, g_free);
		return pack_fail(err);
	}
	g_byte_array_append(pack->press->out, (const guint8 *)"PACK\0\0\0\2\0\0\0\0", 12);
	if (!store->pack_reads && !backend_add(store, err))
		return FALSE;
	store->pack = g_steal_pointer(&pack);
	return TRUE;
}

void
store_pack_abort(struct store *store)
{
	g_clear_pointer(&store->pack, pack_free);
}

/* The number of objects is known only now: write it, and the digest of the whole at the end. */
static gboolean
pack_close(struct pack *pack, guint8 digest[20], GError **err)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
	g_autofree guint8 *block = g_malloc(1024 * 1024);
	guint32 count = GUINT32_TO_BE(g_hash_table_size(pack->entries));
	gsize size = 20;
	ssize_t n;

	if (!pack_flush(pack, err))
		return FALSE;
	if (pwrite(pack->fd, &count, 4, 8) != 4)
		return pack_fail(err);
	for (guint64 at = 0; (n = pread(pack->fd, block, 1024 * 1024, at)) > 0; at += n)
		g_checksum_update(sum, block, n);
	if (n < 0)
		return pack_fail(err);
	g_checksum_get_digest(sum, digest, &size);
	if (!store_write_bytes(pack->fd, digest, 20) && !pack_fail(err))
		return FALSE;
	return (fsync(pack->fd) == 0 && fchmod(pack->fd, 0444) == 0) || pack_fail(err);
}

static void
put_be32(GByteArray *out, guint32 value)
{
	value = GUINT32_TO_BE(value);
	g_byte_array_append(out, (const guint8 *)&value, 4);
}

static int
entry_order(gconstpointer a, gconstpointer b)
{
	return memcmp((*(struct pack_entry *const *)a)->oid.raw, (*(struct pack_entry *const *)b)->oid.raw, 20);
}

static void
put_fanout(GByteArray *out, const GPtrArray *entries)
{
	guint i = 0;

	for (int first = 0; first < 256; first++) {
		while (i < entries->len && ((struct pack_entry *)entries->pdata[i])->oid.raw[0] <= first)
			i++;
		put_be32(out, i);
	}
}

/* Offsets of 31 bits; larger ones go to a table of 64 bits behind. */
static void
put_offsets(GByteArray *out, const GPtrArray *entries)
{
	g_autoptr(GByteArray) large = g_byte_array_new();

	for (guint i = 0; i < entries->len; i++) {
		guint64 offset = ((struct pack_entry *)entries->pdata[i])->offset;

		if (offset < 0x80000000u) {
			put_be32(out, offset);
			continue;
		}
		put_be32(out, 0x80000000u | large->len / 8);
		put_be32(large, offset >> 32);
		put_be32(large, (guint32)offset);
	}
	g_byte_array_append(out, large->data, large->len);
}

static GByteArray *
pack_index(struct pack *pack, const guint8 digest[20])
{
	g_autoptr(GPtrArray) entries = g_ptr_array_new();
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
	GByteArray *out = g_byte_array_new();
	GHashTableIter each;
	gpointer entry;
	guint8 own[20];
	gsize size = sizeof(own);

	for (g_hash_table_iter_init(&each, pack->entries); g_hash_table_iter_next(&each, &entry, NULL);)
		g_ptr_array_add(entries, entry);
	g_ptr_array_sort(entries, entry_order);
	g_byte_array_append(out, (const guint8 *)"\377tOc\0\0\0\2", 8);
	put_fanout(out, entries);
	for (guint i = 0; i < entries->len; i++)
		g_byte_array_append(out, ((struct pack_entry *)entries->pdata[i])->oid.raw, 20);
	for (guint i = 0; i < entries->len; i++)
		put_be32(out, ((struct pack_entry *)entries->pdata[i])->crc);
	put_offsets(out, entries);
	g_byte_array_append(out, digest, 20);
	g_checksum_update(sum, out->data, out->len);
	g_checksum_get_digest(sum, own, &size);
	g_byte_array_append(out, own, 20);
	return out;
}

static gboolean
sync_folder(const char *path, GError **err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	gboolean ok = fd >= 0 && fsync(fd) == 0;

	if (!ok)
		pack_fail(err);
	if (fd >= 0)
		close(fd);
	return ok;
}

/* index: a temporary file beside the pack, then both under their names, the pack first: git looks for the index. */
static gboolean
pack_publish(struct pack *pack, const GByteArray *index, const guint8 digest[20], GError **err)
{
	g_autofree char *temporary = g_build_filename(pack->folder, "tmp_sx_XXXXXX", NULL);
	g_autofree char *pack_name = NULL, *index_name = NULL;
	struct oid name;
	char hex[OID_HEX];
	gboolean ok;
	int fd = g_mkstemp_full(temporary, O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0)
		return pack_fail(err);
	ok = (store_write_bytes(fd, index->data, index->len) || pack_fail(err)) &&
	     ((fsync(fd) == 0 && fchmod(fd, 0444) == 0) || pack_fail(err));
	close(fd);
	memcpy(name.raw, digest, 20);
	oid_hex(&name, hex);
	pack_name = g_strdup_printf("%s/pack-%s.pack", pack->folder, hex);
	index_name = g_strdup_printf("%s/pack-%s.idx", pack->folder, hex);
	if (ok && rename(pack->path, pack_name) == 0) {
		close(pack->fd);
		g_clear_pointer(&pack->path, g_free);
		if (rename(temporary, index_name) == 0)
			return sync_folder(pack->folder, err);
		unlink(pack_name);
	}
	unlink(temporary);
	return ok ? pack_fail(err) : FALSE;
}

gboolean
store_pack_end(struct store *store, GError **err)
{
	AUTO(pack) pack = g_steal_pointer(&store->pack);
	g_autoptr(GByteArray) index = NULL;
	guint8 digest[20];
	int result;

	g_return_val_if_fail(pack, FALSE);
	if (g_hash_table_size(pack->entries) == 0)
		return TRUE;
	if (!pack_close(pack, digest, err))
		return FALSE;
	index = pack_index(pack, digest);
	if (!pack_publish(pack, index, digest, err))
		return FALSE;
	result = git_odb_refresh(store->odb);
	return result == 0 || store_fail(err, result, "cannot read the new pack");
}
