/*
 * Preloaded into sx by tests/fault.sh: counts the calls that change the disk and, at the
 * FAULT_AT-th, kills the process before it is made (FAULT=kill), or lets it and all later ones fail
 * as on a full disk (FAULT=full) or a failing one (FAULT=broken). FAULT_COUNT names a file for the number of calls.
 * FAULT_IN: only in processes whose command line, with blanks between its words, has this in it. FAULT_NOW: what time it
 * is, in unix seconds, as libfaketime would leave something behind in who is killed.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static int count, elsewhere;

__attribute__((constructor)) static void
look_where(void)
{
	const char *in = getenv("FAULT_IN");
	char line[4096];
	FILE *f = in ? fopen("/proc/self/cmdline", "r") : NULL;
	size_t n = f ? fread(line, 1, sizeof(line) - 1, f) : 0;

	if (f)
		fclose(f);
	for (size_t i = 0; i < n; i++)
		if (!line[i])
			line[i] = ' ';
	line[n] = 0;
	elsewhere = in && !strstr(line, in);
	count = 0;
}

int
clock_gettime(clockid_t clock, struct timespec *at)
{
	const char *now = getenv("FAULT_NOW");
	int result = syscall(SYS_clock_gettime, clock, at);

	if (result == 0 && now && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		at->tv_sec = atoll(now);
	return result;
}

int
gettimeofday(struct timeval *at, void *zone)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	*at = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
	return 0;
}

time_t
time(time_t *at)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (at)
		*at = now.tv_sec;
	return now.tv_sec;
}

/* 0: go on. Else errno is set and the call has failed. Taking away is possible on a full disk. */
static int
fault(int takes_space)
{
	const char *at = getenv("FAULT_AT"), *what = getenv("FAULT");
	int n = elsewhere ? 0 : __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST);

	if (elsewhere || !at || !what || n < atoi(at))
		return 0;
	if (!strcmp(what, "kill"))
		kill(getpid(), SIGKILL);
	if (!strcmp(what, "full") && !takes_space)
		return 0;
	errno = strcmp(what, "full") ? EIO : ENOSPC;
	return -1;
}

__attribute__((destructor)) static void
report(void)
{
	const char *path = getenv("FAULT_COUNT");
	FILE *f = path && !elsewhere ? fopen(path, "w") : NULL;

	if (f) {
		fprintf(f, "%d\n", count);
		fclose(f);
	}
}

#define REAL(type, name, ...)                                                                                                    \
	static type (*real)(__VA_ARGS__);                                                                                        \
	if (!real)                                                                                                               \
	real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

ssize_t
write(int fd, const void *bytes, size_t n)
{
	REAL(ssize_t, "write", int, const void *, size_t);
	if (fd > 2 && fault(1))
		return -1;
	return real(fd, bytes, n);
}

ssize_t
pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
	REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
	return fault(1) ? -1 : real(fd, bytes, n, at);
}

ssize_t
pwrite(int fd, const void *bytes, size_t n, off_t at)
{
	return pwrite64(fd, bytes, n, at);
}

#define PATH_CALL(name, space, args, ...)                                                                                        \
	int name args                                                                                                            \
	{                                                                                                                        \
		REAL(int, #name, TYPES_##name);                                                                                  \
		return fault(space) ? -1 : real(__VA_ARGS__);                                                                    \
	}
#define TYPES_rename const char *, const char *
PATH_CALL(rename, 0, (const char *a, const char *b), a, b)
#define TYPES_renameat int, const char *, int, const char *
PATH_CALL(renameat, 0, (int x, const char *a, int y, const char *b), x, a, y, b)
#define TYPES_link const char *, const char *
PATH_CALL(link, 1, (const char *a, const char *b), a, b)
#define TYPES_unlink const char *
PATH_CALL(unlink, 0, (const char *a), a)
#define TYPES_unlinkat int, const char *, int
PATH_CALL(unlinkat, 0, (int x, const char *a, int f), x, a, f)
#define TYPES_mkdir const char *, mode_t
PATH_CALL(mkdir, 1, (const char *a, mode_t m), a, m)
#define TYPES_mkdirat int, const char *, mode_t
PATH_CALL(mkdirat, 1, (int x, const char *a, mode_t m), x, a, m)
#define TYPES_fsync int
PATH_CALL(fsync, 1, (int fd), fd)
#define TYPES_fdatasync int
PATH_CALL(fdatasync, 1, (int fd), fd)
#define TYPES_syncfs int
PATH_CALL(syncfs, 1, (int fd), fd)
#define TYPES_ftruncate int, off_t
PATH_CALL(ftruncate, 0, (int fd, off_t n), fd, n)
#define TYPES_ftruncate64 int, off64_t
PATH_CALL(ftruncate64, 0, (int fd, off64_t n), fd, n)

/* Files that come into being. */
static mode_t
mode_of(int flags, va_list args)
{
	return flags & O_CREAT ? va_arg(args, mode_t) : 0;
}

#define OPEN_CALL(name)                                                                                                          \
	int name(const char *path, int flags, ...)                                                                               \
	{                                                                                                                        \
		va_list args;                                                                                                    \
		mode_t mode;                                                                                                     \
		REAL(int, #name, const char *, int, ...);                                                                        \
		va_start(args, flags);                                                                                           \
		mode = mode_of(flags, args);                                                                                     \
		va_end(args);                                                                                                    \
		if (flags & O_CREAT && fault(1))                                                                                 \
			return -1;                                                                                               \
		return real(path, flags, mode);                                                                                  \
	}
OPEN_CALL(open)
OPEN_CALL(open64)

#define OPENAT_CALL(name)                                                                                                        \
	int name(int fd, const char *path, int flags, ...)                                                                       \
	{                                                                                                                        \
		va_list args;                                                                                                    \
		mode_t mode;                                                                                                     \
		REAL(int, #name, int, const char *, int, ...);                                                                   \
		va_start(args, flags);                                                                                           \
		mode = mode_of(flags, args);                                                                                     \
		va_end(args);                                                                                                    \
		if (flags & O_CREAT && fault(1))                                                                                 \
			return -1;                                                                                               \
		return real(fd, path, flags, mode);                                                                              \
	}
OPENAT_CALL(openat)
OPENAT_CALL(openat64)
