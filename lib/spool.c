/* Files in memory for what other programs read and write. */
#include "spool.h"
#include <sys/mman.h>
#include <unistd.h>

int
spool_new(const char *name, const void *text, gsize length)
{
	int fd = memfd_create(name, MFD_CLOEXEC);

	if (fd >= 0 && length && pwrite(fd, text, length, 0) != (ssize_t)length) {
		close(fd);
		return -1;
	}
	return fd;
}

char *
spool_take(int fd)
{
	GString *text = g_string_new(NULL);
	char block[4096];
	ssize_t n;

	for (off_t at = 0; fd >= 0 && (n = pread(fd, block, sizeof(block), at)) > 0; at += n)
		g_string_append_len(text, block, n);
	return g_string_free(text, FALSE);
}
