/* Rows as an aligned table, as JSON or as CSV. */
#include "rows_private.h"
#include "text.h"
#include <math.h>
#include <string.h>

#define SINK_BYTES (64 * 1024)

static void
column_clear(void *data)
{
	struct column *column = data;

	g_free(column->name);
	g_free(column->head);
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
	rows->lines = g_array_new(FALSE, FALSE, sizeof(struct line));
	rows->cells = g_array_new(FALSE, FALSE, sizeof(struct cell));
	rows->held = g_string_new_len("", 1);
	json_init(&rows->json, out);
	return rows;
}

void
rows_free(struct rows *rows)
{
	if (!rows)
		return;
	for (guint i = 0; i < rows->lines->len; i++)
		g_free(g_array_index(rows->lines, struct line, i).group);
	g_array_unref(rows->lines);
	g_array_unref(rows->cells);
	g_string_free(rows->held, TRUE);
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
		csv_cell(rows->out, rows_column_at(rows, i)->name);
	}
	g_string_append(rows->out, "\r\n");
}

void
rows_begin(struct rows *rows)
{
	start(rows);
	rows->at = 0;
	rows->tone = TONE_PLAIN;
	if (rows->format == ROWS_NDJSON)
		json_init(&rows->json, rows->out);
	if (rows->format == ROWS_JSON || rows->format == ROWS_NDJSON)
		json_open(&rows->json, '{');
}

void
rows_tone(struct rows *rows, enum rows_tone tone)
{
	rows->tone = tone;
}

static void
put_csv(struct rows *rows, const char *text)
{
	if (rows->at)
		g_string_append_c(rows->out, ',');
	if (text && rows_column_at(rows, rows->at)->type == ROWS_RAW) {
		g_autofree char *joined = rows_joined(text, ";");

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
		rows_table_put(rows, text);
	else if (rows->format == ROWS_CSV)
		put_csv(rows, text);
	else
		json_key(&rows->json, rows_column_at(rows, rows->at)->name);
	rows->at++;
	rows->tone = TONE_PLAIN;
	return rows->format == ROWS_TABLE || rows->format == ROWS_CSV;
}

void
rows_text(struct rows *rows, const char *text)
{
	enum rows_type type = rows->at < rows->columns->len ? rows_column_at(rows, rows->at)->type : ROWS_TEXT;

	if (put(rows, text))
		return;
	if (text && type == ROWS_RAW)
		json_raw(&rows->json, text);
	else
		json_text(&rows->json, text);
}

void
rows_int(struct rows *rows, gint64 value)
{
	char text[24];

	g_snprintf(text, sizeof(text), "%" G_GINT64_FORMAT, value);
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
		/* 70 is "70", not "7e+01" */
		if (g_ascii_strtod(text, NULL) == value && (!strchr(text, 'e') || fabs(value) >= 1e15 || fabs(value) < 1e-5))
			break;
	}
	return g_strdup(text);
}

void
rows_real(struct rows *rows, double value)
{
	g_autofree char *text = isfinite(value) ? real_text(value) : NULL;

	if (!put(rows, text))
		json_number(&rows->json, value);
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
		struct line line = {NULL, rows->cells->len - rows->columns->len};

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
	struct line line = {text_safe(text, FALSE), 0};

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

void
rows_finish(struct rows *rows)
{
	start(rows);
	if (rows->format == ROWS_TABLE)
		rows_table_write(rows);
	if (rows->format == ROWS_JSON)
		json_close(&rows->json, ']');
}
