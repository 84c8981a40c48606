/* Files of the work tree: read, written and removed so that no symbolic link leads out of it. */
#include "worktree_private.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static gboolean
fail(GError **err, const char *what, const char *path)
{
	if (errno == ELOOP || errno == ENOTDIR) {
		error_set(err, ERR_INVALID, "'%s' is reached through a symbolic link or something else that is no folder", path);
		error_rule(err, "plain-file");
	} else {
		error_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "cannot %s '%s': %s", what, path, g_strerror(errno));
	}
	error_at(err, path, 0, 0);
	return FALSE;
}

/* A path that stays inside and out of git's own folder. */
static gboolean
check_path(const char *path, GError **err)
{
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);

	if (!*parts)
		return error_set(err, ERR_INVALID, "an empty path is no path inside the repository");
	for (char **part = parts; *part; part++) {
		if (**part && strcmp(*part, ".") && strcmp(*part, "..") && g_ascii_strcasecmp(*part, ".git") &&
			strlen(*part) <= NAME_MAX)
			continue;
		return error_set(err, ERR_INVALID, "'%s' is no path inside the repository", path);
	}
	return TRUE;
}

/* The folder of a path, opened, made when asked; *name is the rest. -1 with *err. */
static int
open_parent(struct store *store, const char *path, gboolean make, const char **name, GError **err)
{
	int fd, next, why;

	if (!store_work_dir(store)) {
		error_set(err, ERR_USAGE, "the repository has no work tree");
		return -1;
	}
	if (!check_path(path, err))
		return -1;
	fd = open(store_work_dir(store), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (*name = path; fd >= 0 && strchr(*name, '/'); *name = strchr(*name, '/') + 1) {
		g_autofree char *part = g_strndup(*name, strcspn(*name, "/"));

		next = openat(fd, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (next < 0 && errno == ENOENT && make && (mkdirat(fd, part, 0777) == 0 || errno == EEXIST))
			next = openat(fd, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		why = errno;
		close(fd);
		errno = why;
		fd = next;
	}
	if (fd < 0)
		fail(err, make ? "write" : "read", path);
	return fd;
}

/* Whatever the path leads to: the bytes are taken only when they hash to the blob's id. */
GBytes *
worktree_peek(struct store *store, const char *path, const struct oid *blob)
{
	const char *top = store_work_dir(store);
	g_autofree char *full = top ? g_strconcat(top, path, NULL) : NULL;
	int fd = full ? open(full, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;
	char block[16384];
	struct iovec into = {block, sizeof(block)};
	struct oid found;
	ssize_t n;

	if (fd < 0)
		return NULL;
	n = preadv2(fd, &into, 1, 0, RWF_NOWAIT);
	close(fd);
	if (n < 0 || n == sizeof(block))
		return NULL;
	oid_of_blob(block, (gsize)n, &found);
	return oid_equal(&found, blob) ? g_bytes_new(block, (gsize)n) : NULL;
}

GBytes *
worktree_read(struct store *store, const char *path, gsize limit, GError **err)
{
	const char *name;
	int folder = open_parent(store, path, FALSE, &name, err), fd;
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	guint8 block[65536];
	struct stat st;
	ssize_t n = 0;

	if (folder < 0)
		return NULL;
	fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		fail(err, "read", path);
	close(folder);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode)) {
		close(fd);
		error_set(err, ERR_INVALID, "'%s' is not a plain file", path);
		error_at(err, path, 0, 0);
		return NULL;
	}
	while (bytes->len <= limit && (n = read(fd, block, sizeof(block))) > 0)
		g_byte_array_append(bytes, block, n);
	if (n < 0)
		fail(err, "read", path);
	close(fd);
	if (n < 0)
		return NULL;
	if (bytes->len > limit) {
		error_set(err, ERR_INVALID, "'%s' is larger than %" G_GSIZE_FORMAT " bytes", path, limit);
		error_at(err, path, 0, 0);
		error_rule(err, "size");
		return NULL;
	}
	return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

/* What stands at the name may be a plain file or nothing. */
static gboolean
is_plain_or_none(int folder, const char *name)
{
	struct stat st;

	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT;
	if (S_ISREG(st.st_mode))
		return TRUE;
	errno = S_ISDIR(st.st_mode) ? EISDIR : ELOOP;
	return FALSE;
}

/* Through a temporary file in the git directory, or, when that is on another disk, beside the file. number: of the thread. */
static gboolean
put_file(struct store *store, int number, int folder, const char *name, const void *bytes, gsize length, gboolean durable)
{
	g_autofree char *own = g_build_filename(store_git_dir(store), "sx", NULL);
	g_autofree char *temporary = g_strdup_printf("%s/file%d", own, number);
	int at = AT_FDCWD, fd;
	const char *from = temporary;
	struct stat here, there;
	gboolean ok;

	if (g_mkdir_with_parents(own, 0777) < 0)
		return FALSE;
	if (stat(own, &here) == 0 && fstat(folder, &there) == 0 && here.st_dev != there.st_dev) {
		at = folder;
		from = ".sx-file";
	}
	fd = openat(at, from, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (fd < 0)
		return FALSE;
	ok = store_write_bytes(fd, bytes, length) && (!durable || fsync(fd) == 0);
	ok = close(fd) == 0 && ok && renameat(at, from, folder, name) == 0 && (!durable || fsync(folder) == 0);
	if (!ok) {
		int why = errno;

		unlinkat(at, from, 0);
		errno = why;
	}
	return ok;
}

gboolean
worktree_may_write(struct store *store, const char *path, GError **err)
{
	GError *failure = NULL;
	const char *name;
	int folder = open_parent(store, path, FALSE, &name, &failure);

	if (folder >= 0)
		return close(folder) == 0;
	if (failure->code == ERR_NOT_FOUND) { /* it will be made */
		g_error_free(failure);
		return TRUE;
	}
	g_propagate_error(err, failure);
	return FALSE;
}

gboolean
worktree_write(struct store *store, const char *path, const void *bytes, gsize length, GError **err)
{
	const char *name;
	int folder = open_parent(store, path, TRUE, &name, err);
	gboolean ok;

	if (folder < 0)
		return FALSE;
	ok = is_plain_or_none(folder, name) && put_file(store, 0, folder, name, bytes, length, TRUE);
	if (!ok)
		fail(err, "write", path);
	close(folder);
	return ok;
}

gboolean
worktree_chmod(struct store *store, const char *path, gboolean executable, GError **err)
{
	const char *name;
	int folder = open_parent(store, path, FALSE, &name, err);
	int fd = folder < 0 ? -1 : openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	gboolean ok = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);

	if (ok)
		ok = fchmod(fd, (st.st_mode & 0666) | (executable ? (st.st_mode & 0444) >> 2 : 0)) == 0;
	if (folder >= 0 && !ok)
		fail(err, "change", path);
	if (fd >= 0)
		close(fd);
	if (folder >= 0)
		close(folder);
	return ok;
}

struct worktree_fill {
	struct store *store;
	int number, fd; /* of the thread; of the folder, -1 */
	char *folder;	/* the path up to the last '/' */
};

struct worktree_fill *
worktree_fill_new(struct store *store, int number)
{
	struct worktree_fill *fill = g_new0(struct worktree_fill, 1);

	fill->store = store;
	fill->number = number;
	fill->fd = -1;
	return fill;
}

void
worktree_fill_free(struct worktree_fill *fill)
{
	if (fill->fd >= 0)
		close(fill->fd);
	g_free(fill->folder);
	g_free(fill);
}

static gboolean
fill_enter(struct worktree_fill *fill, const char *path, GError **err)
{
	const char *slash = strrchr(path, '/'), *name;
	gsize length = slash ? slash - path : 0;

	if (fill->folder && strlen(fill->folder) == length && !strncmp(fill->folder, path, length))
		return TRUE;
	if (fill->fd >= 0)
		close(fill->fd);
	g_clear_pointer(&fill->folder, g_free);
	fill->fd = open_parent(fill->store, path, TRUE, &name, err);
	if (fill->fd < 0)
		return FALSE;
	fill->folder = g_strndup(path, length);
	return TRUE;
}

gboolean
worktree_fill_add(struct worktree_fill *fill, const char *path, const void *bytes, gsize length, gboolean *there, GError **err)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	gboolean ok;
	int fd;

	*there = FALSE;
	if (!check_path(path, err) || !fill_enter(fill, path, err))
		return FALSE;
	fd = openat(fill->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (fd < 0) {
		*there = errno == EEXIST;
		return *there || fail(err, "write", path);
	}
	ok = store_write_bytes(fd, bytes, length);
	ok = close(fd) == 0 && ok;
	return ok || fail(err, "write", path);
}

gboolean
worktree_fill_put(struct worktree_fill *fill, const char *path, const void *bytes, gsize length, GError **err)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	gboolean there;

	if (!worktree_fill_add(fill, path, bytes, length, &there, err))
		return FALSE;
	return !there ||
	       (is_plain_or_none(fill->fd, name) && put_file(fill->store, fill->number, fill->fd, name, bytes, length, FALSE)) ||
	       fail(err, "write", path);
}

gboolean
worktree_sync(struct store *store, GError **err)
{
	int fd = open(store_work_dir(store), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	gboolean ok = fd >= 0 && syncfs(fd) == 0;

	if (!ok)
		fail(err, "write", store_work_dir(store));
	if (fd >= 0)
		close(fd);
	return ok;
}

/* Folders that have become empty, from the deepest up. */
static void
remove_empty(struct store *store, const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	const char *name;
	int fd;

	while (strcmp(folder, ".")) {
		char *above;

		fd = open_parent(store, folder, FALSE, &name, NULL);
		if (fd < 0)
			return;
		if (unlinkat(fd, name, AT_REMOVEDIR) < 0) {
			close(fd);
			return;
		}
		close(fd);
		above = g_path_get_dirname(folder);
		g_free(folder);
		folder = above;
	}
}

gboolean
worktree_remove(struct store *store, const char *path, GError **err)
{
	GError *failure = NULL;
	const char *name;
	int folder = open_parent(store, path, FALSE, &name, &failure);
	gboolean ok;

	if (folder < 0 && failure->code == ERR_NOT_FOUND) {
		g_error_free(failure);
		return TRUE;
	}
	if (folder < 0) {
		g_propagate_error(err, failure);
		return FALSE;
	}
	ok = unlinkat(folder, name, 0) == 0 || errno == ENOENT;
	if (!ok)
		fail(err, "remove", path);
	close(folder);
	if (ok)
		remove_empty(store, path);
	return ok;
}
