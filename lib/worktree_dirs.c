/*
 * How many names each folder had when it was last read, kept in <git dir>/sx/dirs:
 * a folder whose times are the same has as many now. Text, a line a folder:
 *
 *	MTIME NS CTIME NS INODE NAMES path
 *
 * A folder that changed in the tick it was read, or later, is not kept: its
 * time would not tell. The tick is that of a file made before the first folder
 * was read, so that both times are the file system's own. Disposable.
 */
#include "worktree_private.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_LINE "sx dirs 1\n"
#define WORTH 1000 /* names read in vain from which it is worth writing */

struct dirs {
	char *path, *temporary;
	GHashTable *known;  /* path -> struct dir_line * */
	int fd;		    /* of temporary; -1 */
	struct stat moment; /* of temporary, when it was made */
	GMutex mutex;
};

static gboolean
dir_same(const struct dir_line *d, const struct stat *st)
{
	return d->mtime == st->st_mtim.tv_sec && d->mtime_ns == st->st_mtim.tv_nsec && d->ctime == st->st_ctim.tv_sec &&
	       d->ctime_ns == st->st_ctim.tv_nsec && d->ino == st->st_ino;
}

static void
read_lines(struct dirs *dirs, const char *text)
{
	if (!g_str_has_prefix(text, HEAD_LINE))
		return;
	for (const char *line = text + strlen(HEAD_LINE), *end; (end = strchr(line, '\n')); line = end + 1) {
		struct dir_line *d = g_new0(struct dir_line, 1);
		char *rest = (char *)line;

		d->mtime = g_ascii_strtoll(rest, &rest, 10);
		d->mtime_ns = g_ascii_strtoll(rest, &rest, 10);
		d->ctime = g_ascii_strtoll(rest, &rest, 10);
		d->ctime_ns = g_ascii_strtoll(rest, &rest, 10);
		d->ino = g_ascii_strtoull(rest, &rest, 10);
		d->names = g_ascii_strtoll(rest, &rest, 10);
		if (*rest == ' ' && rest < end)
			g_hash_table_insert(dirs->known, g_strndup(rest + 1, end - rest - 1), d);
		else
			g_free(d);
	}
}

struct dirs *
dirs_open(const char *git_dir)
{
	struct dirs *dirs = g_new0(struct dirs, 1);
	g_autofree char *text = NULL;

	g_mutex_init(&dirs->mutex);
	dirs->fd = -1;
	dirs->path = g_build_filename(git_dir, "sx", "dirs", NULL);
	dirs->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	if (g_file_get_contents(dirs->path, &text, NULL, NULL))
		read_lines(dirs, text);
	return dirs;
}

int
dirs_names(struct dirs *dirs, const char *path, int fd, struct stat *st)
{
	const struct dir_line *d = g_hash_table_lookup(dirs->known, path);

	if (fstat(fd, st) < 0)
		return -1;
	if (d && dir_same(d, st))
		return d->names;
	g_mutex_lock(&dirs->mutex);
	if (!dirs->temporary) {
		dirs->temporary = g_strconcat(dirs->path, "-XXXXXX", NULL);
		dirs->fd = g_mkstemp_full(dirs->temporary, O_WRONLY | O_CLOEXEC, 0666);
		if (dirs->fd >= 0 && fstat(dirs->fd, &dirs->moment) < 0)
			memset(&dirs->moment, 0, sizeof(dirs->moment));
	}
	g_mutex_unlock(&dirs->mutex);
	return -1;
}

gboolean
dirs_lasting(const struct dirs *dirs, const struct stat *st)
{
	const struct timespec *m = &dirs->moment.st_mtim, *a = &st->st_mtim, *b = &st->st_ctim;

	return st->st_dev == dirs->moment.st_dev &&
	       (a->tv_sec < m->tv_sec || (a->tv_sec == m->tv_sec && a->tv_nsec < m->tv_nsec)) &&
	       (b->tv_sec < m->tv_sec || (b->tv_sec == m->tv_sec && b->tv_nsec < m->tv_nsec));
}

static gboolean
write_lines(struct dirs *dirs, GHashTable *folders)
{
	g_autoptr(GString) text = g_string_new(HEAD_LINE);
	GHashTableIter each;
	gpointer value;

	for (g_hash_table_iter_init(&each, folders); g_hash_table_iter_next(&each, NULL, &value);) {
		const struct folder *folder = value;
		const struct dir_line *d = &folder->line;

		if (folder->lasting && !strchr(folder->path, '\n'))
			g_string_append_printf(text,
				"%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
				" %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT " %s\n",
				d->mtime, d->mtime_ns, d->ctime, d->ctime_ns, d->ino, d->names, folder->path);
	}
	return write(dirs->fd, text->str, text->len) == (ssize_t)text->len;
}

void
dirs_close(struct dirs *dirs, GHashTable *folders, guint read_in_vain)
{
	if (dirs->fd >= 0) {
		gboolean keep = read_in_vain >= WORTH && write_lines(dirs, folders);

		close(dirs->fd);
		if (!keep || rename(dirs->temporary, dirs->path) < 0)
			unlink(dirs->temporary);
	}
	g_hash_table_unref(dirs->known);
	g_mutex_clear(&dirs->mutex);
	g_free(dirs->temporary);
	g_free(dirs->path);
	g_free(dirs);
}
