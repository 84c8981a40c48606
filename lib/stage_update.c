/* git's index file: changing some entries, the rest copied as it is. */
#include "stage_private.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LOCK_MARK "sx\n" /* content of an index.lock of ours */
#define LOCK_TRIES 40
#define LOCK_WAIT 50000 /* microseconds */

struct stage_lock {
	char *path;
};

static gboolean
fail(GError **err, const char *path)
{
	return error_set(err, ERR_IO, "cannot write git's index '%s': %s", path, g_strerror(errno));
}

/* With its mark in it from the first moment on; a file system without links gets it a moment later. */
static gboolean
lock_once(const char *path, const char *temporary)
{
	int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
	gboolean ok = fd >= 0 && write(fd, LOCK_MARK, strlen(LOCK_MARK)) == (ssize_t)strlen(LOCK_MARK);
	int why;

	if (fd >= 0)
		close(fd);
	if (!ok)
		return FALSE;
	ok = link(temporary, path) == 0;
	if (!ok && errno != EEXIST && errno != ENOSPC) {
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		ok = fd >= 0 && write(fd, LOCK_MARK, strlen(LOCK_MARK)) == (ssize_t)strlen(LOCK_MARK);
		if (fd >= 0)
			close(fd);
	}
	why = errno;
	unlink(temporary);
	errno = why;
	return ok;
}

struct stage_lock *
stage_lock_take(struct store *store, GError **err)
{
	g_autofree char *path = g_build_filename(store_git_dir(store), "index.lock", NULL);
	g_autofree char *temporary = g_strconcat(path, ".sx", NULL);
	struct stage_lock *lock;

	for (int i = 0; !lock_once(path, temporary); i++) {
		if (errno != EEXIST) {
			fail(err, path);
			return NULL;
		}
		if (i == LOCK_TRIES) {
			error_set(err, ERR_CONFLICT, "another git program is at work: '%s' exists", path);
			error_hint(err, "let it finish, then run the command again");
			return NULL;
		}
		g_usleep(LOCK_WAIT);
	}
	lock = g_new0(struct stage_lock, 1);
	lock->path = g_steal_pointer(&path);
	return lock;
}

void
stage_lock_free(struct stage_lock *lock)
{
	unlink(lock->path);
	g_free(lock->path);
	g_free(lock);
}

gboolean
stage_locked(struct store *store)
{
	g_autofree char *path = g_build_filename(store_git_dir(store), "index.lock", NULL);

	return access(path, F_OK) == 0;
}

void
stage_lock_clear(struct store *store)
{
	g_autofree char *path = g_build_filename(store_git_dir(store), "index.lock", NULL);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char mark[8];

	if (fd < 0)
		return;
	if (read(fd, mark, sizeof(mark)) == (ssize_t)strlen(LOCK_MARK) && !memcmp(mark, LOCK_MARK, strlen(LOCK_MARK)))
		unlink(path);
	close(fd);
}

static void
put32(GByteArray *out, guint32 value)
{
	value = GUINT32_TO_BE(value);
	g_byte_array_append(out, (const guint8 *)&value, 4);
}

static gboolean
put_entry(GByteArray *out, const struct stage_change *change, GError **err)
{
	static const guint8 zero[8];
	struct stat st = {0};
	gsize length = strlen(change->path), start = out->len;
	guint16 flags = GUINT16_TO_BE((guint16)MIN(length, FLAG_LENGTH));

	if (change->work_path && lstat(change->work_path, &st) < 0)
		return error_set(err, ERR_IO, "cannot look at '%s': %s", change->work_path, g_strerror(errno));
	put32(out, st.st_ctim.tv_sec);
	put32(out, st.st_ctim.tv_nsec);
	put32(out, st.st_mtim.tv_sec);
	put32(out, st.st_mtim.tv_nsec);
	put32(out, st.st_dev);
	put32(out, st.st_ino);
	put32(out, change->executable ? 0100755 : 0100644);
	put32(out, st.st_uid);
	put32(out, st.st_gid);
	put32(out, st.st_size);
	g_byte_array_append(out, change->oid.raw, 20);
	g_byte_array_append(out, (const guint8 *)&flags, 2);
	g_byte_array_append(out, (const guint8 *)change->path, length);
	g_byte_array_append(out, zero, 8 - (out->len - start) % 8);
	return TRUE;
}

/* A file that has been changed since, as its nanoseconds tell; git looks at whole seconds. */
static gboolean
is_touched(const struct stage *s, guint i)
{
	g_autofree char *path = s->work_dir ? g_build_filename(s->work_dir, stage_path(s, i), NULL) : NULL;
	struct stage_entry e;
	struct stat st;
	gboolean racy;

	return path && stage_get(s, i, &e) && lstat(path, &st) == 0 && !stage_same(s, &e, &st, &racy);
}

/*
 * Entries as they are. But one whose file may have changed in the tick the old
 * index was written would look clean against the new index, which is younger:
 * its size becomes 0, as git does it, so that its content is compared.
 */
static void
copy_run(GByteArray *out, const struct stage *s, guint from, guint to)
{
	gsize base = s->at[from], start = out->len;

	g_byte_array_append(out, s->bytes + base, s->at[to] - base);
	for (guint i = from; i < to; i++) {
		const guint8 *p = s->bytes + s->at[i];
		guint32 mtime = be32(p + 8), mtime_ns = be32(p + 12);

		if (stage_racy(s, mtime, mtime_ns, mtime_ns || be32(p + 4)) ||
			(stage_racy(s, mtime, mtime_ns, FALSE) && is_touched(s, i)))
			memset(out->data + start + (s->at[i] - base) + 36, 0, 4);
	}
}

static int
change_order(gconstpointer a, gconstpointer b)
{
	return strcmp((*(const struct stage_change *const *)a)->path, (*(const struct stage_change *const *)b)->path);
}

/* The new entries behind a head; *n is how many there are. cache may be NULL. */
static gboolean
put_entries(GByteArray *out, const struct stage *s, const GPtrArray *changes, struct cache_tree *cache, guint *n, GError **err)
{
	guint at = 0, count = s ? s->n : 0;

	for (guint c = 0; c < changes->len; c++) {
		const struct stage_change *change = changes->pdata[c];
		guint from = s ? stage_find(s, at, change->path) : 0, next = from;

		if (s && from > at)
			copy_run(out, s, at, from);
		while (s && next < s->n && !strcmp(stage_path(s, next), change->path))
			next++;
		if (!change->remove && !put_entry(out, change, err))
			return FALSE;
		count = count - (next - from) + !change->remove;
		if (cache)
			cache_tree_touch(cache, change->path, (int)!change->remove - (int)(next - from));
		at = next;
	}
	if (s && at < s->n)
		copy_run(out, s, at, s->n);
	*n = count;
	return TRUE;
}

static struct cache_tree *
cache_begin(const struct stage *s)
{
	if (!s || s->n == 0)
		return cache_tree_new("");
	return s->tree ? cache_tree_read(s->tree, s->tree_length) : NULL;
}

/* Did the index equal old_tree? Then what changed in it is known from the new tree. */
static gboolean
cache_holds(const struct stage *s, const struct oid *old_tree)
{
	struct oid held;

	if (!old_tree || oid_is_zero(old_tree))
		return !s || s->n == 0;
	return s && stage_tree(s, &held) && oid_equal(&held, old_tree);
}

static void
put_cache(GByteArray *out, const struct cache_tree *cache)
{
	guint start = out->len;
	guint32 length;

	g_byte_array_append(out, (const guint8 *)"TREE\0\0\0\0", 8);
	cache_tree_write(cache, out);
	length = GUINT32_TO_BE(out->len - start - 8);
	memcpy(out->data + start + 4, &length, 4);
}

static gpointer
digest(gpointer data)
{
	GByteArray *bytes = data;
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA1);

	g_checksum_update(sum, bytes->data, bytes->len);
	return sum;
}

/* The digest is worked out while the bytes are written: each takes 20 ms for 100,000 entries. */
static gboolean
write_index(struct store *store, GByteArray *bytes, guint mode, GError **err)
{
	g_autofree char *path = g_build_filename(store_git_dir(store), "index", NULL);
	g_autofree char *temporary = g_strconcat(path, ".sx", NULL);
	int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
	GThread *thread;
	g_autoptr(GChecksum) sum = NULL;
	guint8 raw[STAGE_DIGEST];
	gsize size = sizeof(raw);
	gboolean ok;

	if (fd < 0)
		return fail(err, temporary);
	thread = g_thread_try_new("digest", digest, bytes, NULL);
	ok = store_write_bytes(fd, bytes->data, bytes->len);
	sum = thread ? g_thread_join(thread) : digest(bytes);
	g_checksum_get_digest(sum, raw, &size);
	ok = ok && store_write_bytes(fd, raw, sizeof(raw)) && fsync(fd) == 0;
	if (!ok)
		fail(err, temporary);
	close(fd);
	if (ok && rename(temporary, path) < 0)
		ok = fail(err, path);
	if (!ok)
		unlink(temporary);
	return ok;
}

gboolean
stage_update(struct store *store, const struct stage_change *changes, guint n, const struct oid *old_tree,
	const struct oid *new_tree, GError **err)
{
	GError *failure = NULL;
	AUTO(stage) s = stage_open(store_git_dir(store), &failure);
	AUTO(cache_tree) cache = NULL;
	g_autoptr(GPtrArray) sorted = g_ptr_array_new();
	g_autoptr(GByteArray) out = NULL;
	guint32 count;

	if (failure) {
		g_propagate_error(err, failure);
		return FALSE;
	}
	if (s)
		s->work_dir = store_work_dir(store);
	for (guint i = 0; i < n; i++)
		g_ptr_array_add(sorted, (gpointer)&changes[i]);
	g_ptr_array_sort(sorted, change_order);
	out = g_byte_array_sized_new((s ? s->length : 0) + 256 * n + 65536);
	g_byte_array_append(out, s ? s->bytes : (const guint8 *)"DIRC\0\0\0\2\0\0\0\0", STAGE_HEADER);
	cache = cache_begin(s);
	if (!put_entries(out, s, sorted, cache, &count, err))
		return FALSE;
	count = GUINT32_TO_BE(count);
	memcpy(out->data + 8, &count, 4);
	if (cache && cache_holds(s, old_tree) && !cache_tree_fill(cache, store, new_tree, err))
		return FALSE;
	if (cache)
		put_cache(out, cache);
	return write_index(store, out, s ? s->mode : 0666, err);
}
