/* Fuzz target: any bytes as the rows of a file, in the format and at the path the first bytes ask for, mapped without a mapping. */
#include "source.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const paths[] = {NULL, "a", "a.b", ""};
	struct source_options options = {0};
	g_autoptr(GError) err = NULL;
	g_autofree char *path = NULL;
	AUTO(source) source = NULL;
	gboolean row = TRUE;
	int fd = memfd_create("source", MFD_CLOEXEC);

	if (!size || fd < 0 || write(fd, data + 1, size - 1) != (ssize_t)size - 1) {
		close(fd);
		return 0;
	}
	options.format = (enum source_format)(data[0] % 3);
	options.rows = paths[data[0] >> 2 & 3];
	options.guarded = data[0] >> 4 & 1;
	path = g_strdup_printf("/proc/self/fd/%d", fd);
	source = source_open(path, &options, &err);
	while (source && row && source_next(source, &row, &err) && row) {
		const char *const *columns = source_columns(source);

		for (guint i = 0; !source_fault(source) && columns[i]; i++) {
			const char *text = source_text(source, columns[i]);

			g_assert_true(!text || g_utf8_validate(text, -1, NULL));
			source_node(source, columns[i]);
		}
	}
	close(fd);
	return 0;
}
