/* Runs a fuzz target, without a fuzzer, on every file of the folders given: its corpus, in every run of the tests. */
#include <glib.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
replay(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;
	int n = 0;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL), *data = NULL;
		gsize length;

		if (!g_file_get_contents(path, &data, &length, NULL))
			continue;
		printf("# %s\n", name);
		fflush(stdout); /* so that a crash tells which it was */
		alarm(60);
		LLVMFuzzerTestOneInput((const uint8_t *)data, length);
		n++;
	}
	return n;
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		int n = replay(argv[i]);

		printf("%s %d - %d inputs\n", n ? "ok" : "not ok", i, n);
	}
	printf("1..%d\n", argc - 1);
	return 0;
}
