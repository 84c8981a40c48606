/* Looking at all staged files on disk, several threads at once. */
#include "worktree_private.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CHUNK 512 /* entries a thread takes at a time */
#define THREADS 4

/* Those that were not known are appended to fresh, to be listed. Any thread that has the lock. */
static struct folder *
folder_need(struct scan *scan, const char *path, gsize length, GPtrArray *fresh)
{
	g_autofree char *copy = g_strndup(path, length);
	struct folder *folder = g_hash_table_lookup(scan->folders, copy);
	const char *slash;

	if (folder)
		return folder;
	folder = g_new0(struct folder, 1);
	slash = strrchr(copy, '/');
	if (length)
		folder->parent = slash ? folder_need(scan, path, slash - copy, fresh) : g_hash_table_lookup(scan->folders, "");
	folder->path = g_steal_pointer(&copy);
	folder->listed = -1;
	g_hash_table_insert(scan->folders, folder->path, folder);
	g_ptr_array_add(fresh, folder);
	return folder;
}

static gsize
folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash - path : 0;
}

static void
plan_listing(struct scan *scan)
{
	g_autoptr(GPtrArray) fresh = g_ptr_array_new();

	scan->listing = g_ptr_array_new();
	if (!scan->roots)
		g_ptr_array_add(scan->listing, folder_need(scan, "", 0, fresh));
	for (char **root = scan->roots; root && *root; root++)
		g_ptr_array_add(scan->listing, folder_need(scan, *root, strlen(*root), fresh));
}

/* By one call where the kernel has it (Linux 5.6); -1 with ENOSYS where it has not. */
static int
open_at_once(int top, const char *path)
{
	struct open_how how = {
		.flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
	int fd = syscall(SYS_openat2, top, *path ? path : ".", &how, sizeof(how));

	if (fd < 0 && (errno == EPERM || errno == EINVAL || errno == E2BIG || errno == EAGAIN ||
			      errno == ENAMETOOLONG)) /* or somebody forbids it */
		errno = ENOSYS;
	return fd;
}

static int
open_by_steps(int top, const char *path)
{
	int fd = openat(top, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), next, why;
	char name[NAME_MAX + 1];

	while (fd >= 0 && *path) {
		gsize length = strcspn(path, "/");

		if (length > NAME_MAX) {
			close(fd);
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(name, path, length);
		name[length] = '\0';
		next = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		why = errno;
		close(fd);
		errno = why;
		fd = next;
		path += length + (path[length] == '/');
	}
	return fd;
}

int
worktree_open_folder(int top, const char *path)
{
	int fd = open_at_once(top, path);

	return fd < 0 && errno == ENOSYS ? open_by_steps(top, path) : fd;
}

gboolean
worktree_holds(int folder, const char *name, const struct oid *oid)
{
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	g_autoptr(GMappedFile) map = fd >= 0 ? g_mapped_file_new_from_fd(fd, FALSE, NULL) : NULL;
	g_autofree char *plain = NULL;
	const char *bytes;
	gsize length, n = 0;
	struct oid found;

	if (fd >= 0)
		close(fd);
	if (!map)
		return FALSE;
	bytes = g_mapped_file_get_contents(map);
	length = g_mapped_file_get_length(map);
	oid_of_blob(bytes, length, &found);
	if (oid_equal(&found, oid))
		return TRUE;
	if (!length || !memmem(bytes, length, "\r\n", 2))
		return FALSE;
	plain = g_malloc(length);
	for (gsize i = 0; i < length; i++)
		if (bytes[i] != '\r' || i + 1 == length || bytes[i + 1] != '\n')
			plain[n++] = bytes[i];
	oid_of_blob(plain, n, &found);
	return oid_equal(&found, oid);
}

static gboolean
link_holds(int folder, const char *name, const struct oid *oid)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(folder, name, target, sizeof(target));
	struct oid found;

	if (n < 0)
		return FALSE;
	oid_of_blob(target, n, &found);
	return oid_equal(&found, oid);
}

/* A folder that may not be read is no empty folder. */
static void
deny(struct scan *scan, struct folder *folder, int why)
{
	if (why != ENOENT && why != ENOTDIR && why != ELOOP && g_atomic_int_compare_and_exchange(&scan->why, 0, why))
		scan->denied = folder;
}

static enum seen
look_away(struct scan *scan, struct folder *folder, int why, const struct stage_entry *e)
{
	if (e->skip_worktree)
		return SEEN_CLEAN;
	deny(scan, folder, why);
	return SEEN_MISSING;
}

static enum seen
look(struct scan *scan, struct folder *in, int folder, const struct stage_entry *e, const char *name)
{
	struct stat st;
	gboolean racy;

	if (e->assume_valid || (e->mode & 0170000) == 0160000)
		return SEEN_CLEAN;
	if (folder < 0 || fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return look_away(scan, in, folder < 0 ? ENOENT : errno, e);
	if (S_ISDIR(st.st_mode))
		return look_away(scan, in, ENOENT, e);
	if (S_ISLNK(st.st_mode) && (e->mode & 0170000) == 0120000 && link_holds(folder, name, &e->oid))
		return SEEN_CLEAN;
	if (!S_ISREG(st.st_mode) || (e->mode & 0170000) != 0100000)
		return SEEN_LINK;
	if (e->level || e->intent_to_add)
		return SEEN_CHANGED;
	if (stage_same(scan->stage, e, &st, &racy) && !racy)
		return SEEN_CLEAN;
	return worktree_holds(folder, name, &e->oid) ? SEEN_CLEAN : SEEN_CHANGED;
}

static int
count_names(int fd)
{
	DIR *dir = fdopendir(fd);
	const struct dirent *d;
	int n = 0;

	if (!dir) {
		close(fd);
		return -1;
	}
	while ((d = readdir(dir)))
		n += strcmp(d->d_name, ".") && strcmp(d->d_name, "..");
	closedir(dir);
	return n;
}

/* From the number kept, when the folder's times say that it holds. Closes fd. */
static void
list_folder(struct scan *scan, struct folder *folder, int fd)
{
	struct stat st = {0};
	int names = dirs_names(scan->dirs, folder->path, fd, &st);

	folder->lasting = names >= 0;
	if (names >= 0) {
		close(fd);
	} else {
		names = count_names(fd);
		g_atomic_int_add(&scan->read, MAX(names, 0));
		folder->lasting = names >= 0 && dirs_lasting(scan->dirs, &st);
	}
	folder->listed = names;
	folder->line =
		(struct dir_line){st.st_mtim.tv_sec, st.st_mtim.tv_nsec, st.st_ctim.tv_sec, st.st_ctim.tv_nsec, st.st_ino, names};
}

/* fd (or -1) is closed. */
static void
see_folder(struct scan *scan, struct folder *folder, int fd)
{
	if (fd >= 0 && folder->parent)
		g_atomic_int_add(&folder->parent->present, 1);
	if (fd >= 0)
		list_folder(scan, folder, fd);
}

static void
open_and_see(struct scan *scan, struct folder *folder)
{
	int fd = worktree_open_folder(scan->top, folder->path);

	if (fd < 0)
		deny(scan, folder, errno);
	see_folder(scan, folder, fd);
}

/* The first entry from one on that is in another folder, at most another one. */
static guint
pass_run(const struct scan *scan, guint from, guint to, const char *path, gsize skip)
{
	do
		from++;
	while (from < to && !strncmp(stage_path(scan->stage, from), path, skip) &&
		!strchr(stage_path(scan->stage, from) + skip, '/'));
	return from;
}

/* Entries from one on that are in one folder, up to another: looks at them, and lists what folders are met first. Gives the next. */
static guint
look_at_run(struct scan *scan, guint from, guint to)
{
	g_autoptr(GPtrArray) fresh = g_ptr_array_new();
	const char *path = stage_path(scan->stage, from);
	gsize length = folder_length(path), skip = length ? length + 1 : 0;
	struct folder *folder;
	struct stage_entry e;
	int fd, present = 0;
	guint i = from;

	if (!worktree_below(path, (const char *const *)scan->roots))
		return pass_run(scan, from, to, path, skip);
	g_mutex_lock(&scan->lock);
	folder = folder_need(scan, path, length, fresh);
	g_mutex_unlock(&scan->lock);
	fd = worktree_open_folder(scan->top, folder->path);
	if (fd < 0)
		deny(scan, folder, errno);
	for (; i < to && stage_get(scan->stage, i, &e); i++) {
		if (strncmp(e.path, path, skip) || strchr(e.path + skip, '/'))
			break;
		scan->seen[i] = look(scan, folder, fd, &e, e.path + skip);
		present += scan->seen[i] != SEEN_MISSING;
	}
	g_atomic_int_add(&folder->present, present);
	for (guint f = 0; f < fresh->len; f++)
		if (fresh->pdata[f] != folder)
			open_and_see(scan, fresh->pdata[f]);
	if (fresh->len && fresh->pdata[fresh->len - 1] == folder)
		see_folder(scan, folder, fd);
	else if (fd >= 0)
		close(fd);
	return i;
}

/* Some entries that nobody has looked at. FALSE: there are none left. Waits for those that are not read yet. */
static gboolean
take(struct scan *scan, guint *from, guint *to)
{
	g_mutex_lock(&scan->lock);
	while (scan->taken == scan->known && !scan->all_known && !scan->cancelled)
		g_cond_wait(&scan->further, &scan->lock);
	*from = scan->taken;
	*to = scan->cancelled ? *from : MIN(*from + CHUNK, scan->known);
	scan->taken = *to;
	g_mutex_unlock(&scan->lock);
	return *from < *to;
}

static gpointer
work(gpointer data)
{
	struct scan *scan = data;
	guint i, to;

	while ((i = g_atomic_int_add(&scan->listed, 1)) < scan->listing->len && !scan->cancelled)
		open_and_see(scan, scan->listing->pdata[i]);
	while (take(scan, &i, &to))
		while (i < to)
			i = look_at_run(scan, i, to);
	return NULL;
}

/* What others look at meanwhile. */
static void
read_stage(struct scan *scan)
{
	gboolean more = scan->stage != NULL;

	while (more) {
		more = stage_read(scan->stage, CHUNK, &scan->error) && stage_known(scan->stage) < stage_count(scan->stage);
		g_mutex_lock(&scan->lock);
		scan->known = scan->error ? scan->known : stage_known(scan->stage);
		more = more && !scan->cancelled;
		scan->all_known = !more;
		g_cond_broadcast(&scan->further);
		g_mutex_unlock(&scan->lock);
	}
}

static gboolean
begin(struct scan *scan)
{
	scan->stage = stage_begin(scan->git_dir, &scan->error);
	if (scan->error)
		return FALSE;
	scan->top = open(scan->work_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (scan->top < 0)
		return error_set(&scan->error, ERR_IO, "cannot read '%s': %s", scan->work_dir, g_strerror(errno));
	if (scan->stage)
		scan->seen = g_malloc0(stage_count(scan->stage) + 1);
	scan->all_known = !scan->stage;
	plan_listing(scan);
	scan->dirs = dirs_open(scan->git_dir);
	return TRUE;
}

/* Looks together with as many helpers as there are processors for. */
gpointer
worktree_scan_run(gpointer data)
{
	struct scan *scan = data;
	GThread *threads[THREADS];
	guint n = 0;

	if (!begin(scan))
		return NULL;
	while (n < THREADS - 1 && n + 1 < g_get_num_processors() && scan->stage && stage_count(scan->stage) > 2 * CHUNK &&
		(threads[n] = g_thread_try_new("look", work, scan, NULL)))
		n++;
	read_stage(scan);
	work(scan);
	while (n)
		g_thread_join(threads[--n]);
	dirs_close(scan->dirs, scan->folders, scan->cancelled || scan->error ? 0 : scan->read);
	if (scan->denied && !scan->error)
		error_set(&scan->error, ERR_IO, "cannot read the folder \'%s\': %s", scan->denied->path, g_strerror(scan->why));
	return NULL;
}
