/* The built-in data: looking a file up. */
#include "data.h"

const struct data_file *
data_find(const char *path)
{
	for (const struct data_file *file = data_files; file->path; file++)
		if (g_str_equal(file->path, path))
			return file;
	return NULL;
}
