/* Rows as an aligned table, as JSON or as CSV. */
#include "rows.h"
#include "text.h"
#include <string.h>

#define SINK_BYTES (64 * 1024)
#define NARROWEST 12 /* columns that the one that gives way keeps */

struct column {
	char *name, *head;
	enum rows_type type;
	int width;
};
struct cell {
	char *text; /* as shown, or NULL */
	enum rows_tone tone;
};
struct line {
	char *group;	    /* a line between groups, or NULL */
	struct cell *cells; /* one a column, or NULL */
};

struct rows {
	enum rows_format format;
	GString *out;
	GArray *columns; /* struct column */
	GArray *lines;	 /* struct line; tables only */
	struct json json;
	struct cell *cells; /* of the row being filled */
	guint at, count;
	enum rows_tone tone;
	gboolean started, color, header;
	int width;
	void (*sink)(void *data);
	void *sink_data;
};

static void
column_clear(void *data)
{
	struct column *column = data;

	g_free(column->name);
	g_free(column->head);
}

static void
cells_free(struct cell *cells, guint n)
{
	for (guint i = 0; cells && i < n; i++)
		g_free(cells[i].text);
	g_free(cells);
}

struct rows *
rows_new(enum rows_format format, GString *out)
{
	struct rows *rows = g_new0(struct rows, 1);

	rows->format = format;
	rows->out = out;
	rows->header = TRUE;
	rows->columns = g_array_new(FALSE, TRUE, sizeof(struct column));
	g_array_set_clear_func(rows->columns, column_clear);
	rows->lines = g_array_new(FALSE, TRUE, sizeof(struct line));
	json_init(&rows->json, out);
	return rows;
}

void
rows_free(struct rows *rows)
{
	if (!rows)
		return;
	for (guint i = 0; i < rows->lines->len; i++) {
		struct line *line = &g_array_index(rows->lines, struct line, i);

		g_free(line->group);
		cells_free(line->cells, rows->columns->len);
	}
	cells_free(rows->cells, rows->columns->len);
	g_array_unref(rows->lines);
	g_array_unref(rows->columns);
	g_free(rows);
}

void
rows_width(struct rows *rows, int width)
{
	rows->width = width;
}

void
rows_color(struct rows *rows, gboolean on)
{
	rows->color = on;
}

void
rows_header(struct rows *rows, gboolean on)
{
	rows->header = on;
}

void
rows_sink(struct rows *rows, void (*sink)(void *data), void *data)
{
	rows->sink = sink;
	rows->sink_data = data;
}

guint
rows_count(const struct rows *rows)
{
	return rows->count;
}

void
rows_column(struct rows *rows, const char *name, const char *head, enum rows_type type)
{
	struct column column = {g_strdup(name), g_strdup(head), type, 0};

	g_array_append_val(rows->columns, column);
}

static struct column *
column_at(const struct rows *rows, guint i)
{
	return &g_array_index(rows->columns, struct column, i);
}

static gboolean
is_number(const char *text)
{
	char *end;

	if (!g_ascii_isdigit(text[strspn(text, "+-.")]))
		return FALSE;
	g_ascii_strtod(text, &end);
	return !*end;
}

static void
csv_cell(GString *out, const char *text)
{
	/* text that looks guarded is guarded too, so that taking one apostrophe off gives back any text */
	const char *first = text + strspn(text, "'");
	gboolean guard = *first && strchr("=+-@\t\r", *first) && !is_number(text);

	if (!guard && !strpbrk(text, ",\"\r\n") && *text != ' ') {
		g_string_append(out, text);
		return;
	}
	g_string_append_c(out, '"');
	if (guard)
		g_string_append_c(out, '\'');
	for (; *text; text++) {
		if (*text == '"')
			g_string_append_c(out, '"');
		g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
}

/* The items of a JSON list of scalars joined, any other JSON as it is. */
static char *
raw_joined(const char *json, const char *separator)
{
	AUTO(builder) b = builder_new();
	struct node *node = json_parse(b, "", json, strlen(json), NULL);
	GString *joined;

	if (!node || node->type == NODE_MAP)
		return g_strdup(json);
	if (node->type == NODE_SCALAR)
		return g_strdup(node->text);
	joined = g_string_new(NULL);
	for (guint i = 0; i < node->n; i++) {
		if (!node->items[i] || node->items[i]->type != NODE_SCALAR) {
			g_string_free(joined, TRUE);
			return g_strdup(json);
		}
		g_string_append_printf(joined, "%s%s", i ? separator : "", node->items[i]->text);
	}
	return g_string_free(joined, FALSE);
}

/* What comes before the first row: the bracket, or the head of the CSV. */
static void
start(struct rows *rows)
{
	if (rows->started)
		return;
	rows->started = TRUE;
	if (rows->format == ROWS_JSON)
		json_open(&rows->json, '[');
	if (rows->format != ROWS_CSV)
		return;
	for (guint i = 0; i < rows->columns->len; i++) {
		if (i)
			g_string_append_c(rows->out, ',');
		csv_cell(rows->out, column_at(rows, i)->name);
	}
	g_string_append(rows->out, "\r\n");
}

void
rows_begin(struct rows *rows)
{
	start(rows);
	rows->at = 0;
	rows->tone = TONE_PLAIN;
	if (rows->format == ROWS_TABLE) {
		cells_free(rows->cells, rows->columns->len);
		rows->cells = g_new0(struct cell, rows->columns->len + 1);
	} else if (rows->format == ROWS_NDJSON) {
		json_init(&rows->json, rows->out);
	}
	if (rows->format == ROWS_JSON || rows->format == ROWS_NDJSON)
		json_open(&rows->json, '{');
}

void
rows_tone(struct rows *rows, enum rows_tone tone)
{
	rows->tone = tone;
}

static void
put_table(struct rows *rows, const char *text)
{
	struct column *column = column_at(rows, rows->at);
	struct cell *cell = &rows->cells[rows->at];
	int width;

	cell->tone = rows->tone;
	if (!text)
		return;
	if (column->type == ROWS_RAW) {
		g_autofree char *joined = raw_joined(text, ", ");

		cell->text = text_safe(joined, FALSE);
	} else {
		cell->text = text_safe(text, FALSE);
	}
	width = text_width(cell->text);
	column->width = MAX(column->width, width);
}

static void
put_csv(struct rows *rows, const char *text)
{
	if (rows->at)
		g_string_append_c(rows->out, ',');
	if (text && column_at(rows, rows->at)->type == ROWS_RAW) {
		g_autofree char *joined = raw_joined(text, ";");

		csv_cell(rows->out, joined);
	} else if (text) {
		csv_cell(rows->out, text);
	}
}

/* One cell for people and spreadsheets; FALSE when the format is JSON, where the caller writes the typed value. */
static gboolean
put(struct rows *rows, const char *text)
{
	g_return_val_if_fail(rows->at < rows->columns->len, TRUE);
	if (rows->format == ROWS_TABLE)
		put_table(rows, text);
	else if (rows->format == ROWS_CSV)
		put_csv(rows, text);
	else
		json_key(&rows->json, column_at(rows, rows->at)->name);
	rows->at++;
	rows->tone = TONE_PLAIN;
	return rows->format == ROWS_TABLE || rows->format == ROWS_CSV;
}

void
rows_text(struct rows *rows, const char *text)
{
	enum rows_type type = rows->at < rows->columns->len ? column_at(rows, rows->at)->type : ROWS_TEXT;

	if (put(rows, text))
		return;
	if (text && type == ROWS_RAW)
		json_raw(&rows->json, text);
	else
		json_string(&rows->json, text);
}

void
rows_int(struct rows *rows, gint64 value)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, value);

	if (!put(rows, text))
		json_int(&rows->json, value);
}

/* The shortest text that reads back as the same number. */
static char *
real_text(double value)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	for (int digits = 1; digits <= 17; digits++) {
		char format[8];

		g_snprintf(format, sizeof(format), "%%.%dg", digits);
		g_ascii_formatd(text, sizeof(text), format, value);
		if (g_ascii_strtod(text, NULL) == value)
			break;
	}
	return g_strdup(text);
}

void
rows_real(struct rows *rows, double value)
{
	g_autofree char *text = real_text(value);

	if (!put(rows, text))
		json_real(&rows->json, value);
}

void
rows_bool(struct rows *rows, gboolean value)
{
	if (!put(rows, value ? "true" : "false"))
		json_bool(&rows->json, value);
}

void
rows_end(struct rows *rows)
{
	while (rows->at < rows->columns->len)
		rows_text(rows, NULL);
	rows->count++;
	if (rows->format == ROWS_TABLE) {
		struct line line = {NULL, g_steal_pointer(&rows->cells)};

		g_array_append_val(rows->lines, line);
		return;
	}
	if (rows->format == ROWS_CSV)
		g_string_append(rows->out, "\r\n");
	else
		json_close(&rows->json, '}');
	if (rows->format == ROWS_NDJSON)
		g_string_append_c(rows->out, '\n');
	if (rows->sink && rows->out->len >= SINK_BYTES)
		rows->sink(rows->sink_data);
}

void
rows_group(struct rows *rows, const char *text)
{
	struct line line = {text_safe(text, FALSE), NULL};

	if (rows->format == ROWS_TABLE)
		g_array_append_val(rows->lines, line);
	else
		g_free(line.group);
}

void
rows_group_again(struct rows *rows, const char *text)
{
	for (guint i = rows->lines->len; i-- > 0;) {
		struct line *line = &g_array_index(rows->lines, struct line, i);

		if (!line->group)
			continue;
		g_free(line->group);
		line->group = text_safe(text, FALSE);
		return;
	}
}

/* The columns that give way when the table is too wide: "title", else the last one of text. */
static struct column *
giving_column(struct rows *rows)
{
	struct column *last = NULL;

	for (guint i = 0; i < rows->columns->len; i++) {
		struct column *column = column_at(rows, i);

		if (g_str_equal(column->name, "title"))
			return column;
		if (column->type == ROWS_TEXT)
			last = column;
	}
	return last;
}

static void
fit(struct rows *rows)
{
	int total = -2;
	struct column *gives = giving_column(rows);

	for (guint i = 0; i < rows->columns->len; i++) {
		struct column *column = column_at(rows, i);

		if (rows->header)
			column->width = MAX(column->width, text_width(column->head));
		total += column->width + 2;
	}
	if (rows->width > 0 && total > rows->width && gives)
		gives->width = MAX(MIN(gives->width, NARROWEST), gives->width - (total - rows->width));
}

const char *
rows_tone_code(enum rows_tone tone)
{
	static const char *const codes[] = {[TONE_PLAIN] = "",
		[TONE_BAD] = "\033[31m",
		[TONE_WARN] = "\033[33m",
		[TONE_GOOD] = "\033[32m",
		[TONE_DIM] = "\033[2m"};

	return codes[tone];
}

static void
write_cell(struct rows *rows, guint i, const char *text, enum rows_tone tone)
{
	const struct column *column = column_at(rows, i);
	gboolean right = column->type == ROWS_INT || column->type == ROWS_REAL;
	gboolean colored = rows->color && tone != TONE_PLAIN && text && *text;
	g_autofree char *fitted = text_fit(text ? text : "", column->width);
	int blanks = column->width - text_width(fitted);

	if (right)
		text_pad(rows->out, "", blanks, FALSE);
	if (colored)
		g_string_append(rows->out, rows_tone_code(tone));
	g_string_append(rows->out, fitted);
	if (colored)
		g_string_append(rows->out, "\033[0m");
	if (!right)
		text_pad(rows->out, "", blanks, FALSE);
}

static void
trim_line(GString *out)
{
	while (out->len && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
}

static void
write_cells(struct rows *rows, const struct cell *cells)
{
	for (guint i = 0; i < rows->columns->len; i++) {
		if (i)
			g_string_append(rows->out, "  ");
		write_cell(rows, i, cells ? cells[i].text : column_at(rows, i)->head, cells ? cells[i].tone : TONE_DIM);
	}
	trim_line(rows->out);
}

static void
write_table(struct rows *rows)
{
	fit(rows);
	if (rows->header && rows->count)
		write_cells(rows, NULL);
	for (guint i = 0; i < rows->lines->len; i++) {
		const struct line *line = &g_array_index(rows->lines, struct line, i);

		if (line->cells) {
			write_cells(rows, line->cells);
			continue;
		}
		if (i || rows->header)
			g_string_append_c(rows->out, '\n');
		g_string_append(rows->out, line->group);
		trim_line(rows->out);
	}
}

void
rows_finish(struct rows *rows)
{
	start(rows);
	if (rows->format == ROWS_TABLE)
		write_table(rows);
	if (rows->format == ROWS_JSON)
		json_close(&rows->json, ']');
}
