/* sx schema: the kinds there are, and one of them as JSON Schema, manual page or table. */
#include "command.h"
#include "jsonschema.h"
#include "kindman.h"

static struct {
	gboolean man, text;
} opt;
static const struct option options[] = {{"man", 0, OPTION_FLAG, &opt.man, NULL, "as a manual page in mdoc"},
	{"text", 0, OPTION_FLAG, &opt.text, NULL, "as a table to read"}, {0}};

static int
list_kinds(struct session *s, const struct kinds *kinds)
{
	AUTO(rows) rows = session_rows(s);
	const GPtrArray *all = kinds_all(kinds);

	rows_column(rows, "kind", "KIND", ROWS_TEXT);
	rows_column(rows, "path", "PATH", ROWS_TEXT);
	rows_column(rows, "help", "WHAT IT IS", ROWS_TEXT);
	for (guint i = 0; i < all->len; i++) {
		const struct kind *kind = g_ptr_array_index(all, i);

		rows_begin(rows);
		rows_text(rows, kind->name);
		rows_text(rows, kind->path);
		rows_text(rows, kind->help);
		rows_end(rows);
	}
	session_rows_done(s, rows);
	return 0;
}

static int
run(struct session *s, int argc, char **argv, GError **err)
{
	const struct kinds *kinds = session_kinds(s, err);
	const struct kind *kind;
	g_autofree char *text = NULL;

	if (!kinds)
		return -1;
	if (argc > 1 || (opt.man && opt.text) || (!argc && (opt.man || opt.text)))
		return error_set(err, ERR_USAGE, "schema takes one kind, and one of --man and --text with it");
	if (!argc)
		return list_kinds(s, kinds);
	kind = kind_get(kinds, argv[0], err);
	if (!kind)
		return -1;
	if (s->format == FORMAT_CSV || (s->format == FORMAT_JSON && (opt.man || opt.text)))
		return error_set(err, ERR_USAGE, "a kind is printed as JSON Schema, with --man or with --text");
	text = opt.man ? kindman_page(kind) : opt.text ? kindman_text(kind, s->width ? s->width : 100) : jsonschema_kind(kind);
	if (s->format == FORMAT_JSON) {
		json_raw(session_json(s, NULL), text);
		session_json_done(s);
	} else
		g_string_append(s->out, text);
	return 0;
}

const struct command cmd_schema = {"[KIND]", options, run, "kind"};
