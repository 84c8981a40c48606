/* Texts that are hard to write as YAML, and random mixtures of them: strings YAML_FILE JSON_FILE. */
#include "edit.h"
#include "json.h"
#include <string.h>

static const char *const pieces[] = {"no", "Yes", "on", "OFF", "y", "N", "true", "null", "~", "", "1.10", "5", "-5", "+5", "0123",
	"0o17", "0x1F", "0b1", "1_000", "12:30", "1:30:00.5", "1e5", "1.5e+3", ".5", "5.", ".inf", "-.INF", ".nan", "2026-11-30",
	"2026-1-5", "2026-02-30", "2026-11-20T22:17:05+05:30", "2026-11-20 10:00:00", "2026-W48", "2026-10", "<<", "=", " lead",
	"trail ", "a: b", "a:", ": a", "a #b", "# x", "- x", "-", "--- x", "... x", "? x", "?", "[a]", "{a: b}", "a, b]", "&a",
	"*a", "!a", "%a", "@a", "`a", "|", ">", "'", "\"", "it's", "\\", "\\n", "a\tb", "\t", "one\ntwo", "one\ntwo\n",
	"one\n\n\ntwo\n\n", "\n", "\n\n", "\nlead", " \n x\n", "x\n  \n y \n", "# no comment\n- x\n", "é", "प्लांट\nलाइन",
	"日本: 語", "😀", "\xc2\xa0", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xef\xbb\xbf",
	"a long text that goes on and on, well past what any other writer would put in one line of eighty columns, as titles do"};

static char *
random_text(GRand *rand)
{
	GString *text = g_string_new(NULL);

	for (int n = g_rand_int_range(rand, 1, 5); n > 0; n--)
		g_string_append(text, pieces[g_rand_int_range(rand, 0, G_N_ELEMENTS(pieces))]);
	return g_string_free(text, FALSE);
}

int
main(int argc, char **argv)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(1);
	g_autoptr(GString) out = g_string_new(NULL);
	AUTO(builder) b = builder_new();
	struct node *map = build_map(b);
	g_autofree char *yaml = NULL;
	struct json json;

	json_init(&json, out);
	json_open(&json, '{');
	for (guint i = 0; i < 3000; i++) {
		g_autofree char *mixed = i < G_N_ELEMENTS(pieces) ? g_strdup(pieces[i]) : random_text(rand);
		g_autofree char *key = g_strdup_printf("k%u", i);

		build_map_add(b, map, key, build_scalar(b, mixed));
		json_key(&json, key);
		json_text(&json, mixed);
	}
	json_close(&json, '}');
	yaml = edit_write(map);
	return argc == 3 && g_file_set_contents(argv[1], yaml, -1, NULL) && g_file_set_contents(argv[2], out->str, -1, NULL) ? 0
															     : 1;
}
