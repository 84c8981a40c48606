/* Folders that are made whole, or not at all. */
#include "folder.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define OPEN_AT_ONCE 32

static gboolean
is_free(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);

	return dir ? !g_dir_read_name(dir) : !g_file_test(path, G_FILE_TEST_EXISTS) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK);
}

static gboolean
taken(const char *path, GError **err)
{
	error_set(err, ERR_REFUSED, "there is something in '%s' already", path);
	error_rule(err, "exists");
	error_hint(err, "name a folder that is new or empty");
	return FALSE;
}

char *
folder_begin(const char *path, GError **err)
{
	g_autofree char *whole = g_canonicalize_filename(path, NULL), *folder = g_path_get_dirname(whole);
	g_autofree char *name = g_path_get_basename(whole), *hidden = g_strdup_printf(".%s.XXXXXX.partial", name);
	g_autofree char *partial = g_build_filename(folder, hidden, NULL);

	if (!is_free(path)) {
		taken(path, err);
		return NULL;
	}
	if (g_mkdtemp_full(partial, 0777))
		return g_steal_pointer(&partial);
	error_set(err, ERR_IO, "cannot make a folder in '%s': %s", folder, g_strerror(errno));
	return NULL;
}

gboolean
folder_sync(const char *path, GError **err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	gboolean ok = fd >= 0 && fsync(fd) == 0;
	int failed = errno;

	if (fd >= 0)
		close(fd);
	return ok || error_set(err, ERR_IO, "cannot make '%s' durable: %s", path, g_strerror(failed));
}

gboolean
folder_put(const char *folder, const char *name, const char *text, GError **err)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autoptr(GError) failure = NULL;

	return g_file_set_contents_full(
		       path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666, &failure) ||
	       error_set(err, ERR_IO, "cannot write '%s': %s", path, failure->message);
}

gboolean
folder_end(const char *partial, const char *path, GError **err)
{
	g_autofree char *whole = g_canonicalize_filename(path, NULL), *folder = g_path_get_dirname(whole);

	if (!folder_sync(partial, err))
		return FALSE;
	if (g_rename(partial, whole) == 0)
		return folder_sync(folder, err);
	if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR)
		return taken(path, err);
	return error_set(err, ERR_IO, "cannot call it '%s': %s", path, g_strerror(errno));
}

static int
remove_one(const char *path, const struct stat *st, int what, struct FTW *place)
{
	remove(path);
	return 0;
}

void
folder_remove(const char *path)
{
	if (path)
		nftw(path, remove_one, OPEN_AT_ONCE, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
