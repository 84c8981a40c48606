/* Starting libgit2, once. */
#include "store_private.h"
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>

/*
 * Debian's libgit2 reads all certificates of the machine when it starts, a third of what a small command takes, for
 * connections that are never made: the network is git's. This stands in for mbedTLS's reader and says "no such file", after
 * which libgit2 trusts no server. Where libgit2 is built with another TLS library nobody calls it.
 */
int mbedtls_x509_crt_parse_file(void *chain, const char *path);

int
mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	return -0x2900; /* MBEDTLS_ERR_X509_FILE_IO_ERROR */
}

static gpointer
library_start(gpointer unused)
{
	git_libgit2_init();
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	/* Like git, reading trusts zlib's checksum; hashing every object again would take longer than all else. */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1);
	/* Folders of a thousand records are read again and again: the default of 4 kB would parse them each time. */
	git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, (size_t)(256 * 1024));
	config_start();
	git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)(16 * 1024 * 1024));
	return NULL;
}

void
store_need(void)
{
	static GOnce once = G_ONCE_INIT;

	g_once(&once, library_start, NULL);
}

void
store_hash_all(void)
{
	store_need();
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
}

gboolean
store_scratch(struct store *store, GError **err)
{
	git_odb_backend *memory = NULL;
	int result = git_mempack_new(&memory);

	if (result == 0)
		result = git_odb_add_backend(store->odb, memory, 1000); /* before those of the disk */
	return result == 0 || store_fail(err, result, "cannot keep objects in memory");
}
