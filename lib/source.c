/* Rows of CSV, JSON and NDJSON files behind one interface. */
#include "source.h"
#include "json.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

struct source {
	struct source_options options;
	char *name;
	struct csv *csv;
	GHashTable *columns; /* CSV: name -> index + 1 */
	GPtrArray *names;    /* of columns, NULL-ended */
	GString *text;	     /* JSON: the whole file */
	struct scan {
		const char *at, *end;
		int line;
	} scan;
	gboolean first; /* no element of the array read yet */
	struct builder *builder;
	struct node *row;
	int line;
	char *fault;
};

gboolean
source_format_of(const char *name, enum source_format *out, GError **err)
{
	static const struct {
		const char *end;
		enum source_format format;
	} known[] = {{"ndjson", SOURCE_NDJSON}, {"jsonl", SOURCE_NDJSON}, {"json", SOURCE_JSON}, {"csv", SOURCE_CSV},
		{"tsv", SOURCE_CSV}};
	const char *dot = strrchr(name, '.');

	for (guint i = 0; i < G_N_ELEMENTS(known); i++)
		if (!g_ascii_strcasecmp(dot ? dot + 1 : name, known[i].end)) {
			*out = known[i].format;
			return TRUE;
		}
	error_set(err, ERR_USAGE, "the name '%s' does not say what the file is", name);
	error_hint(err, "use a name ending in .csv, .json or .ndjson, --format, or 'format:' in a mapping file");
	return FALSE;
}

/* --- JSON text, walked over without building it --- */

static gboolean
scan_fail(const struct source *source, const char *message, GError **err)
{
	error_set(err, ERR_INVALID, "%s", message);
	error_at(err, source->name, source->scan.line, 0);
	return FALSE;
}

static int
scan_blank(struct scan *s)
{
	for (; s->at < s->end && strchr(" \t\r\n", *s->at) && *s->at; s->at++)
		s->line += *s->at == '\n';
	return s->at < s->end ? (unsigned char)*s->at : -1;
}

static gboolean
scan_string(struct scan *s)
{
	for (s->at++; s->at < s->end && *s->at != '"'; s->at++) {
		if (*s->at == '\\')
			s->at++;
		else if (*s->at == '\n')
			return FALSE;
	}
	if (s->at >= s->end)
		return FALSE;
	s->at++;
	return TRUE;
}

/* Over one value, to the byte after it; what is wrong inside is found by the parser. */
static gboolean
scan_value(struct scan *s)
{
	int depth = 0;

	do {
		int c = scan_blank(s);

		if (c < 0)
			return FALSE;
		if (c == '"') {
			if (!scan_string(s))
				return FALSE;
			continue;
		}
		if (!depth && strchr(",]}:", c))
			return FALSE;
		depth += (c == '{' || c == '[') - (c == '}' || c == ']');
		s->at++;
		if (!strchr("{}[],:", c))
			while (s->at < s->end && !strchr(" \t\r\n{}[],:\"", *s->at))
				s->at++;
	} while (depth);
	return TRUE;
}

/* From an object's opening brace to the value of one of its keys. */
static gboolean
scan_key(struct source *source, const char *key, gsize length, GError **err)
{
	struct scan *s = &source->scan;
	const char *name;
	gboolean same;

	if (scan_blank(s) != '{')
		return scan_fail(source, "the mapping's path to the rows goes through something that is no object", err);
	do {
		s->at++;
		if (scan_blank(s) != '"')
			break;
		name = s->at + 1;
		if (!scan_string(s))
			return scan_fail(source, "a string is not closed", err);
		same = (gsize)(s->at - 1 - name) == length && memcmp(name, key, length) == 0;
		if (scan_blank(s) != ':')
			return scan_fail(source, "a colon is missing after a key", err);
		s->at++;
		if (same)
			return TRUE;
		if (!scan_value(s))
			return scan_fail(source, "this is not JSON", err);
	} while (scan_blank(s) == ',');
	error_set(err, ERR_INVALID, "there is no key '%.*s' on the mapping's path to the rows", (int)length, key);
	error_at(err, source->name, s->line, 0);
	return FALSE;
}

static gboolean
scan_to_rows(struct source *source, GError **err)
{
	const char *path = source->options.rows;

	if (!path && scan_blank(&source->scan) == '{')
		path = "data"; /* what `--json` of sx itself writes */
	for (const char *key = path; key && *key;) {
		gsize length = strcspn(key, ".");

		if (!scan_key(source, key, length, err))
			return FALSE;
		key += length + (key[length] == '.');
	}
	if (scan_blank(&source->scan) != '[') {
		scan_fail(source, "the rows are not a JSON array", err);
		error_hint(err, "say with 'rows:' in a mapping file where the array is; one object a line is NDJSON");
		return FALSE;
	}
	source->first = TRUE;
	return TRUE;
}

/* --- opening --- */

static gboolean
source_slurp(struct source *source, const char *path, GError **err)
{
	FILE *in = strcmp(path, "-") ? fopen(path, "re") : stdin;
	char chunk[16384];
	gsize n;
	int failed;

	if (!in)
		return error_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "cannot read '%s': %s", path, g_strerror(errno));
	source->text = g_string_new(NULL);
	while ((n = fread(chunk, 1, sizeof(chunk), in)) > 0 && source->text->len <= SOURCE_BYTES)
		g_string_append_len(source->text, chunk, (gssize)n);
	failed = ferror(in) ? errno : 0;
	if (in != stdin)
		fclose(in);
	if (failed)
		return error_set(err, ERR_IO, "cannot read '%s': %s", path, g_strerror(failed));
	if (source->text->len > SOURCE_BYTES)
		return error_set(err, ERR_INVALID, "'%s' is larger than %d MiB", path, SOURCE_BYTES / 1024 / 1024);
	if (g_str_has_prefix(source->text->str, "\xef\xbb\xbf"))
		g_string_erase(source->text, 0, 3);
	source->scan = (struct scan){source->text->str, source->text->str + source->text->len, 1};
	return source->options.format == SOURCE_NDJSON || scan_to_rows(source, err);
}

static gboolean
source_heading(struct source *source, GError **err)
{
	gboolean row;

	if (!csv_next(source->csv, &row, err))
		return FALSE;
	source->columns = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < csv_count(source->csv); i++) {
		char *name = g_strstrip(g_strdup(csv_cell(source->csv, i)));

		g_ptr_array_add(source->names, name);
		if (*name && g_hash_table_insert(source->columns, name, GUINT_TO_POINTER(i + 1)))
			continue;
		error_set(err, ERR_INVALID,
			*name ? "the heading has the column '%s' twice" : "the heading has a column without a name%s", name);
		error_at(err, source->name, csv_line(source->csv), 0);
		return FALSE;
	}
	g_ptr_array_add(source->names, NULL);
	return TRUE;
}

struct source *
source_open(const char *path, const struct source_options *options, GError **err)
{
	AUTO(source) source = g_new0(struct source, 1);

	source->options = *options;
	source->name = g_strdup(strcmp(path, "-") ? path : "standard input");
	source->names = g_ptr_array_new_with_free_func(g_free);
	if (options->format != SOURCE_CSV)
		return source_slurp(source, path, err) ? g_steal_pointer(&source) : NULL;
	source->csv = csv_open(path, &options->csv, err);
	return source->csv && source_heading(source, err) ? g_steal_pointer(&source) : NULL;
}

void
source_free(struct source *source)
{
	if (!source)
		return;
	csv_free(source->csv);
	if (source->columns)
		g_hash_table_unref(source->columns);
	if (source->text)
		g_string_free(source->text, TRUE);
	if (source->builder)
		builder_free(source->builder);
	g_ptr_array_unref(source->names);
	g_free(source->fault);
	g_free(source->name);
	g_free(source);
}

/* --- rows --- */

static gboolean
next_csv(struct source *source, gboolean *row, GError **err)
{
	guint cells, columns = g_hash_table_size(source->columns);

	if (!csv_next(source->csv, row, err))
		return FALSE;
	cells = csv_count(source->csv);
	source->line = csv_line(source->csv);
	if (*row && cells != columns)
		source->fault = g_strdup_printf("the row has %u cells and the heading %u", cells, columns);
	return TRUE;
}

/* The parser leaves out what is null; that the row says so is known from its text. */
static void
add_nulls(struct source *source, const char *text, gsize length)
{
	struct scan s = {text, text + length, 0};
	const char *name;

	scan_blank(&s);
	do {
		s.at++;
		if (scan_blank(&s) != '"')
			return;
		name = s.at + 1;
		scan_string(&s);
		length = (gsize)(s.at - 1 - name);
		scan_blank(&s);
		s.at++;
		if (scan_blank(&s) == 'n')
			g_ptr_array_add(source->names, g_strndup(name, length));
	} while (scan_value(&s) && scan_blank(&s) == ',');
}

static void
parse_row(struct source *source, const char *text, gsize length)
{
	g_autoptr(GError) err = NULL;

	source->builder = builder_new();
	source->row = json_parse(source->builder, source->name, text, length, &err);
	if (!source->row)
		source->fault = g_strdup(err ? err->message : "the row is null");
	else if (source->row->type != NODE_MAP)
		source->fault = g_strdup("the row is not a JSON object");
	if (source->fault)
		return;
	g_ptr_array_set_size(source->names, 0);
	for (guint i = 0; i < source->row->n; i++)
		g_ptr_array_add(source->names, g_strdup(source->row->keys[i]->text));
	add_nulls(source, text, length);
	g_ptr_array_add(source->names, NULL);
}

static gboolean
next_json(struct source *source, gboolean *row, GError **err)
{
	struct scan *s = &source->scan;
	const char *start;
	int c;

	if (source->first)
		s->at++;
	c = scan_blank(s);
	if (c == ']')
		return TRUE; /* what follows the array is not looked at: the rows have been read */
	if (!source->first) {
		if (c != ',')
			return scan_fail(source,
				c < 0 ? "the file ends before its array does" : "a comma is missing between two rows", err);
		s->at++;
		scan_blank(s);
	}
	source->first = FALSE;
	source->line = s->line;
	start = s->at;
	if (!scan_value(s))
		return scan_fail(source, "the file ends in the middle of a row, or this is not JSON", err);
	parse_row(source, start, (gsize)(s->at - start));
	*row = TRUE;
	return TRUE;
}

static gboolean
next_line(struct source *source, gboolean *row)
{
	struct scan *s = &source->scan;
	const char *end;

	if (scan_blank(s) < 0)
		return TRUE;
	source->line = s->line;
	end = memchr(s->at, '\n', (gsize)(s->end - s->at));
	if (!end)
		end = s->end;
	parse_row(source, s->at, (gsize)(end - s->at));
	s->at = end;
	*row = TRUE;
	return TRUE;
}

gboolean
source_next(struct source *source, gboolean *row, GError **err)
{
	*row = FALSE;
	g_clear_pointer(&source->fault, g_free);
	g_clear_pointer(&source->builder, builder_free);
	source->row = NULL;
	switch (source->options.format) {
	case SOURCE_CSV:
		return next_csv(source, row, err);
	case SOURCE_JSON:
		return next_json(source, row, err);
	case SOURCE_NDJSON:
		return next_line(source, row);
	}
	return TRUE;
}

const char *
source_fault(const struct source *source)
{
	return source->fault;
}

int
source_line(const struct source *source)
{
	return source->line;
}

const char *
source_name(const struct source *source)
{
	return source->name;
}

gboolean
source_has(const struct source *source, const char *column)
{
	return !source->columns || g_hash_table_contains(source->columns, column);
}

const char *const *
source_columns(const struct source *source)
{
	return (const char *const *)source->names->pdata;
}

/* An apostrophe that sx itself put before a cell which a spreadsheet would have taken for a formula; see rows.h. */
static const char *
unguard(const char *cell)
{
	gsize quotes = strspn(cell, "'");

	return quotes && cell[quotes] && strchr("=+-@\t\r", cell[quotes]) ? cell + 1 : cell;
}

const char *
source_text(const struct source *source, const char *column)
{
	const struct node *node;
	const char *cell;

	if (source->csv) {
		cell = csv_cell(source->csv, GPOINTER_TO_UINT(g_hash_table_lookup(source->columns, column)) - 1);
		return cell && source->options.guarded ? unguard(cell) : cell;
	}
	node = source_node(source, column);
	return node && node->type == NODE_SCALAR ? node->text : NULL;
}

const struct node *
source_node(const struct source *source, const char *column)
{
	const struct node *node = source->row, *exact;

	if (source->csv || !node)
		return NULL;
	exact = node_get(node, column);
	if (exact)
		return exact;
	while (node && *column) {
		gsize length = strcspn(column, ".");
		g_autofree char *key = g_strndup(column, length);

		node = node_get(node, key);
		column += length + (column[length] == '.');
	}
	return node;
}
