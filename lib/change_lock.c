/* The repository's lock: one writer at a time, freed by the system when its holder dies. */
#include "change_private.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define PAUSE 20000 /* microseconds between two tries */

static gboolean
cannot(GError **err, const char *path)
{
	int why = errno;

	error_set(err, ERR_IO, "cannot write to the repository: '%s': %s", path, g_strerror(why));
	if (why == EROFS || why == EACCES || why == EPERM)
		error_hint(err, "it is read-only for you: reading works, and a clone of your own can be written");
	return FALSE;
}

/* "process 1234 on press-pc, since 10:15:02" */
static void
sign(int fd)
{
	g_autofree char *text = g_strdup_printf(
		"process %d on %s, since %" G_GINT64_FORMAT "\n", (int)getpid(), g_get_host_name(), calendar_now());

	if (ftruncate(fd, 0) == 0 && pwrite(fd, text, strlen(text), 0) < 0)
		return; /* only the message about a holder suffers */
}

static void
name_holder(int fd, int seconds, GError **err)
{
	char text[300];
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
	g_autofree char *who = NULL;
	char *since;

	text[n > 0 ? n : 0] = '\0';
	since = strstr(text, ", since ");
	if (since) {
		g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(g_ascii_strtoll(since + 8, NULL, 10));
		g_autofree char *clock = at ? g_date_time_format(at, "%Y-%m-%dT%H:%M:%SZ") : NULL;

		*since = '\0';
		who = clock ? g_strdup_printf("%s, since %s", text, clock) : NULL;
	}
	error_set(err, ERR_CONFLICT, "another sx has been writing for more than %d seconds: %s", seconds,
		who ? who : "it has not said who it is");
	error_rule(err, "locked");
	error_hint(err, "nothing was changed; run the command again when it has finished");
}

int
lock_take(struct repo *repo, int seconds, GError **err)
{
	g_autofree char *folder = g_build_filename(store_common_dir(repo->store), "sx", NULL);
	g_autofree char *path = g_build_filename(folder, "lock", NULL);
	gint64 end = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
	int fd;

	if (g_mkdir_with_parents(folder, 0777) < 0) {
		cannot(err, folder);
		return -1;
	}
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (fd < 0) {
		cannot(err, path);
		return -1;
	}
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			cannot(err, path);
		else if (g_get_monotonic_time() < end) {
			g_usleep(PAUSE);
			continue;
		} else {
			name_holder(fd, seconds, err);
		}
		close(fd);
		return -1;
	}
	sign(fd);
	return fd;
}

void
lock_release(int fd)
{
	if (fd >= 0)
		close(fd);
}

void
change_pause(struct change *change)
{
	lock_release(change->own->lock);
	change->own->lock = -1;
}

gboolean
change_resume(struct change *change, GError **err)
{
	struct head head = {0};
	gboolean same;

	change->own->lock = lock_take_for_change(change->repo, err);
	if (change->own->lock < 0 || !journal_recover(change->repo, err) || !store_head(change->repo->store, &head, err))
		return FALSE;
	same = !g_strcmp0(head.branch, change->own->branch) && oid_equal(&head.commit, &change->base->commit);
	head_clear(&head);
	if (same)
		return TRUE;
	error_set(err, ERR_CONFLICT, "somebody else has recorded a change meanwhile");
	error_rule(err, "G7");
	error_hint(err, "nothing was changed; look at what is there now, and run the command again");
	return FALSE;
}
