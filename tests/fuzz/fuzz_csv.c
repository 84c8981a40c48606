/* Fuzz target: any bytes as CSV, in every encoding the first byte asks for. */
#include "csv.h"
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const encodings[] = {NULL, "utf-8", "utf-16le", "windows-1252"};
	struct csv_options options = {0};
	g_autoptr(GError) err = NULL;
	AUTO(csv) csv = NULL;
	gboolean row = TRUE;
	int line = 0;

	if (!size)
		return 0;
	options.encoding = encodings[data[0] & 3];
	options.separator = data[0] & 4 ? ';' : 0;
	csv = csv_open_text("fuzz", (const char *)data + 1, size - 1, &options, &err);
	while (csv && row && csv_next(csv, &row, &err) && row) {
		g_assert_cmpint(csv_line(csv), >, line);
		line = csv_line(csv);
		for (guint i = 0; i < csv_count(csv); i++)
			g_assert_true(g_utf8_validate(csv_cell(csv, i), -1, NULL));
	}
	return 0;
}
