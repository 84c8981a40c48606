/* Reads CSV row by row from a file or from memory. */
#include "csv.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define CHUNK 65536
#define END (-1)

struct csv {
	char *name;
	int fd; /* -1: memory */
	const char *memory;
	gsize memory_left;
	GIConv conv; /* NULL: the bytes are UTF-8 already */
	char *raw;   /* undecoded bytes, when there is conv */
	gsize raw_len;
	char *chunk; /* decoded bytes */
	gsize pos, len;
	gboolean ended;
	GString *text; /* the row's cells, each with its NUL */
	GArray *starts;
	char separator;
	int line, column; /* of the byte to be read next */
	int row_line;
	gboolean failed;
};

static gboolean
csv_fail(struct csv *csv, int line, int column, const char *message, GError **err)
{
	csv->failed = TRUE;
	error_set(err, ERR_INVALID, "%s", message);
	error_at(err, csv->name, line, column);
	return FALSE;
}

static gboolean
csv_read(struct csv *csv, char *out, gsize room, gsize *got, GError **err)
{
	gssize n;

	if (csv->fd < 0) {
		*got = MIN(room, csv->memory_left);
		if (*got)
			memcpy(out, csv->memory, *got);
		csv->memory += *got;
		csv->memory_left -= *got;
		return TRUE;
	}
	do
		n = read(csv->fd, out, room);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		csv->failed = TRUE;
		return error_set(err, ERR_IO, "cannot read '%s': %s", csv->name, g_strerror(errno));
	}
	*got = (gsize)n;
	return TRUE;
}

/* Decode what raw holds into chunk; what is left over is the beginning of a character. */
static gboolean
csv_decode(struct csv *csv, gboolean last, GError **err)
{
	char *in = csv->raw, *out = csv->chunk;
	gsize in_left = csv->raw_len, out_left = CHUNK * 4;

	if (g_iconv(csv->conv, &in, &in_left, &out, &out_left) == (gsize)-1 && (errno == EILSEQ || (errno == EINVAL && last))) {
		/* What stands before the fault is read first, so that the line is right. */
		if (out == csv->chunk)
			return csv_fail(csv, csv->line, csv->column, "the text is not valid in the encoding it is read in", err);
		in_left = csv->raw_len - (gsize)(in - csv->raw);
	}
	memmove(csv->raw, in, in_left);
	csv->raw_len = in_left;
	csv->pos = 0;
	csv->len = (gsize)(out - csv->chunk);
	return TRUE;
}

static gboolean
csv_fill(struct csv *csv, GError **err)
{
	gsize got = 0;

	csv->pos = csv->len = 0;
	if (!csv->conv) {
		if (!csv->ended && !csv_read(csv, csv->chunk, CHUNK, &got, err))
			return FALSE;
		csv->len = got;
		csv->ended = got == 0;
		return TRUE;
	}
	while (!csv->len && (!csv->ended || csv->raw_len)) {
		if (!csv->ended && csv->raw_len < CHUNK) {
			if (!csv_read(csv, csv->raw + csv->raw_len, CHUNK - csv->raw_len, &got, err))
				return FALSE;
			csv->raw_len += got;
			csv->ended = got == 0;
		}
		if (csv->raw_len && !csv_decode(csv, csv->ended, err))
			return FALSE;
	}
	return TRUE;
}

/* The next byte without taking it; END at the end, or when filling failed. */
static int
csv_peek(struct csv *csv, GError **err)
{
	if (csv->pos == csv->len && (!csv_fill(csv, err) || csv->pos == csv->len))
		return END;
	return (unsigned char)csv->chunk[csv->pos];
}

static void
csv_take(struct csv *csv)
{
	unsigned char c = (unsigned char)csv->chunk[csv->pos++];

	if (c == '\n') {
		csv->line++;
		csv->column = 1;
	} else if ((c & 0xc0) != 0x80)
		csv->column++;
}

static gboolean
csv_add(struct csv *csv, int c, GError **err)
{
	gsize start = g_array_index(csv->starts, gsize, csv->starts->len - 1);

	if (c == 0)
		return csv_fail(csv, csv->line, csv->column,
			"there is a NUL byte; text in UTF-16 needs its byte order mark, or its encoding said in the mapping",
			err);
	if (csv->text->len - start >= CSV_CELL)
		return csv_fail(csv, csv->row_line, 0, "a cell is longer than 1 MiB", err);
	if (csv->text->len >= CSV_ROW)
		return csv_fail(csv, csv->row_line, 0, "a row is longer than 4 MiB", err);
	g_string_append_c(csv->text, (char)c);
	return TRUE;
}

static gboolean
csv_quoted(struct csv *csv, GError **err)
{
	int line = csv->line, column = csv->column, c;

	csv_take(csv);
	for (;;) {
		c = csv_peek(csv, err);
		if (csv->failed)
			return FALSE;
		if (c == END)
			return csv_fail(csv, line, column, "a quote is opened here and never closed", err);
		csv_take(csv);
		if (c == '"') {
			if (csv_peek(csv, err) != '"')
				return !csv->failed;
			csv_take(csv);
		}
		if (!csv_add(csv, c, err))
			return FALSE;
	}
}

static gboolean
csv_plain(struct csv *csv, GError **err)
{
	int c;

	while ((c = csv_peek(csv, err)) != END && c != csv->separator && c != '\n' && c != '\r') {
		if (c == '"')
			return csv_fail(
				csv, csv->line, csv->column, "there is a quote inside a cell that did not begin with one", err);
		if (!csv_add(csv, c, err))
			return FALSE;
		csv_take(csv);
	}
	return !csv->failed;
}

/* One cell and what ends it; *more says that another one follows in the row. */
static gboolean
csv_read_cell(struct csv *csv, gboolean *more, GError **err)
{
	gsize start = csv->text->len;
	int c;

	if (csv->starts->len >= CSV_COLUMNS)
		return csv_fail(csv, csv->row_line, 0, "a row has more than 4096 cells", err);
	g_array_append_val(csv->starts, start);
	c = csv_peek(csv, err);
	if (csv->failed || !(c == '"' ? csv_quoted(csv, err) : csv_plain(csv, err)))
		return FALSE;
	if (!g_utf8_validate(csv->text->str + start, (gssize)(csv->text->len - start), NULL))
		return csv_fail(csv, csv->row_line, 0, "a cell is not valid UTF-8; say the file's encoding in the mapping", err);
	g_string_append_c(csv->text, '\0');
	c = csv_peek(csv, err);
	*more = c == csv->separator;
	if (c == '\r') {
		csv_take(csv);
		c = csv_peek(csv, err);
		if (!csv->failed && c != '\n')
			return csv_fail(csv, csv->line, csv->column - 1, "there is a carriage return without a line feed", err);
	}
	if (csv->failed)
		return FALSE;
	if (c == END)
		return TRUE;
	if (c != csv->separator && c != '\n')
		return csv_fail(csv, csv->line, csv->column, "there is text after a closing quote", err);
	csv_take(csv);
	return TRUE;
}

gboolean
csv_next(struct csv *csv, gboolean *row, GError **err)
{
	gboolean more, quoted;
	int c;

	for (;;) {
		*row = FALSE;
		g_string_truncate(csv->text, 0);
		g_array_set_size(csv->starts, 0);
		csv->row_line = csv->line;
		if (csv->failed)
			return TRUE;
		c = csv_peek(csv, err);
		if (c == END)
			return !csv->failed;
		quoted = c == '"';
		do {
			if (!csv_read_cell(csv, &more, err))
				return FALSE;
		} while (more);
		*row = TRUE;
		if (csv->starts->len > 1 || csv->text->len > 1 || quoted)
			return TRUE;
	}
}

guint
csv_count(const struct csv *csv)
{
	return csv->starts->len;
}

const char *
csv_cell(const struct csv *csv, guint i)
{
	return i < csv->starts->len ? csv->text->str + g_array_index(csv->starts, gsize, i) : NULL;
}

int
csv_line(const struct csv *csv)
{
	return csv->row_line;
}

/* The one separator the first line has outside quotes. */
static gboolean
csv_find_separator(struct csv *csv, GError **err)
{
	static const char candidates[] = ",;\t";
	gboolean quoted = FALSE;
	const char *at;
	char found = 0;

	for (gsize i = csv->pos; i < csv->len && (quoted || csv->chunk[i] != '\n'); i++) {
		if (csv->chunk[i] == '"')
			quoted = !quoted;
		at = quoted || !csv->chunk[i] ? NULL : strchr(candidates, csv->chunk[i]);
		if (at && found && found != *at) {
			csv_fail(csv, 1, 0,
				"the first line has more than one of comma, semicolon and tab, so what separates its cells is "
				"not clear",
				err);
			error_hint(err, "say 'separator:' in a mapping file");
			return FALSE;
		}
		if (at)
			found = *at;
	}
	csv->separator = found ? found : ',';
	return TRUE;
}

static gboolean
csv_set_encoding(struct csv *csv, const char *encoding, GError **err)
{
	csv->conv = g_iconv_open("UTF-8", encoding);
	if (csv->conv == (GIConv)-1) {
		csv->conv = NULL;
		error_set(err, ERR_USAGE, "'%s' is not a known encoding", encoding);
		error_hint(err, "known are utf-8, utf-16le, utf-16be, windows-1252, iso-8859-1 and what 'iconv -l' lists");
		return FALSE;
	}
	csv->raw = g_malloc(CHUNK);
	memcpy(csv->raw, csv->chunk, csv->len);
	csv->raw_len = csv->len;
	csv->pos = csv->len = 0;
	return TRUE;
}

/* What the first bytes say of the encoding, against what the caller says. */
static gboolean
csv_begin(struct csv *csv, const struct csv_options *options, GError **err)
{
	const char *encoding = options ? options->encoding : NULL;
	gsize got, mark = 0;

	while (csv->len < 4) { /* a pipe may give a byte at a time */
		if (!csv_read(csv, csv->chunk + csv->len, CHUNK - csv->len, &got, err))
			return FALSE;
		if (!got)
			break;
		csv->len += got;
	}
	if (csv->len >= 3 && memcmp(csv->chunk, "\xef\xbb\xbf", 3) == 0) {
		encoding = "utf-8";
		mark = 3;
	} else if (csv->len >= 2 && (memcmp(csv->chunk, "\xff\xfe", 2) == 0 || memcmp(csv->chunk, "\xfe\xff", 2) == 0)) {
		encoding = csv->chunk[0] == '\xff' ? "utf-16le" : "utf-16be";
		mark = 2;
	}
	csv->len -= mark;
	memmove(csv->chunk, csv->chunk + mark, csv->len);
	if (encoding && g_ascii_strcasecmp(encoding, "utf-8") && g_ascii_strcasecmp(encoding, "utf8"))
		if (!csv_set_encoding(csv, encoding, err) || !csv_fill(csv, err))
			return FALSE;
	if (options && options->separator) {
		csv->separator = options->separator;
		return TRUE;
	}
	return csv_find_separator(csv, err);
}

static struct csv *
csv_new(const char *name, int fd, const char *text, gsize length)
{
	struct csv *csv = g_new0(struct csv, 1);

	csv->name = g_strdup(name);
	csv->fd = fd;
	csv->memory = text;
	csv->memory_left = length;
	csv->chunk = g_malloc(CHUNK * 4);
	csv->text = g_string_new(NULL);
	csv->starts = g_array_new(FALSE, FALSE, sizeof(gsize));
	csv->line = csv->column = 1;
	return csv;
}

struct csv *
csv_open_text(const char *name, const char *text, gsize length, const struct csv_options *options, GError **err)
{
	AUTO(csv) csv = csv_new(name, -1, text, length);

	return csv_begin(csv, options, err) ? g_steal_pointer(&csv) : NULL;
}

struct csv *
csv_open(const char *path, const struct csv_options *options, GError **err)
{
	AUTO(csv) csv = NULL;
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : dup(STDIN_FILENO);

	if (fd < 0) {
		error_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "cannot read '%s': %s", path, g_strerror(errno));
		return NULL;
	}
	csv = csv_new(strcmp(path, "-") ? path : "standard input", fd, NULL, 0);
	return csv_begin(csv, options, err) ? g_steal_pointer(&csv) : NULL;
}

void
csv_free(struct csv *csv)
{
	if (!csv)
		return;
	if (csv->fd >= 0)
		close(csv->fd);
	if (csv->conv)
		g_iconv_close(csv->conv);
	g_string_free(csv->text, TRUE);
	g_array_free(csv->starts, TRUE);
	g_free(csv->raw);
	g_free(csv->chunk);
	g_free(csv->name);
	g_free(csv);
}
